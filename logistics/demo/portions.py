"""How much of everything goes into the sample school's dishes for a child.

The dishes come with small portions. Its doctor has stretched them over the cycle of menus: each
group of food to what the guideline asks of the meals served here, then the cereals
until a day gives the energy it should.
"""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from canteen.models import DishIngredient, Group, Menu, MenuDish
from canteen.nutrition import eaters, groups, judging, planned, rules
from canteen.nutrition.holding import Holding, hold, times
from canteen.nutrition.planned import Planned
from logistics.school.models import Campus

ENERGY = Decimal(
    "0.78"
)  # of the reference; a kindergarten that serves the whole day gives 70 to 80 %
LEAST, MOST = Decimal("0.9"), Decimal("1.6")
# The groups of the guideline that are stretched: the kinds of food they are, and how far into the
# amount asked for. Milk is a cup. Much meat makes too much of the energy protein, little oil too little fat.
STRETCHED: dict[str, tuple[Collection[Group], Decimal]] = {
    "vegetable": (groups.VEGETABLES, Decimal("0.5")),
    "fruit": ({Group.FRUIT}, Decimal("0.5")),
    "meat_poultry_fish": ({Group.MEAT, Group.POULTRY, Group.AQUATIC}, Decimal("0.2")),
    "egg": ({Group.EGG}, Decimal("0.1")),
    "soybean": ({Group.SOY}, Decimal("0.4")),
    "oil": ({Group.OIL}, Decimal("0.5")),
}
FILLING = {Group.CEREAL, Group.TUBER}
TEN = Decimal(10)


def write(campus: Campus) -> None:
    """Write the amounts for everybody into all dishes; those of the staff stay. Needs the menus."""
    rows = MenuDish.objects.filter(
        menu__campus=campus, menu__audience=Menu.Audience.CHILDREN, menu__special=""
    )
    newest = rows.order_by("-on").first()
    if newest is None:
        return
    table, figures = eaters.table(campus, newest.on), rules.figures(newest.on)
    target = eaters.target_of(table.of(), figures)
    plan = planned.read(rows.order_by("on", "pk"), table.mix())
    wanted = judging.wanted(figures, sorted(campus.meals), is_school=table.is_school())
    if target is None:
        return
    factors = stretched(mean_day(plan), plan, table, wanted)
    factors |= filled(mean_day(plan, factors), plan, target.reference["energy_kcal"] * ENERGY)
    weigh_out(factors)


def mean_day(plan: Planned, factors: dict[str, Decimal] | None = None) -> Holding:
    grams = times(plan.grams(), Decimal(1) / len(plan.days))
    known = factors or {}
    return hold(
        {key: much * known.get(plan.foods[key].group, 1) for key, much in grams.items()}, plan.foods
    )


def stretched(day: Holding, plan: Planned, table: Any, wanted: Any) -> dict[str, Decimal]:
    """By what the amounts of each kind of food are multiplied."""
    found: dict[str, Decimal] = {}
    for row in groups.judged(day.edible, plan.foods, table.of(), wanted):
        if row.code in STRETCHED and row.value and row.low is not None and row.high is not None:
            kinds, depth = STRETCHED[row.code]
            aim = row.low + (row.high - row.low) * depth
            found |= dict.fromkeys(kinds, within(aim / row.value))
    return found


def filled(day: Holding, plan: Planned, kcal: Decimal) -> dict[str, Decimal]:
    """By what cereals and tubers are multiplied, so that the day comes to so much energy."""
    edible = {key: much for key, much in day.edible.items() if plan.foods[key].group in FILLING}
    filling = sum(
        (much * (plan.foods[key].energy_kcal or 0) / 100 for key, much in edible.items()),
        Decimal(0),
    )
    if not filling:
        return {}
    return dict.fromkeys(FILLING, within((kcal - day.energy + filling) / filling))


def within(factor: Decimal) -> Decimal:
    return min(max(factor, LEAST), MOST)


def weigh_out(factors: dict[str, Decimal]) -> None:
    """As somebody writes it down: whole grams, of what is less than ten a tenth."""
    rows = list(DishIngredient.objects.filter(age_group="").select_related("food"))
    for row in rows:
        much = row.grams * factors.get(row.food.group, Decimal(1))
        step = Decimal(1) if much >= TEN else Decimal("0.1")
        row.grams = much.quantize(step, ROUND_HALF_UP)
    DishIngredient.objects.bulk_update(rows, ["grams"])
