"""Beginning a stocktake of assets: what is expected is frozen, and one state claimed at a time."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assets.models import (
    Asset,
    Round,
    RoundLine,
)
from logistics.errors import Refused
from logistics.school.models import Campus, Person, Place

APPROVAL = "asset_stocktake"
CHUNK = 1000
CENT = Decimal("0.01")


@transaction.atomic
def begin(
    campus: Campus,
    *,
    occasion: str,
    led_by: Person,
    by: Any,
    now: datetime,
    places: Iterable[Place] = (),
    school_class: Any = None,
    custodian: Person | None = None,
    counters: Iterable[Person] = (),
) -> Round:
    """Freeze what the cards of a campus, or of a part of it, say now."""
    if custodian and led_by.pk == custodian.pk:
        raise Refused(
            _("%(person)s keeps these things. Somebody else supervises.") % {"person": led_by}
        )
    round_ = Round.objects.create(
        campus=campus,
        school_class=school_class,
        custodian=custodian,
        occasion=occasion,
        led_by=led_by,
        opened_by=by,
        frozen_at=now,
    )
    round_.places.set(places)
    round_.counters.set(counters)
    cards = expected_of(round_).values_list("pk", "place_id", "custodian_id", "quantity")
    RoundLine.objects.bulk_create(
        (
            RoundLine(round=round_, asset_id=pk, place_id=place, custodian_id=keeper, quantity=n)
            for pk, place, keeper, n in cards
        ),
        batch_size=CHUNK,
    )
    return round_


def expected_of(round_: Round) -> QuerySet[Asset]:
    cards = Asset.objects.owned().filter(campus=round_.campus)
    if places := list(round_.places.all()):
        cards = cards.filter(place__in=places)
    if round_.school_class_id:
        cards = cards.filter(place__school_class=round_.school_class_id)
    if round_.custodian_id:
        cards = cards.filter(custodian=round_.custodian_id)
    return cards.order_by("place", "number")


def claim(round_: Round, was: str, to: str) -> None:
    """Take it from one state to another; of two who press at once the second is told."""
    if not Round.objects.filter(pk=round_.pk, state=was).update(state=to):
        round_.refresh_from_db(fields=["state"])
        said = {"count": round_, "state": round_.get_state_display()}
        raise Refused(_("%(count)s is %(state)s by now. Look at it again.") % said)
    round_.state = to
