"""Invoices: entered, paid, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assets.buying import paying
from assets.forms.invoices import InvoiceForm, PayForm
from assets.models import Invoice
from assets.views.deliveries import order_near
from assets.views.purchase_frame import PURCHASES, act_page, given_by
from logistics.access import Request, allow
from logistics.school.views.frame import form_under


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
