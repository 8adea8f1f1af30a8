"""Responsibility zones: who answers for what in a term, and what carries over from the last one."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from logistics.school import changes
from logistics.school.models import Campus, Person, Place, SchoolClass, Term, ZoneAssignment


@transaction.atomic
def assign(zone: ZoneAssignment) -> None:
    zone.save()
    changes.calendar_changed(zone.term)


@transaction.atomic
def remove(zone: ZoneAssignment) -> None:
    zone.delete()
    changes.calendar_changed(zone.term)


@dataclass(frozen=True)
class Copied:
    """What came of copying: how many were taken over, and the places that wait for a decision."""

    count: int
    left_out: list[Place]


def term_before(term: Term) -> Term | None:
    return Term.objects.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first()


def heirs(term: Term) -> dict[tuple[int, str], SchoolClass]:
    """The classes of the term's school year by campus and name: next year's 小一班 is another."""
    return {(c.campus_id, c.name): c for c in SchoolClass.objects.in_year(term.school_year)}


@transaction.atomic
def copy_zones(term: Term, campuses: list[Campus], *, on: date) -> Copied:
    """Assign every zone in a term as in the term before it, unless it has somebody already.

    Left out are places in use no more, people who left, and classes that there are no more.
    """
    taken = ZoneAssignment.objects.filter(term=term).values("place")
    employed = set(Person.objects.employed(on).values_list("pk", flat=True))
    classes = heirs(term)
    count, left_out = 0, []
    for last in assignments_of(term_before(term), campuses).exclude(place__in=taken):
        new = carried_over(last, term, classes)
        if new is None or (new.person_id and new.person_id not in employed):
            left_out.append(last.place)
        else:
            new.save()
            count += 1
    changes.calendar_changed(term)
    return Copied(count, left_out)


def assignments_of(term: Term | None, campuses: list[Campus]) -> QuerySet[ZoneAssignment]:
    found = ZoneAssignment.objects.filter(term=term, place__campus__in=campuses)
    return found.select_related("place", "school_class")


def carried_over(
    last: ZoneAssignment, term: Term, classes: dict[tuple[int, str], SchoolClass]
) -> ZoneAssignment | None:
    """The same assignment in another term; nothing if its place or its class is gone."""
    old = last.school_class
    heir = classes.get((old.campus_id, old.name)) if old else None
    if not last.place.is_active or (old and not heir):
        return None
    return ZoneAssignment(
        term=term,
        place=last.place,
        person_id=last.person_id,
        school_class=heir,
        note=last.note,
    )
