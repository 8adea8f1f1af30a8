"""The school calendar: days laid out from the public holidays, and questions about them.

Holidays are asked of the package once, when the days of a term are laid out; afterwards the
rows are the truth, and the director edits them. A year the package does not know starts as
plain weeks: `unknown_years` names it, and the calendar page says so.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import chinese_calendar
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from logistics.school import changes
from logistics.school.models import Campus, ClassClosure, Holiday, SchoolClass, SchoolDay, Term
from logistics.school.models.calendar import HOLIDAY_NAMES

DAY = timedelta(days=1)

# What the package calls them.
HOLIDAYS = {
    "New Year's Day": Holiday.NEW_YEAR,
    "Spring Festival": Holiday.SPRING_FESTIVAL,
    "Tomb-sweeping Day": Holiday.QINGMING,
    "Labour Day": Holiday.LABOUR_DAY,
    "Dragon Boat Festival": Holiday.DRAGON_BOAT,
    "Mid-autumn Festival": Holiday.MID_AUTUMN,
    "National Day": Holiday.NATIONAL_DAY,
}

# Days with a name on which the school is open all the same: (month, day).
OBSERVANCES = {
    "womens_day": (3, 8),
    "arbor_day": (3, 12),
    "childrens_day": (6, 1),
    "teachers_day": (9, 10),
}


def dates(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def whole_month(year: int, month: int) -> tuple[date, date]:
    """Its first and its last day."""
    first = date(year, month, 1)
    after = first.replace(day=28) + 4 * DAY
    return first, after - after.day * DAY


def is_known(year: int) -> bool:
    """Whether the holiday package has the State Council's notice for the year."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def unknown_years(term: Term) -> list[int]:
    return [y for y in range(term.starts_on.year, term.ends_on.year + 1) if not is_known(y)]


def years_without_notice(term: Term) -> list[int]:
    """Unknown years of which nobody has written down a single holiday of the term either."""
    written = SchoolDay.objects.filter(
        date__range=(term.starts_on, term.ends_on), kind=SchoolDay.Kind.HOLIDAY, is_edited=True
    )
    return [year for year in unknown_years(term) if not written.filter(date__year=year).exists()]


def statutory(day: date) -> tuple[str, str, str]:
    """Kind, name and holiday code of a day as the State Council's notice has it."""
    weekend = day.weekday() >= 5
    plain = SchoolDay.Kind.WEEKEND if weekend else SchoolDay.Kind.SCHOOL
    if not is_known(day.year):
        return plain, "", ""
    off, english = chinese_calendar.get_holiday_detail(day)
    holiday = HOLIDAYS.get(english or "")
    name = HOLIDAY_NAMES[holiday] if holiday else (english or "")
    if off and english:
        return SchoolDay.Kind.HOLIDAY, name, holiday.value if holiday else ""
    if not off and weekend:
        return SchoolDay.Kind.MAKEUP, name, ""
    return plain, "", ""


def planned(term: Term, day: date) -> tuple[str, str, str]:
    kind, name, code = statutory(day)
    teaching = term.first_teaching_day <= day <= term.last_teaching_day
    if not teaching and kind in SchoolDay.OPEN:
        return SchoolDay.Kind.VACATION, "", ""
    return kind, name, code


@transaction.atomic
def lay_out(term: Term) -> int:
    """Make or renew the days of a term at every campus; days set by hand stay as they are.

    Days that lie in no term any more go. Says how many were written.
    """
    span = (term.starts_on, term.ends_on)
    days_in_no_term().filter(is_edited=False).delete()
    edited = SchoolDay.objects.filter(is_edited=True, date__range=span)
    kept = set(edited.values_list("campus_id", "date"))
    plan = {day: planned(term, day) for day in dates(*span)}
    rows = [
        SchoolDay(campus=campus, date=day, kind=kind, name=name, holiday=code)
        for campus in Campus.objects.filter(is_active=True)
        for day, (kind, name, code) in plan.items()
        if (campus.pk, day) not in kept
    ]
    SchoolDay.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["campus", "date"],
        update_fields=["kind", "name", "holiday"],
    )
    return len(rows)


def days_in_no_term() -> QuerySet[SchoolDay]:
    around = Term.objects.filter(starts_on__lte=OuterRef("date"), ends_on__gte=OuterRef("date"))
    return SchoolDay.objects.filter(~Exists(around))


def put_days(campuses: list[Campus], days: list[date], **said: Any) -> None:
    rows = SchoolDay.objects.filter(campus__in=campuses, date__in=days)
    there = {(row.campus_id, row.date): row for row in rows}
    for campus in campuses:
        for day in days:
            row = there.get((campus.pk, day)) or SchoolDay(campus=campus, date=day)
            for name, value in said.items():
                setattr(row, name, value)
            row.is_edited = True
            row.save()  # one by one: its history says who set which day


@transaction.atomic
def set_days(
    campuses: list[Campus],
    first: date,
    last: date,
    *,
    kind: str,
    name: str = "",
    follows_weekday: int | None = None,
) -> None:
    """Write by hand what the days are: a closure, a swapped weekend …"""
    said = {"kind": kind, "name": name, "holiday": "", "follows_weekday": follows_weekday}
    put_days(campuses, dates(first, last), **said)
    changes.days_changed(first, last)


@transaction.atomic
def write_notice(
    campuses: list[Campus], holiday: str, first: date, last: date, *, makeup_days: list[date]
) -> None:
    """Write by hand what the State Council's notice says about one holiday."""
    said = {"name": HOLIDAY_NAMES[Holiday(holiday)], "follows_weekday": None}
    off, makeup = SchoolDay.Kind.HOLIDAY, SchoolDay.Kind.MAKEUP
    put_days(campuses, dates(first, last), kind=off, holiday=holiday, **said)
    put_days(campuses, makeup_days, kind=makeup, holiday="", **said)
    changes.days_changed(min([first, *makeup_days]), max([last, *makeup_days]))


@transaction.atomic
def reset_days(campuses: list[Campus], first: date, last: date) -> None:
    """Take back what was written by hand: the days are again as laid out."""
    for day in SchoolDay.objects.filter(campus__in=campuses, date__range=(first, last)):
        if day.is_edited:
            day.delete()
    for term in Term.objects.overlapping(first, last):
        lay_out(term)
        changes.calendar_changed(term)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last second of a day in the school's own time."""
    return start_of(day + DAY) - timedelta(seconds=1)


def at(day: date, clock: str) -> datetime:
    """A moment of a day, given as 08:30."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


@dataclass(frozen=True)
class Calendar:
    """The days of one term at one campus, or of one class there."""

    term: Term
    kinds: dict[date, str]
    holidays: dict[date, str] = field(default_factory=dict)

    @cached_property
    def open_days(self) -> list[date]:
        return sorted(day for day, kind in self.kinds.items() if kind in SchoolDay.OPEN)

    def is_open(self, day: date) -> bool:
        return self.kinds.get(day) in SchoolDay.OPEN

    def open_between(self, first: date, last: date) -> list[date]:
        days = self.open_days
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def next_open(self, day: date) -> date | None:
        """The first open day after this one."""
        place = bisect_right(self.open_days, day)
        return self.open_days[place] if place < len(self.open_days) else None

    def previous_open(self, day: date) -> date | None:
        """The last open day before this one."""
        place = bisect_left(self.open_days, day)
        return self.open_days[place - 1] if place else None

    def holiday_spans(self) -> list[tuple[str, date, date]]:
        """Each public holiday of the term with its first and last day off."""
        spans: list[tuple[str, date, date]] = []
        for day in sorted(self.holidays):
            code = self.holidays[day]
            if spans and spans[-1][2] == day - DAY:
                spans[-1] = (spans[-1][0], spans[-1][1], day)
            else:
                spans.append((code, day, day))
        return spans

    def without(self, closed: set[date]) -> "Calendar":
        """The calendar of a class that stays at home on some days."""
        if not closed:
            return self
        kinds = {d: SchoolDay.Kind.CLOSURE if d in closed else k for d, k in self.kinds.items()}
        return replace(self, kinds=kinds)


def calendar_of(term: Term, campus: Campus) -> Calendar:
    rows = SchoolDay.objects.filter(
        campus=campus, date__range=(term.starts_on, term.ends_on)
    ).values_list("date", "kind", "holiday")
    kinds = {day: kind for day, kind, _ in rows}
    return Calendar(term, kinds, {day: code for day, _, code in rows if code})


def closed_days(school_class: SchoolClass, term: Term) -> set[date]:
    closures = ClassClosure.objects.filter(
        school_class=school_class, starts_on__lte=term.ends_on, ends_on__gte=term.starts_on
    )
    return {day for c in closures for day in dates(c.starts_on, c.ends_on)}


def is_open_on(campus: Campus, day: date) -> bool:
    """Whether the school works on a day; a day outside every term is vacation."""
    return SchoolDay.objects.filter(campus=campus, date=day, kind__in=SchoolDay.OPEN).exists()


def after_school_days(campus: Campus, day: date, count: int) -> date:
    """The day `count` school days after this one; where no calendar is laid out, weekdays count."""
    ahead = SchoolDay.objects.filter(campus=campus, date__gt=day, kind__in=SchoolDay.OPEN)
    days = list(ahead.order_by("date").values_list("date", flat=True)[:count])
    last = days[-1] if days else day
    for _missing in range(count - len(days)):
        last = next_weekday(last)
    return last


def next_weekday(day: date) -> date:
    day += DAY
    return day if day.isoweekday() <= 5 else next_weekday(day)
