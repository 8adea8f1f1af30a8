"""Three school years of safety: what a large school has written about its rooms and its gate.

10,000 repair tickets, 3,000 hazards, 200,000 things looked at on rounds, 100,000 rows of the gate.
What is older than a few days is settled, as at a school that keeps its books.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, cycle
from random import Random
from typing import Any

from benchmarks.shelf import Shelf

TICKETS, HAZARDS, LINES, DAYS = 10_000, 3_000, 200_000, 1_000
# Rows of the gate by kind, 100,000 in all.
GATE = {
    "visitor": 38_000, "vehicle": 16_000, "pickup": 13_000, "key": 12_000, "delivery": 9_000,
    "lock": 4_000, "early": 3_000, "late": 2_000, "shift": 2_000, "patrol": 1_000,
}  # fmt: skip
OPEN_DAYS, SHORT = 4, 30  # days whose things are still under way; the points of a patrol
MOST_OF_A_ROUND = 60
KNOWN, KEYS = 3_000, 40
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗",
    "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超霞平刚",
)
FAULTS = (
    ("water", "水龙头滴水"), ("power", "灯管不亮"), ("doors", "门锁打不开"), ("furniture", "椅子松动"),
    ("appliance", "空调不制冷"), ("network", "一体机没有声音"), ("building", "墙面掉漆"),
)  # fmt: skip
DANGERS = (
    ("facility", "楼梯扶手松动"), ("fire", "灭火器压力不足"), ("building", "天花板有裂缝"),
    ("utility", "插座外壳破损"), ("hygiene", "下水道有异味"),
)  # fmt: skip
FIRMS = ("鲜蔬配送", "净水服务", "电梯维保", "印刷厂", "街道办事处", "")


def name_of(number: int) -> str:
    """One of 8,000 names."""
    one, two, three = number % 20, number // 20 % 20, number // 400 % 20
    return f"{SURNAMES[one]}{GIVEN[two]}{GIVEN[three]}"


@dataclass
class School:
    """Whom and what the rows name; everything happens at the main campus."""

    today: date
    campus: Any
    places: Sequence[Any]
    classes: Sequence[Any]
    children: Sequence[int]
    staff: Sequence[Any]
    guards: Sequence[Any]
    repairers: Sequence[Any]
    director: Any

    def at(self, place: float, clock: str) -> datetime:
        """A moment so far through the days: 0 is the first of them, 1 today."""
        from logistics.school.calendar import at

        return at(self.today - timedelta(days=int((1 - place) * DAYS)), clock)

    def is_recent(self, when: datetime) -> bool:
        return (self.today - when.date()).days < OPEN_DAYS


def read_school() -> School:
    from django.utils import timezone

    from logistics.school.models import Campus, Child, Person, Place, SchoolClass

    def holding(role: str) -> list[Any]:
        return list(Person.objects.filter(posts__role=role).distinct().order_by("pk"))

    campus = Campus.objects.order_by("pk")[0]
    return School(
        today=timezone.localdate(),
        campus=campus,
        places=list(Place.objects.filter(campus=campus, is_active=True).order_by("pk")),
        classes=list(SchoolClass.objects.filter(campus=campus).order_by("-pk")[:20]),
        children=list(Child.objects.order_by("pk").values_list("pk", flat=True)[:800]),
        staff=holding("teacher"),
        guards=holding("guard"),
        repairers=holding("repairer"),
        director=Person.objects.get(username="director"),
    )


def fill() -> int:
    """Lay everything down; how many rows it was."""
    from django.db import transaction

    from logistics.upkeep.weighing import weigh_tables

    school, chance = read_school(), Random(1)  # noqa: S311
    shelf = Shelf(school.director)
    rows = chain(
        rounds(shelf, school, chance),
        hazards(shelf, school),
        tickets(shelf, school, chance),
        gate(shelf, school, chance),
    )
    with transaction.atomic():
        for _one in rows:
            shelf.clear_when_full()
        shelf.clear()
        remember_visitors(school)
    weigh_tables()  # as the worker does every few hours
    return shelf.count


# Rounds.


def rounds(shelf: Shelf, school: School, chance: Random) -> Iterator[None]:
    """Every list in turn, at one place after the other, until the lines are written."""
    from safety.models import ROUNDS, RoundLine

    lists, left, number = cycle(ready_lists()), LINES, 0
    while left > 0:
        version, items = next(lists)
        checklist = version.checklist
        place = school.places[number % len(school.places)]
        when = school.at(1 - left / LINES, f"{8 + number % 8:02d}:{number % 60:02d}")
        by = school.staff[number % len(school.staff)]
        results = [result_of(chance) for _item in items]
        key = shelf.entry(
            checklist.kind, school.campus.pk, when, entered_by=by, place=place,
            subject=checklist.record_subject, title=checklist.title,
        )  # fmt: skip
        shelf.put(
            ROUNDS[checklist.kind](
                entry_id=key, checklist=checklist, edition=version, began_at=when, walkers=by.name,
                normal=results.count("normal"), abnormal=results.count("abnormal"),
                unchecked=results.count("unchecked"),
            )
        )  # fmt: skip
        for position, (item, result) in enumerate(zip(items, results, strict=True), start=1):
            seen = {} if result == "unchecked" else {"by": by, "at": when}
            shelf.put(
                RoundLine(
                    sheet_id=key, position=position, item=item, result=result, name=place.name,
                    about=f"place:{place.pk}", note="需处理" if result == "abnormal" else "", **seen,
                )
            )  # fmt: skip
        left, number = left - len(items), number + 1
        yield


def result_of(chance: Random) -> str:
    drawn = chance.random()
    return "abnormal" if drawn < 0.01 else "unchecked" if drawn < 0.03 else "normal"


def ready_lists() -> list[tuple[Any, list[Any]]]:
    """The lists of the stock with their things; a short one is walked at several places."""
    from safety.models import ChecklistVersion
    from safety.rounds.progress import items_of

    found = []
    for version in ChecklistVersion.objects.select_related("checklist").order_by("pk"):
        items = list(items_of(version))
        if items:
            stops = max(1, 40 // len(items))
            found.append((version, (items * stops)[:MOST_OF_A_ROUND]))
    return found


# Hazards.


def hazards(shelf: Shelf, school: School) -> Iterator[None]:
    """Found, put right by one and looked at again by another; the newest still open."""
    from logistics.duties.models import Finding
    from safety.models import Hazard

    first = 1 + max(Finding.objects.values_list("pk", flat=True), default=0)
    for number in range(HAZARDS):
        when = school.at(number / HAZARDS, "10:15")
        category, what = DANGERS[number % len(DANGERS)]
        place = school.places[number * 7 % len(school.places)]
        by, owner = school.staff[number % len(school.staff)], one_of(school.repairers, number)
        given = {"entered_by": by, "place": place, "title": what}
        key = shelf.entry(
            "hazard", school.campus.pk, when, subject=f"finding:{first + number}", **given
        )  # fmt: skip
        finding = Finding(
            pk=first + number, entry_id=key, campus=school.campus, place=place, what=what,
            found_at=when, found_by=by, owner=owner, measure="更换", due_on=day_after(when, 7),
        )  # fmt: skip
        shelf.put(finding)
        if not school.is_recent(when):
            settle(shelf, school, finding, when)
        shelf.put(
            Hazard(
                entry_id=key, finding_id=finding.pk, what=what, category=category, source="weekly",
                level="ordinary", measure="更换", responsible=owner, deadline=finding.due_on,
            )
        )  # fmt: skip
        yield


def settle(shelf: Shelf, school: School, finding: Any, when: datetime) -> None:
    from logistics.duties.models import Recheck, Rectification

    about = {"subject": f"finding:{finding.pk}", "place": finding.place}
    done, seen = when + timedelta(days=1), when + timedelta(days=2)
    key = shelf.entry("rectification", school.campus.pk, done, entered_by=finding.owner, **about)
    shelf.put(Rectification(entry_id=key, finding_id=finding.pk, done="已更换"))
    key = shelf.entry("recheck", school.campus.pk, seen, entered_by=school.director, **about)
    shelf.put(Recheck(entry_id=key, finding_id=finding.pk, passed=True))
    finding.put_right_at, finding.put_right_by = done, finding.owner
    finding.closed_at, finding.closed_by = seen, school.director


def one_of(people: Sequence[Any], number: int) -> Any:
    return people[number % len(people)]


def day_after(when: datetime, days: int) -> date:
    return when.date() + timedelta(days=days)


# Repairs.


def tickets(shelf: Shelf, school: School, chance: Random) -> Iterator[None]:
    """Reported, taken, repaired and accepted; of the last days each is somewhere on its way."""
    from safety.models import RepairReport, RepairTicket, TicketStep

    first = 1 + max(RepairTicket.objects.values_list("pk", flat=True), default=0)
    for number in range(TICKETS):
        when = school.at(number / TICKETS, f"{8 + number % 9:02d}:{number % 60:02d}")
        category, what = FAULTS[number % len(FAULTS)]
        reporter, repairer = one_of(school.staff, number), one_of(school.repairers, number)
        place = school.places[number * 11 % len(school.places)]
        given = {"entered_by": reporter, "place": place, "title": what}
        key = shelf.entry("repair_report", school.campus.pk, when, **given)
        shelf.put(RepairReport(entry_id=key, category=category, what=what))
        ticket = RepairTicket(
            pk=first + number, number=f"LX-{number:06d}", report_id=key, campus=school.campus,
            place=place, title=what, category=category, reporter=reporter, reported_at=when,
            urgency="urgent" if number % 9 == 0 else "normal", due_on=day_after(when, 5),
            answer_by=when + timedelta(hours=24),
        )  # fmt: skip
        shelf.put(ticket)
        steps = [("reported", when, reporter)]
        if not school.is_recent(when) or chance.random() < 0.5:
            ticket.answered_at = ticket.taken_at = when + timedelta(hours=2)
            ticket.repairer = repairer
            steps.append(("taken", ticket.taken_at, repairer))
        if not school.is_recent(when):
            steps += finish(shelf, school, ticket, repairer)
        for kind, at, by in steps:
            shelf.put(TicketStep(ticket_id=ticket.pk, kind=kind, at=at, by=by))
        yield


def finish(shelf: Shelf, school: School, ticket: Any, repairer: Any) -> list[tuple]:
    from safety.models import RepairAcceptance, RepairDone

    done, accepted = (ticket.reported_at + timedelta(days=n) for n in (1, 2))
    given = {"place": ticket.place, "subject": f"ticket:{ticket.pk}", "title": ticket.title}
    key = shelf.entry("repair_done", school.campus.pk, done, entered_by=repairer, **given)
    shelf.put(RepairDone(entry_id=key, ticket_id=ticket.pk, work="已修好", hours=1, parts_cost=12))
    key = shelf.entry(
        "repair_ticket", school.campus.pk, accepted, entered_by=ticket.reporter, **given
    )  # fmt: skip
    shelf.put(RepairAcceptance(entry_id=key, ticket_id=ticket.pk, satisfaction=3))
    ticket.done_at, ticket.done_by, ticket.work, ticket.hours = done, repairer, "已修好", 1
    ticket.parts_cost, ticket.satisfaction = 12, 3
    ticket.accepted_at, ticket.accepted_by = accepted, ticket.reporter
    return [("done", done, repairer), ("accepted", accepted, ticket.reporter)]


# The gate.


def gate(shelf: Shelf, school: School, chance: Random) -> Iterator[None]:
    """All kinds mixed as the days went; who came in has left, but for the newest of today."""
    from safety.models import GateKey, PatrolPoint

    keys = GateKey.objects.bulk_create(
        GateKey(campus=school.campus, label=f"L{number:03d}") for number in range(KEYS)
    )
    points = list(PatrolPoint.objects.filter(campus=school.campus)[:SHORT])
    rows = [name for name, wanted in GATE.items() for _n in range(wanted)]
    chance.shuffle(rows)
    for number, name in enumerate(rows):
        when = school.at(number / len(rows), f"{7 + number % 10:02d}:{number * 7 % 60:02d}")
        PUT[name](shelf, school, number, when, keys if name == "key" else points)
        yield


def stay(shelf: Shelf, school: School, row: Any, when: datetime, number: int, **scope: Any) -> None:
    """A record that began at the gate, and the step that ended it."""
    from safety.models import GateStep

    guard = one_of(school.guards, number)
    key = shelf.entry(
        row.kind_code, school.campus.pk, when, entered_by=guard, title=row.one_line(), **scope
    )  # fmt: skip
    row.entry_id = key
    shelf.put(row)
    if when.date() < school.today or number % 3:
        row.ended_at = when + timedelta(minutes=40)
        end = {"happened_at": row.ended_at, "at": row.ended_at, "by": guard}
        shelf.put(GateStep(entry_id=key, act="ended", **end))


def put_visitor(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import VisitorLog

    host = one_of(school.staff, number)
    row = VisitorLog(
        name=name_of(number % KNOWN), company=one_of(FIRMS, number), phone="13812340000",
        paper="identity", paper_number="110105194912310026", purpose="parent", host=host,
        consent="phone", agreed_by=host, agreed_at=when, badge=str(number % 30 + 1),
    )  # fmt: skip
    stay(shelf, school, row, when, number)


def put_vehicle(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import VehicleLog

    row = VehicleLog(
        plate=f"京A{number % 90_000:05d}", sort="delivery", driver=name_of(number),
        company=one_of(FIRMS, number), paper="driving", cargo="蔬菜",
    )  # fmt: skip
    stay(shelf, school, row, when, number)


def put_key(shelf: Shelf, school: School, number: int, when: datetime, keys: Any) -> None:
    from safety.models import KeyLoan

    row = KeyLoan(key=one_of(keys, number), person=one_of(school.staff, number), purpose="开门")
    stay(shelf, school, row, when, number)


def put_delivery(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import Delivery

    row = Delivery(
        sort="parcel", sender=one_of(FIRMS, number), receiver=one_of(school.staff, number)
    )
    stay(shelf, school, row, when, number)


def put_early(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import EarlyLeave

    row = EarlyLeave(
        child_id=one_of(school.children, number), reason="doctor", relation="母亲",
        approved_by=one_of(school.staff, number), fetched_by="家长", checked="card",
        without_slip="电话请假",
    )  # fmt: skip
    school_class = one_of(school.classes, number)
    row.entry = entry_like(school_class)
    stay(shelf, school, row, when, number, school_class=school_class)


def entry_like(school_class: Any) -> Any:
    """So that a row can be told in one line before its record stands."""
    from logistics.records.models import Entry

    return Entry(school_class=school_class, campus_id=school_class.campus_id)


def put_pickup(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import PickupLog

    school_class = one_of(school.classes, number)
    by = one_of(school.staff, number)
    key = shelf.entry_of("pickup_log", school_class, when, entered_by=by)
    shelf.put(PickupLog(entry_id=key, on=when.date()))


def put_lock(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import GateLock

    key = shelf.entry("gate_lock", school.campus.pk, when, entered_by=one_of(school.guards, number))
    shelf.put(GateLock(entry_id=key, act="opened" if number % 2 else "locked"))


def put_late(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from datetime import time

    from safety.models import LateArrival

    key = shelf.entry(
        "late_arrival", school.campus.pk, when, entered_by=one_of(school.guards, number)
    )  # fmt: skip
    person = one_of(school.staff, number)
    shelf.put(LateArrival(entry_id=key, person=person, starts_at=time(8), minutes=5))


def put_shift(shelf: Shelf, school: School, number: int, when: datetime, _more: Any) -> None:
    from safety.models import GuardShift, ShiftGuard

    one, other = (one_of(school.guards, number + n) for n in range(2))
    key = shelf.entry("guard_shift", school.campus.pk, when, entered_by=one)
    taken = {"starts_at": when - timedelta(hours=8), "taken_by": other}
    shelf.put(GuardShift(entry_id=key, shift="day", **taken))
    shelf.put(ShiftGuard(sheet_id=key, position=1, person=one, came_at=when - timedelta(hours=8)))


def put_patrol(shelf: Shelf, school: School, number: int, when: datetime, points: Any) -> None:
    from safety.models import GuardPatrol, PatrolLine

    key = shelf.entry(
        "guard_patrol", school.campus.pk, when, subject="patrol:day",
        entered_by=one_of(school.guards, number),
    )  # fmt: skip
    begun = when - timedelta(minutes=30)
    told = {"begun_at": begun, "points": len(points), "reached": len(points)}
    shelf.put(GuardPatrol(entry_id=key, **told))
    for position, point in enumerate(points, start=1):
        at = begun + timedelta(minutes=position)
        shelf.put(PatrolLine(sheet_id=key, position=position, place_id=point.place_id, at=at))


PUT = {
    "visitor": put_visitor, "vehicle": put_vehicle, "key": put_key, "delivery": put_delivery,
    "early": put_early, "pickup": put_pickup, "lock": put_lock, "late": put_late,
    "shift": put_shift, "patrol": put_patrol,
}  # fmt: skip


def remember_visitors(school: School) -> None:
    """Who has been here before, as the gate offers them."""
    from django.utils import timezone

    from safety.models import Visitor

    now = timezone.now()
    rows = [
        Visitor(
            campus=school.campus, name=name_of(number), company=one_of(FIRMS, number),
            phone="13812340000", phone_end=f"{number:04d}", paper="identity", purpose="parent",
            last_at=now - timedelta(days=number % 360),
        )
        for number in range(KNOWN)
    ]  # fmt: skip
    for row in rows:
        row.spell()
    Visitor.objects.bulk_create(rows, batch_size=500)
