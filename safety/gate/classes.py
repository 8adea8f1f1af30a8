"""The children of one's classes on a day, and until when they are fetched."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.models import Child, Enrolment, SchoolClass, Term
from logistics.school.posts import term_of
from logistics.school.rules import rule
from safety.models import PickupLog

FETCHED_UNTIL = "pickup_until"
VIEW = "safety.view_pickup"


def classes_of(person: Any, on: date, permission: str = VIEW) -> Any:
    """The classes of this school year the person has to do with."""
    term = term_of(person, on)
    year = term.school_year if term else on.year
    rows = SchoolClass.objects.visible_to(person, permission).in_year(year)
    return rows.select_related("campus").order_by("campus__position", "position", "pk")


def children_of(person: Any, on: date, permission: str = VIEW) -> Any:
    """Who attends one of these classes, with the name of the class."""
    term = term_of(person, on)
    classes = classes_of(person, on, permission).order_by().values("pk")
    here = Enrolment.objects.filter(term=term, school_class__in=classes).values("child")
    come = Q(joined_on=None) | Q(joined_on__lte=on)
    rows: Any = Child.objects.filter(come, pk__in=here).attending(on).with_class(term)
    return rows.defer("identity_number", "note").order_by("class_name", "pinyin", "pk")


def class_of(child: Child, on: date) -> SchoolClass | None:
    enrolled = child.enrolments.filter(term=Term.objects.on(on))
    found = enrolled.select_related("school_class__campus").first()
    return found.school_class if found else None


def late_by(at: datetime) -> int:
    """Minutes after the hour until which children are fetched."""
    here = timezone.localtime(at)
    until = int(rule(FETCHED_UNTIL, on=here.date()) * 60)
    return max(here.hour * 60 + here.minute - until, 0)


def all_handed_over(school_class: SchoolClass, *, by: Any, now: datetime) -> Entry:
    """One press at the end of the day: everybody else went with whoever is authorised."""
    entry = Entry(
        campus=school_class.campus, school_class=school_class, happened_at=now, is_zero=True
    )
    log = PickupLog(entry=entry, on=timezone.localdate(now))
    return filing.submit(log, by=by, now=now)


def handed_over_today(classes: Any, on: date) -> set[int]:
    rows = PickupLog.objects.exclude(entry__status=Entry.Status.VOIDED).filter(
        on=on, child=None, entry__school_class__in=classes
    )
    return set(rows.values_list("entry__school_class_id", flat=True))
