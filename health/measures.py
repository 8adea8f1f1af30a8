"""What was measured of children last, as any part may ask for it, whoever measured it.

A part that measures adds the name of a function to `SOURCES`: it takes the keys of children and a
day, and answers what it knows of each child, one `Measured` for each look at it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.module_loading import import_string

Source = Callable[[Collection[int], date], dict[int, Sequence["Measured"]]]

SOURCES: list[str] = ["health.care.grown.measured"]


@dataclass(frozen=True)
class Measured:
    """A last look at a child and what the standards say of it.

    `conditions` are codes of `health.conditions.Condition`; `words` say which figures they rest on.
    """

    on: date
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    conditions: frozenset[str] = field(default_factory=frozenset)
    words: str = ""


def latest(children: Collection[int], on: date) -> dict[int, list[Measured]]:
    """What each source knows of each of these children, on a day or before."""
    found: dict[int, list[Measured]] = {}
    for source in sources():
        for child, told in source(children, on).items():
            found.setdefault(child, []).extend(told)
    return found


def sources() -> list[Source]:
    return [import_string(name) for name in SOURCES]
