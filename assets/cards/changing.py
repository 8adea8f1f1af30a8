"""The one way an asset changes: the card and the event that tells of it, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from assets.models import Asset, AssetEvent
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.stamping import stamped

NOTHING: Mapping[str, Any] = MappingProxyType({})


@transaction.atomic
def change(
    asset: Asset,
    kind: str,
    *,
    on: date,
    by: Any,
    now: datetime,
    entry: Entry | None = None,
    quantity: int = 0,
    value: Decimal = Decimal(0),
    note: str = "",
    seen_state: str = "",
    card: Mapping[str, Any] = NOTHING,
    **changes: Any,
) -> AssetEvent:
    """Write these fields of the card and what they were before.

    `quantity` and `value` say what the change adds to the books; where the card's own fields of
    these names change, they stand in `card`. With `seen_state` it is refused if the card is in
    another state by now: of two people who act at once the second is told.
    """
    changes = {**card, **changes}
    if seen_state:
        claim_state(asset, seen_state, changes)
    was = {name: words_of(asset, name) for name in changes}
    for name, new in changes.items():
        setattr(asset, name, new)
    if changes:
        asset.save(update_fields=list(changes))
    now_said = {name: words_of(asset, name) for name in changes}
    kept = {name for name in changes if was[name] != now_said[name]}
    event = AssetEvent(
        asset=asset,
        kind=kind,
        happened_on=on,
        at=now,
        by=by,
        entry=entry,
        quantity=quantity,
        value=value,
        was={name: was[name] for name in kept},
        now={name: now_said[name] for name in kept},
        note=note,
    )
    stamped(event).save()
    return event


def claim_state(asset: Asset, seen: str, changes: dict[str, Any]) -> None:
    wanted = {"state": changes.get("state", seen)}
    if "disposed_on" in changes:
        wanted["disposed_on"] = changes["disposed_on"]
    if not Asset.objects.filter(pk=asset.pk, state=seen).update(**wanted):
        asset.refresh_from_db(fields=["state"])
        said = {"asset": asset, "state": asset.get_state_display()}
        raise Refused(_("%(asset)s is %(state)s by now. Look at it again.") % said)


def words_of(asset: Asset, name: str) -> str:
    """A field as people read it today: a name, not a key."""
    field = asset._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return str(getattr(asset, name) or "")
    display = getattr(asset, f"get_{name}_display", None)
    value = display() if display else getattr(asset, name)
    return "" if value is None else str(value)
