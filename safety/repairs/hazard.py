"""What may hurt somebody is a hazard beside its ticket: put right by the repair, checked by another."""

from datetime import datetime
from typing import Any

from logistics.duties import righting
from logistics.duties.models import Finding
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import Category, Hazard, RepairCategory, RepairTicket
from safety.models.repair_tickets import TicketQuerySet

# The group of the register of hazards a trade of repair belongs to; the rest are facilities.
GROUPS = {
    RepairCategory.WATER: "utility",
    RepairCategory.POWER: "utility",
    RepairCategory.FIRE: "fire",
    RepairCategory.BUILDING: "building",
    RepairCategory.NETWORK: "network",
    RepairCategory.OTHER: "other",
}
# The other way: which trade most likely repairs it. Whoever reports it may say another.
TRADES = {
    Category.UTILITY: RepairCategory.POWER,
    Category.FIRE: RepairCategory.FIRE,
    Category.BUILDING: RepairCategory.BUILDING,
    Category.NETWORK: RepairCategory.NETWORK,
}


def tickets_of(finding: Finding) -> TicketQuerySet:
    """The tickets that put a hazard right, the newest first."""
    return RepairTicket.objects.filter(finding=finding).for_rows().order_by("-reported_at", "-pk")


def asked_of(hazard: Hazard) -> dict[str, Any]:
    """What a report of this hazard says already, to be looked over and sent."""
    words = f"{hazard.what} {hazard.spot}".strip()
    trade = TRADES.get(Category(hazard.category))
    return {"place": hazard.entry.place_id, "what": words[:300], "category": trade}


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


def put_right(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    """The repair puts its hazard right; somebody else still checks it again."""
    finding = ticket.finding
    if finding and not (finding.closed_at or finding.withdrawn_at or finding.put_right_at):
        righting.put_right(finding, done=f"{ticket.number} {ticket.work}", by=by, now=now)


def open_again(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    """What is sent back as not right yet has not put its hazard right either."""
    finding = ticket.finding
    if finding and finding.may_be_rechecked_by(by):
        righting.recheck(finding, passed=False, seen=why, by=by, now=now)
