"""Dishes and menus as a kitchen has them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from canteen.models import Dish, DishIngredient, Food, Menu, MenuDish
from logistics.school.models import Campus, Person


def make_dish(name: str, grams: Mapping[str, float | str] = {}, **given: Any) -> Dish:
    """`grams` of shipped foods, by their names, for every eater. A shipped dish makes room for it."""
    Dish.objects.filter(name=name).delete()
    category = given.pop("category", Dish.Category.MAIN)
    dish = Dish(name=name, category=category, **given)
    dish.is_sampled = given.get("is_sampled", category not in Dish.UNSAMPLED)
    dish.spell()
    dish.save()
    foods = {food.name: food for food in Food.objects.filter(name__in=grams)}
    DishIngredient.objects.bulk_create(
        DishIngredient(dish=dish, food=foods[food], grams=Decimal(str(much)), position=place)
        for place, (food, much) in enumerate(grams.items())
    )
    return dish


def make_menu(
    campus: Campus,
    by: Person,
    meals: Mapping[tuple[date, str], Sequence[Dish]],
    *,
    published_at: datetime | None = None,
    **given: Any,
) -> Menu:
    """The week of the first day named; published if it is said when."""
    first = min(on for on, _meal in meals)
    state = Menu.State.PUBLISHED if published_at else Menu.State.DRAFT
    menu = Menu.objects.create(
        campus=campus,
        week_on=first - timedelta(days=first.weekday()),
        written_by=by,
        published_at=published_at,
        **{"state": state} | given,
    )
    MenuDish.objects.bulk_create(
        MenuDish(menu=menu, on=on, meal=meal, dish=dish, position=place)
        for (on, meal), dishes in meals.items()
        for place, dish in enumerate(dishes)
    )
    return menu
