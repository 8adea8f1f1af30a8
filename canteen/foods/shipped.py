"""The foods that come with the house, out of the tables in `canteen/data`."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from canteen.foods.nutrients import NUTRIENTS
from logistics.school.names import initials, sound

DATA = Path(__file__).parents[1] / "data"
SOURCE = "中国食物成分表标准版第6版"
# Nothing of it is eaten by its weight; it is in the table so that a menu that names it is stopped.
NITRITE = "亚硝酸盐"


def rows(name: str) -> list[dict[str, str]]:
    """A table of `canteen/data`, row by row; an empty cell is unknown, never nothing."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(model: Callable[[str], Any]) -> None:
    """Lay the shipped foods down; `model` names a model of the canteen as it is in a migration."""
    food, allergen = model("Food"), model("FoodAllergen")
    flags = {row["name_zh"]: row for row in rows("food_flags")}
    foods = [food_of(food, row, flags.get(row["name_zh"])) for row in rows("food_composition")]
    forbidden = food(name=NITRITE, group="condiment", risk="forbidden", source="")
    spell(forbidden)
    food.objects.bulk_create([*foods, forbidden])
    keys = dict(food.objects.values_list("name", "pk"))
    allergen.objects.bulk_create(
        allergen(food_id=keys[name], allergen=code)
        for name, row in flags.items()
        for code in row["allergens"].split(";")
        if code
    )


def food_of(food: Any, row: dict[str, str], flags: dict[str, str] | None) -> Any:
    made = food(
        number=row["code"],
        name=row["name_zh"],
        aliases=row["aliases_zh"].replace(";", "、"),
        group=row["food_group"],
        is_animal=row["is_animal"] == "1",
        is_quality_protein=row["is_quality_protein"] == "1",
        edible_percent=row["edible_pct"],
        risk=flags["risk"] if flags else "",
        source=SOURCE,
        **{name: row[name] or None for name in NUTRIENTS},
    )
    spell(made)
    return made


def spell(food: Any) -> None:
    """By which it is found: of its own name and of the others it goes by."""
    food.pinyin = sound(food.name)
    spelled = " ".join(initials(name) for name in [food.name, *food.aliases.split("、")] if name)
    food.initials = spelled[:200]
