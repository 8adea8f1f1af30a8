"""Which class a child is in on a day, and what a record about it says of that."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, Enrolment, SchoolClass, Term

SEE = "health.view_child"
KEEP = "health.keep"


def class_on(child: Child, day: date) -> SchoolClass:
    """The class of the term the day lies in, else the last one the child was in.

    Refuses a child that is in no class: nobody would find the record.
    """
    rows = Enrolment.objects.filter(child=child).select_related("school_class__campus", "term")
    enrolled = {row.term_id: row.school_class for row in rows.order_by("term__starts_on")}
    if not enrolled:
        raise Refused(
            _("%(child)s is in no class. Put the child into one first.") % {"child": child}
        )
    term = Term.objects.on(day)
    return enrolled.get(term.pk if term else 0) or list(enrolled.values())[-1]


def children_of(school_class: SchoolClass, day: date) -> list[Child]:
    """Who is in the class in the term of the day and has not left, in the order of the register."""
    there = Enrolment.objects.filter(school_class=school_class, term=Term.objects.on(day))
    rows = Child.objects.filter(pk__in=there.values("child")).attending(day)
    return list(rows.defer("identity_number", "note").order_by("pinyin", "pk"))


def attending(person: Any, day: date, *, permission: str = SEE) -> Any:
    """Everybody in a class of the day that the permission reaches, with `class_name`."""
    term = Term.objects.on(day)
    there = Enrolment.objects.filter(
        term=term, school_class__in=SchoolClass.objects.visible_to(person, permission)
    )
    rows = Child.objects.filter(pk__in=there.values("child")).attending(day).with_class(term)
    return rows.defer("identity_number", "note").order_by("pinyin", "pk")


def classes_of_year(person: Any, day: date, permission: str) -> Any:
    """The classes of this school year within reach, in the order of the school."""
    term = Term.objects.on(day)
    year = term.school_year if term else day.year
    rows = SchoolClass.objects.visible_to(person, permission).in_year(year)
    return rows.select_related("campus").order_by("campus__position", "position", "pk")


def class_names(children: Collection[int], day: date) -> dict[int, SchoolClass]:
    """The class of each of these children on a day, in one query."""
    rows = Enrolment.objects.filter(child__in=children, term=Term.objects.on(day))
    return {row.child_id: row.school_class for row in rows.select_related("school_class")}


def entry_about(
    child: Child, *, happened_at: datetime, late_reason: str = "", typed_at: datetime | None = None
) -> Entry:
    """The head of a record about one child, in the class it was in."""
    school_class = class_on(child, timezone.localdate(happened_at))
    return Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=subject_of(child),
        happened_at=happened_at,
        late_reason=late_reason,
        typed_at=typed_at,
    )


def entry_of_class(
    school_class: SchoolClass, *, happened_at: datetime, late_reason: str = ""
) -> Entry:
    """The head of a sheet of a whole class."""
    return Entry(
        campus=school_class.campus,
        school_class=school_class,
        happened_at=happened_at,
        late_reason=late_reason,
    )


def zero_entry(campus: Any, *, happened_at: datetime, late_reason: str = "") -> Entry:
    """The head of a record that says there was nobody."""
    return Entry(campus=campus, happened_at=happened_at, late_reason=late_reason, is_zero=True)


def subject_of(child: Child) -> str:
    return f"child:{child.pk}"


def keys(children: Iterable[Child]) -> list[int]:
    return [child.pk for child in children]
