"""Eyes, blood and teeth: what a finding is called at which age. Arithmetic alone."""

from decimal import ROUND_HALF_UP, Decimal

from health.growth.thresholds import Figures

FOUR, FIVE, SEVEN, TWELVE = 48, 60, 84, 144  # months

# Decimal notation and the five-grade notation of the Chinese chart, line by line.
LINES = tuple(
    (Decimal(a), Decimal(b))
    for a, b in (
        ("0.05", "3.7"), ("0.06", "3.8"), ("0.08", "3.9"), ("0.1", "4.0"), ("0.12", "4.1"),
        ("0.15", "4.2"), ("0.2", "4.3"), ("0.25", "4.4"), ("0.3", "4.5"), ("0.4", "4.6"),
        ("0.5", "4.7"), ("0.6", "4.8"), ("0.8", "4.9"), ("1.0", "5.0"), ("1.2", "5.1"),
        ("1.5", "5.2"), ("2.0", "5.3"),
    )
)  # fmt: skip
FIVE_GRADE_FROM = Decimal("3.5")  # no decimal notation goes so far


def five_grade(vision: Decimal | None) -> Decimal | None:
    """1.0 → 5.0; between two lines the lower one."""
    if vision is None:
        return None
    return next((five for plain, five in reversed(LINES) if plain <= vision), LINES[0][1])


def from_five_grade(value: Decimal) -> Decimal:
    """4.9 → 0.8; a value between two lines takes the lower one."""
    return next((plain for plain, five in reversed(LINES) if five <= value), LINES[0][0])


def line_of(vision: Decimal) -> int:
    return max((n for n, (plain, _five) in enumerate(LINES) if plain <= vision), default=0)


def is_low(
    right: Decimal | None, left: Decimal | None, months: int, figures: Figures
) -> bool | None:
    """Low vision by age; nothing below four, or where no eye was tested.

    At four up to 0.6, from five on up to 0.8, or two lines between the eyes.
    """
    eyes = [eye for eye in (right, left) if eye is not None]
    if months < FOUR or not eyes:
        return None
    limit = figures["low_vision_4" if months < FIVE else "low_vision_5"]
    apart = right is not None and left is not None and abs(line_of(right) - line_of(left))
    return min(eyes) <= limit or bool(apart and apart >= figures["low_vision_lines"])


def at_sea_level(hemoglobin: Decimal, altitude_m: int, figures: Figures) -> Decimal:
    """The value as it would be at the sea: about 4 % less for each 1,000 m."""
    share = figures["altitude_percent"] / 100 * altitude_m / 1000
    return (hemoglobin * (1 - share)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def anaemia(
    hemoglobin: Decimal, months: int, *, altitude_m: int, at_school: bool, figures: Figures
) -> str:
    """The grade of anaemia: g/L below the limit of the age. Empty under six months."""
    if months < 6:
        return ""
    value = at_sea_level(hemoglobin, altitude_m, figures)
    if months >= TWELVE:
        limit = figures["anaemia_12"]
    else:
        pupil = months >= SEVEN or (at_school and months >= FIVE)
        limit = figures["anaemia_pupil" if pupil else "anaemia_under_6"]
    if value >= limit:
        return "none"
    if value >= figures["anaemia_moderate"]:
        return "mild"
    return "severe" if value < figures["anaemia_severe"] else "moderate"
