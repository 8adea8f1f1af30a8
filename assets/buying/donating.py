"""Something is given to the school: two people look at it and sign, then it is booked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying.accepting import Known, listed
from assets.buying.purchasing import CENT
from assets.cards import booking
from assets.models import Asset, DonationIntake, DonationLine, DonationReceipt, PurchaseLine
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import receiving
from logistics.stores.models import Item, Store
from logistics.stores.receiving import Arrived

Destination = PurchaseLine.Destination
UNIT_PRICE = Decimal("0.0001")


@transaction.atomic
def register(paper: DonationReceipt, *, by: Any, now: datetime) -> Entry:
    """File what was given, and ask the two who looked at it to sign."""
    if not paper.new_lines:
        raise Refused(_("Write what was given."))
    if paper.inspector == paper.second:
        raise Refused(_("Two different people accept a donation."))
    paper.amount = sum((line.value for line in paper.new_lines), Decimal(0))
    filed = filing.submit(paper, by=by, now=now)
    signers = [(Capacity.ACCEPTED, paper.inspector), (Capacity.ACCEPTED, paper.second)]
    signing.ask(filed, signers, now=now)
    return filed


@transaction.atomic
def take_back(paper: DonationReceipt, *, by: Any, now: datetime, reason: str) -> None:
    """It was written wrongly, and nothing of it is booked yet."""
    if DonationIntake.objects.filter(receipt=paper).exists():
        raise Refused(_("The goods are booked. Take back the stock-in sheet instead."))
    filing.void(paper.entry, by=by, now=now, reason=reason, countered=True)


@transaction.atomic
def book_in(
    paper: DonationReceipt,
    known: Mapping[int, Known],
    *,
    store: Store | None,
    by: Any,
    now: datetime,
) -> DonationIntake:
    """Put what was given where it belongs; it is done once. `known` is by the key of the line."""
    if not signing.is_signed(paper.entry):
        raise Refused(_("Both who accepted the donation have to sign it first."))
    intake = claim(paper, by=by, now=now)
    lines = list(paper.lines.order_by("position"))
    stored = [line for line in lines if line.destination == Destination.STORE]
    carded = [line for line in lines if line.destination == Destination.ASSET]
    intake.stock_in = put_into_store(paper, stored, known, store=store, by=by, now=now)
    intake.booking = make_cards(paper, carded, known, by=by, now=now)
    intake.save(update_fields=["stock_in", "booking"])
    return intake


def claim(paper: DonationReceipt, *, by: Any, now: datetime) -> DonationIntake:
    if paper.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This donation was taken back."))
    try:
        with transaction.atomic():
            return DonationIntake.objects.create(receipt=paper, by=by, at=now)
    except IntegrityError as twice:
        raise Refused(_("These goods are booked already.")) from twice


def put_into_store(
    paper: DonationReceipt,
    lines: Sequence[DonationLine],
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
    arrived = [
        Arrived(item_of(line, known.get(line.pk), now=now), line.quantity, price_of(line))
        for line in lines
    ]
    return receiving.receive(
        store,
        arrived,
        source=paper.origin,
        delivered_by=paper.donor[:50],
        basis=paper.entry,
        by=by,
        now=now,
        happened_at=now,
    )


def price_of(line: DonationLine) -> Decimal:
    """What one of them is worth."""
    return (line.value / line.quantity).quantize(UNIT_PRICE)


def item_of(line: DonationLine, known: Known | None, *, now: datetime) -> Item:
    """The item of the list; what is not in it yet is added as it was given."""
    if known and known.item:
        return known.item
    if known is None or known.group is None:
        raise Refused(_("Say which goods of the list “%(what)s” is.") % {"what": line})
    price = price_of(line).quantize(CENT)
    return listed(line.name, line.specification, line.unit, known.group, price, now=now)


def make_cards(
    paper: DonationReceipt,
    lines: Sequence[DonationLine],
    known: Mapping[int, Known],
    *,
    by: Any,
    now: datetime,
) -> Entry | None:
    cards = [card for line in lines for card in cards_of(paper, line, known.get(line.pk))]
    if not cards:
        return None
    return booking.book(
        cards,
        source=paper.origin,
        basis=paper.entry,
        by=by,
        now=now,
        happened_at=now,
        campus=paper.entry.campus,
        note=paper.donor,
    )


def cards_of(paper: DonationReceipt, line: DonationLine, known: Known | None) -> list[Asset]:
    """One card for each thing, or one for the batch; what has no value is booked at one yuan."""
    if known is None or known.asset_class is None:
        raise Refused(_("Choose the national class of “%(what)s”.") % {"what": line})
    if line.quantity != line.quantity.to_integral_value():
        raise Refused(_("“%(what)s” is counted in whole things.") % {"what": line})
    whole = int(line.quantity)
    shares = [whole] if known.one_card else [1] * whole
    return [
        Asset(
            name=line.name,
            asset_class=known.asset_class,
            model=line.specification,
            unit=line.unit,
            quantity=quantity,
            value=value,
            is_nominal=not line.value,
            acquired_on=timezone.localdate(paper.entry.happened_at),
            campus=paper.entry.campus,
            note=paper.purpose,
        )
        for quantity, value in zip(shares, shared(line.value, shares), strict=True)
    ]


def shared(value: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """The worth of all, shared out to the last cent."""
    whole, done, given = sum(shares), 0, Decimal(0)
    found = []
    for share in shares:
        done += share
        upto = (value * done / whole).quantize(CENT)
        found.append(upto - given)
        given = upto
    return found
