"""Hazards of the sample school: found on walks, graded, put right by the repairer, closed by another."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from logistics.demo.people import Staff
from logistics.demo.records import Hands
from logistics.demo.school import Site
from logistics.duties import righting
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Campus, Place
from safety.hazards import counting, grading, opening
from safety.models import Hazard, HazardReport, Level

KIND = Place.Kind
# What, where, which category, what is done, and how many days after it was found.
FOUND = (
    ("楼梯扶手松动", KIND.CORRIDOR, "building", "紧固扶手并补焊", 2),
    ("应急照明灯不亮", KIND.CORRIDOR, "fire", "更换应急灯电池", 1),
    ("窗户限位器脱落", KIND.ACTIVITY_ROOM, "facility", "重新安装限位器", 1),
    ("插座面板破裂", KIND.CLASSROOM, "utility", "断电更换插座面板", 1),
    ("地面瓷砖翘起", KIND.WASHROOM, "facility", "重新铺贴", 3),
    ("滑梯连接螺丝外露", KIND.PLAYGROUND, "facility", "加装螺帽盖", 2),
    ("疏散通道堆放纸箱", KIND.CORRIDOR, "fire", "当场清走", 0),
    ("围栏立柱生锈", KIND.YARD, "security", "除锈刷漆", 4),
    ("柜门合页松脱", KIND.NAP_ROOM, "facility", "更换合页", 2),
    ("排水沟盖板缺失", KIND.YARD, "facility", "补装盖板", 1),
)
MAJOR = "疏散楼梯门被锁，宽度不足"
EVERY = 6  # school days between two hazards
WAY = timedelta(minutes=30)  # from one campus to the other
LEFT_OPEN = 2  # of the last ones, as on any day


def write(site: Site, staff: Staff) -> int:
    """A hazard every few days at each campus, closed within its days but for the last ones."""
    hands, count = Hands(site, staff, site.term), 0
    for number, campus in enumerate(site.campuses):
        first = max(site.wanted.begins_on, site.term.starts_on)
        days = [d for d in hands.open_days[campus.pk] if first <= d <= site.wanted.today]
        for turn, day in enumerate(days[::EVERY]):
            count += one(site, staff, campus, number, days, turn, day)
        if number == 0 and len(days) > 20:
            count += major(site, staff, campus, days[8])
    return count + summarise(site, staff, hands)


def one(
    site: Site, staff: Staff, campus: Campus, number: int, days: list[date], turn: int, day: date
) -> int:
    """One hazard of the list and its way, as far as the days have gone."""
    what, kind, category, done, after = FOUND[(turn + 3 * number) % len(FOUND)]
    places = list(Place.objects.in_use().filter(campus=campus, kind=kind).order_by("pk"))
    found_at = at(day, "09:40")
    if not places or found_at > site.wanted.now:
        return 0
    finder = staff.holders("guard", number)[0]
    repairer = staff.holders("repairer", number)[0]
    hazard = found(campus, places[turn % len(places)], what, category, finder, found_at)
    give_out(hazard, repairer, done, by=staff.director, now=found_at + timedelta(minutes=50))
    later = [d for d in days if d >= day][after:]
    if later and len(later) > LEFT_OPEN:
        way = number * WAY
        right_at, seen_at = at(later[0], "14:30") + way, at(later[1], "17:20") + way
        close(hazard, done, right_at, seen_at, repairer, staff.director, site.wanted.now)
    return 1


def found(campus: Campus, place: Place, what: str, category: str, by: Any, now: datetime) -> Hazard:
    entry = Entry(campus=campus, place=place, happened_at=now)
    hazard = Hazard(entry=entry, what=what, category=category)
    return opening.report(hazard, by=by, now=now + timedelta(minutes=3))


def give_out(hazard: Hazard, repairer: Any, measure: str, *, by: Any, now: datetime) -> None:
    hazard.level, hazard.measure, hazard.responsible = Level.ORDINARY, measure, repairer
    grading.grade(hazard, by=by, now=now, seen=1)


def close(
    hazard: Hazard, done: str, right_at: datetime, seen_at: datetime, repairer: Any, by: Any,
    now: datetime,
) -> None:  # fmt: skip
    """Put right by the repairer, and looked at again by the director."""
    if right_at <= now:
        righting.put_right(hazard.finding, done=done, by=repairer, now=right_at)
    if seen_at <= now:
        righting.recheck(hazard.finding, passed=True, by=by, now=seen_at)


@transaction.atomic
def major(site: Site, staff: Staff, campus: Campus, day: date) -> int:
    """One major hazard of the term: controlled, reported the same day, closed in two days."""
    place = Place.objects.in_use().filter(campus=campus, kind=KIND.CORRIDOR).first()
    if place is None or at(day, "09:00") > site.wanted.now:
        return 0
    guard, repairer = staff.holders("guard", 0)[0], staff.holders("repairer", 0)[0]
    hazard = found(campus, place, MAJOR, "fire", guard, at(day, "09:00"))
    hazard.level, hazard.basis, hazard.responsible = Level.MAJOR, "exits", repairer
    hazard.measure, hazard.interim = "当日开锁并拆除门边隔断", "派专人值守，楼梯停用"
    hazard.contingency, hazard.fund = "改由南侧楼梯疏散", Decimal(1200)
    grading.grade(hazard, by=staff.director, now=at(day, "09:25"), seen=1)
    entry = Entry(
        campus=campus, place=place, subject=righting.about(hazard.finding),
        happened_at=at(day, "09:50"),
    )  # fmt: skip
    report = HazardReport(
        entry=entry, hazard=hazard, reported_to="区教育局安全科", answer="要求当日整改并回报"
    )
    grading.report_upwards(report, by=staff.principal, now=at(day, "09:50"))
    done, now = "隔断已拆除，门锁已取下", site.wanted.now
    close(hazard, done, at(day, "14:00"), at(day, "17:00"), repairer, staff.director, now)
    return 1


def summarise(site: Site, staff: Staff, hands: Hands) -> int:
    """The figures of each month that is over."""
    count = 0
    for number, campus in enumerate(site.campuses):
        last: dict[date, date] = {}
        for day in hands.open_days[campus.pk]:
            if site.wanted.begins_on <= day:
                last[day.replace(day=1)] = day
        for month, day in sorted(last.items()):
            if (now := at(day, "18:20") + number * WAY) <= site.wanted.now:
                counting.summarise(campus, month, note="", by=staff.director, now=now)
                count += 1
    return count
