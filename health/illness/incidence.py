"""传染病发病统计表 (S3): months by the diseases of the register, with the rate of the children enrolled."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from health.models import DiseaseColumn, InfectiousCase
from logistics.school.calendar import whole_month
from logistics.school.models import Enrolment, Term

COLUMNS = tuple(DiseaseColumn.values)


@dataclass(frozen=True)
class Month:
    """A line of the statistics: cases by column, and the average number of children enrolled."""

    first: date
    last: date
    cases: tuple[int, ...]
    enrolled: Decimal

    @property
    def total(self) -> int:
        return sum(self.cases)

    @property
    def rate(self) -> Decimal | None:
        return rate(self.total, self.enrolled)


@dataclass(frozen=True)
class Incidence:
    """The whole table. The last line counts every month over the average of their enrolments."""

    months: tuple[Month, ...]

    @property
    def cases(self) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*(m.cases for m in self.months), strict=True))

    @property
    def total(self) -> int:
        return sum(self.cases)

    @property
    def enrolled(self) -> Decimal:
        counted = [month.enrolled for month in self.months if month.enrolled]
        return tenth(sum(counted, Decimal(0)) / len(counted)) if counted else Decimal(0)

    @property
    def rate(self) -> Decimal | None:
        return rate(self.total, self.enrolled)

    @property
    def rates(self) -> tuple[Decimal | None, ...]:
        return tuple(rate(count, self.enrolled) for count in self.cases)


def rate(cases: int, enrolled: Decimal) -> Decimal | None:
    """In per cent, one decimal (norm of 2012, annex 5); nothing where nobody is enrolled."""
    return tenth(100 * Decimal(cases) / enrolled) if enrolled else None


def tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def months_of(first: date, last: date) -> list[tuple[date, date]]:
    """The months from one day to another, the first and the last cut to these days."""
    found = []
    day = first
    while day <= last:
        end = min(whole_month(day.year, day.month)[1], last)
        found.append((day, end))
        day = date.fromordinal(end.toordinal() + 1)
    return found


def incidence(campuses: Any, first: date, last: date) -> Incidence:
    """By the day of the onset, at these campuses: two queries, whatever the span."""
    counts = counted(campuses, first, last)
    roll = Roll.of(campuses, first, last)
    months = [
        Month(
            begins,
            ends,
            tuple(counts[begins.year, begins.month, column] for column in COLUMNS),
            tenth(Decimal(roll.on(begins) + roll.on(ends)) / 2),
        )
        for begins, ends in months_of(first, last)
    ]
    return Incidence(tuple(months))


def days_of(term: Any, on: date) -> tuple[date, date]:
    """A term, as far as it has come."""
    return term.starts_on, min(term.ends_on, max(on, term.starts_on))


def counted(campuses: Any, first: date, last: date) -> Counter[tuple[int, int, str]]:
    rows = InfectiousCase.objects.standing().filter(
        entry__campus__in=campuses, onset_on__range=(first, last)
    )
    return Counter(
        (on.year, on.month, column)
        for on, column in rows.values_list("onset_on", "disease__column")
    )


@dataclass(frozen=True)
class Roll:
    """Who is enrolled when: the days on which children came and left, by term."""

    terms: tuple[Term, ...]
    stays: dict[int, list[tuple[date, date]]]

    @classmethod
    def of(cls, campuses: Any, first: date, last: date) -> "Roll":
        terms = tuple(Term.objects.order_by("starts_on"))
        wanted = {term.pk for day in (first, last) for term in [term_on(terms, day)] if term}
        wanted |= {t.pk for t in terms if t.starts_on <= last and t.ends_on >= first}
        rows = Enrolment.objects.filter(term__in=wanted, school_class__campus__in=campuses)
        stays: dict[int, list[tuple[date, date]]] = {pk: [] for pk in wanted}
        for term, joined, left in rows.values_list("term_id", "child__joined_on", "child__left_on"):
            stays[term].append((joined or date.min, left or date.max))
        return cls(terms, stays)

    def on(self, day: date) -> int:
        """In the holidays those of the term that comes next."""
        term = term_on(self.terms, day)
        there = self.stays.get(term.pk, []) if term else []
        return sum(1 for joined, left in there if joined <= day < left)


def term_on(terms: Iterable[Term], day: date) -> Term | None:
    """As `Term.objects.on`, among terms at hand in their order."""
    terms = list(terms)
    return next((t for t in terms if t.ends_on >= day), terms[-1] if terms else None)
