"""Dishes: found, read with what is in them, written down."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.forms.dishes import AGES, DishForm, DishSearch, offered_foods
from canteen.menus import costing
from canteen.menus.cards import allergen_words, risky
from canteen.menus.week import dishes_read
from canteen.models import AgeGroup, Dish, Food, Menu, MenuDish
from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.records.views.photos import served
from logistics.school.views.frame import by_whom, form_under, last_changes

VIEW, WRITE = "canteen.view", "canteen.write_menu"
DISHES = (gettext_lazy("Dishes"), "canteen:dish_list")
OPTIONS, MOST_DAYS = 20, 12


@allow(VIEW)
def dish_list(request: Request) -> HttpResponse:
    """Every dish of the kitchen with what some must not eat of it and what it costs."""
    search = DishSearch(request.GET, **by_whom(request))
    rows = search.apply(dishes_read(but=AgeGroup.STAFF)).order_by("category", "pinyin", "pk")
    food = search.cleaned_data.get("food") or ""
    return list_page(
        request,
        rows,
        "canteen/dish_list.html",
        fragment="canteen/_dish_rows.html",
        search=search,
        prices=costing.prices(),
        holding=Food.objects.filter(pk=food).first() if food.isdecimal() else None,
    )


@allow(VIEW)
def dish(request: Request, pk: int) -> HttpResponse:
    """One dish: what goes into it for whom, how it is made, what it costs, when it was served."""
    shown = get_object_or_404(dishes_read(), pk=pk)
    prices = costing.prices()
    context = {
        "dish": shown,
        "table": table_of(shown),
        "allergens": allergen_words(shown),
        "risky": risky(shown),
        "costs": costs_of(shown, prices),
        "served": last_served(request, shown),
        "changes": last_changes(shown),
        "on": timezone.localdate(),
    }
    return TemplateResponse(request, "canteen/dish.html", context)


def table_of(shown: Dish) -> dict[str, Any]:
    """Foods below each other, a column for each age that is written."""
    lines = list(shown.ingredients.all())
    ages = [age for age in AGES if any(line.age_group == age for line in lines)]
    by_food: dict[int, dict[str, Any]] = {}
    for line in lines:
        row = by_food.setdefault(line.food_id, {"food": line.food, "grams": dict.fromkeys(ages)})
        row["grams"][line.age_group] = line.grams
    titles = [AgeGroup(age).label if age else _("everybody") for age in ages]
    rows = [row | {"grams": list(row["grams"].values())} for row in by_food.values()]
    return {"titles": titles, "rows": rows}


def costs_of(shown: Dish, prices: Any) -> list[tuple[Any, costing.Cost]]:
    found = [
        (_("a child"), costing.cost_of(shown, prices)),
        (AgeGroup.STAFF.label, costing.cost_of(shown, prices, AgeGroup.STAFF)),
    ]
    return [(whom, cost) for whom, cost in found if cost.is_known]


def last_served(request: Request, shown: Dish) -> Any:
    """Where it stood on published menus last, at the campuses of the reader."""
    menus = Menu.objects.visible_to(request.user, VIEW).published()
    rows = MenuDish.objects.filter(dish=shown, menu__in=menus.order_by().values("pk"))
    rows = rows.filter(on__lte=timezone.localdate(), is_dropped=False, replaced_by=None)
    return rows.select_related("menu__campus").order_by("-on", "-pk")[:MOST_DAYS]


@allow(WRITE)
def dish_new(request: Request) -> HttpResponse:
    form = DishForm(request.POST or None, request.FILES or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return dish_form(request, form, _("New dish"), DISHES, saved=saved)


@allow(WRITE)
def dish_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Dish, pk=pk)
    given = {"instance": shown, **by_whom(request)}
    form = DishForm(request.POST or None, request.FILES or None, **given)
    saved = _("%(name)s is saved.") % {"name": "{result}"}
    return dish_form(request, form, _("Change the dish"), DISHES, shown, saved=saved)


def dish_form(request: Request, form: DishForm, heading: str, *above: Any, **given: Any) -> Any:
    template = "canteen/dish_form.html"
    return form_under(request, form, heading, *above, template=template, **given)


@allow(VIEW)
def dish_photo(request: Request, pk: int) -> HttpResponseBase:
    shown = get_object_or_404(Dish, pk=pk)
    if not shown.photo:
        raise Http404
    return served(shown.photo, stays=True)


@allow(VIEW)
def dish_options(request: Request) -> HttpResponse:
    """The dishes a search box offers."""
    found = Dish.objects.in_use().matching(request.GET.get("q", ""))
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})


@allow(VIEW)
def food_options(request: Request) -> HttpResponse:
    """The foods a search box offers, by name, other names and initials."""
    found = offered_foods(request.GET.get("q", ""))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


urls = [
    path("dishes/", dish_list, name="dish_list"),
    path("dishes/new/", dish_new, name="dish_new"),
    path("dishes/options/", dish_options, name="dish_options"),
    path("dishes/<int:pk>/", dish, name="dish"),
    path("dishes/<int:pk>/edit/", dish_edit, name="dish_edit"),
    path("dishes/<int:pk>/photo/", dish_photo, name="dish_photo"),
    path("foods/options/", food_options, name="food_options"),
]
