"""Invoices of purchases, as they are entered and paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import paying
from assets.forms.purchases import YUAN, ByWhom, words
from assets.models import (
    Invoice,
    PurchaseOrder,
    PurchaseRequest,
)
from logistics.errors import Refused
from logistics.fields import DateField, NumberField


class InvoiceForm(ByWhom):
    """An invoice to an order; the rest of the order is filled in."""

    number = forms.CharField(label=gettext_lazy("invoice number"), max_length=40)
    issued_on = DateField(label=gettext_lazy("issued on"))
    amount = NumberField(
        label=gettext_lazy("amount"), unit=YUAN, min_value=Decimal("0.01"), max_digits=14,
        decimal_places=2,
    )  # fmt: skip

    def __init__(self, *args: Any, order: PurchaseOrder, **given: Any) -> None:
        super().__init__(*args, **given)
        self.order = order
        billed = sum((i.amount for i in order.invoices.standing()), Decimal(0))
        self.initial.setdefault("amount", order.amount - billed)

    def clean_issued_on(self) -> date:
        issued = self.cleaned_data["issued_on"]
        if issued > self.on:
            raise ValidationError(_("This day is still to come."))
        return issued

    def save(self) -> PurchaseRequest:
        invoice = Invoice(order=self.order, **self.cleaned_data)
        try:
            paying.enter(invoice, by=self.by, now=self.now)
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        return self.order.request


class PayForm(ByWhom):
    """The day and the voucher of a payment."""

    paid_on = DateField(label=gettext_lazy("paid on"))
    voucher = forms.CharField(label=gettext_lazy("voucher number"), max_length=40)
    prepaid_reason = words(gettext_lazy("reason for paying before the acceptance"), 200)
    exception = words(gettext_lazy("why one person did both"), 200)

    def __init__(self, *args: Any, invoice: Invoice, **given: Any) -> None:
        super().__init__(*args, **given)
        self.invoice = invoice
        self.initial.setdefault("paid_on", self.on)
        if paying.is_accepted(invoice.order):
            del self.fields["prepaid_reason"]

    def clean_paid_on(self) -> date:
        paid = self.cleaned_data["paid_on"]
        if paid > self.on:
            raise ValidationError(_("This day is still to come."))
        return paid

    def save(self) -> PurchaseRequest:
        paying.pay(self.invoice, by=self.by, now=self.now, **self.cleaned_data)
        return self.invoice.order.request
