"""When so many children in so many days are a cluster. Pure: signs in, days out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from health.illness.signs import onsets
from health.signs import Sign


class Rule(Protocol):
    """What of a threshold counts here."""

    scope: str
    window_days: int
    case_count: int

    def takes(self, what: str, *, symptom: bool) -> bool: ...


@dataclass(frozen=True)
class Home:
    """Where a class is: its campus, and the floor or building of its room if that is known."""

    campus: int
    floor: int | None = None


class Unit(NamedTuple):
    """Where something is counted: a class, a floor or a campus, by its key."""

    scope: str
    pk: int


class Group(NamedTuple):
    """What is counted where."""

    what: str
    unit: Unit


@dataclass(frozen=True)
class Reached:
    """The day on which a threshold was reached, and the first of the days that count for it."""

    on: date
    first_on: date


def reached(signs: Sequence[Sign], rule: Rule, since: date = date.min) -> Reached | None:
    """The first day on which so many different children lie within the window that ends that day.

    `signs` are those of one group, in the order of their days; days before `since` are history.
    """
    window = timedelta(days=rule.window_days - 1)
    inside: Counter[int] = Counter()
    oldest = 0
    for sign in signs:
        inside[sign.child] += 1
        while signs[oldest].on < sign.on - window:
            gone = signs[oldest].child
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            oldest += 1
        if len(inside) >= rule.case_count and sign.on >= since:
            return Reached(sign.on, signs[oldest].on)
    return None


def units_of(sign: Sign, homes: dict[int, Home]) -> Iterator[Unit]:
    """The class, its floor and its campus; a class nobody knows counts for itself."""
    yield Unit("class", sign.school_class)
    if home := homes.get(sign.school_class):
        if home.floor:
            yield Unit("floor", home.floor)
        yield Unit("campus", home.campus)


def grouped(signs: Iterable[Sign], homes: dict[int, Home]) -> dict[Group, list[Sign]]:
    """The signs of each disease or symptom in each class, floor and campus, by day.

    Of a disease only the onset counts, of a symptom every day on which it was seen.
    """
    signs = list(signs)
    diseases = onsets(sign for sign in signs if not sign.is_symptom)
    symptoms = (sign for sign in signs if sign.is_symptom)
    found: dict[Group, list[Sign]] = defaultdict(list)
    for sign in sorted([*diseases, *symptoms], key=lambda sign: (sign.on, sign.child)):
        for unit in units_of(sign, homes):
            found[Group(sign.what, unit)].append(sign)
    return found


def fitting(group: Group, signs: Sequence[Sign], rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules that count this group."""
    symptom = signs[0].is_symptom
    for rule in rules:
        if rule.scope == group.unit.scope and rule.takes(group.what, symptom=symptom):
            yield rule
