"""A menu laid out as people read it: the days of its week by its meals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from canteen.menus.costing import grams_for
from canteen.models import AgeGroup, Dish, DishIngredient, Menu, MenuDish
from logistics.school.calendar import DAY
from logistics.school.models import SchoolDay
from logistics.school.models.campuses import Meal

WORKDAYS = 5


@dataclass(frozen=True)
class Place:
    """One meal of one day, with what stands there."""

    on: date
    meal: str
    rows: Sequence[MenuDish]

    @property
    def key(self) -> str:
        return f"{self.on}-{self.meal}"

    @property
    def title(self) -> str:
        return str(Meal(self.meal).label)

    @property
    def served(self) -> list[MenuDish]:
        """Without what was dropped and what something else was served for."""
        replaced = {row.instead_of_id for row in self.rows if row.instead_of_id}
        return [row for row in self.rows if not row.is_dropped and row.pk not in replaced]


@dataclass
class Day:
    """One day of the week with all its meals; `remarks` and `cost` once it was looked over."""

    on: date
    places: Sequence[Place]
    said: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    remarks: Sequence[Any] = ()
    cost: Any = None

    @property
    def served(self) -> Iterator[MenuDish]:
        for place in self.places:
            yield from place.served


@dataclass
class Week:
    """A menu of a week. `meals` are those of its campus, and those it names besides."""

    menu: Menu
    days: list[Day] = field(default_factory=list)
    meals: list[str] = field(default_factory=list)

    @property
    def meal_rows(self) -> list[tuple[str, list[Place]]]:
        """A row a meal, as the sheet on the wall has it."""
        titles = [str(Meal(meal).label) for meal in self.meals]
        return [
            (title, [day.places[number] for day in self.days])
            for number, title in enumerate(titles)
        ]

    @cached_property
    def served(self) -> list[MenuDish]:
        return [row for day in self.days for row in day.served]

    @cached_property
    def ages(self) -> list[str]:
        """For whom amounts are shown: the age groups that the dishes tell apart, all others last."""
        if self.menu.audience == Menu.Audience.STAFF:
            return [AgeGroup.STAFF]
        named = {line.age_group for row in self.served for line in row.dish.ingredients.all()} - {
            AgeGroup.STAFF,
            "",
        }
        return ["", *(age for age in AgeGroup.values if age in named)]

    @property
    def is_empty(self) -> bool:
        return not any(place.rows for day in self.days for place in day.places)


def dishes_read(*, but: str = "") -> QuerySet[Dish]:
    """Dishes with what they are made of and what of it some must not eat: four queries for any number.

    Without the amounts of the age group `but`. A food is read once, not with every dish it is in.
    """
    lines = DishIngredient.objects.prefetch_related("food__allergens")
    if but:
        lines = lines.exclude(age_group=but)
    return Dish.objects.prefetch_related(Prefetch("ingredients", queryset=lines))


def dishes_for(menu: Menu) -> QuerySet[Dish]:
    """With the amounts that its eaters may have."""
    is_staff = menu.audience == Menu.Audience.STAFF
    return dishes_read() if is_staff else dishes_read(but=AgeGroup.STAFF)


def all_dishes(menu: Menu) -> list[Dish]:
    """Those in use and those that stand on a menu, all read once."""
    on_it = menu.dishes.order_by().values("dish")
    return list(dishes_for(menu).filter(Q(is_active=True) | Q(pk__in=on_it)))


def lay_out(menu: Menu, dishes: Sequence[Dish] | None = None) -> Week:
    """The open days of the week, and any on which something stands all the same.

    `dishes` are those of the menu among others, if they are read already.
    """
    if dishes is None:
        dishes = list(dishes_for(menu).filter(pk__in=menu.dishes.order_by().values("dish")))
    known_dishes = {dish.pk: dish for dish in dishes}
    rows = menu.dishes.select_related("agreed_by").defer("agreed_by__identity_number")
    by_place: dict[tuple[date, str], list[MenuDish]] = defaultdict(list)
    found = {row.pk: row for row in rows.order_by("position", "pk")}
    for row in found.values():
        row.dish = known_dishes[row.dish_id]
        if row.instead_of_id:
            row.instead_of = found[row.instead_of_id]
        by_place[row.on, row.meal].append(row)
    known = open_days(menu)
    days = sorted({*known, *(on for on, _meal in by_place)})
    meals = meals_of(menu, {meal for _on, meal in by_place})
    return Week(
        menu,
        [
            Day(
                on,
                [Place(on, meal, in_turn(by_place[on, meal])) for meal in meals],
                menu.said_of(on),
                known.get(on, ""),
            )
            for on in days
        ],
        meals,
    )


def in_turn(rows: list[MenuDish]) -> list[MenuDish]:
    """What is served instead stands right behind what it replaces."""
    instead = {row.instead_of_id: row for row in rows if row.instead_of_id}
    found: list[MenuDish] = []
    for row in rows:
        row.is_replaced = row.pk in instead  # type: ignore[attr-defined]
        if row.instead_of_id and any(row.instead_of_id == other.pk for other in rows):
            continue
        following: MenuDish | None = row
        while following is not None:
            found.append(following)
            following = instead.get(following.pk)
    return found


def open_days(menu: Menu) -> dict[date, str]:
    """The days of the week on which the campus is open, by the name the calendar gives them.

    Monday to Friday where the calendar knows nothing of the week.
    """
    span = (menu.week_on, menu.sunday)
    rows = list(
        SchoolDay.objects.filter(campus=menu.campus_id, date__range=span).values_list(
            "date", "kind", "name"
        )
    )
    if not rows:
        return {menu.week_on + n * DAY: "" for n in range(WORKDAYS)}
    return {on: name for on, kind, name in rows if kind in SchoolDay.OPEN}


def meals_of(menu: Menu, used: Iterable[str]) -> list[str]:
    wanted = {*menu.campus.meals, *used}
    return [meal for meal in Meal.values if meal in wanted]


def with_grams(week: Week, age_group: str) -> Week:
    """Lay beside each dish what goes into it for one eater of an age, as `row.grams`."""
    for day in week.days:
        for place in day.places:
            for row in place.rows:
                row.grams = lines_of(row, age_group)  # type: ignore[attr-defined]
    return week


def lines_of(row: MenuDish, age_group: str) -> list[DishIngredient]:
    """What goes into a dish for one eater of an age."""
    return grams_for(row.dish.ingredients.all(), age_group)
