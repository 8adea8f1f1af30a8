"""Of which dishes a sample is owed: `serving.sampled`, asked for many meals at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from canteen.models import Dish, MenuDish
from logistics.school.calendar import at
from logistics.school.models import Campus


class MealOf(NamedTuple):
    """A meal of a campus on a day."""

    campus: int
    on: date
    meal: str


def owed(first: date, last: date, campuses: Iterable[Campus | int]) -> dict[MealOf, list[Dish]]:
    """The dishes of which a sample is owed, in the order of the table; one query.

    A meal of which nothing is sampled, or for which nothing is published, is not there.
    """
    rows = MenuDish.objects.filter(
        menu__campus__in=list(campuses),
        menu__published_at__isnull=False,
        on__range=(first, last),
        is_dropped=False,
        replaced_by=None,
        dish__is_sampled=True,
    )
    rows = rows.select_related("dish", "menu")
    found: dict[MealOf, dict[int, Dish]] = defaultdict(dict)
    for row in rows.order_by("on", "menu__audience", "menu__special", "position", "pk"):
        found[MealOf(row.menu.campus_id, row.on, row.meal)].setdefault(row.dish_id, row.dish)
    return {meal: list(dishes.values()) for meal, dishes in found.items()}


def served_at(campus: Campus, on: date, meal: str) -> datetime | None:
    """When the meal is served there; None, if the campus does not serve it."""
    clock = campus.meals.get(meal)
    return at(on, clock) if clock else None
