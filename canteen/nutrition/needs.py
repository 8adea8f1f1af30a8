"""What children need a day: the reference intakes of both editions, and the standard of pupils' meals.

膳食营养素参考摄入量 2013 and 2023 by age and sex (`dri_children.csv`); 学生餐营养指南 WS/T 554-2017
(`school_meal_standard.csv`). Everything is for one child and one whole day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from canteen.foods import shipped
from canteen.nutrition.holding import ZERO

# Our name of a nutrient, and the columns that tell of it: recommended, or adequate intake.
COLUMNS = {
    "protein_g": "protein_rni_g",
    "fiber_g": "fiber_g_min",
    "calcium_mg": "calcium_rni_mg",
    "iron_mg": "iron_rni_mg",
    "zinc_mg": "zinc_rni_mg",
    "sodium_mg": "sodium_ai_mg",
    "vitamin_a_ug_rae": "vitamin_a_rni_ug_rae",
    "vitamin_b1_mg": "vitamin_b1_rni_mg",
    "vitamin_b2_mg": "vitamin_b2_rni_mg",
    "vitamin_c_mg": "vitamin_c_rni_mg",
}
NEEDED = ("energy_kcal", *COLUMNS)
ENERGY = ("energy_kcal_pal_low", "energy_kcal_pal_moderate", "energy_kcal_pal_high")
EDITIONS = ("2013", "2023")
OLDEST = 200  # years
Reference = Mapping[str, Decimal]
Span = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Eater:
    """A child by what its needs hang on. Pupils are measured by the standard of pupils' meals."""

    age: int  # full years
    sex: str  # boy or girl
    is_pupil: bool = False


@dataclass(frozen=True)
class Target:
    """What the mean child of a group needs a day; regulations 5.5 no. 7.

    `fat` and `carbohydrate` are the shares of energy the edition asks for, in per cent.
    """

    reference: Reference
    fat: Span
    carbohydrate: Span
    count: int

    def get(self, nutrient: str) -> Decimal | None:
        return self.reference.get(nutrient)


@dataclass(frozen=True)
class Need:
    """One row of a table."""

    first: int  # years
    last: int  # years, no longer
    sex: str
    reference: Reference
    fat: Span
    carbohydrate: Span


def figure(row: Mapping[str, str], column: str) -> Decimal | None:
    return Decimal(row[column]) if row.get(column) else None


def need_of(row: Mapping[str, str], found: Mapping[str, Decimal | None]) -> Need:
    return Need(
        int(row["age_years_from"]),
        int(row["age_years_to_exclusive"]),
        {"male": "boy", "female": "girl"}[row["sex"]],
        {name: value for name, value in found.items() if value is not None},
        (Decimal(row["fat_pct_energy_min"]), Decimal(row["fat_pct_energy_max"])),
        (Decimal(row["carb_pct_energy_min"]), Decimal(row["carb_pct_energy_max"])),
    )


@lru_cache
def intakes(edition: str, activity: int) -> tuple[Need, ...]:
    """Both sexes by age. `activity` 1 to 3: light, moderate, heavy; up to five only one is told."""
    needs = []
    for row in shipped.rows("dri_children"):
        if row["edition"] == edition:
            asked = [ENERGY[activity - 1], *ENERGY[1:]]
            energy = next(value for name in asked if (value := figure(row, name)))
            found = {name: figure(row, column) for name, column in COLUMNS.items()}
            needs.append(need_of(row, {"energy_kcal": energy} | found))
    return tuple(needs)


@lru_cache
def of_pupils() -> tuple[Need, ...]:
    return tuple(
        need_of(row, {name: figure(row, name) for name in NEEDED})
        for row in shipped.rows("school_meal_standard")
    )


def need(eater: Eater, *, edition: str, activity: int) -> Need:
    """The row of a child; who is younger or older than the table has the nearest one."""
    rows = of_pupils() if eater.is_pupil else intakes(edition, activity)
    own = [row for row in rows if row.sex == eater.sex]
    age = min(max(eater.age, own[0].first), own[-1].last - 1)
    return next(row for row in own if row.first <= age < row.last)


def target(eaters: Mapping[Eater, int], *, edition: str, activity: int) -> Target:
    """The mean over all children: Σ (children by age and sex × what they need) ÷ children.

    What the table says nothing of for some of them is the mean over the others. Without children
    there is no target.
    """
    rows = [(need(eater, edition=edition, activity=activity), n) for eater, n in eaters.items()]
    reference = {}
    for name in NEEDED:
        known = [(row.reference[name], n) for row, n in rows if name in row.reference]
        if known:
            reference[name] = mean(known)
    return Target(
        reference,
        (mean([(r.fat[0], n) for r, n in rows]), mean([(r.fat[1], n) for r, n in rows])),
        (
            mean([(r.carbohydrate[0], n) for r, n in rows]),
            mean([(r.carbohydrate[1], n) for r, n in rows]),
        ),
        sum(eaters.values()),
    )


def mean(weighted: list[tuple[Decimal, int]]) -> Decimal:
    count = sum(n for _value, n in weighted)
    return sum((value * n for value, n in weighted), ZERO) / count if count else ZERO
