"""What the teachers of the sample school ask the store for, and what becomes of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assets.buying import deciding, requesting
from assets.buying.deciding import Give
from assets.models import RequestLine, Requisition
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.school.calendar import DAY, at
from logistics.stores.models import Store

ASKED = (
    "拖把 2 把",
    "洗手液 3 瓶\n抹布 5 条",
    "签字笔 6 支",
    "垃圾袋 4 卷",
    "绘本架 1 个",
    "扫帚 2 把",
)
WAITING = 2  # the newest, still to be decided


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """The last days of the store: most is issued, something is bought, the newest still waits."""
    campus, now = site.campuses[0], site.wanted.now
    store = Store.objects.filter(campus=campus, kind="supplies").first()
    teachers = [
        people[0]
        for (team, role), people in staff.by_team.items()
        if role == Role.TEACHER and team.campus == 0
    ]
    if store is None or not teachers:
        return 0
    for number, text in enumerate(ASKED):
        when = days_ago(now, len(ASKED) - number)
        paper = ask(store, teachers[number % len(teachers)], text, when)
        if paper and number < len(ASKED) - WAITING:
            decide(paper, store, staff, when + timedelta(hours=2))
    return Requisition.objects.count()


def days_ago(now: datetime, days: int) -> datetime:
    return at(timezone.localdate(now) - days * DAY, "09:20")


def ask(store: Store, asker: Any, text: str, when: datetime) -> Any:
    whom = requesting.capacities(asker, on=timezone.localdate(when))
    if not whom or whom[0].campus != store.campus:
        return None
    needs = requesting.read_needs(text)
    return requesting.ask(needs, whom[0], by=asker, now=when).content


def decide(paper: Requisition, store: Store, staff: Staff, when: datetime) -> None:
    """What the store has is issued, old for new where the item says so; the rest is bought."""
    keeper = staff.holders(Role.STOREKEEPER, 0)[0]
    fates = [fate for fate in paper.fates.for_rows() if fate.is_open]
    gives = [
        Give(fate, fate.rest, old_returned=fate.rest if fate.item.old_for_new else Decimal(0))
        for fate in fates
        if fate.item and is_there(fate, store)
    ]
    if gives:
        deciding.issue(paper, gives, store=store, by=keeper, now=when)
    given = {give.fate.pk for give in gives}
    deciding.buy((fate for fate in fates if fate.pk not in given), by=keeper, now=when)


def is_there(fate: RequestLine, store: Store) -> bool:
    item = fate.item
    if item is None or item.is_hazardous:
        return False
    return store.balances.filter(item=item).total() >= fate.rest
