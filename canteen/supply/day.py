"""One day of one kitchen: what each meal takes, what the store has of it, what was issued already.

Nothing is kept: a child who comes late, a dish that is changed or a count that is confirmed moves
every number after it. What was issued stays what was issued.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from canteen.menus import special
from canteen.menus.serving import Audience, served_to_all
from canteen.models import AgeGroup, DishIngredient, Food, MenuDish
from canteen.supply import apart, diners, quantities
from canteen.supply.diners import Diners
from canteen.supply.quantities import Ingredient, Need, Serving
from health import interface as health
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.stores.ledger import exact
from logistics.stores.models import Balance, Item, Movement
from logistics.stores.models.goods import Stock


@dataclass
class FoodLine:
    """One food of a meal: grams needed, and in units of the store what of it is where."""

    food: Food
    grams: Decimal
    needed: Decimal | None  # in store units
    issued: Decimal = Decimal(0)
    left: Decimal = Decimal(0)

    @property
    def item(self) -> Item | None:
        return self.food.item

    @property
    def to_issue(self) -> Decimal:
        return max((self.needed or Decimal(0)) - self.issued, Decimal(0))

    @property
    def too_much(self) -> Decimal:
        """Issued beyond what is needed now: it may come back."""
        return (
            max(self.issued - (self.needed or Decimal(0)), Decimal(0))
            if self.issued
            else Decimal(0)
        )

    @property
    def is_short(self) -> bool:
        """The store has less than is still to be issued."""
        return self.item is not None and self.left < self.to_issue


@dataclass
class MealPlan:
    """One meal for children or for the staff: its dishes and what they take."""

    meal: str
    audience: str
    dishes: list[MenuDish] = field(default_factory=list)
    lines: list[FoodLine] = field(default_factory=list)
    without_grams: list[Any] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(Meal(self.meal).label)

    @property
    def is_issued(self) -> bool:
        return bool(self.lines) and not any(line.item and line.to_issue for line in self.lines)


@dataclass
class KitchenDay:
    """All of it. `special` are the dishes of special menus; they stand in the sums of their meals."""

    on: date
    campus: Campus
    classes: list[Diners]
    staff: int
    meals: list[MealPlan]
    staff_meals: list[MealPlan]
    special: list[MenuDish]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.classes)

    @property
    def unconfirmed(self) -> list[Diners]:
        return [one for one in self.classes if not one.is_confirmed]

    def meal(self, code: str) -> MealPlan | None:
        return next((one for one in self.meals if one.meal == code), None)


def recipes_of(dishes: Iterable[int]) -> tuple[dict[int, list[Ingredient]], dict[int, Food]]:
    """Amounts by dish, and the foods they name; one query."""
    rows = DishIngredient.objects.filter(dish__in=set(dishes)).select_related("food__item__group")
    recipes: dict[int, list[Ingredient]] = defaultdict(list)
    foods: dict[int, Food] = {}
    for row in rows.order_by("dish", "position", "pk"):
        recipes[row.dish_id].append(Ingredient(row.food_id, row.age_group, row.grams))
        foods.setdefault(row.food_id, row.food)
    return recipes, foods


def work_out(on: date, campus: Campus) -> KitchenDay:
    """The day as everybody knows it now."""
    classes = diners.of_day(on, campus)
    everything = served_to_all(on, campus)
    usual, theirs = everything[Audience.CHILDREN], everything[Audience.STAFF]
    otherwise = [row for row in usual if row.menu.special]
    by_row = who_gets_what(usual, classes, on, campus) if otherwise else {}
    staff = diners.staff_of(on, campus) if theirs else 0
    recipes, foods = recipes_of(row.dish_id for row in [*usual, *theirs])
    meals = plans(usual, Audience.CHILDREN, recipes, foods, diners.eaters(classes), by_row)
    staff_meals = plans(theirs, Audience.STAFF, recipes, foods, {str(AgeGroup.STAFF): staff})
    tell_stock([*meals, *staff_meals], on, campus)
    return KitchenDay(on, campus, classes, staff, meals, staff_meals, otherwise)


def who_gets_what(
    rows: Sequence[MenuDish],
    classes: Iterable[Diners],
    on: date,
    campus: Campus,
    *,
    also_away: bool = False,
) -> dict[int, dict[str, int]]:
    """How many of each age group get the dishes of special menus, and those they stand in for.

    `rows` are the children's. `row.portions` says it of the dishes of special menus. `also_away`:
    as whoever reckons ahead wants it.
    """
    eating = list(classes)
    ages = {one.school_class: one.group for one in eating}
    groups = special.members(health.eating_otherwise(on, [campus.pk], also_away=also_away))
    members = {
        menu: {child: ages[where] for child, where in children.items() if where in ages}
        for menu, children in groups.items()
    }
    found = apart.eaters_of(rows, members, diners.eaters(eating))
    for row in rows:
        if row.menu.special:
            row.portions = sum(found.get(row.pk, {}).values())  # type: ignore[attr-defined]
    return found


def plans(
    rows: Sequence[MenuDish],
    audience: str,
    recipes: dict[int, list[Ingredient]],
    foods: dict[int, Food],
    eaters: dict[str, int],
    by_row: Mapping[int, Mapping[str, int]] | None = None,
) -> list[MealPlan]:
    """`by_row` says of some rows how many of each age group get them; the others everybody gets."""
    known = by_row or {}
    servings = [Serving(row.meal, row.dish_id, known.get(row.pk)) for row in rows]
    needed = quantities.needs(servings, recipes, eaters)
    missing = quantities.without_grams(servings, recipes)
    found: dict[str, MealPlan] = {}
    for row in rows:
        plan = found.setdefault(row.meal, MealPlan(row.meal, audience))
        plan.dishes.append(row)
        if row.dish_id in missing:
            plan.without_grams.append(row.dish)
    for plan in found.values():
        plan.lines = food_lines([one for one in needed if one.meal == plan.meal], foods)
    return list(found.values())


def food_lines(needed: Iterable[Need], foods: dict[int, Food]) -> list[FoodLine]:
    return [
        FoodLine(foods[pk], grams, quantities.in_units(grams, foods[pk].grams_per_unit))
        for pk, grams in quantities.by_food(needed).items()
    ]


def tell_stock(plans: Iterable[MealPlan], on: date, campus: Campus) -> None:
    """What was issued for each meal of the day, and what the food stores have left; two queries.

    Staff's and children's meals are issued apart: the subject of an issue sheet says for whom.
    """
    plans = list(plans)
    items = {line.food.item_id for plan in plans for line in plan.lines if line.food.item_id}
    if not items:
        return
    issued = issued_on(on, campus)
    left = left_of(items, on, campus)
    for plan in plans:
        for line in plan.lines:
            if line.food.item_id:
                line.issued = issued.get((plan.meal, plan.audience, line.food.item_id), Decimal(0))
                line.left = left.get(line.food.item_id, Decimal(0))


def issued_on(on: date, campus: Campus) -> dict[tuple[str, str, int], Decimal]:
    """Quantities that stand issued, by meal, audience and item."""
    moved = Movement.objects.filter(
        store__campus=campus, store__kind=Stock.FOOD, kind=Movement.Kind.ISSUE,
        happened_at__range=(start_of(on), end_of(on)),
    ).exclude(entry__status=Entry.Status.VOIDED).exclude(entry__meal="")  # fmt: skip
    sums = moved.order_by().values_list("entry__meal", "entry__subject", "item")
    return {
        (meal, subject or Audience.CHILDREN.value, item): -exact(total)
        for meal, subject, item, total in sums.annotate(all=Sum("quantity"))
    }


def left_of(items: Iterable[int], on: date, campus: Campus) -> dict[int, Decimal]:
    """What may still be issued of each: nothing expired."""
    usable = Balance.objects.filter(
        item__in=items, store__campus=campus, store__kind=Stock.FOOD
    ).usable(on)
    sums = usable.order_by().values_list("item").annotate(all=Sum("quantity"))
    return {item: exact(total) for item, total in sums}
