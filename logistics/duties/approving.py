"""What of the duties is put before others: the review of a plan, the excuse of a missed task."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.approvals.tracks import past
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import arranging, owing
from logistics.duties.models import Duty, Plan, PlanLine, Task
from logistics.errors import Refused
from logistics.school.models import Campus, Term
from logistics.school.posts import campuses_of
from logistics.templatetags.house import moment

PLAN_REVIEW, TASK_EXCUSE = "plan_review", "task_excuse"


# The review of a plan.


def plan_said(plan: Plan) -> dict[str, Any]:
    """All that its readers judge: its frame, its words and its lines. The summary comes later."""
    return {
        "title": plan.title,
        "kind": plan.kind,
        "group": plan.group,
        "owner": str(plan.owner),
        "term": [plan.term.school_year, plan.term.half] if plan.term else None,
        "year": plan.year,
        "serves": str(plan.parent or plan.serves),
        "situation": plan.situation,
        "aims": plan.aims,
        "measures": plan.measures,
        "lines": [line_said(line) for line in plan.lines.select_related("person", "campus")],
        "duties": [title_said(duty) for duty in plan.duties.order_by("pk")],
    }


def line_said(line: PlanLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "year": line.year,
        "month": line.month,
        "quarter": line.quarter,
        "week": line.week,
        "due_on": line.due_on,
        "campus": str(line.campus or ""),
        "role": line.role,
        "person": str(line.person or ""),
        "partner": line.partner,
    }


def title_said(duty: Duty) -> list[str]:
    """Its titles in both languages: whoever reads it later reads it in theirs."""
    return [duty.title, duty.title_en]


def title_words(said: list[str]) -> str:
    return str(Duty(title=said[0], title_en=said[1]))


def joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def plan_facts(said: dict[str, Any]) -> list[Fact]:
    lines, duties = said["lines"], tuple(title_words(duty) for duty in said["duties"])
    facts = [
        Fact("title", _("Title"), said["title"]),
        Fact(
            "kind", _("Plan"), joined(Plan.Kind(said["kind"]).label, said["group"], said["owner"])
        ),
        Fact("term", _("Term"), time_words(said)),
        Fact("serves", _("Serves"), said["serves"]),
        Fact("lines", _("Lines"), counted(lines), tuple(line_words(line) for line in lines)),
        Fact("duties", _("Recurring"), str(len(duties) or ""), duties),
        *(written(name, title, said[name].strip()) for name, title in WORDS),
    ]
    return [fact for fact in facts if fact.value]


def time_words(said: dict[str, Any]) -> str:
    if said["term"] is None:
        return str(said["year"] or "")
    year, half = said["term"]
    return str(Term(school_year=year, half=half))


WORDS = (
    ("situation", gettext_lazy("Situation")),
    ("aims", gettext_lazy("Aims")),
    ("measures", gettext_lazy("Measures")),
)
SHORT = 40


def written(name: str, title: Any, text: str) -> Fact:
    """A long text by its beginning, its paragraphs behind it."""
    parts = tuple(part.strip() for part in text.splitlines() if part.strip())
    if len(parts) <= 1 and len(text) <= SHORT:
        return Fact(name, title, text)
    return Fact(name, title, f"{parts[0][:SHORT]}…", parts, is_beginning=True)


def counted(lines: list[dict[str, Any]]) -> str:
    """How many lines, and in which months."""
    months = Counter(line["month"] for line in lines if line["month"])
    told = [f"{MONTHS[month]} {count}" for month, count in months.items()]
    count = ngettext("%(n)d line", "%(n)d lines", len(lines)) % {"n": len(lines)}
    return joined(count, *told)


def line_words(line: dict[str, Any]) -> str:
    """A line with all that may be changed of it, as it is read."""
    by = line["person"] or str(Role(line["role"]).label)
    when = line["due_on"] or (MONTHS[line["month"]] if line["month"] else "")
    if line["quarter"] and not line["due_on"]:
        when = _("quarter %(quarter)s") % {"quarter": line["quarter"]}
    if line["week"] is not None:
        when = _("week %(week)s") % {"week": line["week"]}
    return joined(line["text"], when, by, line["partner"], line["campus"])


def campus_of_plan(plan: Plan, on: date) -> Campus | None:
    """Where its author works; who works at several campuses plans for the whole school."""
    campuses = campuses_of(plan.owner, on)
    return campuses[0] if len(campuses) == 1 else None


def opens_plan(person: Any, plan: Plan) -> bool:
    return Plan.objects.visible_to(person).filter(pk=plan.pk).exists()


# The excuse of a missed task.


def task_said(task: Task) -> dict[str, Any]:
    return {
        "task": title_said(task.duty) if task.duty else [str(task.line), ""],
        "where": task.where,
        "role": task.role,
        "person": str(task.person or ""),
        "due_at": task.due_at.isoformat(),
    }


def task_facts(said: dict[str, Any]) -> list[Fact]:
    role = str(Role(said["role"]).label)
    facts = [
        Fact("title", _("Task"), title_words(said["task"])),
        Fact("where", _("For"), said["where"]),
        Fact("person", _("Owed by"), joined(role, said["person"])),
        Fact("due_at", _("Due at"), moment(datetime.fromisoformat(said["due_at"]))),
    ]
    return [fact for fact in facts if fact.value]


def owers(task: Task, on: date) -> list[int]:
    """They have no say in it, whoever asks."""
    return [person.pk for person in owing.owers(task, on=on)]


def excuse(task: Task, *, approval: Approval, by: Any, now: datetime) -> None:
    """Agreed: the task is excused for the reason that was given for it."""
    arranging.excuse(task, by=by, now=now, reason=approval.reason)


# What the pages of the documents show of it.


def said_before_asking(kind: str, document: Any, *, by: Any, now: datetime) -> str:
    """Whom it will wait for, or why it cannot be asked."""
    try:
        steps = asking.going_to(kind, document, by=by, now=now)
    except Refused as refusal:
        return str(refusal)
    names = [_(", ").join(str(person) for person in people) for people in steps]
    return _("It goes to %(people)s.") % {"people": " → ".join(names)}


def review_of(plan: Plan) -> dict[str, Any]:
    """The last review of a plan, its way, and whether the plan has changed since it was asked."""
    approval = asking.latest(PLAN_REVIEW, plan)
    if approval is None:
        return {"review": None, "may_ask": True}
    is_old = not asking.is_current(approval)
    settled = approval.state == Approval.State.AGREED and not is_old
    return {
        "review": approval,
        "review_round": past(approval).rounds[0],
        "review_is_old": is_old,
        "may_ask": not approval.is_pending and not settled,
    }


APPROVALS = [
    ApprovalKind(
        code=PLAN_REVIEW,
        title=gettext_lazy("Review of a plan"),
        model=Plan,
        route=(Stop(Role.PRINCIPAL),),
        said=plan_said,
        facts=plan_facts,
        related=("owner", "term", "parent"),
        campus=campus_of_plan,
        concerned=lambda plan, on: [plan.owner_id],
        opens=opens_plan,
        phrases=(
            gettext_lazy("Name who is responsible for each line"),
            gettext_lazy("Say until when each line is to be done"),
            gettext_lazy("Bring it in line with the plan of the school"),
        ),
    ),
    ApprovalKind(
        code=TASK_EXCUSE,
        title=gettext_lazy("Excuse of a task"),
        model=Task,
        route=(Stop(Role.DIRECTOR),),
        said=task_said,
        facts=task_facts,
        related=("duty", "line", "campus", "school_class", "place", "person"),
        campus=lambda task, on: task.campus,
        concerned=owers,
        opens=lambda person, task: Task.objects.visible_to(person).filter(pk=task.pk).exists(),
        agreed=excuse,
        phrases=(
            gettext_lazy("It can still be done, please write the record later"),
            gettext_lazy("Somebody else was there to do it"),
        ),
    ),
]
