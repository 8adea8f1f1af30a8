"""Buying as people meet it: the list, one purchase with its next step, and the list of all pages."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import budgeting, purchasing
from assets.forms.procedures import MinutesForm, QuotesForm, TenderForm
from assets.models import Acceptance, Category, Invoice, Purchase, PurchaseRequest
from assets.views import deliveries, invoices, purchase_requests
from assets.views.purchase_frame import ROWS, near, paper_page
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.approvals.tracks import past
from logistics.pages import list_page
from logistics.records.models import Entry

State = Purchase.State
VIEWS = {
    "open": (*Purchase.CHANGEABLE, State.ASKED, *Purchase.PROMISED),
    "order": (State.APPROVED, State.ORDERED, State.PART),
    "all": (),
}


@allow("assets.request")
def purchase_list(request: Request) -> HttpResponse:
    """What is being bought; at first what is not paid yet."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "open"
    rows = PurchaseRequest.objects.visible_to(request.user)
    if states := VIEWS[view]:
        rows = rows.filter(purchase__state__in=states)
    titles = {"open": _("Not paid yet"), "order": _("To order and to deliver"), "all": _("All")}
    return list_page(
        request,
        rows.for_rows().order_by("-entry__happened_at", "-pk"),
        "assets/purchase_list.html",
        fragment="assets/_purchase_rows.html",
        tabs=[
            {"title": title, "url": f"?view={name}", "is_current": name == view, "count": None}
            for name, title in titles.items()
        ],
        now=timezone.now(),
    )


@allow("assets.request")
def published_list(request: Request) -> HttpResponse:
    """Open to everybody on the staff: what was agreed to, from whom it is bought, for how much."""
    rows = PurchaseRequest.objects.visible_to(request.user, "assets.request").published()
    rows = rows.for_rows()
    chosen = request.GET.get("category", "")
    if chosen in Category.values:
        rows = rows.filter(category=chosen)
    return list_page(
        request,
        rows.prefetch_related("orders__supplier", "orders__entry").order_by(
            "-purchase__approved_at", "-pk"
        ),
        "assets/published_list.html",
        fragment="assets/_published_rows.html",
        categories=Category.choices,
        chosen=chosen,
    )


@allow("assets.request")
def purchase(request: Request, pk: int) -> HttpResponse:
    """One purchase: its lines and how far each has come, its papers, and what is to be done next."""
    paper, now = near(request, pk), timezone.now()
    on = timezone.localdate(now)
    approval = asking.latest(purchasing.PURCHASE, paper)
    may_change = purchasing.may_change(paper.purchase)
    context = {
        "paper": paper,
        "entry": paper.entry,
        "purchase": paper.purchase,
        "lines": paper.lines.select_related("progress", "item", "origin__sheet__entry"),
        "approval": approval,
        "stages": past(approval).rounds[0].stages if approval and approval.version else (),
        "may_decide": approval is not None and request.user in approval.waits_for,
        "missing": list(purchasing.missing(paper, on=on)) if may_change else [],
        "may_change": may_change and paper.entry.entered_by_id == request.user.pk,
        "standing": budgeting.standing(paper.budget) if paper.budget else None,
        "needs_minutes": purchasing.needs_minutes(paper, on=on),
        "needs_tender": paper.channel in purchasing.WITH_TENDER,
        "to_order": paper.purchase.state in Purchase.TO_ORDER and is_open(paper),
        "may_buy": may(request, paper, "assets.buy"),
        "may_keep": may(request, paper, "stores.keep"),
        "may_account": may(request, paper, "assets.account"),
        "now": now,
        **papers_of(paper),
    }
    return TemplateResponse(request, "assets/purchase.html", context)


def is_open(paper: PurchaseRequest) -> bool:
    rows = paper.lines.select_related("progress")
    return any(line.progress.ordered < line.progress.wanted for line in rows)


def may(request: Request, paper: PurchaseRequest, permission: str) -> bool:
    reach = request.user.reach(permission)
    return reach.everywhere or paper.entry.campus_id in reach.sites


def papers_of(paper: PurchaseRequest) -> dict[str, Any]:
    standing = {"entry__status": Entry.Status.VOIDED}
    orders = paper.orders.exclude(**standing).select_related("supplier", "entry__entered_by")
    acceptances = Acceptance.objects.of_purchase(paper).standing()
    return {
        "comparisons": paper.comparisons.exclude(**standing).select_related("entry"),
        "minutes": paper.minutes.exclude(**standing).select_related("entry"),
        "tenders": paper.tenders.exclude(**standing).select_related("entry"),
        "orders": orders.order_by("pk"),
        "acceptances": acceptances.select_related(
            "entry", "order__supplier", "intake__stock_in", "intake__booking"
        ).order_by("pk"),
        "invoices": Invoice.objects.of_purchase(paper).standing().for_rows(),
    }


# What it needs before it is agreed to or ordered.


@allow("assets.buy")
def purchase_quotes(request: Request, pk: int) -> HttpResponse:
    paper = near(request, pk, "assets.buy")
    return paper_page(
        request, paper, QuotesForm, _("Compare offers"), _("The offers are saved."), template=ROWS
    )


@allow("assets.buy")
def purchase_minutes(request: Request, pk: int) -> HttpResponse:
    paper = near(request, pk, "assets.buy")
    return paper_page(
        request, paper, MinutesForm, _("Minutes of the group"), _("The minutes are saved.")
    )


@allow("assets.buy")
def tender_new(request: Request, pk: int) -> HttpResponse:
    paper = near(request, pk, "assets.buy")
    return paper_page(
        request, paper, TenderForm, _("Tender"), _("The tender is saved."), template=ROWS
    )


# On paper.

SHEETS = {
    "purchase_request": "assets/purchase_print.html",
    "quotation_comparison": "assets/quotes_print.html",
    "purchase_order": "assets/order_print.html",
    "acceptance_note": "assets/acceptance_print.html",
}


@allow("assets.request")
def purchase_print(request: Request, pk: int) -> HttpResponse:
    """A paper of a purchase with the columns its form has, and its signature lines."""
    seen = Entry.objects.visible_to(request.user, "stores.view")
    entries = (seen | Entry.objects.readable_by(request.user)).filter(kind__in=SHEETS)
    entry = get_object_or_404(entries.select_related("campus", "entered_by"), pk=pk)
    now = timezone.now()
    context = {
        "entry": entry,
        "content": entry.content,
        "now": now,
    }
    return TemplateResponse(request, SHEETS[entry.kind], context)


purchase_urls = [
    path("", purchase_list, name="purchase_list"),
    path("published/", published_list, name="published_list"),
    path("new/", purchase_requests.purchase_new, name="purchase_new"),
    path("<int:pk>/", purchase, name="purchase"),
    path("<int:pk>/edit/", purchase_requests.purchase_edit, name="purchase_edit"),
    path("<int:pk>/ask/", purchase_requests.purchase_ask, name="purchase_ask"),
    path("<int:pk>/drop/", purchase_requests.purchase_drop, name="purchase_drop"),
    path("<int:pk>/offers/", purchase_quotes, name="purchase_quotes"),
    path("<int:pk>/minutes/", purchase_minutes, name="purchase_minutes"),
    path("<int:pk>/tender/", tender_new, name="tender_new"),
    path("<int:pk>/order/", deliveries.order_new, name="order_new"),
    path("papers/<int:pk>/print/", purchase_print, name="purchase_print"),
    path("orders/<int:pk>/cancel/", deliveries.order_cancel, name="order_cancel"),
    path("orders/<int:pk>/accept/", deliveries.acceptance_new, name="acceptance_new"),
    path("orders/<int:pk>/invoice/", invoices.invoice_new, name="invoice_new"),
    path("acceptances/<int:pk>/book/", deliveries.acceptance_book, name="acceptance_book"),
    path(
        "acceptances/<int:pk>/take-back/",
        deliveries.acceptance_take_back,
        name="acceptance_take_back",
    ),
    path(
        "acceptances/classes/", deliveries.acceptance_class_options, name="acceptance_class_options"
    ),
    path("invoices/<int:pk>/pay/", invoices.invoice_pay, name="invoice_pay"),
    path("invoices/<int:pk>/take-back/", invoices.invoice_take_back, name="invoice_take_back"),
    path("invoices/<int:pk>/drop/", invoices.invoice_drop, name="invoice_drop"),
]
