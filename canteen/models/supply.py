"""进货查验、配餐: food that came and was looked at by two, and meals as they went to the classes."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.models.menus import Menu
from canteen.models.suppliers import FoodOrder, FoodOrderLine, Source
from logistics.fields import MoneyField, QuantityField
from logistics.records.models import Record, RecordLine
from logistics.school.models.campuses import Meal
from logistics.stores.models import Item, Store, Supplier


class Paper(models.TextChoices):
    """随货证明文件: what goes with a delivery, by kind of seller and of goods."""

    LICENCE = "licence", _("production or trading licence")
    BUSINESS = "business", _("business licence")
    PURCHASE = "purchase", _("purchase slip")
    TEST = "test", _("test report or certificate of the batch")
    QUARANTINE = "quarantine", _("animal quarantine certificate")
    MEAT = "meat", _("meat inspection certificate")
    IMPORT = "import", _("import inspection and quarantine certificate")
    IDENTITY = "identity", _("credit code or identity card")


# 学校食品安全与营养健康管理规定: what is checked and kept, by from whom it was bought.
PAPERS_OF = {
    Source.PRODUCER: (Paper.LICENCE, Paper.TEST),
    Source.TRADER: (Paper.LICENCE, Paper.PURCHASE),
    Source.FARMER: (Paper.IDENTITY, Paper.PURCHASE),
    Source.MARKET: (Paper.PURCHASE,),
}


class Keeping(models.TextChoices):
    """How goods have to travel and be kept."""

    PLAIN = "", pgettext_lazy("how food is kept", "at room temperature")
    CHILLED = "chilled", pgettext_lazy("how food is kept", "chilled")
    FROZEN = "frozen", pgettext_lazy("how food is kept", "frozen")


class Flag(models.TextChoices):
    """What was not as it should be when a delivery came. It is written down all the same."""

    ONE_INSPECTOR = "one_inspector", _("looked at by one person only")
    BUYER_INSPECTS = "buyer_inspects", _("the buyer looked at it himself")
    LAPSED = "lapsed", _("the supplier has no valid licence")
    PAPERS = "papers", _("papers are missing")
    MORE = "more", _("more than was ordered")
    WARM = "warm", _("too warm")
    NO_TEMPERATURE = "no_temperature", _("temperature not measured")
    SHORT_DATED = "short_dated", _("less than a third of the shelf life left")
    EXPIRED = "expired", _("expired")
    UNDATED = "undated", _("neither batch nor day of production")
    TEST_FAILED = "test_failed", _("the quick test failed")
    RISKY = "risky", _("food that a school does not buy")
    TWICE = "twice", _("this batch came already")


class GoodsReceipt(Record):
    """进货查验记录: one delivery of one supplier, looked at by two. Accepted goods are in the store.

    `flags` are codes of `Flag` as they were found when it was filed; so are those of the lines.
    """

    kind_code = "goods_receipt"
    with_lines = True
    shown_with = ("store", "supplier", "order__entry", "inspector", "second", "buyer")

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="food_receipts", verbose_name=_("supplier")
    )
    order = models.ForeignKey(
        FoodOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipts",
        verbose_name=_("order"),
    )
    source = models.CharField(_("bought from"), max_length=20, choices=Source)
    papers = models.JSONField(_("papers that came with it"), default=list, blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("of goods", "inspector"),
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second inspector"),
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bought by"),
    )
    delivered_by = models.CharField(_("delivered by"), max_length=50, blank=True)
    reason = models.CharField(_("why it was taken all the same"), max_length=200, blank=True)
    flags = models.JSONField(_("not in order"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("food receipt")
        verbose_name_plural = _("food receipts")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        lines = self.told_lines
        names = "、".join(str(line.item.name) for line in lines[:3])
        return f"{self.supplier}: {names}"

    def shown_lines(self) -> Any:
        """The lines with what the page of the record shows of them."""
        return self.lines.select_related("item", "became").order_by("position", "pk")

    @property
    def papers_said(self) -> list[str]:
        return [str(Paper(code).label) for code in self.papers if code in Paper.values]

    @property
    def flags_said(self) -> list[str]:
        return [str(Flag(code).label) for code in self.flags if code in Flag.values]


class GoodsReceiptLine(RecordLine):
    """One of the goods of a delivery: so much came, so much of it was refused, and why.

    `due` is what was still to come of the order. `price` is in yuan a unit.
    """

    class Test(models.TextChoices):
        NONE = "", pgettext_lazy("a quick test", "not tested")
        PASSED = "passed", pgettext_lazy("a quick test", "passed")
        FAILED = "failed", pgettext_lazy("a quick test", "failed")
        OUTSIDE = "outside", pgettext_lazy("a quick test", "given to a laboratory")

    class Action(models.TextChoices):
        RETURNED = "returned", pgettext_lazy("refused goods", "returned")
        DESTROYED = "destroyed", pgettext_lazy("refused goods", "destroyed on the spot")

    sheet = models.ForeignKey(
        GoodsReceipt, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    order_line = models.ForeignKey(
        FoodOrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received",
        verbose_name=_("line of the order"),
    )
    due = QuantityField(_("ordered"), null=True, blank=True)
    quantity = QuantityField(_("quantity"))
    rejected = QuantityField(pgettext_lazy("quantity", "refused"), default=0)
    price = models.DecimalField(_("unit price (yuan)"), max_digits=14, decimal_places=4, default=0)
    amount = MoneyField(_("amount (yuan)"), default=0)
    batch = models.CharField(_("batch number"), max_length=40, blank=True)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    shelf_life_until = models.DateField(_("keeps until"), null=True, blank=True)
    producer = models.CharField(_("producer, address and contact"), max_length=150, blank=True)
    appearance = models.CharField(
        _("appearance"), max_length=100, blank=True, help_text=_("Empty: as it should be")
    )
    keeping = models.CharField(_("how it is kept"), max_length=20, choices=Keeping, blank=True)
    temperature_c = models.DecimalField(
        pgettext_lazy("of goods", "temperature (℃)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
    )
    self_test = models.CharField(_("quick test"), max_length=20, choices=Test, blank=True)
    reject_reason = models.CharField(_("why it was refused"), max_length=100, blank=True)
    reject_action = models.CharField(
        _("what became of it"), max_length=20, choices=Action, blank=True
    )
    flags = models.JSONField(_("not in order"), default=list, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a food receipt")
        verbose_name_plural = _("lines of food receipts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="goods_receipt_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(rejected__gte=0, rejected__lte=F("quantity")),
                name="goods_receipt_refuses_what_came",
                violation_error_message=_("No more is refused than has come."),
            ),
            models.CheckConstraint(
                condition=Q(rejected=0) | ~Q(reject_reason=""),
                name="goods_receipt_refusal_says_why",
                violation_error_message=_("What is refused says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"

    @property
    def accepted(self) -> Decimal:
        return self.quantity - self.rejected

    @property
    def flags_said(self) -> list[str]:
        return [str(Flag(code).label) for code in self.flags if code in Flag.values]


class ServiceAct(models.TextChoices):
    """What a record of a meal is about: it went out, or what came back was weighed."""

    SERVED = "served", pgettext_lazy("a meal", "portioned and delivered")
    LEFTOVERS = "leftovers", pgettext_lazy("a meal", "leftovers weighed")


class MealService(Record):
    """配餐与送餐: a meal went to the classes, portion by portion; or its leftovers were weighed.

    The meal is that of its entry; the entry's subject is a `ServiceAct`.
    """

    kind_code = "meal_service"
    with_lines = True

    on = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=20, choices=Meal)
    audience = models.CharField(
        pgettext_lazy("a menu", "for"),
        max_length=20,
        choices=Menu.Audience,
        default=Menu.Audience.CHILDREN,
    )
    planned = models.PositiveSmallIntegerField(_("diners by the head count"), default=0)
    diners = models.PositiveSmallIntegerField(_("diners"), default=0)
    is_hot = models.BooleanField(_("hot when it arrived"), null=True, blank=True)
    temperature_c = models.DecimalField(
        _("temperature when served (℃)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    leftovers_kg = models.DecimalField(
        _("leftovers (kg)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    cause = models.CharField(_("cause of the leftovers"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("meal service")
        verbose_name_plural = _("meal services")
        indexes = [models.Index(fields=["on", "meal"], name="meal_service_of_a_meal")]

    def __str__(self) -> str:
        return self.one_line()

    @property
    def is_weighing(self) -> bool:
        return self.entry.subject == ServiceAct.LEFTOVERS

    def shown_lines(self) -> Any:
        return self.lines.select_related("school_class").order_by("position", "pk")

    def one_line(self) -> str:
        meal = f"{day_of(self.on)} {self.get_meal_display()}"
        if self.is_weighing:
            said = {"meal": meal, "kg": self.leftovers_kg}
            return gettext("%(meal)s: leftovers %(kg)s kg") % said
        return gettext("%(meal)s: %(n)s portions") % {"meal": meal, "n": self.diners}


def day_of(on: Any) -> str:
    return f"{on:%Y-%m-%d}" if isinstance(on, date) else str(on)


class MealServiceLine(RecordLine):
    """One class: portions by the head count, portions that went there, and when they arrived.

    `present` is what its attendance said at that moment; empty: nobody had confirmed the class.
    """

    sheet = models.ForeignKey(
        MealService, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    planned = models.PositiveSmallIntegerField(_("by the head count"))
    portions = models.PositiveSmallIntegerField(_("portions"))
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("arrived at"))

    class Meta(RecordLine.Meta):
        verbose_name = _("portions of a class")
        verbose_name_plural = _("portions of classes")

    def __str__(self) -> str:
        return f"{self.school_class}: {self.portions}"
