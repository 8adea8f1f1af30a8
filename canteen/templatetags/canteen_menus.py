"""How dishes and menus are shown."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from canteen.menus import cards, costing
from canteen.models import AgeGroup, Dish, DishIngredient
from logistics.school.models.campuses import Meal

register = template.Library()


@register.filter
def grams_for_one(dish: Dish) -> list[DishIngredient]:
    return costing.grams_for(dish.ingredients.all())


@register.filter
def allergen_words(dish: Dish) -> list[str]:
    return cards.allergen_words(dish)


@register.filter
def cost_at(dish: Dish, prices: Mapping[int, Decimal]) -> costing.Cost:
    return costing.cost_of(dish, prices)


@register.filter
def age_words(code: str) -> str:
    return str(AgeGroup(code).label) if code else _("everybody")


@register.filter
def meal_title(code: str) -> str:
    return str(dict(Meal.choices).get(code, code))
