"""What comes to the table: the published menu with the changes of the day.

Samples, portions, quantities and the nutrition of what was eaten all ask here.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from canteen.models import Menu, MenuDish
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

Audience = Menu.Audience


def served(on: date, campus: Campus | int, *, audience: str = Audience.CHILDREN) -> list[MenuDish]:
    """Every dish of the published menus of a day, in the order of the meals; without the dropped.

    The rows of special menus are among them (`row.menu.special`). Empty where nothing is published.
    """
    rows = came(on, on, campus, audience=audience)
    rows = rows.select_related("dish", "menu").order_by("menu__special", "position", "pk")
    return in_order_of_meals(rows)


def served_to_all(on: date, campus: Campus | int) -> dict[str, list[MenuDish]]:
    """The same for children and staff at once, by audience."""
    found: dict[str, list[MenuDish]] = {audience: [] for audience in Audience.values}
    rows = came_to_all(on, on, campus).select_related("dish", "menu")
    for row in in_order_of_meals(rows.order_by("menu__special", "position", "pk")):
        found[row.menu.audience].append(row)
    return found


def came(
    first: date, last: date, campus: Campus | int, *, audience: str = Audience.CHILDREN
) -> QuerySet[MenuDish]:
    """What came to the table of published menus from one day to another, special menus included."""
    return came_to_all(first, last, campus).filter(menu__audience=audience)


def came_to_all(first: date, last: date, campus: Campus | int) -> QuerySet[MenuDish]:
    return MenuDish.objects.filter(
        menu__campus=campus,
        menu__published_at__isnull=False,
        on__range=(first, last),
        is_dropped=False,
        replaced_by=None,
    )


def in_order_of_meals(rows: Iterable[MenuDish]) -> list[MenuDish]:
    order = {meal: place for place, meal in enumerate(Meal.values)}
    return sorted(rows, key=lambda row: order.get(row.meal, len(order)))


def sampled(on: date, campus: Campus | int, meal: str) -> list[MenuDish]:
    """What the kitchen owes a sample of at one meal: its finished products, children's and staff's.

    The same dish on two menus of the meal is one dish out of one pot, and owed once.
    """
    rows = [
        row
        for dishes in served_to_all(on, campus).values()
        for row in dishes
        if row.meal == meal and row.dish.is_sampled
    ]
    return list({row.dish_id: row for row in reversed(rows)}.values())[::-1]
