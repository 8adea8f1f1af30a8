"""What the term summary says of the school bus."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from safety.fire.chapters import counted, entries
from safety.models import BusRider, BusTrip

REGISTERS = {
    "bus_trip": "bus-trips",
    "bus_check": "bus-checks",
    "bus_service": "bus-services",
    "bus_papers": "bus-papers",
    "bus_passenger_list": "bus-passengers",
    "bus_arrival": "bus-arrivals",
}


def write(asked: Asked) -> Iterator[Block]:
    """Rides, checks and services; children carried, and rides that were not as they should be."""
    titles = {
        "bus_trip": _("Rides of the school bus"),
        "bus_check": _("Checks before departure"),
        "bus_service": _("Services and inspections of the bus"),
        "bus_papers": _("Checks of bus papers"),
        "bus_passenger_list": _("Passenger lists filed"),
        "bus_arrival": _("Arrivals counted in class"),
    }
    yield Table((_("Kind"), _("Number")), tuple(counted(asked, titles, REGISTERS)), _("School bus"))
    trips = BusTrip.objects.filter(entry__in=entries(asked).values("pk"))
    sums = trips.aggregate(
        carried=Sum("count_on"), uneven=Count("pk", filter=~Q(count_on=F("count_off")))
    )
    riders = BusRider.objects.visible_to(asked.person, "safety.view_bus").on(asked.term.ends_on)
    if asked.campus:
        riders = riders.filter(stop__route__campus=asked.campus)
    yield Text(
        (
            _(
                "Children registered: %(riders)s. Rides of children: %(carried)s. Rides on which not as many left as boarded: %(uneven)s."
            )
            % {"riders": riders.count(), "carried": sums["carried"] or 0, "uneven": sums["uneven"]},
        )
    )


CHAPTERS = [Chapter(gettext_lazy("School bus"), write, 55)]
