"""What the bus keeps of a child, and what goes when the years are over."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from logistics.contributions import ChildData, RuleDefault
from logistics.school import retention
from safety.models import BusArrivalLine, BusRider, BusSeat, BusTripLine, PassengerLine

KEEP = "keep_bus"
RULES = [
    RuleDefault(
        KEEP,
        _("The rides of a child on the school bus are kept"),
        "3",
        retention.YEARS,
        _("School's own"),
    )
]
RELATED: dict[Any, tuple[str, ...]] = {
    BusRider: ("stop__route", "school_class"),
    BusTripLine: ("sheet__entry",),
    BusArrivalLine: ("sheet__entry",),
    PassengerLine: ("sheet__entry",),
}


def rows(child: Any) -> Iterator[Model]:
    """Where it rode, when it was aboard, and that it came into class."""
    for model, related in RELATED.items():
        yield from model.objects.filter(child=child).select_related(*related).order_by("pk")


def erase(child: Any, *, now: datetime, by: Any, basis: str) -> None:
    """Who met it at the stop goes; the lines stay under its pseudonym, with times and counts."""
    BusRider.objects.filter(child=child).update(met_by="")


CHILD_DATA = [
    ChildData(
        code="bus",
        title=_("Rides on the school bus"),
        models=tuple(
            model._meta.label
            for model in (
                BusRider,
                BusRider.history.model,
                BusSeat,
                BusTripLine,
                BusArrivalLine,
                PassengerLine,
            )
        ),
        rows=rows,
        keep=KEEP,
        erase=erase,
    )
]
