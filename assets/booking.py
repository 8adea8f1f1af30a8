"""Booking assets: cards are made out, each with its first event, under one record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.models import Asset, AssetEvent, Booking
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.keeping import next_numbers
from logistics.records.models import Entry
from logistics.records.stamping import stamped


@transaction.atomic
def book(
    cards: Sequence[Asset],
    *,
    source: str,
    basis: Entry | None = None,
    by: Any,
    now: datetime,
    happened_at: datetime,
    campus: Any,
    note: str = "",
) -> Entry:
    """Save these cards under one booking; a card without a number gets the next one."""
    if not cards:
        raise Refused(_("There is no card to book."))
    entry = Entry(campus=campus, happened_at=happened_at)
    record = Booking(
        entry=entry,
        source=source,
        basis=basis,
        count=len(cards),
        quantity=sum(card.quantity for card in cards),
        value=sum(card.value for card in cards),
        note=note,
    )
    filed = filing.submit(record, by=by, now=now)
    on = timezone.localdate(happened_at)
    for card in cards:
        keep_card(card, filed, source, on=on)
        event = AssetEvent(
            asset=card, kind=AssetEvent.Kind.BOOKED, happened_on=on, at=now, by=by, entry=filed,
            quantity=card.quantity, value=card.value,
        )  # fmt: skip
        stamped(event).save()
    return filed


def keep_card(card: Asset, booking: Entry, source: str, *, on: Any) -> None:
    card.number = card.number or next_numbers("KP", on.year)[0]
    card.source, card.booking = source, booking
    card.booked_on = card.booked_on or on
    card.spell()
    card.save()
