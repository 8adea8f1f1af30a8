"""A small school of two campuses with one thing of every kind at each, around a given day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from logistics.access import Role
from logistics.duties import filing, making
from logistics.duties.models import Duty, Plan, PlanLine, RotaTurn, WorkNote
from logistics.records.models import Entry, Photo
from logistics.school.calendar import lay_out
from logistics.school.models import (
    Campus,
    ClassClosure,
    School,
    Term,
    WorkLine,
    ZoneAssignment,
)
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
    make_post,
)

DAY = timedelta(days=1)
OF_A_CLASS = {Role.TEACHER, Role.CARER}


@dataclass
class World:
    """Who acts, at which campus; and by their names the things of either campus."""

    term: Term
    here: Campus
    there: Campus
    people: dict[str, Any]
    own: dict[str, Any]
    others: dict[str, Any]


def make_term(today: date) -> Term:
    """A term in whose middle the day lies; its days are laid out."""
    given = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, given, strict=True)))
    lay_out(term)
    return term


def make_last_term(today: date) -> Term:
    given = [today - n * DAY for n in (200, 193, 100, 90)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    return Term.objects.create(school_year=2000, half=2, **dict(zip(names, given, strict=True)))


def make_world(now: datetime) -> World:
    today = timezone.localdate(now)
    School.objects.create(name="Sunshine")
    make_last_term(today)
    here, there = make_campus(name="East"), make_campus(name="West")
    term = make_term(today)
    own, others = furnish(here, term, now), furnish(there, term, now)
    return World(term, here, there, actors(here, there, own, today), own, others)


def actors(here: Campus, there: Campus, own: dict[str, Any], today: date) -> dict[str, Any]:
    """One person for each role at the first campus, and some who are special."""
    people = {}
    for role in Role.values:
        school_class = own["class"] if role in OF_A_CLASS else None
        people[role] = make_person(
            role=role,
            campus=here,
            school_class=school_class,
            username=role,
            name=f"Colleague {role}",
        )
    people["head"] = make_person(role=Role.DIRECTOR, username="head", name="Colleague head")
    people["office"] = make_person(role=Role.ADMIN, username="office", name="Colleague office")
    people["neighbour"] = make_person(role=Role.DIRECTOR, campus=there, username="neighbour")
    people["left"] = make_person(username="left")
    ended = {"starts_on": today - 30 * DAY, "ends_on": today - DAY}
    make_post(person=people["left"], role=Role.DIRECTOR, campus=here, **ended)
    people["locked"] = make_person(
        role=Role.DIRECTOR, campus=here, username="locked", is_active=False
    )
    return people


def furnish(campus: Campus, term: Term, now: datetime) -> dict[str, Any]:
    """One thing of every kind at a campus."""
    today = timezone.localdate(now)
    school_class = make_class(campus=campus, school_year=term.school_year, name=f"{campus} class")
    place = make_place(campus=campus, name=f"{campus} room")
    child = make_child(school_class=school_class, term=term, name=f"{campus} child")
    person = make_person(role=Role.CARER, campus=campus, school_class=school_class)
    duty = make_duty(campus, title=f"{campus} duty", role=Role.CARER, scope="class")
    rota = make_duty(campus, title=f"{campus} rota", rhythm="rota", role=Role.GUARD)
    event = make_duty(campus, title=f"{campus} event", rhythm="event", role=Role.DOCTOR, hours=2)
    turn = RotaTurn.objects.create(
        duty=rota, person=person, starts_on=today, ends_on=today + 6 * DAY
    )
    making.make_tasks(term, duties=[duty, rota])
    plan = Plan.objects.create(title=f"{campus} plan", owner=person, term=term, kind="personal")
    line = PlanLine.objects.create(
        plan=plan, text=f"{campus} line", term=term, due_on=today, person=person, campus=campus
    )
    making.make_line_task(line)
    task = duty.tasks.filter(due_at__gt=now).earliest("due_at")
    entry = write_note(campus, person, now, school_class=school_class)
    return {
        "campus": campus, "class": school_class, "place": place, "child": child, "person": person,
        "post": person.posts.get(), "guardian": make_guardian(child=child), "duty": duty,
        "event": event, "rota": rota, "turn": turn, "plan": plan, "line": line, "task": task,
        "entry": entry, "photo": make_photo(entry),
        "closure": ClassClosure.objects.create(
            school_class=school_class, starts_on=today + 20 * DAY, ends_on=today + 21 * DAY,
            reason="Paint",
        ),
        "zone": ZoneAssignment.objects.create(term=term, place=place, person=person),
        "work_line": WorkLine.objects.create(
            title=f"{campus} water", campus=campus, person=person, school_year=term.school_year
        ),
    }  # fmt: skip


def make_duty(campus: Campus, **given: Any) -> Duty:
    usual = {"trade": "health", "rhythm": "daily", "scope": "campus", "on_closed": "keep"}
    return Duty.objects.create(**usual | {"campus": campus} | given)


def write_note(campus: Campus, by: Any, now: datetime, **scope: Any) -> Entry:
    entry = Entry(campus=campus, happened_at=now - timedelta(minutes=1), **scope)
    entry.late_reason = "just before midnight"  # dropped unless the minute was yesterday's
    return filing.submit(WorkNote(entry=entry, text=f"{campus} note"), by=by, now=now)


def make_photo(entry: Entry) -> Photo:
    """The row of a photo; its files lie where the tests keep theirs."""
    from logistics.records.photos import Prepared, attach, put_in_place

    jpeg = b"\xff\xd8\xff"
    photo = attach(
        Prepared(jpeg, jpeg, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        put_in_place(name)
    return photo
