"""The gate on the first page: the guard's board, the teacher's class, the director's figures."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.counts import counted
from logistics.duties.models import Task
from logistics.duties.models.tasks import OPEN_STATES
from logistics.school.calendar import DAY, start_of
from logistics.school.views.frame import looked_at
from safety.gate import board, classes
from safety.gate.classes import classes_of
from safety.models import GateTurn, LeaveSlip, Slot, VisitorLog

COVERED = (Slot.GUARD_DAY, Slot.GUARD_NIGHT)


def guard(request: Request, now: datetime) -> dict[str, Any]:
    """How many are inside, who is expected, what is next."""
    if not request.user.has_perm(board.KEEP):
        return {"shown": False}
    reached = board.Reached(request.user, looked_at(request), now)
    visits = [visit.state for visit in board.expected(reached)]
    reach = request.user.reach(classes.VIEW).within(campus="entry__campus_id")
    numbers = counted(
        inside=reached.stays(VisitorLog).select_related(None),
        slips=LeaveSlip.objects.unused().filter(reach, on=reached.on),
    )
    return {
        "shown": True,
        "expected": len(visits),
        "waiting": "visit_waiting" in visits,
        **numbers,
        "patrol": next_patrol(request.user, now),
    }


def next_patrol(person: Any, now: datetime) -> Task | None:
    rows = Task.objects.owed_by(person).filter(proof="guard_patrol").in_state(OPEN_STATES, now)
    return rows.order_by("due_at").first()


def own_classes(request: Request, now: datetime) -> dict[str, Any]:
    """Leave slips, and whether one's own classes are handed over."""
    on = timezone.localdate(now)
    posts = [post for post in request.user.posts_on(on) if post.school_class_id]
    own = {post.school_class_id for post in posts if post.role in (Role.TEACHER, Role.CARER)}
    rows = list(classes_of(request.user, on).filter(pk__in=own)) if own else []
    return {"classes": rows, "done": classes.handed_over_today(rows, on) if rows else set()}


def director(request: Request, now: datetime) -> dict[str, Any]:
    """Who is inside, who stayed over night, and turns of this week nobody has."""
    if not request.user.has_perm(board.VIEW):
        return {"shown": False}
    reached = board.Reached(request.user, looked_at(request), now)
    inside = list(reached.stays(VisitorLog).values_list("entry__happened_at", "count"))
    today = start_of(reached.on)
    return {
        "shown": True,
        "inside": sum(count for _at, count in inside),
        "stayed": sum(at < today for at, _count in inside),
        "holes": holes(reached),
    }


def holes(reached: board.Reached) -> int:
    """Guard turns of the next seven days without anybody, once the school keeps a roster."""
    days = [reached.on + n * DAY for n in range(7)]
    turns = reached.rows(GateTurn).filter(on__range=(days[0] - timedelta(days=28), days[-1]))
    known = set(turns.filter(slot__in=COVERED).values_list("on", "slot"))
    if not known:
        return 0
    return sum((day, slot) not in known for day in days for slot in COVERED)


HOME = [
    HomeCard(frozenset({Role.GUARD}), "safety/_gate_home.html", guard, 5),
    HomeCard(frozenset({Role.TEACHER, Role.CARER}), "safety/_pickup_home.html", own_classes, 30),
    HomeCard(frozenset({Role.DIRECTOR}), "safety/_gate_director_home.html", director, 45),
]
