"""Tasks outside the plan of a term: what an event sets off, and what people arrange by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import catalogue, news
from logistics.duties.making import subject_of
from logistics.duties.models import Duty, FollowUp, Rhythm, Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Term


def open_event_tasks(entry: Entry) -> None:
    """A record of this kind sets off the duties that wait for it."""
    for duty in Duty.objects.active().filter(rhythm=Rhythm.EVENT, trigger=entry.kind):
        happen(duty, at=entry.happened_at, scope=entry, key=f"e{entry.pk}")


def happen(duty: Duty, *, at: datetime, scope: Any, key: str) -> Task:
    """Something has happened: the duty is owed within its hours. `scope` has campus, class, place."""
    [task] = open_tasks([set_off(duty, at=at, scope=scope, key=key)])
    return task


def set_off(
    duty: Duty,
    *,
    at: datetime,
    scope: Any,
    key: str,
    due: datetime | None = None,
    subject: str = "",
    term: Term | None = None,
) -> Task:
    """The task an event sets off; not yet saved.

    `due` is given where not the duty's hours but the event says until when; `subject` narrows what
    proves it to records about that very thing. The term is asked for if not given.
    """
    term = term or Term.objects.on(timezone.localdate(at))
    if term is None:
        raise Refused(_("There is no term yet. Make one first."))
    due = due or at + timedelta(hours=duty.hours or 24)
    row = f"d{duty.pk}:t{term.pk}:{key}"
    return Task(
        slot=row,
        series=row,
        duty=duty,
        term=term,
        trade=duty.trade,
        proof=duty.proof_in_use,
        count=duty.count,
        subject=subject or subject_of(duty),
        campus_id=scope.campus_id,
        school_class_id=scope.school_class_id,
        place_id=scope.place_id,
        role=duty.role,
        person_id=duty.person_id,
        by_hand=True,
        opens_at=at,
        due_at=due,
        closes_at=due + timedelta(days=7),
    )


def duty_of(code: str, campus_id: int) -> Duty | None:
    """The duty of this number in the catalogue that is in force here.

    One the school never looked at is taken into force; one it has taken out of force stays out.
    """
    known = Duty.objects.filter(code=code).filter(Q(campus=None) | Q(campus=campus_id))
    if duty := known.filter(is_active=True).order_by("campus_id", "pk").first():
        return duty
    if Duty.objects.filter(code=code).exists():
        return None
    return catalogue.bring_in(catalogue.catalogue()[code], None, None)


def owe(
    code: str, scope: Any, key: str, *, at: datetime, due: datetime | None = None,
    subject: str = "",
) -> Task | None:  # fmt: skip
    """The task of this duty here, to be opened; nothing where the duty is out of force or no term
    is known."""
    return next(iter(owe_all(code, [Occasion(scope, key, due, subject)], at=at)), None)


@dataclass(frozen=True)
class Occasion:
    """One of several things by which a duty is owed at the same moment, as `owe` is told of one."""

    scope: Any
    key: str
    due: datetime | None = None
    subject: str = ""


def owe_all(code: str, occasions: Sequence[Occasion], *, at: datetime) -> list[Task]:
    """The same for several occasions at one campus, asked as much as for one."""
    if not occasions:
        return []
    duty = duty_of(code, occasions[0].scope.campus_id)
    term = Term.objects.on(timezone.localdate(at))
    if duty is None or term is None:
        return []
    return [set_off(duty, at=at, term=term, **vars(one)) for one in occasions]


def open_tasks(tasks: list[Task]) -> list[Task]:
    """The same, as they are stored."""
    put_down(tasks)
    stored = {task.slot: task for task in Task.objects.filter(slot__in=[t.slot for t in tasks])}
    return [stored[task.slot] for task in tasks]


def put_down(tasks: list[Task]) -> None:
    """What was set off before stays as it is, and nothing is owed twice.

    Not by `ignore_conflicts`: SQLite would ignore the other constraints with it.
    """
    Task.objects.bulk_create(
        tasks, update_conflicts=True, unique_fields=["slot"], update_fields=["slot"]
    )


@transaction.atomic
def assign(task: Task, *, person: Any, by: Any, now: datetime) -> None:
    """Give a task to somebody, who is told; making tasks anew leaves it there."""
    open_now = Task.objects.filter(pk=task.pk, proved_at=None)
    if not open_now.update(person=person, by_hand=True):
        raise Refused(_("This task is already proved."))
    task.person, task.by_hand = person, True
    news.assigned(task, by=by, now=now)


@transaction.atomic
def split(task: Task, *, people: list[Any], by: Any, now: datetime) -> list[Task]:
    """One task for each of several people, instead of one for all of them."""
    if task.proved_at or len(people) < 2:
        raise Refused(_("Name at least two people, before the task is proved."))
    first = 2 + Task.objects.filter(series=task.series, slot__startswith=f"{task.slot}/").count()
    parts = [part_of(task, n, person) for n, person in enumerate(people[1:], start=first)]
    assign(task, person=people[0], by=by, now=now)
    for part in Task.objects.bulk_create(parts):
        news.assigned(part, by=by, now=now)
    return [task, *parts]


def part_of(task: Task, number: int, person: Any) -> Task:
    part = Task.objects.get(pk=task.pk)
    part.pk, part.person, part.by_hand = None, person, True
    part.slot = f"{task.slot}/{number}"  # in the same series: each record proves one part
    return part


@transaction.atomic
def excuse(task: Task, *, by: Any, now: datetime, reason: str) -> None:
    """Release somebody from a task that could not be done, once, with the reason; a proof stays one."""
    if not reason:
        raise Refused(_("An excuse needs a reason."))
    free = Task.objects.filter(pk=task.pk, proved_at=None, excused_at=None)
    if not free.update(excused_at=now, excused_by=by, excuse=reason):
        raise Refused(_("This task is already proved or excused."))
    if Task.objects.owed_by(by).filter(pk=task.pk).exists():
        raise Refused(_("Nobody excuses their own task. Ask for it to be excused."))
    task.excused_at, task.excused_by, task.excuse = now, by, reason
    news.excused(task, by=by, now=now)


@transaction.atomic
def follow_up(task: Task, *, by: Any, now: datetime, found: str) -> FollowUp:
    """Somebody asked after a task: those who owe it are told what was found."""
    asked = FollowUp.objects.create(task=task, by=by, at=now, found=found)
    news.asked_after(task, by=by, now=now, found=found)
    return asked
