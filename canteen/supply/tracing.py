"""Where food came from and where it went: from a lot to the classes, from a meal to the suppliers.

A lot goes out by issue sheets, each for a meal of a day; the menu of that meal says which dishes
hold the food; the portions of the meal say which classes ate it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from canteen.menus.serving import Audience, served
from canteen.models import (
    DishIngredient,
    Food,
    GoodsReceiptLine,
    MealService,
    MealServiceLine,
    MenuDish,
    ServiceAct,
)
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.stores.models import Lot, Movement, StockOutLine

VOIDED = Entry.Status.VOIDED


@dataclass
class Use:
    """A lot, or a part of it, that went out for a meal: the dishes that hold it, who ate them."""

    line: StockOutLine
    on: date
    meal: str
    audience: str
    dishes: list[MenuDish] = field(default_factory=list)
    classes: list[MealServiceLine] = field(default_factory=list)

    @property
    def meal_words(self) -> str:
        return str(Meal(self.meal).label) if self.meal in Meal.values else ""


@dataclass
class LotTrace:
    """The life of one lot."""

    lot: Lot
    receipt: GoodsReceiptLine | None
    movements: list[Movement]
    uses: list[Use]


def trace_lot(lot: Lot) -> LotTrace:
    receipt = (
        GoodsReceiptLine.objects.filter(became__lot=lot)
        .select_related("sheet__entry", "sheet__supplier", "sheet__inspector", "sheet__second")
        .first()
    )
    moved = Movement.objects.filter(lot=lot).select_related("entry", "store", "item", "by")
    lines = (
        StockOutLine.objects.filter(lot=lot)
        .exclude(sheet__entry__status=VOIDED)
        .select_related("sheet__entry__campus", "sheet__receiver", "item")
    )
    uses = [use_of(line) for line in lines.order_by("sheet__entry__happened_at", "pk")]
    tell_meals(uses)
    return LotTrace(lot, receipt, list(moved.order_by("happened_at", "pk")), uses)


def use_of(line: StockOutLine) -> Use:
    entry = line.sheet.entry
    on = timezone.localdate(entry.happened_at)
    return Use(line, on, entry.meal, entry.subject or Audience.CHILDREN)


def tell_meals(uses: list[Use]) -> None:
    """Dishes and classes of all uses, in three queries however many there are."""
    if not uses:
        return
    days = {use.on for use in uses}
    items = {use.line.item_id for use in uses}
    rows = MenuDish.objects.filter(
        on__in=days, menu__published_at__isnull=False, is_dropped=False, replaced_by=None,
        dish__ingredients__food__item__in=items,
    )  # fmt: skip
    rows = rows.select_related("dish", "menu").distinct().order_by("on", "position", "pk")
    dishes: dict[tuple[Any, ...], list[MenuDish]] = defaultdict(list)
    for row in rows:
        dishes[row.on, row.meal, row.menu.campus_id, row.menu.audience].append(row)
    held: dict[int, set[int | None]] = defaultdict(set)
    ingredients = DishIngredient.objects.filter(food__item__in=items).order_by()
    for dish, item in ingredients.values_list("dish", "food__item"):
        held[dish].add(item)
    classes = classes_of(days)
    for use in uses:
        campus = use.line.sheet.entry.campus_id
        found = dishes[use.on, use.meal, campus, use.audience]
        use.dishes = [row for row in found if use.line.item_id in held[row.dish_id]]
        if use.audience == Audience.CHILDREN:
            use.classes = classes[use.on, use.meal, campus]


def classes_of(days: Iterable[date]) -> dict[tuple[Any, ...], list[MealServiceLine]]:
    rows = MealServiceLine.objects.filter(
        sheet__on__in=list(days), sheet__entry__subject=ServiceAct.SERVED, portions__gt=0,
        sheet__audience=Audience.CHILDREN,
    ).exclude(sheet__entry__status=VOIDED)  # fmt: skip
    found: dict[tuple[Any, ...], list[MealServiceLine]] = defaultdict(list)
    for line in rows.select_related("sheet__entry", "school_class").order_by("sheet", "position"):
        found[line.sheet.on, line.sheet.meal, line.sheet.entry.campus_id].append(line)
    return found


@dataclass
class Origin:
    """One food of a meal with the lots it came from."""

    food: Food
    dishes: list[MenuDish]
    lines: list[StockOutLine]


@dataclass
class MealTrace:
    """One meal backwards: its dishes, their foods, the lots and who sold them."""

    on: date
    meal: str
    campus: Campus
    dishes: list[MenuDish]
    origins: list[Origin]
    classes: list[MealServiceLine]
    services: list[MealService]

    @property
    def title(self) -> str:
        return str(Meal(self.meal).label)


def trace_meal(on: date, meal: str, campus: Campus) -> MealTrace:
    dishes = [row for row in served(on, campus) if row.meal == meal]
    by_dish = {row.dish_id: row for row in dishes}
    rows = DishIngredient.objects.filter(dish__in=by_dish).select_related("food")
    foods: dict[int, Food] = {}
    holding: dict[int, list[MenuDish]] = defaultdict(list)
    for row in rows.order_by("dish", "position", "pk"):
        foods[row.food_id] = row.food
        if by_dish[row.dish_id] not in holding[row.food_id]:
            holding[row.food_id].append(by_dish[row.dish_id])
    issued: dict[int, list[StockOutLine]] = defaultdict(list)
    for line in issued_for(on, meal, campus):
        issued[line.item_id].append(line)
    origins = [
        Origin(food, holding[pk], issued[food.item_id] if food.item_id else [])
        for pk, food in foods.items()
    ]
    services = MealService.objects.filter(on=on, meal=meal, entry__campus=campus)
    standing = services.exclude(entry__status=VOIDED).select_related("entry")
    classes = classes_of([on])[on, meal, campus.pk]
    return MealTrace(on, meal, campus, dishes, origins, classes, list(standing.order_by("pk")))


def issued_for(on: date, meal: str, campus: Campus) -> Any:
    """What was issued for the children's meal, lot by lot."""
    lines = StockOutLine.objects.filter(
        Q(sheet__entry__subject="") | Q(sheet__entry__subject=Audience.CHILDREN),
        sheet__entry__campus=campus, sheet__entry__meal=meal,
        sheet__entry__happened_at__range=(start_of(on), end_of(on)),
    ).exclude(sheet__entry__status=VOIDED)  # fmt: skip
    related = ("sheet__entry", "lot__supplier", "lot__came_by__line__sheet__entry", "item")
    return lines.select_related(*related).order_by("sheet", "position")
