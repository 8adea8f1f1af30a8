"""Build what a test of the approvals does not care about: a school, its people, something to ask."""

from datetime import timedelta

from logistics.approvals import asking
from logistics.duties import approving, making
from logistics.duties.models import Plan, PlanLine, Task
from logistics.school.models import Campus
from tests.duties.factories import make_duty, make_term, moment
from tests.factories import make_person as make_somebody
from tests.factories import numbers

NOW = moment("2026-09-08 10:00")
HOUR = timedelta(hours=1)


def make_person(role=None, campus=None, **given):
    """Somebody who can log in, at the first campus unless named; `campus=None` with everywhere."""
    given.setdefault("username", f"login-{next(numbers)}")
    at = None if given.pop("everywhere", False) else campus or Campus.objects.first()
    return make_somebody(role=role, campus=at, **given)


def make_plan(owner, **given):
    term = given.pop("term", None)
    return Plan.objects.create(
        **{"title": "Plan of the term", "owner": owner, "term": term, "year": 2026} | given
    )


def add_line(plan, text="Check the extinguishers", **given):
    return PlanLine.objects.create(**{"plan": plan, "text": text, "month": 9} | given)


def missed_task(role="carer", **given):
    """The first task of a duty of the term, missed by now."""
    duty = make_duty(role=role, **given)
    making.make_tasks(make_term(), duties=[duty])
    return Task.objects.earliest("due_at")


def ask_review(plan, *, by=None, now=NOW, reason=""):
    return asking.ask(approving.PLAN_REVIEW, plan, by=by or plan.owner, now=now, reason=reason)


def ask_excuse(task, *, by, now=NOW, reason="The class was out"):
    return asking.ask(approving.TASK_EXCUSE, task, by=by, now=now, reason=reason)
