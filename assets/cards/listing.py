"""The list of assets: as quick at a hundred thousand cards as at ten thousand.

What a filter finds, in the order of the list, and what it comes to is kept until something happens
to an asset; a page then reads its fifty rows by their keys.
"""

from array import array
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from assets.cards import depreciation
from assets.cards.keeping import kept
from assets.models import Asset
from logistics.pages import PAGE_SIZE, Rows

ROW = (
    "number", "name", "model", "unit", "quantity", "value", "slice_from", "is_nominal", "state",
    "acquired_on", "disposed_on", "useful_months", "asset_class__name", "place__name",
    "custodian__name",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The keys of the cards in the order of the list, and what they come to."""

    keys: Any  # an array of whole numbers
    quantity: int
    value: Decimal
    written_off: Decimal

    @property
    def net(self) -> Decimal:
        return self.value - self.written_off


def found(assets: QuerySet[Asset], on: date) -> Found:
    """What is found, asked of the database once for each change of any card."""
    month = on.replace(day=1)  # the figures of a month are the same on each of its days
    try:
        question = (assets.query.sql_with_params(), month)
    except EmptyResultSet:  # a filter that nothing can pass
        return ask(assets.none(), on)
    return kept(("found", question), lambda: ask(assets, on))


def ask(assets: QuerySet[Asset], on: date) -> Found:
    keys = array("q", assets.values_list("pk", flat=True).iterator(chunk_size=2000))
    return Found(keys, **depreciation.totals(assets, on))


class Pages(Rows):
    """Pages of the keys that are known; only their rows are read."""

    def __init__(self, known: Found) -> None:
        rows = Asset.objects.select_related("asset_class", "place", "custodian").only(*ROW)
        super().__init__(rows, PAGE_SIZE)
        self.known = known

    @property
    def count(self) -> int:
        return len(self.known.keys)

    def keys(self, start: int, end: int) -> list[Any]:
        return list(self.known.keys[start:end])
