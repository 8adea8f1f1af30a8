"""The guards' shift: coming on post, handing over with both names; the gate opened and locked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.rules import rule
from safety.models import GateTurn, GuardPost, GuardShift, ShiftGuard, Slot, VisitorLog

DAY_FROM, NIGHT_FROM = "gate_day_shift_from", "gate_night_shift_from"
HALF_A_SHIFT = timedelta(hours=6)


def hour_of(code: str, on: date) -> int:
    return int(rule(code, on=on))


def shift_at(now: datetime) -> tuple[str, datetime]:
    """The shift that a guard who comes now belongs to, and when it begins.

    The nearer handover counts: who comes half an hour early is early for the next one.
    """
    today = timezone.localdate(now)
    starts = []
    for on in (today - timedelta(days=1), today, today + timedelta(days=1)):
        for shift, code in ((GuardShift.Shift.DAY, DAY_FROM), (GuardShift.Shift.NIGHT, NIGHT_FROM)):
            starts.append((clock(on, hour_of(code, on)), shift))
    at, shift = min(starts, key=lambda each: abs(each[0] - now))
    return shift, at


def clock(on: date, hour: int) -> datetime:
    naive = datetime(on.year, on.month, on.day, hour % 24)  # noqa: DTZ001  made aware below
    return timezone.make_aware(naive)


@transaction.atomic
def come_on(campus: Any, *, by: Any, now: datetime) -> GuardPost:
    """A guard is on post from now; how late is counted against the beginning of the shift."""
    shift, starts_at = shift_at(now)
    late = max(int((now - starts_at).total_seconds() // 60), 0)
    post = GuardPost(campus=campus, person=by, shift=shift, came_at=now, minutes_late=late)
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("You are on post already.")) from twice
    return post


def on_post(campus: Any) -> Any:
    return GuardPost.objects.filter(campus=campus).select_related("person")


@transaction.atomic
def hand_over(shift: GuardShift, *, by: Any, now: datetime) -> Entry:
    """The shift ends: its guards, what happened, what was handed over; both sign.

    Those of the shift leave their post; who takes over comes on post by itself.
    """
    campus = shift.entry.campus
    if shift.taken_by_id == by.pk:
        raise Refused(_("Nobody takes over from themselves."))
    posts = list(on_post(campus).select_for_update().exclude(person=shift.taken_by))
    shift.new_lines = guards_of(posts, by)
    shift.starts_at = min([p.came_at for p in posts] or [shift.starts_at])
    shift.inside = VisitorLog.objects.open().filter(entry__campus=campus).count()
    shift.entry.is_zero = not shift.text and shift.is_in_order
    entry = filing.submit(shift, by=by, now=now)
    GuardPost.objects.filter(pk__in=[post.pk for post in posts]).delete()
    if shift.taken_by:
        people = [(Capacity.HANDED_OVER, by), (Capacity.TAKEN_OVER, shift.taken_by)]
        signing.ask(entry, people, now=now)
        signing.sign(entry, Capacity.HANDED_OVER, by=by, now=now, seen=entry.version)
        take_post(campus, shift.taken_by, now=now)
    return entry


def guards_of(posts: Iterable[GuardPost], by: Any) -> list[ShiftGuard]:
    lines = [
        ShiftGuard(person=post.person, came_at=post.came_at, minutes_late=post.minutes_late)
        for post in posts
    ]
    if by.pk not in [line.person_id for line in lines]:
        lines.insert(0, ShiftGuard(person=by))
    return lines


def take_post(campus: Any, person: Any, *, now: datetime) -> None:
    """Whoever takes over is there, unless they had come before."""
    if not GuardPost.objects.filter(person=person).exists():
        come_on(campus, by=person, now=now)


# The roster.

GUARDS = (Slot.GUARD_DAY, Slot.GUARD_NIGHT)


@transaction.atomic
def fill_roster(
    campus: Any, days: Iterable[date], slot: str, people: list[Any], *, a_day: int = 1
) -> int:
    """Put people on the roster in turn, `a_day` of them each day; whoever stands there stays."""
    if not people:
        raise Refused(_("Choose who takes turns."))
    wanted = []
    for n, on in enumerate(days):
        turn = [people[(n * a_day + k) % len(people)] for k in range(min(a_day, len(people)))]
        wanted += [GateTurn(campus=campus, on=on, slot=slot, person=person) for person in turn]
    GateTurn.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["campus", "on", "slot", "person"],
        update_fields=["slot"],
    )
    return len(wanted)
