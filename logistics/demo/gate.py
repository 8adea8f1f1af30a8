"""The gate of the sample school: who came, who was fetched, who was on guard; every visitor has left.

Only the last weeks are told hour by hour: visitors are kept for a year, and a year of them says no
more than a month.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving, signing
from logistics.duties.models import Task
from logistics.records.models import Entry, Signature
from logistics.records.models.signatures import Capacity, Signer
from logistics.records.stamping import stamped
from logistics.school.calendar import DAY, dates, end_of, start_of
from logistics.school.models import Campus, Child, Guardian, Place, Term
from safety.models import (
    AtGate,
    Consent,
    DutyLog,
    EarlyLeave,
    ExpectedVisit,
    GateDuty,
    GateKey,
    GateLock,
    GateStep,
    GateTurn,
    GuardEquipment,
    GuardPatrol,
    GuardPost,
    GuardShift,
    LeaveSlip,
    PatrolLine,
    PatrolPoint,
    PickupAuthorization,
    PickupLog,
    ShiftGuard,
    Slot,
    VehicleLog,
    Visitor,
    VisitorLog,
)

KINDS = (
    "guard_shift", "guard_patrol", "gate_lock", "gate_duty", "pickup_log", "duty_log",
    "pickup_authorization",
)  # fmt: skip
WEEKS = 3
SERIES = 200
MINUTE = timedelta(minutes=1)
VISITORS = (
    ("赵国强", "阳光食品配送", "delivery", "京A21867"),
    ("钱丽华", "", "parent", ""),
    ("孙志远", "区教育局", "official", "京N60352"),
    ("李建平", "恒安电梯维保", "repair", "京C88120"),
    ("周晓燕", "", "parent", ""),
    ("吴海涛", "明亮净水服务", "repair", ""),
    ("郑雅文", "", "parent", ""),
)
KEYS = ("大门", "食堂", "配电间", "多功能厅", "库房")
EQUIPMENT = (
    ("防割手套", 4), ("橡胶警棍", 4), ("防暴盾牌", 2), ("钢叉", 2), ("强光手电", 4),
    ("辣椒水喷雾", 4), ("防刺背心", 4),
)  # fmt: skip
LOOK = ("门锁、围栏", "用电、门窗", "燃气阀门、门锁", "器械、地面", "监控、灯光")


def write(site: Site, staff: Staff) -> int:
    """What hangs at the gate first, then what the duties ask for, then who came and went."""
    for campus in site.campuses:
        equip(site, campus)
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    for number, campus in enumerate(site.campuses):
        with transaction.atomic():
            count += Comings(site, staff, campus, number).write()
            fill_roster(site, staff, campus, number)
    return count


@transaction.atomic
def equip(site: Site, campus: Campus) -> None:
    """Keys, equipment and the points of the patrol."""
    GateKey.objects.bulk_create(GateKey(campus=campus, label=label) for label in KEYS)
    GuardEquipment.objects.bulk_create(
        GuardEquipment(
            campus=campus, name=name, wanted=wanted, count=wanted,
            expires_on=site.wanted.today + 400 * DAY if "喷雾" in name else None,
        )
        for name, wanted in EQUIPMENT
    )  # fmt: skip
    places = Place.objects.in_use().filter(campus=campus, school_class=None).order_by("pk")[:6]
    PatrolPoint.objects.bulk_create(
        PatrolPoint(campus=campus, place=place, position=n, look_at=LOOK[n % len(LOOK)])
        for n, place in enumerate(places, 1)
    )


# What the duties ask for.


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = AtTheGate(site, staff, term)
    records = sorted(hands.records(), key=lambda r: (r.kind_code, r.entry.entered_at))
    filed: list[Entry] = []
    for first in range(0, len(records), CHUNK):
        filed += filing.submit_many(records[first : first + CHUNK], settle=False)
    sign(records)
    settle(term)
    return len(filed)


@transaction.atomic
def sign(records: list[Any]) -> None:
    """Both guards of a shift have signed it."""
    signers, signatures = [], []
    for record in records:
        taken_by = getattr(record, "taken_by", None)
        if record.kind_code != "guard_shift" or taken_by is None:
            continue
        at, by = record.entry.entered_at, record.entry.entered_by
        for capacity, person in ((Capacity.HANDED_OVER, by), (Capacity.TAKEN_OVER, taken_by)):
            given = {"entry": record.entry, "capacity": capacity}
            signers.append(Signer(person=person, asked_at=at, **given))
            signatures.append(stamped(Signature(version=1, by=person, at=at, **given)))
    Signer.objects.bulk_create(signers, batch_size=CHUNK)
    Signature.objects.bulk_create(signatures, batch_size=CHUNK)


def settle(term: Term) -> None:
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])


class AtTheGate(Hands):
    """Who keeps the gate in a term, and how well they manage."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.rng = site.wanted.random(f"gate {term.starts_on}")
        self.points: dict[int, list[Place]] = {}
        for point in PatrolPoint.objects.select_related("place").order_by("position"):
            self.points.setdefault(point.campus_id, []).append(point.place)
        self.children = first_children(term)

    def tasks(self) -> Any:
        begun = Task.objects.filter(
            Q(due_at__gte=start_of(self.site.wanted.begins_on)),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof__in=KINDS,
        )
        related = begun.select_related("duty", "campus", "school_class", "place")
        return related.order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def records(self) -> Iterator[Any]:
        for sketch in self.crossing_over():
            record = WRITERS[sketch.task.proof](self, sketch)
            if record is not None and record.entry.entered_at <= self.now:
                yield record

    def entry(self, sketch: Sketch, **given: Any) -> Entry:
        task = sketch.task
        usual = {
            "campus": task.campus or self.site.campuses[0],
            "school_class": task.school_class,
            "place": task.place,
            "subject": task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | given)

    def other_guard(self, sketch: Sketch) -> Any:
        """Somebody else to hand over to, or to walk with."""
        campus = self.index.get(sketch.task.campus_id or 0)
        others = [p for p in self.staff.holders("guard", campus) if p.pk != sketch.by.pk]
        return others[0] if others else None

    def shift(self, sketch: Sketch) -> GuardShift:
        hour = timezone.localtime(sketch.task.due_at).hour
        ends = sketch.happened_at
        shift = GuardShift(
            entry=self.entry(sketch, is_zero=True),
            shift="night" if hour < 12 else "day",
            starts_at=ends - timedelta(hours=12),
            taken_by=self.other_guard(sketch),
        )
        came = ends - timedelta(hours=12)
        shift.new_lines = [ShiftGuard(person=sketch.by, came_at=came)]
        return shift

    def patrol(self, sketch: Sketch) -> GuardPatrol | None:
        """Point by point, a minute or two apart; a team needs its second person."""
        task = sketch.task
        about = task.subject or "patrol:day"
        companion = self.other_guard(sketch) if about == "patrol:team" else None
        places = self.points.get(task.campus_id or self.site.campuses[0].pk, [])
        if not places or (about == "patrol:team" and companion is None):
            return None
        fate = Random(task.slot)  # noqa: S311  nothing here is secret
        begun = sketch.happened_at - (2 * len(places) + 1) * MINUTE
        lock = "locked" if about == "patrol:night" else "none"
        lines, at = [], begun
        for place in places:
            at += fate.choice((60, 75, 90, 110)) * timedelta(seconds=1)
            lines.append(PatrolLine(place=place, at=at, lock=lock, by_code=True))
        patrol = GuardPatrol(
            entry=self.entry(sketch, subject=about),
            begun_at=begun,
            companion=companion,
            points=len(lines),
            reached=len(lines),
        )
        patrol.new_lines = lines
        return patrol

    def lock(self, sketch: Sketch) -> GateLock:
        return GateLock(entry=self.entry(sketch), act="locked")

    def duty(self, sketch: Sketch) -> GateDuty:
        about = sketch.task.subject or AtGate.TEACHER
        return GateDuty(entry=self.entry(sketch, subject=about, is_zero=True))

    def pickup(self, sketch: Sketch) -> PickupLog:
        on = timezone.localdate(sketch.happened_at)
        return PickupLog(entry=self.entry(sketch, is_zero=True), on=on)

    def log(self, sketch: Sketch) -> DutyLog:
        until = sketch.happened_at + 67 * MINUTE  # after the day's round
        entered_at = max(sketch.entered_at, until + 5 * MINUTE)
        return DutyLog(
            entry=self.entry(sketch, happened_at=until, entered_at=entered_at),
            leader=self.staff.director,
            starts_at=until - timedelta(hours=8),
            until=until,
            text="巡查校园两次，门窗水电正常，无来访。",
        )

    def authorization(self, sketch: Sketch) -> PickupAuthorization | None:
        child = self.children.get(sketch.task.school_class_id or 0)
        guardian = child.guardians.first() if child else None
        if child is None or guardian is None:
            return None
        return PickupAuthorization(
            entry=self.entry(sketch, subject=f"child:{child.pk}"),
            child=child,
            name=guardian.name,
            relation=guardian.relation,
            phone=guardian.phone,
            phone_end=guardian.phone_end,
            card=f"J{child.pk:04d}",
            valid_from=timezone.localdate(sketch.happened_at),
            guardian=guardian.name,
            signed="paper",
            paper="班级接送档案盒",
        )


WRITERS: dict[str, Any] = {
    "guard_shift": AtTheGate.shift,
    "guard_patrol": AtTheGate.patrol,
    "gate_lock": AtTheGate.lock,
    "gate_duty": AtTheGate.duty,
    "pickup_log": AtTheGate.pickup,
    "duty_log": AtTheGate.log,
    "pickup_authorization": AtTheGate.authorization,
}


def first_children(term: Term) -> dict[int, Child]:
    """The first child of each class, with its guardians."""
    rows = Child.objects.filter(enrolments__term=term).order_by("-pk")
    found: dict[int, Child] = {}
    for child in rows.prefetch_related("guardians", "enrolments"):
        for enrolment in child.enrolments.all():
            if enrolment.term_id == term.pk:
                found[enrolment.school_class_id] = child
    return found


# Who came and went.


class Comings:
    """The visitors, vehicles and early leaves of the last weeks at one gate."""

    def __init__(self, site: Site, staff: Staff, campus: Campus, number: int) -> None:
        self.site, self.staff, self.campus, self.number = site, staff, campus, number
        self.rng = site.wanted.random(f"gate visitors {number}")
        self.guards = staff.holders("guard", number)
        self.hosts = staff.holders("director", number) + staff.holders("doctor", number)
        self.now = site.wanted.now

    def days(self) -> list[date]:
        first = max(self.site.wanted.today - WEEKS * 7 * DAY, self.site.wanted.begins_on)
        return [day for day in dates(first, self.site.wanted.today) if day.weekday() < 5]

    def write(self) -> int:
        visits = [visit for day in self.days() for visit in self.visits_of(day)]
        cars = [self.car_of(visit) for visit in visits if visit.plate]
        filing.submit_many(visits, settle=False)
        filing.submit_many(cars, settle=False)
        leaves = [each for day in self.days()[-6::3] for each in self.leave_of(day)]
        self.end([*visits, *cars])
        self.remember(visits)
        self.expect()
        self.take_posts()
        return len(visits) + len(cars) + 2 * len(leaves)

    def moment(self, day: date, hour: int) -> datetime:
        return start_of(day) + timedelta(hours=hour, minutes=self.rng.randrange(60))

    def visits_of(self, day: date) -> Iterator[VisitorLog]:
        for n in range(self.rng.choice((2, 3, 4))):
            name, company, purpose, plate = self.rng.choice(VISITORS)
            at = self.moment(day, 8 + 2 * n)
            minutes = self.rng.choice((15, 25, 40, 70))
            guard, host = self.rng.choice(self.guards), self.rng.choice(self.hosts)
            if at > self.now:
                continue
            entry = Entry(
                campus=self.campus, happened_at=at, entered_at=at + MINUTE, entered_by=guard
            )
            if entry.entered_at > self.now:
                continue
            left = at + minutes * MINUTE
            yield VisitorLog(
                entry=entry, name=name, company=company, purpose=purpose, plate=plate,
                paper="identity", host=host, consent=Consent.PHONE, agreed_by=host, agreed_at=at,
                badge=str(n + 1), ended_at=left if left <= self.now else None,
            )  # fmt: skip

    def car_of(self, visit: VisitorLog) -> VehicleLog:
        seen = visit.entry
        entry = Entry(
            campus=self.campus, happened_at=seen.happened_at, entered_at=seen.entered_at,
            entered_by=seen.entered_by,
        )  # fmt: skip
        return VehicleLog(
            entry=entry, plate=visit.plate, sort="delivery", driver=visit.name, paper="driving",
            company=visit.company, ended_at=visit.ended_at,
        )  # fmt: skip

    def end(self, stays: list[Any]) -> None:
        GateStep.objects.bulk_create(
            stamped(
                GateStep(
                    entry=stay.entry, act="ended", happened_at=stay.ended_at,
                    by=stay.entry.entered_by, at=stay.ended_at,
                )
            )
            for stay in stays
            if stay.ended_at
        )  # fmt: skip

    def remember(self, visits: list[VisitorLog]) -> None:
        known: dict[str, Visitor] = {}
        for visit in visits:
            met = known.get(visit.name)
            known[visit.name] = Visitor(
                campus=self.campus, name=visit.name, company=visit.company, paper=visit.paper,
                purpose=visit.purpose, host=visit.host, plate=visit.plate,
                visits=met.visits + 1 if met else 1, last_at=visit.entry.happened_at,
            )  # fmt: skip
            known[visit.name].spell()
        Visitor.objects.bulk_create(known.values())

    def leave_of(self, day: date) -> list[Any]:
        """A child with the slip of its teacher, fetched by a guardian in the morning."""
        guardian = (
            Guardian.objects.filter(child__enrolments__school_class__campus=self.campus)
            .filter(child__enrolments__term=self.site.term, child__left_on=None)
            .select_related("child")
            .order_by("pk")
        )
        people = list(guardian[:40])
        if not people or day < self.site.term.starts_on:
            return []
        fetching = self.rng.choice(people)
        enrolment = fetching.child.enrolments.get(term=self.site.term)
        post = enrolment.school_class.posts.filter(role="teacher").order_by("pk").first()
        at = start_of(day) + timedelta(hours=10, minutes=self.rng.randrange(30))
        if post is None or at + 20 * MINUTE > self.now:
            return []
        about = {"campus": self.campus, "school_class": enrolment.school_class,
                 "subject": f"child:{fetching.child_id}"}  # fmt: skip
        said = {"child": fetching.child, "reason": "doctor", "fetched_by": fetching.name,
                "relation": fetching.relation}  # fmt: skip
        slip = LeaveSlip(entry=Entry(happened_at=at, entered_at=at, entered_by=post.person, **about),
                         on=day, **said)  # fmt: skip
        filing.submit_many([slip], settle=False)
        signing.ask(slip.entry, [(Capacity.CLASS_TEACHER, post.person)], now=at)
        signing.sign(slip.entry, Capacity.CLASS_TEACHER, by=post.person, now=at, seen=1)
        out = at + 15 * MINUTE
        entry = Entry(happened_at=out, entered_at=out, entered_by=self.guards[0], **about)
        leave = EarlyLeave(entry=entry, slip=slip, approved_by=post.person, checked="card", **said)
        filing.submit_many([leave], settle=False)
        return [slip, leave]

    def expect(self) -> None:
        host = self.hosts[0]
        ExpectedVisit.objects.create(
            campus=self.campus, host=host, name="冯雪梅", company="区卫生监督所", purpose="official",
            on=self.site.wanted.today, asked_by=host, asked_at=self.now, agreed_by=host,
            agreed_at=self.now,
        )  # fmt: skip

    def take_posts(self) -> None:
        guard = self.guards[0]
        if not GuardPost.objects.filter(person=guard).exists():
            came = start_of(self.site.wanted.today) + timedelta(hours=6, minutes=50)
            if came <= self.now:
                GuardPost.objects.create(
                    campus=self.campus, person=guard, shift="day", came_at=came
                )


def fill_roster(site: Site, staff: Staff, campus: Campus, number: int) -> None:
    """Four weeks around today, each turn filled."""
    first = site.wanted.today - site.wanted.today.weekday() * DAY - 7 * DAY
    guards, leaders = staff.holders("guard", number), [staff.director, staff.principal]
    teachers = staff.holders("teacher", number) or guards
    people = {
        Slot.GUARD_DAY: guards, Slot.GUARD_NIGHT: guards[::-1], Slot.LEADER: leaders,
        Slot.GATE_MORNING: teachers, Slot.GATE_AFTERNOON: teachers[::-1],
    }  # fmt: skip
    GateTurn.objects.bulk_create(
        GateTurn(campus=campus, on=day, slot=slot, person=held[n % len(held)])
        for n, day in enumerate(dates(first, first + 27 * DAY))
        for slot, held in people.items()
        if day.weekday() < 5 or slot in (Slot.GUARD_DAY, Slot.GUARD_NIGHT, Slot.LEADER)
    )
