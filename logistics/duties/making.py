"""Tasks of a term: made when it opens, remade when a duty or the calendar changes.

What has proof, is excused, was asked after or was arranged by hand is never touched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import kinds
from logistics.duties import proving
from logistics.duties.ground import Ground, Target
from logistics.duties.models import Duty, PlanLine, Task
from logistics.duties.models.duties import WORK_NOTE
from logistics.duties.rhythms import Span, spans
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of, whole_month
from logistics.school.models import Term

MOST_TASKS = 20_000  # of one duty in one term; more is asked back
BATCH = 1000
TIMES = ("opens_at", "due_at", "closes_at")


@dataclass(frozen=True)
class Made:
    """What a making changed."""

    created: int = 0
    removed: int = 0
    moved: int = 0


def subject_of(duty: Duty) -> str:
    """A note proves only the duty it is about; a register's record what its kind says."""
    if duty.proof_in_use == WORK_NOTE:
        return f"duty:{duty.pk}"
    kind = kinds().get(duty.proof_in_use)
    return kind.narrows(duty) if kind else ""


def wanted_tasks(duty: Duty, ground: Ground) -> Iterator[Task]:
    for target in ground.targets(duty):
        series = f"d{duty.pk}:t{ground.term.pk}{target.key}"
        for span in spans(duty, target.calendar, target.meals):
            yield task_for(duty, ground.term, target, series, span)


def task_for(duty: Duty, term: Term, target: Target, series: str, span: Span) -> Task:
    row = f"{series}:{span.meal}" if span.meal else series
    return Task(
        duty=duty,
        series=row,
        slot=f"{row}:{span.key}",
        term=term,
        trade=duty.trade,
        proof=duty.proof_in_use,
        count=duty.count,
        subject=subject_of(duty),
        campus_id=target.campus_id,
        school_class_id=target.class_id,
        place_id=target.place_id,
        meal=span.meal,
        role=duty.role,
        person_id=span.person_id or duty.person_id or target.person_id,
        opens_at=span.opens_at,
        due_at=span.due_at,
        closes_at=span.closes_at,
    )


def refuse_flood(duty: Duty, ground: Ground) -> None:
    """Counted before anything is made, so that asking for a million costs next to nothing."""
    count = 0
    for target in ground.targets(duty):
        count += len(spans(duty, target.calendar, target.meals))
        if count > MOST_TASKS:
            break
    if count > MOST_TASKS:
        raise Refused(
            _("“%(duty)s” would make %(count)s tasks in this term. Choose a wider rhythm or scope.")
            % {"duty": duty, "count": f"{count:,}"}
        )


@transaction.atomic
def make_tasks(
    term: Term, *, duties: Iterable[Duty] | None = None, keep_before: datetime | None = None
) -> Made:
    """Make the tasks of a term agree with its duties and its calendar.

    `keep_before`: what was due earlier stays as it was, so that changing a duty does not make
    its past misses disappear. Refuses a duty that would make more than 20,000 tasks.
    """
    every = Q(duty__isnull=False)
    chosen = list(Duty.objects.active().prefetch_related("turns") if duties is None else duties)
    ground = Ground(term)
    wanted: dict[str, Task] = {}
    for duty in chosen:
        if duty.is_active:
            refuse_flood(duty, ground)
            wanted |= {task.slot: task for task in wanted_tasks(duty, ground)}
    scope = every if duties is None else Q(duty__in=[duty.pk for duty in chosen])
    return bring_about(Task.objects.filter(scope, term=term), wanted, keep_before)


def bring_about(rows: Any, wanted: dict[str, Task], keep_before: datetime | None = None) -> Made:
    """Create, move and remove tasks until the free ones are those wanted."""
    settled = Q(proved_at__isnull=False) | Q(excused_at__isnull=False) | Q(by_hand=True)
    settled |= Q(proofs__isnull=False) | Q(follow_ups__isnull=False)
    if keep_before:
        settled |= Q(due_at__lt=keep_before)
    fixed = set(rows.filter(settled).order_by().values_list("slot", flat=True))
    stale, moved, changed, present = [], [], set(), set()
    for task in rows.order_by().iterator(chunk_size=BATCH):
        present.add(task.slot)
        if task.slot in fixed:
            continue
        if (new := wanted.get(task.slot)) is None:
            stale.append(task.pk)
            changed.add(task.series)
        elif differs(task, new):
            new.pk = task.pk
            moved.append(new)
            changed.add(task.series)
    fresh = [task for slot, task in wanted.items() if slot not in present]
    if keep_before:
        fresh = [task for task in fresh if task.due_at >= keep_before]
    remove(stale)
    Task.objects.bulk_update(moved, MOVED, batch_size=200)
    Task.objects.bulk_create(fresh, batch_size=BATCH)
    settle_series(changed | {task.series for task in fresh})
    return Made(len(fresh), len(stale), len(moved))


MOVED = [*TIMES, "role", "person", "proof", "subject", "count", "trade"]
COMPARED = [*TIMES, "role", "person_id", "proof", "subject", "count", "trade"]


def differs(task: Task, new: Task) -> bool:
    return any(getattr(task, name) != getattr(new, name) for name in COMPARED)


def remove(pks: list[int]) -> None:
    for start in range(0, len(pks), BATCH):
        Task.objects.filter(pk__in=pks[start : start + BATCH]).delete()


def settle_series(series: set[str]) -> None:
    """Records already written may prove what has just been made."""
    if not series or not Entry.objects.exists():
        return
    named = sorted(series)
    for start in range(0, len(named), 200):
        proving.settle(named[start : start + 200])


def remake(duty: Duty, *, now: datetime) -> None:
    """After a duty changed: its tasks from now on, in every term that is not over."""
    remake_all([duty], now=now)


def remake_all(duties: list[Duty], *, now: datetime) -> None:
    """The same for several duties at once."""
    if duties:
        for term in Term.objects.filter(ends_on__gte=timezone.localdate(now)):
            make_tasks(term, duties=duties, keep_before=now)


def after_calendar(term: Term) -> None:
    """After days, classes or places changed: all tasks of the term, and its plan lines."""
    make_tasks(term)
    for line in PlanLine.objects.filter(term=term).select_related("term", "campus", "person"):
        make_line_task(line)


# Plan lines.


def line_days(line: PlanLine) -> tuple[date, date] | None:
    """From when until when a plan line is owed; None while nobody has said when."""
    if line.term is None:
        return None
    if line.due_on:
        return line.opens_on or min(line.due_on, line.due_on.replace(day=1)), line.due_on
    if line.week is not None:
        return line.term.week(line.week)
    return month_days(line.term, line_months(line))


def line_months(line: PlanLine) -> list[int]:
    if line.month:
        return [line.month]
    return [line.quarter * 3 - 2 + n for n in range(3)] if line.quarter else []


def month_days(term: Term, months: list[int]) -> tuple[date, date] | None:
    """The days of those months that lie in the term's months; the whole of each month counts."""
    firsts = [date(year, month, 1) for year, month in term.months() if month in months]
    if not firsts:
        return None
    return firsts[0], whole_month(firsts[-1].year, firsts[-1].month)[1]


def line_task(line: PlanLine) -> Task | None:
    """The one task of a plan line, not yet saved; none while it has no time."""
    days = line_days(line)
    if days is None:
        return None
    first, due = days
    row = f"l{line.pk}"
    return Task(
        line=line,
        series=row,
        slot=row,
        term=line.term,
        trade=line.trade or "logistics",
        proof=line.proof_in_use,
        subject=f"line:{line.pk}",
        campus=line.campus,
        role=line.role,
        person=line.person,
        opens_at=start_of(first),
        due_at=end_of(due),
        closes_at=end_of(due + timedelta(days=31)),
    )


def make_line_tasks(lines: Iterable[PlanLine]) -> None:
    """Make or move the tasks of plan lines, all at once; a line without a time loses its task."""
    lines = list(lines)
    tasks = [task for line in lines if (task := line_task(line))]
    mine = Task.objects.filter(line__in=[line.pk for line in lines])
    bring_about(mine, {task.slot: task for task in tasks})


def make_line_task(line: PlanLine) -> Task | None:
    """The same for one line."""
    make_line_tasks([line])
    return Task.objects.filter(line=line).first()
