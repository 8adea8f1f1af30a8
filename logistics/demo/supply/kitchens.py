"""The kitchens of the sample and the lots in their stores, counted as the ledger counts them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from logistics.school.models import Campus
from logistics.stores.models import Lot, StockOutLine, Store

CENT = Decimal("0.01")
MINUTE = timedelta(minutes=1)


@dataclass
class Kept:
    """A lot as the sample counts it: what is left, and what it is worth."""

    lot: Lot
    left: Decimal
    worth: Decimal

    def is_over(self, on: date) -> bool:
        return bool(self.lot.expires_on and self.lot.expires_on < on)

    def take(self, part: Decimal) -> Decimal:
        """What so much of it is worth."""
        worth = min((part * self.lot.price).quantize(CENT, ROUND_HALF_UP), self.worth)
        worth = self.worth if part == self.left else worth
        self.left, self.worth = self.left - part, self.worth - worth
        return worth


@dataclass
class Kitchen:
    """One campus: who works there, its store and the lots in it, first expiring first."""

    number: int
    campus: Campus
    store: Store
    keeper: Any
    cook: Any
    second: Any
    buyer: Any
    lots: dict[int, list[Kept]] = field(default_factory=lambda: defaultdict(list))

    def left_of(self, item: int, until: date) -> Decimal:
        """What of it can still be used on a day."""
        usable = [kept for kept in self.lots[item] if not kept.is_over(until)]
        return sum((kept.left for kept in usable), Decimal(0))

    @property
    def all_lots(self) -> list[Kept]:
        return [kept for lots in self.lots.values() for kept in lots]

    def expired(self, on: date) -> list[Kept]:
        return [k for k in self.all_lots if k.left > 0 and k.is_over(on)]

    def take_in(self, lot: Lot, much: Decimal, worth: Decimal) -> None:
        self.lots[lot.item_id].append(Kept(lot, much, worth))

    def take_out(self, item: Any, wanted: Decimal, on: date) -> Iterator[StockOutLine]:
        """First expiring first, nothing expired; the last of a lot takes what is left of its worth."""
        usable = [kept for kept in self.lots[item.pk] if kept.left > 0 and not kept.is_over(on)]
        for kept in sorted(usable, key=lambda one: one.lot.expires_on or date.max):
            part = min(kept.left, wanted)
            if part <= 0:
                return
            wanted -= part
            yield StockOutLine(item=item, lot=kept.lot, quantity=part, amount=kept.take(part))
