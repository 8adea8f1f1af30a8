"""Records of the gate that cannot all be true, or ought not to be."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.rules import rule
from safety.gate.rules import WALK
from safety.models import Consent, EarlyLeave, GuardPatrol, PickupLog, VisitorLog

FEWEST = 3  # points: two may lie side by side


def standing(model: Any, first: date, last: date, *related: str) -> Any:
    rows = model._default_manager.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.filter(entry__happened_at__range=(start_of(first), end_of(last)))
    return rows.select_related("entry", *related).order_by("entry__happened_at", "pk")


def about(record: Any, *others: int, key: str = "", **said: str) -> Clash:
    entry = record.entry
    on = timezone.localdate(entry.happened_at)
    return Clash(
        key=key or str(entry.pk),
        on=on,
        campus=entry.campus_id,
        entries=(entry.pk, *others),
        said={"record": entry.number, "day": str(on)} | said,
    )


def never_left(first: date, last: date) -> Iterator[Clash]:
    """Let in before the last day, which may not be over, and nobody saw the visitor leave that day."""
    for visit in standing(VisitorLog, first, last).defer("phone", "paper_number"):
        came = timezone.localdate(visit.entry.happened_at)
        left = visit.ended_at and timezone.localdate(visit.ended_at)
        if left > came if left else came < last:
            yield about(visit)


def without_consent(first: date, last: date) -> Iterator[Clash]:
    rows = standing(VisitorLog, first, last).filter(consent=Consent.NONE)
    for visit in rows.defer("phone", "paper_number"):
        yield about(visit)


def faster_than_walking(first: date, last: date) -> Iterator[Clash]:
    """Between its first and its last point a patrol needs so many seconds a point."""
    for patrol in standing(GuardPatrol, first, last).prefetch_related("lines"):
        moments = sorted(line.at for line in patrol.lines.all() if line.at)
        if len(moments) < FEWEST:
            continue
        on = timezone.localdate(patrol.entry.happened_at)
        needed = timedelta(seconds=int(rule(WALK, on=on)) * (len(moments) - 1))
        took = moments[-1] - moments[0]
        if took < needed:
            yield about(patrol, points=str(len(moments)), seconds=str(int(took.total_seconds())))


def left_without_slip(first: date, last: date) -> Iterator[Clash]:
    rows = standing(EarlyLeave, first, last, "entry__school_class").filter(slip=None)
    for leave in rows.defer("fetched_by"):
        yield about(leave, **{"class": str(leave.entry.school_class)})


def fetched_though_gone(first: date, last: date) -> Iterator[Clash]:
    """A child left early, did not come back, and was fetched in the afternoon."""
    gone = standing(EarlyLeave, first, last, "entry__school_class").filter(ended_at=None)
    left = {
        (leave.child_id, timezone.localdate(leave.entry.happened_at)): leave
        for leave in gone.defer("fetched_by")
    }
    if not left:
        return
    logs = standing(PickupLog, first, last).filter(child__in={child for child, _on in left})
    for log in logs.defer("fetched_by", "note"):
        leave = left.get((log.child_id, log.on))
        if leave and leave.entry.happened_at < log.entry.happened_at:
            yield about(leave, log.pk, **{"class": str(leave.entry.school_class)})


COMPARISONS = [
    Comparison(
        "visitor_never_left",
        _("A visitor who never left"),
        _("%(record)s of %(day)s: nobody saw the visitor leave that day"),
        _("Register the departure if it is known; otherwise explain, and look after the badge."),
        never_left,
    ),
    Comparison(
        "visitor_without_consent",
        _("A visitor nobody agreed to"),
        _("%(record)s of %(day)s: let in without asking anybody"),
        _("Explain why; ask the host before anybody enters."),
        without_consent,
    ),
    Comparison(
        "patrol_faster_than_walking",
        _("A patrol faster than walking"),
        _("%(record)s of %(day)s: %(points)s points in %(seconds)s seconds"),
        _("Explain how it was walked; scan the code at each point."),
        faster_than_walking,
    ),
    Comparison(
        "left_without_slip",
        _("A child left without a slip"),
        _("A child of %(class)s left on %(day)s without a slip of the class teacher"),
        _("The class teacher explains; a slip is given before the child goes."),
        left_without_slip,
    ),
    Comparison(
        "fetched_though_gone",
        _("Fetched though gone"),
        _("A child of %(class)s left early on %(day)s and was fetched later that day"),
        _("Correct whichever of the two is wrong, or register that the child came back."),
        fetched_though_gone,
    ),
]
