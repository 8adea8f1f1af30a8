"""Scanning: a thing is in a room. The same scan again says nothing new, whoever sends it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.cards import changing
from assets.models import (
    Asset,
    AssetEvent,
    Round,
    RoundLine,
    Sighting,
    Stray,
)
from assets.stocktakes.opening import claim
from logistics.errors import Refused
from logistics.fields import half_width
from logistics.school.models import Place


@dataclass(frozen=True)
class Seen:
    """What a scan came to: found, again, moved, how_many, at_home, unknown.

    `how_many`: a card of several things, whose number is asked for. `at_home`: not looked for in
    this round, and where it belongs; nothing is written.
    """

    answer: str
    line: RoundLine | None = None
    stray: Stray | None = None
    asset: Asset | None = None


def code_in(text: str) -> str:
    """The code or number of a label, whether it was typed or stands at the end of an address."""
    plain = half_width(text).rstrip("/")
    return plain.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60]


def labelled(code: str) -> Q:
    return Q(code=code.upper()) | Q(number=code)


def line_of(rounds: QuerySet[Round], code: str, place: int | None) -> RoundLine | None:
    """The line that a label is about, with whether the room is one of its campus: one query."""
    here = Place.objects.filter(pk=place or 0, campus=OuterRef("round__campus"))
    lines = RoundLine.objects.filter(
        round__in=rounds.filter(state=Round.State.COUNTING).values("pk"),
        asset__in=Asset.objects.filter(labelled(code)).values("pk"),
    )
    return lines.annotate(is_here=Exists(here)).select_related("asset", "place", "round").first()


@transaction.atomic(savepoint=False)
def scan(
    line: RoundLine, *, place: int | None, by: Any, now: datetime, quantity: int | None = None
) -> Seen:
    """A thing was seen in a room (its key; none: where its card says). At most two statements."""
    if quantity is None and line.quantity > 1:
        return Seen("how_many", line, asset=line.asset)
    quantity = 1 if quantity is None else quantity
    place = place or line.place_id
    is_known = line.found_place_id == place and line.counted == quantity
    if is_known and line.quantity == 1:
        return Seen("again", line, asset=line.asset)
    write_sightings(line, place, quantity, by=by, now=now)
    write_line(line, place, quantity, by=by, now=now)
    answer = "moved" if line.is_astray else "again" if is_known else "found"
    return Seen(answer, line, asset=line.asset)


def write_sightings(
    line: RoundLine, place: int | None, quantity: int, *, by: Any, now: datetime
) -> None:
    """Of many things, what each room has; of one, only that it was seen in a second room."""
    if place is None:
        return
    seen = [Sighting(line=line, place_id=place, quantity=quantity, by=by, at=now)]
    if line.quantity == 1:
        if not line.counted or line.found_place_id is None:
            return
        first = {"by_id": line.found_by_id, "at": line.found_at}
        seen.append(Sighting(line=line, place_id=line.found_place_id, quantity=1, **first))
    Sighting.objects.bulk_create(
        seen,
        update_conflicts=True,
        unique_fields=["line", "place"],
        update_fields=["quantity", "by", "at"],
    )


def write_line(
    line: RoundLine, place: int | None, quantity: int, *, by: Any, now: datetime
) -> None:
    """One thing is where it was seen last; of many, those of all rooms are added up."""
    counted: Any = quantity
    if line.quantity > 1 and place is not None:
        seen = Sighting.objects.filter(line=OuterRef("pk")).order_by().values("line")
        counted = Subquery(seen.annotate(all=Sum("quantity")).values("all"))
    counting = RoundLine.objects.filter(pk=line.pk, round__state=Round.State.COUNTING)
    done = counting.update(counted=counted, found_place=place, found_by=by, found_at=now)
    if not done:
        raise Refused(_("This stocktake is no longer being counted."))
    line.counted, line.found_place_id, line.found_at = quantity, place, now


@transaction.atomic
def scan_other(round_: Round, code: str, *, place: Place | None, by: Any, now: datetime) -> Seen:
    """A label that the round does not look for: of another room, off the books, or unknown."""
    claim(round_, Round.State.COUNTING, Round.State.COUNTING)
    asset = Asset.objects.filter(labelled(code)).select_related("place").first()
    if asset is None or not asset.is_owned:
        name = asset.name if asset else ""
        stray = stray_of(round_, code, name=name, place=place, by=by, now=now)
        return Seen("unknown", stray=stray, asset=asset)
    if place is None or asset.place_id == place.pk:
        return Seen("at_home", asset=asset)
    given = {
        "is_expected": False,
        "place": asset.place,
        "custodian": asset.custodian,
        "quantity": asset.quantity,
    }
    line, _new = RoundLine.objects.get_or_create(round=round_, asset=asset, defaults=given)
    return scan(line, place=place.pk, by=by, now=now, quantity=1)


def stray_of(
    round_: Round,
    code: str,
    *,
    place: Place | None,
    by: Any,
    now: datetime,
    name: str = "",
    quantity: int = 1,
    key: str = "",
) -> Stray:
    given = {"code": code, "name": name, "place": place, "by": by, "at": now, "quantity": quantity}
    return Stray.objects.get_or_create(round=round_, key=key or code, defaults=given)[0]


@transaction.atomic
def note_stray(
    round_: Round,
    name: str,
    *,
    quantity: int,
    place: Place | None,
    by: Any,
    now: datetime,
    key: str,
) -> Stray:
    """A thing without a label that nobody knows of."""
    claim(round_, Round.State.COUNTING, Round.State.COUNTING)
    given = {"place": place, "by": by, "now": now, "quantity": quantity, "key": key}
    return stray_of(round_, "", name=name, **given)


@transaction.atomic
def put_right(line: RoundLine, *, by: Any, now: datetime) -> AssetEvent:
    """Let the card say where the thing was found. Once, and only where that is all of it."""
    asset, found = line.asset, line.found_place
    if not line.is_astray or found is None:
        raise Refused(_("%(asset)s is where its card says.") % {"asset": asset})
    if found.campus_id != asset.campus_id:
        raise Refused(
            _("%(asset)s belongs to another campus. It is handed over by a transfer.")
            % {"asset": asset}
        )
    if (line.counted or 0) < line.quantity:
        raise Refused(
            _("Only a part of %(asset)s was found there. Split the card first.") % {"asset": asset}
        )
    free = RoundLine.objects.filter(pk=line.pk, put_right_at=None, round__in=Round.objects.open())
    told = _("put right during the stocktake")
    if not free.update(put_right_at=now, reason=told, handling=told):
        raise Refused(_("This has been put right already."))
    line.put_right_at = now
    on = timezone.localdate(now)
    kind = AssetEvent.Kind.MOVED
    return changing.change(asset, kind, on=on, by=by, now=now, note=told, place=found)
