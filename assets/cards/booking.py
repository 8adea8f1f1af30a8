"""Booking assets: cards are made out, numbered and entered together; and corrected with a reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from assets.cards import changing
from assets.models import Asset, AssetClass, AssetEvent, Booking
from logistics.duties import filing
from logistics.errors import Refused
from logistics.imports import rules
from logistics.records.keeping import next_numbers
from logistics.records.models import Entry
from logistics.records.stamping import stamped
from logistics.school.models import Campus
from logistics.school.rules import rule

PREFIX = "ZC"
SPECIAL = "专用设备"  # as the accounts call this class of things
MINIMUM, MINIMUM_SPECIAL = "asset_min", "asset_min_special"
NOMINAL = Decimal(1)
CHUNK = 1000
Event = AssetEvent.Kind
LINKS = [field.name for field in Asset._meta.concrete_fields if field.is_relation]


@transaction.atomic
def book(
    cards: Sequence[Asset],
    *,
    source: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    campus: Campus,
    basis: Entry | None = None,
    note: str = "",
    reason: str = "",
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File one booking of these unsaved cards; each gets its number, its life and its first event.

    Refuses a number that is taken and whatever a card itself does not allow. `reason` says why
    something unusual is booked all the same.
    """
    if not cards:
        raise Refused(_("There is no card to book."))
    on = timezone.localdate(happened_at)
    for card in cards:
        make_ready(card, source=source, campus=campus, on=on)
    give_numbers(cards, on.year)
    for card in cards:
        refuse_wrong(card)
    refuse_taken(cards)
    entry = file_booking(
        cards,
        Booking(source=source, basis=basis, note=note),
        Entry(campus=campus, happened_at=happened_at, late_reason=late_reason),
        by=by,
        now=now,
        photos=photos,
    )
    for card in cards:
        card.booking = entry
    bulk_create_with_history(
        list(cards), Asset, batch_size=CHUNK, default_user=by, default_date=now
    )
    tell([first_event(card, entry, by=by, now=now, note=reason) for card in cards])
    return entry


@transaction.atomic
def report_nothing(
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    campus: Campus,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """The account was looked through and there is nothing new: that is a record, too."""
    entry = Entry(campus=campus, happened_at=happened_at, late_reason=late_reason, is_zero=True)
    return filing.submit(Booking(entry=entry, note=note), by=by, now=now)


def make_ready(card: Asset, *, source: str, campus: Campus, on: date) -> None:
    """Put in what goes without saying."""
    card.source = source
    if card.campus_id is None:
        card.campus = campus
    card.booked_on = card.booked_on or on
    if card.is_nominal:
        card.value, card.useful_months = NOMINAL, None
    elif card.useful_months is None:
        card.useful_months = least_life(card.asset_class)
    card.spell()


def least_life(asset_class: AssetClass) -> int | None:
    """The least useful life of a class in months; None: it is not written off."""
    return asset_class.years * 12 if asset_class.years else None


def give_numbers(cards: Sequence[Asset], year: int) -> None:
    """ZC-2026-000001 for those without one; numbers that came with a sheet are passed over."""
    waiting = [card for card in reversed(cards) if not card.number]
    given = {card.number for card in cards if card.number}
    while waiting:
        numbers = next_numbers(PREFIX, year, len(waiting))
        used = Asset.objects.filter(number__in=numbers).values_list("number", flat=True)
        free = [number for number in numbers if number not in {*used, *given}]
        for number in free:
            waiting.pop().number = number


def refuse_wrong(card: Asset) -> None:
    """What one card alone says and may not."""
    try:
        card.clean_fields(exclude=LINKS)
        card.clean()
    except ValidationError as wrong:
        raise Refused(_("; ").join(sentences(wrong))) from wrong
    for sentence in rules.broken_checks(card):
        raise Refused(sentence)


def sentences(wrong: ValidationError) -> list[str]:
    """Each refusal with the field it is about."""
    if not hasattr(wrong, "error_dict"):
        return wrong.messages
    fields = {field.name: str(field.verbose_name) for field in Asset._meta.concrete_fields}
    return [
        _("%(field)s: %(sentence)s") % {"field": fields[name], "sentence": sentence}
        for name, said in wrong.message_dict.items()
        for sentence in said
    ]


def refuse_taken(cards: Sequence[Asset]) -> None:
    numbers = [card.number for card in cards]
    twice = {number for number in numbers if numbers.count(number) > 1} if len(cards) > 1 else set()
    taken = Asset.objects.filter(number__in=numbers).values_list("number", flat=True)
    for number in sorted({*twice, *taken}):
        raise Refused(_("The asset number %(number)s is taken.") % {"number": number})


def file_booking(cards: Sequence[Asset], record: Booking, entry: Entry, **filed: Any) -> Entry:
    """The record of a booking, with what its cards come to."""
    record.entry = entry
    record.count = len(cards)
    record.quantity = sum(card.quantity for card in cards)
    record.value = sum((card.value for card in cards), Decimal(0))
    return filing.submit(record, **filed)


def first_event(card: Asset, entry: Entry, *, by: Any, now: datetime, note: str = "") -> AssetEvent:
    return AssetEvent(
        asset=card,
        kind=Event.BOOKED,
        happened_on=card.booked_on or card.acquired_on,
        at=now,
        by=by,
        entry=entry,
        quantity=card.quantity,
        value=card.value,
        note=note,
    )


def tell(events: Sequence[AssetEvent]) -> None:
    """Write the events of many cards."""
    AssetEvent.objects.bulk_create([stamped(event) for event in events], batch_size=CHUNK)


@transaction.atomic
def correct(
    asset: Asset, changes: Mapping[str, Any], *, by: Any, now: datetime, reason: str
) -> AssetEvent:
    """Let the card say something else. What it said, and why it does not any more, is kept.

    A correction of quantity or value is of today: the books of the past stay as they were.
    """
    if not reason:
        raise Refused(_("A correction says why."))
    if not asset.is_owned:
        raise Refused(_("%(asset)s is disposed of: its card is closed.") % {"asset": asset})
    event = changing.change(
        asset,
        Event.CHANGED,
        on=timezone.localdate(now),
        by=by,
        now=now,
        quantity=changes.get("quantity", asset.quantity) - asset.quantity,
        value=changes.get("value", asset.value) - asset.value,
        note=reason,
        card=changes,
    )
    if "name" in changes:
        asset.spell()
        Asset.objects.filter(pk=asset.pk).update(pinyin=asset.pinyin, initials=asset.initials)
    return event


# What is odd and yet may be right: the form asks back, nothing is refused.


@dataclass(frozen=True)
class Doubt:
    """Something to be asked about before a card is booked."""

    code: str
    sentence: str


def doubts(card: Asset, *, on: date) -> list[Doubt]:
    """Below the threshold of a fixed asset; written off sooner than the norm allows."""
    return [doubt for doubt in (too_cheap(card, on), too_short(card)) if doubt]


def minimum(asset_class: AssetClass, on: date) -> Decimal:
    """The unit value from which a thing is a fixed asset, in yuan."""
    special = asset_class.finance == SPECIAL
    return rule(MINIMUM_SPECIAL if special else MINIMUM, on=on)


def too_cheap(card: Asset, on: date) -> Doubt | None:
    least = minimum(card.asset_class, on)
    price = card.value / card.quantity
    if card.is_nominal or price >= least:
        return None
    said = {"price": f"{price:.2f}", "least": f"{least:f}"}
    sentence = _(
        "%(price)s yuan each is below the %(least)s yuan of a fixed asset. Confirm that these are "
        "many of one kind, or book them as supplies."
    )
    return Doubt("small", sentence % said)


def too_short(card: Asset) -> Doubt | None:
    least = least_life(card.asset_class)
    if not card.useful_months or least is None or card.useful_months >= least:
        return None
    said = {"months": card.useful_months, "least": least}
    sentence = _("%(months)s months are less than the %(least)s months of this class. Say why.")
    return Doubt("short", sentence % said)
