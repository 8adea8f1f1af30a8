"""What the term summary says of the school bus."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import read
from safety.fire.chapters import counted
from safety.models import BusRider, BusTrip


def write(asked: Asked) -> Iterator[Block]:
    """Rides, checks and services; children carried, and rides that were not as they should be."""
    titles = {
        "bus-trips": _("Rides of the school bus"),
        "bus-checks": _("Checks before departure"),
        "bus-services": _("Services and inspections of the bus"),
        "bus-papers": _("Checks of bus papers"),
        "bus-passengers": _("Passenger lists filed"),
        "bus-arrivals": _("Arrivals counted in class"),
    }
    yield Table((_("Kind"), _("Number")), counted(asked, titles), _("School bus"))
    trips = BusTrip.objects.filter(entry__in=read(asked).order_by().values("pk"))
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
