"""What a sheet of measurements says, as the page of the record and its paper show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from health.growth.charting import age_label
from health.growth.feedback import words
from health.growth.screening import five_grade
from health.models import (
    ClassSheet,
    GrowthMeasurement,
    HearingTest,
    HemoglobinTest,
    OralCheck,
    VisionTest,
)
from logistics.templatetags.house import quantity

Told = tuple[str, Callable[[Any], Any]]  # a heading, and what stands under it


@dataclass(frozen=True)
class Table:
    headings: Sequence[str]
    rows: Sequence[tuple[Any, Sequence[str]]]
    note: str = ""


def both(vision: Any) -> str:
    return "—" if vision is None else f"{quantity(vision)} ({five_grade(vision)})"


def shown(value: Any, unit: str = "") -> str:
    return "—" if value is None else f"{value} {unit}".strip()


def sight(line: Any) -> str:
    """What the eyesight is called; nothing where no rule fits."""
    return "" if line.is_low is None else _("low vision") if line.is_low else _("normal")


def growth_columns() -> list[Told]:
    return [
        (_("Height"), lambda line: shown(line.height_cm, "cm")),
        (pgettext("of a child", "Weight"), lambda line: shown(line.weight_kg, "kg")),
        (_("BMI"), lambda line: shown(line.bmi)),
        (_("Height by age"), lambda line: words(line.height_level, line.height_status)),
        (_("Weight by age"), lambda line: words(line.weight_level, line.weight_status)),
        (_("Build"), lambda line: words(line.build_level, line.build_status)),
        *sight_columns(),
    ]


def sight_columns() -> list[Told]:
    return [
        (_("Right eye"), lambda line: both(line.right_eye)),
        (_("Left eye"), lambda line: both(line.left_eye)),
        (_("Eyesight"), sight),
    ]


def columns_of(sheet: ClassSheet) -> list[Told]:
    match sheet:
        case GrowthMeasurement():
            return growth_columns()
        case VisionTest():
            return [
                *sight_columns(),
                (_("Refraction right"), lambda line: shown(line.right_sphere)),
                (_("Refraction left"), lambda line: shown(line.left_sphere)),
                (_("Glasses or treatment"), lambda line: yes(line.is_corrected)),
            ]
        case HemoglobinTest():
            return [
                (_("Haemoglobin"), lambda line: shown(line.hemoglobin, "g/L")),
                (_("Anaemia"), lambda line: line.get_anaemia_display()),
            ]
        case OralCheck():
            return [
                (_("Teeth"), lambda line: shown(line.teeth)),
                (_("Decayed"), lambda line: shown(line.decayed)),
                (_("Filled"), lambda line: shown(line.filled)),
                (_("Treated"), lambda line: yes(line.is_treated)),
            ]
        case HearingTest():
            return [
                (_("Right ear"), lambda line: line.get_right_ear_display()),
                (_("Left ear"), lambda line: line.get_left_ear_display()),
                (_("Treated"), lambda line: yes(line.is_treated)),
            ]
    return []


def yes(value: bool) -> str:  # noqa: FBT001  a cell of a table
    return _("Yes") if value else ""


def table_of(sheet: Any) -> Table:
    """Every child on the sheet with what was found, in the order in which it was written."""
    columns = columns_of(sheet)
    lines = sheet.lines.select_related("child")
    rows = [
        (line, [age_label(line.months), *(str(tell(line)) for _heading, tell in columns)])
        for line in lines
    ]
    headings = [_("Child"), _("Age"), *(heading for heading, _tell in columns)]
    missing = sheet.expected - len(rows)
    note = _("Not measured: %(count)s") % {"count": missing} if missing else ""
    return Table(headings, rows, note)


# The codes of what was asked back and confirmed.
def doubt_words(codes: str) -> str:
    said = {
        "unit": _("unit clarified"),
        "height": _("unusual height"),
        "weight": _("unusual weight"),
        "height_drop": _("shorter than before"),
        "height_gain": _("grew very fast"),
        "weight_change": _("weight changed much"),
        "far": _("far from the median"),
    }
    return _(", ").join(said[code] for code in codes.split() if code in said)


def finding_words(line: Any) -> str:
    """One test of one child in a sentence: what was looked at and what was found."""
    said = (f"{heading} {tell(line)}" for heading, tell in columns_of(line.sheet) if tell(line))
    return _(", ").join(said)
