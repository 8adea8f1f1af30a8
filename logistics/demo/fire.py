"""Fire safety and the school bus at the sample school: things with their ages, and who rides.

Every record is written where it can be true: the bus is searched after it has arrived, a check goes
over things that hang there already.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from logistics.access import Role
from logistics.demo.bus import riders_for
from logistics.demo.people import Staff, phone
from logistics.demo.records import CHUNK, Hands, Sketch, excuse
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Person, Place, Post, School, Term
from safety.fire import ageing, drilling
from safety.models import (
    BusCheck,
    BusCrew,
    BusPaperCheck,
    BusPassengerList,
    BusRider,
    BusRoute,
    BusService,
    BusStop,
    BusTrip,
    BusTripLine,
    ChargingPlace,
    Direction,
    DrillClass,
    DrillType,
    Family,
    FireCheckLine,
    FireEquipment,
    FireEquipmentCheck,
    FireFacilityService,
    FireReport,
    FireResponsibility,
    PassengerLine,
    PlayEquipment,
    SchoolBus,
    SpecialEquipment,
    SpecialEquipmentCheck,
    StaffTraining,
    Topic,
    TrainingLine,
)

KINDS = ("bus_check", "fire_equipment_check", "fire_facility_service", "fire_report", "drill",
         "exercise", "training", "special_equipment", "bus_trip", "bus_service", "bus_papers",
         "bus_passenger_list")  # fmt: skip
MINUTE = timedelta(minutes=1)
SERIES = 200
NOON = 12
INDOORS = (Place.Kind.CLASSROOM, Place.Kind.ACTIVITY_ROOM, Place.Kind.KITCHEN, Place.Kind.CORRIDOR)
STOPS = (
    ("湖滨路口", "07:20", "16:40"),
    ("南门新村", "07:28", "16:32"),
    ("人民广场", "07:36", "16:24"),
)
PLAY = (
    ("大型滑梯", "large", 8),
    ("攀爬架", "medium", 10),
    ("秋千", "medium", 8),
    ("平衡木", "sport", 6),
)
THEMES = {
    Topic.FIRE: ("灭火器使用与疏散引导", "区消防救援大队"),
    Topic.SAFETY: ("岗位安全知识", "后勤主任"),
    Topic.BUS: ("校车照管与应急处置", "交警中队"),
    Topic.KITCHEN: ("食堂用电用气安全", "燃气公司"),
    Topic.FOOD: ("食品安全规范", "食品安全员"),
    Topic.GUARD: ("保安巡查与处置", "保安公司"),
}
RIDERS = 14
CREWS = (("车志远", "路晓宁"), ("韩大勇", "陶亚楠"), ("邹立明", "梅小燕"), ("康建平", "季春霞"))


def write(site: Site, staff: Staff) -> int:
    """The things first, then all records up to now, term by term."""
    furnish(site, staff)
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    return count


@transaction.atomic
def furnish(site: Site, staff: Staff) -> None:
    for number, campus in enumerate(site.campuses):
        rng = site.wanted.random(f"fire {number}")
        hang(site, campus, rng)
        play(site, campus)
        answer(site, staff, campus, number)
        drive(site, staff, campus, number, rng)


def hang(site: Site, campus: Any, rng: Random) -> None:
    """Two extinguishers and a light in each of the larger rooms, hydrants in the corridors."""
    rooms = list(Place.objects.filter(campus=campus, kind__in=INDOORS).order_by("pk")[:14])
    ages, things = ageing.Ages.on(site.wanted.today), []
    made = site.wanted.begins_on - timedelta(days=rng.randint(500, 900))
    for n, room in enumerate(rooms, start=1):
        kinds = [("M", "powder", "MFZ/ABC4"), ("Y", "emergency_light", "")]
        kinds += [("X", "hydrant", "SN65")] if n % 4 == 1 else []
        kinds += [("R", "gas_alarm", "")] if room.kind == Place.Kind.KITCHEN else []
        for letter, kind, model in kinds:
            thing = FireEquipment(
                campus=campus, number=f"{letter}{n:02d}", type=kind, model=model, place=room,
                quantity=2 if kind == "powder" else 1, produced_on=made, firm="平安消防维保",
            )  # fmt: skip
            ageing.work_out(thing, ages)
            things.append(thing)
    FireEquipment.objects.bulk_create(things)


def play(site: Site, campus: Any) -> None:
    yard = Place.objects.filter(campus=campus, kind=Place.Kind.PLAYGROUND).order_by("pk").first()
    if yard is None:
        return
    installed = site.wanted.begins_on.replace(day=1) - timedelta(days=700)
    PlayEquipment.objects.bulk_create(
        PlayEquipment(
            campus=campus, place=yard, number=f"W{n:02d}", name=name, category=category,
            years=years, installed_on=installed, maker="童乐游乐设备", ages="3～6 岁",
            custodian=yard.custodian,
        )
        for n, (name, category, years) in enumerate(PLAY, start=1)
    )  # fmt: skip
    ChargingPlace.objects.create(
        campus=campus, place=yard, name="东侧充电棚", sockets=10, hours="07:30～17:00",
        safeguards=[each.value for each in ChargingPlace.Safeguard],
    )  # fmt: skip


def answer(site: Site, staff: Staff, campus: Any, number: int) -> None:
    """From the principal down to each key place; a lift at the main campus."""
    levels = FireResponsibility.Level
    since = site.wanted.begins_on
    people = [(levels.RESPONSIBLE, staff.principal), (levels.MANAGER, staff.director)]
    rows = [
        FireResponsibility(campus=campus, level=level, person=person, starts_on=since)
        for level, person in people
    ]
    key = (Place.Kind.KITCHEN, Place.Kind.DORMITORY, Place.Kind.STOREROOM)
    for place in Place.objects.filter(campus=campus, kind__in=key).select_related("custodian"):
        person = place.custodian or staff.holders(Role.GUARD, number)[0]
        rows.append(
            FireResponsibility(
                campus=campus, level=levels.AREA, place=place, person=person, is_key=True,
                starts_on=since,
            )
        )  # fmt: skip
    FireResponsibility.objects.bulk_create(rows)
    kitchen = Place.objects.filter(campus=campus, kind=Place.Kind.KITCHEN).order_by("pk").first()
    if kitchen is not None:
        today = site.wanted.today
        SpecialEquipment.objects.create(
            campus=campus, place=kitchen, name=f"{campus.name}食梯", category="food_lift",
            registration=f"梯{today:%Y}{number + 1:04d}", firm="安捷电梯维保",
            inspected_on=today - timedelta(days=120), next_inspection_on=today + timedelta(days=245),
            operators="持证 2 人", operator_until=today + timedelta(days=500),
        )  # fmt: skip


def drive(site: Site, staff: Staff, campus: Any, number: int, rng: Random) -> None:
    """A bus with all its papers, its two people, a line with stops and its children."""
    far, since = site.wanted.today + timedelta(days=150), site.wanted.begins_on
    driver, attendant = hire(site, staff, campus, number, rng)
    bus = SchoolBus.objects.create(
        campus=campus, plate=f"苏A{6110 + number}校", seats=19, owner=School.current().name,
        permit_number=f"XC{number + 1:05d}", permit_until=far, insurance_until=far,
        inspected_until=site.wanted.today + timedelta(days=24 + 130 * number), fittings=[each.value for each in SchoolBus.Fitting],
        letter_filed_on=since,
    )  # fmt: skip
    route = BusRoute.objects.create(
        campus=campus, name=f"{number + 1} 号线", bus=bus, driver=driver, attendant=attendant
    )
    stops = [
        BusStop(route=route, position=n, name=name, morning_at=early, afternoon_at=late)
        for n, (name, early, late) in enumerate(STOPS, start=1)
    ]
    BusStop.objects.bulk_create(stops)
    rows = riders_for(site, campus, RIDERS)
    BusRider.objects.bulk_create(
        BusRider(
            child_id=row.child_id, school_class_id=row.school_class_id, stop=stops[n % len(stops)],
            starts_on=site.term.starts_on, consent_on=site.term.starts_on,
        )
        for n, row in enumerate(rows)
    )  # fmt: skip


def hire(site: Site, staff: Staff, campus: Any, number: int, rng: Random) -> list[BusCrew]:
    far, since = site.wanted.today + timedelta(days=300), site.wanted.begins_on
    found = []
    for job, name in zip(BusCrew.Job, CREWS[number % len(CREWS)], strict=True):
        person = Person(
            name=name, phone=phone(rng), starts_on=since, employment=Person.Employment.CONTRACT
        )
        person.save()
        if job == BusCrew.Job.ATTENDANT:
            Post.objects.create(
                person=person, role=Role.BUS_ATTENDANT, campus=campus, starts_on=since
            )
            staff.by_role[number, Role.BUS_ATTENDANT] = [person]
        crew = BusCrew(
            campus=campus, person=person, job=job, fit_until=far, cleared_on=since, trained_on=since
        )
        if job == BusCrew.Job.DRIVER:
            crew.born_on, crew.licence_since = date(1984, 5, 6), date(2008, 5, 6)
            crew.licence_until = crew.reviewed_until = far
            crew.is_endorsed = True
        crew.save()
        found.append(crew)
    return found


# Records --------------------------------------------------------------------------------------


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Watching(site, staff, term)
    records = sorted(hands.records(), key=lambda r: (KINDS.index(r.kind_code), r.entry.entered_at))
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    settle(term)
    excuse(staff, hands.excused)
    return len(records)


def settle(term: Term) -> None:
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])


class Watching(Hands):
    """Who looks after things, drills and drives in a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.people |= {person.pk: person for person in Person.objects.all()}
        self.things: dict[tuple[int, str], list[FireEquipment]] = {}
        for thing in FireEquipment.objects.in_use().order_by("pk"):
            self.things.setdefault((thing.campus_id, thing.family), []).append(thing)
        related = ("bus", "driver", "attendant__person", "campus")
        self.routes = {r.campus_id: r for r in BusRoute.objects.select_related(*related)}
        riders = BusRider.objects.select_related("stop").order_by("stop__position", "pk")
        self.riders: dict[int, list[BusRider]] = {}
        for rider in riders:
            self.riders.setdefault(rider.stop.route_id, []).append(rider)
        self.classes = {
            c.pk: drilling.classes_owed(c, term.first_teaching_day) for c in site.campuses
        }
        employed = Person.objects.employed(site.wanted.today).filter(posts__isnull=False)
        self.trained = list(employed.distinct().order_by("pk")[:40])
        self.lifts = {lift.campus_id: lift for lift in SpecialEquipment.objects.all()}

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            Q(due_at__gte=start_of(self.site.wanted.begins_on)),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof__in=KINDS,
        )
        related = begun.select_related("duty", "campus", "school_class", "place")
        return related.order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def records(self) -> Iterator[Any]:
        for sketch in sorted(self.crossing_over(), key=lambda s: (s.happened_at, s.task.pk)):
            record = WRITERS[sketch.task.proof](self, sketch)
            if record is not None and record.entry.entered_at <= self.now:
                yield record

    def campus_of(self, sketch: Sketch) -> Any:
        return sketch.task.campus or self.site.campuses[0]

    def entry(self, sketch: Sketch, **given: Any) -> Entry:
        usual = {
            "campus": self.campus_of(sketch),
            "place": sketch.task.place,
            "subject": sketch.task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | given)

    def check(self, sketch: Sketch) -> FireEquipmentCheck | None:
        family = sketch.task.subject.partition(":")[2] or Family.EXTINGUISHER
        things = self.things.get((self.campus_of(sketch).pk, family), [])
        if not things:
            return None
        subject = Family(family).subject
        record = FireEquipmentCheck(
            entry=self.entry(sketch, subject=subject), family=family, owed=len(things)
        )
        record.new_lines = [FireCheckLine(equipment=thing) for thing in things]
        return record

    def service(self, sketch: Sketch) -> FireFacilityService:
        facility = sketch.task.subject.partition(":")[2] or "fire"
        record = FireFacilityService(
            entry=self.entry(sketch), facility=facility, firm="平安消防检测", conclusion="good",
            what="按规范逐项检测，全部合格", report_number=f"PA{sketch.happened_at:%Y%m%d}",
        )  # fmt: skip
        record.new_lines = []
        return record

    def report(self, sketch: Sketch) -> FireReport:
        things = sum(len(t) for (c, _f), t in self.things.items() if c == self.campus_of(sketch).pk)
        month = timezone.localdate(sketch.task.opens_at).replace(day=1)
        figures = dict.fromkeys(FireReport.FIGURES, 0) | {"equipment": things, "checked": things}
        return FireReport(
            entry=self.entry(sketch), month=month, figures=figures,
            situation="消防设施完好，通道畅通", measures="继续做好每日巡查",
        )  # fmt: skip

    def drill(self, sketch: Sketch) -> Any:
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        kind = sketch.task.subject.partition(":")[2] or DrillType.EARTHQUAKE
        seconds = fate.randint(84, 118)
        campus = self.campus_of(sketch)
        record = drilling.record_for(kind)(
            entry=self.entry(sketch, subject=DrillType(kind).subject), type=kind,
            done_at=sketch.happened_at + timedelta(seconds=seconds), seconds=seconds,
            target_seconds=120, commander=self.staff.principal, plan="应急疏散预案",
            route="东、西两侧楼梯", assembly="操场", staff_owed=12, staff_there=12,
        )  # fmt: skip
        everybody = record.kind_code == "drill"
        record.new_lines = [
            DrillClass(school_class=each, owed=each.child_count, there=each.child_count)
            for each in (self.classes[campus.pk] if everybody else ())
            if each.child_count
        ]
        return record

    def training(self, sketch: Sketch) -> StaffTraining:
        topic = sketch.task.subject.partition(":")[2] or Topic.POST
        title, trainer = THEMES.get(Topic(topic), ("岗位业务学习", "后勤主任"))
        ended_at = sketch.happened_at + 67 * MINUTE
        entered_at = max(sketch.entered_at, ended_at + 5 * MINUTE)
        entry = self.entry(
            sketch, subject=Topic(topic).subject, happened_at=ended_at, entered_at=entered_at
        )
        record = StaffTraining(
            entry=entry, topic=topic, title=title,
            trainer=trainer, minutes=60, content=title,
        )  # fmt: skip
        record.new_lines = [TrainingLine(person=person) for person in self.trained]
        return record

    def special(self, sketch: Sketch) -> SpecialEquipmentCheck | None:
        lift = self.lifts.get(self.campus_of(sketch).pk)
        if lift is None:
            return None
        return SpecialEquipmentCheck(
            entry=self.entry(sketch), equipment=lift, firm=lift.firm, what="运行正常",
            act=sketch.task.subject.partition(":")[2] or "upkeep",
        )  # fmt: skip

    def bus_check(self, sketch: Sketch) -> BusCheck | None:
        route = self.routes.get(self.campus_of(sketch).pk)
        if route is None:
            return None
        return BusCheck(entry=self.entry(sketch), bus=route.bus)

    def trip(self, sketch: Sketch) -> BusTrip | None:
        route = self.routes.get(self.campus_of(sketch).pk)
        if route is None:
            return None
        start = sketch.happened_at
        arrived, riders = start + 28 * MINUTE, self.riders.get(route.pk, [])
        morning = timezone.localtime(start).hour < NOON
        searched = arrived + 4 * MINUTE
        entered = max(sketch.entered_at, searched + MINUTE)
        if entered > end_of(timezone.localdate(start)) and not sketch.late_reason:
            return None
        record = BusTrip(
            entry=self.entry(sketch, entered_at=entered), route=route, bus=route.bus,
            direction=Direction.TO_SCHOOL if morning else Direction.HOME, driver=route.driver,
            attendant=route.attendant, arrived_at=arrived, count_on=len(riders),
            count_off=len(riders), seats=route.bus.seats, empty_check_at=searched,
            empty_check_by=route.attendant.person,
        )  # fmt: skip
        record.new_lines = [rode(rider, route, start, arrived, morning=morning) for rider in riders]
        return record

    def bus_service(self, sketch: Sketch) -> BusService | None:
        route = self.routes.get(self.campus_of(sketch).pk)
        if route is None:
            return None
        return BusService(
            entry=self.entry(sketch), bus=route.bus, firm="顺通汽车服务", what="各项正常",
            act=sketch.task.subject.partition(":")[2] or "upkeep",
        )  # fmt: skip

    def papers(self, sketch: Sketch) -> BusPaperCheck:
        about = sketch.task.subject.partition(":")[2] or "bus"
        names = [str(route.bus) for route in self.routes.values()]
        stood = [{"name": name, "papers": [], "more": [], "wrong": False} for name in names]
        return BusPaperCheck(entry=self.entry(sketch), about=about, stood=stood)

    def passengers(self, sketch: Sketch) -> BusPassengerList | None:
        route = self.routes.get(self.campus_of(sketch).pk)
        riders = self.riders.get(route.pk, []) if route else []
        if route is None or not riders:
            return None
        record = BusPassengerList(entry=self.entry(sketch), route=route, count=len(riders))
        record.new_lines = [
            PassengerLine(child_id=r.child_id, school_class_id=r.school_class_id, stop=r.stop.name)
            for r in riders
        ]
        return record


def rode(
    rider: BusRider, route: BusRoute, start: datetime, arrived: datetime, *, morning: bool
) -> BusTripLine:
    school, stop = str(route.campus), rider.stop.name
    there, then = (stop, school) if morning else (school, stop)
    return BusTripLine(
        child_id=rider.child_id, school_class_id=rider.school_class_id, on_stop=there,
        on_at=start + 5 * MINUTE, off_stop=then, off_at=arrived,
    )  # fmt: skip


WRITERS = {
    "fire_equipment_check": Watching.check,
    "fire_facility_service": Watching.service,
    "fire_report": Watching.report,
    "drill": Watching.drill,
    "exercise": Watching.drill,
    "training": Watching.training,
    "special_equipment": Watching.special,
    "bus_check": Watching.bus_check,
    "bus_trip": Watching.trip,
    "bus_service": Watching.bus_service,
    "bus_papers": Watching.papers,
    "bus_passenger_list": Watching.passengers,
}
