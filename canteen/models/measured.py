"""What is measured and tasted: one sheet, a line each dish or fridge."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from canteen.models.dishes import Dish
from canteen.models.fridges import Fridge
from canteen.models.kitchen_logs import KitchenLog
from logistics.records.models import RecordLine
from logistics.school.models.campuses import Meal

COLDEST, HOTTEST = Decimal(-60), Decimal(300)  # a thermometer of a kitchen shows nothing else


def dishes_counted(count: int) -> str:
    return ngettext("%(n)s dish", "%(n)s dishes", count) % {"n": count}


class ColdStorageReading(KitchenLog):
    """冷藏冷冻温度记录: every fridge and freezer of a kitchen read on one round.

    A round that left one out says so in its subject, and proves nothing (`canteen.kitchen.keeping`).
    """

    kind_code = "cold_storage_reading"
    with_lines = True

    count = models.PositiveSmallIntegerField(gettext_lazy("devices read"), default=0)
    owed = models.PositiveSmallIntegerField(gettext_lazy("devices to read"), default=0)

    class Meta:
        verbose_name = gettext_lazy("temperatures of the fridges")
        verbose_name_plural = gettext_lazy("temperatures of the fridges")

    def in_short(self) -> list[Any]:
        return [_("%(n)s of %(all)s read") % {"n": self.count, "all": self.owed}]


class ColdLine(RecordLine):
    sheet = models.ForeignKey(
        ColdStorageReading,
        models.PROTECT,
        related_name="lines",
        verbose_name=gettext_lazy("record"),
    )
    fridge = models.ForeignKey(
        Fridge, models.PROTECT, related_name="+", verbose_name=gettext_lazy("fridge")
    )
    degrees = models.DecimalField(
        pgettext_lazy("a fridge", "temperature"), max_digits=5, decimal_places=1
    )
    is_odd = models.BooleanField(gettext_lazy("not as it should be"), default=False)

    class Meta(RecordLine.Meta):
        verbose_name = gettext_lazy("temperature of a fridge")
        verbose_name_plural = gettext_lazy("temperatures of fridges")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "fridge"], name="cold_line_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(degrees__range=(COLDEST, HOTTEST)),
                name="cold_line_possible",
                violation_error_message=gettext_lazy("No thermometer shows this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fridge} {self.degrees} ℃"


class OfMeal(KitchenLog):
    """A sheet of one meal, with a line each dish."""

    with_lines = True

    count = models.PositiveSmallIntegerField(gettext_lazy("number of dishes"), default=0)

    class Meta:
        abstract = True

    def in_short(self) -> list[Any]:
        meal = dict(Meal.choices).get(self.entry.meal, "")
        return [meal, dishes_counted(self.count)]


class DishLine(RecordLine):
    """A dish of the menu, or one that was not on it, by its name."""

    dish = models.ForeignKey(
        Dish, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("food", "dish"),
    )  # fmt: skip
    name = models.CharField(gettext_lazy("dish served"), max_length=60)
    is_odd = models.BooleanField(gettext_lazy("not as it should be"), default=False)

    class Meta(RecordLine.Meta):
        abstract = True


class CoreTemperature(OfMeal):
    """烹饪中心温度记录: how hot cooked food was in its middle."""

    kind_code = "core_temperature"

    class Meta:
        verbose_name = gettext_lazy("core temperatures of a meal")
        verbose_name_plural = gettext_lazy("core temperatures of meals")


class CoreLine(DishLine):
    sheet = models.ForeignKey(
        CoreTemperature, models.PROTECT, related_name="lines", verbose_name=gettext_lazy("record")
    )
    degrees = models.DecimalField(gettext_lazy("core temperature"), max_digits=5, decimal_places=1)

    class Meta(DishLine.Meta):
        verbose_name = gettext_lazy("core temperature of a dish")
        verbose_name_plural = gettext_lazy("core temperatures of dishes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(degrees__range=(COLDEST, HOTTEST)),
                name="core_temperature_possible",
                violation_error_message=gettext_lazy("No thermometer shows this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.degrees} ℃"


class TasteTest(OfMeal):
    """尝餐记录: the food is tasted before it is served."""

    kind_code = "taste_test"

    class Meta:
        verbose_name = gettext_lazy("tasting of a meal")
        verbose_name_plural = gettext_lazy("tastings of meals")


class TasteLine(DishLine):
    class Verdict(models.TextChoices):
        GOOD = "good", pgettext_lazy("tasting", "good")
        FAIR = "fair", pgettext_lazy("tasting", "acceptable")
        BAD = "bad", pgettext_lazy("tasting", "not to be served")

    sheet = models.ForeignKey(
        TasteTest, models.PROTECT, related_name="lines", verbose_name=gettext_lazy("record")
    )
    verdict = models.CharField(
        pgettext_lazy("tasting", "look, smell and taste"),
        max_length=10,
        choices=Verdict,
        default=Verdict.GOOD,
    )
    remark = models.CharField(pgettext_lazy("tasting", "remark"), max_length=100, blank=True)

    class Meta(DishLine.Meta):
        verbose_name = gettext_lazy("tasting of a dish")
        verbose_name_plural = gettext_lazy("tastings of dishes")

    def __str__(self) -> str:
        said = [self.name, str(self.get_verdict_display()), self.remark]
        return " · ".join(part for part in said if part)
