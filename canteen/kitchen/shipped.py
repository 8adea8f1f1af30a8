"""The food-safety list and the table of additives that come with the house."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"


def fill(model: Callable[[str], Any]) -> int:
    """Lay down what is missing; what the school has changed is left alone.

    `model` gives the table of a name, as it stands in a migration or now.
    """
    return fill_items(model("RiskItem")) + fill_additives(model("Additive"))


def fill_items(table: Any) -> int:
    known = set(table._default_manager.values_list("code", flat=True))
    with (DATA / "risk_items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fresh = [
        table(
            code=row["code"],
            group=row["group"],
            title=row["title"],
            evidence=row["evidence"],
            is_daily=bool(row["daily"]),
            is_inspected=bool(row["inspected"]),
            position=10 * number,
        )
        for number, row in enumerate(rows, start=1)
        if row["code"] not in known
    ]
    return len(table._default_manager.bulk_create(fresh))


def fill_additives(table: Any) -> int:
    known = set(table._default_manager.values_list("name", "food"))
    with (DATA / "additives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fresh = [
        table(**row | {"limit": Decimal(row["limit"]) if row["limit"] else None})
        for row in rows
        if (row["name"], row["food"]) not in known
    ]
    return len(table._default_manager.bulk_create(fresh))
