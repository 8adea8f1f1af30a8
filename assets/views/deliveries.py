"""Orders and what comes of them: accepted by two, booked in, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import accepting, purchasing
from assets.forms.deliveries import AcceptanceForm, BookForm, OrderForm
from assets.models import Acceptance, AssetClass, Purchase, PurchaseOrder
from assets.views.purchase_frame import PURCHASES, ROWS, act_page, given_by, near, paper_page
from logistics.access import Request, allow
from logistics.pages import asked_words
from logistics.school.views.frame import form_under
from logistics.stores.models import Store

OPTIONS = 20


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
