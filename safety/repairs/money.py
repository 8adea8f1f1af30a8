"""A repair that needs money: its estimate is put before those who decide, and the ticket waits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Role
from logistics.approvals import asking
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.errors import Refused
from logistics.school.rules import rule
from logistics.templatetags.house import money
from safety.models import RepairCategory, RepairPlan, RepairTicket, RepairWait, TicketState, Urgency
from safety.repairs import targets, telling
from safety.repairs.moving import Kind, move, need

COST, PLAN = "repair_cost", "repair_plan"
FROM = (TicketState.REPORTED, TicketState.ASSIGNED, TicketState.REPAIRING)


def needs_consent(amount: Decimal, on: date) -> bool:
    return amount >= rule(targets.APPROVE_FROM, on=on)


@transaction.atomic
def ask(ticket: RepairTicket, *, amount: Decimal, why: str, by: Any, now: datetime) -> bool:
    """Enter what it will cost; from the school's limit on it waits until that is agreed to."""
    need(ticket, *FROM)
    if ticket.waiting == RepairWait.MONEY:
        raise Refused(_("The cost is put before those who decide already."))
    told: dict[str, Any] = {"estimate": amount, "estimate_why": why[:300]}
    asks = needs_consent(amount, timezone.localdate(now))
    if asks:
        told["waiting"] = RepairWait.MONEY
        told |= {} if ticket.taken_at or not ticket.repairer else {"taken_at": now}
    move(ticket, Kind.ESTIMATED, by=by, now=now, note=f"{money(amount)} {why}", **told)
    if asks:
        asking.ask(COST, ticket, by=by, now=now, reason=why)
    return asks


def agreed(ticket: RepairTicket, *, approval: Any, by: Any, now: datetime) -> None:
    if ticket.waiting == RepairWait.MONEY:
        move(ticket, Kind.AGREED, by=by, now=now, note=money(ticket.estimate), waiting="")
        telling.money_agreed(ticket, by=by, now=now)


def returned(ticket: RepairTicket, *, approval: Any, by: Any, now: datetime) -> None:
    """Not agreed to: the repair goes on without the money, cheaper, or is given up."""
    last = approval.decisions.order_by("-pk").first()
    why = last.opinion if last else ""
    if ticket.waiting == RepairWait.MONEY:
        move(ticket, Kind.REFUSED, by=by, now=now, note=why, waiting="", estimate=None)
        telling.money_refused(ticket, why=why, by=by, now=now)


def said(ticket: RepairTicket) -> dict[str, Any]:
    return {
        "ticket": str(ticket),
        "where": ticket.where,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "why": ticket.estimate_why,
        "who": ticket.who_repairs,
        "reported": timezone.localdate(ticket.reported_at).isoformat(),
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    found = [
        Fact("ticket", _("Repair ticket"), told["ticket"]),
        Fact("where", _("Where"), told["where"]),
        Fact(
            "trade", pgettext("of a repair", "Trade"), str(RepairCategory(told["category"]).label)
        ),
        Fact("urgency", _("Urgency"), str(Urgency(told["urgency"]).label)),
        Fact("why", _("What the money is for"), told["why"]),
        Fact("who", _("Repaired by"), told["who"]),
        Fact("reported", pgettext("of a repair", "Reported on"), told["reported"]),
    ]
    return [fact for fact in found if fact.value]


def opens(person: Any, ticket: RepairTicket) -> bool:
    rows = RepairTicket.objects.visible_to(person, "school.view_place")
    return rows.filter(pk=ticket.pk).exists()


# The plan of the holidays.


def plan_agreed(plan: RepairPlan, *, approval: Any, by: Any, now: datetime) -> None:
    RepairPlan.objects.filter(pk=plan.pk).update(agreed_at=now)


def plan_said(plan: RepairPlan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "from": plan.first_on.isoformat(),
        "until": plan.last_on.isoformat(),
        "budget": None if plan.budget is None else f"{plan.budget:.2f}",
        "lines": [
            [str(line), str(line.place or ""), None if line.cost is None else f"{line.cost:.2f}"]
            for line in plan.lines.select_related("place")
        ],
    }


def plan_facts(told: dict[str, Any]) -> list[Fact]:
    lines = tuple(
        " · ".join(part for part in (what, place, f"¥{cost}" if cost else "") if part)
        for what, place, cost in told["lines"]
    )
    found = [
        Fact("title", _("Repair plan"), told["title"]),
        Fact("days", _("Days"), f"{told['from']} – {told['until']}"),
        Fact("budget", _("Budget (yuan)"), told["budget"] or ""),
        Fact("lines", _("Things to repair"), str(len(lines)), lines),
    ]
    return [fact for fact in found if fact.value]


APPROVALS = [
    ApprovalKind(
        code=COST,
        title=gettext_lazy("Cost of a repair"),
        model=RepairTicket,
        route=(Stop(Role.DIRECTOR), Stop(Role.PRINCIPAL)),
        said=said,
        facts=facts,
        related=("campus", "place", "repairer", "company"),
        campus=lambda ticket, on: ticket.campus,
        amount=lambda ticket: ticket.estimate,
        opens=opens,
        agreed=agreed,
        returned=returned,
        phrases=(
            gettext_lazy("Repair it with parts instead"),
            gettext_lazy("Get a second offer"),
            gettext_lazy("Put it into the repair plan of the holidays"),
        ),
    ),
    ApprovalKind(
        code=PLAN,
        title=gettext_lazy("Repair plan"),
        model=RepairPlan,
        route=(Stop(Role.PRINCIPAL),),
        said=plan_said,
        facts=plan_facts,
        related=("entry", "entry__campus"),
        campus=lambda plan, on: plan.entry.campus,
        amount=lambda plan: plan.cost or None,
        agreed=plan_agreed,
    ),
]
