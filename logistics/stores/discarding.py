"""Writing goods off: expired, spoiled, broken or lost, with what happened and who saw it."""

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
from logistics.stores.models import Lot, Movement, StockLoss, StockLossLine, Store

OUT = Movement.Kind.LOSS


@dataclass(frozen=True)
class Discarded:
    """So much of a lot that is gone."""

    lot: Lot
    quantity: Decimal
    remark: str = ""


@transaction.atomic
def write_off(
    store: Store,
    discarded: Sequence[Discarded],
    *,
    cause: str,
    reason: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    witness: Any = None,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """File a write-off sheet and take the goods out of the store.

    Refused: without what happened, hazardous goods without a second person, and as expired what
    had not expired that day.
    """
    if not discarded:
        raise Refused(_("Nothing is to be written off."))
    if not reason:
        raise Refused(_("A write-off says what happened."))
    refuse_unlawful(discarded, cause, by=by, witness=witness, happened_at=happened_at)
    entry = Entry(campus=store.campus, happened_at=happened_at, late_reason=late_reason)
    sheet = StockLoss(
        entry=entry, store=store, cause=cause, reason=reason, witness=witness, note=note
    )
    sheet.new_lines = lines_of(store, discarded)
    filed = filing.submit(sheet, by=by, now=now)
    moves = [
        Move(store, line.lot, OUT, -line.quantity, line.position, -line.amount)
        for line in sheet.new_lines
    ]
    ledger.post(filed, moves, by=by, now=now)
    if witness:
        signing.ask(filed, [(Capacity.WITNESS, witness)], now=now)
    return filed


def refuse_unlawful(
    discarded: Sequence[Discarded], cause: str, *, by: Any, witness: Any, happened_at: datetime
) -> None:
    on = timezone.localdate(happened_at)
    for each in discarded:
        if each.lot.item.is_hazardous and witness is None:
            raise Refused(
                _("%(item)s needs a second signature. Name who signs.") % {"item": each.lot.item}
            )
        if cause == StockLoss.Cause.EXPIRED and not each.lot.is_expired(on):
            raise Refused(_("%(lot)s has not expired. Choose another cause.") % {"lot": each.lot})
    if witness is not None and witness.pk == by.pk:
        raise Refused(_("The second signature is another person's."))


def lines_of(store: Store, discarded: Sequence[Discarded]) -> list[StockLossLine]:
    worths = ledger.worths(store, [(each.lot, each.quantity) for each in discarded])
    return [
        StockLossLine(
            item=each.lot.item,
            lot=each.lot,
            quantity=each.quantity,
            amount=worth,
            remark=each.remark,
        )
        for each, worth in zip(discarded, worths, strict=True)
    ]
