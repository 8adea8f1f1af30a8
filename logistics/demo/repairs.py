"""What breaks at the sample school, who repairs it and who signs for it; upkeep, a plan and a project."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from logistics.access import Role
from logistics.approvals import asking, deciding
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, is_open_on
from logistics.school.models import Place
from safety.models import (
    Maintenance,
    MaintenanceLine,
    Project,
    ProjectItem,
    RepairPlan,
    RepairPlanLine,
    RepairTicket,
    TradeRepairer,
)
from safety.repairs import accepting, door, planning, repairing, reporting, works
from safety.repairs.door import Spot
from safety.repairs.reporting import Fault

# Reported so many days ago; what, what was done; how far it is by now.
FAULTS = (
    (40, "water", "洗手池水龙头滴水", "更换阀芯，试水正常", "done"),
    (36, "power", "活动室两盏灯不亮", "更换灯管 2 支", "done"),
    (33, "doors", "门锁打不开", "更换锁芯", "done"),
    (27, "furniture", "三把小椅子松动", "重新上螺丝并加固", "done"),
    (24, "appliance", "空调不制冷", "清洗滤网，补充制冷剂", "done"),
    (19, "water", "卫生间下水堵塞", "疏通下水管道", "done"),
    (16, "network", "一体机没有声音", "重新接线，设备正常", "done"),
    (12, "doors", "窗户关不严", "更换合页与密封条", "done"),
    (9, "furniture", "床板断裂", "更换床板 1 块", "done"),
    (6, "power", "走廊感应灯不亮", "更换感应开关", "to_accept"),
    (4, "appliance", "吊扇有异响", "", "repairing"),
    (3, "building", "楼梯扶手油漆脱落", "", "waiting"),
    (2, "water", "直饮水龙头出水很小", "", "assigned"),
    (1, "doors", "储物间门把手松动", "", "reported"),
    (1, "network", "办公室网络不通", "", "reported"),
)
UPKEEP = (("风扇清洗", 14, "台"), ("更换电容", 3, "个"))
SATISFIED = (3, 3, 3, 2, 3)


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """The last weeks of repairs at the main campus, the newest still on their way."""
    campus, now = site.campuses[0], site.wanted.now
    repairer = staff.holders(Role.REPAIRER, 0)[0]
    for category in ("water", "power", "doors", "furniture", "appliance"):
        TradeRepairer.objects.create(campus=campus, category=category, person=repairer)
    rooms = own_rooms(site, staff)
    for number, fault in enumerate(FAULTS if rooms else ()):
        room, teacher = rooms[number % len(rooms)]
        run(site, staff, room, teacher, fault, SATISFIED[number % len(SATISFIED)])
    keep_up(site, staff)
    plan_ahead(site, staff, now)
    build(site, staff, now)
    leave_at_the_door(site, now)
    return RepairTicket.objects.count()


def own_rooms(site: Site, staff: Staff) -> list[tuple[Place, Any]]:
    """Rooms of the main campus with the teacher whose class uses them."""
    year = site.term.school_year
    found = []
    for (school_year, team), school_class in site.classes.items():
        teachers = staff.by_team.get((team, Role.TEACHER), [])
        if school_year != year or team.campus != 0 or not teachers:
            continue
        room = Place.objects.filter(school_class=school_class).order_by("kind", "pk").first()
        if room:
            found.append((room, teachers[0]))
    return found


def open_day(campus: Any, now: datetime, days: int) -> date | None:
    """The school day that lies so many days back, or the one before it."""
    day = timezone.localdate(now) - days * DAY
    return next((day - n * DAY for n in range(8) if is_open_on(campus, day - n * DAY)), None)


def run(
    site: Site, staff: Staff, room: Place, teacher: Any, fault: tuple[int, str, str, str, str],
    satisfied: int,
) -> None:  # fmt: skip
    days, category, what, work, until = fault
    day = open_day(site.campuses[0], site.wanted.now, days)
    if day is None or day < site.term.starts_on:
        return
    when = at(day, "08:40")
    told = Fault(category=category, what=what, place=room)
    ticket = reporting.report(told, by=teacher, now=when)
    carry_on(ticket, staff, when, work, until, satisfied)


def carry_on(
    ticket: RepairTicket, staff: Staff, when: datetime, work: str, until: str, satisfied: int
) -> None:
    """As far as it is by now: given out, taken, repaired, accepted by who reported it."""
    repairer, hour = staff.holders(Role.REPAIRER, 0)[0], timedelta(hours=1)
    if until == "reported":
        return
    repairing.assign(ticket, repairer=repairer, by=staff.director, now=when + hour / 2)
    if until == "assigned":
        return
    repairing.take(ticket, by=repairer, now=when + hour)
    if until == "waiting":
        repairing.hold(ticket, "weather", by=repairer, now=when + 2 * hour)
    if until in ("waiting", "repairing"):
        return
    hours, cost = Decimal("0.5"), Decimal(20)
    repairing.arrive(ticket, by=repairer, now=when + 2 * hour)
    repairing.finish(
        ticket, work=work, by=repairer, now=when + 3 * hour, hours=hours, labour_cost=cost
    )
    if until == "done":
        ticket = RepairTicket.objects.get(pk=ticket.pk)
        accepting.accept(ticket, by=ticket.reporter, now=when + 7 * hour, satisfaction=satisfied)


def keep_up(site: Site, staff: Staff) -> None:
    """The upkeep of each month, by the piece; what was owed by now is proved."""
    owed = Task.objects.filter(proof="maintenance", due_at__lte=site.wanted.now).order_by("pk")
    papers = [paper for task in owed if (paper := upkeep(site, staff, task))]
    filing.submit_many(papers)


def upkeep(site: Site, staff: Staff, task: Task) -> Maintenance | None:
    number = [campus.pk for campus in site.campuses].index(task.campus_id or site.campuses[0].pk)
    campus = site.campuses[number]
    day = open_day(campus, task.due_at, 1)
    if day is None or at(day, "15:20") < task.opens_at:
        return None
    when = at(day, "15:20")
    entry = Entry(
        campus=campus, subject=task.subject, happened_at=when, entered_at=when + timedelta(hours=1),
        entered_by=staff.holders(Role.REPAIRER, number)[0],
    )  # fmt: skip
    occasion = task.subject or Maintenance.Occasion.REGULAR
    paper = Maintenance(entry=entry, occasion=occasion, work="检查、清洁并紧固")
    paper.new_lines = [
        MaintenanceLine(position=n, thing=thing, quantity=Decimal(count), unit=unit)
        for n, (thing, count, unit) in enumerate(UPKEEP, start=1)
    ]
    return paper


def plan_ahead(site: Site, staff: Staff, now: datetime) -> None:
    """The plan of the coming holidays, before the principal."""
    campus, first = site.campuses[0], site.term.last_teaching_day + DAY
    day = open_day(campus, now, 1)
    if day is None or day < site.term.starts_on:
        return
    plan = RepairPlan(
        entry=Entry(campus=campus, happened_at=at(day, "10:00")), title="假期维修计划",
        occasion=RepairPlan.Occasion.WINTER, first_on=first, last_on=first + 20 * DAY,
        budget=Decimal(6000),
    )  # fmt: skip
    lines = [
        RepairPlanLine(
            position=1, what="走廊墙面粉刷", category="building", quantity=Decimal(120), unit="平方米",
            cost=Decimal(3600),
        ),
        RepairPlanLine(
            position=2, what="课桌椅维修", category="furniture", quantity=Decimal(26), unit="套",
            cost=Decimal(1300),
        ),
    ]  # fmt: skip
    planning.write(plan, lines, by=staff.director, now=at(day, "10:00"))


def build(site: Site, staff: Staff, now: datetime) -> None:
    """One project that is agreed to and one that stands on the list."""
    campus, year = site.campuses[0], timezone.localdate(now).year
    day = open_day(campus, now, 14)
    painted = Project.objects.create(
        year=year, campus=campus, name="教学楼墙面粉刷", kind=Project.Kind.PAINTING,
        scope="教室、走廊、办公室墙面", budget=Decimal(38000), funding="公用经费", owner=staff.director,
    )  # fmt: skip
    ProjectItem.objects.create(
        project=painted, what="墙面", rooms="一楼、二楼", quantity=860, unit="平方米", year=year
    )
    desks = Project.objects.create(
        year=year, campus=campus, name="课桌椅分年更新", kind=Project.Kind.FURNITURE,
        budget=Decimal(60000), owner=staff.director,
    )  # fmt: skip
    for number, grade in enumerate(("小班", "中班", "大班")):
        ProjectItem.objects.create(
            project=desks, what="课桌椅", rooms=grade, quantity=30, unit="套", year=year + number
        )
    if day and day >= site.term.starts_on:
        works.make_scheme(
            painted, scheme="利用周末分层施工，使用环保涂料，施工后通风。",
            safety="施工区域围挡，儿童不进入；材料不在园内过夜存放。", by=staff.director,
            now=at(day, "09:00"),
        )  # fmt: skip
        approval = asking.latest(works.APPROVAL, painted)
        if approval:
            when = at(day, "16:00")
            deciding.agree(approval, by=staff.principal, now=when, seen=approval.digest)


def leave_at_the_door(site: Site, now: datetime) -> None:
    """A parent scanned the label at the gate."""
    gate = Place.objects.filter(campus=site.campuses[0], kind=Place.Kind.GATE).first()
    if gate:
        door.leave(
            Spot(gate.campus, gate), category="building", what="大门口地砖松动", name="一位家长",
            phone="", address="sample", now=now - timedelta(hours=2),
        )  # fmt: skip
