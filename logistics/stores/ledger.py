"""The one way goods move: movements are added and balances kept in one transaction.

Nothing is ever below zero, now or on any day in between, with any number of people at once: a
balance is lowered by a statement that also asks whether there is enough, so that of two who want
the last one the second is told. Balances are taken in one order, so that nobody waits in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import all_contributions
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.records.stamping import stamped
from logistics.stores import watching
from logistics.stores.models import (
    Balance,
    CounterDocument,
    Item,
    Lot,
    Movement,
    StockInLine,
    StockReturn,
    Store,
)
from logistics.stores.models.goods import Stock

PLACES = 3  # of a quantity
CENT = Decimal("0.01")
GRAIN = Decimal("0.001")
NOTHING_USED: Mapping[int, Decimal] = MappingProxyType({})
# Eaten or swallowed: never beside anything else, and nothing else beside it.
APART = {Stock.FOOD, Stock.MEDICINE}


@dataclass(frozen=True)
class Move:
    """So much of a lot into a store (positive) or out of it, by line `line` of its document.

    `amount` in yuan; None: worked out from the price of the lot.
    """

    store: Store
    lot: Lot
    kind: str
    quantity: Decimal
    line: int = 0
    amount: Decimal | None = None
    reverses: Movement | None = None

    @property
    def worth(self) -> Decimal:
        return self.amount if self.amount is not None else worth_of(self.lot, self.quantity)


class NotEnough(Refused):
    """There is less than was wanted; `left` is what there is."""

    def __init__(self, item: Item, wanted: Decimal, left: Decimal) -> None:
        said = {
            "item": item,
            "left": plain_quantity(left),
            "wanted": plain_quantity(wanted),
            "unit": item.unit,
        }
        super().__init__(
            _("There are only %(left)s %(unit)s of %(item)s, and %(wanted)s were wanted.") % said
        )
        self.left = left


def worth_of(lot: Lot, quantity: Decimal) -> Decimal:
    """In yuan, to the cent, at the price the lot was bought for."""
    return (quantity * lot.price).quantize(CENT, ROUND_HALF_UP)


def worths(store: Store, taken: Sequence[tuple[Lot, Decimal]]) -> list[Decimal]:
    """In yuan, what so much of each lot is worth in a store; the last of a lot takes what is left.

    Three at 10 yuan the lot are worth 3.33, 3.33 and 3.34: nothing left is worth nothing. Holds the
    balances until the transaction ends, so that it is still true when the goods are posted.
    """
    lots = {lot.pk for lot, _quantity in taken}
    rows = Balance.objects.filter(store=store, lot__in=lots).order_by("lot_id")
    left = {balance.lot_id: balance.quantity for balance in rows.select_for_update()}
    moved = Movement.objects.filter(store=store, lot__in=lots).order_by().values("lot")
    amounts = {row["lot"]: cents(row["all"]) for row in moved.annotate(all=Sum("amount"))}
    found = []
    for lot, quantity in taken:
        is_last = left.get(lot.pk) == quantity
        worth = amounts[lot.pk] if is_last else worth_of(lot, quantity)
        left[lot.pk] = left.get(lot.pk, Decimal(0)) - quantity
        amounts[lot.pk] = amounts.get(lot.pk, Decimal(0)) - worth
        found.append(worth)
    return found


def cents(amount: Decimal | None) -> Decimal:
    """A sum in yuan, to the cent: SQLite adds in binary."""
    return (amount or Decimal(0)).quantize(CENT, ROUND_HALF_UP) + 0  # never minus nothing


def exact(quantity: Decimal | None) -> Decimal:
    """A sum of quantities, to the grain."""
    return (quantity or Decimal(0)).quantize(GRAIN, ROUND_HALF_UP) + 0


@transaction.atomic
def post(entry: Entry, moves: Iterable[Move], *, by: Any, now: datetime) -> list[Movement]:
    """Move goods for a document that was just filed; all of it, or `Refused` and nothing.

    It happens at the document's own time. A movement of the past that would have left less than
    nothing on any later day is refused with the name of the document that needed the goods.
    """
    moves = sorted(moves, key=lambda move: (move.store.pk, move.lot.pk, move.line))
    for move in moves:
        refuse_misplaced(move)
        change_balance(move)
    added = [stamped(movement_of(entry, move, by=by, now=now)) for move in moves]
    Movement.objects.bulk_create(added)
    for store, lot in dict.fromkeys((move.store, move.lot) for move in moves):
        refuse_overdrawn(store, lot, since=entry.happened_at)
    watching.look({(move.store, move.lot.item) for move in moves}, now=now)
    return added


def of_other_goods(rows: QuerySet[Movement]) -> Iterable[int]:
    """The movements whose item is not that of their lot, or whose lot came in as something else."""
    came = StockInLine.objects.filter(lot=OuterRef("lot")).exclude(item=OuterRef("item"))
    return rows.filter(~Q(item=F("lot__item")) | Exists(came)).values_list("pk", flat=True)


def refuse_misplaced(move: Move) -> None:
    """Food and medicine lie in stores of their own, and nothing else lies there."""
    kept, kind = Stock(move.store.kind), Stock(move.lot.item.group.kind)
    if move.quantity > 0 and move.reverses is None and kept != kind and {kept, kind} & APART:
        raise Refused(
            _("%(item)s does not belong into %(store)s: food and medicine are kept apart.")
            % {"item": move.lot.item, "store": move.store}
        )


def change_balance(move: Move) -> None:
    balances = Balance.objects.filter(store=move.store, lot=move.lot)
    if move.quantity > 0:
        first = Balance(store=move.store, lot=move.lot, item_id=move.lot.item_id)
        Balance.objects.bulk_create([first], ignore_conflicts=True)
    else:
        balances = balances.filter(quantity__gte=-move.quantity)
    # Rounded, for SQLite adds in binary: 0.7 - 0.4 would be less than 0.3.
    total = Round(F("quantity") + move.quantity, PLACES, output_field=DecimalField())
    if not balances.update(quantity=total):
        left = Balance.objects.filter(store=move.store, lot=move.lot).total()
        raise NotEnough(move.lot.item, -move.quantity, left)


def movement_of(entry: Entry, move: Move, *, by: Any, now: datetime) -> Movement:
    return Movement(
        store=move.store,
        lot=move.lot,
        item_id=move.lot.item_id,
        kind=move.kind,
        quantity=move.quantity,
        amount=move.worth,
        happened_at=entry.happened_at,
        entered_at=now,
        by=by,
        entry=entry,
        line=move.line,
        reverses=move.reverses,
    )


def refuse_overdrawn(store: Store, lot: Lot, *, since: datetime) -> None:
    """Whether there was enough at every moment since; the balance row is ours until we are done."""
    later = Movement.objects.filter(store=store, lot=lot, happened_at__gt=since)
    if not later.exists():
        return
    left = Decimal(0)
    rows = Movement.objects.filter(store=store, lot=lot).order_by("happened_at", "pk")
    for movement in rows.select_related("entry"):
        left += movement.quantity
        if left < 0 and movement.happened_at > since:
            said = {
                "number": movement.entry.number,
                "on": f"{timezone.localtime(movement.happened_at):%Y-%m-%d %H:%M}",
                "item": lot.item,
            }
            raise Refused(
                _("Then there would not have been enough %(item)s for %(number)s of %(on)s.") % said
            )


def propose(
    store: Store,
    item: Item,
    quantity: Decimal,
    *,
    on: date,
    used: Mapping[int, Decimal] = NOTHING_USED,
) -> list[tuple[Lot, Decimal]]:
    """The lots to take so much from: first expiring first, nothing expired. May raise `NotEnough`.

    `used`: what other lines of the same document take, by the key of the lot.
    """
    usable = Balance.objects.filter(store=store, item=item).usable(on).first_expiring()
    rest, taken = quantity, []
    for balance in usable.select_related("lot__item__group"):
        if rest <= 0:
            break
        part = min(rest, balance.quantity - used.get(balance.lot_id, Decimal(0)))
        if part <= 0:
            continue
        taken.append((balance.lot, part))
        rest -= part
    if rest > 0:
        raise NotEnough(item, quantity, quantity - rest)
    return taken


def left_in(store: Store, item: Item) -> Decimal:
    """All there is of it in a store, expired goods included."""
    return Balance.objects.filter(store=store, item=item).total()


@transaction.atomic
def take_back(document: Entry, *, by: Any, now: datetime, reason: str) -> Entry:
    """File the counter-document of a posted one: every movement again, the other way round.

    The document is voided and proves nothing any more; both stay readable. What it had settled
    elsewhere (a request, a share of a class) is put right by the app whose it is.
    """
    if not reason:
        raise Refused(_("A counter-document says why."))
    if not hold(document):
        raise Refused(_("This document has been taken back already."))
    refuse_returned(document)
    entry = Entry(
        campus=document.campus,
        school_class=document.school_class,
        place=document.place,
        happened_at=now,
    )
    record = CounterDocument(entry=entry, document=document, reason=reason)
    filed = filing.submit(record, by=by, now=now)
    moved = document.movements.select_related("store", "lot__item__group")
    post(filed, [reversal(movement) for movement in moved], by=by, now=now)
    why = f"{filed.number}: {reason}"[:300]
    filing.void(document, by=by, now=now, reason=why, countered=True)
    for app in all_contributions():
        if app.taken_back:
            app.taken_back(document, by=by, now=now)
    return filed


def hold(document: Entry) -> bool:
    """Whether it still stands; until this is filed nobody returns anything of it or takes it back.

    A statement that changes nothing: it takes the row on either database.
    """
    standing = Entry.objects.standing().filter(pk=document.pk)
    return bool(standing.update(status=F("status")))


def refuse_returned(document: Entry) -> None:
    """What came back of an issue would come back twice."""
    returned = StockReturn.objects.filter(basis=document).exclude(entry__status="voided")
    if sheet := returned.select_related("entry").first():
        raise Refused(
            _("Some of it was returned by %(number)s. Take that back first.")
            % {"number": sheet.entry.number}
        )


def reversal(movement: Movement) -> Move:
    return Move(
        movement.store,
        movement.lot,
        movement.kind,
        -movement.quantity,
        movement.line,
        -movement.amount,
        movement,
    )
