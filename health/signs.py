"""What one part tells another of a child's day: it showed a sign of illness, it was there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from health.symptoms import Symptom

SYMPTOM_CODES = frozenset(Symptom.values)


@dataclass(frozen=True, slots=True)
class Sign:
    """A child of a class showed a symptom, or had a disease, on a day: keys and codes."""

    on: date
    school_class: int
    child: int
    what: str

    @property
    def is_symptom(self) -> bool:
        return self.what in SYMPTOM_CODES


@dataclass(frozen=True, slots=True)
class Presence:
    """A child was written down as present on a day, in a record."""

    child: int
    on: date
    entry: int


Source = Callable[[date, date], Iterable[Sign]]
