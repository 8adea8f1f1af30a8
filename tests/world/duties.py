"""What is owed: duties, a plan, their tasks, and a request to be let off one."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Route
from logistics.duties import approving, making
from logistics.duties.models import Duty, Plan, PlanLine, RotaTurn
from logistics.school.models import Campus, Term
from tests.world.terms import DAY


def make_duty(campus: Campus, **given: Any) -> Duty:
    usual = {"trade": "health", "rhythm": "daily", "scope": "campus", "on_closed": "keep"}
    return Duty.objects.create(**usual | {"campus": campus} | given)


def owe_something(campus: Campus, term: Term, person: Any, now: datetime) -> dict[str, Any]:
    """A duty of every day, one by turns and one that an event sets off; a plan with a line."""
    today = timezone.localdate(now)
    duty = make_duty(campus, title=f"{campus} duty", role=Role.CARER, scope="class")
    rota = make_duty(campus, title=f"{campus} rota", rhythm="rota", role=Role.GUARD)
    event = make_duty(campus, title=f"{campus} event", rhythm="event", role=Role.DOCTOR, hours=2)
    turn = RotaTurn.objects.create(
        duty=rota, person=person, starts_on=today, ends_on=today + 6 * DAY
    )
    making.make_tasks(term, duties=[duty, rota])
    plan = Plan.objects.create(title=f"{campus} plan", owner=person, term=term, kind="personal")
    line = PlanLine.objects.create(
        plan=plan, text=f"{campus} line", term=term, due_on=today, person=person, campus=campus
    )
    making.make_line_task(line)
    task = duty.tasks.filter(due_at__gt=now).earliest("due_at")
    return {
        "duty": duty, "event": event, "rota": rota, "turn": turn, "plan": plan, "line": line,
        "task": task,
    }  # fmt: skip


def ask(things: dict[str, Any], by: Any, now: datetime) -> None:
    """A request that waits at a campus, and a route of its own."""
    task = things["line"].tasks.get()
    asked = {"by": by, "now": now, "reason": "The class was out"}
    things["approval"] = asking.ask(approving.TASK_EXCUSE, task, **asked)
    things["route"] = Route.objects.create(kind=approving.PLAN_REVIEW, campus=things["campus"])
    things["route"].steps.create(position=1, role=Role.PRINCIPAL)
