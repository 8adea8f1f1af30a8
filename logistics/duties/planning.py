"""From a written plan to lines and duties: what a reviewed plan becomes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from logistics.duties import making
from logistics.duties.models import Duty, Plan, PlanLine, Rhythm, Task
from logistics.duties.models.duties import WORK_NOTE
from logistics.duties.models.tasks import owed_by, reached_by
from logistics.errors import Refused
from logistics.school.calendar import whole_month
from logistics.school.models import Term


@dataclass(frozen=True)
class Placed:
    """A line of the plan as the director has placed it. Without month and quarter it waits."""

    text: str
    line: int
    heading: str = ""
    month: int | None = None
    quarter: int | None = None
    role: str = "director"


@dataclass(frozen=True)
class Recurring:
    """A recurring duty the director has taken over from the plan.

    `details` are the further fields of the duty that its sentence names: weekdays, months …
    """

    text: str
    line: int
    rhythm: str
    role: str
    scope: str = "campus"
    trade: str = "logistics"
    details: dict[str, Any] = field(default_factory=dict)


def year_of_each(months: Iterable[int | None], first_year: int) -> list[int]:
    """The calendar year of each month of a plan in the order written: after 十二月份, 一月份 is next.

    A step back of a month or two is a plan out of order, not a new year.
    """
    years, year, last = [], first_year, None
    for month in months:
        if month and last and last - month >= 6:
            year += 1
        last = month or last
        years.append(year)
    return years


def term_of(year: int, month: int, terms: list[Term]) -> Term | None:
    """The term a month belongs to: of two that touch it, the one that teaches more in it."""
    touching = [term for term in terms if (year, month) in term.months()]
    return max(touching, key=lambda term: teaching_days(term, year, month), default=None)


def teaching_days(term: Term, year: int, month: int) -> int:
    first, last = whole_month(year, month)
    start, end = max(first, term.first_teaching_day), min(last, term.last_teaching_day)
    return (end - start).days


BY_DAY = re.compile(r"(?:(\d{1,2})\s*月)?(\d{1,2})\s*[日号](?:之前|以前|前)")
BY_END = re.compile(r"(?:(\d{1,2})\s*|本|当)?月(?:底|末)(?:之前|以前|前)")


def hard_date(text: str, year: int, month: int | None) -> date | None:
    """The day by which a line says it is to be done: 3月15日前, 20日前, 月底前; else nothing.

    A month in the text that is not the line's own is taken for what it says.
    """
    if found := BY_DAY.search(text):
        in_month, day = int(found[1] or month or 0), int(found[2])
    elif found := BY_END.search(text):
        in_month, day = int(found[1] or month or 0), 0
    else:
        return None
    if not 1 <= in_month <= 12:
        return None
    first, last = whole_month(year, in_month)
    return first.replace(day=day) if 1 <= day <= last.day else last


def first_year(plan: Plan) -> int:
    """The year in which the plan's first month lies."""
    if plan.term:
        return plan.term.starts_on.year
    return plan.year or plan.created_at.year


def home_term(plan: Plan, month: int | None, year: int, terms: list[Term]) -> Term | None:
    """The term in which a line of the plan is owed; none yet, and the line waits."""
    if month is None:
        return None
    if plan.term:
        return plan.term if month in [m for _year, m in plan.term.months()] else None
    return term_of(year, month, terms)


@transaction.atomic
def adopt(plan: Plan, lines: list[Placed], recurring: list[Recurring], *, now: datetime) -> Plan:
    """Save a reviewed plan with its lines and duties, and make their tasks: all or nothing."""
    if not lines and not recurring:
        raise Refused(_("Nothing is chosen. Keep at least one line or one duty."))
    plan.save()
    years = year_of_each([first_month(line) for line in lines], first_year(plan))
    terms = list(Term.objects.all())
    rows = [
        line_of(plan, placed, year, position, terms)
        for position, (placed, year) in enumerate(zip(lines, years, strict=True))
    ]
    making.make_line_tasks(bulk_create_with_history(rows, PlanLine))
    duties = [add_duty(plan, chosen) for chosen in recurring]
    making.remake_all(duties, now=now)
    return plan


def first_month(placed: Placed) -> int | None:
    return placed.month or (placed.quarter * 3 - 2 if placed.quarter else None)


def line_of(plan: Plan, placed: Placed, year: int, position: int, terms: list[Term]) -> PlanLine:
    return PlanLine(
        plan=plan,
        text=placed.text,
        heading=placed.heading[:200],
        source_line=placed.line,
        term=home_term(plan, first_month(placed), year, terms),
        year=year,
        month=placed.month,
        quarter=placed.quarter,
        due_on=hard_date(placed.text, year, placed.month),
        role=placed.role,
        position=position,
    )


def add_duty(plan: Plan, chosen: Recurring) -> Duty:
    if chosen.rhythm == Rhythm.UNSET:
        raise Refused(_("Line %(line)s: choose how often it is owed.") % {"line": chosen.line})
    return Duty.objects.create(
        title=chosen.text[:120],
        source=chosen.text[:500],
        trade=chosen.trade,
        role=chosen.role,
        scope=chosen.scope,
        rhythm=chosen.rhythm,
        plan=plan,
        **chosen.details,
    )


def settle_term(line: PlanLine, terms: list[Term]) -> None:
    """Find the term of a line by what is said about its time."""
    month = line.month or (line.quarter and line.quarter * 3 - 2)
    if line.due_on:
        line.term = Term.objects.on(line.due_on)
    elif month and line.plan:
        line.term = home_term(line.plan, month, line.year or first_year(line.plan), terms)
    elif month:
        line.term = term_of(line.year or timezone.localdate().year, month, terms)


@transaction.atomic
def place(line: PlanLine) -> PlanLine:
    """Give a line its term and its task after somebody has said when it is due."""
    settle_term(line, list(Term.objects.all()))
    line.save()
    making.make_line_task(line)
    return line


@transaction.atomic
def prove_by(task: Task, kind: str, *, by: Any) -> None:
    """Let what a plan says be proved by a record of this kind: the brooms by their purchase.

    Where it is not for this person to say, or a paper was chosen already, all stays as it is.
    """
    if task.line is None or not may_prove_otherwise(task, by):
        return
    task.line.proof = kind
    task.line.save(update_fields=["proof"])
    Task.objects.filter(line=task.line, proved_at=None).update(proof=kind)
    task.proof = kind


def may_prove_otherwise(task: Task, person: Any) -> bool:
    """Whether this person says by which record a line is proved: who owes it, or arranges it."""
    if task.line is None or task.proof != WORK_NOTE or task.proved_at:
        return False
    reached = owed_by(person) | reached_by(person, "duties.arrange")
    return Task.objects.filter(reached, pk=task.pk).exists()


def after_calendar(term: Term) -> None:
    """After days, classes or places changed: the tasks of the term, and lines that waited for it."""
    waiting = list(PlanLine.objects.filter(term=None, month__isnull=False).select_related("plan"))
    for line in waiting:
        settle_term(line, [term])
    bulk_update_with_history([line for line in waiting if line.term], PlanLine, ["term"])
    making.after_calendar(term)


def report(plan: Plan, *, now: datetime) -> str:
    """A first draft of the summary, read off: what was done in which month, what is missing."""
    tasks = Task.objects.filter(line__plan=plan).with_state(now).select_related("line")
    lines = []
    for (year, month), group in groupby(tasks.order_by("due_at", "pk"), key=month_of):
        rows = list(group)
        done = [task for task in rows if task.proved_at]
        lines.append(
            _("%(year)s-%(month)s: %(done)s of %(all)s proved.")
            % {"year": year, "month": f"{month:02d}", "done": len(done), "all": len(rows)}
        )
        lines += [_("Not proved: %(line)s") % {"line": task} for task in rows if not task.proved_at]
    return "\n".join(lines)


def month_of(task: Task) -> tuple[int, int]:
    due = timezone.localtime(task.due_at)
    return due.year, due.month


def refuse_closed(plan: Plan) -> None:
    """What the summary reports on is not changed behind it."""
    if plan.closed_at:
        raise Refused(_("This plan is closed. Its summary stands, and so does what it says."))


def close(plan: Plan, *, summary: str, now: datetime) -> None:
    """The summary closes the plan."""
    if not summary.strip():
        raise Refused(_("A plan is closed by its summary. Write it first."))
    if not Plan.objects.filter(pk=plan.pk, closed_at=None).update(summary=summary, closed_at=now):
        raise Refused(_("This plan is already closed."))
