"""Reporting what is broken: the record of the report and its ticket, at once; and joining doubles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.rules import rule
from safety.models import (
    RepairCategory,
    RepairReport,
    RepairTicket,
    TicketClosing,
    TicketState,
    TicketStep,
    Urgency,
)
from safety.repairs import hazard, owing, targets, telling
from safety.repairs.moving import Kind, answered, move, need, step

NOT_DONE = (TicketState.REPORTED, TicketState.ASSIGNED, TicketState.REPAIRING, TicketState.RETURNED)


@dataclass(frozen=True)
class Fault:
    """What is broken and where. `thing` says in words which card of the assets `asset` is."""

    category: str
    what: str = ""
    place: Any = None
    campus: Any = None
    school_class: Any = None
    asset: int | None = None
    thing: str = ""
    is_dangerous: bool = False
    phone: str = ""
    wanted_on: date | None = None


@transaction.atomic
def report(
    fault: Fault,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    typed_at: datetime | None = None,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
    urgency: str = "",
    outsider: str = "",
    is_outside: bool = False,
    found_by: Entry | None = None,
    finding: Finding | None = None,
) -> RepairTicket:
    """File the report and open its ticket. What may hurt somebody is a hazard as well.

    `is_outside`: reported without a login; then nobody of the school is the reporter, and the
    custodian of the place accepts the repair.
    """
    at = happened_at or now
    entry = Entry(
        campus=fault.place.campus if fault.place else fault.campus,
        place=fault.place,
        school_class=fault.school_class or (fault.place.school_class if fault.place else None),
        happened_at=at,
        typed_at=typed_at,
        late_reason=late_reason,
    )
    written = RepairReport(
        entry=entry,
        category=fault.category,
        what=fault.what,
        asset=fault.asset,
        thing=fault.thing[:120],
        is_dangerous=fault.is_dangerous,
        phone=fault.phone,
        wanted_on=fault.wanted_on,
        outsider=outsider,
        found_by=found_by,
    )
    filed = filing.submit(written, by=by, now=now, photos=photos)
    ticket = opened(written, None if is_outside else by, urgency or usual(fault), at, finding)
    ticket.save(force_insert=True)
    step(ticket, Kind.REPORTED, by=None if is_outside else by, now=now, entry=filed)
    if fault.is_dangerous and finding is None:
        hazard.open_for(ticket, filed, by=by, now=now)
    owing.owe(ticket, filed)
    telling.reported(ticket, by=by, now=now)
    return ticket


def usual(fault: Fault) -> str:
    """What may hurt somebody is extremely urgent until somebody has looked at it."""
    if fault.is_dangerous:
        return Urgency.EXTRA
    return Urgency.URGENT if fault.category == RepairCategory.FIRE else Urgency.NORMAL


def opened(
    written: RepairReport, reporter: Any, urgency: str, at: datetime, finding: Finding | None
) -> RepairTicket:
    entry = written.entry
    return RepairTicket(
        number=entry.number,
        report=written,
        campus=entry.campus,
        school_class=entry.school_class,
        place=entry.place,
        asset=written.asset,
        title=written.one_line()[:200],
        category=written.category,
        urgency=urgency,
        is_dangerous=written.is_dangerous,
        reporter=reporter,
        reported_at=at,
        answer_by=targets.answer_by(urgency, entry.campus, at),
        due_on=targets.due_on(urgency, entry.campus, at),
        again_of=broken_before(written, at),
        finding=finding,
    )


def broken_before(written: RepairReport, at: datetime) -> RepairTicket | None:
    """The last repair of the same thing, or of the same trade in the same room, not long ago."""
    days = int(rule(targets.AGAIN, on=timezone.localdate(at)))
    before = RepairTicket.objects.filter(
        done_at__gte=at - timedelta(days=days), done_at__lte=at, accepted_at__isnull=False
    )
    if written.asset:
        return before.filter(asset=written.asset).order_by("-done_at").first()
    if written.entry.place_id is None or written.category == RepairCategory.OTHER:
        return None
    here = before.filter(place=written.entry.place_id, category=written.category, asset=None)
    return here.order_by("-done_at").first()


def alike(fault: Fault) -> list[RepairTicket]:
    """What is reported at this place already, or of this thing: nobody needs to report it twice."""
    rows = RepairTicket.objects.open().for_rows().order_by("-reported_at")
    if fault.asset:
        return list(rows.filter(asset=fault.asset)[:3])
    if fault.place is None:
        return []
    return list(rows.filter(place=fault.place, category=fault.category)[:3])


@transaction.atomic
def give_back_to_reporter(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    """Something is missing to repair it: the reporter answers, or withdraws it."""
    need(ticket, TicketState.REPORTED, TicketState.ASSIGNED)
    if not why:
        raise Refused(_("Say what is missing."))
    told: dict[str, Any] = {"returned_at": now, "why": why[:300]} | answered(ticket, now)
    move(ticket, Kind.RETURNED, by=by, now=now, note=why, **told)
    telling.returned(ticket, by=by, now=now)


@transaction.atomic
def send_again(ticket: RepairTicket, *, words: str, by: Any, now: datetime) -> None:
    """The reporter answers what was missing: it is to be sorted again."""
    need(ticket, TicketState.RETURNED)
    refuse_strangers(ticket, by)
    if not words:
        raise Refused(_("Write what was asked for."))
    cleared: dict[str, Any] = {"returned_at": None, "why": "", "assigned_at": None}
    cleared |= {"repairer": None, "company": None, "taken_at": None, "waiting": ""}
    move(ticket, Kind.SENT_AGAIN, by=by, now=now, note=words, **cleared)
    telling.reported(ticket, by=by, now=now)


@transaction.atomic
def withdraw(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    """The reporter does not need it any more: it works again, or was reported by mistake."""
    need(ticket, *NOT_DONE)
    refuse_strangers(ticket, by)
    end(ticket, TicketClosing.WITHDRAWN, Kind.WITHDRAWN, why=why, by=by, now=now)


def refuse_strangers(ticket: RepairTicket, by: Any) -> None:
    if ticket.reporter_id != by.pk:
        raise Refused(_("Only who reported it may do this."))


@transaction.atomic
def drop(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    """It is not repaired: beyond repair, renewed, or no fault. The reporter is told why."""
    need(ticket, *NOT_DONE)
    if not why:
        raise Refused(_("Say why it is not repaired."))
    end(ticket, TicketClosing.DROPPED, Kind.DROPPED, why=why, by=by, now=now)
    telling.dropped(ticket, by=by, now=now)


def end(
    ticket: RepairTicket, closing: str, kind: str, *, why: str, by: Any, now: datetime
) -> TicketStep:
    told: dict[str, Any] = {"closing": closing, "closed_at": now, "closed_by": by}
    told |= {"why": why[:300], "waiting": "", "returned_at": None} | answered(ticket, now)
    taken = move(ticket, kind, by=by, now=now, note=why, **told)
    owing.release(ticket, by=by, now=now, reason=why or str(TicketClosing(closing).label))
    telling.settled(ticket, now=now)
    return taken


@transaction.atomic
def join(ticket: RepairTicket, main: RepairTicket, *, by: Any, now: datetime) -> None:
    """The same was reported twice: this one is closed, the other goes on, and both reporters are told."""
    need(ticket, *NOT_DONE)
    refuse_bad_match(ticket, main)
    told: dict[str, Any] = {"closing": TicketClosing.MERGED, "closed_at": now, "closed_by": by}
    told |= {"merged_into": main, "waiting": "", "returned_at": None, "why": main.number}
    move(ticket, Kind.MERGED, by=by, now=now, note=str(main), **told, **answered(ticket, now))
    move(main, Kind.JOINED, by=by, now=now, note=str(ticket), **soonest(ticket, main))
    owing.hand_on(ticket, main)
    telling.joined(ticket, main, by=by, now=now)


def refuse_bad_match(ticket: RepairTicket, main: RepairTicket) -> None:
    if ticket.pk == main.pk:
        raise Refused(_("A ticket is not joined with itself."))
    if ticket.campus_id != main.campus_id:
        raise Refused(_("Only tickets of one campus are joined."))
    if not main.is_open:
        raise Refused(_("%(ticket)s is ended. Join it with one that is open.") % {"ticket": main})


def soonest(ticket: RepairTicket, main: RepairTicket) -> dict[str, Any]:
    """The joined ticket is as urgent as the more urgent of the two."""
    if ticket.due_on >= main.due_on:
        return {}
    return {"urgency": ticket.urgency, "due_on": ticket.due_on}
