"""The running account of an item, line by line, and what classes have cost: read off the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from logistics.school.calendar import end_of, start_of
from logistics.stores.ledger import cents, exact
from logistics.stores.models import Movement

NONE = Decimal(0)
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


def account(movements: QuerySet[Movement], first: date, last: date) -> Account:
    """Of one item in the stores one reaches, from the first to the last day."""
    before = movements.filter(happened_at__lt=start_of(first)).order_by()
    sums = before.aggregate(quantity=Sum("quantity"), amount=Sum("amount"))
    opening = Worth(exact(sums["quantity"]), cents(sums["amount"]))
    within = movements.filter(happened_at__gte=start_of(first), happened_at__lte=end_of(last))
    rows = within.select_related("entry", "store", "entry__school_class", "by")
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
    last = months[-1]
    rows = (
        movements.filter(kind__in=OUT, happened_at__gte=start_of(months[0]))
        .filter(happened_at__lt=start_of(next_month(last)))
        .order_by()
        .annotate(month=TruncMonth("happened_at"))
        .values("entry__school_class", "month", name=F("entry__school_class__name"))
        .annotate(amount=Sum("amount"), campus=F("entry__school_class__campus__name"))
    )
    found: dict[Any, dict[date, Decimal]] = {}
    names: dict[Any, str] = {}
    for row in rows:
        key = row["entry__school_class"]
        names[key] = f"{row['campus']} · {row['name']}" if key else ""
        month = row["month"].date() if isinstance(row["month"], datetime) else row["month"]
        found.setdefault(key, {})[month] = -cents(row["amount"])
    ordered = sorted(found, key=lambda key: (key is None, names[key]))
    return [
        Cost(
            names[key], [found[key].get(month) for month in months], sum(found[key].values(), NONE)
        )
        for key in ordered
    ]


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
