"""A ride of the school bus: begun after the check, child by child on and off, ended when empty."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import NoticeKind
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.models import Person
from safety.bus import papers
from safety.hazards.opening import open_hazard
from safety.models import (
    BusCheck,
    BusRider,
    BusRoute,
    BusRun,
    BusSeat,
    BusTrip,
    BusTripLine,
    Direction,
)

ALARM, MISSED = "bus_alarm", "bus_missed"
CREW = 2  # driver and attendant
LEAST_SEARCH = timedelta(seconds=20)

NOTICES = [
    NoticeKind(
        ALARM,
        gettext_lazy("School bus: look at once"),
        gettext_lazy("%(ride)s: %(what)s"),
        urgent=True,
        leaves=True,
    ),
    NoticeKind(
        MISSED,
        gettext_lazy("Came by bus, not in class"),
        gettext_lazy("%(class)s misses %(count)s from %(ride)s. Look for them at once."),
        urgent=True,
        leaves=True,
    ),
]


def leaders(campus: Any, on: date) -> list[Any]:
    """Who is told at once: the principal and the director."""
    held = Q(posts__starts_on__lte=on) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    here = Q(posts__campus=None) | Q(posts__campus=campus)
    roles = ("principal", "director")
    return list(Person.objects.filter(held, here, posts__role__in=roles).order_by("pk").distinct())


@transaction.atomic
def begin(
    route: BusRoute,
    direction: str,
    *,
    by: Any,
    now: datetime,
    faults: Sequence[str] = (),
    note: str = "",
    bus: Any = None,
    driver: Any = None,
    attendant: Any = None,
    photos: Sequence[Callable] = (),
) -> BusRun:
    """File the check before departure and begin the ride with everybody on its roll.

    The same line the same way begins once a day. What the check found becomes a hazard; that the
    bus sets out all the same is written down and told.
    """
    bus = bus or route.bus
    if faults and not note:
        raise Refused(_("Say what was found and what was done."))
    check = BusCheck(
        entry=Entry(campus=route.campus, subject=f"bus:{bus.pk}", happened_at=now),
        bus=bus, faults=list(faults), note=note,
    )  # fmt: skip
    filed = filing.submit(check, by=by, now=now, photos=photos)
    if faults:
        what = f"{bus}: {', '.join(check.faults_said)} {note}"
        key = f"bus:{bus.pk}:check"
        open_hazard(filed, what=what, category="bus", source="daily", by=by, now=now, key=key)
    run = BusRun(
        route=route, direction=direction, on=timezone.localdate(now), bus=bus, check_before=check,
        driver=driver or route.driver, attendant=attendant or route.attendant, departed_at=now,
        begun_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as twice:
        raise Refused(_("This ride has begun already.")) from twice
    BusSeat.objects.bulk_create(roll_of(run))
    return run


def roll_of(run: BusRun) -> list[BusSeat]:
    riders = BusRider.objects.on(run.on).riding(run.direction).filter(stop__route=run.route)
    rows = riders.select_related("stop").order_by("stop__position", "child__pinyin", "pk")
    return [
        BusSeat(run=run, child_id=r.child_id, school_class_id=r.school_class_id, stop=r.stop)
        for r in rows
    ]


def locked(run: BusRun) -> BusRun:
    """As it stands now; refuses a ride that is over."""
    rows = BusRun.objects.select_for_update(of=("self",)).select_related("route__campus", "bus")
    found = rows.get(pk=run.pk)
    if found.trip_id or found.given_up_at:
        raise Refused(_("This ride is over. What was written down is corrected on its record."))
    return found


@transaction.atomic
def board(run: BusRun, children: Iterable[int], *, now: datetime) -> int:
    """These children got on. Who is aboard already stays so: two phones do no harm."""
    locked(run)
    rows = run.seats.filter(child__in=list(children), on_at=None)
    return rows.update(on_at=now, is_absent=False)


@transaction.atomic
def let_off(run: BusRun, children: Iterable[int], *, now: datetime) -> int:
    """These children got off; only who is aboard can."""
    locked(run)
    return run.seats.filter(child__in=list(children), on_at__isnull=False, off_at=None).update(
        off_at=now
    )


@transaction.atomic
def excuse(run: BusRun, children: Iterable[int]) -> int:
    """These do not ride today: the stop is not kept waiting for them."""
    locked(run)
    return run.seats.filter(child__in=list(children), on_at=None).update(is_absent=True)


@transaction.atomic
def undo(run: BusRun, child: int) -> None:
    """One step back for a child that was touched by mistake."""
    locked(run)
    seat = run.seats.select_for_update().get(child=child)
    if seat.off_at:
        seat.off_at = None
    elif seat.on_at:
        seat.on_at = None
    else:
        seat.is_absent = False
    seat.save()


@transaction.atomic
def add(run: BusRun, rider: BusRider, *, now: datetime) -> None:
    """A child of another line or way rides along today: it stands on the roll, and is aboard."""
    locked(run)
    seat, _made = BusSeat.objects.get_or_create(
        run=run,
        child_id=rider.child_id,
        defaults={"school_class_id": rider.school_class_id, "stop": rider.stop},
    )
    if seat.on_at is None:
        seat.on_at, seat.is_absent = now, False
        seat.save()


@transaction.atomic
def arrive(run: BusRun, *, now: datetime) -> None:
    """The bus is at its last stop; the classes are asked for their children."""
    locked(run)
    BusRun.objects.filter(pk=run.pk, arrived_at=None).update(arrived_at=now)


@transaction.atomic
def give_up(run: BusRun, *, now: datetime) -> None:
    """The ride does not take place; refused once a child is aboard."""
    locked(run)
    if run.seats.filter(on_at__isnull=False).exists():
        raise Refused(_("Children have boarded: the ride is finished, not given up."))
    BusRun.objects.filter(pk=run.pk).update(given_up_at=now)


@transaction.atomic
def finish(
    run: BusRun,
    *,
    by: Any,
    now: datetime,
    searched_by: Any = None,
    note: str = "",
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """The empty bus was searched: file the trip with its roll.

    A child that boarded and was not seen to leave is an alarm to principal and director; the
    record says so and is never refused.
    """
    run = locked(run)
    arrived = run.arrived_at or now
    seats = list(run.seats.select_related("stop").order_by("stop__position", "pk"))
    trip = BusTrip(
        entry=Entry(campus=run.route.campus, subject=run.direction, happened_at=run.departed_at,
                    late_reason=late_reason),
        route=run.route, direction=run.direction, bus=run.bus, driver=run.driver,
        attendant=run.attendant, check_before=run.check_before, arrived_at=arrived,
        count_on=sum(1 for seat in seats if seat.on_at),
        count_off=sum(1 for seat in seats if seat.off_at),
        seats=run.bus.seats, empty_check_at=now, empty_check_by=searched_by or by, note=note,
    )  # fmt: skip
    trip.warnings = warnings_of(run, trip, has_photo=bool(photos))
    trip.new_lines = [line_of(run, seat) for seat in seats]
    filed = filing.submit(trip, by=by, now=now, photos=photos)
    BusRun.objects.filter(pk=run.pk).update(trip=trip, arrived_at=arrived)
    alarm(run, trip, filed, by=by, now=now)
    return filed


def line_of(run: BusRun, seat: BusSeat) -> BusTripLine:
    """To school one boards at the stop and leaves at school; home the other way round."""
    school, stop = str(run.route.campus), seat.stop.name
    there, then = (stop, school) if run.direction == Direction.TO_SCHOOL else (school, stop)
    return BusTripLine(
        child_id=seat.child_id, school_class_id=seat.school_class_id,
        on_stop=there if seat.on_at else "", on_at=seat.on_at,
        off_stop=then if seat.off_at else "", off_at=seat.off_at,
    )  # fmt: skip


def warnings_of(run: BusRun, trip: BusTrip, *, has_photo: bool) -> list[str]:
    found = papers.warnings(run.bus, run.driver, run.on)
    if trip.count_on != trip.count_off:
        found.insert(0, "left_aboard")
    if trip.count_on + CREW > trip.seats:
        found.append("too_many")
    if run.check_before.faults:
        found.append("check")
    if not has_photo:
        found.append("photo")
    return found


LOUD = ("left_aboard", "too_many", "papers", "driver", "check")


def alarm(run: BusRun, trip: BusTrip, entry: Entry, *, by: Any, now: datetime) -> None:
    """What is not as it should be is told at once, once for each ride, and is to be put right."""
    for code in LOUD:
        if code in trip.warnings:
            what = str(BusTrip.WARNINGS[code])
            open_hazard(
                entry, what=f"{run}: {what}", category="bus", source="daily", by=by, now=now,
                key=f"bus:{run.bus_id}:{code}",
            )  # fmt: skip
            tell(
                leaders(run.route.campus, run.on), ALARM, url=entry.get_absolute_url(), now=now,
                by=by, key=f"{run.pk}.{code}", campus=run.route.campus, ride=str(run), what=what,
            )  # fmt: skip
