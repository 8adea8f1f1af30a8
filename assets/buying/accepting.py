"""A delivery: two people look at it and sign, then it is booked into the store and on cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import deciding, telling
from assets.buying.purchasing import CENT, give_back, go_on, keep_apart, take
from assets.cards import booking
from assets.models import (
    Acceptance,
    AcceptedLine,
    Asset,
    AssetClass,
    Intake,
    LineProgress,
    Purchase,
    PurchaseLine,
    PurchaseRequest,
    RequestLine,
)
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.keeping import next_numbers
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.rules import rule
from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Store
from logistics.stores.receiving import Arrived

ASSET_MIN = "asset_min"
Destination = PurchaseLine.Destination
State = Purchase.State


@transaction.atomic
def accept(paper: Acceptance, *, by: Any, now: datetime) -> Entry:
    """File what came and what of it is good, and ask the two who looked at it to sign.

    Refused: more than was ordered, the buyer among those who accept, one person twice. What is
    rejected or has not come stays due.
    """
    on, order = timezone.localdate(now), paper.order
    paper.buyer = order.entry.entered_by
    sentence = _("Who bought the goods does not accept them.")
    for person in (paper.inspector, paper.second):
        keep_apart(person, [paper.buyer], sentence, on=on, exception=paper.exception)
    if paper.inspector == paper.second:
        raise Refused(_("Two different people accept a delivery."))
    for line in paper.new_lines or ():
        if line.accepted > line.received:
            raise Refused(_("No more is accepted than has come."))
        take(line.order_line.line, "accepted", line.accepted, upto="ordered")
    conclude(paper)
    filed = filing.submit(paper, by=by, now=now)
    signers = [(Capacity.ACCEPTED, paper.inspector), (Capacity.ACCEPTED, paper.second)]
    signing.ask(filed, signers, now=now)
    go_on(order.request.purchase, how_far(order.request), seen=Purchase.PROMISED, now=now)
    people = [order.request.entry.entered_by, paper.buyer]
    supplier = str(order.supplier)
    telling.tell_about(order.request, telling.DELIVERED, people, by=by, now=now, supplier=supplier)
    return filed


def conclude(paper: Acceptance) -> None:
    """Read off the lines, unless nothing came at all."""
    lines = list(paper.new_lines or ())
    if not any(line.received for line in lines):
        raise Refused(_("Enter what has come."))
    good = sum(line.accepted for line in lines)
    bad = any(line.accepted < line.received for line in lines)
    kinds = Acceptance.Conclusion
    paper.conclusion = kinds.REJECTED if not good else kinds.PART if bad else kinds.ACCEPTED
    if bad and not paper.problem:
        raise Refused(_("Say what is wrong with the delivery."))


def how_far(request: PurchaseRequest) -> str:
    """Delivered as soon as everything that was agreed to has been accepted."""
    rows = LineProgress.objects.filter(line__sheet=request)
    amounts = list(rows.values_list("wanted", "accepted"))
    if all(accepted >= wanted for wanted, accepted in amounts):
        return State.DELIVERED
    return State.PART if any(accepted for _wanted, accepted in amounts) else State.ORDERED


@transaction.atomic
def take_back(paper: Acceptance, *, by: Any, now: datetime, reason: str) -> None:
    """An acceptance that was written wrongly, before anything of it was booked."""
    if Intake.objects.filter(acceptance=paper).exists():
        raise Refused(_("The goods are booked. Take back the stock-in sheet instead."))
    filing.void(paper.entry, by=by, now=now, reason=reason, countered=True)
    for line in paper.lines.select_related("order_line__line"):
        give_back(line.order_line.line, "accepted", line.accepted)
    request = paper.order.request
    go_on(request.purchase, how_far(request), seen=Purchase.PROMISED, now=now)


# Booking what was accepted.


@dataclass(frozen=True)
class Known:
    """What the storekeeper adds to a line: which item it is, or which class of assets."""

    item: Item | None = None
    group: ItemGroup | None = None
    asset_class: AssetClass | None = None
    one_card: bool = False


def becomes_asset(line: PurchaseLine, price: Decimal, *, on: date) -> bool:
    """Flagged as one, or worth a card and no goods of the store."""
    if line.destination != Destination.STORE or line.item is not None:
        return line.destination == Destination.ASSET
    return price >= rule(ASSET_MIN, on=on)


@transaction.atomic
def book_in(
    paper: Acceptance,
    known: Mapping[int, Known],
    *,
    store: Store | None,
    by: Any,
    now: datetime,
) -> Intake:
    """Put what was accepted and signed where it belongs; it is done once.

    `known` is by the key of the accepted line. Whoever asked for it is told, an asset becomes
    theirs: what they wrote is not typed again.
    """
    if not signing.is_signed(paper.entry):
        raise Refused(_("Both who accepted the delivery have to sign it first."))
    intake = claim(paper, by=by, now=now)
    lines = [line for line in accepted_lines(paper) if line.accepted]
    on = timezone.localdate(now)
    assets = [x for x in lines if becomes_asset(x.order_line.line, x.order_line.price, on=on)]
    stored = [
        line
        for line in lines
        if line not in assets and line.order_line.line.destination == Destination.STORE
    ]
    intake.stock_in = put_into_store(paper, stored, known, store=store, by=by, now=now)
    intake.booking = make_cards(paper, assets, known, by=by, now=now)
    intake.save(update_fields=["stock_in", "booking"])
    for line in lines:
        take(line.order_line.line, "booked", line.accepted, upto="accepted")
    return intake


def claim(paper: Acceptance, *, by: Any, now: datetime) -> Intake:
    if paper.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This acceptance was taken back."))
    try:
        with transaction.atomic():
            return Intake.objects.create(acceptance=paper, by=by, at=now)
    except IntegrityError as twice:
        raise Refused(_("These goods are booked already.")) from twice


def accepted_lines(paper: Acceptance) -> Iterable[AcceptedLine]:
    rows = paper.lines.select_related("order_line__line__item", "order_line__line__origin")
    return list(rows.order_by("position"))


def put_into_store(
    paper: Acceptance,
    lines: Sequence[AcceptedLine],
    known: Mapping[int, Known],
    *,
    store: Store | None,
    by: Any,
    now: datetime,
) -> Entry | None:
    if not lines:
        return None
    if store is None:
        raise Refused(_("Choose the store the goods go into."))
    items = {line.pk: item_of(line, known.get(line.pk), now=now) for line in lines}
    arrived = [
        Arrived(
            items[line.pk], line.accepted, line.order_line.price, batch=line.batch,
            expires_on=line.expires_on,
        )
        for line in lines
    ]  # fmt: skip
    filed = receiving.receive(
        store,
        arrived,
        by=by,
        now=now,
        happened_at=now,
        supplier=paper.order.supplier,
        delivered_by=paper.delivered_by,
        basis=paper.entry,
    )
    for line in lines:
        if fate := waiting_for(line):
            deciding.arrive(fate, by=by, now=now, item=items[line.pk])
    return filed


def item_of(line: AcceptedLine, known: Known | None, *, now: datetime) -> Item:
    """The item of the list; what is not in it yet is added as it was bought."""
    bought = line.order_line.line
    if found := bought.item or (known and known.item):
        return found
    if known is None or known.group is None:
        raise Refused(_("Say which goods of the list “%(what)s” is.") % {"what": bought})
    price = line.order_line.price
    return listed(bought.name, bought.specification, bought.unit, known.group, price, now=now)


def listed(
    name: str, specification: str, unit: str, group: ItemGroup, price: Decimal, *, now: datetime
) -> Item:
    """The goods of the list that are called so; else they are added to it."""
    same = Item.objects.filter(name=name[:60], specification=specification, unit=unit)
    if item := same.first():
        return item
    number = next_numbers("WP", timezone.localdate(now).year)[0]
    item = Item(
        number=number, name=name[:60], specification=specification, unit=unit, group=group,
        price=price,
    )  # fmt: skip
    item.spell()
    item.save()
    return item


def waiting_for(line: AcceptedLine) -> RequestLine | None:
    """The requisition this was bought for, if it still waits."""
    if line.order_line.line.origin_id is None:
        return None
    fates = RequestLine.objects.filter(
        line=line.order_line.line.origin_id, state=RequestLine.State.BUYING
    )
    return fates.select_related("line", "requisition__entry__entered_by").first()


def make_cards(
    paper: Acceptance,
    lines: Sequence[AcceptedLine],
    known: Mapping[int, Known],
    *,
    by: Any,
    now: datetime,
) -> Entry | None:
    cards = [card for line in lines for card in cards_of(paper, line, known.get(line.pk), now=now)]
    if not cards:
        return None
    filed = booking.book(
        cards,
        source=Asset.Source.PURCHASE,
        basis=paper.entry,
        by=by,
        now=now,
        happened_at=now,
        campus=paper.entry.campus,
        note=str(paper.order.supplier),
    )
    for line in lines:
        if fate := waiting_for(line):
            deciding.hand_over(fate, by=by, now=now, quantity=line.accepted)
    return filed


def cards_of(
    paper: Acceptance, line: AcceptedLine, known: Known | None, *, now: datetime
) -> list[Asset]:
    """One card for each thing, or one for the batch. Who asked for it has it from the start."""
    bought = line.order_line.line
    if known is None or known.asset_class is None:
        raise Refused(_("Choose the national class of “%(what)s”.") % {"what": bought})
    if line.accepted != line.accepted.to_integral_value():
        raise Refused(_("“%(what)s” is counted in whole things.") % {"what": bought})
    whole = int(line.accepted)
    shares = [whole] if known.one_card else [1] * whole
    return [card_of(paper, line, known.asset_class, share, now=now) for share in shares]


def card_of(
    paper: Acceptance, line: AcceptedLine, asset_class: AssetClass, quantity: int, *, now: datetime
) -> Asset:
    bought, order = line.order_line.line, paper.order
    asked = bought.origin.sheet.entry if bought.origin else None
    years = asset_class.years
    return Asset(
        name=bought.name,
        asset_class=asset_class,
        model=bought.specification,
        unit=bought.unit,
        quantity=quantity,
        value=(line.order_line.price * quantity).quantize(CENT),
        acquired_on=timezone.localdate(paper.entry.happened_at),
        booked_on=timezone.localdate(now),
        supplier=order.supplier,
        contract=order.contract or order.entry.number,
        useful_months=years * 12 if years else None,
        campus=paper.entry.campus,
        place=asked.place if asked else None,
        user=asked.entered_by if asked else None,
        custodian=asked.entered_by if asked else None,
        department=order.request.department,
    )
