"""What a person may do with a ticket now, the next thing first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from logistics.contributions import Words
from safety.models import RepairTicket, RepairWait, TicketState
from safety.repairs.accepting import is_silent
from safety.repairs.signing import may_accept

UNDONE = (TicketState.REPORTED, TicketState.ASSIGNED, TicketState.REPAIRING)


@dataclass(frozen=True)
class Standing:
    """What a ticket is to a person: reported by them, in their hands, theirs to answer for."""

    is_reporter: bool
    has_it: bool
    repairs: bool
    manages: bool
    accepts: bool
    is_silent: bool


def reaches(person: Any, permission: str, ticket: RepairTicket) -> bool:
    reach = person.reach(permission)
    return reach.everywhere or ticket.campus_id in reach.sites


def standing(ticket: RepairTicket, person: Any, *, on: date) -> Standing:
    manages = reaches(person, "safety.manage", ticket)
    repairs = manages or reaches(person, "safety.repair", ticket)
    waits = ticket.state == TicketState.TO_ACCEPT
    outside = ticket.company_id is not None and repairs
    return Standing(
        is_reporter=ticket.reporter_id == person.pk,
        has_it=ticket.repairer_id == person.pk or outside,
        repairs=repairs,
        manages=manages,
        accepts=waits and may_accept(ticket, person, on=on),
        is_silent=waits and is_silent(ticket, on),
    )


@dataclass(frozen=True)
class Act:
    """A thing to do: a page of its own, or a button that does it at once."""

    code: str
    title: Words
    icon: str
    is_button: bool = False
    is_aside: bool = False

    def url(self, ticket: RepairTicket) -> str:
        return reverse(f"safety:ticket_{self.code}", args=[ticket.pk])


ACTS = {
    act.code: act
    for act in (
        Act("take", pgettext_lazy("a repair", "Take it"), "hand-index", is_button=True),
        Act("accept", pgettext_lazy("a repair", "Accept and sign"), "pencil-square"),
        Act("answer", pgettext_lazy("a repair", "Answer"), "reply"),
        Act("finish", pgettext_lazy("a repair", "It is repaired"), "check-lg"),
        Act("assign", pgettext_lazy("a repair", "Give it out"), "person-check"),
        Act("arrive", pgettext_lazy("a repair", "On the spot"), "geo-alt", is_button=True),
        Act("resume", pgettext_lazy("a repair", "Go on"), "play", is_button=True),
        Act("parts", pgettext_lazy("a repair", "Take parts from the store"), "box-seam"),
        Act("hold", pgettext_lazy("a repair", "It has to wait"), "hourglass"),
        Act("send_back", pgettext_lazy("a repair", "Not right yet"), "arrow-return-left"),
        Act("close", pgettext_lazy("a repair", "Close without an answer"), "lock"),
        Act("estimate", pgettext_lazy("a repair", "Ask for the cost"), "cash", is_aside=True),
        Act("hand_back", pgettext_lazy("a repair", "Hand it back"), "reply", is_aside=True),
        Act("return", pgettext_lazy("a repair", "Return to the reporter"), "arrow-return-left",
            is_aside=True),
        Act("join", pgettext_lazy("a repair", "Reported twice"), "files", is_aside=True),
        Act("drop", pgettext_lazy("a repair", "Close, not repaired"), "x-circle", is_aside=True),
        Act("withdraw", pgettext_lazy("a repair", "Withdraw"), "x-circle", is_aside=True),
    )
}  # fmt: skip


def acts_for(ticket: RepairTicket, person: Any, *, on: date) -> list[Act]:
    mine = standing(ticket, person, on=on)
    return [act for code, act in ACTS.items() if CAN[code](ticket, mine)]


def can(code: str, ticket: RepairTicket, person: Any, *, on: date) -> bool:
    return CAN[code](ticket, standing(ticket, person, on=on))


def can_take(ticket: RepairTicket, mine: Standing) -> bool:
    if ticket.state not in (TicketState.REPORTED, TicketState.ASSIGNED) or not mine.repairs:
        return False
    if ticket.repairer_id:
        return mine.has_it
    return ticket.company_id is None


def at_work(ticket: RepairTicket, mine: Standing) -> bool:
    """In the hands of this person, and not held up for money."""
    in_hand = ticket.state in (TicketState.ASSIGNED, TicketState.REPAIRING)
    return in_hand and mine.has_it and ticket.waiting != RepairWait.MONEY


def before_repair(ticket: RepairTicket, mine: Standing) -> bool:
    return ticket.state in UNDONE and mine.manages


CAN = {
    "take": can_take,
    "accept": lambda ticket, mine: mine.accepts,
    "answer": lambda ticket, mine: ticket.state == TicketState.RETURNED and mine.is_reporter,
    "finish": lambda ticket, mine: (
        at_work(ticket, mine) and (ticket.state == TicketState.REPAIRING or ticket.is_outside)
    ),
    "assign": before_repair,
    "arrive": lambda ticket, mine: (
        at_work(ticket, mine)
        and ticket.arrived_at is None
        and (ticket.state == TicketState.REPAIRING or ticket.is_outside)
    ),
    "resume": lambda ticket, mine: at_work(ticket, mine) and bool(ticket.waiting),
    "parts": lambda ticket, mine: (
        at_work(ticket, mine)
        and ticket.state == TicketState.REPAIRING
        and ticket.repairer_id is not None
    ),
    "hold": lambda ticket, mine: at_work(ticket, mine) and not ticket.waiting,
    "send_back": lambda ticket, mine: mine.accepts,
    "close": lambda ticket, mine: mine.manages and mine.is_silent and not mine.accepts,
    "estimate": lambda ticket, mine: (
        ticket.state in UNDONE and ticket.waiting != RepairWait.MONEY and mine.repairs
    ),
    "hand_back": lambda ticket, mine: (
        at_work(ticket, mine) and ticket.repairer_id is not None and not mine.manages
    ),
    "return": lambda ticket, mine: (
        ticket.state in (TicketState.REPORTED, TicketState.ASSIGNED)
        and ticket.reporter_id is not None
        and (mine.has_it or mine.manages)
    ),
    "join": before_repair,
    "drop": lambda ticket, mine: ticket.state in (*UNDONE, TicketState.RETURNED) and mine.manages,
    "withdraw": lambda ticket, mine: (
        ticket.state in (*UNDONE, TicketState.RETURNED) and mine.is_reporter
    ),
}
