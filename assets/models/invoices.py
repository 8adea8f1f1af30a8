"""Invoices of purchases: checked, signed, paid."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assets.models.deliveries import PurchaseOrder
from assets.models.purchases import TONES, PurchaseRequest
from assets.models.requests import AskedQuerySet
from logistics.fields import MoneyField

# How the states of a purchase and of an invoice look.


class InvoiceQuerySet(AskedQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        requests = PurchaseRequest.objects.visible_to(person, permission)
        return self.filter(order__request__in=requests.values("pk"))

    def of_purchase(self, request: PurchaseRequest) -> Self:
        return self.filter(order__request=request)

    def standing(self) -> Self:
        return self.exclude(state=Invoice.State.DROPPED)

    def paid(self) -> Self:
        return self.filter(state=Invoice.State.PAID)

    def for_rows(self) -> Self:
        return self.select_related(
            "order__supplier", "order__request__entry__campus", "entered_by", "paid_by"
        )


class Invoice(models.Model):
    """发票: entered by the buyer, checked by the accountant, signed by the principal, then paid.

    The checking and the signing are an approval; each step is another person's.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("invoice", "to be checked and signed")
        RETURNED = "returned", pgettext_lazy("invoice", "returned")
        SIGNED = "signed", pgettext_lazy("invoice", "to be paid")
        PAID = "paid", pgettext_lazy("invoice", "paid")
        DROPPED = "dropped", pgettext_lazy("invoice", "dropped")

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="invoices", verbose_name=_("order")
    )
    number = models.CharField(_("invoice number"), max_length=40)
    issued_on = models.DateField(_("issued on"))
    amount = MoneyField(_("amount (yuan)"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ASKED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paid by"),
    )
    voucher = models.CharField(_("voucher number"), max_length=40, blank=True)
    prepaid_reason = models.CharField(
        _("reason for paying before the acceptance"), max_length=200, blank=True
    )
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = InvoiceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(state="dropped"),
                name="invoice_once",
                violation_error_message=_("This invoice has been entered already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="invoice_positive",
                violation_error_message=_("An amount is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False, paid_by__isnull=False)
                | (~Q(state="paid") & Q(paid_on=None)),
                name="invoice_paid_on_a_day",
                violation_error_message=_("What is paid says when and by whom."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "paid"]) | Q(signed_by__isnull=False),
                name="invoice_signed_before_paid",
                violation_error_message=_("Nothing is paid before it is signed."),
            ),
            models.CheckConstraint(
                condition=~Q(exception="")
                | Q(paid_by=None)
                | (~Q(paid_by=F("signed_by")) & ~Q(paid_by=F("entered_by"))),
                name="invoice_paid_by_another",
                violation_error_message=_("Who entered or signed an invoice does not pay it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ¥{self.amount:,.2f}"

    def get_absolute_url(self) -> str:
        return self.order.request.get_absolute_url()

    @property
    def tone(self) -> str:
        return TONES[self.state]


# The plan of a term.
