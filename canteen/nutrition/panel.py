"""What somebody who writes a menu needs to know of its nutrition: few numbers, day by day, cheap.

Shown by `canteen/_nutrition_panel.html` with `panel`. At most four queries, however long the menu.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from canteen.models import Menu
from canteen.models.dishes import AgeGroup
from canteen.nutrition import eaters, judging, planned, rules
from canteen.nutrition.holding import Holding, hold, times
from canteen.nutrition.judging import Judged, Verdict, Wanted
from canteen.nutrition.needs import Target
from canteen.nutrition.planned import Planned

STAFF_MIX = {AgeGroup.STAFF.value: Decimal(1)}
SHOWN = ("energy_kcal", "protein_g")


@dataclass(frozen=True)
class Row:
    """One day, or the mean of the days (`on` None). Figures are of one child."""

    on: date | None
    energy: Judged
    protein: Judged
    composition: list[Judged]
    missing: list[Judged]

    @property
    def shares(self) -> list[Judged]:
        """Of energy: protein, fat, carbohydrate."""
        return self.composition[:3]

    @property
    def quality(self) -> Judged:
        return self.composition[3]


@dataclass(frozen=True)
class Panel:
    """`days` in their order and `week`, their mean; None where nothing with grams is written yet.

    `without_grams` are dishes that count for nothing. Without a target (staff, or nobody enrolled)
    nothing is judged.
    """

    days: list[Row]
    week: Row | None
    without_grams: list[str]
    target: Target | None

    @property
    def missing(self) -> list[Judged]:
        """What the week has too little of."""
        return self.week.missing if self.week else []


def of_menu(menu: Menu) -> Panel:
    """The nutrition of a menu, published or not: for the children of its campus."""
    figures = rules.figures(menu.week_on)
    if menu.audience == Menu.Audience.STAFF:
        table, target, plan = eaters.Table(), None, planned.of_menu(menu, STAFF_MIX)
    else:
        table = eaters.table(menu.campus, menu.week_on)
        target = eaters.target_of(table.of(), figures)
        plan = planned.of_menu(menu, table.mix())
    meals = {course.meal for course in plan.courses} | set(menu.campus.meals)
    wanted = judging.wanted(figures, sorted(meals), is_school=table.is_school())
    return put_together(plan, target, wanted)


def put_together(plan: Planned, target: Target | None, wanted: Wanted) -> Panel:
    by_day = {on: hold(grams, plan.foods) for on, grams in plan.grams_by("on").items()}
    eaten = {on: held for on, held in sorted(by_day.items()) if held.weight}
    days = [row_of(on, held, target, wanted) for on, held in eaten.items()]
    week = None
    if eaten:
        mean = times(plan.grams(), Decimal(1) / len(eaten))
        week = row_of(None, hold(mean, plan.foods), target, wanted)
    return Panel(days, week, plan.without_grams, target)


def row_of(on: date | None, held: Holding, target: Target | None, wanted: Wanted) -> Row:
    nutrients = {row.code: row for row in judging.nutrients(held, target, wanted)}
    composition = judging.composition(held, wanted, target)
    missing = [row for row in nutrients.values() if row.verdict == Verdict.LOW]
    energy, protein = (nutrients[code] for code in SHOWN)
    return Row(on, energy, protein, composition, missing)
