"""Buying as people meet it: the list, one purchase with its next step, and each of its papers."""

from collections.abc import Callable
from datetime import datetime
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

from assets.buying import accepting, budgeting, paying, purchasing, requesting, waiting
from assets.buying.requesting import Need
from assets.forms.deliveries import AcceptanceForm, BookForm, OrderForm
from assets.forms.invoices import InvoiceForm, PayForm
from assets.forms.procedures import MinutesForm, QuotesForm, TenderForm
from assets.forms.purchases import PurchaseForm
from assets.models import (
    Acceptance,
    AssetClass,
    Category,
    Invoice,
    Purchase,
    PurchaseOrder,
    PurchaseRequest,
)
from assets.views.requests import task_asked
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.approvals.tracks import past
from logistics.duties.forms import ReasonForm
from logistics.duties.models import Task
from logistics.pages import asked_words, list_page
from logistics.records.models import Entry
from logistics.school.views.frame import form_under
from logistics.stores.models import Store

PURCHASES = (gettext_lazy("Purchases"), "assets:purchase_list")
ROWS = "assets/rows_form.html"
OPTIONS = 20
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


def near(request: Request, pk: int, permission: str = "stores.view") -> PurchaseRequest:
    rows = PurchaseRequest.objects.visible_to(request.user, permission)
    related = (
        "entry__campus", "entry__entered_by", "purchase__buyer", "budget", "plan", "plan_line",
    )  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def own(request: Request, pk: int) -> PurchaseRequest:
    """One that this person wrote: nobody else changes it or puts it before others."""
    rows = PurchaseRequest.objects.visible_to(request.user).filter(entry__entered_by=request.user)
    return get_object_or_404(rows.select_related("entry__campus", "purchase"), pk=pk)


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


# The request.


def given_by(request: Request, now: datetime) -> dict[str, Any]:
    return {"by": request.user, "now": now, "on": timezone.localdate(now)}


@allow("assets.request")
def purchase_new(request: Request) -> HttpResponse:
    """Write a purchase request; what could not be issued stands in it already."""
    now, task = timezone.now(), task_asked(request)
    known, start = started(request, task, now)
    form = PurchaseForm(
        request.POST or None, known=known, initial=start, task=task, **given_by(request, now)
    )
    return form_under(
        request,
        form,
        _("New purchase request"),
        PURCHASES,
        template=ROWS,
        saved=_("Purchase request saved: {result}"),
        submit_label=_("Submit"),
    )


def started(
    request: Request, task: Task | None, now: datetime
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the form begins with: a line of a plan in its own words, else what waits to be bought."""
    if task and task.line:
        needs = requesting.read_planned(task.line.text)
        return [planned(need) for need in needs], {"purpose": str(task)[:200]}
    known = [known_of(fate) for fate in waiting.to_request(request.user, now)]
    return known, {"purpose": _("Goods asked for by the classes")} if known else {}


def planned(need: Need) -> dict[str, Any]:
    """One thing a plan names, as it stands in a purchase request."""
    item = need.item
    return {
        "name": item.name if item else need.text,
        "specification": item.specification if item else "",
        "unit": need.unit or "个",
        "quantity": need.quantity,
        "price": item.price if item else None,
        "item": item.pk if item else None,
    }


def known_of(fate: Any) -> dict[str, Any]:
    """A line of a requisition as it stands in a purchase request."""
    item = fate.item
    return {
        "name": item.name if item else fate.line.text,
        "specification": item.specification if item else "",
        "unit": (item.unit if item else fate.line.unit) or "个",
        "quantity": fate.rest,
        "price": item.price if item else None,
        "needed_on": fate.requisition.needed_on,
        "item": item.pk if item else None,
        "origin": fate.line_id,
    }


@allow("assets.request")
def purchase_edit(request: Request, pk: int) -> HttpResponse:
    """Change a request that nobody has agreed to yet: only who wrote it does."""
    now = timezone.now()
    paper = own(request, pk)
    columns = ("name", "specification", "unit", "quantity", "price", "destination", "needed_on")
    known = [
        {name: getattr(line, name) for name in columns}
        | {"item": line.item_id, "origin": line.origin_id}
        for line in paper.lines.all()
    ]
    form = PurchaseForm(request.POST or None, known=known, paper=paper, **given_by(request, now))
    saved = _("%(paper)s is changed.") % {"paper": paper}
    return form_under(
        request, form, _("Change"), PURCHASES, paper, template=ROWS, saved=saved, then=paper
    )


@require_POST
@allow("assets.request")
def purchase_ask(request: Request, pk: int) -> HttpResponse:
    """Put it before those who decide."""
    paper = own(request, pk)
    approval = purchasing.ask(paper, by=request.user, now=timezone.now())
    people = waiting.names(approval.waits_for)
    messages.success(request, _("Asked. It waits for %(people)s.") % {"people": people})
    return redirect(paper)


def act_page(
    request: Request, above: Any, act: Callable[[str], Any], heading: str, **given: Any
) -> HttpResponse:
    """An act that needs nothing but its reason."""
    form = ReasonForm(request.POST or None, act=act)
    return form_under(
        request, form, heading, PURCHASES, above, then=above, is_dangerous=True, **given
    )


@allow("assets.request")
def purchase_drop(request: Request, pk: int) -> HttpResponse:
    """It is not bought after all."""
    paper = near(request, pk, "assets.buy")

    def act(reason: str) -> None:
        purchasing.drop(paper, by=request.user, now=timezone.now(), reason=reason)

    saved = _("%(paper)s is dropped.") % {"paper": paper}
    return act_page(request, paper, act, _("Drop"), saved=saved, submit_label=_("Drop"))


# What it needs before it is agreed to or ordered.


def paper_page(
    request: Request,
    paper: PurchaseRequest,
    form_class: Any,
    heading: str,
    saved: str,
    **given: Any,
) -> HttpResponse:
    """A paper that is added to a purchase by the buyer."""
    now = timezone.now()
    form = form_class(
        request.POST or None, *files(request, form_class), request=paper, **given_by(request, now)
    )
    return form_under(request, form, heading, PURCHASES, paper, saved=saved, then=paper, **given)


def files(request: Request, form_class: Any) -> tuple[Any, ...]:
    return (request.FILES or None,) if "photos" in form_class.base_fields else ()


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


# Order, delivery, invoice.


@allow("assets.buy")
def order_new(request: Request, pk: int) -> HttpResponse:
    """Only what was agreed to is ordered."""
    paper = near(request, pk, "assets.buy")
    if paper.purchase.state not in Purchase.TO_ORDER:
        messages.warning(request, _("Nothing of it is to be ordered now."))
        return redirect(paper)
    return paper_page(
        request, paper, OrderForm, _("New order"), _("The order is saved."), template=ROWS
    )


def order_near(request: Request, pk: int, permission: str) -> PurchaseOrder:
    rows = PurchaseOrder.objects.visible_to(request.user, permission)
    related = ("entry__entered_by", "supplier", "request__entry__campus", "request__purchase")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@allow("assets.buy")
def order_cancel(request: Request, pk: int) -> HttpResponse:
    order = order_near(request, pk, "assets.buy")

    def act(reason: str) -> None:
        purchasing.cancel(order, by=request.user, now=timezone.now(), reason=reason)

    saved = _("Order %(number)s is cancelled.") % {"number": order.entry.number}
    return act_page(
        request, order.request, act, _("Cancel the order"), saved=saved,
        submit_label=_("Cancel the order"),
    )  # fmt: skip


@allow("stores.keep")
def acceptance_new(request: Request, pk: int) -> HttpResponse:
    """A delivery has come: two people look at it, and the storekeeper writes it down."""
    order, now = order_near(request, pk, "stores.keep"), timezone.now()
    form = AcceptanceForm(request.POST or None, order=order, **given_by(request, now))
    return form_under(
        request,
        form,
        _("Accept the delivery of %(supplier)s") % {"supplier": order.supplier},
        PURCHASES,
        order.request,
        template=ROWS,
        saved=_("The acceptance note is saved. Both who accepted have to sign it."),
        then=order.request,
    )


def acceptance_near(request: Request, pk: int) -> Acceptance:
    rows = Acceptance.objects.visible_to(request.user, "stores.keep")
    related = ("entry__campus", "order__supplier", "order__entry", "order__request__purchase")
    return get_object_or_404(rows.select_related(*related, "order__request__entry"), pk=pk)


@allow("stores.keep")
def acceptance_take_back(request: Request, pk: int) -> HttpResponse:
    paper = acceptance_near(request, pk)

    def act(reason: str) -> None:
        accepting.take_back(paper, by=request.user, now=timezone.now(), reason=reason)

    saved = _("Acceptance note %(number)s is taken back.") % {"number": paper.entry.number}
    return act_page(
        request, paper.order.request, act, _("Take back the acceptance"), saved=saved,
        submit_label=_("Take back the acceptance"),
    )  # fmt: skip


@allow("stores.keep")
def acceptance_book(request: Request, pk: int) -> HttpResponse:
    """Put what was accepted into the store and on cards."""
    paper, now = acceptance_near(request, pk), timezone.now()
    stores = Store.objects.in_use().kept_by(request.user).filter(campus=paper.entry.campus_id)
    form = BookForm(request.POST or None, paper=paper, stores=stores, **given_by(request, now))
    return form_under(
        request,
        form,
        _("Book in the delivery of %(supplier)s") % {"supplier": paper.order.supplier},
        PURCHASES,
        paper.order.request,
        template=ROWS,
        saved=_("The goods are booked in."),
        then=paper.order.request,
        submit_label=_("Book in"),
    )


@allow("stores.keep")
def acceptance_class_options(request: Request) -> HttpResponse:
    """The national classes a search box offers."""
    asked = asked_words(request)
    classes = AssetClass.objects.in_use()
    found = (classes.filter(name__icontains=asked) | classes.filter(code__istartswith=asked))[
        :OPTIONS
    ]
    return TemplateResponse(request, "school/_options.html", {"options": found})


@allow("assets.buy")
def invoice_new(request: Request, pk: int) -> HttpResponse:
    order, now = order_near(request, pk, "assets.buy"), timezone.now()
    form = InvoiceForm(request.POST or None, order=order, **given_by(request, now))
    return form_under(
        request,
        form,
        _("New invoice"),
        PURCHASES,
        order.request,
        saved=_("The invoice is saved. The accountant checks it, then the principal signs."),
        then=order.request,
    )


def invoice_near(request: Request, pk: int, permission: str) -> Invoice:
    rows = Invoice.objects.visible_to(request.user, permission)
    related = ("order__entry", "order__supplier", "order__request__purchase")
    return get_object_or_404(rows.select_related(*related, "order__request__entry"), pk=pk)


@allow("assets.account")
def invoice_pay(request: Request, pk: int) -> HttpResponse:
    invoice, now = invoice_near(request, pk, "assets.account"), timezone.now()
    form = PayForm(request.POST or None, invoice=invoice, **given_by(request, now))
    return form_under(
        request,
        form,
        _("Pay %(invoice)s") % {"invoice": invoice},
        PURCHASES,
        invoice.order.request,
        saved=_("Invoice %(number)s is paid.") % {"number": invoice.number},
        then=invoice.order.request,
        submit_label=_("Paid"),
    )


@allow("assets.account")
def invoice_take_back(request: Request, pk: int) -> HttpResponse:
    invoice = invoice_near(request, pk, "assets.account")

    def act(reason: str) -> None:
        paying.take_back(invoice, by=request.user, now=timezone.now(), reason=reason)

    saved = _("The payment of %(number)s is taken back.") % {"number": invoice.number}
    return act_page(
        request, invoice.order.request, act, _("Take back the payment"), saved=saved,
        submit_label=_("Take back the payment"),
    )  # fmt: skip


@require_POST
@allow("assets.buy")
def invoice_drop(request: Request, pk: int) -> HttpResponse:
    invoice = invoice_near(request, pk, "assets.buy")
    paying.drop(invoice, by=request.user, now=timezone.now())
    messages.success(request, _("Invoice %(number)s is dropped.") % {"number": invoice.number})
    return redirect(invoice.order.request)


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
    path("new/", purchase_new, name="purchase_new"),
    path("<int:pk>/", purchase, name="purchase"),
    path("<int:pk>/edit/", purchase_edit, name="purchase_edit"),
    path("<int:pk>/ask/", purchase_ask, name="purchase_ask"),
    path("<int:pk>/drop/", purchase_drop, name="purchase_drop"),
    path("<int:pk>/offers/", purchase_quotes, name="purchase_quotes"),
    path("<int:pk>/minutes/", purchase_minutes, name="purchase_minutes"),
    path("<int:pk>/tender/", tender_new, name="tender_new"),
    path("<int:pk>/order/", order_new, name="order_new"),
    path("papers/<int:pk>/print/", purchase_print, name="purchase_print"),
    path("orders/<int:pk>/cancel/", order_cancel, name="order_cancel"),
    path("orders/<int:pk>/accept/", acceptance_new, name="acceptance_new"),
    path("orders/<int:pk>/invoice/", invoice_new, name="invoice_new"),
    path("acceptances/<int:pk>/book/", acceptance_book, name="acceptance_book"),
    path("acceptances/<int:pk>/take-back/", acceptance_take_back, name="acceptance_take_back"),
    path("acceptances/classes/", acceptance_class_options, name="acceptance_class_options"),
    path("invoices/<int:pk>/pay/", invoice_pay, name="invoice_pay"),
    path("invoices/<int:pk>/take-back/", invoice_take_back, name="invoice_take_back"),
    path("invoices/<int:pk>/drop/", invoice_drop, name="invoice_drop"),
]
