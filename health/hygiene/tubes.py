"""The tubes of the lamps: put in, counted, and due to be replaced."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from health.models import LampTube, UvLamp
from logistics.errors import Refused
from logistics.school.rules import rule

LAMP_HOURS = "lamp_hours"


@transaction.atomic
def put_in(lamp: UvLamp, *, by: Any, now: datetime, hours_before: Decimal = Decimal(0)) -> LampTube:
    """A tube is put in and counts from now. Refused for one that burns this minute."""
    if lamp.pk and lamp.runs_now:
        raise Refused(_("This lamp is burning. End it first."))
    if lamp._state.adding:
        lamp.save()
    return LampTube.objects.create(lamp=lamp, installed_at=now, hours_before=hours_before, by=by)


def limit(on: date) -> Decimal:
    """After so many hours a tube is replaced."""
    return rule(LAMP_HOURS, on=on)


def worn(lamps: Any, *, on: date) -> list[UvLamp]:
    """The lamps whose tubes are to be replaced."""
    most = limit(on)
    return [
        lamp for lamp in lamps.in_use().with_tube().select_related("place") if lamp.hours >= most
    ]
