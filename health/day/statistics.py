"""儿童出勤统计分析表: the attendance of a month, term or school year, read off the sheets alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from health.models import Attendance
from logistics.school.calendar import dates
from logistics.school.models import ClassClosure, SchoolDay

COUNTS = ("expected", "present", "infectious", "ill", "personal", "vacation", "other", "unexcused")
HOLIDAY_MONTHS = frozenset({1, 2, 7, 8})  # left out of the rate of a year


@dataclass
class Figures:
    """Of one class, or of several together."""

    enrolled: int = 0
    due_days: int = 0
    recorded_days: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    last_on: date = date.min

    def add(self, on: date, counts: Iterable[int]) -> None:
        """A sheet of the class."""
        said = dict(zip(COUNTS, counts, strict=True))
        self.recorded_days += 1
        if on > self.last_on:
            self.enrolled, self.last_on = said["expected"], on
        for name, count in said.items():
            self.counts[name] += count

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.enrolled + other.enrolled,
            self.due_days + other.due_days,
            self.recorded_days + other.recorded_days,
            {name: self.counts[name] + other.counts[name] for name in COUNTS},
            max(self.last_on, other.last_on),
        )

    @property
    def expected(self) -> int:
        return self.counts["expected"]

    @property
    def present(self) -> int:
        return self.counts["present"]

    @property
    def absent(self) -> int:
        return self.expected - self.present

    @property
    def missing_days(self) -> int:
        """Days on which nobody opened the class: they are not counted as present."""
        return max(self.due_days - self.recorded_days, 0)

    @property
    def rate(self) -> Decimal | None:
        return share(self.present, self.expected)

    def of(self, name: str) -> int:
        return self.counts[name]


def share(part: int, whole: int) -> Decimal | None:
    """In percent, one decimal place, halves rounded up as the table asks."""
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_class(
    classes: Iterable[Any], first: date, last: date, *, without: frozenset[int] = frozenset()
) -> dict[int, Figures]:
    """Of classes given as (key, campus), over the days of a span: three queries."""
    campuses = dict(classes)
    found = {pk: Figures() for pk in campuses}
    rows = Attendance.objects.standing().filter(school_class__in=found, on__range=(first, last))
    for pk, on, *counts in rows.order_by().values_list("school_class", "on", *COUNTS):
        if on.month not in without:
            found[pk].add(on, counts)
    for pk, days in due_days(campuses, first, last).items():
        found[pk].due_days = sum(day.month not in without for day in days)
    return found


def due_days(campuses: dict[int, int], first: date, last: date) -> dict[int, list[date]]:
    """The days on which each class should have been counted."""
    open_at: dict[int, list[date]] = {campus: [] for campus in campuses.values()}
    rows = SchoolDay.objects.filter(
        campus__in=open_at, date__range=(first, last), kind__in=SchoolDay.OPEN
    )
    for campus, on in rows.order_by("date").values_list("campus", "date"):
        open_at[campus].append(on)
    at_home = closures(campuses, first, last)
    return {
        pk: [day for day in open_at[campus] if day not in at_home.get(pk, ())]
        for pk, campus in campuses.items()
    }


def closures(classes: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    rows = ClassClosure.objects.filter(
        school_class__in=list(classes), starts_on__lte=last, ends_on__gte=first
    )
    for closure in rows:
        days = dates(max(closure.starts_on, first), min(closure.ends_on, last))
        found.setdefault(closure.school_class_id, set()).update(days)
    return found


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())
