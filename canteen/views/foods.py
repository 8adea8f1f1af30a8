"""The food table: the list, a food, a new one, a corrected one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.foods.finding import in_order
from canteen.foods.nutrients import NUTRIENTS
from canteen.forms.foods import FoodForm, FoodSearch, food_items
from canteen.models import DishIngredient, Food
from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school.views.frame import by_whom, form_under, last_changes

VIEW, WRITE = "canteen.view", "canteen.write_menu"
FOODS = (gettext_lazy("Foods"), "canteen:food_list")
MOST_OPTIONS, MOST_DISHES = 12, 30


@allow(VIEW)
def food_list(request: Request) -> HttpResponse:
    """What dishes are made of; found by any of its names or by initials."""
    search = FoodSearch(request.GET, **by_whom(request))
    foods = search.apply(Food.objects.prefetch_related("allergens"))
    return list_page(
        request,
        in_order(foods),
        "canteen/food_list.html",
        fragment="canteen/_food_rows.html",
        search=search,
    )


@allow(VIEW)
def food(request: Request, pk: int) -> HttpResponse:
    """What is in a hundred grams, what to look out for, which dishes it is in."""
    rows = Food.objects.select_related("item").prefetch_related("allergens")
    shown = get_object_or_404(rows, pk=pk)
    used = DishIngredient.objects.filter(food=shown).select_related("dish")
    context = {
        "food": shown,
        "amounts": [(Food._meta.get_field(name), getattr(shown, name)) for name in NUTRIENTS],
        "used": used.order_by("dish__pinyin", "pk")[:MOST_DISHES],
        "changes": last_changes(shown),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "canteen/food.html", context)


@allow(WRITE)
def food_new(request: Request) -> HttpResponse:
    given: dict[str, Any] = {"initial": {"name": request.GET.get("name", "")[:60]}}
    form = FoodForm(request.POST or None, **given, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New food"), FOODS, saved=saved)


@allow(WRITE)
def food_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Food, pk=pk)
    form = FoodForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), FOODS, shown, saved=saved)


@allow(WRITE)
def food_item_options(request: Request) -> HttpResponse:
    """The goods of the food store a box offers."""
    found = food_items().matching(request.GET.get("q", ""))[:MOST_OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


urls: list[URLPattern] = [
    path("foods/", food_list, name="food_list"),
    path("foods/new/", food_new, name="food_new"),
    path("foods/items/", food_item_options, name="food_item_options"),
    path("foods/<int:pk>/", food, name="food"),
    path("foods/<int:pk>/edit/", food_edit, name="food_edit"),
]
