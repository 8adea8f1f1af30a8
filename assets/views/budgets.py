"""The budget of a year and the purchase plan of a term."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from assets.buying import budgeting, planning
from assets.forms.budgets import (
    BudgetLineForm,
    BudgetSubmitForm,
    PlanAgreeForm,
    PlanForm,
    PlanNewForm,
)
from assets.models import BudgetLine, PurchasePlan
from assets.views.purchase_frame import PURCHASES, given_by
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.school.views.frame import by_whom, form_under

BUDGET = (gettext_lazy("Budget"), "assets:budget_list")
PLANS = (gettext_lazy("Purchase plans"), "assets:plan_list")


@allow("stores.view")
def budget_list(request: Request) -> HttpResponse:
    """The lines of a year: planned, promised, spent and what is left of each."""
    today = timezone.localdate()
    year = whole_number(request.GET.get("year", "")) or today.year
    lines = list(BudgetLine.objects.visible_to(request.user).of_year(year).select_related("campus"))
    standings = budgeting.standings(lines)
    rows = [(line, standings[line.pk]) for line in lines]
    context = {
        "year": year,
        "rows": rows,
        "total": totals(standings),
        "tabs": [
            {"title": str(each), "url": f"?year={each}", "is_current": each == year, "count": None}
            for each in range(today.year - 1, today.year + 2)
        ],
    }
    return TemplateResponse(request, "assets/budget_list.html", context)


def totals(standings: dict[int, budgeting.Standing]) -> budgeting.Standing:
    rows = standings.values()
    nothing = budgeting.NOTHING
    return budgeting.Standing(
        sum((row.planned for row in rows), nothing),
        sum((row.promised for row in rows), nothing),
        sum((row.spent for row in rows), nothing),
    )


@allow("assets.account")
def budget_new(request: Request) -> HttpResponse:
    form = BudgetLineForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New budget line"), PURCHASES, BUDGET, saved=saved)


@allow("assets.account")
def budget_edit(request: Request, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine.objects.changeable_by(request.user), pk=pk)
    form = BudgetLineForm(request.POST or None, instance=line, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": line}
    return form_under(request, form, _("Edit"), PURCHASES, BUDGET, saved=saved)


@allow("assets.account")
def budget_submit(request: Request) -> HttpResponse:
    """File the budget of a year as a record."""
    form = BudgetSubmitForm(request.POST or None, **given_by(request, timezone.now()))
    saved = _("The budget is filed: {result}")
    return form_under(
        request, form, _("File the annual budget"), PURCHASES, BUDGET, saved=saved,
        submit_label=pgettext("a budget", "File"),
    )  # fmt: skip


# The plan of a term.


@allow("assets.buy")
def plan_list(request: Request) -> HttpResponse:
    rows = PurchasePlan.objects.visible_to(request.user, "assets.buy")
    return list_page(
        request,
        rows.select_related("term", "campus", "made_by").order_by("-made_at", "-pk"),
        "assets/plan_list.html",
        fragment="assets/_plan_rows.html",
    )


@allow("assets.buy")
def plan_new(request: Request) -> HttpResponse:
    form = PlanNewForm(request.POST or None, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("New purchase plan"),
        PLANS,
        saved=_("The plan is proposed from last year's use and the stock."),
        submit_label=_("Propose"),
    )


def near(request: Request, pk: int) -> PurchasePlan:
    rows = PurchasePlan.objects.visible_to(request.user, "assets.buy")
    return get_object_or_404(rows.select_related("term", "campus"), pk=pk)


@allow("assets.buy")
def plan(request: Request, pk: int) -> HttpResponse:
    """The list: while it is prepared each quantity can be changed."""
    shown = near(request, pk)
    if shown.state != PurchasePlan.State.DRAFT:
        return TemplateResponse(request, "assets/plan.html", plan_context(shown))
    form = PlanForm(request.POST or None, plan=shown, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        str(shown),
        PLANS,
        template="assets/plan_edit.html",
        saved=_("%(name)s is saved.") % {"name": shown},
        then=shown,
        **plan_context(shown),
    )


def plan_context(shown: PurchasePlan) -> dict[str, Any]:
    return {
        "plan": shown,
        "lines": shown.lines.select_related("item"),
        "minutes": shown.minutes.select_related("entry"),
        "requests": shown.requests.select_related("entry"),
    }


@allow("assets.buy")
def plan_agree(request: Request, pk: int) -> HttpResponse:
    shown = near(request, pk)
    form = PlanAgreeForm(request.POST or None, plan=shown, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("Agree on the plan together"),
        PLANS,
        shown,
        saved=_("%(name)s is agreed.") % {"name": shown},
        then=shown,
        submit_label=_("Agreed together"),
    )


@require_POST
@allow("assets.buy")
def plan_request(request: Request, pk: int) -> HttpResponse:
    """One purchase request of the whole plan."""
    entry = planning.request(near(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Purchase request saved: %(title)s") % {"title": entry.title})
    return redirect("assets:purchase", entry.pk)


budget_urls = [
    path("", budget_list, name="budget_list"),
    path("new/", budget_new, name="budget_new"),
    path("submit/", budget_submit, name="budget_submit"),
    path("<int:pk>/edit/", budget_edit, name="budget_edit"),
]
plan_urls = [
    path("", plan_list, name="plan_list"),
    path("new/", plan_new, name="plan_new"),
    path("<int:pk>/", plan, name="plan"),
    path("<int:pk>/agree/", plan_agree, name="plan_agree"),
    path("<int:pk>/request/", plan_request, name="plan_request"),
]
