"""What may hurt somebody is a hazard beside its ticket: put right by the repair, checked by another."""

from datetime import datetime
from typing import Any

from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import RepairCategory, RepairTicket

# The group of the register of hazards a trade of repair belongs to; the rest are facilities.
GROUPS = {
    RepairCategory.WATER: "utility",
    RepairCategory.POWER: "utility",
    RepairCategory.FIRE: "fire",
    RepairCategory.BUILDING: "building",
    RepairCategory.NETWORK: "network",
    RepairCategory.OTHER: "other",
}


def open_for(ticket: RepairTicket, entry: Entry, *, by: Any, now: datetime) -> None:
    """Open the hazard of a ticket, named by it, so that it is opened once."""
    ticket.finding = open_hazard(
        entry,
        what=ticket.title,
        category=GROUPS.get(RepairCategory(ticket.category), "facility"),
        source="repair",
        by=by,
        now=now,
        key=f"ticket:{ticket.pk}",
        place=ticket.place,
        due_on=ticket.due_on,
    )
    RepairTicket.objects.filter(pk=ticket.pk).update(finding=ticket.finding)
