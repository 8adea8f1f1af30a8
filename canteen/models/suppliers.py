"""供应商: of whom food is bought, by which papers they may sell it, and how good they were."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.fields import labelled
from logistics.records.models import Entry, Record, RecordLine
from logistics.stores.models import Item, Supplier


class Source(models.TextChoices):
    """From what kind of seller food comes: it decides which papers go with it."""

    PRODUCER = "producer", pgettext_lazy("a seller", "food producer")
    TRADER = "trader", pgettext_lazy("a seller", "shop, supermarket or trader")
    FARMER = "farmer", pgettext_lazy("a seller", "farmer")
    MARKET = "market", pgettext_lazy("a seller", "wholesale or wet market")


class SupplierProfile(models.Model):
    """What the canteen knows of a supplier beyond the list of all suppliers.

    `is_bulk`: rice, oil, flour, meat, eggs or milk in large amounts, which is decided collectively.
    """

    supplier = models.OneToOneField(
        Supplier, models.CASCADE, related_name="food_profile", verbose_name=_("supplier")
    )
    source = models.CharField(_("kind of seller"), max_length=20, choices=Source, default="trader")
    legal_person = models.CharField(_("legal representative"), max_length=50, blank=True)
    bank = models.CharField(_("bank account"), max_length=100, blank=True)
    is_bulk = models.BooleanField(_("supplies bulk food"), default=False)
    decided_by = models.CharField(
        _("collective decision"), max_length=200, blank=True,
        help_text=_("Day and number of the minutes in which the school decided on this supplier"),
    )  # fmt: skip

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("food supplier")
        verbose_name_plural = _("food suppliers")

    def __str__(self) -> str:
        return str(self.supplier)

    def get_absolute_url(self) -> str:
        return reverse("canteen:supplier", args=[self.supplier_id])


class LicenceQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def in_force(self, on: date) -> Self:
        """Valid on a day; what names no end has none."""
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        return self.standing().filter(begun, Q(valid_to=None) | Q(valid_to__gte=on))

    def ending(self, on: date, days: int) -> Self:
        """Over within so many days, or over already."""
        return self.standing().filter(valid_to__lte=on + timedelta(days=days))


class SupplierLicence(Record):
    """供应商证照与合同: one paper of a supplier, looked at and photographed."""

    kind_code = "supplier_licence"

    class Paper(models.TextChoices):
        PRODUCTION = "production", _("food production licence")
        TRADE = "trade", _("food trading licence")
        BUSINESS = "business", _("business licence")
        IDENTITY = "identity", _("credit code or identity card of a farmer")
        CONTRACT = "contract", _("supply contract")
        PLEDGE = "pledge", _("food-safety pledge")
        OTHER = "other", pgettext_lazy("a paper of a supplier", "other paper")

    # 食品安全法 53: one of these says that its holder may sell food.
    LICENCES: ClassVar = (Paper.PRODUCTION, Paper.TRADE)

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="licences", verbose_name=_("supplier")
    )
    paper = models.CharField(_("which paper"), max_length=20, choices=Paper)
    number = models.CharField(_("number on the paper"), max_length=60, blank=True)
    valid_from = models.DateField(pgettext_lazy("a licence", "issued on"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: it names no end")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a supplier")
        verbose_name_plural = _("papers of suppliers")
        indexes = [models.Index(fields=["supplier", "paper", "valid_to"], name="licence_of")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        said = f"{self.get_paper_display()} {self.number}".strip()
        return labelled(self.supplier, said)


def points(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, help_text=_("0 to 20 points"))


class SupplierEvaluation(Record):
    """供应商考评: five times up to twenty points, and whether the school goes on buying there."""

    kind_code = "supplier_evaluation"
    POINTS: ClassVar = ("quality", "price", "delivery", "service", "papers")
    MOST: ClassVar = 20

    class Verdict(models.TextChoices):
        KEEP = "keep", pgettext_lazy("a verdict on a supplier", "go on")
        IMPROVE = "improve", pgettext_lazy("a verdict on a supplier", "has to improve")
        DROP = "drop", pgettext_lazy("a verdict on a supplier", "buy there no more")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="evaluations", verbose_name=_("supplier")
    )
    quality = points(_("quality and safety"))
    price = points(_("prices"))
    delivery = points(_("on time and in full"))
    service = points(_("service and attitude"))
    papers = points(_("papers complete"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    heard = models.CharField(
        _("who was heard"), max_length=200, blank=True,
        help_text=_("Diet committee, parents, colleagues; number of the minutes"),
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("evaluation of a supplier")
        verbose_name_plural = _("evaluations of suppliers")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    quality__lte=20, price__lte=20, delivery__lte=20, service__lte=20,
                    papers__lte=20,
                ),
                name="supplier_points_up_to_twenty",
                violation_error_message=_("Each part has at most 20 points."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.one_line()

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in self.POINTS)

    def one_line(self) -> str:
        return labelled(self.supplier, f"{self.total} · {self.get_verdict_display()}")


class PriceEnquiry(Record):
    """询价与价格检查: what the food costs elsewhere, beside what the school pays."""

    kind_code = "price_enquiry"
    with_lines = True

    class Occasion(models.TextChoices):
        ENQUIRY = "enquiry", pgettext_lazy("prices", "enquiry before buying")
        INSPECTION = "inspection", pgettext_lazy("prices", "inspection of prices and service")

    occasion = models.CharField(
        pgettext_lazy("prices", "occasion"), max_length=20, choices=Occasion
    )
    asked_at = models.CharField(
        pgettext_lazy("prices", "asked at"), max_length=100, help_text=_("Market, shop or company")
    )
    service = models.CharField(_("service and attitude"), max_length=200, blank=True)
    outcome = models.CharField(pgettext_lazy("prices", "what follows"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("price enquiry")
        verbose_name_plural = _("price enquiries")

    def __str__(self) -> str:
        return self.one_line()

    def shown_lines(self) -> Any:
        return self.lines.select_related("item").order_by("position", "pk")

    def one_line(self) -> str:
        return labelled(self.get_occasion_display(), self.asked_at)


class PriceLine(RecordLine):
    """One food: the price found (yuan a unit), and what was paid last."""

    sheet = models.ForeignKey(
        PriceEnquiry, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    price = models.DecimalField(_("price there (yuan)"), max_digits=14, decimal_places=4)
    ours = models.DecimalField(
        _("price paid last (yuan)"), max_digits=14, decimal_places=4, null=True, blank=True
    )

    class Meta(RecordLine.Meta):
        verbose_name = _("price found")
        verbose_name_plural = _("prices found")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="price_found_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
        ]

    @property
    def dearer_by(self) -> Decimal | None:
        """By how many per cent the school pays more; negative: less."""
        if self.ours is None or not self.price:
            return None
        return ((self.ours / self.price - 1) * 100).quantize(Decimal("0.1"))


class ReceivedLot(models.Model):
    """Which lot of the store a line of a delivery became."""

    line = models.OneToOneField(
        "canteen.GoodsReceiptLine", models.PROTECT, related_name="became", verbose_name=_("line")
    )
    lot = models.OneToOneField(
        "stores.Lot", models.PROTECT, related_name="came_by", verbose_name=_("lot")
    )

    class Meta:
        verbose_name = _("lot received")
        verbose_name_plural = _("lots received")

    def __str__(self) -> str:
        return str(self.lot)


class FoodOrder(Record):
    """食材订货单: what one supplier brings on a day. Receiving begins with its lines."""

    kind_code = "food_order"
    with_lines = True

    class State(models.TextChoices):
        ORDERED = "ordered", pgettext_lazy("an order of food", "ordered")
        PARTLY = "partly", pgettext_lazy("an order of food", "partly received")
        RECEIVED = "received", pgettext_lazy("an order of food", "received")
        VOIDED = "voided", _("voided")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="food_orders", verbose_name=_("supplier")
    )
    deliver_on = models.DateField(_("delivery on"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("food", "ordered by"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("food order")
        verbose_name_plural = _("food orders")
        indexes = [models.Index(fields=["deliver_on"], name="food_order_day")]

    def __str__(self) -> str:
        return self.one_line()

    def shown_lines(self) -> Any:
        return self.lines.select_related("item").order_by("position", "pk")

    def one_line(self) -> str:
        return f"{self.supplier} {self.deliver_on:%Y-%m-%d}"


class FoodOrderLine(RecordLine):
    """So much of one item, at the price agreed to (yuan a unit; empty: as usual)."""

    sheet = models.ForeignKey(
        FoodOrder, models.PROTECT, related_name="lines", verbose_name=_("order")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    price = models.DecimalField(
        _("unit price (yuan)"), max_digits=14, decimal_places=4, null=True, blank=True
    )

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a food order")
        verbose_name_plural = _("lines of food orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="food_order_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"
