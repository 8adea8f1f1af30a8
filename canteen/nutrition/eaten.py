"""What was really eaten: the grams of food that left the store for the table, by food.

Regulations 5.5: opening stock + bought − closing stock − waste = issued − returned, and what a
stocktake found missing or too much. What was written off is waste and was not eaten.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from canteen.models import Food, Menu
from canteen.nutrition.holding import ZERO
from health import interface as health
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus
from logistics.stores.models import Movement, StockReturn
from logistics.stores.models.goods import Stock

Kind = Movement.Kind
STAFF = Menu.Audience.STAFF.value
EATEN = (Kind.ISSUE, Kind.RETURN, Kind.SHORTAGE, Kind.SURPLUS)


@dataclass
class Eaten:
    """Raw grams of all children together, by day and food, and what could not be turned into grams.

    `by_meal` are the same by the meal they were issued for; what was issued for none is under "".

    `unlinked` are the names of goods of the food store that no food of the table stands for, or of
    which nobody has written what a unit weighs. `cost` is in yuan, of everything issued.
    """

    by_day: dict[date, dict[int, Decimal]] = field(default_factory=dict)
    by_meal: dict[str, dict[int, Decimal]] = field(default_factory=dict)
    unlinked: Counter[str] = field(default_factory=Counter)
    cost: Decimal = ZERO

    def add(self, on: date, meal: str, food: int, grams: Decimal) -> None:
        for sums in (self.by_day.setdefault(on, {}), self.by_meal.setdefault(meal, {})):
            sums[food] = sums.get(food, ZERO) + grams


def grams(campus: Campus | int, first: date, last: date) -> Eaten:
    """What left the food stores of a campus for the table from one day to another: two queries.

    What was issued for the staff (the subject of the sheet) is not the children's. Negative where
    more came back than was issued in these days.
    """
    weights = weights_of_items()
    moved = Movement.objects.filter(
        Q(kind__in=EATEN) | Q(reverses__kind__in=EATEN),
        store__campus=campus,
        store__kind=Stock.FOOD,
        happened_at__range=(start_of(first), end_of(last)),
    )
    found = Eaten()
    rows = moved.exclude(of_the_staff()).order_by("happened_at", "pk")
    said = ("item", "item__name", "happened_at", "entry__meal", "quantity", "amount")
    for item, name, at, meal, quantity, amount in rows.values_list(*said):
        found.cost -= amount
        if item in weights:
            food, unit = weights[item]
            found.add(timezone.localdate(at), meal, food, -quantity * unit)
        else:
            found.unlinked[name] += 1
    return found


def of_the_staff() -> Q:
    """Movements of the staff's meals: issued, taken back, returned."""
    returned = StockReturn.objects.filter(basis__subject=STAFF).values("entry")
    taken_back = Q(reverses__isnull=False, reverses__entry__subject=STAFF)
    return Q(entry__subject=STAFF) | taken_back | Q(entry__in=returned)


def weights_of_items() -> dict[int, tuple[int, Decimal]]:
    """By goods: the food they are, and grams a unit. Where several foods are kept as one: the first."""
    rows = Food.objects.filter(item__isnull=False, grams_per_unit__isnull=False)
    said = rows.order_by("-is_active", "pk").values_list("item", "pk", "grams_per_unit")
    found: dict[int, tuple[int, Decimal]] = {}
    for item, food, unit in said:
        if item is not None and unit is not None:
            found.setdefault(item, (food, unit))
    return found


def foods_of(keys: Iterable[int]) -> dict[int, Any]:
    return Food.objects.in_bulk(list(keys))


def eaters_by_day(campus: Campus | int, first: date, last: date) -> dict[date, int]:
    """Children present, as their classes were counted; a day nobody counted is not among them."""
    key = campus.pk if isinstance(campus, Campus) else campus
    return health.present_between(first, last, [key])
