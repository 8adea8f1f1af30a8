"""Whether what was eaten is enough: every figure beside what is asked of it, and what that means.

The figures asked for are those of `rules`: for small children 托儿所幼儿园卫生保健工作规范 2012, for
pupils 学生餐营养指南 WS/T 554-2017. Where a campus serves part of the day's meals, it owes part of the
day: the share that is usual for its pattern of meals, never more than the norm asks for all of them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.nutrition.holding import HUNDRED, ZERO, Holding, share
from canteen.nutrition.needs import Target, of_pupils
from canteen.nutrition.rules import (
    PATTERNS,
    PUPILS,
    SCHOOL,
    Figures,
    Words,
    shipped_figure,
)
from logistics.school.models.campuses import Meal

TENTH = Decimal("0.1")
MUCH_UNKNOWN = Decimal("0.1")  # of the food, by weight
# What the table shows, in the order of the statutory one: our name, its words, its unit.
NUTRIENT_WORDS: tuple[tuple[str, Words, str], ...] = (
    ("energy_kcal", _("Energy"), "kcal"),
    ("protein_g", _("Protein"), "g"),
    ("vitamin_a_ug_rae", _("Vitamin A"), "μg RAE"),
    ("vitamin_b1_mg", _("Vitamin B1"), "mg"),
    ("vitamin_b2_mg", _("Vitamin B2"), "mg"),
    ("vitamin_c_mg", _("Vitamin C"), "mg"),
    ("calcium_mg", _("Calcium"), "mg"),
    ("zinc_mg", _("Zinc"), "mg"),
    ("iron_mg", _("Iron"), "mg"),
    ("sodium_mg", _("Sodium"), "mg"),
    ("fiber_g", _("Dietary fibre"), "g"),
)
SOURCES: tuple[tuple[str, str, Words], ...] = (
    ("protein_g", "protein", _("Energy out of protein")),
    ("fat_g", "fat", _("Energy out of fat")),
    ("carbohydrate_g", "carbohydrate", _("Energy out of carbohydrate")),
)
MICRO = (
    "vitamin_a_ug_rae", "vitamin_b1_mg", "vitamin_b2_mg", "vitamin_c_mg", "calcium_mg", "zinc_mg",
    "iron_mg",
)  # fmt: skip
# Snacks are counted with the meal beside them: regulations 5.5.
MAIN_MEAL = {
    Meal.BREAKFAST: Meal.BREAKFAST,
    Meal.MORNING_SNACK: Meal.BREAKFAST,
    Meal.LUNCH: Meal.LUNCH,
    Meal.AFTERNOON_SNACK: Meal.LUNCH,
    Meal.DINNER: Meal.DINNER,
}
MAIN = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)
MEAL_WORDS = {
    Meal.BREAKFAST: _("Breakfast with morning snack"),
    Meal.LUNCH: _("Lunch with afternoon snack"),
    Meal.DINNER: pgettext_lazy("a share of the day", "Dinner"),
}
Span = tuple[Decimal | None, Decimal | None]
OPEN: Span = (None, None)


class Verdict(models.TextChoices):
    ENOUGH = "enough", pgettext_lazy("a nutrient", "as asked")
    LOW = "low", pgettext_lazy("a nutrient", "too little")
    HIGH = "high", pgettext_lazy("a nutrient", "too much")
    NONE = "none", "—"


TONES = {Verdict.ENOUGH: "ok", Verdict.LOW: "danger", Verdict.HIGH: "warn"}


@dataclass(frozen=True)
class Judged:
    """One figure: how much, beside what is needed a day, and what is asked of it.

    `percent` is the value in per cent of the reference; `low` and `high` are what is asked of that,
    or of the value itself where there is no reference. `unknown` is the share (0 to 1) of the food
    of which the figure is not known: what stands here is then at least so much.
    """

    code: str
    title: Words
    unit: Words
    value: Decimal | None
    reference: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unknown: Decimal = ZERO
    note: Words = ""

    @property
    def percent(self) -> Decimal | None:
        if self.value is None or not self.reference:
            return None
        return share(self.value, self.reference)

    @property
    def measured(self) -> Decimal | None:
        """What is compared, as it is shown: rounded to a tenth."""
        found = self.value if self.reference is None else self.percent
        return None if found is None else found.quantize(TENTH, ROUND_HALF_UP)

    @property
    def verdict(self) -> Verdict:
        return judge(self.measured, self.low, self.high)

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "neutral")

    @property
    def asked(self) -> str:
        """≥ 80, 12～15, ≤ 110; empty where nothing is asked."""
        return span_words(self.low, self.high)

    @property
    def is_uncertain(self) -> bool:
        """Much of the food has no figure: it may be the table that lacks something."""
        return self.unknown >= MUCH_UNKNOWN


def judge(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Verdict:
    """Both ends belong to what is asked."""
    if value is None or (low is None and high is None):
        return Verdict.NONE
    if low is not None and value < low:
        return Verdict.LOW
    return Verdict.HIGH if high is not None and value > high else Verdict.ENOUGH


def span_words(low: Decimal | None, high: Decimal | None) -> str:
    ends = ["" if end is None else plain(end) for end in (low, high)]
    match ends:
        case ["", ""]:
            return ""
        case [least, ""]:
            return f"≥ {least}"
        case ["", most]:
            return f"≤ {most}"
    return f"{ends[0]}～{ends[1]}"


def plain(number: Decimal) -> str:
    """At most one place, none that says nothing."""
    return f"{number.quantize(TENTH, ROUND_HALF_UP):f}".removesuffix(".0")


# What is asked -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What is asked of a day at one kitchen, in per cent: of the reference intake, of energy, …"""

    nutrients: Mapping[str, Span]
    sources: Mapping[str, Span]
    quality: Decimal
    meals: Mapping[str, Span]
    served: Span  # of the whole day
    is_school: bool
    dark: Decimal | None = None
    kinds: Decimal | None = None


def wanted(figures: Figures, meals: Collection[str], *, is_school: bool) -> Wanted:
    """By the meals a campus serves, and by whether it feeds pupils."""
    mains = [meal for meal in MAIN if any(MAIN_MEAL[Meal(m)] == meal for m in meals)]
    return for_pupils(figures, mains) if is_school else for_the_small(figures, meals, mains)


def for_the_small(figures: Figures, meals: Collection[str], mains: list[Meal]) -> Wanted:
    served = served_share(figures, meals)

    def at_least(code: str) -> Span:
        return min(figures[code], served[0] or HUNDRED), None

    nutrients = {name: at_least("micro") for name in MICRO}
    nutrients |= {"energy_kcal": at_least("energy"), "protein_g": at_least("protein")}
    shares = {meal: figures[meal.value] for meal in mains}
    whole = sum(shares.values(), ZERO) or HUNDRED
    apart = figures["meal_tolerance"]
    return Wanted(
        nutrients,
        {name: (figures[f"{code}_least"], figures[f"{code}_most"]) for name, code, _w in SOURCES},
        figures["quality"],
        {
            meal: (HUNDRED * each / whole - apart, HUNDRED * each / whole + apart)
            for meal, each in shares.items()
            if len(shares) > 1
        },
        served,
        is_school=False,
    )


def for_pupils(figures: Figures, mains: list[Meal]) -> Wanted:
    """WS/T 554 says its figures of a day; a lunch alone owes the lunch's share of it."""
    ranges = {meal: meal_range(meal) for meal in mains}
    least = sum((low for low, _high in ranges.values()), ZERO)
    most = sum((high for _low, high in ranges.values()), ZERO)
    served = (HUNDRED, HUNDRED) if len(mains) == len(MAIN) or not mains else (least, most)

    def of(low: Decimal, high: Decimal | None = None) -> Span:
        return low * served[0] / HUNDRED, high and high * served[1] / HUNDRED

    nutrients = {name: of(figures["micro"]) for name in MICRO}
    for name, code in (("energy_kcal", "energy"), ("protein_g", "protein")):
        nutrients[name] = of(figures[f"school_{code}_least"], figures[f"school_{code}_most"])
    standard = of_pupils()[0]
    meals: dict[str, Span] = {}
    if len(mains) == len(MAIN):
        meals = {meal.value: each for meal, each in ranges.items()}
    elif len(mains) > 1:
        meals = {
            meal.value: (HUNDRED * low / most, min(HUNDRED, HUNDRED * high / least))
            for meal, (low, high) in ranges.items()
        }
    return Wanted(
        nutrients,
        {"fat_g": standard.fat, "carbohydrate_g": standard.carbohydrate},
        figures["quality"],
        meals,
        served,
        is_school=True,
        dark=figures["dark_vegetables"],
        kinds=figures["vegetable_kinds"],
    )


def meal_range(meal: Meal) -> tuple[Decimal, Decimal]:
    item = f"meal_{meal.value}_share"
    low, high = (shipped_figure(SCHOOL, item, end) for end in ("min_value", "max_value"))
    return Decimal(low), Decimal(high)


def served_share(figures: Figures, meals: Collection[str]) -> tuple[Decimal, Decimal]:
    """What part of the day is served, from and to in per cent of the reference intake.

    By the pattern of meals; one that is in nobody's table is put together meal by meal.
    """
    mains = sum(Meal(meal) in MAIN for meal in meals)
    pattern = PATTERNS.get((mains, len(meals) - mains))
    if pattern:
        return figures[f"{pattern}_least"], figures[f"{pattern}_most"]
    if not meals:
        return HUNDRED, HUNDRED
    low, high = (
        sum((Decimal(shipped_figure("meal_share_detail", meal, end)) for meal in meals), ZERO)
        for end in ("min_value", "max_value")
    )
    return low, min(high, HUNDRED)


# What is found -----------------------------------------------------------------------------------


def nutrients(found: Holding, target: Target | None, asked: Wanted) -> list[Judged]:
    return [
        Judged(
            name, words, unit, found[name],
            target.get(name) if target else None,
            *(asked.nutrients.get(name, OPEN) if target and target.get(name) else OPEN),
            unknown=found.unknown_share(name),
        )
        for name, words, unit in NUTRIENT_WORDS
    ]  # fmt: skip


def composition(found: Holding, asked: Wanted, target: Target | None = None) -> list[Judged]:
    """Where the energy comes from, and how good the protein is."""
    said = {"fat_g": target.fat, "carbohydrate_g": target.carbohydrate} if target else {}
    rows = [
        Judged(
            f"{name}_share", words, "%", found.energy_share(name), None,
            *asked.sources.get(name, OPEN),
            note=other_span(said.get(name), asked.sources.get(name, OPEN)),
        )
        for name, _code, words in SOURCES
    ]  # fmt: skip
    quality = Judged(
        "quality", _("Good-quality protein of all protein"), "%", found.quality_share, None,
        asked.quality, None,
    )  # fmt: skip
    return [*rows, quality]


def other_span(said: tuple[Decimal, Decimal] | None, asked: Span) -> str:
    """What the reference intakes say, where it is something else than the norm."""
    if said is None or tuple(said) == tuple(asked):
        return ""
    return f"DRIs {span_words(*said)} %"


def meal_shares(energy: Mapping[str, Decimal], asked: Wanted) -> list[Judged]:
    """`energy` in kcal by meal; snacks go with the meal beside them. In per cent of what is served."""
    by_main = dict.fromkeys(MAIN, ZERO)
    for meal, kcal in energy.items():
        by_main[MAIN_MEAL[Meal(meal)]] += kcal
    whole = sum(by_main.values(), ZERO)
    return [
        Judged(
            meal.value,
            MEAL_WORDS[meal],
            "%",
            share(kcal, whole),
            None,
            *asked.meals.get(meal, OPEN),
        )
        for meal, kcal in by_main.items()
        if kcal or meal in asked.meals
    ]


def vegetables(
    dark: Decimal, all_of_them: Decimal, kinds: Decimal | None, asked: Wanted
) -> Iterator[Judged]:
    """What WS/T 554 asks of pupils' vegetables: half of them dark, three kinds a day."""
    if asked.dark is not None:
        yield Judged(
            "dark_vegetables", _("Dark vegetables of all vegetables"), "%",
            share(dark, all_of_them), None, asked.dark, None, note=PUPILS,
        )  # fmt: skip
    if asked.kinds is not None and kinds is not None:
        yield Judged(
            "vegetable_kinds", _("Kinds of vegetables a day"), _("kinds"), kinds, None,
            asked.kinds, None, note=PUPILS,
        )  # fmt: skip
