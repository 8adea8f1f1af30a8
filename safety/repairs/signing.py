"""Who signs for a repair: whoever reported it, never whoever repaired it."""

from datetime import date
from typing import Any

from logistics.school.models import Person
from safety.models import RepairTicket
from safety.repairs.telling import holders


def acceptors(ticket: RepairTicket, *, on: date) -> list[Person]:
    """Who signs: the reporter; else the custodian of the place; never who repaired it.

    A report without a login has no reporter, and somebody who left signs nothing any more. Where
    nobody is left, those who answer for safety at the campus sign.
    """
    custodian = ticket.place.custodian if ticket.place else None
    for person in (ticket.reporter, custodian):
        if person and person.pk != ticket.done_by_id and is_here(person, on):
            return [person]
    managing = holders("safety.manage", ticket.campus, now=on)
    return [person for person in managing if person.pk != ticket.done_by_id]


def is_here(person: Person, on: date) -> bool:
    return person.is_active and not (person.ends_on and person.ends_on < on)


def may_accept(ticket: RepairTicket, person: Any, *, on: date) -> bool:
    return any(each.pk == person.pk for each in acceptors(ticket, on=on))
