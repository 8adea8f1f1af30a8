"""What was measured of children last, as any part may ask for it, whoever measured it.

A part that measures adds the name of a function to `SOURCES`: it takes the keys of children and a
day, and answers a `Measured` for each child it knows something of.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.module_loading import import_string

Source = Callable[[Collection[int], date], dict[int, "Measured"]]

SOURCES: list[str] = []


@dataclass(frozen=True)
class Measured:
    """The last measurement of a child and what the standards say of it.

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
        for child, measured in source(children, on).items():
            found.setdefault(child, []).append(measured)
    return found


def sources() -> list[Source]:
    return [import_string(name) for name in SOURCES]
