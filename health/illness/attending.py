"""What a case or an alert sets off: duties of the catalogue, opened by themselves and shown there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.models import Alert, Consequence, InfectiousCase, Threshold
from health.signs import Sign
from logistics.contributions import RuleDefault
from logistics.duties import arranging, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import end_of
from logistics.school.rules import rule

# By their numbers in the catalogue.
ISOLATE, DISINFECT, REPORT, CHECK_RETURN, INFORM = "D169", "X284", "X285", "X286", "X305"
CODES = (ISOLATE, DISINFECT, REPORT, CHECK_RETURN, INFORM)
SINGLE = "illness_single_report_hours"
RETURN_WITHIN = 24  # hours after the isolation
WITHOUT_A_RULE = timedelta(days=14)  # where only the certificate says when a child may return
RULES = [
    RuleDefault(
        SINGLE,
        _("A single notifiable or severe case is reported within (0: not)"),
        "24",
        _("hours"),
        _("Rules on reporting epidemics in schools of 2006"),
    ),
]


@dataclass(frozen=True)
class Where:
    """The scope of a task: a campus, and perhaps a class there."""

    campus_id: int
    school_class_id: int | None = None
    place_id: int | None = None


# A case.


def attend_case(case: InfectiousCase) -> list[Task]:
    """Isolation, terminal disinfection of the class, the report, and the check before the return."""
    entry = case.entry
    at, campus, in_class = entry.happened_at, entry.campus_id, entry.school_class_id
    where = Where(campus, in_class)
    day = f"{timezone.localdate(at):%y%m%d}"
    tasks = [
        arranging.owe(ISOLATE, where, f"i{entry.pk}", at=at),
        arranging.owe(DISINFECT, where, f"c{in_class}:{day}", at=at),
        arranging.owe(
            CHECK_RETURN, where, f"b{entry.pk}", at=at, due=return_due(case), subject=case.subject
        ),
    ]
    hours = int(rule(SINGLE, on=case.onset_on))
    if hours and (case.disease.is_notifiable or case.is_severe):
        key = f"n{campus}:{case.disease_id}:{day}"
        due = at + timedelta(hours=hours)
        tasks.append(arranging.owe(REPORT, Where(campus), key, at=at, due=due))
    return link(opened(tasks), case=case)


def opened(tasks: Iterable[Task | None]) -> list[Task]:
    """Each once, as it is stored."""
    wanted = {task.slot: task for task in tasks if task}
    return arranging.open_tasks(list(wanted.values())) if wanted else []


def return_due(case: InfectiousCase) -> datetime:
    """A day after the isolation; never before the case was known."""
    last = case.isolation_until or case.onset_on + WITHOUT_A_RULE
    return max(end_of(last), case.entry.happened_at) + timedelta(hours=RETURN_WITHIN)


def put_off_return(case: InfectiousCase) -> None:
    """The isolation has become another: so has the day on which the return is checked."""
    due = return_due(case)
    rows = Task.objects.filter(subject=case.subject, proved_at=None, opens_at__lte=due)
    rows.update(due_at=due, closes_at=due + timedelta(days=7))


def link(tasks: list[Task], *, case: Any = None, alert: Any = None) -> list[Task]:
    """Say what they follow from, and let what is written already prove them."""
    rows = [Consequence(task=task, case=case, alert=alert) for task in tasks]
    Consequence.objects.bulk_create(rows, ignore_conflicts=True)
    if tasks:
        proving.settle({task.series for task in tasks})
    return tasks


def excuse_voided(*, now: datetime) -> int:
    """What was owed because of a case that never was is owed no more."""
    stands = Consequence.objects.filter(task=OuterRef("task")).exclude(
        case__isnull=False, case__entry__status=Entry.Status.VOIDED
    )
    rows = Consequence.objects.filter(
        ~Exists(stands),
        case__entry__status=Entry.Status.VOIDED,
        task__proved_at=None,
        task__excused_at=None,
    )
    found = {row.task_id: row for row in rows.select_related("case__entry")}
    for pk, row in found.items():
        last: Any = row.case and row.case.entry.versions.latest("number")
        said = {"excused_at": now, "excused_by": last.by, "excuse": gettext("The case was voided")}
        Task.objects.filter(pk=pk, proved_at=None).update(**said)
    return len(found)


# An alert.


def attend_alert(
    alert: Alert, signs: Iterable[Sign], new: Iterable[Threshold], *, now: datetime
) -> list[Task]:
    """The report of each level that asks for one, a notice, disinfection of each class, returns."""
    tasks = opened(
        [
            *reports(alert, new, now=now),
            notice(alert),
            *disinfections(alert, {sign.school_class for sign in signs}, now=now),
        ]
    )
    tasks += tasks_of_cases(alert, {sign.child for sign in signs})
    return link(list({task.pk: task for task in tasks}.values()), alert=alert)


def reports(alert: Alert, new: Iterable[Threshold], *, now: datetime) -> Iterator[Task | None]:
    where, subject = Where(alert.campus_id), subject_of(alert)
    for hours in sorted({level.report_hours for level in new if level.report_hours}):
        due = now + timedelta(hours=hours)
        yield arranging.owe(REPORT, where, f"r{alert.pk}:{hours}", at=now, due=due, subject=subject)


def notice(alert: Alert) -> Task | None:
    where = Where(alert.campus_id, alert.school_class_id)
    return arranging.owe(
        INFORM, where, f"o{alert.pk}", at=alert.raised_at, subject=subject_of(alert)
    )


def disinfections(alert: Alert, classes: Iterable[int], *, now: datetime) -> Iterator[Task | None]:
    """Once for each class as soon as it is concerned; what its cases have set off counts."""
    there = Consequence.objects.filter(alert=alert, task__proof="terminal_disinfection")
    done = set(there.values_list("task__school_class_id", flat=True))
    day = f"{timezone.localdate(now):%y%m%d}"
    for pk in sorted(set(classes) - done):
        yield arranging.owe(DISINFECT, Where(alert.campus_id, pk), f"c{pk}:{day}", at=now)


def tasks_of_cases(alert: Alert, children: Iterable[int]) -> list[Task]:
    """What follows from its cases is shown with the alert: who is isolated, who has to come back."""
    if alert.disease is None:
        return []
    rows = Consequence.objects.filter(
        case__child__in=children, case__disease=alert.disease, case__onset_on__gte=alert.first_on
    ).exclude(case__entry__status="voided")
    return [row.task for row in rows.select_related("task")]


def subject_of(alert: Alert) -> str:
    return f"alert:{alert.pk}"
