"""The figures a diet is judged by, out of `diet_evaluation_rules.csv`; the school may write its own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from canteen.foods import shipped
from logistics.contributions import RuleDefault, Words
from logistics.school.models import Rule

PERCENT = "%"
DRI = _("per cent of the reference intake")
ENERGY = _("per cent of energy")
DAY = _("per cent of the day's energy")
NORM = _("Health care norm of 2012")
PUPILS = "WS/T 554-2017"
CUSTOM = _("Usual practice; set it as the local office asks")
KINDERGARTEN, SCHOOL = "kindergarten", "school_meal"

EDITION, ACTIVITY, TOLERANCE = (
    "nutrition_edition", "nutrition_activity", "nutrition_meal_tolerance",
)  # fmt: skip
# By pattern of the campus's meals: meals and snacks.
PATTERNS = {
    (1, 2): "one_meal_two_snacks",
    (2, 1): "two_meals_one_snack",
    (2, 2): "two_meals_two_snacks",
    (3, 1): "three_meals_one_snack",
    (3, 2): "three_meals_two_snacks",
}
NAMES = {
    "one_meal_two_snacks": _("one meal and two snacks"),
    "two_meals_one_snack": _("two meals and one snack"),
    "two_meals_two_snacks": _("two meals and two snacks"),
    "three_meals_one_snack": _("three meals and one snack"),
    "three_meals_two_snacks": _("three meals and two snacks"),
}


@lru_cache
def table() -> dict[tuple[str, str], dict[str, str]]:
    found = shipped.rows("diet_evaluation_rules")
    return {(row["rule_set"], row["item"]): row for row in found}


def shipped_figure(rule_set: str, item: str, column: str = "min_value") -> str:
    return table()[rule_set, item][column]


def of(
    code: str, words: Words, unit: Words, source: Words, rule_set: str, item: str, end: str = "min"
) -> RuleDefault:
    """A figure of the table under a name of its own."""
    value = shipped_figure(rule_set, item, f"{end}_value")
    return RuleDefault(f"nutrition_{code}", words, value, unit, source)


RULES = [
    RuleDefault(EDITION, _("Edition of the reference intakes (2013 or 2023)"), "2023", "", CUSTOM),
    RuleDefault(
        ACTIVITY, _("Activity of children from six on (1 light, 2 moderate, 3 heavy)"), "1", "",
        CUSTOM,
    ),
    of("energy", _("Energy at least"), DRI, NORM, "kindergarten_day_care", "energy"),
    of("protein", _("Protein at least"), DRI, NORM, "kindergarten_day_care", "protein"),
    of("micro", _("Vitamins, calcium, iron and zinc at least"), DRI, NORM, KINDERGARTEN, "calcium"),
    of("protein_least", _("Energy out of protein at least"), ENERGY, NORM, KINDERGARTEN,
       "protein_energy_share"),
    of("protein_most", _("Energy out of protein at most"), ENERGY, NORM, KINDERGARTEN,
       "protein_energy_share", "max"),
    of("fat_least", _("Energy out of fat at least"), ENERGY, NORM, KINDERGARTEN,
       "fat_energy_share"),
    of("fat_most", _("Energy out of fat at most"), ENERGY, NORM, KINDERGARTEN,
       "fat_energy_share", "max"),
    of("carbohydrate_least", _("Energy out of carbohydrate at least"), ENERGY, NORM, KINDERGARTEN,
       "carb_energy_share"),
    of("carbohydrate_most", _("Energy out of carbohydrate at most"), ENERGY, NORM, KINDERGARTEN,
       "carb_energy_share", "max"),
    of("quality", _("Good-quality protein at least"), _("per cent of protein"), NORM, KINDERGARTEN,
       "quality_protein_share"),
    of("breakfast", _("Breakfast with its snack"), DAY, NORM, KINDERGARTEN,
       "meal_breakfast_share"),
    of("lunch", _("Lunch with its snack"), DAY, NORM, KINDERGARTEN, "meal_lunch_share"),
    of("dinner", _("Dinner of the day's energy"), DAY, NORM, KINDERGARTEN, "meal_dinner_share"),
    RuleDefault(
        TOLERANCE, _("A meal may differ from its share by"), "5", _("percentage points"), CUSTOM
    ),
    *(
        of(f"{pattern}_{name}", words, DRI, CUSTOM, f"served_share_{pattern}",
           "energy_and_nutrients", end)
        for pattern, title in NAMES.items()
        for name, end, words in (
            ("least", "min", format_lazy(_("Served of the day at least: {pattern}"), pattern=title)),
            ("most", "max", format_lazy(_("Served of the day at most: {pattern}"), pattern=title)),
        )
    ),
    of("school_energy_least", _("Pupils: energy at least"), DRI, PUPILS, SCHOOL, "energy"),
    of("school_energy_most", _("Pupils: energy at most"), DRI, PUPILS, SCHOOL, "energy", "max"),
    of("school_protein_least", _("Pupils: protein at least"), DRI, PUPILS, SCHOOL, "protein"),
    of("school_protein_most", _("Pupils: protein at most"), DRI, PUPILS, SCHOOL, "protein",
       "max"),
    of("dark_vegetables", _("Pupils: dark vegetables at least"), _("per cent of vegetables"), PUPILS,
       SCHOOL, "dark_vegetable_share"),
    of("vegetable_kinds", _("Pupils: kinds of vegetables a day at least"), _("kinds"), PUPILS,
       SCHOOL, "vegetable_kinds_per_day"),
]  # fmt: skip

Figures = Mapping[str, Decimal]
Own = Sequence[tuple[str, str, date]]


def figures(on: date, own: Own | None = None) -> Figures:
    """All of them as they hold on a day, without the prefix, in one query.

    `own` are the school's rules by code, value and first day, oldest first, if they are read already.
    """
    said = {each.code: each.value for each in RULES}
    if own is None:
        own = own_rules(said)
    said |= {code: value for code, value, first in own if code in said and first <= on}
    return {code.removeprefix("nutrition_"): Decimal(value) for code, value in said.items()}


def own_rules(codes: Iterable[str]) -> Own:
    rows = Rule.objects.filter(code__in=list(codes)).order_by("valid_from")
    return list(rows.values_list("code", "value", "valid_from"))
