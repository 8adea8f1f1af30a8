"""Whom a repair waits for: the inboxes, and the cards of the first pages."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.counts import counted, first_of
from safety.models import DoorReport, RepairTicket, TicketState
from safety.models.repair_tickets import TicketQuerySet
from safety.repairs import door, listing
from safety.repairs.listing import FIRST

MOST_ON_HOME = 4


def jobs(person: Any, now: datetime) -> Any:
    return listing.jobs_of(person).for_rows().order_by(FIRST, "due_on", "reported_at", "pk")


def to_accept(person: Any, now: datetime) -> Any:
    rows = RepairTicket.objects.to_accept_by(person) | returned_to(person)
    # Said of both once more: what is open has an index, and they are few among all there ever were.
    return rows.open().for_rows().order_by("done_at", "pk")


def returned_to(person: Any) -> TicketQuerySet:
    return RepairTicket.objects.of(person).in_state(TicketState.RETURNED)


def to_sort(person: Any, now: datetime) -> Any:
    if not person.has_perm("safety.manage"):
        return RepairTicket.objects.none()
    return listing.to_sort(person).for_rows().order_by(FIRST, "reported_at", "pk")


def mine(person: Any, now: datetime) -> Any:
    return RepairTicket.objects.of(person).open().for_rows().order_by("-reported_at", "-pk")


def late(now: datetime) -> Q:
    return Q(due_on__lt=timezone.localdate(now), done_at=None)


def line(ticket: RepairTicket, now: datetime) -> InboxLine:
    facts = f"{ticket.where} · {ticket.get_urgency_display()} · {ticket.due_on:%Y-%m-%d}"
    return InboxLine(ticket.title, ticket.get_absolute_url(), facts, at=ticket.reported_at)


def accept_line(ticket: RepairTicket, now: datetime) -> InboxLine:
    if ticket.state == TicketState.RETURNED:
        title, words = _("Answer: %(what)s"), ticket.why
    else:
        title, words = _("Accept the repair: %(what)s"), ticket.work
    told = title % {"what": ticket.title}
    return InboxLine(told, ticket.get_absolute_url(), words, at=ticket.done_at)


def my_line(ticket: RepairTicket, now: datetime) -> InboxLine:
    return InboxLine(
        ticket.title, ticket.get_absolute_url(), ticket.state_words, at=ticket.reported_at
    )


def door_line(left: DoorReport, now: datetime) -> InboxLine:
    return InboxLine(str(left), left.get_absolute_url(), left.where, at=left.at)


INBOX: list[Any] = [
    InboxSource(
        code="repairs",
        title=gettext_lazy("Repairs to make"),
        waiting=jobs,
        line=line,
        late=late,
        started=mine,
        started_title=gettext_lazy("Repairs I asked for"),
        started_line=my_line,
        everything="safety:ticket_list",
        everything_query="view=jobs",
        leaves=True,
        order=20,
    ),
    InboxSource(
        code="repairs_to_accept",
        title=gettext_lazy("Repairs to accept"),
        waiting=to_accept,
        line=accept_line,
        leaves=True,
        order=21,
    ),
    InboxSource(
        code="repairs_to_sort",
        title=gettext_lazy("Reports to sort"),
        waiting=to_sort,
        line=line,
        everything="safety:ticket_list",
        everything_query="view=sort",
        leaves=True,
        order=22,
    ),
    InboxSource(
        code="repairs_door",
        title=gettext_lazy("Reported without a login"),
        waiting=lambda person, now: door.waiting_for(person),
        line=door_line,
        everything="safety:door_list",
        order=23,
    ),
]


def reporter_card(request: Request, now: datetime) -> dict[str, Any]:
    """报修, and how far my reports are; what I have to sign for comes first."""
    person = request.user
    asked = to_accept(person, now).order_by().values("pk")
    rows = (mine(person, now) | RepairTicket.objects.filter(pk__in=asked)).open().for_rows()
    rows = rows.annotate(is_asked=Case(When(pk__in=asked, then=Value(0)), default=Value(1)))
    return {"rows": list(rows.order_by("is_asked", "-reported_at", "-pk")[: 2 * MOST_ON_HOME])}


def repairer_card(request: Request, now: datetime) -> dict[str, Any]:
    """My jobs by urgency, and what nobody has taken yet."""
    rows = list(jobs(request.user, now)[:20])
    own = [ticket for ticket in rows if ticket.repairer_id == request.user.pk]
    free = [ticket for ticket in rows if ticket.repairer_id is None]
    return {
        "own": own[: 2 * MOST_ON_HOME],
        "free": free[: 2 * MOST_ON_HOME],
        "more": len(rows) > len(own[: 2 * MOST_ON_HOME]) + len(free[: 2 * MOST_ON_HOME]),
        "today": timezone.localdate(now),
    }


def director_card(request: Request, now: datetime) -> dict[str, Any]:
    """What is to be sorted, what is late, and what nobody answers; each number opens its rows."""
    person, on = request.user, timezone.localdate(now)
    rows, count = first_of(to_sort(person, now), MOST_ON_HOME)
    seen = listing.of_campuses(person, "safety.manage")
    numbers = counted(
        late=seen.late(on),
        waiting=seen.in_state(TicketState.TO_ACCEPT),
        door=door.waiting_for(person),
    )
    return {"rows": rows, "count": count, "today": on} | numbers


REPORTERS = frozenset(
    {
        Role.TEACHER, Role.CARER, Role.COOK, Role.DOCTOR, Role.GUARD, Role.STOREKEEPER,
        Role.ACCOUNTANT, Role.PRINCIPAL, Role.CLEANER, Role.BUS_ATTENDANT, Role.PURCHASER,
    }
)  # fmt: skip
HOME: list[Any] = [
    HomeCard(frozenset({Role.REPAIRER}), "safety/_repairer_home.html", repairer_card, 3),
    HomeCard(frozenset({Role.DIRECTOR}), "safety/_repairs_home.html", director_card, 24),
    HomeCard(REPORTERS, "safety/_my_repairs_home.html", reporter_card, 12),
]
