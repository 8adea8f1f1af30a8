"""Moving things: to another room by the storekeeper, beyond that when agreed to and signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import changing
from assets.models import Asset, AssetEvent, AssetTransfer, Condition, TransferLine
from assets.models.transfers import AssetTransfer as Transfer
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Person, Place

APPROVAL = "asset_transfer"
MOVABLE = (Asset.State.IN_USE, Asset.State.IDLE, Asset.State.CONDEMNED, Asset.State.REPAIR)


@dataclass(frozen=True)
class Target:
    """Where things go, and to whom."""

    place: Place
    department: str = ""
    user: Person | None = None
    custodian: Person | None = None


@dataclass(frozen=True)
class Moved:
    """A card that goes, in its condition."""

    asset: Asset
    condition: str = Condition.GOOD
    remark: str = ""


def scope_of(moved: Sequence[Moved], target: Target) -> str:
    """How far it goes: who leaves the campus or the department needs more than the storekeeper."""
    if any(each.asset.campus_id != target.place.campus_id for each in moved):
        return Transfer.Scope.CAMPUS
    before = {each.asset.department for each in moved}
    if target.department and any(old and old != target.department for old in before):
        return Transfer.Scope.DEPARTMENT
    return Transfer.Scope.ROOM


@transaction.atomic
def move(
    moved: Sequence[Moved],
    target: Target,
    *,
    reason: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """Between rooms it is done at once; beyond, the leaders are asked and the cards stay."""
    refuse_unlawful(moved, target)
    scope = scope_of(moved, target)
    if scope != Transfer.Scope.ROOM and target.custodian is None:
        raise Refused(_("Say who takes it over."))
    campus = moved[0].asset.campus
    sheet = AssetTransfer(
        entry=Entry(campus=campus, happened_at=happened_at, late_reason=late_reason),
        scope=scope,
        to_campus=target.place.campus,
        to_place=target.place,
        to_department=target.department,
        to_user=target.user,
        to_custodian=target.custodian,
        reason=reason,
    )
    sheet.new_lines = [line_of(each) for each in moved]
    entry = filing.submit(sheet, by=by, now=now)
    if scope == Transfer.Scope.ROOM:
        complete(entry, by=by, now=now)
    else:
        asking.ask(APPROVAL, sheet, by=by, now=now, reason=reason)
    return entry


def refuse_unlawful(moved: Sequence[Moved], target: Target) -> None:
    if not moved:
        raise Refused(_("Nothing is to be moved."))
    if len({each.asset.campus_id for each in moved}) > 1:
        raise Refused(_("Things of one campus go on one sheet."))
    for each in moved:
        if each.asset.state not in MOVABLE:
            said = {"asset": each.asset, "state": each.asset.get_state_display()}
            raise Refused(_("%(asset)s is %(state)s and cannot be moved.") % said)
        if each.asset.place_id == target.place.pk and not (target.department or target.custodian):
            said = {"asset": each.asset, "place": target.place}
            raise Refused(_("%(asset)s is in %(place)s already.") % said)


def line_of(each: Moved) -> TransferLine:
    asset = each.asset
    return TransferLine(
        asset=asset,
        from_place=asset.place,
        from_department=asset.department,
        from_user=asset.user,
        from_custodian=asset.custodian,
        condition=each.condition,
        remark=each.remark,
    )


def agreed(sheet: AssetTransfer, *, approval: Approval, by: Any, now: datetime) -> None:
    """Agreed to: both sides are asked to sign, and who keeps the account."""
    refuse_voided(sheet.entry)
    givers = {line.from_custodian for line in sheet.lines.select_related("from_custodian")}
    people: list[tuple[str, Any]] = [
        (Capacity.HANDED_OVER, giver or approval.asked_by) for giver in givers
    ]
    people.append((Capacity.TAKEN_OVER, sheet.to_custodian))
    people.append((Capacity.SUPERVISED, approval.asked_by))
    signing.ask(sheet.entry, sorted(set(people), key=lambda each: (each[0], each[1].pk)), now=now)


def refuse_voided(entry: Entry) -> None:
    if entry.status == Entry.Status.VOIDED:
        raise Refused(_("This sheet was dropped. Write a new one."))


def complete(entry: Entry, *, by: Any, now: datetime) -> None:
    """Write it on the cards: called at once between rooms, else with the last signature."""
    sheet: Any = entry.content
    changes: dict[str, Any] = {"place": sheet.to_place, "campus": sheet.to_campus}
    if sheet.to_department:
        changes["department"] = sheet.to_department
    if sheet.to_user:
        changes["user"] = sheet.to_user
    if sheet.to_custodian:
        changes["custodian"] = sheet.to_custodian
    for line in sheet.lines.select_related("asset", "asset__place"):
        move_card(line, changes, by=by, now=now)


def move_card(line: TransferLine, changes: dict[str, Any], *, by: Any, now: datetime) -> None:
    """Only from where the sheet has it: of two sheets that move one thing the second is refused."""
    asset = line.asset
    there = Asset.objects.filter(pk=asset.pk, place=line.from_place_id, state__in=MOVABLE)
    if not there.update(place=line.from_place_id):
        asset.refresh_from_db()
        said = {"asset": asset, "place": asset.place or "—", "state": asset.get_state_display()}
        raise Refused(_("%(asset)s is in %(place)s by now (%(state)s).") % said)
    kind = AssetEvent.Kind.MOVED
    on = timezone.localdate(now)
    entry = line.sheet.entry
    changing.change(asset, kind, on=on, by=by, now=now, entry=entry, **changes)


@transaction.atomic
def drop(entry: Entry, *, by: Any, now: datetime, reason: str) -> None:
    """Give a transfer up before all have signed."""
    sheet: Any = entry.content
    if is_done(sheet):
        raise Refused(_("The things have been moved. Move them back by a new transfer."))
    if pending := Approval.objects.of(APPROVAL, sheet).pending().first():
        asking.withdraw(pending, by=by, now=now)
    filing.void(entry, by=by, now=now, reason=reason, countered=True)


def is_done(sheet: AssetTransfer) -> bool:
    return sheet.entry.asset_events.exists()


# What those who decide are shown.


def said(sheet: AssetTransfer) -> dict[str, Any]:
    lines = sheet.lines.select_related("asset", "from_place", "from_custodian")
    return {
        "to": f"{sheet.to_campus} · {sheet.to_place}",
        "department": sheet.to_department,
        "custodian": str(sheet.to_custodian or ""),
        "why": sheet.reason,
        "lines": [
            [str(line.asset), str(line.from_place or ""), str(line.from_custodian or "")]
            for line in lines
        ],
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    lines = tuple(" · ".join(part for part in line if part) for line in told["lines"])
    found = [
        Fact("to", _("Goes to"), told["to"]),
        Fact("department", _("Department"), told["department"]),
        Fact("custodian", _("Taken over by"), told["custodian"]),
        Fact("why", _("Why"), told["why"]),
        Fact("lines", _("Assets"), str(len(lines)), lines),
    ]
    return [fact for fact in found if fact.value]


def concerned(sheet: AssetTransfer, on: date) -> list[int]:
    """Who gives and who takes has no say in it."""
    givers = sheet.lines.exclude(from_custodian=None).values_list("from_custodian", flat=True)
    return [*givers, *([sheet.to_custodian_id] if sheet.to_custodian_id else [])]


TRANSFER = ApprovalKind(
    code=APPROVAL,
    title=gettext_lazy("Transfer of assets"),
    model=AssetTransfer,
    route=(Stop(Role.DIRECTOR), Stop(Role.PRINCIPAL)),
    said=said,
    facts=facts,
    related=("entry", "entry__campus", "to_campus", "to_place", "to_custodian"),
    campus=lambda sheet, on: sheet.entry.campus,
    concerned=concerned,
    opens=lambda person, sheet: Entry.objects.readable_by(person).filter(pk=sheet.pk).exists(),
    agreed=agreed,
    phrases=(
        gettext_lazy("It is still needed where it is"),
        gettext_lazy("Say in which condition it is"),
    ),
)
