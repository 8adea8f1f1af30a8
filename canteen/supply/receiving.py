"""Taking food in: written down as it was, what was accepted goes into the store by the ledger."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canteen.models import Flag, GoodsReceipt, GoodsReceiptLine, ReceivedLot
from canteen.supply import judging, licensing
from logistics.duties import filing, righting, signing
from logistics.errors import Refused
from logistics.fields import labelled
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import ledger, receiving
from logistics.stores.models import StockIn, StockInLine
from logistics.stores.receiving import Arrived

CENT = Decimal("0.01")


@transaction.atomic
def receive(
    sheet: GoodsReceipt, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File a delivery with its `new_lines`, book in what was accepted, ask both to sign.

    Nothing that is true is refused: what is not in order stands on the sheet, and what is grave
    becomes a finding. The lots are linked with the lines, for tracing.
    """
    lines = list(sheet.new_lines or ())
    if not lines:
        raise Refused(_("Nothing has arrived."))
    judge(sheet, lines)
    filed = filing.submit(sheet, by=by, now=now, photos=photos)
    book_in(sheet, lines, by=by, now=now)
    signers = dict.fromkeys(p for p in (sheet.inspector, sheet.second) if p is not None)
    signing.ask(filed, [(Capacity.ACCEPTED, person) for person in signers], now=now)
    open_finding(sheet, lines, by=by, now=now)
    return filed


def judge(sheet: GoodsReceipt, lines: Sequence[GoodsReceiptLine]) -> None:
    """Work out amounts and flags, on the sheet and on each line."""
    on = timezone.localdate(sheet.entry.happened_at)
    foods = judging.foods_of(line.item_id for line in lines)
    limits, known = judging.Limits.on(on), judging.came_before(lines)
    for line in lines:
        food = foods.get(line.item_id)
        line.keeping = line.keeping or judging.keeping_of(food)
        line.amount = (line.accepted * line.price).quantize(CENT, ROUND_HALF_UP)
        line.flags = judging.line_flags(line, food, limits, on, known)
    licence = licensing.standing(sheet.supplier, on)
    accepted = [foods.get(line.item_id) for line in lines]
    sheet.flags = judging.sheet_flags(sheet, accepted, is_licensed=licence.is_lawful)


def book_in(
    sheet: GoodsReceipt, lines: Sequence[GoodsReceiptLine], *, by: Any, now: datetime
) -> None:
    """What was accepted becomes lots of the store; a delivery refused as a whole books nothing."""
    good = [line for line in lines if line.accepted > 0]
    if not good:
        return
    entry = sheet.entry
    stock_in = receiving.receive(
        sheet.store,
        [arrived_of(line) for line in good],
        by=by,
        now=now,
        happened_at=entry.happened_at,
        source=StockIn.Source.PURCHASE,
        supplier=sheet.supplier,
        delivered_by=sheet.delivered_by,
        basis=entry,
        late_reason=entry.late_reason or _("Booked in with %(number)s") % {"number": entry.number},
    )
    lots = StockInLine.objects.filter(sheet=stock_in.pk).order_by("position", "pk")
    kept = sheet.lines.order_by("position", "pk")
    accepted = [line for line in kept if line.accepted > 0]
    ReceivedLot.objects.bulk_create(
        ReceivedLot(line=line, lot_id=lot)
        for line, lot in zip(accepted, lots.values_list("lot", flat=True), strict=True)
    )


def arrived_of(line: GoodsReceiptLine) -> Arrived:
    """Goods whose shelf life nobody could read keep as long as such goods do."""
    return Arrived(
        line.item,
        line.accepted,
        line.price,
        batch=line.batch,
        made_on=made_on(line),
        expires_on=line.shelf_life_until,
    )


def made_on(line: GoodsReceiptLine) -> Any:
    """A day of production after the last day of the shelf life is a slip of the label."""
    made, until = line.produced_on, line.shelf_life_until
    return None if made and until and until < made else made


def open_finding(
    sheet: GoodsReceipt, lines: Sequence[GoodsReceiptLine], *, by: Any, now: datetime
) -> None:
    """One for the delivery; whoever keeps the store or the director gives it to somebody."""
    said = [str(Flag(code).label) for code in sheet.flags if code in judging.GRAVE]
    for line in lines:
        grave = [Flag(code) for code in line.flags if code in judging.GRAVE]
        if grave and line.accepted > 0:
            said += [f"{line.item.name}: {flag.label}" for flag in grave]
    if said:
        words = pgettext("between the parts of a list", "; ").join(said)
        what = labelled(sheet.one_line(), words)
        righting.found(sheet.entry, what=what, by=by, now=now)


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """A delivery that was written down wrongly leaves the store again, if it is still there."""
    sheets = StockIn.objects.filter(basis=entry).select_related("entry")
    for stock_in in sheets.exclude(entry__status=Entry.Status.VOIDED):
        ReceivedLot.objects.filter(line__sheet=entry.pk).delete()
        ledger.take_back(stock_in.entry, by=by, now=now, reason=entry.number)
