"""What a child pays for a day of meals: the narrowest fee in force."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from canteen.models import MealFee

NOTHING = Decimal("0.00")


class Fees:
    """The fees of some campuses that were in force at some time until `last`; asked in one query."""

    def __init__(self, campuses: Iterable[int], last: date) -> None:
        rows = MealFee.objects.until(last, list(campuses)).order_by("valid_from", "pk")
        self.rows: dict[tuple[int | None, str, str], list[MealFee]] = {}
        for row in rows:
            self.rows.setdefault((row.campus_id, row.grade, row.meal), []).append(row)
        self.meals = sorted({meal for _campus, _grade, meal in self.rows if meal})
        self.known: dict[tuple[date, int, str, str], Decimal | None] = {}

    def of(self, on: date, campus: int, grade: str, meal: str = "") -> Decimal | None:
        """Yuan for the whole day, or for one meal of it; nothing if the school has set no fee."""
        key = (on, campus, grade, meal)
        if key not in self.known:
            self.known[key] = self.find(*key)
        return self.known[key]

    def find(self, on: date, campus: int, grade: str, meal: str) -> Decimal | None:
        found = self.narrowest(on, campus, grade, meal)
        if found is not None or meal:
            return found
        parts = [self.narrowest(on, campus, grade, each) for each in self.meals]
        there = [part for part in parts if part is not None]
        return sum(there, NOTHING) if there else None

    def narrowest(self, on: date, campus: int, grade: str, meal: str) -> Decimal | None:
        for where, level in ((campus, grade), (campus, ""), (None, grade), (None, "")):
            force = [row for row in self.rows.get((where, level, meal), ()) if row.valid_from <= on]
            if force:
                return force[-1].yuan
        return None


def standard(on: date, campus: Any, grade: str = "", meal: str = "") -> Decimal | None:
    """What one child of a grade pays that day, or for one meal of it."""
    key = getattr(campus, "pk", campus)
    return Fees([key], on).of(on, key, grade, meal)
