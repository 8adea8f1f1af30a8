"""Whom the duties tell of what."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import NoticeKind
from logistics.duties.models import State, Task
from logistics.duties.models.tasks import in_state
from logistics.duties.owing import owers
from logistics.notices.models import Notice
from logistics.notices.telling import settle, tell
from logistics.records.models import Entry

ASSIGNED, EXCUSED, ASKED = "task_assigned", "task_excused", "task_asked_after"
VOIDED, CORRECTED, LATE = "record_voided", "record_corrected", "safety_late"
AT_NIGHT_TOO = "safety"  # the trade whose overdue tasks are told at any hour

KINDS = [
    NoticeKind(
        ASSIGNED,
        _("Task assigned"),
        _("%(person)s has given you a task: %(task)s, by %(due)s"),
        leaves=True,
    ),
    NoticeKind(
        EXCUSED, _("Task excused"), _("You are released from %(task)s: %(reason)s")
    ),
    NoticeKind(ASKED, _("Task followed up"), _("%(person)s asked after %(task)s: %(found)s")),
    NoticeKind(
        VOIDED, _("Record voided"), _("%(person)s has voided your record %(record)s: %(reason)s")
    ),
    NoticeKind(
        CORRECTED,
        _("Record corrected"),
        _("%(person)s has corrected your record %(record)s: %(reason)s"),
    ),
    NoticeKind(
        LATE, _("Safety task overdue"), _("Overdue: %(task)s, was due by %(due)s"), urgent=True,
        leaves=True,
    ),
]  # fmt: skip


def assigned(task: Task, *, by: Any, now: datetime) -> None:
    about(task, ASSIGNED, [task.person], by=by, now=now, person=str(by), due=task.due_at)


def excused(task: Task, *, by: Any, now: datetime) -> None:
    settle(LATE, str(task.pk), now=now)
    if task.person:
        about(task, EXCUSED, [task.person], by=by, now=now, reason=task.excuse)


def asked_after(task: Task, *, by: Any, now: datetime, found: str) -> None:
    people = owers(task, on=timezone.localdate(now))
    about(task, ASKED, people, by=by, now=now, person=str(by), found=found)


def about(task: Task, kind: str, people: list[Any], *, by: Any, now: datetime, **said: Any) -> None:
    url, campus = task.get_absolute_url(), task.campus
    tell(people, kind, url=url, now=now, by=by, campus=campus, task=str(task), **said)


def taken_back(entry: Entry, kind: str, *, by: Any, now: datetime, reason: str) -> None:
    """Somebody else voided or corrected what one had written."""
    tell(
        [entry.entered_by],
        kind,
        url=entry.get_absolute_url(),
        now=now,
        by=by,
        campus=entry.campus,
        person=str(by),
        record=entry.number,
        reason=reason,
    )


def tell_late(*, now: datetime) -> int:
    """Tell of safety tasks that are overdue, each person once a task; forget those that are done."""
    late = Task.objects.filter(in_state(State.LATE, now), trade=AT_NIGHT_TOO).for_rows()
    tasks = {str(task.pk): task for task in late}
    over = Notice.objects.filter(kind=LATE, read_at=None).exclude(key__in=tasks)
    for key in over.order_by().values_list("key", flat=True).distinct():
        settle(LATE, key, now=now)
    return sum(len(told_late(task, key, now=now)) for key, task in tasks.items())


def told_late(task: Task, key: str, *, now: datetime) -> list[Notice]:
    return tell(
        owers(task, on=timezone.localdate(now)),
        LATE,
        url=task.get_absolute_url(),
        now=now,
        key=key,
        campus=task.campus,
        task=str(task),
        due=task.due_at,
    )
