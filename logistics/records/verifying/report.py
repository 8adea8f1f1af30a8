"""What a check of the seals finds: by day, the first broken row before the others."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from logistics.records.models import Seal

MOST = 20  # rows told of one day; the others are counted


@dataclass(frozen=True)
class Break:
    """Something that is not as it was written. `row` names it; what is gone may have no day."""

    day: date | None
    row: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


@dataclass
class Report:
    first: date | None = None
    last: date | None = None
    head: Seal | None = None
    seals: int = 0
    rows: int = 0  # of them in a seal
    waiting: int = 0  # not yet in one
    records: int = 0
    counts: Counter[date | None] = field(default_factory=Counter)
    found: dict[date | None, dict[str, Break]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, day: date | None, row: str, sentence: str) -> None:
        """Once a row is enough: what follows from it is not told."""
        known = self.found[day]
        if row not in known:
            self.counts[day] += 1
            if len(known) < MOST:
                known[row] = Break(day, row, sentence)

    @property
    def is_whole(self) -> bool:
        return self.first is None and self.last is None

    @property
    def is_clean(self) -> bool:
        return not self.counts

    def covers(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def days(self) -> list[tuple[date | None, list[Break], int]]:
        """Each broken day with its first rows and the number of all."""
        order = sorted(self.counts, key=lambda day: day or date.max)
        return [(day, [*self.found[day].values()], self.counts[day]) for day in order]

    def as_json(self) -> dict[str, Any]:
        return {
            "clean": self.is_clean,
            "head": self.head and {"day": str(self.head.day), "code": self.head.code},
            "seals": self.seals,
            "sealed_rows": self.rows,
            "waiting_rows": self.waiting,
            "records": self.records,
            "broken": [
                {
                    "day": day and str(day),
                    "count": count,
                    "rows": [{"row": each.row, "sentence": each.sentence} for each in rows],
                }
                for day, rows, count in self.days()
            ],
        }
