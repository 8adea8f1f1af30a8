"""The running account of an item, line by line, and what classes have cost: read off the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from logistics.school.calendar import end_of, start_of
from logistics.stores.ledger import cents
from logistics.stores.models import Movement

NONE = Decimal(0)
CLASS = (
    "entry__school_class", "entry__school_class__campus__name", "entry__school_class__name",
)  # fmt: skip
OUT = (Movement.Kind.ISSUE, Movement.Kind.RETURN)


@dataclass(frozen=True)
class Worth:
    """A quantity and its worth in yuan."""

    quantity: Decimal = NONE
    amount: Decimal = NONE

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(self.quantity + other.quantity, self.amount + other.amount)


@dataclass(frozen=True)
class AccountLine:
    """One movement: what came in or went out, and what was there afterwards."""

    movement: Movement
    came: Worth
    went: Worth
    left: Worth


@dataclass(frozen=True)
class Account:
    """期初, 收入, 发出, 结存 of some days."""

    opening: Worth
    lines: list[AccountLine]
    came: Worth
    went: Worth
    closing: Worth


def account(movements: QuerySet[Movement], first: date, last: date, opening: Worth) -> Account:
    """Of one item in the stores one reaches, from the first to the last day."""
    within = movements.filter(happened_at__gte=start_of(first), happened_at__lte=end_of(last))
    rows = within.select_related("entry", "store", "entry__school_class")
    lines = list(running(rows.order_by("happened_at", "pk"), opening))
    came = sum((line.came for line in lines), Worth())
    went = sum((line.went for line in lines), Worth())
    return Account(opening, lines, came, went, lines[-1].left if lines else opening)


def running(movements: QuerySet[Movement], opening: Worth) -> Iterator[AccountLine]:
    """What a counter-document takes back stands in red on the side where it stood."""
    left = opening
    for movement in movements:
        moved = Worth(movement.quantity, movement.amount)
        left = left + moved
        if movement.kind in Movement.COMING:
            yield AccountLine(movement, moved, Worth(), left)
        else:
            gone = replace(moved, quantity=-moved.quantity, amount=-moved.amount)
            yield AccountLine(movement, Worth(), gone, left)


@dataclass(frozen=True)
class Cost:
    """What one class drew in one month, in yuan, less what it brought back."""

    school_class: Any
    months: list[Decimal | None]
    total: Decimal


def costs(movements: QuerySet[Movement], months: list[date]) -> list[Cost]:
    """By class, what was issued to it in each of these months; others than classes come last."""
    rows = (
        drawn(movements, months)
        .annotate(month=TruncMonth("happened_at"))
        .values(*CLASS, "month")
        .annotate(amount=Sum("amount"))
    )
    return by_class([row | {"month": timezone.localdate(row["month"])} for row in rows], months)


def drawn(movements: QuerySet[Movement], months: list[date]) -> QuerySet[Movement]:
    """What was issued or came back in these months."""
    rows = movements.filter(kind__in=OUT, happened_at__gte=start_of(months[0]))
    return rows.filter(happened_at__lt=start_of(next_month(months[-1]))).order_by()


def by_class(rows: Iterable[dict[str, Any]], months: list[date]) -> list[Cost]:
    """Each row says the class, a day of the month and an amount that leaves the store."""
    found: dict[Any, dict[date, Decimal]] = {}
    names: dict[Any, str] = {}
    for row in rows:
        key, month = row["entry__school_class"], row["month"].replace(day=1)
        names[key] = " · ".join(row[name] for name in CLASS[1:]) if key else ""
        sums = found.setdefault(key, {})
        sums[month] = sums.get(month, NONE) - cents(row["amount"])
    ordered = sorted(found, key=lambda key: (key is None, names[key]))
    return [
        Cost(
            names[key], [found[key].get(month) for month in months], sum(found[key].values(), NONE)
        )
        for key in ordered
    ]


def draws(movements: QuerySet[Movement], months: list[date]) -> list[dict[str, Any]]:
    """The single draws of these months, the newest first, each with what its sheet says."""
    named = ("entry", "entry__title", "entry__status", "kind", "quantity", "amount", "happened_at")
    rows = drawn(movements, months).order_by("-happened_at", "-pk").values(*named, *CLASS)
    return [row | {"month": timezone.localdate(row["happened_at"])} for row in rows]


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
