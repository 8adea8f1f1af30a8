"""Records of the school bus that cannot all be true."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import BusTrip

VOIDED = Entry.Status.VOIDED


def standing(first: date, last: date) -> Any:
    span = (start_of(first), end_of(last))
    rows = BusTrip.objects.filter(entry__happened_at__range=span).exclude(entry__status=VOIDED)
    related = ("entry", "bus", "driver__person", "attendant__person")
    return rows.select_related(*related).order_by("entry__happened_at", "pk")


def clash_of(entry: Entry, *more: Entry, key: str, **said: str) -> Clash:
    return Clash(
        key=key,
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk, *(each.pk for each in more)),
        said={"record": entry.number, **said},
    )


def at_two_wheels(first: date, last: date) -> Iterator[Clash]:
    """A bus, driver or attendant was on two rides at the same time."""
    under_way: dict[tuple[str, int], BusTrip] = {}
    for trip in standing(first, last):
        people = {"driver": trip.driver_id, "attendant": trip.attendant_id, "bus": trip.bus_id}
        for part, key in people.items():
            other = under_way.get((part, key))
            if other and trip.entry.happened_at < other.arrived_at:
                who = str(getattr(trip, part))
                yield clash_of(trip.entry, other.entry, key=f"{part}.{trip.pk}", who=who)
            if other is None or trip.arrived_at > other.arrived_at:
                under_way[part, key] = trip


def left_aboard(first: date, last: date) -> Iterator[Clash]:
    """The log says that not everybody who boarded left the bus."""
    for trip in standing(first, last).filter(~Q(count_on=F("count_off"))):
        said = {"on": str(trip.count_on), "off": str(trip.count_off)}
        yield clash_of(trip.entry, key=f"{trip.pk}", **said)


COMPARISONS = [
    Comparison(
        "bus_twice_at_once",
        _("On two rides of the bus at once"),
        _("%(who)s is on two rides at the same time (%(record)s)."),
        _("Correct who drove or looked after the children, or the times."),
        at_two_wheels,
    ),
    Comparison(
        "bus_left_aboard",
        _("Not everybody left the bus"),
        _("%(record)s: %(on)s boarded, %(off)s left the bus."),
        _("Ask the attendant and the class; correct the roll of the ride."),
        left_aboard,
    ),
]
