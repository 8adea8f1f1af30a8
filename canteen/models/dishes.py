"""菜品: what the kitchen makes, of what, and how much of it for a child of each age."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from canteen.models.foods import Food
from logistics.school.models import SchoolClass
from logistics.school.names import Named, NamedQuerySet

Grade = SchoolClass.Grade


class AgeGroup(models.TextChoices):
    """带量食谱的年龄组: for whom amounts are written. Empty on an ingredient: for everybody."""

    TODDLERS = "toddlers", _("age 2 to 3")
    PRESCHOOL = "preschool", _("age 3 to 6")
    LOWER = "lower", _("grades 1 to 3")
    UPPER = "upper", _("grades 4 to 6")
    STAFF = "staff", _("staff")


AGE_GROUP_OF = {
    Grade.NURSERY: AgeGroup.TODDLERS,
    Grade.JUNIOR: AgeGroup.PRESCHOOL,
    Grade.MIDDLE: AgeGroup.PRESCHOOL,
    Grade.SENIOR: AgeGroup.PRESCHOOL,
    Grade.GRADE_1: AgeGroup.LOWER,
    Grade.GRADE_2: AgeGroup.LOWER,
    Grade.GRADE_3: AgeGroup.LOWER,
    Grade.GRADE_4: AgeGroup.UPPER,
    Grade.GRADE_5: AgeGroup.UPPER,
    Grade.GRADE_6: AgeGroup.UPPER,
}


class DishQuerySet(NamedQuerySet):
    number = ""

    def in_use(self) -> Self:
        return self.filter(is_active=True)


class Dish(Named, models.Model):
    """One dish, snack or drink of the kitchen. One list for all campuses.

    `is_sampled`: every finished product the kitchen makes is sampled; fruit, milk and packaged food
    need not be.
    """

    class Category(models.TextChoices):
        STAPLE = "staple", _("staple food")
        MAIN = "main", pgettext_lazy("a kind of dish", "main dish")
        VEGETABLE = "vegetable", _("vegetable dish")
        SOUP = "soup", _("soup")
        PORRIDGE = "porridge", _("porridge and gruel")
        SNACK = "snack", _("home-made snack")
        FRUIT = "fruit", pgettext_lazy("a kind of dish", "fruit")
        MILK = "milk", _("milk and drinks")
        PACKAGED = "packaged", _("packaged food")
        COLD = "cold", _("cold dish")
        RAW = "raw", _("raw food")
        CAKE = "cake", _("decorated cream cake")

    # 学校食品安全与营养健康管理规定: not to be made in a school kitchen.
    PROHIBITED: ClassVar = (Category.COLD, Category.RAW, Category.CAKE)
    UNSAMPLED: ClassVar = (Category.FRUIT, Category.MILK, Category.PACKAGED)

    name = models.CharField(_("name"), max_length=60, unique=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    category = models.CharField(_("kind of dish"), max_length=20, choices=Category)
    method = models.TextField(_("how it is made"), blank=True)
    is_sampled = models.BooleanField(_("a sample is kept"), default=True)
    is_new = models.BooleanField(
        _("new this term"), default=False, help_text=_("Tried out for the first time")
    )
    photo = models.CharField(_("photo"), max_length=100, blank=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = DishQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["category", "pinyin", "pk"]
        verbose_name = _("dish")
        verbose_name_plural = _("dishes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("canteen:dish", args=[self.pk])


class DishIngredient(models.Model):
    """So many raw grams of a food for one eater. The row of an age group goes before the general one."""

    dish = models.ForeignKey(
        Dish, models.CASCADE, related_name="ingredients", verbose_name=_("dish")
    )
    food = models.ForeignKey(
        Food, models.PROTECT, related_name="ingredients", verbose_name=_("food")
    )
    age_group = models.CharField(
        pgettext_lazy("grams", "for whom"), max_length=20, choices=AgeGroup, blank=True
    )
    grams = models.DecimalField(
        _("grams for one"),
        max_digits=7,
        decimal_places=1,
        help_text=_("Raw, as it is bought, before it is peeled and cut"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("ingredient")
        verbose_name_plural = _("ingredients")
        constraints = [
            models.UniqueConstraint(
                fields=["dish", "food", "age_group"],
                name="dish_ingredient_once",
                violation_error_message=_("This food is already in the dish."),
            ),
            models.CheckConstraint(
                condition=Q(grams__gt=0),
                name="dish_ingredient_weighs",
                violation_error_message=_("An ingredient weighs more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.food} {self.grams} g"
