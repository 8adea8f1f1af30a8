"""The school's table of methods, and the way the first one came into the house."""

import csv
from pathlib import Path
from typing import Any

from health.models import DisinfectionMethod, Item

SOURCE = Path(__file__).parents[1] / "data" / "disinfection_methods.csv"
NUMBERS = ("strength_min", "strength_max", "minutes_min", "minutes_max")


def fill(model: Any) -> None:
    """Lay down the table of the norm; what the school has already is left alone."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = [model(**fields_of(row)) for row in csv.DictReader(file)]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)


def fields_of(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: int(row[name]) if row[name] else None for name in NUMBERS}
    plain = {name: row[name] for name in ("item", "method", "agent", "note")}
    return {**plain, **numbers, "is_usual": bool(row["is_usual"])}


class MethodTable:
    """The table read once, for a page or a batch of records."""

    def __init__(self) -> None:
        self.rows = list(DisinfectionMethod.objects.order_by("pk"))

    def usual(self, item: Item) -> DisinfectionMethod | None:
        """What stands on the card of an item: its usual method, else its first."""
        rows = self.of(item)
        return next((row for row in rows if row.is_usual), rows[0] if rows else None)

    def of(self, item: str) -> list[DisinfectionMethod]:
        return [row for row in self.rows if row.item == item]

    def row(self, item: str, method: str) -> DisinfectionMethod | None:
        return next((row for row in self.of(item) if row.method == method), None)
