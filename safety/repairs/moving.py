"""The one way a ticket changes: its next version and the step that tells of it, in one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.stamping import stamped
from safety.models import RepairTicket, TicketState, TicketStep

Kind = TicketStep.Kind


@transaction.atomic
def move(
    ticket: RepairTicket,
    kind: str,
    *,
    by: Any,
    now: datetime,
    note: str = "",
    entry: Entry | None = None,
    **changes: Any,
) -> TicketStep:
    """Write these columns and the step. Of two people who act on what they both saw the second is told."""
    claim(ticket, changes)
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.version += 1
    return step(ticket, kind, by=by, now=now, note=note, entry=entry)


def claim(ticket: RepairTicket, changes: dict[str, Any]) -> None:
    """Ask and act in one statement: there is no moment in which two people can both be right."""
    seen = RepairTicket.objects.filter(pk=ticket.pk, version=ticket.version)
    if not seen.update(version=F("version") + 1, **changes):
        raise Refused(_("Somebody else has just changed this ticket. Look at it again."))


def hold(ticket: RepairTicket) -> None:
    """Before a record of it is filed: written although nothing changes, so that others wait here."""
    seen = RepairTicket.objects.filter(pk=ticket.pk, version=ticket.version)
    if not seen.update(version=ticket.version):
        raise Refused(_("Somebody else has just changed this ticket. Look at it again."))


def step(
    ticket: RepairTicket,
    kind: str,
    *,
    by: Any,
    now: datetime,
    note: str = "",
    entry: Entry | None = None,
) -> TicketStep:
    told = TicketStep(ticket=ticket, kind=kind, at=now, by=by, note=note[:300], entry=entry)
    stamped(told).save()
    return told


def need(ticket: RepairTicket, *states: TicketState) -> None:
    """Refuse what cannot be done with a ticket in its present state."""
    if ticket.state not in states:
        words = {"ticket": ticket.number, "state": ticket.state_words}
        raise Refused(_("%(ticket)s is at “%(state)s”; this cannot be done now.") % words)


def answered(ticket: RepairTicket, now: datetime) -> dict[str, Any]:
    """The first answer to a report is kept; later ones change nothing of it."""
    return {} if ticket.answered_at else {"answered_at": now}
