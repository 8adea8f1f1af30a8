"""Depreciation (折旧): in equal months, without a residual value (GAAP3 and its guide).

The month in which a thing came counts, the month in which it went does not. A month is written off
as a whole: on any of its days the figures are those of its end. What is booked at the nominal
1 yuan, and classes without a useful life, are not written off.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Coalesce, Round, Substr

CENTS, CENT = Decimal(100), Decimal("0.01")
MONTHS = 12


@dataclass(frozen=True)
class Standing:
    """What a card is worth on a day, in yuan. `months` are those written off of its life."""

    value: Decimal
    months: int
    written_off: Decimal
    monthly: Decimal  # of the month of that day

    @property
    def net(self) -> Decimal:
        return self.value - self.written_off


def of(asset: Any, *, on: date) -> Standing:
    """How a card stands at the end of the month of that day."""
    months = months_gone(asset, on)
    return Standing(asset.value, months, written_off(asset, months), month_of(asset, on, months))


def leaving(asset: Any, *, on: date) -> Decimal:
    """Written off of a thing that goes on that day, in yuan: the month it goes no longer counts."""
    return written_off(asset, months_gone(asset, on, back=1))


def share(amount: Decimal, asset: Any, quantity: int) -> Decimal:
    """The part of an amount that falls on so many things of a batch, to the cent."""
    return (amount * quantity / asset.quantity).quantize(CENT, ROUND_HALF_UP)


def month_of(asset: Any, on: date, months: int) -> Decimal:
    """What the month of the day writes off: its end less the end of the month before."""
    before = months_gone(asset, on.replace(day=1), back=1)
    return written_off(asset, months) - written_off(asset, before)


def written_off(asset: Any, months: int) -> Decimal:
    """A part of a batch is a slice of it: the cents up to its end less those up to its beginning."""
    if not months:
        return CENT * 0
    start, cents, life = in_cents(asset.slice_from), in_cents(asset.value), asset.useful_months
    share = rounded(start + cents, months, life) - rounded(start, months, life)
    return (share / CENTS).quantize(CENT)


def in_cents(amount: Decimal) -> int:
    return int((amount * CENTS).to_integral_value())


def rounded(cents: int, months: int, life: int) -> int:
    """The share of so many months, half a cent counted up."""
    return (2 * cents * months + life) // (2 * life)


def month_number(day: date) -> int:
    return day.year * MONTHS + day.month


def months_used(asset: Any, on: date) -> int:
    """How long it has served: the month in which it came counts, the month of the day does not."""
    return max(month_number(on) - month_number(asset.acquired_on), 0)


def months_gone(asset: Any, on: date, *, back: int = 0) -> int:
    """The months written off by the day, or by so many months before it."""
    if not asset.useful_months or asset.is_nominal:
        return 0
    last = month_number(on) - back
    if asset.disposed_on and asset.disposed_on <= on:
        last = min(last, month_number(asset.disposed_on) - 1)
    gone = last - month_number(asset.acquired_on) + 1
    return max(0, min(gone, asset.useful_months))


# The same for many cards, worked out by the database in whole cents.


def cents_of(name: str) -> Expression:
    return Cast(Round(F(name) * 100), BigIntegerField())


def month_of_column(name: str) -> Any:
    """A stored day as a number of months, without a call for each row."""
    text = Cast(F(name), CharField())
    year, month = (Cast(Substr(text, *part), IntegerField()) for part in ((1, 4), (6, 2)))
    return year * MONTHS + month


def gone_by(on: date) -> Expression:
    last = Case(
        When(
            Q(disposed_on__isnull=False, disposed_on__lte=on),
            then=month_of_column("disposed_on") - 1,
        ),
        default=Value(month_number(on)),
        output_field=IntegerField(),
    )
    gone = last - month_of_column("acquired_on") + 1
    return Case(
        When(Q(useful_months=None) | Q(is_nominal=True), then=Value(0)),
        default=gone,
        output_field=IntegerField(),
    )


def written_off_cents(on: date) -> Expression:
    """For rows that have `gone`, the months by `gone_by`."""
    start, end = cents_of("slice_from"), cents_of("slice_from") + cents_of("value")
    life = F("useful_months")
    share = rounded_by_database(end, life) - rounded_by_database(start, life)
    return Case(
        When(gone__lte=0, then=Value(0)),
        When(gone__gte=life, then=cents_of("value")),
        default=share,
        output_field=BigIntegerField(),
    )


def rounded_by_database(cents: Any, life: Any) -> Any:
    return (cents * F("gone") * 2 + life) / (life * 2)


def with_written_off(assets: QuerySet, on: date) -> QuerySet:
    """Each card with `value_cents` and `written_off_cents` at the end of the month of that day."""
    return assets.annotate(gone=gone_by(on), value_cents=cents_of("value")).annotate(
        written_off_cents=written_off_cents(on)
    )


def totals(assets: QuerySet, on: date) -> dict[str, Any]:
    """Things, original value and what is written off, exact to the cent, of all these cards."""
    rows = with_written_off(assets.order_by(), on)
    found = rows.aggregate(
        quantity=Coalesce(Sum("quantity"), 0),
        value=Coalesce(Sum("value_cents"), 0),
        written_off=Coalesce(Sum("written_off_cents"), 0),
    )
    money = {name: (found[name] / CENTS).quantize(CENT) for name in ("value", "written_off")}
    return {"quantity": found["quantity"]} | money
