"""From the sorted report to the finished repair: given out, taken, held up, parts, done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores import issuing
from logistics.stores.issuing import Wanted
from logistics.stores.models import StockOut, Store
from safety.models import (
    RepairCategory,
    RepairDone,
    RepairTicket,
    RepairWait,
    TicketPart,
    TicketState,
    TradeRepairer,
)
from safety.repairs import hazard, owing, targets, telling
from safety.repairs.moving import Kind, answered, move, need
from safety.repairs.signing import acceptors

WAITS = (TicketState.REPORTED, TicketState.ASSIGNED)
IN_HAND = (TicketState.ASSIGNED, TicketState.REPAIRING)


def usual_repairer(campus: Any, category: str) -> Any:
    """Who repairs this trade at the campus, if the school has named somebody."""
    rows = TradeRepairer.objects.filter(campus=campus, category=category)
    named = rows.select_related("person").first()
    return named.person if named and named.person.is_active else None


@transaction.atomic
def sort(
    ticket: RepairTicket, *, category: str, urgency: str, place: Any, by: Any, now: datetime
) -> None:
    """What it is, where and how urgent: the time for it runs from the report."""
    need(ticket, *WAITS, TicketState.REPAIRING)
    told: dict[str, Any] = {"category": category, "urgency": urgency, "place": place}
    if urgency != ticket.urgency:
        told |= {
            "answer_by": targets.answer_by(urgency, ticket.campus, ticket.reported_at),
            "due_on": targets.due_on(urgency, ticket.campus, ticket.reported_at),
        }
    if all(getattr(ticket, name) == value for name, value in told.items()):
        return
    trade, how = RepairCategory(category).label, ticket._meta.get_field("urgency")
    note = f"{trade} · {dict(how.flatchoices)[urgency]} · {place or ticket.campus}"
    move(ticket, Kind.SORTED, by=by, now=now, note=note, **told)
    owing.renew(ticket)


@transaction.atomic
def assign(
    ticket: RepairTicket, *, by: Any, now: datetime, repairer: Any = None, company: Any = None
) -> None:
    """Give it to one of the own people or to a company; given to another, it begins anew."""
    need(ticket, *WAITS, TicketState.REPAIRING)
    if repairer is None and company is None:
        raise Refused(_("Say who repairs it."))
    told: dict[str, Any] = {"repairer": repairer, "company": company, "waiting": ""}
    told |= {"assigned_at": now, "assigned_by": by, "taken_at": None, "arrived_at": None}
    name = str(repairer or company)
    move(ticket, Kind.ASSIGNED, by=by, now=now, note=name, **told, **answered(ticket, now))
    owing.renew(ticket)
    telling.assigned(ticket, by=by, now=now)


@transaction.atomic
def take(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    """接单: of two who take one ticket the first has it, the second is told who does."""
    need(ticket, *WAITS)
    if ticket.repairer_id not in (None, by.pk) or (ticket.company_id and not ticket.repairer_id):
        raise Refused(_("%(who)s has this ticket.") % {"who": ticket.who_repairs})
    told: dict[str, Any] = {"repairer": by, "taken_at": now} | answered(ticket, now)
    if ticket.assigned_at is None:
        told |= {"assigned_at": now, "assigned_by": by}
    move(ticket, Kind.TAKEN, by=by, now=now, **told)
    owing.renew(ticket)
    telling.taken(ticket, by=by, now=now)


@transaction.atomic
def hand_back(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    """The repairer cannot do it: it is to be given to somebody else."""
    need(ticket, *IN_HAND)
    if not why:
        raise Refused(_("Say why you hand it back."))
    told: dict[str, Any] = {"repairer": None, "company": None, "assigned_at": None}
    told |= {"taken_at": None, "arrived_at": None, "waiting": ""}
    move(ticket, Kind.GIVEN_BACK, by=by, now=now, note=why, **told)
    owing.renew(ticket)
    telling.handed_back(ticket, why=why, by=by, now=now)


@transaction.atomic
def arrive(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    """On the spot: the repair has begun. A company that has come is noted by who let it in."""
    need(ticket, *IN_HAND)
    if ticket.arrived_at:
        raise Refused(_("This is noted already."))
    told: dict[str, Any] = {"arrived_at": now, "waiting": ""}
    if ticket.taken_at is None:
        told["taken_at"] = now
    move(ticket, Kind.ARRIVED, by=by, now=now, **told)


@transaction.atomic
def hold(ticket: RepairTicket, waiting: str, *, by: Any, now: datetime, note: str = "") -> None:
    """It cannot go on now; whoever waits for it reads why."""
    need(ticket, *IN_HAND)
    if waiting == RepairWait.MONEY:
        raise Refused(_("Ask for the money; the ticket then waits by itself."))
    label = RepairWait(waiting).label
    told: dict[str, Any] = {"waiting": waiting}
    if ticket.taken_at is None:
        told["taken_at"] = now
    words = f"{label} · {note}" if note else str(label)
    move(ticket, Kind.WAITING, by=by, now=now, note=words, **told)
    telling.held_up(ticket, by=by, now=now)


@transaction.atomic
def resume(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    need(ticket, TicketState.REPAIRING)
    if not ticket.waiting:
        raise Refused(_("It does not wait for anything."))
    if ticket.waiting == RepairWait.MONEY:
        raise Refused(_("The cost is not agreed to yet."))
    move(ticket, Kind.RESUMED, by=by, now=now, waiting="")


@transaction.atomic
def use_parts(
    ticket: RepairTicket, store: Store, wanted: Sequence[Wanted], *, by: Any, now: datetime
) -> Entry:
    """Parts leave the store by an issue sheet of its own; the repairer signs for them."""
    need(ticket, *IN_HAND)
    if ticket.repairer is None:
        raise Refused(_("Parts are given to a repairer of the school. Give the ticket to one."))
    filed = issuing.issue(
        store, wanted, receiver=ticket.repairer, by=by, now=now, happened_at=now,
        place=ticket.place, purpose=ticket.number, basis=ticket.report.entry,
    )  # fmt: skip
    lines = list(StockOut.objects.get(pk=filed.pk).lines.select_related("item"))
    TicketPart.objects.bulk_create(
        TicketPart(
            ticket=ticket, entry=filed, item=line.item, quantity=line.quantity, amount=line.amount
        )
        for line in lines
    )
    cost = ticket.parts_cost + sum((line.amount for line in lines), Decimal(0))
    words = "、".join(
        f"{line.item} {line.quantity.normalize():f} {line.item.unit}" for line in lines
    )
    told: dict[str, Any] = {"parts_cost": cost}
    if ticket.waiting == RepairWait.PARTS:
        told["waiting"] = ""
    move(ticket, Kind.PARTS, by=by, now=now, note=words, entry=filed, **told)
    return filed


@transaction.atomic
def finish(
    ticket: RepairTicket,
    *,
    work: str,
    by: Any,
    now: datetime,
    hours: Decimal = Decimal(0),
    labour_cost: Decimal = Decimal(0),
    happened_at: datetime | None = None,
    typed_at: datetime | None = None,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File what was done. It is not closed by that: whoever reported it looks at it and signs."""
    need(ticket, *IN_HAND)
    if ticket.waiting == RepairWait.MONEY:
        raise Refused(_("The cost is not agreed to yet."))
    entry = entry_for(ticket, happened_at or now, late_reason, typed_at)
    refuse_before_report(ticket, entry)
    record = RepairDone(
        entry=entry, ticket=ticket, work=work[:300], hours=hours, labour_cost=labour_cost,
        parts_cost=ticket.parts_cost, company=ticket.company,
    )  # fmt: skip
    filed = filing.submit(record, by=by, now=now, photos=photos)
    told: dict[str, Any] = {"done_at": entry.happened_at, "done_by": by, "work": work[:300]}
    told |= {"hours": ticket.hours + hours, "labour_cost": ticket.labour_cost + labour_cost}
    told |= {"waiting": ""} | ({} if ticket.taken_at else {"taken_at": entry.happened_at})
    move(ticket, Kind.DONE, by=by, now=now, note=work, entry=filed, **told)
    hazard.put_right(ticket, by=by, now=now)
    people = acceptors(ticket, on=timezone.localdate(now))
    telling.to_accept(ticket, people, by=by, now=now)
    return filed


def refuse_before_report(ticket: RepairTicket, entry: Entry) -> None:
    if entry.happened_at < ticket.reported_at:
        raise Refused(_("It cannot be repaired before it was reported. Check the time."))


def entry_for(
    ticket: RepairTicket, happened_at: datetime, late_reason: str = "", typed_at: Any = None
) -> Entry:
    """As the report's: the task of the ticket asks for the same class and place."""
    return Entry(
        campus=ticket.campus, school_class=ticket.school_class, place=ticket.place,
        subject=owing.subject_of(ticket), happened_at=happened_at, late_reason=late_reason,
        typed_at=typed_at,
    )  # fmt: skip
