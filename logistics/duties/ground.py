"""What the duties of a term are owed for: its campuses, classes and places, with their days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from logistics.duties.models import Duty, Scope
from logistics.school.calendar import Calendar, calendar_of, dates
from logistics.school.models import (
    Campus,
    ClassClosure,
    Place,
    SchoolClass,
    Term,
    ZoneAssignment,
)


@dataclass(frozen=True)
class Target:
    """One thing a duty is owed for, with the days that count there."""

    calendar: Calendar
    meals: dict[str, str]
    campus_id: int | None = None
    class_id: int | None = None
    place_id: int | None = None
    person_id: int | None = None

    @property
    def key(self) -> str:
        parts = {"u": self.campus_id, "c": self.class_id, "p": self.place_id}
        return "".join(f":{letter}{pk}" for letter, pk in parts.items() if pk)


class Ground:
    """Campuses, classes, places and calendars of a term, asked once for all its duties."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.campuses = list(Campus.objects.filter(is_active=True))
        self.calendars = {campus.pk: calendar_of(term, campus) for campus in self.campuses}
        self.classes = list(SchoolClass.objects.in_year(term.school_year))
        self.places = list(Place.objects.in_use())
        self.closed = self.closures()
        self.in_charge = self.assignments()

    def closures(self) -> dict[int, set[date]]:
        closed: dict[int, set[date]] = {}
        term = self.term
        for c in ClassClosure.objects.filter(
            starts_on__lte=term.ends_on, ends_on__gte=term.starts_on
        ):
            closed.setdefault(c.school_class_id, set()).update(dates(c.starts_on, c.ends_on))
        return closed

    def assignments(self) -> dict[int, int]:
        """The person answering for a place this term: named for the term, else its custodian."""
        named = ZoneAssignment.objects.filter(term=self.term, person__isnull=False)
        custodians = {p.pk: p.custodian_id for p in self.places if p.custodian_id}
        return custodians | dict(named.values_list("place_id", "person_id"))

    def targets(self, duty: Duty) -> Iterator[Target]:
        campuses = [c for c in self.campuses if duty.campus_id in (None, c.pk)]
        for campus in campuses:
            here = Target(self.calendars[campus.pk], campus.meals, campus.pk)
            if duty.scope == Scope.SCHOOL:
                yield replace(here, campus_id=duty.campus_id)
                return
            if duty.scope == Scope.CLASS:
                yield from self.class_targets(here)
            elif duty.scope == Scope.PLACE:
                yield from self.place_targets(here, duty)
            else:
                yield here

    def class_targets(self, here: Target) -> Iterator[Target]:
        for school_class in self.classes:
            if school_class.campus_id == here.campus_id:
                calendar = here.calendar.without(self.closed.get(school_class.pk, set()))
                yield replace(here, calendar=calendar, class_id=school_class.pk)

    def place_targets(self, here: Target, duty: Duty) -> Iterator[Target]:
        """A place in a class's own use follows that class's days and is owed by its people."""
        for place in self.places:
            if place.campus_id == here.campus_id and duty.place_kind in ("", "any", place.kind):
                closed = self.closed.get(place.school_class_id or 0, set())
                yield replace(
                    here,
                    calendar=here.calendar.without(closed),
                    class_id=place.school_class_id,
                    place_id=place.pk,
                    person_id=None if place.school_class_id else self.in_charge.get(place.pk),
                )
