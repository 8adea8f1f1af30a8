"""From head count to grams: what a day's dishes need, for whom. Nothing here asks the database.

Amounts are raw grams as they are bought, before peeling and cutting; store units are those of the
`Item` a food is kept as.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

GRAIN = Decimal("0.001")
GENERAL = ""  # the age group of an amount that holds for everybody


@dataclass(frozen=True)
class Ingredient:
    """So many raw grams of a food for one eater of an age group; `GENERAL`: of any."""

    food: int
    group: str
    grams: Decimal


@dataclass(frozen=True)
class Serving:
    """A dish at a meal of the day. `eaters` of each age group, where not everybody gets it."""

    meal: str
    dish: int
    eaters: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Need:
    """What a dish at a meal takes of a food for all who eat it."""

    meal: str
    dish: int
    food: int
    grams: Decimal


def for_group(ingredients: Iterable[Ingredient], group: str) -> dict[int, Decimal]:
    """Grams of each food for one eater: the row of the group goes before the general one."""
    found: dict[int, tuple[bool, Decimal]] = {}
    for one in ingredients:
        if one.group not in (group, GENERAL):
            continue
        is_own = one.group == group and group != GENERAL
        if one.food not in found or is_own:
            found[one.food] = (is_own, one.grams)
    return {food: grams for food, (_own, grams) in found.items()}


def needs(
    servings: Iterable[Serving],
    recipes: Mapping[int, Sequence[Ingredient]],
    eaters: Mapping[str, int],
) -> list[Need]:
    """What every dish takes of every food. `eaters`: how many of each age group eat that day.

    A dish without amounts takes nothing here; `without_grams` names it.
    """
    found: dict[tuple[str, int, int], Decimal] = defaultdict(Decimal)
    for serving in servings:
        recipe = recipes.get(serving.dish, ())
        here = eaters if serving.eaters is None else serving.eaters
        for group, count in here.items():
            for food, grams in for_group(recipe, group).items():
                found[serving.meal, serving.dish, food] += grams * count
    return [Need(*key, grams) for key, grams in found.items() if grams]


def without_grams(
    servings: Iterable[Serving], recipes: Mapping[int, Sequence[Ingredient]]
) -> set[int]:
    """Dishes for which nothing can be worked out."""
    return {serving.dish for serving in servings if not recipes.get(serving.dish)}


def by_food(needed: Iterable[Need]) -> dict[int, Decimal]:
    """Grams of each food, over all dishes and meals named."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for one in needed:
        found[one.food] += one.grams
    return dict(found)


def in_units(grams: Decimal, grams_per_unit: Decimal | None) -> Decimal | None:
    """Store units, to three places; nothing where it is not said what a unit weighs."""
    if not grams_per_unit:
        return None
    return (grams / grams_per_unit).quantize(GRAIN, ROUND_HALF_UP)
