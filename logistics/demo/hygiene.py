"""Disinfection and hygiene of the sample school: lamps and what they burned, sheets, checks, pests.

Everything is as the table of methods says, in hours in which it can be true: lamps burn when the
children have gone home.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from health.hygiene import checking, grid, inspecting
from health.hygiene.comparing import closures
from health.hygiene.disinfecting import lamp_log
from health.hygiene.table import MethodTable
from health.models import (
    BaitPoint,
    ClassHygieneLog,
    DisinfectantPreparation,
    Disinfection,
    HygieneInspection,
    InspectionFinding,
    Item,
    LampTube,
    Method,
    PestControl,
    PestReading,
    UvLamp,
    item_of,
)
from health.models.preparations import Form
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch, excuse
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry, Record
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Place, Term

KINDS = ("disinfection", "class_hygiene_log", "hygiene_inspection", "pest_control")
MINUTE = timedelta(minutes=1)
SUN_FROM = (8 * 60 + 20, 9 * 60)  # the sun needs six hours before evening
MIXED_DAYS = 14  # so long ago mixings are written down
REVIEWED_DAYS = 30
SERIES = 200
LONGER = {Method.UV_LAMP: 2, Method.STEAM: 10, Method.SUNLIGHT: 45, Method.SOAK: 8, Method.WIPE: 8}
FOUND = (
    ("floor", "窗台有灰尘", "当场擦拭"),
    ("mops", "拖把未分开悬挂", "已重新悬挂并标识"),
    ("cups", "两个水杯标识脱落", "当日补贴标识"),
    ("records", "消毒结束时间漏填", "提醒保育员当日补记"),
)
SITE_FOUND = (
    ("drains", "食堂后侧下水道口有积水", "已报修疏通"),
    ("waste", "操场垃圾桶未加盖", "更换桶盖"),
    ("grounds", "东侧绿化带落叶未清", "保洁员当日清扫"),
)
SPOTS = (("厨房后门", "rat"), ("食品库房", "cockroach"), ("垃圾房", "fly"))
BAIT = (("D01", "厨房外墙北侧"), ("D02", "食品库房墙角"), ("D03", "垃圾房外"), ("D04", "配电间外"))


def write(site: Site, staff: Staff) -> int:
    """Lamps and bait first, then all records up to now, term by term, then the doctor's reviews."""
    hang_lamps(site, staff)
    lay_bait(site)
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    return count


@transaction.atomic
def hang_lamps(site: Site, staff: Staff) -> None:
    """One lamp in each activity and nap room; a few tubes are near their end."""
    rng = site.wanted.random("lamps")
    rooms = Place.objects.filter(kind__in=[Place.Kind.ACTIVITY_ROOM, Place.Kind.NAP_ROOM])
    lamps = UvLamp.objects.bulk_create(
        UvLamp(place=room, number=f"Z{n:02d}", watts=36)
        for n, room in enumerate(rooms.order_by("pk"), 1)
    )
    by = staff.holders("doctor", 0)[0]
    since = start_of(site.wanted.begins_on)
    LampTube.objects.bulk_create(
        LampTube(
            lamp=lamp,
            installed_at=since,
            hours_before=Decimal(rng.choice((0, 120, 260, 410, 555, 965))),
            by=by,
        )
        for lamp in lamps
    )


@transaction.atomic
def lay_bait(site: Site) -> None:
    BaitPoint.objects.bulk_create(
        BaitPoint(
            campus=campus,
            number=number,
            spot=spot,
            pest="rat",
            agent="抗凝血灭鼠毒饵",
            is_covered=True,
            set_on=site.wanted.begins_on,
        )
        for campus in site.campuses
        for number, spot in BAIT
    )


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Cleaning(site, staff, term)
    records = sorted(hands.records(), key=lambda r: (r.kind_code, r.entry.entered_at))
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    logs = [log_of(record) for record in records if getattr(record, "lamp_id", None)]
    mixings = list(hands.mixings())
    for first in range(0, len(logs), CHUNK):
        filing.submit_many(logs[first : first + CHUNK], settle=False)
    filing.submit_many(mixings, settle=False)
    settle(term)
    excuse(staff, hands.excused)
    review(hands)
    return len(records) + len(logs) + len(mixings)


def log_of(record: Any) -> Record:
    """The log of a lamp, entered with its disinfection."""
    log = lamp_log(record)
    log.entry.entered_at, log.entry.entered_by = record.entry.entered_at, record.entry.entered_by
    return log


def settle(term: Term) -> None:
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])


@transaction.atomic
def review(hands: "Cleaning") -> None:
    """The doctors of each campus looked at the last weeks' records, on the evening of their day."""
    today = hands.site.wanted.today
    since = start_of(today - timedelta(days=REVIEWED_DAYS))
    for inspection in HygieneInspection.objects.filter(
        about=HygieneInspection.Subject.DAY, entry__happened_at__gte=since
    ).select_related("entry__entered_by"):
        entry = inspection.entry
        day = timezone.localdate(entry.happened_at)
        shown = Entry.objects.standing().filter(
            kind__in=checking.CHECKED,
            campus=entry.campus_id,
            status=Entry.Status.SUBMITTED,
            happened_at__gte=start_of(day),
            entered_at__lte=entry.happened_at,
        )
        fresh = list(shown.exclude(entered_by=entry.entered_by_id).order_by("pk"))
        rows = [*fresh, *checking.logs_of(fresh, entry.entered_by)]
        checking.review_all(rows, by=entry.entered_by, now=entry.happened_at)


class Cleaning(Hands):
    """Who disinfects, checks and inspects in a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.rng = site.wanted.random(f"hygiene {term.starts_on}")
        self.table = MethodTable()
        self.lamps = {lamp.place_id: lamp for lamp in UvLamp.objects.prefetch_related("tubes")}
        self.closed = closures(term.starts_on, term.ends_on)
        self.written: Counter[tuple[int, date]] = Counter()

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
        """What was written, in the order of time, so that a check knows what it looked at."""
        sketches = sorted(self.crossing_over(), key=lambda s: (s.happened_at, s.task.pk))
        sketches = [sketch for sketch in sketches if not self.is_away(sketch)]
        for sketch in sketches:
            record = WRITERS[sketch.task.proof](self, sketch)
            if record and record.entry.entered_at <= self.now:
                day = timezone.localdate(record.entry.happened_at)
                if record.kind_code in checking.CHECKED:
                    self.written[record.entry.campus_id, day] += 1
                yield record

    def is_away(self, sketch: Sketch) -> bool:
        """The class stayed at home that day: nobody disinfects for it."""
        day = timezone.localdate(sketch.happened_at)
        return (sketch.task.school_class_id or 0, day) in self.closed

    def entry(self, sketch: Sketch, **given: Any) -> Entry:
        task = sketch.task
        usual = {
            "campus": task.campus or self.site.campuses[0],
            "school_class": task.school_class,
            "place": task.place,
            "meal": task.meal,
            "subject": task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | given)

    def disinfection(self, sketch: Sketch) -> Disinfection | None:
        """By the usual method of its item, a little longer than the table asks."""
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        item = item_of(sketch.task.subject) or Item.SURFACE
        lamp = self.lamps.get(sketch.task.place_id or 0)
        row = self.table.usual(item)
        if row is None or (row.method == Method.UV_LAMP and lamp is None):
            return None
        minutes = (row.minutes_min or 15) + fate.randrange(LONGER.get(Method(row.method), 6) + 1)
        start = self.start(sketch, row.method, fate)
        ended = start + minutes * MINUTE
        entered = max(sketch.entered_at, ended + MINUTE)
        reason = sketch.late_reason
        if entered > end_of(timezone.localdate(start)) and not reason:
            return None
        entry = self.entry(sketch, happened_at=start, entered_at=entered, subject=item.subject)
        by_lamp = row.method == Method.UV_LAMP
        return Disinfection(
            entry=entry,
            item=item,
            method=row.method,
            agent=row.agent if row.strength_min else "",
            strength=Decimal(row.strength_max or row.strength_min) if row.strength_min else None,
            ended_at=ended,
            lamp=lamp if by_lamp else None,
            nobody_inside=by_lamp,
            aired=by_lamp,
            pieces=fate.randint(20, 34) if item in (Item.BEDDING, Item.LINEN) else None,
        )

    def start(self, sketch: Sketch, method: str, fate: Random) -> datetime:
        """The sun needs the whole day; all else begins when it was meant to."""
        if method != Method.SUNLIGHT:
            return sketch.happened_at
        day = timezone.localdate(sketch.happened_at)
        return start_of(day) + fate.randint(*SUN_FROM) * MINUTE

    def sheet(self, sketch: Sketch) -> ClassHygieneLog:
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        done = [c.code for c in grid.TICKED if not c.every and not c.code.startswith("table_")]
        campus = sketch.task.campus or self.site.campuses[0]
        tables = [c.code for c in grid.TICKED if c.meal and c.meal in campus.meals]
        return ClassHygieneLog(
            entry=self.entry(sketch),
            done=[*tables, *done],
            morning_minutes=fate.choice((15, 20, 30)),
            afternoon_minutes=fate.choice((15, 20, 25)),
            disinfectant="84 消毒液 250 mg/L",
        )

    def inspection(self, sketch: Sketch) -> HygieneInspection:
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        about = sketch.task.subject.partition(":")[2] or HygieneInspection.Subject.CLASS
        record = HygieneInspection(entry=self.entry(sketch), about=about)
        record.new_lines = []
        if about == HygieneInspection.Subject.DAY:
            day = timezone.localdate(sketch.happened_at)
            record.seen = self.written[record.entry.campus_id, day]
        else:
            record.new_lines = list(findings(about, fate))
        record.entry.is_zero = not record.new_lines
        return record

    def pests(self, sketch: Sketch) -> PestControl:
        """Each month the traps are counted; in the warm months standing water is cleared too."""
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        if sketch.task.duty and sketch.task.duty.rhythm != "monthly":
            prevention = PestControl.Act.PREVENTION
            record = PestControl(entry=self.entry(sketch), act=prevention, pests=["mosquito"])
            record.area, record.effect = "操场、花坛与下水道口", "积水已清除"
            record.new_lines = []
            return record
        record = PestControl(
            entry=self.entry(sketch),
            act=PestControl.Act.MONITORING,
            pests=["rat", "cockroach", "fly"],
            area="食堂、库房与垃圾房",
            agent="粘捕法",
            firm="安洁有害生物防制服务部",
            effect="密度在控制水平内",
        )
        record.new_lines = [
            PestReading(spot=spot, pest=pest, traps=10, positive=caught, caught=caught)
            for spot, pest in SPOTS
            for caught in [int(fate.random() < 0.2)]
        ]
        return record

    def mixings(self) -> Iterator[DisinfectantPreparation]:
        """One mixing a class on each of the last school days, before work begins."""
        since = self.site.wanted.today - timedelta(days=MIXED_DAYS)
        for school_class in self.teams_of_year():
            days = self.open_days[school_class.campus_id]
            for day in [d for d in days if since <= d <= self.site.wanted.today]:
                made = self.mixing(school_class, day)
                if made and made.entry.entered_at <= self.now:
                    yield made

    def teams_of_year(self) -> list[Any]:
        year = self.term.school_year
        rows = [row for (of_year, _team), row in self.site.classes.items() if of_year == year]
        return sorted(rows, key=lambda row: row.pk)

    def mixing(self, school_class: Any, day: date) -> DisinfectantPreparation | None:
        team = self.teams[school_class.pk]
        people = self.staff.by_team.get((team, "carer"), [])
        if not people or self.is_past:
            return None
        fate = Random(f"{school_class.pk} {day}")  # noqa: S311  nothing here is secret
        at = start_of(day) + fate.randint(7 * 60 + 30, 8 * 60 + 10) * MINUTE
        entry = Entry(
            campus=self.site.campuses[team.campus],
            school_class=school_class,
            happened_at=at,
            entered_at=at + 3 * MINUTE,
            entered_by=people[0],
        )
        return DisinfectantPreparation(
            entry=entry,
            product="84 消毒液",
            batch=f"{day:%Y}0815",
            form=Form.LIQUID,
            content=Decimal("5.00"),
            strength=250,
            total_ml=10_000,
            needed=Decimal("50.0"),
            purpose="物表、玩具",
            good_until=at + timedelta(hours=24),
        )


def findings(about: str, fate: Random) -> Iterator[InspectionFinding]:
    """Now and then something is found, and what was done about it."""
    known = inspecting.titles(about)
    for what, found, measure in SITE_FOUND if about == "site" else FOUND:
        if what in known and fate.random() < 0.08:
            yield InspectionFinding(what=what, found=found, measure=measure)


WRITERS = {
    "disinfection": Cleaning.disinfection,
    "class_hygiene_log": Cleaning.sheet,
    "hygiene_inspection": Cleaning.inspection,
    "pest_control": Cleaning.pests,
}
