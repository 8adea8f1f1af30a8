"""The outsourced companies: contracts, monthly points, opinions, people on post, the verdict."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Request, allow
from logistics.fields import month_number
from logistics.pages import list_page
from logistics.school.models import Term
from logistics.school.posts import campuses_of
from logistics.school.rules import rule
from logistics.school.views.frame import form_under, last_changes, looked_at
from safety.forms.companies import ContractForm, EvaluationForm, OpinionForm, PostForm
from safety.grounds import companies
from safety.grounds.companies import ENDING
from safety.models import ServiceContract

VIEW, MANAGE, REPORT, CLEAN = "safety.view", "safety.manage", "safety.report", "safety.clean"
CONTRACTS = (gettext_lazy("Outsourced services"), "safety:contract_list")


@allow(VIEW)
def contract_list(request: Request) -> HttpResponse:
    """Which company does what, until when, and how good it was last."""
    on = timezone.localdate()
    view = request.GET.get("view", "running")
    seen = ServiceContract.objects.visible_to(request.user, VIEW).for_rows()
    rows = seen.filter(ends_on__gte=on) if view == "running" else seen
    tabs = [
        {"title": title, "url": f"?view={code}", "is_current": code == view, "count": None}
        for code, title in (
            ("running", pgettext("contracts", "Running")),
            ("all", pgettext("contracts", "All")),
        )
    ]
    return list_page(
        request,
        companies.with_last_score(rows).order_by("service", "-starts_on", "pk"),
        "safety/contract_list.html",
        fragment="safety/_contract_rows.html",
        tabs=tabs,
        today=on,
        soon=on + timedelta(days=int(rule(ENDING, on=on))),
        passing=rule(companies.PASS, on=on),
    )


def one_contract(request: Request, pk: int, permission: str = VIEW) -> ServiceContract:
    seen = ServiceContract.objects.visible_to(request.user, permission)
    return get_object_or_404(seen.for_rows(), pk=pk)


@allow(VIEW)
def contract(request: Request, pk: int) -> HttpResponse:
    """One contract: its facts, its months, what was said, and the verdict of the term."""
    now = timezone.now()
    on = timezone.localdate(now)
    shown = one_contract(request, pk)
    term = Term.objects.on(on)
    evaluations = shown.evaluations.select_related("entry", "rests_on__entry")
    context = {
        "contract": shown,
        "term": term,
        "verdict": companies.verdict(shown, term.starts_on, term.ends_on) if term else None,
        "evaluations": evaluations.order_by("-month", "-pk")[:12],
        "opinions": shown.opinions.select_related("entry").order_by("-pk")[:10],
        "demands": companies.demands_of(shown)[:10],
        "days": shown.days.select_related("sheet__entry").order_by("-pk")[:10],
        "history": last_changes(shown),
        "passing": rule(companies.PASS, on=on),
        "today": on,
        "now": now,
    }
    return TemplateResponse(request, "safety/contract.html", context)


@allow(MANAGE)
def contract_new(request: Request) -> HttpResponse:
    return contract_form(request, ServiceContract(), _("New contract"))


@allow(MANAGE)
def contract_edit(request: Request, pk: int) -> HttpResponse:
    return contract_form(request, one_contract(request, pk, MANAGE), _("Edit the contract"))


def contract_form(request: Request, contract: ServiceContract, heading: str) -> HttpResponse:
    campuses = campuses_of(request.user, timezone.localdate())
    form = ContractForm(request.POST or None, instance=contract, campuses=campuses)
    above = [contract] if contract.pk else []
    return form_under(request, form, heading, CONTRACTS, *above, saved=_("Saved: {result}"))


def scope_of(request: Request) -> dict[str, Any]:
    """Who writes when, and the campuses it may be about."""
    now, campus = timezone.now(), looked_at(request)
    reached = [campus] if campus else campuses_of(request.user, timezone.localdate(now))
    return {"by": request.user, "now": now, "campuses": reached}


@allow(MANAGE)
def evaluation_new(request: Request, pk: int) -> HttpResponse:
    """A month's points of a company, on the scored round of that month if there is one."""
    shown = one_contract(request, pk, MANAGE)
    on = timezone.localdate()
    year, month = month_number(request.GET.get("month", "")) or (on.year, on.month)
    form = EvaluationForm(
        request.POST or None,
        request.FILES or None,
        contract=shown,
        month=date(year, month, 1),
        **scope_of(request),
    )
    return form_under(
        request,
        form,
        _("Evaluate %(contract)s, %(month)s") % {"contract": shown, "month": f"{year}-{month:02d}"},
        CONTRACTS,
        shown,
        purpose=_("What has to change goes to whoever sees to it, until somebody else has looked."),
        submit_label=_("Save the evaluation"),
        saved=_("Saved: {result}"),
        then=shown,
    )


@allow(MANAGE)
def evaluation_choose(request: Request) -> HttpResponse:
    """Which company is evaluated: one of the running contracts."""
    return redirect("safety:contract_list")


@allow(REPORT)
def opinion_new(request: Request) -> HttpResponse:
    """An opinion about a company's work: for which contract is asked first."""
    on = timezone.localdate()
    running = ServiceContract.objects.visible_to(request.user, REPORT).running(on).for_rows()
    return TemplateResponse(request, "safety/opinion_choice.html", {"contracts": running})


@allow(REPORT)
def opinion_of(request: Request, pk: int) -> HttpResponse:
    shown = one_contract(request, pk, REPORT)
    form = OpinionForm(
        request.POST or None, request.FILES or None, contract=shown, **scope_of(request)
    )
    crumbs = [CONTRACTS, shown] if request.user.has_perm(VIEW) else [
        (_("Say something about a service"), "safety:opinion_new")
    ]  # fmt: skip
    return form_under(
        request,
        form,
        _("Opinion about %(contract)s") % {"contract": shown},
        *crumbs,
        purpose=_("The company is asked to change it; whoever sees to it says what came of it."),
        submit_label=_("Save the opinion"),
        saved=_("Saved: {result}"),
    )


@allow(CLEAN)
def post_new(request: Request) -> HttpResponse:
    """Who of the outsourced staff is on post today."""
    scope = scope_of(request)
    on = timezone.localdate(scope["now"])
    campus = next(iter(scope["campuses"]), None)
    if campus is None:
        raise PermissionDenied(CLEAN)
    running = ServiceContract.objects.visible_to(request.user, CLEAN).running(on).for_rows()
    here = [each for each in running if each.campus_id in (None, campus.pk)]
    form = PostForm(
        request.POST or None, campus=campus, contracts=here, by=request.user, now=scope["now"]
    )
    return form_under(
        request,
        form,
        _("Outsourced staff on post, %(campus)s") % {"campus": campus},
        (_("Cleaning today"), "safety:cleaning_day"),
        purpose=_("Count who is there; nobody is counted from yesterday."),
        submit_label=_("Save the count"),
        saved=_("Saved: {result}"),
        then=reverse("safety:contract_list") if request.user.has_perm(VIEW) else "home",
    )


urls = [
    path("companies/", contract_list, name="contract_list"),
    path("companies/new/", contract_new, name="contract_new"),
    path("companies/evaluations/new/", evaluation_choose, name="evaluation_choose"),
    path("companies/opinions/new/", opinion_new, name="opinion_new"),
    path("companies/on-post/", post_new, name="post_new"),
    path("companies/<int:pk>/", contract, name="contract"),
    path("companies/<int:pk>/edit/", contract_edit, name="contract_edit"),
    path("companies/<int:pk>/evaluate/", evaluation_new, name="evaluation_new"),
    path("companies/<int:pk>/opinions/", opinion_of, name="opinion_of"),
]
