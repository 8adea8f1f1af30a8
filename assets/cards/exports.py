"""Cards as rows of a sheet, under the headings of the official card (固定资产卡片)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import depreciation
from assets.models import Asset

CHUNK = 2000
CENTS = Decimal(100)
QUARTERS = 6
FIELDS = (
    "number", "name", "asset_class__code", "asset_class__finance", "brand", "model",
    "serial_number", "unit", "quantity", "value_cents", "written_off_cents", "source",
    "acquired_on", "booked_on", "voucher", "funding", "supplier__name", "contract", "invoice",
    "warranty_until", "useful_months", "state", "department", "user__name", "custodian__name",
    "campus__name", "place__name", "accessories", "note",
)  # fmt: skip
HEADINGS = (
    gettext_lazy("Asset number"), gettext_lazy("Asset name"), gettext_lazy("National class code"),
    gettext_lazy("Class of the accounts"), gettext_lazy("Brand"),
    gettext_lazy("Model and specification"), gettext_lazy("Serial number"), gettext_lazy("Unit"),
    gettext_lazy("Quantity"), gettext_lazy("Unit price"), gettext_lazy("Original value"),
    gettext_lazy("Net value"), gettext_lazy("Accumulated depreciation"), gettext_lazy("Source"),
    gettext_lazy("Acquired on"), gettext_lazy("Booked on"), gettext_lazy("Voucher number"),
    gettext_lazy("Funds"), gettext_lazy("Supplier"), gettext_lazy("Contract or order number"),
    gettext_lazy("Invoice number"), gettext_lazy("Warranty until"),
    gettext_lazy("Useful life (months)"), gettext_lazy("State"),
    gettext_lazy("Using department"), gettext_lazy("User"), gettext_lazy("Custodian"),
    gettext_lazy("Campus"), gettext_lazy("Place"), gettext_lazy("Accessories"),
    gettext_lazy("Note"),
)  # fmt: skip


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year that has begun."""

    starts_on: date
    ends_on: date

    def __str__(self) -> str:
        number = (self.ends_on.month - 1) // 3 + 1
        return _("%(year)s Q%(number)s") % {"year": self.ends_on.year, "number": number}


def quarters(on: date) -> list[Quarter]:
    """This quarter and those before it, newest first."""
    found: list[Quarter] = []
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    while len(found) < QUARTERS:
        following = (first + timedelta(days=95)).replace(day=1)
        found.append(Quarter(first, following - timedelta(days=1)))
        first = (first - timedelta(days=80)).replace(day=1)
    return found


def on_the_books(assets: QuerySet[Asset], on: date) -> QuerySet[Asset]:
    """Booked by the day, and not gone by then."""
    booked = Q(booked_on__lte=on) | Q(booked_on=None, acquired_on__lte=on)
    here = Q(disposed_on=None) | Q(disposed_on__gt=on)
    return assets.filter(booked, here).order_by("number", "pk")


def headings() -> list[str]:
    return [str(heading) for heading in HEADINGS]


def rows(assets: QuerySet[Asset], on: date) -> Iterator[list[Any]]:
    """One row a card, worth what it is on the day; read a part at a time, without its objects."""
    sources, states = (dict(choices) for choices in (Asset.Source.choices, Asset.State.choices))
    words = {code: str(word) for code, word in {**sources, **states}.items()}
    found = depreciation.with_written_off(assets, on).values_list(*FIELDS)
    for row in found.iterator(chunk_size=CHUNK):
        quantity, cents, gone, source = row[8:12]
        value, written_off = cents / CENTS, gone / CENTS
        price = round(value / quantity, 2)
        worth = [quantity, price, value, value - written_off, written_off, words[source]]
        yield [*row[:8], *worth, *row[12:21], words[row[21]], *row[22:]]
