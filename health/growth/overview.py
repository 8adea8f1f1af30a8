"""Which classes have been measured this term, and how far: what the doctor's page lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Value
from django.utils import timezone

from health.growth.evaluating import HEAVY, UNDERNOURISHED, standing
from health.models import SHEETS, GrowthLine
from logistics.contributions import kinds
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass, Term


@dataclass(frozen=True)
class Done:
    """How many children of a class were measured in a term, and when last."""

    code: str
    count: int = 0
    on: date | None = None


@dataclass
class ClassRow:
    """A class with what was measured in it."""

    school_class: SchoolClass
    children: int
    done: Sequence[Done] = ()
    odd: int = 0  # children whose growth is out of the ordinary


@dataclass(frozen=True)
class Overview:
    """All classes a person looks after, in one term."""

    term: Term | None
    rows: Sequence[ClassRow] = field(default_factory=list)

    @property
    def unmeasured(self) -> list[ClassRow]:
        return [row for row in self.rows if row.children and not row.done[0].count]

    @property
    def odd(self) -> int:
        return sum(row.odd for row in self.rows)


def of(person: Any, permission: str, on: date, *, campus: Any = None) -> Overview:
    """Asks the database four times, however many classes there are."""
    term = Term.objects.on(on)
    if term is None:
        return Overview(None)
    classes = SchoolClass.objects.visible_to(person, permission).in_year(term.school_year)
    if campus:
        classes = classes.filter(campus=campus)
    counted: Any = classes.select_related("campus").with_children(term, on)
    rows = [ClassRow(each, each.child_count) for each in counted]
    keys = [row.school_class.pk for row in rows]
    measured = measured_in(keys, term)
    odd = odd_in(keys, term, on)
    for row in rows:
        pk = row.school_class.pk
        codes = (sheet.kind_code for sheet in SHEETS)
        row.done = [measured.get((code, pk), Done(code)) for code in codes]
        row.odd = odd.get(pk, 0)
    return Overview(term, rows)


def measured_in(classes: Sequence[int], term: Term) -> dict[tuple[str, int], Done]:
    """By kind and class: how many of its children, and the day of the last sheet."""
    first, *others = (counted(sheet, classes, term) for sheet in SHEETS)
    return {
        (row["code"], row["school_class"]): Done(
            row["code"], row["count"], timezone.localdate(row["last"])
        )
        for row in first.union(*others, all=True)
    }


def counted(sheet: Any, classes: Sequence[int], term: Term) -> QuerySet[Any, Any]:
    span = (start_of(term.starts_on), end_of(term.ends_on))
    lines = standing(sheet.line_model()).filter(
        sheet__entry__school_class__in=classes, sheet__entry__happened_at__range=span
    )
    named = lines.order_by().annotate(
        code=Value(sheet.kind_code), school_class=F("sheet__entry__school_class")
    )
    return named.values("code", "school_class").annotate(
        count=Count("child", distinct=True), last=Max("sheet__entry__happened_at")
    )


def odd_in(classes: Sequence[int], term: Term, on: date) -> dict[int, int]:
    """By class: children whose last line of the term names something out of the ordinary."""
    span = (start_of(term.starts_on), end_of(min(on, term.ends_on)))
    lines = standing(GrowthLine).filter(
        sheet__entry__school_class__in=classes, sheet__entry__happened_at__range=span
    )
    last: dict[int, tuple[int, bool]] = {}
    codes = UNDERNOURISHED | HEAVY
    told = lines.order_by("sheet__entry__happened_at", "pk").values_list(
        "child", "sheet__entry__school_class", "height_status", "weight_status", "build_status"
    )
    for child, school_class, *statuses in told:
        last[child] = (school_class, not codes.isdisjoint(statuses))
    found: dict[int, int] = {}
    for school_class, is_odd in last.values():
        found[school_class] = found.get(school_class, 0) + is_odd
    return found


def headings() -> list[tuple[str, Any]]:
    """The kinds of sheets with their titles, as the columns of the page."""
    return [(sheet.kind_code, kinds()[sheet.kind_code].title) for sheet in SHEETS]
