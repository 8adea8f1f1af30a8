"""Grading a hazard and settling the five things about it; reporting a major one upwards."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.duties import arranging, filing, righting
from logistics.duties.models import Duty, FindingState, Task
from logistics.errors import Refused
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.calendar import end_of
from logistics.school.models import Person, Post
from safety.hazards.opening import CLOSE
from safety.models import Hazard, HazardReport, Level

# By its number in the catalogue: a major hazard is controlled and reported at once.
REPORT = "X210"
MAJOR = "hazard_major"
REPORT_WITHIN = timedelta(hours=24)
STAYS_OPEN = timedelta(days=7)  # after its day, as every task an event sets off

NOTICES = [
    NoticeKind(
        MAJOR,
        gettext_lazy("Major hazard"),
        gettext_lazy("%(person)s has graded as a major hazard: %(what)s"),
        urgent=True,
        leaves=True,
    ),
]


@transaction.atomic
def grade(hazard: Hazard, *, by: Any, now: datetime, seen: int, reason: str = "") -> Entry:
    """Save the level and what is settled, as they stand on the hazard, as a new version.

    `seen` is the version the person had before them. Refuses what is closed; and once it is put
    right, another responsible person: whoever answered for it could then check it again.
    """
    finding = righting.locked(hazard.finding)
    hazard.finding = finding
    if finding.closed_at or finding.withdrawn_at:
        raise Refused(_("This is closed already. Look at it again."))
    if finding.state == FindingState.OPEN:
        righting.assign(
            finding, owner=hazard.responsible, due_on=hazard.deadline, measure=hazard.measure,
            by=by, now=now,
        )  # fmt: skip
    elif finding.owner_id != hazard.responsible_id:
        raise Refused(_("It is put right already: the responsible person stays."))
    reason = reason or _("Graded: %(level)s") % {"level": hazard.get_level_display()}
    filed = filing.correct(hazard, by=by, now=now, reason=reason, seen=seen)
    move_closing(hazard)
    if hazard.is_major:
        owe_report(hazard, now=now)
        tell_leaders(hazard, by=by, now=now)
    return filed


def move_closing(hazard: Hazard) -> None:
    """The duty to close it is due with the hazard, also when its deadline has become another.

    The duty is asked for apart: over a joined table PostgreSQL updates by way of a second reading of
    all tasks, which without statistics takes a minute.
    """
    if hazard.deadline:
        due = max(end_of(hazard.deadline), hazard.entry.happened_at)
        rows = Task.objects.filter(subject=righting.about(hazard.finding), proved_at=None)
        closing = Duty.objects.filter(code=CLOSE)
        rows.filter(duty__in=closing).update(due_at=due, closes_at=due + STAYS_OPEN)


def owe_report(hazard: Hazard, *, now: datetime) -> None:
    """A day from now; a report made before it was graded counts as well."""
    finding, at = hazard.finding, hazard.entry.happened_at
    task = arranging.owe(
        REPORT, finding, f"m{finding.pk}", at=at, due=now + REPORT_WITHIN,
        subject=righting.about(finding),
    )  # fmt: skip
    if task:
        arranging.open_tasks([task])


def tell_leaders(hazard: Hazard, *, by: Any, now: datetime) -> None:
    """Director and principal of the campus learn of a major hazard at any hour, once."""
    posts = Post.objects.current(timezone.localdate(now)).filter(
        Q(campus=None) | Q(campus=hazard.entry.campus_id),
        role__in=[Role.DIRECTOR, Role.PRINCIPAL],
    )
    people = Person.objects.filter(pk__in=posts.values("person"))
    tell(
        people, MAJOR, url=hazard.get_absolute_url(), now=now, by=by, key=str(hazard.pk),
        campus=hazard.entry.campus, person=str(by), what=hazard.what,
    )  # fmt: skip


@transaction.atomic
def report_upwards(
    report: HazardReport, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File that a major hazard was reported; refuses one that is not graded as major."""
    if report.hazard.level != Level.MAJOR:
        raise Refused(_("Only a major hazard is reported upwards. Grade it first."))
    return filing.submit(report, by=by, now=now, photos=photos)
