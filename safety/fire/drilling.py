"""Drills and exercises: counted class by class, timed against the target, problems put right."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import SchoolClass, Term
from logistics.school.rules import rule
from logistics.school.weeks import school_year
from safety.fire import rules
from safety.hazards.opening import open_hazard
from safety.models import DrillClass, DrillType, EvacuationDrill, Exercise
from safety.models.drills import OF_EVERYBODY


def record_for(kind: str) -> type[EvacuationDrill]:
    """What is not an evacuation of everybody proves no evacuation."""
    return EvacuationDrill if kind in OF_EVERYBODY else Exercise


def target(on: date) -> int:
    return int(rule(rules.TARGET, on=on))


def classes_owed(campus: Any, on: date) -> list[Any]:
    """The classes of the campus with `child_count`, how many attend them."""
    term = Term.objects.on(on)
    year = term.school_year if term else school_year(on)
    rows = SchoolClass.objects.filter(campus=campus).in_year(year)
    there = Q(enrolments__term=term) & (
        Q(enrolments__child__left_on=None) | Q(enrolments__child__left_on__gt=on)
    )
    counted = rows.annotate(child_count=Count("enrolments", filter=there))
    return list(counted.order_by("position", "pk"))


@transaction.atomic
def drill(
    record: EvacuationDrill,
    lines: Sequence[DrillClass],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File a drill. Too slow says why; each problem becomes something to be put right."""
    entry = record.entry
    record.seconds = round((record.done_at - entry.happened_at).total_seconds())
    record.target_seconds = target(timezone.localdate(entry.happened_at))
    refuse_backwards(record)
    record.new_lines = list(lines)
    entry.subject = DrillType(record.type).subject
    filed = filing.submit(record, by=by, now=now, photos=photos)
    for problem in record.problem_list:
        open_hazard(filed, what=problem, category="crowd", source="special", by=by, now=now)
    return filed


def refuse_backwards(record: EvacuationDrill) -> None:
    if record.seconds <= 0:
        raise Refused(_("Everybody was assembled after the signal was given."))
    if record.is_slow and record.type in OF_EVERYBODY and not record.problem_list:
        raise Refused(
            _("%(time)s is longer than the target of %(target)s s. Say what held people up.")
            % {"time": record.time_said, "target": record.target_seconds}
        )


def next_owed(person: Any, now: datetime) -> list[Task]:
    """The drills to come, the next first, by the duties the school has ticked."""
    rows = Task.objects.visible_to(person).filter(
        proof__in=("drill", "exercise"), proved_at=None, excused_at=None, closes_at__gte=now
    )
    first = rows.order_by("due_at", "pk").with_state(now).for_rows()
    return list(first[:5])
