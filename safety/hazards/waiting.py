"""Which hazards wait for whom, where a trade's own page of a finding is, and what stands at home."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.duties.models import Finding, FindingState
from logistics.school.calendar import end_of
from safety.hazards import counting
from safety.models import Hazard, HazardReport, Level

MANAGE, LEAD = "safety.manage", "safety.organise"


def page_of(finding: Finding) -> str:
    """A finding that is a hazard is shown as one."""
    pk = Hazard.objects.filter(finding=finding).values_list("pk", flat=True).first()
    return reverse("safety:hazard", args=[pk]) if pk else ""


def report_here(place: Any, person: Any) -> str:
    return f"{reverse('safety:hazard_new')}?place={place.pk}" if place.is_active else ""


def within(person: Any, permission: str) -> Q:
    return person.reach(permission).within(campus="entry__campus_id")


def to_grade(person: Any, now: datetime) -> QuerySet[Hazard]:
    """Open ones nobody has graded, for whoever answers for safety."""
    rows = Hazard.objects.in_state(FindingState.OPEN).filter(within(person, MANAGE), level="")
    return rows.for_rows().order_by("finding__due_on", "pk")


def to_report(person: Any, now: datetime) -> QuerySet[Hazard]:
    """Open major ones that were not reported upwards."""
    told = HazardReport.objects.filter(hazard=OuterRef("pk")).exclude(entry__status="voided")
    rows = Hazard.objects.unsettled().filter(within(person, LEAD), ~Exists(told))
    return rows.filter(level=Level.MAJOR).for_rows().order_by("entry__happened_at", "pk")


def line(hazard: Hazard, now: datetime) -> InboxLine:
    finding = hazard.finding
    return InboxLine(
        title=hazard.what,
        url=hazard.get_absolute_url(),
        facts=str(hazard.entry.place or hazard.entry.campus),
        state=finding.state.value,
        is_late=finding.is_late(timezone.localdate(now)),
        at=end_of(finding.due_on) if finding.due_on else None,
    )


def late(now: datetime) -> Q:
    return Q(finding__due_on__lt=timezone.localdate(now))


INBOX = [
    InboxSource(
        code="hazards_to_report",
        title=_("Major hazards to be reported upwards"),
        waiting=to_report,
        line=line,
        everything="safety:hazard_list",
        everything_query="view=all&level=major",
        leaves=True,
        order=8,
    ),
    InboxSource(
        code="hazards_to_grade",
        title=_("Hazards to be graded"),
        waiting=to_grade,
        late=late,
        line=line,
        everything="safety:hazard_list",
        everything_query="view=to_put_right&level=none",
        leaves=True,
        order=23,
    ),
]


def home(request: Any, now: datetime) -> dict[str, Any]:
    """The figures of hazards, and the worst three that are open."""
    on = timezone.localdate(now)
    seen = Hazard.objects.visible_to(request.user, "school.view_place")
    figures = counting.standing_now(seen, on=on)
    worst = seen.unsettled().for_rows().order_by("-level", "finding__due_on", "pk")
    rows = list(worst[:3]) if figures["open"] else []
    return {"hazards": rows, "hazard_figures": figures, "today": on}


HOME = [
    HomeCard(frozenset({Role.DIRECTOR, Role.PRINCIPAL}), "safety/_hazards_home.html", home, 30),
]
