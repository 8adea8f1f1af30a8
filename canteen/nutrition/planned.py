"""What the menus put on the table: dishes with their grams, food by food, for a child of a kitchen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from canteen.menus.serving import came
from canteen.menus.week import Week
from canteen.models import DishIngredient, Food, Menu, MenuDish
from canteen.nutrition.holding import ZERO, Grams, added, times
from logistics.school.models import Campus

EVERYBODY = ""


@dataclass(frozen=True)
class Course:
    """A dish at a meal of a day."""

    on: date
    meal: str
    dish: int


@dataclass
class Recipe:
    """The grams of a dish by food and by age group; the row of a group goes before the general one."""

    rows: dict[int, dict[str, Decimal]] = field(default_factory=dict)

    def add(self, food: int, group: str, grams: Decimal) -> None:
        self.rows.setdefault(food, {})[group] = grams

    def of(self, group: str) -> dict[int, Decimal]:
        """Raw grams for one eater of a group."""
        found = {food: by.get(group, by.get(EVERYBODY)) for food, by in self.rows.items()}
        return {food: grams for food, grams in found.items() if grams is not None}

    def mixed(self, mix: Mapping[str, Decimal]) -> dict[int, Decimal]:
        """For the mean eater of several groups."""
        return added(times(self.of(group), part) for group, part in mix.items())


@dataclass
class Planned:
    """Courses with the recipes and foods behind them, for one mean eater."""

    courses: list[Course]
    recipes: dict[int, Recipe]
    foods: dict[int, Any]
    names: dict[int, str]
    mix: Mapping[str, Decimal]

    @cached_property
    def by_dish(self) -> dict[int, dict[int, Decimal]]:
        """Raw grams of a dish served once."""
        return {dish: recipe.mixed(self.mix) for dish, recipe in self.recipes.items()}

    @cached_property
    def days(self) -> list[date]:
        return sorted({course.on for course in self.courses})

    def grams(self, courses: Iterable[Course] | None = None) -> dict[int, Decimal]:
        """Of these courses together, else of all."""
        chosen = self.courses if courses is None else courses
        return added(self.by_dish.get(course.dish, {}) for course in chosen)

    def grams_by(self, attribute: str) -> dict[Any, Grams]:
        """By day, meal or dish."""
        sorted_out: dict[Any, list[Course]] = {}
        for course in self.courses:
            sorted_out.setdefault(getattr(course, attribute), []).append(course)
        return {key: self.grams(courses) for key, courses in sorted_out.items()}

    @cached_property
    def without_grams(self) -> list[str]:
        """The dishes of which nobody has written how much of what: they count for nothing."""
        bare = {course.dish for course in self.courses} - {
            dish for dish, grams in self.by_dish.items() if sum(grams.values(), ZERO)
        }
        return sorted(self.names[dish] for dish in bare)


def between(first: date, last: date, campus: Campus | int, mix: Mapping[str, Decimal]) -> Planned:
    """What the menu of all children says; special menus only say what differs. Two queries."""
    rows = came(first, last, campus).filter(menu__special="")
    return read(rows.order_by("on", "pk"), mix)


def of_menu(menu: Menu, mix: Mapping[str, Decimal]) -> Planned:
    """A menu as it is being written."""
    rows = MenuDish.objects.filter(menu=menu, is_dropped=False, replaced_by=None)
    return read(rows.order_by("on", "pk"), mix)


def of_week(week: Week, mix: Mapping[str, Decimal]) -> Planned:
    """A menu that is laid out, its dishes read already: asks nothing."""
    plan = Planned([], {}, {}, {}, mix)
    for row in week.served:
        plan.courses.append(Course(row.on, row.meal, row.dish_id))
        if row.dish_id in plan.names:
            continue
        plan.names[row.dish_id] = row.dish.name
        for line in row.dish.ingredients.all():
            recipe = plan.recipes.setdefault(row.dish_id, Recipe())
            recipe.add(line.food_id, line.age_group, line.grams)
            plan.foods.setdefault(line.food_id, line.food)
    return plan


def read(rows: Any, mix: Mapping[str, Decimal]) -> Planned:
    said = list(rows.values_list("on", "meal", "dish", "dish__name"))
    courses = [Course(on, meal, dish) for on, meal, dish, _name in said]
    names = {dish: name for _on, _meal, dish, name in said}
    recipes: dict[int, Recipe] = {}
    foods: dict[int, Food] = {}
    ingredients = DishIngredient.objects.filter(dish__in=names).select_related("food")
    for row in ingredients.order_by("pk"):
        recipes.setdefault(row.dish_id, Recipe()).add(row.food_id, row.age_group, row.grams)
        foods.setdefault(row.food_id, row.food)
    return Planned(courses, recipes, foods, names, mix)
