"""膳食营养分析表 (S4 of annex 5): the five parts of regulations 5.5, worked out as it says.

A person-day is a child who ate all meals of a day: breakfast counts 0.30, lunch 0.40, dinner 0.30,
each with its snack, so that a kitchen of two meals is measured like one of three. What is eaten is
divided by these, and then stands beside what a child needs in a whole day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from canteen.account.reckoning import reckon
from canteen.models.foods import Group
from canteen.nutrition.analysing import Analysis
from canteen.nutrition.holding import KJ, ZERO, Holding, hold, share, times
from canteen.nutrition.judging import MAIN, MAIN_MEAL, NUTRIENT_WORDS, span_words
from canteen.nutrition.rules import Figures, Words
from logistics.school.models.campuses import Meal

Value = Decimal | str | None
PLACES = {"vitamin_b1_mg": 2, "vitamin_b2_mg": 2, "energy_kcal": 0, "kj": 0, "vitamin_a_ug_rae": 0,
          "calcium_mg": 0, "sodium_mg": 0}  # fmt: skip
# The columns of part 2 in their official order.
INTAKES = (
    "energy_kcal", "kj", "protein_g", "fat_g", "vitamin_a_ug_rae", "vitamin_b1_mg",
    "vitamin_b2_mg", "vitamin_c_mg", "calcium_mg", "zinc_mg", "iron_mg", "sodium_mg",
)  # fmt: skip
WORDS: dict[str, tuple[Words, str]] = {name: (words, unit) for name, words, unit in NUTRIENT_WORDS}
WORDS |= {
    "energy_kcal": (gettext_lazy("Energy"), "kcal"),
    "kj": (gettext_lazy("Energy"), "kJ"),
    "fat_g": (gettext_lazy("Fat"), "g"),
}
# 杂粮: whatever of the cereals is neither rice nor wheat, and tubers.
COARSE = (
    "小米", "玉米", "黄米", "高粱", "燕麦", "莜麦", "荞麦", "薏米", "薏仁", "藜麦", "大麦", "青稞",
    "糙米", "黑米",
)  # fmt: skip
LIVER = "肝"
DRY_SOY = ("黄豆", "黑豆", "青豆")
PASTRY = Decimal(2)  # grams of protein in a hundred: sugar has none


def is_coarse(food: Any) -> bool:
    return food.group == Group.TUBER or any(name in food.name for name in COARSE)


def is_pastry(food: Any) -> bool:
    return food.group == Group.SUGAR and (food.protein_g or ZERO) >= PASTRY


def is_dry_bean(food: Any) -> bool:
    return food.group == Group.BEAN or (food.group == Group.SOY and food.name.startswith(DRY_SOY))


def is_liver(food: Any) -> bool:
    return food.group in (Group.MEAT, Group.POULTRY) and LIVER in food.name


VEGETABLES = frozenset({Group.VEG_DARK, Group.VEG_LIGHT, Group.FUNGI})
CEREALS = frozenset({Group.CEREAL, Group.TUBER})
# Part 1 in its official order: what the column is called, and which foods belong to it.
FOODS: tuple[tuple[Words, Callable[[Any], bool]], ...] = (
    (gettext_lazy("Fine cereals"), lambda f: f.group == Group.CEREAL and not is_coarse(f)),
    (gettext_lazy("Coarse cereals"), lambda f: f.group in CEREALS and is_coarse(f)),
    (gettext_lazy("Pastry"), is_pastry),
    (gettext_lazy("Dry beans"), is_dry_bean),
    (gettext_lazy("Soy products"), lambda f: f.group == Group.SOY and not is_dry_bean(f)),
    (gettext_lazy("All vegetables"), lambda f: f.group in VEGETABLES),
    (gettext_lazy("Green and orange vegetables"), lambda f: f.group == Group.VEG_DARK),
    (pgettext_lazy("a group of food", "Fruit"), lambda f: f.group == Group.FRUIT),
    (gettext_lazy("Dairy"), lambda f: f.group == Group.DAIRY),
    (pgettext_lazy("a group of food", "Eggs"), lambda f: f.group == Group.EGG),
    (
        pgettext_lazy("a group of food", "Meat"),
        lambda f: f.group in (Group.MEAT, Group.POULTRY) and not is_liver(f),
    ),
    (gettext_lazy("Liver"), is_liver),
    (gettext_lazy("Fish"), lambda f: f.group == Group.AQUATIC),
    (gettext_lazy("Sugar"), lambda f: f.group == Group.SUGAR and not is_pastry(f)),
    (gettext_lazy("Edible oil"), lambda f: f.group == Group.OIL),
)


@dataclass(frozen=True)
class Part:
    """One of the five: its title, its columns, its rows; the first cell of a row names it."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Money:
    """Part 5, in yuan. What nobody has booked is not known: None."""

    income: Decimal | None = None
    spent: Decimal | None = None

    @property
    def left(self) -> Decimal | None:
        if self.income is None or self.spent is None:
            return None
        return self.income - self.spent


@dataclass(frozen=True)
class Sheet:
    """The whole table. `whole_day` is what part of a day's meals the kitchen serves, 0 to 1."""

    parts: Sequence[Part]
    whole_day: Decimal
    child_days: int | None
    person_days: Decimal | None


def sheet(found: Analysis, figures: Figures, money: Money) -> Sheet:
    part = served_of_day(figures, set(found.asked.campus.meals) | meals_of(found))
    whole = hold(times(found.mean_grams, Decimal(1) / part), found.foods)
    children = found.person_days
    folded = None if children is None else (children * part).quantize(Decimal("0.1"))
    parts = list(all_parts(found, whole, figures, money, folded))
    return Sheet(parts, part, children, folded)


def meals_of(found: Analysis) -> set[str]:
    return {course.meal for course in found.planned.courses} if found.planned else set()


def served_of_day(figures: Figures, meals: set[str]) -> Decimal:
    """Regulations 5.5 no. 1: the shares of the meals there are, snacks with the meal beside them."""
    mains = {MAIN_MEAL[Meal(meal)] for meal in meals}
    shares = {meal: figures[meal.value] for meal in MAIN}
    served = sum((shares[meal] for meal in mains), ZERO)
    return served / sum(shares.values(), ZERO) if served else Decimal(1)


def all_parts(
    found: Analysis, whole: Holding, figures: Figures, money: Money, folded: Decimal | None
) -> Iterator[Part]:
    yield of_foods(found, whole)
    yield of_intakes(found, whole)
    yield of_energy(found, whole)
    yield of_protein(found, whole)
    yield of_money(money, folded)


def of_foods(found: Analysis, whole: Holding) -> Part:
    grams = [
        sum((g for key, g in whole.edible.items() if belongs(found.foods[key])), ZERO)
        for _words, belongs in FOODS
    ]
    return Part(
        _("1. Food eaten by each person"),
        ["", *(str(words) for words, _belongs in FOODS)],
        [[_("Each person a day (g)"), *(rounded(each) for each in grams)]],
    )


def of_intakes(found: Analysis, whole: Holding) -> Part:
    eaten = dict(whole.sums) | {"kj": whole.energy * KJ}
    needed: dict[str, Decimal] = dict(found.target.reference) if found.target else {}
    if "energy_kcal" in needed:
        needed["kj"] = needed["energy_kcal"] * KJ
    return Part(
        _("2. Intake of nutrients"),
        ["", *(f"{WORDS[name][0]} ({WORDS[name][1]})" for name in INTAKES)],
        [
            [_("Each person a day"), *(rounded(eaten[n], PLACES.get(n, 1)) for n in INTAKES)],
            ["DRIs", *(rounded(needed.get(n), PLACES.get(n, 1)) for n in INTAKES)],
            [
                _("Compared (%)"),
                *(rounded(share(eaten[n], needed.get(n) or ZERO)) for n in INTAKES),
            ],
        ],
    )


def of_energy(found: Analysis, whole: Holding) -> Part:
    names = ("fat_g", "protein_g")
    kcal = [whole.energy_of(name) for name in names]
    asked = [span_words(*found.wanted.sources.get(name, (None, None))) for name in names]
    return Part(
        _("3. Where the energy comes from"),
        ["", _("Fat"), pgettext("a nutrient", "Protein")],
        [
            [_("Intake (kcal)"), *(rounded(each, 0) for each in kcal)],
            [_("Intake (kJ)"), *(rounded(each * KJ, 0) for each in kcal)],
            [_("Of all energy (%)"), *(rounded(whole.energy_share(name)) for name in names)],
            [_("Asked for (%)"), *asked],
        ],
    )


def of_protein(found: Analysis, whole: Holding) -> Part:
    kinds = (whole.quality, whole.animal, whole.soy)
    every = whole["protein_g"]
    return Part(
        _("4. Where the protein comes from"),
        ["", _("Good-quality protein"), _("Of animals"), _("Of beans")],
        [
            [_("Intake (g)"), *(rounded(each) for each in kinds)],
            [_("Of all protein (%)"), *(rounded(share(each, every)) for each in kinds)],
            [_("Asked for (%)"), span_words(found.wanted.quality, None), "", ""],
        ],
    )


def of_money(money: Money, folded: Decimal | None) -> Part:
    each = money.spent / folded if money.spent is not None and folded else None
    ratio = share(money.left, money.income) if money.left is not None and money.income else None
    return Part(
        _("5. How the meal fees were used"),
        ["", _("Each person a day (yuan)"), _("Income (yuan)"), _("Spent (yuan)"),
         _("Left (yuan)"), _("Of the income (%)")],
        [[_("In this period"), *(rounded(v, 2) for v in (each, money.income, money.spent, money.left)),
          rounded(ratio, 2)]],
    )  # fmt: skip


def money_of(found: Analysis) -> Money:
    """Out of the meal account of these days; None where no child was counted or no fee is set."""
    asked = found.asked
    sums = reckon([asked.campus.pk], asked.first, asked.last).sums(asked.first, asked.last)
    paid, spent = sums.income, sums.spent + sums.beyond
    is_priced = sums.child_days > sums.unpriced or paid
    return Money(paid if is_priced else None, spent if spent or is_priced else None)


def rounded(number: Decimal | None, places: int = 1) -> Decimal | None:
    """Rounded once, at the end."""
    if number is None:
        return None
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
