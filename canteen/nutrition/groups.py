"""Groups of food: how much of each is eaten a day, beside the amounts of the dietary guideline.

中国居民膳食指南 2022 for small children, WS/T 554-2017 table 2 for pupils (`food_group_daily_amounts.csv`),
in grams of the edible part for a whole day. Soy is counted as dry soybeans and dairy as milk, both by
their protein.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.foods import shipped
from canteen.models.foods import Group
from canteen.nutrition.holding import HUNDRED, ZERO
from canteen.nutrition.judging import Judged, Wanted
from canteen.nutrition.needs import Eater, figure, mean
from canteen.nutrition.rules import Words

VEGETABLES = frozenset({Group.VEG_DARK, Group.VEG_LIGHT, Group.FUNGI})
# Grams of protein in a hundred grams of dry soybeans and of whole milk.
OF_SOYBEANS, OF_MILK = Decimal("35.0"), Decimal("3.3")
SALTY = Decimal(30_000)  # mg of sodium in a hundred grams: this is salt itself
PRESCHOOL, SCHOOL = "preschool", "school_meal_day"

By = Callable[[Any], Decimal]


def of_groups(*groups: str) -> By:
    wanted = frozenset(groups)
    return lambda food: Decimal(food.group in wanted)


def as_dry(food: Any) -> Decimal:
    """Soy as dry soybeans."""
    return (food.protein_g or ZERO) / OF_SOYBEANS if food.group == Group.SOY else ZERO


def as_milk(food: Any) -> Decimal:
    return (food.protein_g or ZERO) / OF_MILK if food.group == Group.DAIRY else ZERO


def is_salt(food: Any) -> Decimal:
    salty = food.group == Group.CONDIMENT and (food.sodium_mg or ZERO) >= SALTY
    return Decimal(salty)


# Of a group of the guideline: its words, and how many grams of it one edible gram of a food is.
GROUPS: dict[str, tuple[Words, By]] = {
    "grain": (_("Cereals and mixed beans"), of_groups(Group.CEREAL, Group.BEAN)),
    "tuber": (_("Tubers"), of_groups(Group.TUBER)),
    "grain_tuber": (_("Cereals and tubers"), of_groups(Group.CEREAL, Group.BEAN, Group.TUBER)),
    "vegetable": (_("Vegetables"), of_groups(*VEGETABLES)),
    "fruit": (pgettext_lazy("a group of food", "Fruit"), of_groups(Group.FRUIT)),
    "meat_poultry_fish": (
        _("Meat, poultry and fish"), of_groups(Group.MEAT, Group.POULTRY, Group.AQUATIC),
    ),
    "meat_poultry": (_("Meat and poultry"), of_groups(Group.MEAT, Group.POULTRY)),
    "fish_shrimp": (_("Fish and shrimp"), of_groups(Group.AQUATIC)),
    "egg": (pgettext_lazy("a group of food", "Eggs"), of_groups(Group.EGG)),
    "milk": (_("Milk and dairy, as milk"), as_milk),
    "soybean": (_("Soy, as dry soybeans"), as_dry),
    "nut": (_("Nuts"), of_groups(Group.NUT)),
    "soybean_nut": (
        _("Soy and nuts"), lambda food: as_dry(food) + Decimal(food.group == Group.NUT),
    ),
    "oil": (_("Cooking oil"), of_groups(Group.OIL)),
    "salt": (_("Salt"), is_salt),
}  # fmt: skip
Amount = tuple[int, int, Decimal | None, Decimal | None]
LOW, HIGH = "low", "high"


@lru_cache
def amounts(audience: str) -> dict[str, list[Amount]]:
    """By group: from which age to which how much, in grams a day. Water is no food."""
    found: dict[str, list[Amount]] = {}
    for row in shipped.rows("food_group_daily_amounts"):
        if row["audience"] == audience and row["food_group"] in GROUPS:
            ages = int(row["age_years_from"]), int(row["age_years_to_exclusive"])
            ends = figure(row, "min_per_day"), figure(row, "max_per_day")
            found.setdefault(row["food_group"], []).append((*ages, *ends))
    return found


def eaten(edible: Mapping[int, Decimal], foods: Mapping[int, Any], group: str) -> Decimal:
    """Grams of a group of the guideline in edible grams of foods."""
    by = GROUPS[group][1]
    return sum((much * by(foods[key]) for key, much in edible.items()), ZERO)


def wanted_of(rows: list[Amount], eaters: Mapping[Eater, int], end: str) -> Decimal | None:
    """The mean over the children of one end of the amount; nothing if the guideline sets none."""
    known: list[tuple[Decimal, int]] = []
    for eater, n in eaters.items():
        age = min(max(eater.age, rows[0][0]), rows[-1][1] - 1)
        row = next(row for row in rows if row[0] <= age < row[1])
        amount = row[2] if end == LOW else row[3]
        if amount is not None:
            known.append((amount, n))
    return mean(known) if known else None


def judged(
    edible: Mapping[int, Decimal],
    foods: Mapping[int, Any],
    eaters: Mapping[Eater, int],
    asked: Wanted,
) -> list[Judged]:
    """Every group beside its amount. Of a part of the day's meals a part is asked."""
    rows = amounts(SCHOOL if asked.is_school else PRESCHOOL)
    served = [HUNDRED if end is None else end for end in asked.served]
    found = []
    for group, by_age in rows.items():
        low, high = (wanted_of(by_age, eaters, end) if eaters else None for end in (LOW, HIGH))
        low = low and low * served[0] / HUNDRED
        high = high and high * served[1] / HUNDRED
        much = eaten(edible, foods, group)
        found.append(Judged(group, GROUPS[group][0], "g", much, None, low, high))
    return found
