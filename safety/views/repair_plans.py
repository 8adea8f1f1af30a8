"""Repair plans of the holidays, upkeep by the piece, the month's figures, and who repairs what."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics import charts
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.duties.views.tasks import one_task
from logistics.fields import month_number, whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.calendar import whole_month
from logistics.school.models import Campus
from logistics.school.views.frame import form_under, looked_at
from safety.forms.repair_plans import MaintenanceForm, PlanForm, TradeRepairersForm
from safety.models import RepairPlan, RepairTicket
from safety.repairs import money, planning, statistics, telling
from safety.repairs.listing import SEEN

TICKETS = (gettext_lazy("Repairs"), "safety:ticket_list")
PLANS = (gettext_lazy("Repair plans"), "safety:repair_plan_list")
MAINTENANCE = (gettext_lazy("Maintenance"), "safety:maintenance_list")


def campuses_for(request: Request, permission: str) -> Any:
    return Campus.objects.visible_to(request.user, permission).filter(is_active=True)


def campus_of(request: Request, permission: str) -> Campus:
    """The campus looked at, else the first within reach."""
    reached = campuses_for(request, permission)
    chosen = looked_at(request)
    if chosen and reached.filter(pk=chosen.pk).exists():
        return chosen
    return get_object_or_404(reached.order_by("position", "pk")[:1])


# Plans.


@allow("safety.repair")
def repair_plan_list(request: Request) -> HttpResponse:
    rows = RepairPlan.objects.visible_to(request.user, "safety.repair").standing()
    rows = rows.select_related("entry", "entry__campus").order_by("-first_on", "-pk")
    return list_page(
        request, rows, "safety/repair_plan_list.html", fragment="safety/_repair_plan_rows.html",
        now=timezone.now(),
    )  # fmt: skip


@allow("safety.manage")
def repair_plan_new(request: Request) -> HttpResponse:
    """What waits to be repaired, gathered; ticked and priced it becomes the plan."""
    campus, now = campus_of(request, "safety.manage"), timezone.now()
    form = PlanForm(request.POST or None, campus=campus, by=request.user, now=now)
    return form_under(
        request, form, _("New repair plan"), TICKETS, PLANS,
        template="safety/repair_plan_new.html", campus=campus,
        saved=_("Filed: {result}. It is before the principal now."),
        purpose=_("Tickets and hazards that are not repaired yet stand below."),
        submit_label=_("File the plan"), form_class="is-wide", more=form.table(),
    )  # fmt: skip


def one_plan(request: Request, pk: int, permission: str = "safety.repair") -> RepairPlan:
    rows = RepairPlan.objects.visible_to(request.user, permission)
    plan: RepairPlan = get_object_or_404(rows.select_related("entry", "entry__campus"), pk=pk)
    return plan


@allow("safety.repair")
def repair_plan(request: Request, pk: int) -> HttpResponse:
    """One plan: its lines with their tickets, the budget, and how far it is."""
    plan = one_plan(request, pk)
    lines = list(plan.lines.select_related("place", "ticket", "finding"))
    done = planning.progress(plan)
    tickets = {ticket.plan_line_id: ticket for ticket in done["tickets"]}
    approval = asking.latest(money.PLAN, plan)
    may_manage = RepairPlan.objects.visible_to(request.user, "safety.manage").filter(pk=pk)
    context = {
        "plan": plan,
        "entry": plan.entry,
        "lines": [(line, tickets.get(line.pk) or line.ticket) for line in lines],
        "cost": sum((line.cost for line in lines if line.cost), start=done["spent"] * 0),
        "done": done,
        "approval": approval,
        "works": plan.works.select_related("entry").prefetch_related("lines"),
        "may_begin": bool(plan.agreed_at)
        and request.user.has_perm("safety.manage")
        and may_manage.exists()
        and planning.without_ticket(plan).exists(),
        "is_void": plan.entry.status == Entry.Status.VOIDED,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "safety/repair_plan.html", context)


@require_POST
@allow("safety.manage")
def repair_plan_begin(request: Request, pk: int) -> HttpResponse:
    plan = one_plan(request, pk, "safety.manage")
    opened = planning.begin(plan, by=request.user, now=timezone.now())
    messages.success(request, _("%(n)d tickets are made.") % {"n": len(opened)})
    return redirect(plan)


# Upkeep.


@allow("safety.repair")
def maintenance_list(request: Request) -> HttpResponse:
    rows = Entry.objects.standing().visible_to(request.user, "safety.repair")
    rows = rows.filter(kind="maintenance").select_related("campus", "place", "entered_by")
    return list_page(
        request, rows.order_by("-happened_at", "-pk"), "safety/maintenance_list.html",
        fragment="safety/_maintenance_rows.html", now=timezone.now(),
    )  # fmt: skip


@allow("safety.repair")
def maintenance_new(request: Request) -> HttpResponse:
    """Upkeep, and the repair of many things at once, written down by the piece."""
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    form = MaintenanceForm(
        request.POST or None,
        request.FILES or None,
        campuses=campuses_for(request, "safety.repair"),
        task=task,
        by=request.user,
        now=timezone.now(),
    )
    return form_under(
        request, form, _("Maintenance record"), MAINTENANCE, saved=_("Saved: {result}"),
        then=task or None, submit_label=_("Save the record"), offline=True,
        purpose=str(task) if task else _("What was maintained or repaired, and how many of each."),
    )  # fmt: skip


# The month.


@allow("safety.repair")
def repair_month(request: Request) -> HttpResponse:
    """How many, how quickly, how much, how often again; each number opens its tickets."""
    now = timezone.now()
    asked = month_number(request.GET.get("month", "")) or (
        timezone.localdate(now).year, timezone.localdate(now).month,
    )  # fmt: skip
    first, last = whole_month(*asked)
    campus = looked_at(request)
    tickets = RepairTicket.objects.visible_to(request.user, SEEN)
    tickets = tickets.filter(campus=campus) if campus else tickets
    month = statistics.month_of(tickets, first, last)
    context = {
        "month": month,
        "before": f"{before(first):%Y%m}",
        "after": f"{after(last):%Y%m}" if after(last) <= timezone.localdate(now) else "",
        "points": [
            charts.Point(t.label, t.count, month.url(category=t.category)) for t in month.by_trade
        ],
        "places": statistics.costs_by_place(tickets, first, last),
        "now": now,
    }
    return TemplateResponse(request, "safety/repair_month.html", context)


def before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def after(last: date) -> date:
    return date(last.year + (last.month == 12), last.month % 12 + 1, 1)


@allow("safety.manage")
def trade_repairers(request: Request) -> HttpResponse:
    """Who repairs what at the campus."""
    campus, now = campus_of(request, "safety.manage"), timezone.now()
    people = telling.holders("safety.repair", campus, now=timezone.localdate(now))
    form = TradeRepairersForm(
        request.POST or None, campus=campus, people=[person.pk for person in people]
    )
    return form_under(
        request, form, _("Repairers"), TICKETS, saved=_("Saved: {result}"),
        then="safety:trade_repairers", submit_label=_("Save"),
        purpose=_("%(campus)s: a ticket of this trade is proposed to this person.")
        % {"campus": campus},
    )  # fmt: skip


urls: list[Any] = [
    path("repairs/plans/", repair_plan_list, name="repair_plan_list"),
    path("repairs/plans/new/", repair_plan_new, name="repair_plan_new"),
    path("repairs/plans/<int:pk>/", repair_plan, name="repair_plan"),
    path("repairs/plans/<int:pk>/begin/", repair_plan_begin, name="repair_plan_begin"),
    path("repairs/maintenance/", maintenance_list, name="maintenance_list"),
    path("repairs/maintenance/new/", maintenance_new, name="maintenance_new"),
    path("repairs/month/", repair_month, name="repair_month"),
    path("repairs/repairers/", trade_repairers, name="trade_repairers"),
]
