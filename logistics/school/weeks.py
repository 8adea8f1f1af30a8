"""The calendar of a term as people read it: a row a week, Monday to Sunday."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from logistics.school.calendar import DAY, dates
from logistics.school.models import Campus, ClassClosure, SchoolDay, Term

PLAIN = (SchoolDay.Kind.SCHOOL.value, SchoolDay.Kind.WEEKEND.value)


@dataclass(frozen=True)
class Cell:
    """One day of the sheet; without a `day` it lies outside the term."""

    date: date
    day: SchoolDay | None
    closures: list[ClassClosure]
    is_today: bool

    @property
    def is_first_of_month(self) -> bool:
        return self.date.day == 1

    @property
    def shows_kind(self) -> bool:
        """School days and weekends speak for themselves, and a holiday by its name."""
        return self.day is not None and self.day.kind not in PLAIN and not self.day.holiday


@dataclass(frozen=True)
class Week:
    number: int
    cells: list[Cell]


def weeks_of(term: Term, campus: Campus, *, on: date) -> list[Week]:
    """Every week a term touches; those before teaching begins have numbers below 1."""
    span = (term.starts_on, term.ends_on)
    days = {day.date: day for day in SchoolDay.objects.filter(campus=campus, date__range=span)}
    closed = closures_by_day(term, campus)
    numbers = range(term.week_of(term.starts_on), term.last_week + 1)
    return [
        Week(
            number,
            [Cell(d, days.get(d), closed[d], d == on) for d in dates(*term.week(number))],
        )
        for number in numbers
    ]


def closures_by_day(term: Term, campus: Campus) -> dict[date, list[ClassClosure]]:
    closures = ClassClosure.objects.filter(
        school_class__campus=campus, starts_on__lte=term.ends_on, ends_on__gte=term.starts_on
    ).select_related("school_class")
    found: dict[date, list[ClassClosure]] = defaultdict(list)
    for closure in closures:
        for day in dates(closure.starts_on, closure.ends_on):
            found[day].append(closure)
    return found


def suggested_term(on: date) -> Term:
    """The term to come, with the dates most schools have: from 1 September, from late February."""
    last = Term.objects.order_by("-starts_on").first()
    year, half = (last.school_year, last.half) if last else term_before_today(on)
    if half == Term.Half.FIRST:
        term, first, end = Term(school_year=year, half=2), (2, 22), (7, 9)
        return dated(term, date(year + 1, *first), date(year + 1, *end))
    return dated(Term(school_year=year + 1, half=1), date(year + 1, 9, 1), date(year + 2, 1, 22))


def term_before_today(on: date) -> tuple[int, int]:
    """School year and half of the term that was before the one of a day."""
    spring = 2 <= on.month <= 7
    return (school_year(on), Term.Half.FIRST) if spring else (school_year(on) - 1, Term.Half.SECOND)


def dated(term: Term, first: date, end: date) -> Term:
    term.starts_on, term.ends_on = first, end
    term.first_teaching_day, term.last_teaching_day = workday_from(first), workday_before(end)
    return term


def workday_from(day: date) -> date:
    return day + DAY * ((7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)


def workday_before(day: date) -> date:
    return day - DAY * max(day.weekday() - 4, 0)


def school_year(on: date) -> int:
    """The year in which the school year of a day begins; it turns in August."""
    return on.year if on.month >= 8 else on.year - 1
