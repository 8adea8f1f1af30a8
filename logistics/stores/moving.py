"""Moving goods from store to store, also to another campus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import ledger
from logistics.stores.ledger import Move
from logistics.stores.models import Item, Lot, Movement, StockTransfer, StockTransferLine, Store

OUT, IN = Movement.Kind.MOVE_OUT, Movement.Kind.MOVE_IN


@dataclass(frozen=True)
class Moved:
    """So much of an item, of the lots that expire first; with a `lot` of that one alone."""

    item: Item
    quantity: Decimal
    lot: Lot | None = None
    remark: str = ""


@transaction.atomic
def move(
    store: Store,
    to_store: Store,
    moved: Sequence[Moved],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """File a transfer; the goods leave one store and lie in the other at the same moment.

    The keeper of the other store is asked to sign that they have come. Lots keep price and expiry.
    """
    if not moved:
        raise Refused(_("Nothing is to be moved."))
    if store.pk == to_store.pk:
        raise Refused(_("A transfer goes to another store."))
    entry = Entry(campus=store.campus, happened_at=happened_at, late_reason=late_reason)
    sheet = StockTransfer(entry=entry, store=store, to_store=to_store, note=note)
    sheet.new_lines = lines_of(store, moved, happened_at)
    filed = filing.submit(sheet, by=by, now=now)
    ledger.post(filed, moves_of(store, to_store, sheet.new_lines), by=by, now=now)
    if to_store.keeper and to_store.keeper.pk != by.pk:
        signing.ask(filed, [(Capacity.TAKEN_OVER, to_store.keeper)], now=now)
    return filed


def lines_of(
    store: Store, moved: Sequence[Moved], happened_at: datetime
) -> list[StockTransferLine]:
    on = timezone.localdate(happened_at)
    used: dict[int, Decimal] = {}
    taken: list[tuple[Moved, Lot, Decimal]] = []
    for each in moved:
        lots = (
            [(each.lot, each.quantity)]
            if each.lot
            else ledger.propose(store, each.item, each.quantity, on=on, used=used)
        )
        for lot, quantity in lots:
            used[lot.pk] = used.get(lot.pk, Decimal(0)) + quantity
            taken.append((each, lot, quantity))
    worths = ledger.worths(store, [(lot, quantity) for _each, lot, quantity in taken])
    return [
        StockTransferLine(
            item=each.item, lot=lot, quantity=quantity, amount=worth, remark=each.remark
        )
        for (each, lot, quantity), worth in zip(taken, worths, strict=True)
    ]


def moves_of(store: Store, to_store: Store, lines: Sequence[StockTransferLine]) -> list[Move]:
    return [
        move
        for line in lines
        for move in (
            Move(store, line.lot, OUT, -line.quantity, line.position, -line.amount),
            Move(to_store, line.lot, IN, line.quantity, line.position, line.amount),
        )
    ]
