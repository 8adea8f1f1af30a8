"""Splitting a batch: some of its things get a card of their own, and not a cent is lost."""

from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assets.cards import changing, depreciation
from assets.models import Asset, AssetEvent
from logistics.errors import Refused
from logistics.school.models.campuses import new_code

LONGEST = Asset._meta.get_field("number").max_length or 0


@transaction.atomic
def split(
    asset: Asset, quantity: int, *, by: Any, now: datetime, on: date, note: str = "", **other: Any
) -> Asset:
    """Take so many things out of a batch; `other` is what is different about them (the place).

    Refuses to take nothing or all, and a batch that somebody else has just changed. The parts are
    written off by the very cents the whole would have been.
    """
    if not 0 < quantity < asset.quantity:
        raise Refused(
            _("%(asset)s is a batch of %(count)s: at least one leaves it, and one stays.")
            % {"asset": asset, "count": asset.quantity}
        )
    if not asset.is_owned:
        raise Refused(_("%(asset)s is disposed of: its card is closed.") % {"asset": asset})
    worth = share(asset, quantity)
    left: dict[str, Any] = {"quantity": asset.quantity - quantity, "value": asset.value - worth}
    claim(asset, left)
    part = part_of(asset, quantity, worth, left["value"], other)
    part.save(force_insert=True)
    said = {"on": on, "by": by, "now": now}
    changing.change(
        asset,
        AssetEvent.Kind.SPLIT,
        quantity=-quantity,
        value=-worth,
        note=note or _("%(count)s went to %(number)s") % {"count": quantity, "number": part.number},
        card=left,
        **said,
    )
    changing.change(
        part,
        AssetEvent.Kind.SPLIT,
        quantity=quantity,
        value=worth,
        note=note or _("Came out of %(number)s") % {"number": asset.number},
        **said,
    )
    return part


def share(asset: Asset, quantity: int) -> Decimal:
    """What so many things of the batch are worth, to the cent."""
    cents = depreciation.in_cents(asset.value)
    return Decimal(depreciation.rounded(cents, quantity, asset.quantity)) / depreciation.CENTS


def claim(asset: Asset, left: dict[str, Any]) -> None:
    """Of two who split at once the second is told."""
    seen = Asset.objects.filter(
        pk=asset.pk, quantity=asset.quantity, value=asset.value, state=asset.state
    )
    if not seen.update(**left):
        raise Refused(_("%(asset)s was changed meanwhile. Look at it again.") % {"asset": asset})


def part_of(
    asset: Asset, quantity: int, worth: Decimal, stays: Decimal, other: dict[str, Any]
) -> Asset:
    """The new card: a copy that begins where what stays ends."""
    part = copy(asset)
    part._state = copy(asset._state)
    part._state.fields_cache = dict(asset._state.fields_cache)
    part._state.adding, part.pk = True, None
    part.code, part.number = new_code(), next_number(asset)
    part.quantity, part.value = quantity, worth
    part.slice_from = asset.slice_from + stays
    part.split_from = asset
    for name, value in other.items():
        setattr(part, name, value)
    return part


def next_number(asset: Asset) -> str:
    """The number of the batch and a count: ZC-2026-000001-2."""
    count = asset.parts.count()
    while True:
        count += 1
        number = f"{asset.number}-{count}"
        if len(number) > LONGEST:
            raise Refused(_("The number %(number)s is too long to split.") % {"number": asset})
        if not Asset.objects.filter(number=number).exists():
            return number
