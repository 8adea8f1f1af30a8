"""Who owes a task, and what of it stands in people's inboxes."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import InboxLine, InboxSource
from logistics.duties.models import Plan, State, Task
from logistics.duties.models.tasks import OPEN_STATES, in_state
from logistics.school.models import Person, Post

MOST_OWERS = 20


def owers(task: Task, *, on: date) -> list[Person]:
    """The person named, else everybody who holds the post."""
    if task.person:
        return [task.person]
    posts = Post.objects.current(on).filter(role=task.role)
    if task.school_class_id:
        posts = posts.filter(Q(school_class=task.school_class_id) | Q(school_class=None))
    if task.campus_id:
        posts = posts.filter(Q(campus=task.campus_id) | Q(campus=None))
    people = {post.person_id: post.person for post in posts.select_related("person")[:MOST_OWERS]}
    return list(people.values())


def waiting(person: Any, now: datetime) -> QuerySet[Task]:
    """Due or late, the longest overdue first."""
    open_now = Task.objects.owed_by(person).in_state(OPEN_STATES, now)
    return open_now.for_rows().order_by("due_at", "pk")


def late(now: datetime) -> Q:
    return in_state(State.LATE, now)


def line(task: Task, now: datetime) -> InboxLine:
    state = task.state_now(now)
    return InboxLine(
        title=str(task),
        url=reverse("duties:task_record", args=[task.pk]),
        facts=task.where,
        state=state.value,
        is_late=state == State.LATE,
        at=task.due_at,
    )


def own_plans(person: Any, now: datetime) -> QuerySet[Plan]:
    """Written by this person and not yet closed by their summary."""
    return Plan.objects.filter(owner_id=person.pk, closed_at=None).order_by("-created_at", "pk")


def plan_line(plan: Plan, now: datetime) -> InboxLine:
    return InboxLine(plan.title, plan.get_absolute_url(), plan.get_kind_display())


TASKS = InboxSource(
    code="tasks",
    title=_("Tasks"),
    waiting=waiting,
    line=line,
    late=late,
    started=own_plans,
    started_title=_("Plans"),
    started_line=plan_line,
    everything="duties:task_list",
    everything_query="mine=on&state=due&state=late",
    leaves=True,
    order=20,
)
