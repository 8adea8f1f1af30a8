"""What the gate has before it: who is inside, who is expected, what is out, what is next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from logistics.duties.models import Task
from logistics.duties.models.tasks import OPEN_STATES
from safety.gate import passing
from safety.gate.classes import VIEW as PICKUP
from safety.gate.staying import TAKEN_BACK_WITHIN
from safety.models import (
    EarlyLeave,
    ExpectedVisit,
    GateStep,
    GuardPost,
    LeaveSlip,
    PatrolRun,
    VisitorLog,
)
from safety.models.visitors import VISITS, VisitState

VIEW, KEEP = "safety.view_gate", "safety.keep_gate"
MOST = 40
OF_THE_GUARD = (
    "guard_patrol", "guard_shift", "gate_lock", "closing_check", "equipment_check", "fire_patrol",
)  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """Whose gate is looked at: one campus, or all in reach."""

    person: Any
    campus: Any
    now: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    def stays(self, model: Any, *related: str, permission: str = VIEW) -> Any:
        rows = model.objects.open().reached_by(self.person, permission)
        if self.campus:
            rows = rows.filter(entry__campus=self.campus)
        return rows.select_related("entry", *related).order_by("entry__happened_at", "pk")

    def rows(self, model: Any, permission: str = VIEW) -> Any:
        reach = self.person.reach(permission).within(campus="campus_id")
        rows = model.objects.filter(reach)
        return rows.filter(campus=self.campus) if self.campus else rows


def visitors_inside(reached: Reached) -> Any:
    rows = reached.stays(VisitorLog, "host", "entry__campus")
    return rows.defer("phone", "paper_number", "host__identity_number")


def expected(reached: Reached) -> Any:
    """Today's visits that have not come in, and whoever waits for an answer."""
    open_now = VISITS[VisitState.WAITING] | VISITS[VisitState.AGREED]
    answered = VISITS[VisitState.REFUSED] & Q(refused_at__gte=reached.now - timedelta(minutes=30))
    rows = reached.rows(ExpectedVisit).filter(open_now | answered, on=reached.on)
    rows = rows.select_related("host", "campus", "agreed_by")
    return rows.defer("phone", "paper_number").order_by("clock", "pk")


def slips_of_children(reached: Reached) -> list[Any]:
    """Leave slips of today with which no child has left yet; with the names of the children."""
    if not reached.person.has_perm(PICKUP):
        return []
    reach = reached.person.reach(PICKUP).within(
        campus="entry__campus_id", school_class="entry__school_class_id"
    )
    rows = LeaveSlip.objects.unused().filter(reach, on=reached.on)
    if reached.campus:
        rows = rows.filter(entry__campus=reached.campus)
    related = ("child", "entry__school_class", "entry__entered_by")
    rows = rows.select_related(*related).defer("child__identity_number", "child__note")
    return list(rows.order_by("clock", "pk")[:MOST])


def children_out(reached: Reached) -> list[Any]:
    """Children who left today and are to come back."""
    if not reached.person.has_perm(PICKUP):
        return []
    rows = reached.stays(EarlyLeave, "child", "entry__school_class", permission=PICKUP)
    rows = rows.filter(slip__comes_back=True, slip__on=reached.on)
    return list(rows.defer("fetched_by", "child__identity_number", "child__note")[:MOST])


def next_tasks(reached: Reached) -> list[Task]:
    """What the guard owes next: patrols, locks, checks."""
    rows = Task.objects.owed_by(reached.person).filter(proof__in=OF_THE_GUARD)
    rows = rows.in_state(OPEN_STATES, reached.now).with_state(reached.now).for_rows()
    return list(rows.order_by("due_at", "pk")[:5])


def just_ended(reached: Reached) -> list[GateStep]:
    """Steps of the last minutes, each of which may still be taken back."""
    since = reached.now - TAKEN_BACK_WITHIN
    rows = GateStep.objects.filter(by=reached.person, at__gte=since).select_related("entry")
    last: dict[int, GateStep] = {}
    for step in rows.order_by("pk"):
        last[step.entry_id] = step
    found = [step for step in last.values() if step.act != GateStep.Act.UNDONE]
    return sorted(found, key=lambda step: step.pk, reverse=True)[:5]


def read(reached: Reached) -> dict[str, Any]:
    visitors = list(visitors_inside(reached)[: MOST + 1])
    for visit in visitors:
        visit.stayed = timezone.localdate(visit.entry.happened_at) < reached.on
    others = passing.read(reached.stays, reached.now)
    return {
        "visitors": visitors[:MOST],
        "vehicles": others["vehicle"][:MOST],
        "exit_slips": others["exit_slip"][:MOST],
        "keys": others["key_loan"][:MOST],
        "deliveries": others["gate_delivery"][:MOST],
        "people_inside": sum(visit.count for visit in visitors),
        "has_more": any(len(found) > MOST for found in (visitors, *others.values())),
        "expected": list(expected(reached)[:MOST]),
        "slips": slips_of_children(reached),
        "children_out": children_out(reached),
        "posts": list(reached.rows(GuardPost).select_related("person")),
        "run": PatrolRun.objects.going().filter(by=reached.person).first(),
        "tasks": next_tasks(reached),
        "ended": just_ended(reached),
        "today": reached.on,
    }
