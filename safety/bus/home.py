"""The home of the attendant: the next ride; and the papers of the bus that wait for the director."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.fields import DaysBefore
from logistics.school.models import Campus
from safety.bus import arriving
from safety.models import BusRoute, BusRun, Direction, SchoolBus

RUN, KEEP = "safety.run_bus", "safety.manage"
NOON = 12
AHEAD = 30


def rides_of(campuses: Any, on: Any) -> list[dict[str, Any]]:
    """Each line with both ways of the day: not begun, on its way, ended."""
    routes = BusRoute.objects.in_use().filter(campus__in=campuses).select_related("bus", "campus")
    riding = Q(stops__riders__ends_on=None) | Q(stops__riders__ends_on__gte=on)
    counted = {
        "aboard": Count("seats", filter=Q(seats__on_at__isnull=False, seats__off_at=None)),
        "boarded": Count("seats", filter=Q(seats__on_at__isnull=False)),
        "roll": Count("seats"),
    }
    runs = BusRun.objects.on(on).filter(given_up_at=None, route__campus__in=campuses)
    known = {(run.route_id, run.direction): run for run in runs.annotate(**counted)}
    rows = routes.annotate(rider_count=Count("stops__riders", filter=riding))
    return [
        {"route": route, "ways": [(way, known.get((route.pk, way.value))) for way in Direction]}
        for route in rows.order_by("campus__position", "name", "pk")
    ]


def card(request: Request, now: datetime) -> dict[str, Any]:
    """The rides of today, with the way that is next."""
    local = timezone.localtime(now)
    campuses = Campus.objects.visible_to(request.user, RUN).filter(is_active=True)
    way = Direction.TO_SCHOOL if local.hour < NOON else Direction.HOME
    return {"rides": rides_of(campuses, local.date()), "next_way": way.value}


HOME = [HomeCard(frozenset({Role.BUS_ATTENDANT}), "safety/_bus_home.html", card, 2)]


def waiting(person: Any, now: datetime) -> QuerySet[SchoolBus]:
    """Buses of which a paper runs out within a month."""
    on = timezone.localdate(now)
    rows = SchoolBus.objects.in_use().visible_to(person, KEEP)
    runs_out = Q()
    for name in ("permit_until", "insurance_until", "inspected_until"):
        rows = rows.alias(**{f"{name}_asked": DaysBefore(name, AHEAD)})
        runs_out |= Q(**{f"{name}_asked__lte": on}) | Q(**{name: None})
    return rows.filter(runs_out).order_by("plate")


def line(bus: SchoolBus, now: datetime) -> InboxLine:
    title = _("Papers of the bus %(bus)s run out") % {"bus": bus}
    return InboxLine(title, reverse("safety:bus", args=[bus.pk]))


INBOX = [
    *arriving.INBOX,
    InboxSource(
        code="bus_papers",
        title=gettext_lazy("Papers of the school bus"),
        waiting=waiting,
        line=line,
        leaves=True,
        order=47,
    ),
]
