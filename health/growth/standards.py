"""The national growth standards as tables: WS/T 423 under seven, WS/T 612, 586 and 456 at school age."""

import csv
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"

UNDER_SEVEN = "WS/T 423-2022"
SCHOOL_AGE = "WS/T 586-2018, WS/T 456-2014"
SCHOOL_HEIGHT = "WS/T 612-2018"

WEIGHT, HEIGHT, BMI = "weight_for_age", "height_for_age", "bmi_for_age"
BY_LENGTH, BY_HEIGHT = "weight_for_length", "weight_for_height"
SEX = {"boy": "male", "girl": "female"}  # as a child's sex is written in the tables

TWO_YEARS, SIX_YEARS, SEVEN_YEARS = 24, 72, 84  # months
LYING_STANDING = Decimal("0.7")  # cm by which a child is longer lying than standing
SD = tuple(range(-3, 4))
SD_OF_SCHOOL = tuple(range(-2, 3))


@dataclass(frozen=True)
class Band:
    """The SD lines at one age or height, and the printed rows they were read from."""

    lines: tuple[Decimal, ...]
    rows: tuple[Decimal, ...]

    @property
    def median(self) -> Decimal:
        return self.lines[len(self.lines) // 2]

    def reached(self, value: Decimal) -> int:
        """How many of the lines a value reaches; on a line counts as reached."""
        return bisect_right(self.lines, value)

    def z(self, value: Decimal) -> Decimal:
        """The value in standard deviations; beyond the outermost line its last step goes on."""
        left = min(max(self.reached(value) - 1, 0), len(self.lines) - 2)
        low, high = self.lines[left], self.lines[left + 1]
        return left - len(self.lines) // 2 + (value - low) / (high - low)


@dataclass(frozen=True)
class Curve:
    """One printed table: the SD lines of an indicator for one sex, by age or by height."""

    source: str
    places: tuple[Decimal, ...]
    bands: tuple[tuple[Decimal, ...], ...]
    until: Decimal  # the last row holds up to here

    def at(self, place: Decimal, *, between: bool = True) -> Band | None:
        """The lines at an age in months or a height in cm; nothing outside the table.

        Between two rows each line is drawn straight, or with `between=False` the row below holds.
        The standard gives no rule of its own for this.
        """
        if not self.places[0] <= place <= self.until:
            return None
        left = bisect_right(self.places, place) - 1
        if place == self.places[left] or left + 1 == len(self.places) or not between:
            return Band(self.bands[left], (self.places[left],))
        low, high = self.places[left], self.places[left + 1]
        pairs = zip(self.bands[left], self.bands[left + 1], strict=True)
        lines = tuple(a + (b - a) * (place - low) / (high - low) for a, b in pairs)
        return Band(lines, (low, high))


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def curves() -> dict[tuple[str, str], Curve]:
    """The tables of WS/T 423 by indicator and sex ("boy" or "girl")."""
    rows = defaultdict(list)
    for row in table("growth_wst423_sd"):
        rows[row["indicator"], row["sex"]].append(row)
    return {
        (indicator, sex): curve_of(rows[indicator, written])
        for indicator in (WEIGHT, HEIGHT, BMI, BY_LENGTH, BY_HEIGHT)
        for sex, written in SEX.items()
    }


def curve_of(rows: Sequence[dict[str, str]]) -> Curve:
    names = [f"sd_{'neg' if n < 0 else 'pos' if n else ''}{abs(n)}" for n in SD]
    places = tuple(Decimal(row["x"]) for row in rows)
    bands = tuple(tuple(Decimal(row[name]) for name in names) for row in rows)
    by_age = rows[0]["x_unit"] == "month"
    # The row of 81 months holds until the seventh birthday.
    until = Decimal(SEVEN_YEARS - 1) if by_age else places[-1]
    return Curve(rows[0]["source_table"], places, bands, until)


@cache
def school_heights() -> dict[tuple[str, int], Band]:
    """WS/T 612 by sex and completed year."""
    names = [f"sd_{'neg' if n < 0 else 'pos' if n else ''}{abs(n)}" for n in SD_OF_SCHOOL]
    sexes = {written: sex for sex, written in SEX.items()}
    return {
        (sexes[row["sex"]], int(row["age_years"])): Band(
            tuple(Decimal(row[name]) for name in names), (Decimal(row["age_years"]),)
        )
        for row in table("growth_wst612_height")
    }


@dataclass(frozen=True)
class Limits:
    """The limits of one half year at school: BMI from or up to, height in cm up to."""

    age: Decimal
    overweight: Decimal
    obese: Decimal
    wasting: Decimal
    severe_wasting: Decimal
    stunting: Decimal


@cache
def school_limits() -> dict[tuple[str, Decimal], Limits]:
    """WS/T 586 and WS/T 456 by sex and completed half year."""
    columns = (
        "age_years_half", "overweight_bmi_ge", "obesity_bmi_ge", "wasting_mild_bmi_le",
        "wasting_moderate_severe_bmi_le", "stunting_height_cm_le",
    )  # fmt: skip
    sexes = {written: sex for sex, written in SEX.items()}
    found = {}
    for row in table("growth_school_screening"):
        limits = Limits(*(Decimal(row[name]) for name in columns))
        found[sexes[row["sex"]], limits.age] = limits
    return found


@cache
def readings(rule_set: str, indicator: str, count: int) -> tuple[str, ...]:
    """What a value is called by the number of the `count` lines it reaches, from 0 on."""
    spans = [
        (row["min_inclusive"], row["max_exclusive"], row["result"])
        for row in table("growth_rules")
        if row["rule_set"] == rule_set and indicator in row["indicator"].split("|")
    ]
    # Between two lines the middle stands for the whole span.
    middles = [Decimal(reached) - Decimal(count) / 2 for reached in range(count + 1)]
    return tuple(next((r for low, high, r in spans if within(z, low, high)), "") for z in middles)


def within(z: Decimal, low: str, high: str) -> bool:
    return (not low or z >= Decimal(low)) and (not high or z < Decimal(high))
