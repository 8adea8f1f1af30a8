"""Whom a class should have before it on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.school.calendar import at, is_open_on
from logistics.school.models import Child, Enrolment, SchoolClass, Term
from logistics.school.models.classes import SchoolClassQuerySet
from logistics.school.posts import term_of

WRITE = "health.write_day"
VIEW = "health.view_day"


@dataclass(frozen=True)
class Roll:
    """The children of a class on one day, in the order of the register."""

    school_class: SchoolClass
    on: date
    children: list[Child]

    @cached_property
    def by_key(self) -> dict[int, Child]:
        return {child.pk: child for child in self.children}

    def refuse_strangers(self, keys: Iterable[int]) -> None:
        if set(keys) - set(self.by_key):
            raise Refused(_("One of these children is not in this class on this day."))

    def refuse_future(self, now: datetime) -> None:
        if self.on > timezone.localdate(now):
            raise Refused(_("This lies in the future. A record tells what has happened."))

    @property
    def is_open(self) -> bool:
        return is_open_on(self.school_class.campus, self.on)


def read_roll(school_class: SchoolClass, on: date) -> Roll:
    """In two queries."""
    return Roll(school_class, on, list(children_on(on, Q(school_class=school_class))))


def children_on(on: date, enrolled: Q, term: Term | None = None) -> Any:
    """Those enrolled, who had come by then and had not left."""
    term = term or Term.objects.on(on)
    return children_in(term.pk if term else None, on, enrolled)


def children_in(term: int | None, on: date, enrolled: Q) -> Any:
    """The same in the term with this key; without a term nobody."""
    here = Enrolment.objects.filter(enrolled, term=term).values("child")
    come = Q(joined_on=None) | Q(joined_on__lte=on)
    rows = Child.objects.filter(come, pk__in=here).attending(on)
    return rows.defer("identity_number", "note").order_by("pinyin", "pk")


def classes_of(
    person: Any, on: date, permission: str = VIEW, *, term: Term | None = None
) -> SchoolClassQuerySet:
    """The classes of that school year the person has to do with, in the order of the school."""
    term = term or term_of(person, on)
    year = term.school_year if term else on.year
    rows = SchoolClass.objects.visible_to(person, permission).in_year(year)
    return rows.select_related("campus").order_by("campus__position", "position", "pk")


def moment_of(on: date, now: datetime, clock: str) -> datetime:
    """Now; for a day that is over, the hour at which it is usually done."""
    return now if on == timezone.localdate(now) else at(on, clock)
