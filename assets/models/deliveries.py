"""What is ordered, what two people accepted, and where it was booked."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.purchases import OfPurchaseQuerySet, PurchaseLine, PurchaseRequest
from assets.models.requests import AskedQuerySet
from logistics.fields import MoneyField, QuantityField, labelled, plain_quantity
from logistics.records.models import Record, RecordLine

# How the states of a purchase and of an invoice look.


class PurchaseOrder(Record):
    """采购订单（合同）: what one supplier is asked to deliver, by when and on which terms.

    `exception` says why one person did two adjacent steps, where the school lets that pass.
    """

    kind_code = "purchase_order"
    with_lines = True

    request = models.ForeignKey(
        PurchaseRequest, models.PROTECT, related_name="orders", verbose_name=_("purchase request")
    )
    supplier = models.ForeignKey(
        "stores.Supplier", models.PROTECT, related_name="+", verbose_name=_("supplier")
    )
    amount = MoneyField(_("amount (yuan)"), default=0)
    contract = models.CharField(_("contract number"), max_length=60, blank=True)
    deliver_on = models.DateField(_("delivery by"), null=True, blank=True)
    warranty = models.CharField(_("warranty"), max_length=60, blank=True)
    payment = models.CharField(_("terms of payment"), max_length=100, blank=True)
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = OfPurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.supplier} ¥{self.amount:,.2f}"


class OrderLine(RecordLine):
    """So much of a line of the request at the agreed price."""

    sheet = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="lines", verbose_name=_("order")
    )
    line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="orders", verbose_name=_("line")
    )
    quantity = QuantityField(_("quantity"))
    price = MoneyField(_("unit price (yuan)"))
    amount = MoneyField(_("amount (yuan)"))

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(price__gte=0),
                name="order_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} × {plain_quantity(self.quantity)}"


class AcceptanceQuerySet(AskedQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        requests = PurchaseRequest.objects.visible_to(person, permission)
        return self.filter(order__request__in=requests.values("pk"))

    def of_purchase(self, request: PurchaseRequest) -> Self:
        return self.filter(order__request=request)

    def to_book(self) -> Self:
        return self.standing().filter(intake=None)


class Acceptance(Record):
    """验收单: two people other than the buyer have looked at what came, line by line, and sign it.

    `buyer` is the buyer of that time, so that the database itself can tell.
    """

    kind_code = "acceptance_note"
    with_lines = True

    class Conclusion(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("acceptance", "accepted")
        PART = "part", pgettext_lazy("acceptance", "accepted in part")
        REJECTED = "rejected", pgettext_lazy("acceptance", "rejected")

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="acceptances", verbose_name=_("order")
    )
    delivered_by = models.CharField(_("delivered by"), max_length=50, blank=True)
    buyer = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    inspector = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )
    second = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        related_name="+",
        verbose_name=_("second person who accepts"),
    )
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=Conclusion)
    problem = models.CharField(_("problems"), max_length=200, blank=True)
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance note")
        verbose_name_plural = _("acceptance notes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(inspector=F("second")),
                name="acceptance_by_two",
                violation_error_message=_("Two different people accept a delivery."),
            ),
            models.CheckConstraint(
                condition=~Q(exception="") | (~Q(inspector=F("buyer")) & ~Q(second=F("buyer"))),
                name="acceptance_not_by_the_buyer",
                violation_error_message=_("Who bought the goods does not accept them."),
            ),
            models.CheckConstraint(
                condition=Q(conclusion="accepted") | ~Q(problem=""),
                name="acceptance_says_what_is_wrong",
                violation_error_message=_("Say what is wrong with the delivery."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return labelled(self.order.supplier, self.get_conclusion_display())


class AcceptedLine(RecordLine):
    """What was due, what came and what is good. `papers` are those that came with it."""

    sheet = models.ForeignKey(
        Acceptance, models.PROTECT, related_name="lines", verbose_name=_("acceptance note")
    )
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="accepted", verbose_name=_("line of the order")
    )
    due = QuantityField(pgettext_lazy("of a delivery", "due"))
    received = QuantityField(_("received"))
    accepted = QuantityField(_("accepted"))
    appearance = models.CharField(_("appearance"), max_length=60, blank=True)
    papers = models.CharField(_("papers"), max_length=60, blank=True)
    batch = models.CharField(_("batch number"), max_length=40, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an acceptance note")
        verbose_name_plural = _("lines of acceptance notes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted__gte=0) & Q(accepted__lte=F("received")) & Q(received__gte=0),
                name="accepted_line_within_received",
                violation_error_message=_("No more is accepted than has come."),
            ),
        ]

    @property
    def rejected(self) -> Decimal:
        return self.received - self.accepted


class Booked(models.Model):
    """Goods went into a store, on cards or both."""

    stock_in = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stock-in sheet"),
    )
    booking = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booking of assets"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True
        ordering: ClassVar = ["-at"]


class Intake(Booked):
    """The accepted goods were booked. It happens once."""

    acceptance = models.OneToOneField(
        Acceptance, models.PROTECT, related_name="intake", verbose_name=_("acceptance note")
    )

    class Meta(Booked.Meta):
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")

    def __str__(self) -> str:
        return str(self.acceptance)
