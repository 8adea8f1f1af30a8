"""Taking goods into a store: bought, given, or won from old things; each delivery is a lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores import ledger
from logistics.stores.ledger import Move
from logistics.stores.models import (
    Item,
    Lot,
    Movement,
    StockIn,
    StockInLine,
    Store,
    Supplier,
)

IN = Movement.Kind.RECEIVE


@dataclass(frozen=True)
class Arrived:
    """So much of an item, at this price (yuan a unit)."""

    item: Item
    quantity: Decimal
    price: Decimal = Decimal(0)
    batch: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    remark: str = ""


@transaction.atomic
def receive(
    store: Store,
    arrived: Sequence[Arrived],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    source: str = StockIn.Source.PURCHASE,
    supplier: Supplier | None = None,
    delivered_by: str = "",
    basis: Entry | None = None,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """File a stock-in sheet; each line becomes a lot and goes into the store."""
    if not arrived:
        raise Refused(_("Nothing has arrived."))
    on = timezone.localdate(happened_at)
    entry = Entry(campus=store.campus, happened_at=happened_at, late_reason=late_reason)
    sheet = StockIn(
        entry=entry,
        store=store,
        source=source,
        supplier=supplier,
        delivered_by=delivered_by,
        basis=basis,
        note=note,
    )
    sheet.new_lines = [line_of(each, supplier, on) for each in arrived]
    filed = filing.submit(sheet, by=by, now=now)
    moves = [
        Move(store, line.lot, IN, line.quantity, line.position, line.amount)
        for line in sheet.new_lines
    ]
    ledger.post(filed, moves, by=by, now=now)
    return filed


def line_of(each: Arrived, supplier: Supplier | None, on: date) -> StockInLine:
    if each.item.has_expiry and not (each.expires_on or each.item.shelf_life_days):
        raise Refused(_("%(item)s has an expiry date. Enter it.") % {"item": each.item})
    lot = Lot.objects.create(
        item=each.item,
        batch=each.batch,
        made_on=each.made_on,
        expires_on=each.expires_on or expiry(each.item, each.made_on or on),
        price=each.price,
        supplier=supplier,
        received_on=on,
    )
    amount = ledger.worth_of(lot, each.quantity)
    return StockInLine(
        item=each.item, lot=lot, quantity=each.quantity, amount=amount, remark=each.remark
    )


def expiry(item: Item, made_on: date) -> date | None:
    if not (item.has_expiry and item.shelf_life_days):
        return None
    return made_on + timedelta(days=item.shelf_life_days)
