"""Moving things to another place, or into other hands, within the campus; and out of use and back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assets.cards import changing
from assets.models import Asset, AssetEvent
from logistics.errors import Refused

Event, State = AssetEvent.Kind, Asset.State
PEOPLE = {"custodian", "user", "department"}
OUT_AND_BACK = {State.IN_USE: (State.IDLE, Event.IDLE), State.IDLE: (State.IN_USE, Event.USED)}


@transaction.atomic
def move(
    assets: Iterable[Asset],
    changes: dict[str, Any],
    *,
    on: date,
    by: Any,
    now: datetime,
    note: str = "",
) -> int:
    """Write the new place and people onto each card; how many have changed.

    What stays as it is gets no event. A place of another campus is refused: that is a transfer.
    """
    count = 0
    for asset in assets:
        new = {name: value for name, value in changes.items() if getattr(asset, name) != value}
        if not new:
            continue
        refuse_move(asset, new)
        kind = Event.MOVED if "place" in new else Event.HANDED_OVER
        changing.change(asset, kind, on=on, by=by, now=now, note=note, **new)
        count += 1
    return count


def refuse_move(asset: Asset, new: dict[str, Any]) -> None:
    if not asset.is_owned:
        raise Refused(_("%(asset)s is disposed of: its card is closed.") % {"asset": asset})
    place = new.get("place")
    if place and place.campus_id != asset.campus_id:
        raise Refused(
            _("%(place)s is at another campus: ask for a transfer of %(asset)s.")
            % {"place": place, "asset": asset}
        )


@transaction.atomic
def turn(asset: Asset, *, seen: str, on: date, by: Any, now: datetime) -> AssetEvent:
    """Out of use, so that others may ask for it; or in use again. `seen` is the state one saw."""
    if seen not in OUT_AND_BACK:
        raise Refused(_("Only what is in use or idle can be turned over."))
    state, kind = OUT_AND_BACK[State(seen)]
    return changing.change(asset, kind, on=on, by=by, now=now, seen_state=seen, state=state)
