"""Closing a ticket: by the signature of whoever reported it, or visibly by the director after silence."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets import interface as assets
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.models import RepairAcceptance, RepairTicket, TicketClosing, TicketState
from safety.repairs import hazard, targets, telling
from safety.repairs.moving import Kind, hold, move, need
from safety.repairs.repairing import entry_for
from safety.repairs.signing import acceptors

Conclusion = RepairAcceptance.Conclusion


@transaction.atomic
def accept(
    ticket: RepairTicket,
    *,
    by: Any,
    now: datetime,
    satisfaction: int | None = None,
    said: str = "",
) -> Entry:
    """Sign for the repair: this closes the ticket and proves that it was repaired."""
    need(ticket, TicketState.TO_ACCEPT)
    refuse_others(ticket, by, now)
    filed = file(ticket, Conclusion.ACCEPTED, Capacity.ACCEPTED, by=by, now=now,
                 satisfaction=satisfaction, said=said)  # fmt: skip
    told: dict[str, Any] = {"accepted_at": now, "accepted_by": by, "satisfaction": satisfaction}
    move(ticket, Kind.ACCEPTED, by=by, now=now, note=said, entry=filed, **told)
    note_on_card(ticket, filed, by=by, now=now)
    telling.accepted(ticket, by=by, now=now)
    return filed


def refuse_others(ticket: RepairTicket, by: Any, now: datetime) -> None:
    if by.pk == ticket.done_by_id:
        raise Refused(_("Nobody accepts what they repaired themselves."))
    people = acceptors(ticket, on=timezone.localdate(now))
    if by.pk not in {person.pk for person in people}:
        names = _(", ").join(str(person) for person in people)
        raise Refused(_("%(people)s accepts this repair.") % {"people": names})


def file(
    ticket: RepairTicket,
    conclusion: str,
    capacity: str,
    *,
    by: Any,
    now: datetime,
    satisfaction: int | None = None,
    said: str = "",
) -> Entry:
    hold(ticket)
    record = RepairAcceptance(
        entry=entry_for(ticket, now), ticket=ticket, conclusion=conclusion,
        satisfaction=satisfaction, said=said[:300],
    )  # fmt: skip
    filed = filing.submit(record, by=by, now=now)
    signing.ask(filed, [(capacity, by)], now=now)
    signing.sign(filed, capacity, by=by, now=now, seen=filed.version)
    return filed


def note_on_card(ticket: RepairTicket, entry: Entry, *, by: Any, now: datetime) -> None:
    """The card of the thing tells what the repair cost and how long it was out of use."""
    if ticket.asset:
        days = ticket.days_taken or 0
        told = {"number": ticket.number, "cost": f"{ticket.cost:.2f}", "days": days}
        note = _("%(number)s: %(cost)s yuan, out of use for %(days)s days") % told
        assets.note_repair(ticket.asset, entry=entry, note=note, by=by, now=now)


@transaction.atomic
def send_back(
    ticket: RepairTicket,
    *,
    why: str,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> None:
    """It is not right yet: the repairer goes on, and the time that was set still holds."""
    need(ticket, TicketState.TO_ACCEPT)
    refuse_others(ticket, by, now)
    if not why:
        raise Refused(_("Say what is not right yet."))
    told: dict[str, Any] = {"done_at": None, "done_by": None, "redone": ticket.redone + 1}
    move(ticket, Kind.NOT_RIGHT, by=by, now=now, note=why, **told)
    hazard.open_again(ticket, why=why, by=by, now=now)
    telling.not_right(ticket, why=why, by=by, now=now)


@transaction.atomic
def close_unanswered(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> Entry:
    """Repaired, and nobody has answered for the set school days: closed in the director's own name."""
    need(ticket, TicketState.TO_ACCEPT)
    refuse_early(ticket, now)
    if by.pk == ticket.done_by_id:
        raise Refused(_("Nobody accepts what they repaired themselves."))
    if not why:
        raise Refused(_("Say why it is closed without an answer."))
    filed = file(ticket, Conclusion.UNANSWERED, Capacity.LEADER, by=by, now=now, said=why)
    told: dict[str, Any] = {"closing": TicketClosing.UNANSWERED, "why": why[:300]}
    told |= {"closed_at": now, "closed_by": by}
    move(ticket, Kind.UNANSWERED, by=by, now=now, note=why, entry=filed, **told)
    note_on_card(ticket, filed, by=by, now=now)
    telling.closed_unanswered(ticket, by=by, now=now)
    return filed


def refuse_early(ticket: RepairTicket, now: datetime) -> None:
    if ticket.done_at is None:
        raise Refused(_("It is not repaired yet."))
    last = targets.silent_until(ticket.campus, ticket.done_at)
    if timezone.localdate(now) <= last:
        told = {"day": f"{last:%Y-%m-%d}"}
        raise Refused(_("The reporter has until %(day)s to answer.") % told)


def is_silent(ticket: RepairTicket, on: date) -> bool:
    done_at = ticket.done_at
    return done_at is not None and on > targets.silent_until(ticket.campus, done_at)
