"""What other apps may ask of assets. Change it as you would a public API."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from assets.cards import changing
from assets.models import Asset, AssetEvent
from logistics.records.models import Entry


@dataclass(frozen=True)
class Thing:
    """An asset as a ticket needs it: what it is, where it stands and until when it is guaranteed."""

    id: int
    number: str
    name: str
    model: str
    code: str
    state: str
    is_owned: bool
    campus_id: int
    place_id: int | None
    place: str
    custodian_id: int | None
    warranty_until: date | None


def by_code(code: str) -> Thing | None:
    """The asset whose label has this code; whose it may be seen by is for the caller to ask."""
    return thing(Asset.objects.filter(code=code.strip().upper()).select_related("place").first())


def by_id(asset_id: int) -> Thing | None:
    return thing(Asset.objects.filter(pk=asset_id).select_related("place").first())


def at_place(place_id: int) -> list[Thing]:
    """What stands at a place and is owned, in the order of the numbers."""
    rows = Asset.objects.owned().filter(place=place_id).select_related("place")
    return [found for asset in rows.order_by("number") if (found := thing(asset))]


def note_repair(asset_id: int, *, entry: Entry, note: str, by: Any, now: datetime) -> None:
    """Write on the card that it was repaired; what was under repair is in use again."""
    asset = Asset.objects.owned().filter(pk=asset_id).first()
    if asset is None:
        return
    back: dict[str, Any] = (
        {"state": Asset.State.IN_USE} if asset.state == Asset.State.REPAIR else {}
    )
    kind, on = AssetEvent.Kind.REPAIRED, timezone.localdate(now)
    changing.change(asset, kind, on=on, by=by, now=now, entry=entry, note=note[:200], **back)


def thing(asset: Asset | None) -> Thing | None:
    if asset is None:
        return None
    return Thing(
        id=asset.pk,
        number=asset.number,
        name=asset.name,
        model=asset.model,
        code=asset.code,
        state=asset.state,
        is_owned=asset.is_owned,
        campus_id=asset.campus_id,
        place_id=asset.place_id,
        place=asset.place.name if asset.place else "",
        custodian_id=asset.custodian_id,
        warranty_until=asset.warranty_until,
    )
