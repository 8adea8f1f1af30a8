"""The stops of a round: the places, classes, things, people or companies that a list is about."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from assets import interface as assets
from logistics.school.models import Campus, Person, Place, Post, SchoolClass, Term
from logistics.stores.models import Supplier
from safety.models import Checklist, RunningStop

INSPECT = "safety.inspect"
Subject = Checklist.Subject
NAME = RunningStop._meta.get_field("name").max_length


def offered(checklist: Checklist, campus: Campus, person: Any, *, on: date) -> list[RunningStop]:
    """What this person may go to on a round of the list, unsaved and in the order of the walk."""
    stops = FINDERS[Subject(checklist.subject)](checklist, campus, person, on)
    for position, stop in enumerate(stops, start=1):
        stop.position, stop.name = position, stop.name[:NAME]
    return stops


def whole_campus(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    return [RunningStop()]


def places(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    return [stop_at(place) for place in places_of(checklist, campus)]


def places_of(checklist: Checklist, campus: Campus) -> QuerySet[Place]:
    rows = Place.objects.in_use().filter(campus=campus)
    if checklist.place_kinds:
        rows = rows.filter(kind__in=checklist.place_kinds)
    return rows.order_by("kind", "name", "pk")


def stop_at(place: Place) -> RunningStop:
    return RunningStop(about=f"place:{place.pk}", name=place.name, place=place)


def classes(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    """All classes of the campus, or those of one's own."""
    rows = SchoolClass.objects.visible_to(person, INSPECT).filter(campus=campus)
    term = Term.objects.on(on)
    rows = rows.in_year(term.school_year if term else on.year).order_by("position", "pk")
    rooms = rooms_of(rows)
    return [
        RunningStop(
            about=f"class:{one.pk}", name=one.name, school_class=one, place=rooms.get(one.pk)
        )
        for one in rows
    ]


def rooms_of(classes: QuerySet[SchoolClass]) -> dict[int, Place]:
    """The classroom of each class, so that what is found there has its place."""
    rows = Place.objects.in_use().filter(school_class__in=classes.order_by().values("pk"))
    rooms: dict[int, Place] = {}
    for place in rows.order_by("pk"):
        if place.school_class_id not in rooms or place.kind == Place.Kind.CLASSROOM:
            rooms[place.school_class_id] = place  # type: ignore[index]  # filtered by class
    return rooms


def things(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    """The things at the places of the list; a place without registered things stands for itself."""
    stops = []
    for place in places_of(checklist, campus):
        here = assets.at_place(place.pk)
        stops += [thing_at(place, thing) for thing in here] or [stop_at(place)]
    return stops


def thing_at(place: Place, thing: assets.Thing) -> RunningStop:
    name = f"{thing.name} {thing.number} · {place.name}"
    return RunningStop(about=f"asset:{thing.id}", name=name, place=place)


def people(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    """Everybody with a post at the campus."""
    held = Post.objects.current(on).filter(campus=campus).values("person")
    rows = Person.objects.filter(pk__in=held).defer("identity_number").order_by("pinyin", "pk")
    return [RunningStop(about=f"person:{one.pk}", name=str(one), person=one) for one in rows]


def companies(checklist: Checklist, campus: Campus, person: Any, on: date) -> list[RunningStop]:
    return [
        RunningStop(about=f"company:{one.pk}", name=one.name, company=one)
        for one in Supplier.objects.filter(is_active=True).order_by("name")
    ]


FINDERS = {
    Subject.NONE: whole_campus,
    Subject.PLACE: places,
    Subject.CLASS: classes,
    Subject.ASSET: things,
    Subject.PERSON: people,
    Subject.COMPANY: companies,
}
