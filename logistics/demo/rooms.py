"""The special rooms of the sample school in use: by whom, for what, and who agreed."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing, signing
from logistics.duties.models import RoomUse
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import is_open_on
from logistics.school.models import Place, Post

USES, DAYS = 12, 20
PURPOSES = [
    ("大班合唱排练", "设备已关，门窗已锁"),
    ("绘本阅读活动", "图书已归架"),
    ("科学小实验", "器材已清点"),
    ("美术课", "桌面已清理"),
    ("舞蹈排练", ""),
]


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Uses of the last weeks; the custodian of each room has signed, but for the latest."""
    rng = site.wanted.random("rooms")
    rooms = list(Place.objects.special().order_by("pk"))
    last = timezone.localdate(site.wanted.now)
    days = [last - timedelta(days=n) for n in range(1, DAYS)]
    sheets = []
    for _ in range(USES if rooms else 0):
        room, day = rng.choice(rooms), rng.choice(days)
        posts = Post.objects.current(day).filter(role="teacher", campus=room.campus)
        teacher = posts.exclude(person=room.custodian).order_by("pk").first()
        if teacher is None or not is_open_on(room.campus, day) or day < site.term.starts_on:
            continue
        hour = rng.choice([9, 10, 14, 15])
        at = timezone.make_aware(datetime.combine(day, time(hour, rng.choice([0, 20, 30]))))
        sheets.append(use(room, teacher, at, *rng.choice(PURPOSES)))
    filed = filing.submit_many(sheets, settle=False)  # no task asks for them
    for n, entry in enumerate(filed):
        consent(entry, agreed=n > 0)
    return len(filed)


def use(room: Place, post: Post, at: datetime, purpose: str, state: str) -> RoomUse:
    until = at + timedelta(minutes=40)
    entry = Entry(
        campus=room.campus,
        place=room,
        school_class=post.school_class,
        happened_at=at,
        entered_at=until,
        entered_by=post.person,
    )
    return RoomUse(entry=entry, purpose=purpose, until=until, state_after=state)


def consent(entry: Entry, *, agreed: bool) -> None:
    room, at = entry.place, entry.entered_at
    if not (room and room.needs_consent and room.custodian):
        return
    signing.ask(entry, [(Capacity.CUSTODIAN, room.custodian)], now=at)
    if agreed:
        later = at + timedelta(minutes=15)
        signing.sign(entry, Capacity.CUSTODIAN, by=room.custodian, now=later, seen=1)
