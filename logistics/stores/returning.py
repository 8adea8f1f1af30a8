"""Taking back what was issued: against its issue sheet, and never more than that gave out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import ledger
from logistics.stores.ledger import Move
from logistics.stores.models import (
    Lot,
    Movement,
    StockOutLine,
    StockReturn,
    StockReturnLine,
    Store,
)

IN = Movement.Kind.RETURN


@dataclass(frozen=True)
class Returned:
    """So much of a lot that came back, and in which state it is."""

    lot: Lot
    quantity: Decimal
    state: str = ""


@dataclass(frozen=True)
class Outstanding:
    """A lot of an issue sheet: what it gave out, and what of that has not come back."""

    lot: Lot
    issued: Decimal
    left: Decimal


@transaction.atomic
def give_back(
    issue: Entry,
    returned: Sequence[Returned],
    *,
    store: Store,
    returned_by: Any,
    by: Any,
    now: datetime,
    happened_at: datetime,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """File a return sheet and put the goods into the store; who brought them is asked to sign.

    Refused: more than the sheet gave out, and anything of a sheet that was taken back itself.
    """
    if not returned:
        raise Refused(_("Nothing came back."))
    if not ledger.hold(issue):
        raise Refused(_("This issue sheet has been taken back. Nothing of it is outstanding."))
    refuse_too_much(issue, returned)
    entry = Entry(
        campus=store.campus,
        school_class=issue.school_class,
        place=issue.place,
        happened_at=happened_at,
        late_reason=late_reason,
    )
    sheet = StockReturn(entry=entry, store=store, returned_by=returned_by, basis=issue, note=note)
    sheet.new_lines = [line_of(each) for each in returned]
    filed = filing.submit(sheet, by=by, now=now)
    moves = [
        Move(store, line.lot, IN, line.quantity, line.position, line.amount)
        for line in sheet.new_lines
    ]
    ledger.post(filed, moves, by=by, now=now)
    signing.ask(filed, [(Capacity.HANDED_OVER, returned_by)], now=now)
    return filed


def refuse_too_much(issue: Entry, returned: Sequence[Returned]) -> None:
    open_lots = {each.lot.pk: each.left for each in outstanding(issue)}
    for each in returned:
        left = open_lots.get(each.lot.pk, Decimal(0))
        if each.quantity > left:
            raise Refused(
                _("%(number)s gave out no more than %(left)s %(unit)s of %(item)s still to return.")
                % {
                    "number": issue.number,
                    "left": plain_quantity(left),
                    "unit": each.lot.item.unit,
                    "item": each.lot.item,
                }
            )
        open_lots[each.lot.pk] = left - each.quantity


def outstanding(issue: Entry) -> list[Outstanding]:
    """By lot, what an issue sheet gave out and what of it is still out."""
    back = dict(returns_of(issue).values_list("lot").annotate(all=Sum("quantity")))
    lines = StockOutLine.objects.filter(sheet=issue.pk).select_related("lot__item__group")
    issued: dict[Lot, Decimal] = {}
    for line in lines:
        issued[line.lot] = issued.get(line.lot, Decimal(0)) + line.quantity
    return [
        Outstanding(lot, quantity, quantity - ledger.exact(back.get(lot.pk)))
        for lot, quantity in issued.items()
    ]


def returns_of(issue: Entry) -> QuerySet[StockReturnLine]:
    """The lines of the standing return sheets against it."""
    lines = StockReturnLine.objects.filter(sheet__basis=issue)
    return lines.exclude(sheet__entry__status=Entry.Status.VOIDED).order_by()


def line_of(each: Returned) -> StockReturnLine:
    return StockReturnLine(
        item=each.lot.item,
        lot=each.lot,
        quantity=each.quantity,
        amount=ledger.worth_of(each.lot, each.quantity),
        state=each.state,
    )
