"""The dishes that come with the house, out of the tables in `canteen/data`.

Usual ones of kindergarten canteens. The amounts are raw grams for a child of 3 to 6; those for the
staff stand beside them. What a child of another age eats, a school writes down itself.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from canteen.foods.shipped import rows
from logistics.school.names import initials, sound

UNSAMPLED = ("fruit", "milk", "packaged")
STAFF = "staff"


def fill(model: Callable[[str], Any]) -> None:
    """Lay the shipped dishes down; `model` names a model of the canteen as it is in a migration."""
    dish, ingredient, food = model("Dish"), model("DishIngredient"), model("Food")
    dish.objects.bulk_create(dish_of(dish, row) for row in rows("dishes"))
    dishes = dict(dish.objects.values_list("name", "pk"))
    foods = dict(food.objects.values_list("name", "pk"))
    places: dict[str, int] = {}
    found: list[Any] = []
    for row in rows("dish_ingredients"):
        name = row["dish_zh"]
        places[name] = place = places.get(name, -1) + 1
        given = {"dish_id": dishes[name], "food_id": foods[row["food_zh"]], "position": place}
        found += [ingredient(**given, **amount) for amount in amounts(row)]
    ingredient.objects.bulk_create(found)


def dish_of(dish: Any, row: dict[str, str]) -> Any:
    name, category = row["name_zh"], row["category"]
    return dish(
        name=name,
        category=category,
        method=row["method_zh"],
        is_sampled=category not in UNSAMPLED,
        pinyin=sound(name),
        initials=initials(name)[:200],
    )


def amounts(row: dict[str, str]) -> Iterator[dict[str, Any]]:
    yield {"age_group": "", "grams": Decimal(row["grams"])}
    yield {"age_group": STAFF, "grams": Decimal(row["staff_grams"])}
