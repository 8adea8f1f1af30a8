"""What is asked back of a measurement before it is kept: units mixed up, leaps, the hardly possible.

Nothing that may be true is refused. Only what no child can be (11.2 cm) has to be typed again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from health.growth import judging, screening
from health.growth.judging import Growth
from health.growth.thresholds import Figures, basis_of
from logistics.fields import half_width

TENTH = Decimal("0.1")
QUARTER = 92  # days
SHORTEST, TALLEST = Decimal(30), Decimal(230)
LIGHTEST, HEAVIEST = Decimal(1), Decimal(300)
LEAST_BLOOD, MOST_BLOOD = Decimal(10), Decimal(300)

# What people write behind a number, and by how much it is multiplied.
LENGTHS = {
    "": None, "cm": 1, "厘米": 1, "公分": 1, "m": 100, "米": 100, "mm": "0.1", "毫米": "0.1",
}  # fmt: skip
WEIGHTS = {
    "": None, "kg": 1, "公斤": 1, "千克": 1, "斤": "0.5", "市斤": "0.5", "g": "0.001", "克": "0.001",
}  # fmt: skip
METRES = re.compile(r"(\d)(?:m|米)(\d{1,2})(?:cm|厘米|公分)?")
NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(\D*)")


class Unreadable(Exception):
    """What was typed is no such measure; the sentence says what helps."""


@dataclass(frozen=True)
class Meant:
    """A number as it was typed, in our unit, and whether the unit stood beside it."""

    value: Decimal
    has_unit: bool


@dataclass(frozen=True)
class Before:
    """What was measured of the child last time, for comparison only."""

    on: date
    height_cm: Decimal | None
    weight_kg: Decimal | None


@dataclass(frozen=True)
class Choice:
    """One way of reading what was typed, and what is then odd of it, by codes.

    `token` comes back when it is chosen.
    """

    height_cm: Decimal | None
    weight_kg: Decimal | None
    words: str
    codes: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        return f"{self.height_cm or ''}/{self.weight_kg or ''}"


@dataclass(frozen=True)
class Doubt:
    """Why a measurement is asked back, and the ways to read it."""

    sentences: tuple[str, ...]
    choices: tuple[Choice, ...]

    def chosen(self, token: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.token == token), None)


@dataclass(frozen=True)
class Subject:
    """A child on the day it is measured."""

    sex: str
    months: int
    on: date
    before: Before | None = None
    lying: bool | None = None


@dataclass(frozen=True)
class Checker:
    """The figures of a day, against which a whole class is looked at."""

    figures: Figures
    at_school: bool

    def judge(self, child: Subject, height_cm: Decimal | None, weight_kg: Decimal | None) -> Growth:
        basis = basis_of(self.figures, at_school=self.at_school)
        return judging.judge(
            child.sex, child.months, height_cm=height_cm, weight_kg=weight_kg, basis=basis,
            lying=child.lying,
        )  # fmt: skip

    def look(self, child: Subject, height: Meant | None, weight: Meant | None) -> Doubt | None:
        """What has to be asked back before this is kept; nothing if all is plausible.

        Raises `Unreadable` if no reading of the numbers is possible.
        """
        typed = typed_values(height, weight)
        oddities = dict(self.odd(child, *typed))
        if not oddities and self.is_possible(*typed):
            return None
        choices = tuple(self.choices(child, height, weight))
        if not choices:
            raise Unreadable(impossible(*typed))
        sentences = list(oddities.values())
        if any("unit" in choice.codes for choice in choices):
            sentences.append(_("Check the unit: height in cm, weight in kg."))
        return Doubt(tuple(sentences), choices)

    def is_possible(self, height_cm: Decimal | None, weight_kg: Decimal | None) -> bool:
        tall = height_cm is None or SHORTEST <= height_cm <= TALLEST
        return tall and (weight_kg is None or LIGHTEST <= weight_kg <= HEAVIEST)

    def choices(
        self, child: Subject, height: Meant | None, weight: Meant | None
    ) -> Iterator[Choice]:
        """Every possible reading: first in other units, if these make sense, then as typed."""
        typed = tuple(v and rounded(v) for v in typed_values(height, weight))
        for tall in readings(height, ("100", "0.1")):
            for heavy in readings(weight, ("0.5", "0.001")):
                if not self.is_possible(tall, heavy):
                    continue
                odd = tuple(code for code, _sentence in self.odd(child, tall, heavy))
                if (tall, heavy) == typed:
                    yield Choice(tall, heavy, words_of(tall, heavy), odd)
                elif not odd:
                    yield Choice(tall, heavy, words_of(tall, heavy), ("unit",))

    # What is odd ---------------------------------------------------------------------------------

    def odd(
        self, child: Subject, height_cm: Decimal | None, weight_kg: Decimal | None
    ) -> Iterator[tuple[str, str]]:
        """Codes and sentences of whatever deserves a second look."""
        yield from self.beyond("height", height_cm, "cm")
        yield from self.beyond("weight", weight_kg, "kg")
        if child.before:
            yield from self.leaps(child, child.before, height_cm, weight_kg)
        if self.is_possible(height_cm, weight_kg):
            far = self.judge(child, height_cm, weight_kg).farthest
            if far > self.figures["growth_z_odd"]:
                yield (
                    "far",
                    _("%(far)s standard deviations from the median of this age.")
                    % {"far": far.quantize(TENTH)},
                )

    def beyond(self, name: str, value: Decimal | None, unit: str) -> Iterator[tuple[str, str]]:
        most = self.figures[f"growth_{name}_most{'_school' if self.at_school else ''}"]
        if value is None or self.figures[f"growth_{name}_least"] <= value <= most:
            return
        yield name, _("%(value)s %(unit)s is unusual.") % {"value": value, "unit": unit}

    def leaps(
        self, child: Subject, before: Before, height_cm: Decimal | None, weight_kg: Decimal | None
    ) -> Iterator[tuple[str, str]]:
        quarters = max(1, -(-(child.on - before.on).days // QUARTER))
        if height_cm is not None and before.height_cm is not None:
            yield from self.grown(before, height_cm - before.height_cm, quarters)
        if weight_kg is not None and before.weight_kg:
            change = (weight_kg - before.weight_kg) / before.weight_kg * 100
            if abs(change) > self.figures["growth_weight_change"] * quarters:
                yield (
                    "weight_change",
                    _("Weight %(change)s %% since %(day)s, when it was %(weight)s kg.")
                    % {
                        "change": f"{change:+.0f}",
                        "day": before.on,
                        "weight": before.weight_kg,
                    },
                )

    def grown(self, before: Before, grown: Decimal, quarters: int) -> Iterator[tuple[str, str]]:
        said = {"day": before.on, "height": before.height_cm, "by": abs(grown)}
        if grown < -self.figures["growth_height_drop"]:
            yield (
                "height_drop",
                _("%(by)s cm less than on %(day)s, when it was %(height)s cm.") % said,
            )
        elif grown > self.figures["growth_height_gain"] * quarters:
            yield (
                "height_gain",
                _("%(by)s cm more than on %(day)s, when it was %(height)s cm.") % said,
            )


def typed_values(
    height: Meant | None, weight: Meant | None
) -> tuple[Decimal | None, Decimal | None]:
    return (height.value if height else None, weight.value if weight else None)


def impossible(height_cm: Decimal | None, weight_kg: Decimal | None) -> str:
    parts = []
    if height_cm is not None and not SHORTEST <= height_cm <= TALLEST:
        parts.append(_("%(height)s cm cannot be a child's height.") % {"height": height_cm})
    if weight_kg is not None and not LIGHTEST <= weight_kg <= HEAVIEST:
        parts.append(_("%(weight)s kg cannot be a child's weight.") % {"weight": weight_kg})
    return " ".join(parts)


def readings(meant: Meant | None, factors: Sequence[str]) -> list[Decimal | None]:
    """The number in other units; as typed comes last, or alone if its unit was written."""
    if meant is None:
        return [None]
    others = [] if meant.has_unit else [rounded(meant.value * Decimal(f)) for f in factors]
    return [*others, rounded(meant.value)]


def words_of(height_cm: Decimal | None, weight_kg: Decimal | None) -> str:
    tall = f"{height_cm} cm" if height_cm is not None else ""
    heavy = f"{weight_kg} kg" if weight_kg is not None else ""
    return _(", ").join(part for part in (tall, heavy) if part)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


# Reading what was typed --------------------------------------------------------------------------


def read_height(text: str) -> Meant | None:
    """110.5, 110.5cm, 1.105 m, 1米10 → centimetres. Empty: nothing."""
    plain = half_width(text).lower().replace(" ", "")
    if match := METRES.fullmatch(plain):
        metres, rest = match.groups()
        return Meant(Decimal(metres) * 100 + Decimal(rest.ljust(2, "0")), has_unit=True)
    return read(plain, LENGTHS, _("a height in cm, such as 110.5"))


def read_weight(text: str) -> Meant | None:
    """18.5, 18.5kg, 37斤, 18500g → kilograms. Empty: nothing."""
    plain = half_width(text).lower().replace(" ", "")
    return read(plain, WEIGHTS, _("a weight in kg, such as 18.5"))


def read(plain: str, units: dict[str, int | str | None], wanted: str) -> Meant | None:
    if not plain:
        return None
    found = NUMBER.fullmatch(plain.replace("。", ".").replace(",", "."))
    number, unit = found.groups() if found else ("", "?")
    if not found or unit not in units or len(number) > 8:
        raise Unreadable(_("Write %(wanted)s.") % {"wanted": wanted})
    factor = units[unit]
    value = rounded(Decimal(number) * Decimal(factor)) if factor else Decimal(number)
    return Meant(value, has_unit=factor is not None)


def read_vision(text: str) -> Decimal | None:
    """0.8, or 4.9 as the chart of five grades has it → decimal notation. Empty: nothing."""
    plain = half_width(text).replace(" ", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as wrong:
        raise Unreadable(_("Write the eyesight as 0.8 or as 4.9.")) from wrong
    if screening.FIVE_GRADE_FROM <= value <= Decimal("5.3"):
        return screening.from_five_grade(value)
    if not Decimal(0) <= value <= Decimal("2.0"):
        raise Unreadable(_("Write the eyesight as 0.8 or as 4.9."))
    return value


@dataclass(frozen=True)
class Blood:
    """Haemoglobin as typed; `doubt` asks whether it was meant in g/dL."""

    value: Decimal
    doubt: str = ""
    codes: tuple[str, ...] = field(default=())


def read_blood(text: str) -> Blood | None:
    """118, or 11.8 g/dL → g/L. Raises `Unreadable` for what no living child has."""
    plain = half_width(text).lower().replace(" ", "")
    if not plain:
        return None
    found = NUMBER.fullmatch(plain)
    number, unit = found.groups() if found else ("", "?")
    if not found or unit not in ("", "g/l", "g/dl"):
        raise Unreadable(_("Write the haemoglobin in g/L, such as 118."))
    value = Decimal(number) * (10 if unit == "g/dl" else 1)
    if not unit and Decimal(5) <= value <= Decimal(20):
        return Blood(value * 10, _("Is it meant in g/dL, so %(value)s g/L?") % {"value": value * 10}, ("unit",))  # fmt: skip
    if not LEAST_BLOOD <= value <= MOST_BLOOD:
        raise Unreadable(_("Haemoglobin lies between 10 and 300 g/L."))
    if not Decimal(70) <= value <= Decimal(180):
        return Blood(value, _("%(value)s g/L is unusual. Is it right?") % {"value": value}, ("far",))  # fmt: skip
    return Blood(value)
