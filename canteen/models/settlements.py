"""供应商结算: what a supplier is owed for a span, agreed to by both sides and witnessed."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.fields import labelled
from logistics.records.models import Record
from logistics.stores.models import Supplier


class SupplierSettlement(Record):
    """The receipts of a span added up, and the invoice beside them. In yuan, to the fen.

    `amount` is the sum of what was accepted when it was settled; `campuses` are those whose receipts
    are in it. Where the invoice says otherwise `difference` says why.
    """

    kind_code = "supplier_settlement"

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="settlements", verbose_name=_("supplier")
    )
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    campuses = models.JSONField(_("campuses"), default=list)
    deliveries = models.PositiveIntegerField(_("deliveries"))
    amount = models.DecimalField(_("by the receipts (yuan)"), max_digits=14, decimal_places=2)
    invoiced = models.DecimalField(_("by the invoice (yuan)"), max_digits=14, decimal_places=2)
    invoice = models.CharField(_("number of the invoice"), max_length=60, blank=True)
    difference = models.CharField(_("why the invoice says otherwise"), max_length=200, blank=True)
    agreed_with = models.CharField(_("agreed with, of the supplier"), max_length=60)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff representative as a witness"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("settlement with a supplier")
        verbose_name_plural = _("settlements with suppliers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(invoiced__gte=0),
                name="supplier_invoice_not_negative",
                violation_error_message=_("An invoice is not negative."),
            ),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="supplier_settlement_span",
                violation_error_message=_("It ends before it has begun."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return labelled(self.supplier, f"{self.first:%Y-%m} · {self.invoiced} {_('yuan')}")

    @property
    def off_by(self) -> Decimal:
        """The invoice less the receipts."""
        return self.invoiced - self.amount
