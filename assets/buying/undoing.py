"""What a sheet of the store, taken back, undoes of asking, buying and handing out."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F
from django.db.models.functions import Round
from django.utils.translation import gettext as _

from assets.buying import deciding, purchasing
from assets.buying.purchasing import PLACES
from assets.models import AcceptedLine, Intake, RequestLine, Share, ShareLine
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores.models import StockOut, StockOutLine

State = RequestLine.State


def taken_back(document: Entry, *, by: Any, now: datetime) -> None:
    """In the transaction of the counter-document: what the sheet had settled is owed again."""
    if document.kind == "issue":
        sheet = StockOut.objects.get(entry=document)
        ask_again(sheet, by=by, now=now)
        hand_out_again(sheet)
    elif document.kind == "stock_in":
        book_again(document, by=by, now=now)


def amounts(sheet: StockOut) -> dict[int, Decimal]:
    """How many of each item the sheet gave out, whatever the lot."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = StockOutLine.objects.filter(sheet=sheet).values_list("item", "quantity")
    for item, quantity in rows:
        found[item] += quantity
    return found


def ask_again(sheet: StockOut, *, by: Any, now: datetime) -> None:
    """The lines of the requisition are to be decided again, unless they are being bought."""
    left = amounts(sheet)
    fates = RequestLine.objects.filter(requisition=sheet.basis_id, item__in=left, issued__gt=0)
    for fate in fates.select_related("line").order_by("pk"):
        back = min(fate.issued, left[fate.item_id or 0])
        left[fate.item_id or 0] -= back
        to = State.OPEN if fate.state in (State.ISSUED, State.PART) else fate.state
        if back:
            deciding.move(fate, to, by=by, now=now, issued=fate.issued - back)


def hand_out_again(sheet: StockOut) -> None:
    """The share of the class is short again."""
    share = Share.objects.filter(sheets=sheet.entry_id).first()
    if share is None:
        return
    share.sheets.remove(sheet.entry_id)
    for item, quantity in amounts(sheet).items():
        rest = Round(F("given") - quantity, PLACES, output_field=DecimalField())
        ShareLine.objects.filter(share=share, item=item).update(given=rest)


def book_again(document: Entry, *, by: Any, now: datetime) -> None:
    """The accepted goods wait for being booked; so the acceptance may be taken back, too."""
    intake = Intake.objects.filter(stock_in=document).select_related("acceptance").first()
    if intake is None:
        return
    if intake.booking_id:
        raise Refused(
            _(
                "Asset cards were made out from the same delivery. Enter what is wrong as a loss or by a stocktake."
            )
        )
    lines = AcceptedLine.objects.filter(sheet=intake.acceptance, accepted__gt=0)
    for line in lines.select_related("order_line__line"):
        bought = line.order_line.line
        purchasing.give_back(bought, "booked", line.accepted)
        arrived = RequestLine.objects.filter(line=bought.origin_id, state=State.ARRIVED)
        for fate in arrived.select_related("line"):
            deciding.move(fate, State.BUYING, by=by, now=now)
    intake.delete()
