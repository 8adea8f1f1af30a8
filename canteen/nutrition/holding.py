"""What is in so many grams of foods. Unknown is not nothing: how much is not known is told beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from canteen.foods.nutrients import NUTRIENTS

ZERO, HUNDRED = Decimal(0), Decimal(100)
# Raw grams as they are bought, by the key of the food. They add up and are multiplied; only in the
# end it is asked what is in them.
Grams = Mapping[int, Decimal]
# kcal a gram, and kJ a kcal: regulations 5.5 no. 6.
KCAL = {"protein_g": Decimal(4), "fat_g": Decimal(9), "carbohydrate_g": Decimal(4)}
KJ = Decimal("4.184")


@dataclass(frozen=True)
class Holding:
    """What so many grams hold.

    `edible` are grams that are eaten, by food. `sums` are what is known of each nutrient, in the
    unit of its name (kcal, g, mg, μg RAE). `unknown` are the edible grams of the foods of which the
    nutrient is not known. `quality`, `animal` and `soy` are grams of protein: good-quality protein
    is of animals and of soy.
    """

    edible: Mapping[int, Decimal]
    sums: Mapping[str, Decimal]
    unknown: Mapping[str, Decimal]
    quality: Decimal = ZERO
    animal: Decimal = ZERO
    soy: Decimal = ZERO

    def __getitem__(self, nutrient: str) -> Decimal:
        return self.sums[nutrient]

    @property
    def weight(self) -> Decimal:
        """Edible grams of everything."""
        return sum(self.edible.values(), ZERO)

    @property
    def energy(self) -> Decimal:
        """kcal."""
        return self.sums["energy_kcal"]

    def unknown_share(self, nutrient: str) -> Decimal:
        """From 0 to 1: of what is eaten, by weight, how much has no figure for the nutrient."""
        return self.unknown[nutrient] / self.weight if self.weight else ZERO

    def energy_of(self, nutrient: str) -> Decimal:
        """kcal out of protein, fat or carbohydrate."""
        return self.sums[nutrient] * KCAL[nutrient]

    def energy_share(self, nutrient: str) -> Decimal | None:
        """In per cent of the energy of protein, fat and carbohydrate together: they make 100."""
        return share(self.energy_of(nutrient), sum((self.energy_of(n) for n in KCAL), ZERO))

    @property
    def quality_share(self) -> Decimal | None:
        """Good-quality protein in per cent of all protein."""
        return share(self.quality, self.sums["protein_g"])


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """In per cent, unrounded; nothing of nothing."""
    return HUNDRED * part / whole if whole else None


def hold(grams: Grams, foods: Mapping[int, Any]) -> Holding:
    """What is in raw grams of foods: edible grams are raw grams times the edible share.

    `foods` are rows of the food table (or anything with its columns) by key; each figure is of a
    hundred edible grams.
    """
    edible: dict[int, Decimal] = {}
    sums, unknown = dict.fromkeys(NUTRIENTS, ZERO), dict.fromkeys(NUTRIENTS, ZERO)
    protein = {"quality": ZERO, "animal": ZERO, "soy": ZERO}
    for key, raw in grams.items():
        food = foods[key]
        eaten = raw * food.edible_percent / HUNDRED
        edible[key] = eaten
        for nutrient in NUTRIENTS:
            figure = getattr(food, nutrient)
            if figure is None:
                unknown[nutrient] += eaten
            else:
                sums[nutrient] += eaten * figure / HUNDRED
        of_food = eaten * (food.protein_g or ZERO) / HUNDRED
        for kind in kinds_of_protein(food):
            protein[kind] += of_food
    return Holding(edible, sums, unknown, **protein)


def kinds_of_protein(food: Any) -> Iterable[str]:
    if food.is_quality_protein:
        yield "quality"
        yield "animal" if food.is_animal else "soy"


def added(many: Iterable[Grams]) -> dict[int, Decimal]:
    """The grams of several things together."""
    total: dict[int, Decimal] = {}
    for grams in many:
        for key, much in grams.items():
            total[key] = total.get(key, ZERO) + much
    return total


def times(grams: Grams, factor: Decimal) -> dict[int, Decimal]:
    return {key: much * factor for key, much in grams.items()}
