"""What a dish costs for one eater: the raw grams at the price of the newest delivery."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from canteen.models import Dish, DishIngredient, Food
from logistics.stores.models import Lot

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Cost:
    """In yuan for one eater. `unpriced` are the foods whose price nobody knows: they are not in it."""

    yuan: Decimal = Decimal(0)
    unpriced: frozenset[str] = field(default_factory=frozenset)
    is_known: bool = False

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.yuan + other.yuan,
            self.unpriced | other.unpriced,
            self.is_known or other.is_known,
        )

    @property
    def rounded(self) -> Decimal:
        return self.yuan.quantize(CENT)


def prices() -> dict[int, Decimal]:
    """Yuan for a gram of each food that is kept in a store: its newest lot, else its usual price."""
    priced_lots = Lot.objects.filter(item=OuterRef("item"), price__gt=0)
    newest = priced_lots.order_by("-received_on", "-pk").values("price")[:1]
    rows = Food.objects.filter(item__isnull=False, grams_per_unit__isnull=False)
    priced = rows.order_by().values_list("pk", "grams_per_unit", "item__price", Subquery(newest))
    return {
        pk: price / grams
        for pk, grams, usual, lot in priced
        if (price := lot or usual) is not None and grams
    }


def grams_for(ingredients: Iterable[DishIngredient], age_group: str = "") -> list[DishIngredient]:
    """One row a food: that of the age group goes before the general one."""
    chosen: dict[int, DishIngredient] = {}
    for row in ingredients:
        if row.age_group == age_group or (row.age_group == "" and row.food_id not in chosen):
            chosen[row.food_id] = row
    return sorted(chosen.values(), key=lambda row: (row.position, row.pk or 0))


def cost_of(dish: Dish, known: Mapping[int, Decimal], age_group: str = "") -> Cost:
    """Of a dish whose ingredients and their foods are read already."""
    total, unpriced = Decimal(0), set()
    rows = grams_for(dish.ingredients.all(), age_group)
    for row in rows:
        if row.food_id in known:
            total += row.grams * known[row.food_id]
        else:
            unpriced.add(row.food.name)
    return Cost(total, frozenset(unpriced), len(unpriced) < len(rows))
