"""What the sample school has put before its heads: plans to review, missed tasks to excuse."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval
from logistics.demo import words
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import approving, owing
from logistics.duties.models import Plan, State, Task
from logistics.duties.models.tasks import in_state
from logistics.school.calendar import DAY, at
from logistics.school.models import Person

HOUR = timedelta(hours=1)
RECENT = 25 * DAY
MOST_EXCUSES, LEFT_MISSED = 6, 12
AGREED = "同意"
RETURNED_PLAN = "请逐条落实责任人，并写明完成时间"
RETURNED_EXCUSE = "可以补做，请补做后补录"


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    review_plans(site, staff)
    excuse_tasks(site, staff)
    return Approval.objects.count()


def review_plans(site: Site, staff: Staff) -> None:
    """The department's plan is agreed, one that hangs on it came back, the others wait."""
    plans = Plan.objects.filter(term=site.term, closed_at=None).select_related("owner")
    department = plans.get(kind=Plan.Kind.DEPARTMENT)
    others = [p for p in plans.order_by("pk") if p.owner not in (staff.director, staff.principal)]
    review(site, staff, department, asked_at=department.created_at + HOUR, opinion=AGREED)
    if others:
        first = others[0]
        review(site, staff, first, asked_at=first.created_at + HOUR, opinion=RETURNED_PLAN)
    for number, plan in enumerate(others[1:3], start=1):
        review(site, staff, plan, asked_at=site.wanted.now - number * DAY - HOUR)


def review(site: Site, staff: Staff, plan: Plan, *, asked_at: datetime, opinion: str = "") -> None:
    if not plan.created_at <= asked_at <= site.wanted.now:
        return
    approval = asking.ask(approving.PLAN_REVIEW, plan, by=plan.owner, now=asked_at)
    decide(site, approval, by=staff.principal, at=asked_at + 22 * HOUR, opinion=opinion)


def excuse_tasks(site: Site, staff: Staff) -> None:
    """Of what nobody wrote a record for, some asks to be excused, and most of it is."""
    now, rng = site.wanted.now, site.wanted.random("excuses asked for")
    missed = Task.objects.filter(in_state(State.MISSED, now), duty__isnull=False)
    recent = missed.filter(closes_at__range=(now - RECENT, now)).select_related("duty", "person")
    rows = list(recent.order_by("due_at", "slot"))
    left = min(LEFT_MISSED, len(rows) // 2)
    count = min(MOST_EXCUSES, len(rows) - left)
    chosen = sorted(rng.sample(rows, count), key=lambda task: (task.closes_at, task.pk))
    for number, task in enumerate(chosen):
        asked_at = morning_after(task.closes_at)
        reasons = words.EXCUSES.get(task.role, ()) + words.EXCUSES[""]
        people = owing.owers(task, on=timezone.localdate(now))
        people = [person for person in people if person != staff.director]
        if people and asked_at <= now:
            opinion = {1: RETURNED_EXCUSE, count - 1: ""}.get(number, AGREED)  # the last waits
            excuse(site, staff, task, people[0], asked_at, rng.choice(reasons), opinion)


def excuse(
    site: Site, staff: Staff, task: Task, by: Person, asked_at: datetime, reason: str, opinion: str
) -> None:
    approval = asking.ask(approving.TASK_EXCUSE, task, by=by, now=asked_at, reason=reason)
    decide(site, approval, by=staff.director, at=asked_at + 30 * HOUR, opinion=opinion)


def morning_after(closed: datetime) -> datetime:
    return at(timezone.localdate(closed) + DAY, "08:40")


def decide(site: Site, approval: Approval, *, by: Person, at: datetime, opinion: str) -> None:
    """Agree or return, if it was long enough ago; otherwise it still waits."""
    if not opinion or at > site.wanted.now or by not in approval.waits_for:
        return
    verb = deciding.agree if opinion == AGREED else deciding.return_
    verb(approval, by=by, now=at, seen=approval.digest, opinion=opinion)
