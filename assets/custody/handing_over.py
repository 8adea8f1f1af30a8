"""Passing on what one answers for: prepared as a list, done when both have signed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.cards import changing
from assets.models import Asset, AssetEvent, CustodyHandover, HandoverLine
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry, Signer
from logistics.records.models.signatures import Capacity
from logistics.school.models import Campus, Person, Place
from logistics.stores.models import Balance, Item, Store


@dataclass(frozen=True)
class Thing:
    """What is handed over: a card, goods of the store, or a room; how much there should be."""

    thing: Asset | Item | Place
    expected: Decimal

    @property
    def key(self) -> str:
        return f"{self.thing._meta.model_name}-{self.thing.pk}"


def held_by(giver: Person, campus: Campus, store: Store | None = None) -> list[Thing]:
    """All that somebody answers for at a campus; with a store, also what lies in it."""
    cards = Asset.objects.owned().filter(custodian=giver, campus=campus).select_related("place")
    rooms = Place.objects.in_use().filter(custodian=giver, campus=campus)
    things = [Thing(place, Decimal(1)) for place in rooms]
    things += [Thing(asset, Decimal(asset.quantity)) for asset in cards]
    return things + (goods_in(store) if store else [])


def goods_in(store: Store) -> list[Thing]:
    totals = Balance.objects.filter(store=store, quantity__gt=0).order_by().values("item")
    sums = dict(totals.annotate(total=Sum("quantity")).values_list("item", "total"))
    items = Item.objects.filter(pk__in=sums).order_by("name", "pk")
    return [Thing(item, sums[item.pk]) for item in items]


@dataclass(frozen=True)
class Found:
    """How much of it is there."""

    thing: Thing
    found: Decimal
    remark: str = ""


@transaction.atomic
def hand_over(
    giver: Person,
    taker: Person,
    found: Sequence[Found],
    *,
    campus: Campus,
    supervisor: Person,
    by: Any,
    now: datetime,
    happened_at: datetime,
    store: Store | None = None,
    reason: str = "",
    late_reason: str = "",
) -> Entry:
    """File the list and ask the three for their signatures. Nothing changes hands yet."""
    if not (found or store):
        raise Refused(_("%(person)s answers for nothing at this campus.") % {"person": giver})
    refuse_second(giver, campus)
    if store and store.keeper_id not in (None, giver.pk):
        raise Refused(
            _("%(store)s is kept by %(keeper)s.") % {"store": store, "keeper": store.keeper}
        )
    entry = Entry(campus=campus, happened_at=happened_at, late_reason=late_reason)
    sheet = CustodyHandover(
        entry=entry, giver=giver, taker=taker, supervisor=supervisor, store=store, reason=reason
    )
    sheet.new_lines = [line_of(each) for each in found]
    filed = filing.submit(sheet, by=by, now=now)
    people = [
        (Capacity.HANDED_OVER, giver),
        (Capacity.TAKEN_OVER, taker),
        (Capacity.SUPERVISED, supervisor),
    ]
    signing.ask(filed, people, now=now)
    return filed


def line_of(each: Found) -> HandoverLine:
    thing = each.thing.thing
    line = HandoverLine(expected=each.thing.expected, found=each.found, remark=each.remark)
    setattr(line, thing._meta.model_name or "", thing)
    return line


def waiting(handovers: QuerySet[CustodyHandover] | None = None) -> QuerySet[CustodyHandover]:
    """Those whose signatures are not all there."""
    rows = CustodyHandover.objects.all() if handovers is None else handovers
    return rows.filter(Exists(Signer.objects.open().filter(entry=OuterRef("pk"))))


def refuse_second(giver: Person, campus: Campus) -> None:
    if other := waiting().filter(giver=giver, entry__campus=campus).first():
        said = {"number": other.entry.number}
        raise Refused(_("%(number)s waits for its signatures. Have it signed or drop it.") % said)


def complete(entry: Entry, *, by: Any, now: datetime) -> None:
    """All have signed: what is there changes hands, card by card."""
    sheet: Any = entry.content
    lines = sheet.lines.select_related("asset", "place", "item")
    for line in lines:
        if line.asset and line.found:
            pass_card(line.asset, sheet, by=by, now=now)
        elif line.place and line.found:
            pass_on(line.place, "custodian", sheet)
    if sheet.store:
        pass_on(sheet.store, "keeper", sheet)


def pass_card(asset: Asset, sheet: CustodyHandover, *, by: Any, now: datetime) -> None:
    """Only from the hands of the giver: written although nothing changes, so that it is ours."""
    mine = Asset.objects.owned().filter(pk=asset.pk, custodian=sheet.giver)
    if not mine.update(custodian=sheet.giver):
        said = {"asset": asset, "person": sheet.giver}
        raise Refused(_("%(asset)s is no longer in the custody of %(person)s.") % said)
    asset.refresh_from_db()
    changes: dict[str, Any] = {"custodian": sheet.taker}
    if asset.user_id == sheet.giver_id:
        changes["user"] = sheet.taker
    kind = AssetEvent.Kind.HANDED_OVER
    on = timezone.localdate(now)
    changing.change(asset, kind, on=on, by=by, now=now, entry=sheet.entry, **changes)


def pass_on(thing: Place | Store, role: str, sheet: CustodyHandover) -> None:
    """A room or a store; it may have had nobody."""
    held = getattr(thing, f"{role}_id")
    if held not in (None, sheet.giver_id):
        said = {"thing": thing, "person": getattr(thing, role)}
        raise Refused(_("%(thing)s is in the hands of %(person)s by now.") % said)
    setattr(thing, role, sheet.taker)
    thing.save(update_fields=[role])


@transaction.atomic
def drop(entry: Entry, *, by: Any, now: datetime, reason: str) -> None:
    """Give a handover up that is not signed by all. What is signed is handed back by another one."""
    if signing.is_signed(entry):
        raise Refused(_("Everybody has signed. Write a new handover to give it back."))
    filing.void(entry, by=by, now=now, reason=reason, countered=True)


def not_there(lines: Iterable[HandoverLine]) -> list[HandoverLine]:
    """The list of what is lacking."""
    return [line for line in lines if not line.is_there]
