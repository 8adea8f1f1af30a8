"""Children who are watched during the day, from the first finding to the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from health.models import ClassRound, Finding, HealthObservation
from health.models.checks import WATCHED, Handling
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass


@dataclass
class Watched:
    """A child to be followed today: what began it, and what was seen since."""

    child: Child
    school_class: SchoolClass
    handling: str
    symptoms: tuple[str, ...]
    temperature: Decimal | None
    since: datetime
    seen: list[HealthObservation] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """What the last observation says became of it; empty: still watched."""
        return self.seen[-1].outcome if self.seen else ""

    @property
    def handling_words(self) -> str:
        return str(Handling(self.handling).label) if self.handling else ""


def watched(classes: Iterable[Any], on: date) -> list[Watched]:
    """Of these classes, by child: findings that ask for watching, and observations."""
    keys = {getattr(c, "pk", c) for c in classes}
    found: dict[int, Watched] = {}
    for finding in findings(keys, on):
        found.setdefault(finding.child_id, begun(finding))
    for seen in observations(keys, on):
        if seen.child_id not in found:
            found[seen.child_id] = begun_by(seen)
        found[seen.child_id].seen.append(seen)
    return list(found.values())


def open_of(rows: Iterable[Watched]) -> list[Watched]:
    return [row for row in rows if not row.outcome]


def findings(classes: set[int], on: date) -> Iterable[Finding]:
    rows = Finding.objects.filter(on=on, sheet__school_class__in=classes, handling__in=WATCHED)
    rows = rows.exclude(sheet__entry__status=Entry.Status.VOIDED)
    rows = rows.select_related("child", "sheet__entry", "sheet__school_class")
    named = only_seen("sheet__school_class__name", "sheet__entry__happened_at")
    return rows.only(*named).order_by("sheet__entry__happened_at")


def observations(classes: set[int], on: date) -> Iterable[Any]:
    rows = HealthObservation.objects.filter(on=on, entry__school_class__in=classes)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).exclude(child=None)
    rows = rows.select_related("child", "entry__school_class")
    named = only_seen("on", "outcome", "entry__school_class__name", "entry__happened_at")
    return rows.only(*named).order_by("entry__happened_at")


def only_seen(*names: str) -> list[str]:
    """The columns that say how a watched child is: each one more is worded and read in vain."""
    return ["handling", "symptoms", "temperature", "child__name", *names]


def begun(finding: Finding) -> Watched:
    sheet = finding.sheet
    return Watched(
        finding.child,
        sheet.school_class,
        finding.handling,
        tuple(finding.symptoms.split()),
        finding.temperature,
        sheet.entry.happened_at,
    )


def begun_by(seen: Any) -> Watched:
    return Watched(
        seen.child,
        seen.entry.school_class,
        seen.handling,
        tuple(seen.symptoms.split()),
        seen.temperature,
        seen.entry.happened_at,
    )


@transaction.atomic
def all_well(
    school_class: SchoolClass, *, on: date, by: Any, now: datetime, late_reason: str = ""
) -> Entry:
    """The zero report of a class's day. Refuses while a child of it is still watched."""
    if waiting := open_of(watched([school_class], on)):
        raise Refused(
            _("%(count)s children of this class are still watched. Write down what became of them.")
            % {"count": len(waiting)}
        )
    entry = Entry(
        campus_id=school_class.campus_id,
        school_class=school_class,
        happened_at=now,
        late_reason=late_reason,
        is_zero=True,
    )
    return filing.submit(HealthObservation(entry=entry, on=on), by=by, now=now)


@transaction.atomic
def nothing_to_note(school_class: SchoolClass, *, on: date, by: Any, now: datetime) -> Entry:
    """The doctor was in the class and had nothing to write down."""
    entry = Entry(
        campus_id=school_class.campus_id, school_class=school_class, happened_at=now, is_zero=True
    )
    return filing.submit(ClassRound(entry=entry, on=on), by=by, now=now)
