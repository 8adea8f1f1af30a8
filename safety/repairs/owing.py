"""The duty to repair what is reported: a task for each ticket, proved when that very ticket is accepted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from logistics.duties import arranging, proving
from logistics.duties.models import Duty, Rhythm, Task
from logistics.records.models import Entry
from logistics.school.calendar import end_of
from logistics.school.models import Term
from safety.models import RepairTicket

PROOF = "repair_ticket"


def subject_of(ticket: RepairTicket) -> str:
    return f"ticket:{ticket.pk}"


def duties() -> Iterable[Duty]:
    return Duty.objects.active().filter(rhythm=Rhythm.EVENT, proof=PROOF)


def owe(ticket: RepairTicket, entry: Entry) -> None:
    """Due when the ticket is. Between the terms nothing is owed, and the report is taken all the same."""
    if Term.objects.on(timezone.localdate(entry.happened_at)) is None:
        return
    due, key = end_of(ticket.due_on), f"e{entry.pk}"
    told: dict[str, Any] = {"at": entry.happened_at, "scope": entry, "key": key, "due": due}
    tasks = [arranging.set_off(duty, subject=subject_of(ticket), **told) for duty in duties()]
    if tasks:
        arranging.open_tasks(tasks)
        renew(ticket)


def slots(ticket: RepairTicket) -> list[str]:
    """The keys of its tasks, as `arranging.set_off` makes them."""
    entry = ticket.report.entry
    term = Term.objects.on(timezone.localdate(entry.happened_at))
    return [f"d{duty.pk}:t{term.pk}:e{entry.pk}" for duty in duties()] if term else []


def tasks_of(ticket: RepairTicket) -> Any:
    return Task.objects.filter(slot__in=slots(ticket), proved_at=None)


def renew(ticket: RepairTicket) -> None:
    """Its tasks are due when the ticket now is, and owed by whoever now repairs it."""
    due = end_of(ticket.due_on)
    changes = {"due_at": due, "closes_at": due + timedelta(days=90), "person": ticket.repairer}
    tasks_of(ticket).update(subject=subject_of(ticket), by_hand=True, **changes)


def hand_on(ticket: RepairTicket, other: RepairTicket) -> None:
    """What was owed for a double report is proved with the other one."""
    due = end_of(other.due_on)
    tasks = tasks_of(ticket)
    series = list(tasks.values_list("series", flat=True))
    tasks.update(
        subject=subject_of(other),
        campus=other.campus_id,
        school_class=other.school_class_id,
        place=other.place_id,
        due_at=due,
        closes_at=due + timedelta(days=90),
    )
    if series:
        proving.settle(series)


def release(ticket: RepairTicket, *, by: Any, now: datetime, reason: str) -> None:
    """Nothing is repaired, so nothing is owed: excused, with the reason of the closing."""
    free = tasks_of(ticket).filter(excused_at=None)
    free.update(excused_at=now, excused_by=by, excuse=reason[:200])
