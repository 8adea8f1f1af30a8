"""Taking things off the books: applied for, agreed to, then written off with the document number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import changing, depreciation
from assets.models import Asset, AssetDisposal, AssetEvent, DisposalLine, Loan, WriteOff
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Person, Place
from logistics.stores import receiving
from logistics.stores.models import StockIn, Store
from logistics.stores.receiving import Arrived

APPROVAL = "asset_disposal"
Way = AssetDisposal.Way
GOING = (Asset.State.IN_USE, Asset.State.IDLE, Asset.State.REPAIR, Asset.State.CONDEMNED)
MOST_ROOMS = 3


@dataclass(frozen=True)
class Grounds:
    """Why and how things are to go, and what is said of them."""

    way: str
    ground: str
    reason: str
    opinion: str
    appraiser: Person
    receiver: str = ""
    department: str = ""
    resolution: str = ""


@transaction.atomic
def apply(
    assets: Sequence[Asset],
    grounds: Grounds,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File the application and put it before those who decide by the original value."""
    refuse_unlawful(assets, grounds, by)
    entry = Entry(campus=assets[0].campus, happened_at=happened_at, late_reason=late_reason)
    sheet = AssetDisposal(
        entry=entry,
        way=grounds.way,
        ground=grounds.ground,
        reason=grounds.reason,
        receiver=grounds.receiver,
        opinion=grounds.opinion,
        appraiser=grounds.appraiser,
        department=grounds.department,
        resolution=grounds.resolution,
        value=sum((asset.value for asset in assets), Decimal(0)),
    )
    on = timezone.localdate(happened_at)
    sheet.new_lines = [line_of(asset, on) for asset in assets]
    filed = filing.submit(sheet, by=by, now=now)
    for asset in assets:
        condemn(asset, sheet, on=on, by=by, now=now)
    asking.ask(APPROVAL, sheet, by=by, now=now, reason=grounds.reason)
    return filed


def refuse_unlawful(assets: Sequence[Asset], grounds: Grounds, by: Any) -> None:
    if not assets:
        raise Refused(_("Choose what is to be disposed of."))
    if len({asset.campus_id for asset in assets}) > 1:
        raise Refused(_("Things of one campus go on one application."))
    if grounds.appraiser.pk == by.pk:
        raise Refused(_("Who applies does not give the technical opinion."))
    if grounds.way in AssetDisposal.TO_OTHERS and not grounds.receiver:
        raise Refused(_("Say to whom it goes."))


def line_of(asset: Asset, on: date) -> DisposalLine:
    written_off = depreciation.leaving(asset, on=on)
    return DisposalLine(
        asset=asset,
        quantity=asset.quantity,
        value=asset.value,
        depreciation=written_off,
        net=asset.value - written_off,
        acquired_on=asset.acquired_on,
        used_months=depreciation.months_used(asset, on),
        state_before=asset.state,
    )


def condemn(asset: Asset, sheet: AssetDisposal, *, on: date, by: Any, now: datetime) -> None:
    """Take the card: it must not be lent, nor stand on another application."""
    claimed = Asset.objects.filter(pk=asset.pk, state=asset.state, state__in=GOING)
    said = {"asset": asset, "state": asset.get_state_display()}
    if not claimed.update(state=asset.state):
        raise Refused(_("%(asset)s is %(state)s and cannot be disposed of now.") % said)
    other = applications_of(asset).exclude(pk=sheet.pk).select_related("entry").first()
    if other:
        raise Refused(
            _("%(asset)s stands on %(number)s already.") % (said | {"number": other.entry.number})
        )
    if Loan.objects.open().filter(asset=asset).exists():
        raise Refused(_("A part of %(asset)s is lent. Take it back first.") % said)
    kind, state = AssetEvent.Kind.CONDEMNED, Asset.State.CONDEMNED
    told: dict[str, Any] = {"on": on, "by": by, "now": now, "entry": sheet.entry}
    changing.change(asset, kind, seen_state=asset.state, state=state, **told)


def applications_of(asset: Asset) -> QuerySet[AssetDisposal]:
    """The applications under way on which a card stands."""
    return AssetDisposal.objects.open().filter(lines__asset=asset)


def approval_of(sheet: AssetDisposal) -> Approval | None:
    return asking.latest(APPROVAL, sheet)


@dataclass(frozen=True)
class Parts:
    """Usable parts that go back into a store."""

    store: Store
    arrived: tuple[Arrived, ...]


@transaction.atomic
def write_off(
    sheet: AssetDisposal,
    *,
    document: str,
    approved_on: date,
    by: Any,
    now: datetime,
    happened_at: datetime,
    income: Decimal = Decimal(0),
    salvage: str = "",
    parts: Parts | None = None,
    late_reason: str = "",
) -> Entry:
    """With the authority's number the cards leave the books; usable parts go into the store."""
    refuse_early(sheet, document, approved_on, happened_at)
    on = timezone.localdate(happened_at)
    entry = Entry(campus=sheet.entry.campus, happened_at=happened_at, late_reason=late_reason)
    record = WriteOff(
        entry=entry,
        disposal=sheet,
        document=document,
        approved_on=approved_on,
        income=income,
        salvage=salvage,
    )
    filed = filing.submit(record, by=by, now=now)
    for line in sheet.lines.select_related("asset"):
        leave(line, filed, on=on, by=by, now=now)
    if parts and parts.arrived:
        source = StockIn.Source.REUSE
        when: dict[str, Any] = {"now": now, "happened_at": happened_at, "late_reason": late_reason}
        receiving.receive(parts.store, parts.arrived, by=by, source=source, basis=filed, **when)
    return filed


def refuse_early(
    sheet: AssetDisposal, document: str, approved_on: date, happened_at: datetime
) -> None:
    held = Entry.objects.standing().filter(pk=sheet.pk)
    if not held.update(version=sheet.entry.version):
        raise Refused(_("This application was dropped."))
    if WriteOff.objects.filter(disposal=sheet).exists():
        raise Refused(_("This is written off already."))
    if not AssetDisposal.objects.agreed().filter(pk=sheet.pk).exists():
        raise Refused(_("Nobody has agreed to this application yet."))
    if not document.strip():
        raise Refused(_("A card leaves the books only with the document number."))
    if approved_on > timezone.localdate(happened_at):
        raise Refused(_("It cannot be written off before it is approved."))


def leave(line: DisposalLine, entry: Entry, *, on: date, by: Any, now: datetime) -> None:
    asset = line.asset
    gone: dict[str, Any] = {"state": Asset.State.DISPOSED, "disposed_on": on}
    less: dict[str, Any] = {"quantity": -asset.quantity, "value": -asset.value}
    told: dict[str, Any] = {"on": on, "by": by, "now": now, "entry": entry}
    kind, seen = AssetEvent.Kind.DISPOSED, Asset.State.CONDEMNED
    changing.change(asset, kind, seen_state=seen, **less, **told, **gone)


@transaction.atomic
def drop(sheet: AssetDisposal, *, by: Any, now: datetime, reason: str) -> None:
    """Give an application up: its cards are again what they were."""
    if WriteOff.objects.filter(disposal=sheet).exists():
        raise Refused(_("This is written off already."))
    if pending := Approval.objects.of(APPROVAL, sheet).pending().first():
        asking.withdraw(pending, by=by, now=now)
    filing.void(sheet.entry, by=by, now=now, reason=reason, countered=True)
    on = timezone.localdate(now)
    for line in sheet.lines.select_related("asset"):
        changes: dict[str, Any] = {
            "state": line.state_before,
            "seen_state": Asset.State.CONDEMNED,
        }
        told: dict[str, Any] = {
            "on": on,
            "by": by,
            "now": now,
            "entry": sheet.entry,
            "note": reason[:200],
        }
        changing.change(line.asset, AssetEvent.Kind.CHANGED, **told, **changes)


def rooms_in_need(asset: Asset) -> list[Place]:
    """Rooms of the campus that have nothing of this class: what is replaced may serve there."""
    kinds = [Place.Kind.SPECIAL_ROOM, Place.Kind.ACTIVITY_ROOM, Place.Kind.OFFICE]
    alike = Asset.objects.owned().filter(asset_class=asset.asset_class_id, place=OuterRef("pk"))
    rooms = Place.objects.in_use().filter(campus=asset.campus_id, kind__in=kinds)
    empty = rooms.exclude(pk=asset.place_id or 0).exclude(Exists(alike))
    return list(empty.order_by("kind", "name")[:MOST_ROOMS])


# What those who decide are shown.


def said(sheet: AssetDisposal) -> dict[str, Any]:
    return {
        "number": sheet.entry.number,
        "way": sheet.way,
        "ground": sheet.ground,
        "why": sheet.reason,
        "receiver": sheet.receiver,
        "opinion": sheet.opinion,
        "appraiser": str(sheet.appraiser),
        "department": sheet.department,
        "resolution": sheet.resolution,
        "lines": [
            [str(line.asset), line.quantity, f"{line.value:.2f}", f"{line.net:.2f}"]
            for line in sheet.lines.select_related("asset")
        ],
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    lines = tuple(
        f"{name} × {count} · ¥{value} → ¥{left}" for name, count, value, left in told["lines"]
    )
    ground = AssetDisposal.Ground(told["ground"]).label
    found = [
        Fact("way", _("Way of disposal"), f"{Way(told['way']).label} · {ground}"),
        Fact("why", _("Why"), told["why"]),
        Fact("receiver", _("Goes to"), told["receiver"]),
        Fact("opinion", _("Technical opinion"), f"{told['opinion']} ({told['appraiser']})"),
        Fact("department", _("Department"), told["department"]),
        Fact("resolution", _("Resolution of the school"), told["resolution"]),
        Fact("lines", _("Assets"), str(len(lines)), lines),
    ]
    return [fact for fact in found if fact.value]


def agreed(sheet: AssetDisposal, *, approval: Approval, by: Any, now: datetime) -> None:
    if sheet.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This application was dropped."))


DISPOSAL = ApprovalKind(
    code=APPROVAL,
    title=gettext_lazy("Disposal of assets"),
    model=AssetDisposal,
    route=(Stop(Role.DIRECTOR), Stop(Role.PRINCIPAL)),
    said=said,
    facts=facts,
    related=("entry", "entry__campus", "appraiser"),
    campus=lambda sheet, on: sheet.entry.campus,
    amount=lambda sheet: sheet.value,
    concerned=lambda sheet, on: [sheet.appraiser_id],
    opens=lambda person, sheet: Entry.objects.readable_by(person).filter(pk=sheet.pk).exists(),
    agreed=agreed,
    phrases=(
        gettext_lazy("It can still be used in another room"),
        gettext_lazy("The technical opinion is not sufficient"),
    ),
)
