"""The repair plan of the holidays: gathered from tickets and hazards, agreed to, turned into tickets."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from logistics.approvals import asking
from logistics.duties import filing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import RepairPlan, RepairPlanLine, RepairTicket, RepairWait, TicketState, Urgency
from safety.repairs import money, reporting
from safety.repairs.moving import Kind, move
from safety.repairs.reporting import Fault

MOST_LINES = 200


def tickets_for(campus: Any) -> QuerySet[RepairTicket]:
    """What is still to be repaired there and stands in no plan yet; what was put off comes first."""
    rows = RepairTicket.objects.unrepaired().filter(campus=campus, plan_line=None)
    rows = rows.exclude(pk__in=in_plans("ticket_id"))
    return rows.select_related("place", "campus").order_by("-waiting", "due_on", "pk")[:MOST_LINES]


def findings_for(campus: Any) -> QuerySet[Finding]:
    """Hazards nobody has put right yet and no ticket and no plan takes care of."""
    rows = Finding.objects.in_state("to_put_right").filter(campus=campus)
    mended = RepairTicket.objects.open().filter(finding__isnull=False).values("finding_id")
    rows = rows.exclude(pk__in=mended).exclude(pk__in=in_plans("finding_id"))
    return rows.select_related("place").order_by("found_at", "pk")[:MOST_LINES]


def in_plans(column: str) -> Any:
    lines = RepairPlanLine.objects.exclude(sheet__entry__status=Entry.Status.VOIDED)
    return lines.filter(**{f"{column}__isnull": False}).order_by().values(column)


@transaction.atomic
def write(plan: RepairPlan, lines: Iterable[RepairPlanLine], *, by: Any, now: datetime) -> Entry:
    """File the plan and put it before the principal with the sum of its lines."""
    plan.new_lines = list(lines)
    if not plan.new_lines:
        raise Refused(_("Nothing stands in the plan yet."))
    if len(plan.new_lines) > MOST_LINES:
        raise Refused(_("At most 200 things go into one plan."))
    filed = filing.submit(plan, by=by, now=now)
    for line in plan.lines.exclude(ticket=None).select_related("ticket"):
        put_off(line, by=by, now=now)
    asking.ask(money.PLAN, plan, by=by, now=now, reason=plan.title)
    return filed


def put_off(line: RepairPlanLine, *, by: Any, now: datetime) -> None:
    """A ticket in the plan is due when the plan is; whoever waits for it reads that."""
    ticket = line.ticket
    if ticket is None or ticket.done_at or not ticket.is_open:
        return
    told: dict[str, Any] = {"plan_line": line, "due_on": max(ticket.due_on, line.sheet.last_on)}
    if ticket.state in (TicketState.ASSIGNED, TicketState.REPAIRING) and ticket.who_repairs:
        told |= {"waiting": RepairWait.HOLIDAY}
        told |= {} if ticket.taken_at else {"taken_at": now}
    move(ticket, Kind.PLANNED, by=by, now=now, note=line.sheet.title, **told)


@transaction.atomic
def begin(plan: RepairPlan, *, by: Any, now: datetime) -> list[RepairTicket]:
    """Every line without a ticket gets one; only what was agreed to is begun."""
    if plan.agreed_at is None:
        raise Refused(_("The plan is not agreed to yet."))
    if plan.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This plan was dropped."))
    opened = []
    for line in without_ticket(plan):
        fault = Fault(
            category=line.category, what=str(line)[:300], place=line.place,
            campus=plan.entry.campus,
        )  # fmt: skip
        ticket = reporting.report(
            fault, by=by, now=now, urgency=Urgency.NORMAL, found_by=plan.entry, finding=line.finding
        )
        told: dict[str, Any] = {
            "plan_line": line,
            "due_on": plan.last_on,
            "estimate": line.cost or None,
        }
        move(ticket, Kind.PLANNED, by=by, now=now, note=plan.title, **told)
        opened.append(ticket)
    if not opened:
        raise Refused(_("Every line has its ticket already."))
    return opened


def without_ticket(plan: RepairPlan) -> QuerySet[RepairPlanLine]:
    taken = RepairTicket.objects.filter(plan_line__sheet=plan).values("plan_line_id")
    rows = plan.lines.filter(ticket=None).exclude(pk__in=taken)
    return rows.select_related("place__campus", "place__school_class", "finding")


def progress(plan: RepairPlan) -> dict[str, Any]:
    """How far it is, read off its tickets: lines, repaired, accepted, and what it has cost so far."""
    tickets = list(RepairTicket.objects.filter(plan_line__sheet=plan).for_rows())
    return {
        "tickets": tickets,
        "repaired": sum(ticket.done_at is not None for ticket in tickets),
        "accepted": sum(ticket.accepted_at is not None for ticket in tickets),
        "spent": sum((ticket.cost for ticket in tickets), Decimal("0.00")),
    }
