"""Works and renewals: the scheme, the consent, the beginning, supervision, acceptance and warranty."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Role
from logistics.approvals import asking
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import (
    Project,
    ProjectState,
    RestoredRoom,
    WorksAcceptance,
    WorksScheme,
    WorksSupervision,
)

APPROVAL = "project"
PASSED = (WorksAcceptance.Conclusion.PASSED, WorksAcceptance.Conclusion.WITH_DEFECTS)


def need(project: Project, *states: ProjectState) -> None:
    if project.state not in states:
        told = {"project": project, "state": project.state.label}
        raise Refused(_("%(project)s is at “%(state)s”; this cannot be done now.") % told)


def entry_for(project: Project, at: datetime, late_reason: str = "") -> Entry:
    return Entry(
        campus=project.campus, subject=f"project:{project.pk}", happened_at=at,
        late_reason=late_reason,
    )  # fmt: skip


def hold(project: Project) -> Project:
    """As it stands now; of two who act at once the later one sees what the first did."""
    return Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def make_scheme(
    project: Project,
    *,
    scheme: str,
    safety: str,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File the scheme, before the works begin, and put the project before those who decide."""
    project = hold(project)
    need(project, ProjectState.LISTED, ProjectState.SCHEMED)
    record = WorksScheme(
        entry=entry_for(project, now), project=project, scheme=scheme, safety=safety
    )
    filed = filing.submit(record, by=by, now=now, photos=photos)
    Project.objects.filter(pk=project.pk).update(schemed_at=now)
    pending = asking.latest(APPROVAL, project)
    if pending is None or not pending.is_pending:
        asking.ask(APPROVAL, project, by=by, now=now, reason=str(project))
    return filed


@transaction.atomic
def start(project: Project, *, on: date, by: Any, now: datetime) -> None:
    """The works begin; what needs a tender has its approval and its file, by constraint and sentence."""
    project = hold(project)
    need(project, ProjectState.AGREED)
    if project.needs_tender and not (project.tender_reference and project.bureau_reference):
        raise Refused(
            _("Works put out to tender begin with the bureau's approval and the tender file.")
        )
    if on > timezone.localdate(now):
        raise Refused(_("This day has not come yet."))
    Project.objects.filter(pk=project.pk).update(started_on=on)


@transaction.atomic
def supervise(
    record: WorksSupervision,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File what was seen on the site; what is not right is a hazard with its own way."""
    record.project = hold(record.project)
    need(record.project, ProjectState.GOING)
    record.entry = entry_for(record.project, happened_at or now, late_reason)
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if record.is_wrong:
        what = f"{record.project.name}: {record.seen}"
        open_hazard(
            filed, what=what[:300], category="building", source="special", by=by, now=now,
            key=f"works:{filed.pk}", owner=record.project.owner,
        )  # fmt: skip
    return filed


@transaction.atomic
def accept(
    record: WorksAcceptance,
    rooms: Iterable[RestoredRoom],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File the acceptance with its rooms. Passed, the project ends and its warranty begins."""
    project = hold(record.project)
    need(project, ProjectState.GOING)
    record.new_lines = list(rooms)
    record.entry = entry_for(project, now)
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if record.conclusion in PASSED:
        Project.objects.filter(pk=project.pk).update(
            accepted_on=timezone.localdate(now),
            warranty_until=record.warranty_until,
            final_cost=record.final_cost,
        )
    return filed


@transaction.atomic
def give_up(project: Project, *, why: str, by: Any, now: datetime) -> None:
    project = hold(project)
    need(project, ProjectState.LISTED, ProjectState.SCHEMED, ProjectState.AGREED)
    if not why:
        raise Refused(_("Say why it is given up."))
    pending = asking.latest(APPROVAL, project)
    if pending is not None and pending.is_pending:
        raise Refused(_("It waits for consent. Withdraw the request first."))
    Project.objects.filter(pk=project.pk).update(dropped_at=now, why_dropped=why[:200])


# What those who decide are shown.


def amount_of(project: Project) -> Decimal | None:
    return project.budget


def said(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "scope": project.scope,
        "kind": project.kind,
        "funding": project.funding,
        "tender": project.needs_tender,
        "days": [str(project.begins_on or ""), str(project.ends_on or "")],
        "items": [
            [item.what, item.rooms, plain_quantity(item.quantity), item.unit]
            for item in project.items.all()
        ],
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    items = tuple(" ".join(part for part in item if part) for item in told["items"])
    begin, end = told["days"]
    found = [
        Fact("name", _("Project"), told["name"]),
        Fact("kind", _("Kind"), str(Project.Kind(told["kind"]).label)),
        Fact("scope", _("What it comprises"), told["scope"]),
        Fact("items", pgettext("of a project", "Items"), str(len(items)) if items else "", items),
        Fact("funding", _("Funds"), told["funding"]),
        Fact("tender", _("By public tender"), _("Yes") if told["tender"] else ""),
        Fact(
            "days", pgettext("of a repair", "Planned"), f"{begin} – {end}" if begin or end else ""
        ),
    ]
    return [fact for fact in found if fact.value]


def agreed(project: Project, *, approval: Any, by: Any, now: datetime) -> None:
    Project.objects.filter(pk=project.pk, dropped_at=None).update(agreed_at=now)


PROJECT = ApprovalKind(
    code=APPROVAL,
    title=gettext_lazy("Project"),
    model=Project,
    route=(Stop(Role.PRINCIPAL),),
    said=said,
    facts=facts,
    related=("campus",),
    campus=lambda project, on: project.campus,
    amount=amount_of,
    agreed=agreed,
    phrases=(
        gettext_lazy("The scheme does not say how the children stay safe"),
        gettext_lazy("Too expensive"),
    ),
)
