"""The health room's own medicines: every lot of their store counted each month against the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from health.models import ClinicDrugLine, ClinicDrugStock
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Place
from logistics.stores import watching
from logistics.stores.models import Balance, Movement, Store
from logistics.stores.models.goods import Stock

KEEP = "stores.keep_medicine"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Lot:
    """A lot as the ledger has it: what is there, and what came and went in the month."""

    balance: Balance
    received: Decimal
    issued: Decimal

    @property
    def lot(self) -> Any:
        return self.balance.lot


@dataclass(frozen=True)
class Counted:
    """A lot as it was found."""

    lot: Lot
    quantity: Decimal
    is_damaged: bool = False


def stores_of(person: Any) -> QuerySet[Store]:
    """The medicine stores this person keeps."""
    rows = Store.objects.in_use().kept_by(person).filter(kind=Stock.MEDICINE)
    return rows.select_related("campus", "place").order_by("campus__position", "name", "pk")


def rooms_of(person: Any, campus: Any = None) -> QuerySet[Place]:
    """The health rooms for which a check can be owed."""
    rooms = Place.objects.in_use().visible_to(person, KEEP)
    rooms = rooms.filter(kind=Place.Kind.HEALTH_ROOM)
    return rooms.filter(campus=campus) if campus else rooms


def lots_of(store: Store, on: date) -> list[Lot]:
    """What the ledger says is there, the first to expire first; in two queries."""
    balances = Balance.objects.filter(store=store).there().select_related("lot__item")
    moved = Movement.objects.filter(
        store=store, happened_at__range=(start_of(on.replace(day=1)), end_of(on))
    ).order_by()
    sums = {
        lot: (came or ZERO, -(went or ZERO))
        for lot, came, went in moved.values_list("lot").annotate(
            came=Sum("quantity", filter=Q(quantity__gt=0)),
            went=Sum("quantity", filter=Q(quantity__lt=0)),
        )
    }
    rows = balances.order_by("lot__expires_on", "item__name", "lot_id")
    return [Lot(balance, *sums.get(balance.lot_id, (ZERO, ZERO))) for balance in rows]


@transaction.atomic
def check(
    store: Store | None,
    counted: Sequence[Counted],
    *,
    campus: Any,
    place: Place | None,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    first_aid: bool = False,
    note: str = "",
) -> Entry:
    """File the monthly check. What is expired or damaged is to be discarded; it leaves the ledger
    by the store's own write-off. Refuses a check that leaves out a lot of the ledger."""
    on = timezone.localdate(happened_at)
    if store is not None:
        refuse_gaps(store, counted, on)
    lines = [line_of(each, on) for each in counted]
    sheet = ClinicDrugStock(
        entry=Entry(campus=campus, place=place, happened_at=happened_at, late_reason=late_reason),
        store=store,
        lots=len(lines),
        expired=sum(line.state == ClinicDrugLine.State.EXPIRED for line in lines),
        differing=sum(line.difference != 0 for line in lines),
        first_aid=first_aid,
        note=note,
    )
    sheet.new_lines = lines
    return filing.submit(sheet, by=by, now=now)


def refuse_gaps(store: Store, counted: Sequence[Counted], on: date) -> None:
    there = {lot.lot.pk for lot in lots_of(store, on)}
    if there - {each.lot.lot.pk for each in counted}:
        raise Refused(_("Some medicines are not counted yet."))


def line_of(each: Counted, on: date) -> ClinicDrugLine:
    state = state_of(each, on)
    bad = state in (ClinicDrugLine.State.EXPIRED, ClinicDrugLine.State.DAMAGED)
    return ClinicDrugLine(
        lot=each.lot.lot,
        received=each.lot.received,
        issued=each.lot.issued,
        expected=each.lot.balance.quantity,
        counted=each.quantity,
        state=state,
        to_discard=each.quantity if bad else ZERO,
    )


def state_of(each: Counted, on: date) -> str:
    states = ClinicDrugLine.State
    lot = each.lot.lot
    if lot.is_expired(on):
        return states.EXPIRED
    if each.is_damaged:
        return states.DAMAGED
    soon = lot.expires_on is not None and lot.expires_on <= watching.soon(on)
    return states.EXPIRING if soon else states.GOOD


def days_ahead(on: date) -> int:
    """How long before its end a medicine is said to expire soon."""
    return (watching.soon(on) - on).days
