"""The passenger list of a term, filed as it stands; and how the rides of a month went."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import BusPassengerList, BusRider, BusRoute, BusTrip, PassengerLine


def riders_of(route: BusRoute, on: date) -> list[BusRider]:
    rows = BusRider.objects.on(on).filter(stop__route=route)
    return list(
        rows.select_related("child", "school_class", "stop")
        .defer("child__identity_number", "child__note", "met_by")
        .order_by("stop__position", "child__pinyin", "pk")
    )


@transaction.atomic
def file_list(
    route: BusRoute,
    *,
    by: Any,
    now: datetime,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File who rides the line now; refuses an empty one."""
    riders = riders_of(route, timezone.localdate(now))
    if not riders:
        raise Refused(_("Nobody is registered for this line yet."))
    entry = Entry(
        campus=route.campus, subject=f"line:{route.pk}", happened_at=now, late_reason=late_reason
    )
    record = BusPassengerList(entry=entry, route=route, count=len(riders))
    record.new_lines = [
        PassengerLine(
            child=rider.child,
            school_class=rider.school_class,
            stop=rider.stop.name,
            rides_to_school=rider.rides_to_school,
            rides_home=rider.rides_home,
        )
        for rider in riders
    ]
    return filing.submit(record, by=by, now=now, photos=photos)


def rides(campuses: Any, first: date, last: date) -> list[Mapping[str, Any]]:
    """Each line over a span: rides, children, minutes on the road, warnings."""
    span = (start_of(first), end_of(last))
    rows = BusTrip.objects.filter(entry__campus__in=campuses, entry__happened_at__range=span)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).order_by("route__name", "route")
    return list(
        rows.values("route", "route__name", "route__campus__name").annotate(
            rides=Count("pk"),
            children=Sum("count_on"),
            minutes=Avg(F("arrived_at") - F("entry__happened_at")),
            uneven=Count("pk", filter=~Q(count_on=F("count_off"))),
            late=Count("pk", filter=Q(entry__is_late=True)),
        )
    )
