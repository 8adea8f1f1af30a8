"""What a child's height and weight say by the national standards. Arithmetic alone: no clock, no rows.

A result is a screening aid, never a diagnosis.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from health.growth import standards
from health.growth.standards import (
    BMI,
    BY_HEIGHT,
    BY_LENGTH,
    HEIGHT,
    LYING_STANDING,
    SCHOOL_AGE,
    SCHOOL_HEIGHT,
    SEVEN_YEARS,
    SIX_YEARS,
    TWO_YEARS,
    UNDER_SEVEN,
    WEIGHT,
    Band,
)

NORMAL = "normal"
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
OLD_GRADES = ((50, "severe"), (30, "moderate"), (20, "mild"))  # per cent above the median


@dataclass(frozen=True)
class Basis:
    """How a school reads the tables.

    `at_school`: from six on the limits for pupils hold. `between`: lines are drawn between two
    rows. `by_height`: being thin or heavy is read from weight for height, not from the BMI.
    """

    at_school: bool = False
    between: bool = True
    by_height: bool = False


@dataclass(frozen=True)
class Judged:
    """One indicator: the value, where it lies, and the table and rows that say so."""

    indicator: str
    value: Decimal
    level: str = ""
    status: str = NORMAL
    z: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class Growth:
    """All that one measurement says. An indicator without a table for that age is not there."""

    months: int
    standard: str
    bmi: Decimal | None
    found: dict[str, Judged] = field(default_factory=dict)
    by_height: bool = False
    over_median: Decimal | None = None  # per cent of the median weight for height

    @property
    def height(self) -> Judged | None:
        return self.found.get(HEIGHT)

    @property
    def weight(self) -> Judged | None:
        return self.found.get(WEIGHT)

    @property
    def build(self) -> Judged | None:
        """Thin or heavy, by the indicator that the school reads it from."""
        tall = self.found.get(BY_HEIGHT) or self.found.get(BY_LENGTH)
        bmi = self.found.get(BMI)
        return (tall or bmi) if self.by_height else (bmi or tall)

    @property
    def statuses(self) -> tuple[str, ...]:
        """What is out of the ordinary, the height first."""
        judged = (self.height, self.weight, self.build)
        return tuple(each.status for each in judged if each and each.status != NORMAL)

    @property
    def old_grade(self) -> str:
        """The grade of obesity by the former practice: a fifth above the median and more."""
        over = self.over_median
        if over is None:
            return ""
        return next((grade for least, grade in OLD_GRADES if over >= least), "")

    @property
    def farthest(self) -> Decimal:
        """The greatest distance from the median, in standard deviations."""
        return max((abs(j.z) for j in self.found.values() if j.z is not None), default=Decimal(0))


def completed_months(birth_on: date, on: date) -> int:
    """Full months of life on a day; negative before birth."""
    months = (on.year - birth_on.year) * 12 + on.month - birth_on.month
    return months - (on.day < birth_on.day)


def bmi_of(height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """kg/m², with the one decimal that is compared."""
    metres = height_cm / 100
    return (weight_kg / (metres * metres)).quantize(TENTH, ROUND_HALF_UP)


def comparable_height(height_cm: Decimal, months: int, *, lying: bool | None) -> Decimal:
    """As the table of that age means it: lying below two years, standing from then on."""
    if lying is None or lying == (months < TWO_YEARS):
        return height_cm
    return height_cm - LYING_STANDING if lying else height_cm + LYING_STANDING


def is_for_pupils(months: int, basis: Basis) -> bool:
    """Between six and seven both families of standards hold; the kind of school decides."""
    return months >= SEVEN_YEARS or (basis.at_school and months >= SIX_YEARS)


def judge(
    sex: str,
    months: int,
    *,
    height_cm: Decimal | None,
    weight_kg: Decimal | None,
    basis: Basis,
    lying: bool | None = None,
) -> Growth:
    """Evaluate one measurement of a "boy" or "girl" of so many completed months."""
    if height_cm is not None:
        height_cm = comparable_height(height_cm, months, lying=lying)
    bmi = bmi_of(height_cm, weight_kg) if height_cm and weight_kg else None
    if is_for_pupils(months, basis):
        return judge_pupil(sex, months, height_cm, bmi)
    found = {each.indicator: each for each in under_seven(sex, months, height_cm, weight_kg, basis)}
    over = over_median(sex, months, height_cm, weight_kg)
    return Growth(months, UNDER_SEVEN, bmi, found, basis.by_height, over)


def under_seven(
    sex: str, months: int, height_cm: Decimal | None, weight_kg: Decimal | None, basis: Basis
) -> Iterator[Judged]:
    age = Decimal(months)
    asked = [(HEIGHT, age, height_cm), (WEIGHT, age, weight_kg)]
    if height_cm and weight_kg:
        asked.append((BMI, age, bmi_of(height_cm, weight_kg)))
        asked.append((BY_LENGTH if months < TWO_YEARS else BY_HEIGHT, height_cm, weight_kg))
    for indicator, place, value in asked:
        curve = standards.curves()[indicator, sex]
        by_age = indicator in (HEIGHT, WEIGHT, BMI)
        band = curve.at(place, between=basis.between or not by_age)
        if band is not None and value is not None:
            yield read(indicator, value, band, curve.source)


def read(indicator: str, value: Decimal, band: Band, source: str) -> Judged:
    reached, count = band.reached(value), len(band.lines)
    rows = "–".join(f"{row:f}" for row in band.rows)
    return Judged(
        indicator,
        value,
        standards.readings("level_by_sd", indicator, count)[reached],
        standards.readings("nutrition_status", indicator, count)[reached],
        band.z(value).quantize(HUNDREDTH, ROUND_HALF_UP),
        f"{source} {rows}",
    )


def over_median(
    sex: str, months: int, height_cm: Decimal | None, weight_kg: Decimal | None
) -> Decimal | None:
    """By how much per cent the weight lies above the median for the height."""
    if not (height_cm and weight_kg):
        return None
    indicator = BY_LENGTH if months < TWO_YEARS else BY_HEIGHT
    band = standards.curves()[indicator, sex].at(height_cm)
    if band is None:
        return None
    return ((weight_kg / band.median - 1) * 100).quantize(TENTH, ROUND_HALF_UP)


# At school age -----------------------------------------------------------------------------------


def judge_pupil(sex: str, months: int, height_cm: Decimal | None, bmi: Decimal | None) -> Growth:
    half_years = min(Decimal(months // 6) / 2, Decimal(18))
    limits = standards.school_limits().get((sex, half_years))
    found = {}
    if limits and height_cm:
        found[HEIGHT] = pupil_height(sex, months, height_cm, limits)
    if limits and bmi:
        found[BMI] = Judged(BMI, bmi, status=build_of(bmi, limits), source=f"{half_years:f}")
    return Growth(months, SCHOOL_AGE, bmi, found)


def pupil_height(sex: str, months: int, height_cm: Decimal, limits: standards.Limits) -> Judged:
    """The level by the completed year, from seven on; stunting by the half year."""
    status = "stunting" if height_cm <= limits.stunting else NORMAL
    band = standards.school_heights().get((sex, min(months // 12, 18)))
    if band is None:
        return Judged(HEIGHT, height_cm, status=status, source=f"{limits.age:f}")
    count = len(band.lines)
    level = standards.readings("school_height_level", HEIGHT, count)[band.reached(height_cm)]
    z = band.z(height_cm).quantize(HUNDREDTH, ROUND_HALF_UP)
    return Judged(HEIGHT, height_cm, level, status, z, f"{SCHOOL_HEIGHT} {months // 12}")


def build_of(bmi: Decimal, limits: standards.Limits) -> str:
    if bmi >= limits.obese:
        return "obese"
    if bmi >= limits.overweight:
        return "overweight"
    if bmi <= limits.severe_wasting:
        return "moderate_wasting"
    return "mild_wasting" if bmi <= limits.wasting else NORMAL
