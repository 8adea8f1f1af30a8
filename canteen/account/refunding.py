"""退费: which absent days are given back to a child, by the rule of the school."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from canteen.account.fees import NOTHING, Fees
from canteen.account.rules import REFUND_FROM
from health import interface as health
from logistics.school.models import Child, SchoolClass
from logistics.school.rules import rule

# An absence that began before the period is followed back so far: longer ones are given back anyway.
BACK = timedelta(days=60)


@dataclass
class Refund:
    """What one child gets back of a period, with the days it is for."""

    child: int
    school_class: int
    days: list[date] = field(default_factory=list)
    absent: int = 0
    amount: Decimal = NOTHING
    name: str = ""
    class_name: str = ""


def from_day(on: date) -> int:
    """From which day of an absence on the school gives money back; 1: every day."""
    return max(1, int(rule(REFUND_FROM, on=on)))


def counted(
    campuses: Iterable[int], first: date, last: date, nth: int
) -> Iterator[tuple[health.AwayDay, bool]]:
    """Every absent day of the period, and whether it is at least the nth school day of its absence.

    School days are those on which the class was confirmed: a holiday between two absent days does
    not begin a new absence.
    """
    campuses = list(campuses)
    since = first - BACK if nth > 1 else first
    away = health.away_days(since, last, campuses)
    place: dict[tuple[int, date], int] = {}
    if nth > 1:
        seen: dict[int, int] = defaultdict(int)
        for row in health.child_days(since, last, campuses):
            seen[row.school_class] += 1
            place[row.school_class, row.on] = seen[row.school_class]
    run: dict[int, tuple[int, int, int]] = {}  # child: class, place of the last day, length
    for day in away:
        here = place.get((day.school_class, day.on), 0)
        school_class, before, length = run.get(day.child, (0, -1, 0))
        goes_on = school_class == day.school_class and here == before + 1
        length = length + 1 if goes_on else 1
        run[day.child] = (day.school_class, here, length)
        if day.on >= first:
            yield day, length >= nth


def kept_fees(
    campuses: Iterable[int], first: date, last: date, fees: Fees
) -> Iterator[tuple[date, Decimal]]:
    """What stays with the school of days on which a child was away: by day and child, in yuan."""
    nth = from_day(last)
    if nth == 1:
        return
    grades = grades_of(campuses)
    for day, is_refunded in counted(campuses, first, last, nth):
        if not is_refunded and (fee := fee_of(day, grades, fees)):
            yield day.on, fee


def grades_of(campuses: Iterable[int]) -> dict[int, tuple[int, str]]:
    rows = SchoolClass.objects.filter(campus__in=list(campuses)).order_by()
    return {pk: (campus, grade) for pk, campus, grade in rows.values_list("pk", "campus", "grade")}


def fee_of(day: health.AwayDay, grades: dict[int, tuple[int, str]], fees: Fees) -> Decimal | None:
    campus, grade = grades[day.school_class]
    return fees.of(day.on, campus, grade)


def refunds(campuses: Iterable[int], first: date, last: date) -> list[Refund]:
    """What every child gets back, class by class; who was always there is not in it."""
    campuses = list(campuses)
    fees, grades = Fees(campuses, last), grades_of(campuses)
    found: dict[tuple[int, int], Refund] = {}
    for day, is_refunded in counted(campuses, first, last, from_day(last)):
        key = (day.school_class, day.child)
        refund = found.setdefault(key, Refund(day.child, day.school_class))
        refund.absent += 1
        if is_refunded:
            refund.days.append(day.on)
            refund.amount += fee_of(day, grades, fees) or NOTHING
    return named(list(found.values()))


def named(rows: list[Refund]) -> list[Refund]:
    names = dict(Child.objects.filter(pk__in={row.child for row in rows}).values_list("pk", "name"))
    classes = SchoolClass.objects.filter(pk__in={row.school_class for row in rows})
    order = {
        pk: (place, name) for place, (pk, name) in enumerate(classes.values_list("pk", "name"))
    }
    for row in rows:
        row.name = names.get(row.child, "")
        row.class_name = order[row.school_class][1]
    return sorted(rows, key=lambda row: (order[row.school_class][0], row.name, row.child))
