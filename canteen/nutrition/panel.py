"""What somebody who writes a menu needs to know of its nutrition: few numbers, day by day, cheap.

Shown by `canteen/_nutrition_panel.html` with `panel`. Two queries for a week that is laid out, four
for a menu that has still to be read, however long it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from canteen.menus.week import Week
from canteen.models import Menu
from canteen.models.dishes import AgeGroup
from canteen.nutrition import eaters, groups, judging, needs, planned, rules
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
class Nutrient:
    """One nutrient of the mean day: judged by the edition the school follows, beside the other."""

    judged: Judged
    other: Judged | None

    @property
    def other_percent(self) -> Decimal | None:
        """Of what the other edition of the reference intakes asks for; nothing if it is the same."""
        return self.other.measured if self.other and self.other.percent is not None else None


@dataclass(frozen=True)
class Panel:
    """`days` in their order and `week`, their mean; None where nothing with grams is written yet.

    `without_grams` are dishes that count for nothing. Without a target (staff, or nobody enrolled)
    nothing is judged. `edition` and `other_edition` are those of the reference intakes.
    """

    days: list[Row]
    week: Row | None
    without_grams: list[str]
    target: Target | None
    nutrients: list[Nutrient] = field(default_factory=list)
    meals: list[Judged] = field(default_factory=list)
    groups: list[Judged] = field(default_factory=list)
    edition: str = ""
    other_edition: str = ""
    is_school: bool = False

    @property
    def missing(self) -> list[Judged]:
        """What the week has too little of."""
        return self.week.missing if self.week else []


@dataclass(frozen=True)
class Eating:
    """Who eats of a menu, what they need by both editions, what is asked of the meals."""

    table: eaters.Table
    figures: rules.Figures
    wanted: Wanted
    target: Target | None
    other: Target | None
    editions: tuple[str, str]


def of_menu(menu: Menu) -> Panel:
    """The nutrition of a menu, published or not: for the children of its campus."""
    table = table_of(menu)
    return put_together(planned.of_menu(menu, mix_of(menu, table)), menu, table)


def of_week(week: Week, own: rules.Own | None = None) -> Panel:
    """The same of a menu that is laid out; `own` are the school's rules, if they are read already."""
    table = table_of(week.menu)
    plan = planned.of_week(week, mix_of(week.menu, table))
    return put_together(plan, week.menu, table, own)


def table_of(menu: Menu) -> eaters.Table:
    is_staff = menu.audience == Menu.Audience.STAFF
    return eaters.Table() if is_staff else eaters.table(menu.campus, menu.week_on)


def mix_of(menu: Menu, table: eaters.Table) -> Mapping[str, Decimal]:
    return STAFF_MIX if menu.audience == Menu.Audience.STAFF else table.mix()


def eating(plan: Planned, menu: Menu, table: eaters.Table, own: rules.Own | None) -> Eating:
    figures = rules.figures(menu.week_on, own)
    meals = {course.meal for course in plan.courses} | set(menu.campus.meals)
    wanted = judging.wanted(figures, sorted(meals), is_school=table.is_school())
    chosen = f"{int(figures['edition'])}"
    last = needs.EDITIONS[-1]
    edition = chosen if chosen in needs.EDITIONS else last
    other = next(each for each in needs.EDITIONS if each != edition)
    targets = [
        eaters.target_of(table.of(), {**figures, "edition": Decimal(each)})
        for each in (edition, other)
    ]
    return Eating(table, figures, wanted, targets[0], targets[1], (edition, other))


def put_together(
    plan: Planned, menu: Menu, table: eaters.Table, own: rules.Own | None = None
) -> Panel:
    who = eating(plan, menu, table, own)
    by_day = {on: hold(grams, plan.foods) for on, grams in plan.grams_by("on").items()}
    eaten = {on: held for on, held in sorted(by_day.items()) if held.weight}
    days = [row_of(on, held, who.target, who.wanted) for on, held in eaten.items()]
    if not eaten:
        return Panel(days, None, plan.without_grams, who.target)
    mean = hold(times(plan.grams(), Decimal(1) / len(eaten)), plan.foods)
    energy = {meal: hold(grams, plan.foods).energy for meal, grams in plan.grams_by("meal").items()}
    return Panel(
        days,
        row_of(None, mean, who.target, who.wanted),
        plan.without_grams,
        who.target,
        nutrients=both_editions(mean, who),
        meals=judging.meal_shares(energy, who.wanted) if who.target else [],
        groups=groups.judged(mean.edible, plan.foods, table.of(), who.wanted) if who.target else [],
        edition=who.editions[0],
        other_edition=who.editions[1],
        is_school=who.wanted.is_school,
    )


def both_editions(mean: Holding, who: Eating) -> list[Nutrient]:
    """Pupils are measured by the standard of their meals, which has one edition."""
    chosen = judging.nutrients(mean, who.target, who.wanted)
    if who.other is None or who.wanted.is_school:
        return [Nutrient(row, None) for row in chosen]
    others = judging.nutrients(mean, who.other, who.wanted)
    return [Nutrient(row, other) for row, other in zip(chosen, others, strict=True)]


def row_of(on: date | None, held: Holding, target: Target | None, wanted: Wanted) -> Row:
    nutrients = {row.code: row for row in judging.nutrients(held, target, wanted)}
    composition = judging.composition(held, wanted, target)
    missing = [row for row in nutrients.values() if row.verdict == Verdict.LOW]
    energy, protein = (nutrients[code] for code in SHOWN)
    return Row(on, energy, protein, composition, missing)
