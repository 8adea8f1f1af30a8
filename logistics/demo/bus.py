"""The last weeks of the school bus at the sample school: each ride from the check to the empty bus."""

from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.records import photos
from logistics.records.models import Entry
from logistics.records.photos import Prepared
from logistics.school.calendar import at, calendar_of
from logistics.school.models import Enrolment
from safety.bus import arriving, listing, papers, riding
from safety.models import (
    BusCrew,
    BusPaperCheck,
    BusRider,
    BusRoute,
    BusRun,
    BusService,
    Direction,
    SchoolBus,
)

DAYS = 15  # school days, at each campus
MINUTE = timedelta(minutes=1)
# When the bus is looked at before it sets out, and how long it is on the road.
SETS_OUT = {Direction.TO_SCHOOL: "07:15", Direction.HOME: "16:15"}
ON_THE_ROAD = 30 * MINUTE
AWAY = 0.08  # of the children on a day
FIRM = "顺通汽车服务"


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Its papers and services, the list of the term, then ride after ride up to now."""
    count = 0
    related = ("campus", "bus", "driver__person", "attendant__person")
    routes = BusRoute.objects.filter(pk__in=BusRider.objects.values("stop__route"))
    for number, route in enumerate(routes.select_related(*related).order_by("pk")):
        open_days = calendar_of(site.term, route.campus).open_days
        days = [d for d in open_days if site.wanted.begins_on <= d <= site.wanted.today]
        rng = site.wanted.random(f"bus {number}")
        if not days:
            continue
        count += settle_in(site, staff, route, days)
        for day in days[-DAYS:]:
            count += drive(site, staff, route, day, rng)
    return count


def settle_in(site: Site, staff: Staff, route: BusRoute, days: list[date]) -> int:
    """What is written down before children ride: the service, the papers, who rides."""
    first, by = days[-DAYS:][0], route.attendant.person
    if at(first, "15:30") > site.wanted.now:
        return 0
    service = BusService(
        entry=Entry(campus=route.campus, happened_at=at(first, "10:00")), bus=route.bus,
        act="upkeep", firm=FIRM, what="更换机油机滤，检查制动与轮胎，情况良好", km=38200,
        valid_until=first + timedelta(days=90),
    )  # fmt: skip
    papers.serve(service, by=by, now=at(first, "10:40"))
    listing.file_list(route, by=by, now=at(first, "11:10"))
    buses = SchoolBus.objects.in_use().filter(campus=route.campus)
    crew = BusCrew.objects.filter(campus=route.campus, ended_on=None).select_related("person")
    looks = {"bus": papers.standing(buses, first), "crew": papers.standing_crew(crew, first)}
    # Nobody is at two campuses at once.
    now = at(first, "15:00") + site.campuses.index(route.campus) * ON_THE_ROAD
    if now > site.wanted.now:
        return 2
    for about, rows in looks.items():
        entry = Entry(campus=route.campus, happened_at=now)
        papers.check(BusPaperCheck(entry=entry, about=about), rows, by=staff.director, now=now)
    return 4


def drive(site: Site, staff: Staff, route: BusRoute, day: date, rng: Random) -> int:
    """To school and home again, as far as the day has gone."""
    count, away = 0, absent(route, day, rng)
    for way, clock in SETS_OUT.items():
        start = at(day, clock)
        ended = start + ON_THE_ROAD + 5 * MINUTE
        if ended <= site.wanted.now:
            run = ride(route, way, start, away)
            search(run, route, ended)
            count += 1
            if way == Direction.TO_SCHOOL:
                count += into_class(site, staff, run, ended)
    return count


def absent(route: BusRoute, day: date, rng: Random) -> set[int]:
    keys = BusRider.objects.on(day).filter(stop__route=route).order_by("pk")
    return {key for key in keys.values_list("child", flat=True) if rng.random() < AWAY}


def ride(route: BusRoute, way: str, start: datetime, away: set[int]) -> BusRun:
    """Looked at, then stop by stop: on in the morning one after the other, off in the afternoon."""
    run = riding.begin(route, way, by=route.attendant.person, now=start)
    riding.excuse(run, away)
    there = start + ON_THE_ROAD
    seats = list(run.seats.exclude(child__in=away).select_related("stop"))
    by_stop: dict[int, list[int]] = {}
    for seat in seats:
        by_stop.setdefault(seat.stop.position, []).append(seat.child_id)
    everybody = [seat.child_id for seat in seats]
    if way == Direction.HOME:
        riding.board(run, everybody, now=start + 3 * MINUTE)
    for place, children in sorted(by_stop.items(), reverse=way == Direction.HOME):
        when = start + (5 + 7 * place) * MINUTE
        if way == Direction.HOME:
            riding.let_off(run, children, now=there - 7 * place * MINUTE)
        else:
            riding.board(run, children, now=when)
    if way == Direction.TO_SCHOOL:
        riding.let_off(run, everybody, now=there)
    riding.arrive(run, now=there)
    return run


def search(run: BusRun, route: BusRoute, now: datetime) -> None:
    """The empty bus from the last row to the first, with the picture of it."""
    by = route.attendant.person
    taken = now - 2 * MINUTE
    picture = partial(photos.attach, empty_bus(str(run), taken), by=by, at=now, position=0)
    riding.finish(run, by=by, now=now, photos=[picture])


def empty_bus(words: str, taken: datetime) -> Prepared:
    """Rows of empty seats as a phone would show them; each picture says when it was taken."""
    picture = Image.new("RGB", (640, 480), "#d7dde2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((280, 120, 360, 480), fill="#8d969e")
    for row in range(5):
        for left in (60, 170, 370, 480):
            top = 110 + 75 * row
            draw.rounded_rectangle((left, top, left + 90, top + 60), 12, fill="#1d5fbf")
            draw.rounded_rectangle((left + 8, top + 34, left + 82, top + 58), 6, fill="#154a94")
    draw.text((20, 20), f"{taken:%Y-%m-%d %H:%M:%S}", fill="#1f2329", font_size=28)
    return Prepared(as_jpeg(picture), as_jpeg(picture.resize((320, 240))), taken)


def as_jpeg(picture: Image.Image) -> bytes:
    sink = BytesIO()
    picture.save(sink, "JPEG", quality=70)
    return sink.getvalue()


def into_class(site: Site, staff: Staff, run: BusRun, ended: datetime) -> int:
    """The teacher of each class counts who came with the bus."""
    now, count = ended + 20 * MINUTE, 0
    if now > site.wanted.now:
        return 0
    for school_class, teacher in teachers_of(site, staff, run).items():
        arriving.confirm(run, school_class, [], by=teacher, now=now)
        count += 1
    return count


def teachers_of(site: Site, staff: Staff, run: BusRun) -> dict[Any, Any]:
    came = set(run.seats.filter(off_at__isnull=False).values_list("school_class", flat=True))
    year = site.term.school_year
    return {
        school_class: held[0]
        for (school_year, team), school_class in site.classes.items()
        if school_year == year
        and school_class.pk in came
        and (held := staff.by_team.get((team, Role.TEACHER)))
    }


def riders_for(site: Site, campus: Any, count: int) -> list[Enrolment]:
    """Children of several classes of a campus, some of each."""
    rows = Enrolment.objects.filter(term=site.term, school_class__campus=campus)
    by_class: dict[int, list[Enrolment]] = {}
    for row in rows.filter(child__left_on=None).order_by("school_class_id", "child_id"):
        by_class.setdefault(row.school_class_id, []).append(row)
    turns = zip(*(found[:count] for found in by_class.values()), strict=False)
    return [row for turn in turns for row in turn][:count]
