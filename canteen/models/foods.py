"""食物: what dishes are made of, and what is in a hundred grams of it."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.models import Allergy
from logistics.school.names import Named, NamedQuerySet


def amount(label: Any) -> models.DecimalField:
    """So much in a hundred edible grams; unknown is not nothing."""
    return models.DecimalField(label, max_digits=9, decimal_places=3, null=True, blank=True)


class Group(models.TextChoices):
    """The kinds of food the reference table knows."""

    CEREAL = "cereal", _("cereals")
    TUBER = "tuber", _("tubers and starch")
    BEAN = "bean", _("dry beans")
    SOY = "soy", _("soy and soy products")
    VEG_DARK = "veg_dark", _("dark vegetables")
    VEG_LIGHT = "veg_light", _("light vegetables")
    FUNGI = "fungi", _("mushrooms and seaweed")
    FRUIT = "fruit", pgettext_lazy("a group of food", "fruit")
    MEAT = "meat", _("meat")
    POULTRY = "poultry", _("poultry")
    AQUATIC = "aquatic", _("fish and seafood")
    EGG = "egg", _("eggs")
    DAIRY = "dairy", _("milk and dairy")
    NUT = "nut", _("nuts and seeds")
    OIL = "oil", _("cooking oil and fat")
    SUGAR = "sugar", _("sugar and pastry")
    CONDIMENT = "condiment", _("condiments")


class FoodQuerySet(NamedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def matching(self, words: str) -> Self:
        """Also by the other names it goes by."""
        found = super().matching(words)
        if not (words := words.strip()):
            return found
        known = self.filter(aliases__icontains=words).values("pk")
        return self.filter(Q(pk__in=found.values("pk")) | Q(pk__in=known))


class Food(Named, models.Model):
    """One food of the table: 342 are shipped, a school corrects them and adds its own.

    The columns that `canteen.foods.nutrients` names are of a hundred edible grams; `edible_percent` is how much of what
    is bought is eaten. `risk` says what a school kitchen must not do with it.
    """

    class Risk(models.TextChoices):
        """学校食品安全与营养健康管理规定: what a school kitchen keeps away from."""

        HIGH = "high", _("poisonous unless cooked right; not for schools")
        FORBIDDEN = "forbidden", _("must not be bought, kept or used")

    number = models.CharField(_("number in the food table"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    aliases = models.CharField(_("other names"), max_length=200, blank=True)
    group = models.CharField(_("group"), max_length=20, choices=Group)
    is_animal = models.BooleanField(_("of animals"), default=False)
    is_quality_protein = models.BooleanField(_("good-quality protein"), default=False)
    edible_percent = models.DecimalField(
        _("edible share (%)"), max_digits=5, decimal_places=1, default=Decimal(100)
    )
    energy_kcal = amount(_("energy (kcal)"))
    protein_g = amount(_("protein (g)"))
    fat_g = amount(_("fat (g)"))
    carbohydrate_g = amount(_("carbohydrate (g)"))
    fiber_g = amount(_("fibre (g)"))
    calcium_mg = amount(_("calcium (mg)"))
    iron_mg = amount(_("iron (mg)"))
    zinc_mg = amount(_("zinc (mg)"))
    sodium_mg = amount(_("sodium (mg)"))
    vitamin_a_ug_rae = amount(_("vitamin A (μg RAE)"))
    vitamin_b1_mg = amount(_("vitamin B1 (mg)"))
    vitamin_b2_mg = amount(_("vitamin B2 (mg)"))
    vitamin_c_mg = amount(_("vitamin C (mg)"))
    risk = models.CharField(_("risk"), max_length=20, choices=Risk, blank=True)
    item = models.ForeignKey(
        "stores.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="foods",
        verbose_name=_("kept in the store as"),
    )
    grams_per_unit = models.DecimalField(
        _("grams in one unit of the store"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("500 if it is counted by the jin, 1000 by the kilogram"),
    )
    source = models.CharField(_("source of the figures"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = FoodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "pinyin", "pk"]
        verbose_name = _("food")
        verbose_name_plural = _("foods")
        constraints = [
            models.CheckConstraint(
                condition=Q(edible_percent__gt=0, edible_percent__lte=100),
                name="food_edible_share",
                violation_error_message=_("The edible share lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(grams_per_unit=None) | Q(grams_per_unit__gt=0),
                name="food_grams_per_unit_positive",
                violation_error_message=_("A unit weighs more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("canteen:food", args=[self.pk])

    @property
    def edible_share(self) -> Decimal:
        """Between 0 and 1: edible grams are bought grams times this."""
        return self.edible_percent / 100


class FoodAllergen(models.Model):
    """A food holds something that some children must not eat."""

    food = models.ForeignKey(Food, models.CASCADE, related_name="allergens", verbose_name=_("food"))
    allergen = models.CharField(_("allergen"), max_length=20, choices=Allergy.Allergen)

    history = HistoricalRecords()

    class Meta:
        ordering = ["food", "allergen"]
        verbose_name = _("allergen of a food")
        verbose_name_plural = _("allergens of foods")
        constraints = [
            models.UniqueConstraint(
                fields=["food", "allergen"],
                name="food_allergen_once",
                violation_error_message=_("This allergen is already noted."),
            )
        ]

    def __str__(self) -> str:
        return self.get_allergen_display()
