"""A child against the curves: where the strokes of its charts go, and what each chart has found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from health.growth import standards
from health.growth.evaluating import day_of
from health.growth.judging import SEVEN_YEARS, SIX_YEARS
from health.growth.standards import BMI, HEIGHT, WEIGHT
from health.models import GrowthLevel, GrowthStatus
from logistics.charts import steps_between

WIDTH, HEIGHT_PX = 640, 380
LEFT, TOP, BOTTOM, RIGHT = 48, 14, 34, 76
YEAR, HALF = 12, 6
NARROWEST = 24  # months shown at least
LABEL = 15  # between the names of two lines

# By indicator: the column of a line, its unit, what it is called, and its level and status.
SHOWN = {
    HEIGHT: ("height_cm", "cm", "height"),
    WEIGHT: ("weight_kg", "kg", "weight"),
    BMI: ("bmi", "kg/m²", "build"),
}


@dataclass(frozen=True)
class Dot:
    """One measurement: when, how old the child was, the value and what it was called."""

    on: date
    months: int
    value: Decimal
    level: str
    status: str
    source: str
    url: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Stroke:
    """One line of the standard, with its name at the right end."""

    name: str
    kind: str  # median, near, far: how it is drawn
    points: str
    name_y: float


@dataclass(frozen=True)
class Chart:
    """A drawn chart with the table behind it. The title is what it found."""

    title: str
    unit: str
    source: str
    strokes: Sequence[Stroke]
    dots: Sequence[Dot]
    course: str  # the child's own line
    rules: Sequence[dict[str, Any]]
    ages: Sequence[dict[str, Any]]

    box = f"0 0 {WIDTH} {HEIGHT_PX}"
    left, right, base = LEFT, WIDTH - RIGHT, HEIGHT_PX - BOTTOM
    foot, name_x = HEIGHT_PX - 10, WIDTH - RIGHT + 6


def charts_of(sex: str, lines: Sequence[Any]) -> list[Chart]:
    """Height, weight and BMI of a child, from its lines in the order of time."""
    found = ((indicator, list(dots_of(indicator, lines))) for indicator in SHOWN)
    return [drawn(indicator, sex, dots) for indicator, dots in found if dots]


def dots_of(indicator: str, lines: Sequence[Any]) -> Iterator[Dot]:
    column, _unit, name = SHOWN[indicator]
    for line in lines:
        value = getattr(line, column)
        if value is not None:
            yield Dot(
                day_of(line),
                line.months,
                value,
                getattr(line, f"{name}_level"),
                getattr(line, f"{name}_status"),
                line.sources,
                line.sheet.entry.get_absolute_url(),
            )


def drawn(indicator: str, sex: str, dots: Sequence[Dot]) -> Chart:
    first, last = span(dots)
    printed = printed_lines(indicator, sex, first, last)
    values = [float(dot.value) for dot in dots]
    values += [float(value) for _name, _kind, points in printed for _at, value in points]
    steps = steps_between(min(values), max(values))
    scale = Scale(first, last, steps[0], steps[-1])
    placed = [scale.placed(dot) for dot in dots]
    return Chart(
        title_of(indicator, dots),
        SHOWN[indicator][1],
        source_of(indicator, sex, dots[-1].months),
        with_names_apart([scale.stroke(*line) for line in printed]),
        placed,
        " ".join(f"{dot.x},{dot.y}" for dot in placed),
        [{"value": f"{step:g}", "y": scale.y(step)} for step in steps],
        [{"label": age_label(at), "x": scale.x(at)} for at in ages(first, last)],
    )


def span(dots: Sequence[Dot]) -> tuple[int, int]:
    """From half a year before the first measurement to half a year after the last, in months."""
    first, last = dots[0].months - HALF, dots[-1].months + HALF
    lacking = max(0, NARROWEST - (last - first))
    first = max(0, first - lacking // 2)
    last = max(last + lacking // 2, first + NARROWEST)
    return first // HALF * HALF, -(-last // HALF) * HALF


def ages(first: int, last: int) -> range:
    step = HALF if last - first <= 3 * YEAR else YEAR
    return range(-(-first // step) * step, last + 1, step)


def age_label(months: int) -> str:
    years, rest = divmod(months, YEAR)
    if rest:
        return _("%(years)s y %(months)s m") % {"years": years, "months": rest}
    return _("%(years)s y") % {"years": years}


@dataclass(frozen=True)
class Scale:
    """From months and values to places in the drawing."""

    first: int
    last: int
    low: float
    high: float

    def x(self, months: float) -> float:
        return round(
            LEFT + (WIDTH - LEFT - RIGHT) * (months - self.first) / (self.last - self.first), 1
        )

    def y(self, value: float) -> float:
        room = HEIGHT_PX - TOP - BOTTOM
        return round(TOP + room * (self.high - value) / (self.high - self.low), 1)

    def placed(self, dot: Dot) -> Dot:
        return replace(dot, x=self.x(dot.months), y=self.y(float(dot.value)))

    def stroke(self, name: str, kind: str, points: Sequence[tuple[int, Decimal]]) -> Stroke:
        drawn = [(self.x(at), self.y(float(value))) for at, value in points]
        return Stroke(name, kind, " ".join(f"{x},{y}" for x, y in drawn), drawn[-1][1])


def with_names_apart(strokes: list[Stroke]) -> list[Stroke]:
    """The names at the right, moved up where they would cover each other."""
    ceiling, placed = float(HEIGHT_PX - BOTTOM), []
    for stroke in sorted(strokes, key=lambda each: -each.name_y):
        y = min(stroke.name_y, ceiling)
        placed.append(replace(stroke, name_y=round(y, 1)))
        ceiling = y - LABEL
    return placed


# The lines of the standards ----------------------------------------------------------------------

Printed = tuple[str, str, list[tuple[int, Decimal]]]


def printed_lines(indicator: str, sex: str, first: int, last: int) -> list[Printed]:
    """What of the standards lies between two ages; small children and pupils each have theirs."""
    if first >= SEVEN_YEARS - HALF or (first >= SIX_YEARS and last > SEVEN_YEARS + YEAR):
        return list(lines_of_pupils(indicator, sex, first, last))
    curve = standards.curves()[indicator, sex]
    months = range(first, min(last, SEVEN_YEARS - 1) + 1)
    bands = [(at, curve.at(Decimal(at))) for at in months]
    return [
        (f"{sd:+d} SD" if sd else _("median"), kind_of(sd), points)
        for place, sd in enumerate(standards.SD)
        if (points := [(at, band.lines[place]) for at, band in bands if band])
    ]


def kind_of(sd: int) -> str:
    return "median" if not sd else "near" if abs(sd) == 1 else "far"


def lines_of_pupils(indicator: str, sex: str, first: int, last: int) -> Iterator[Printed]:
    if indicator == HEIGHT:
        years = range(first // YEAR, last // YEAR + 1)
        bands = [(n * YEAR, standards.school_heights().get((sex, n))) for n in years]
        for place, sd in enumerate(standards.SD_OF_SCHOOL):
            points = [(at, band.lines[place]) for at, band in bands if band]
            if points:
                yield f"{sd:+d} SD" if sd else _("median"), kind_of(sd), points
    elif indicator == BMI:
        halves = [Decimal(n) / 2 for n in range(first // HALF, last // HALF + 1)]
        found = [(int(h * YEAR), standards.school_limits().get((sex, h))) for h in halves]
        for name, words in (
            ("obese", _("obesity")), ("overweight", _("overweight")), ("wasting", _("wasting")),
        ):  # fmt: skip
            points = [(at, getattr(limits, name)) for at, limits in found if limits]
            if points:
                yield words, "far", points


def source_of(indicator: str, sex: str, months: int) -> str:
    if months < SEVEN_YEARS:
        return f"{standards.UNDER_SEVEN} {standards.curves()[indicator, sex].source}"
    return standards.SCHOOL_HEIGHT if indicator == HEIGHT else standards.SCHOOL_AGE


# What is found -----------------------------------------------------------------------------------


def title_of(indicator: str, dots: Sequence[Dot]) -> str:
    """Height 108.5 cm, middle level; 3.2 more than on 2026-03-05."""
    last = dots[-1]
    said = {"name": name_of(indicator), "value": last.value, "unit": SHOWN[indicator][1]}
    found = _("%(name)s %(value)s %(unit)s") % said
    words = [words_of(last)] if words_of(last) else []
    if len(dots) > 1:
        words.append(since(dots[-2], last))
    return _(", ").join([found, *words])


def name_of(indicator: str) -> str:
    return {HEIGHT: _("Height"), WEIGHT: pgettext("of a child", "Weight"), BMI: _("BMI")}[indicator]


def words_of(dot: Dot) -> str:
    """The status if it is out of the ordinary, else the level."""
    if dot.status and dot.status != GrowthStatus.NORMAL:
        return str(GrowthStatus(dot.status).label)
    return str(GrowthLevel(dot.level).label) if dot.level else ""


def since(before: Dot, last: Dot) -> str:
    by = last.value - before.value
    said = {"by": abs(by), "day": f"{before.on:%Y-%m-%d}"}
    if not by:
        return _("the same as on %(day)s") % said
    return (_("%(by)s more than on %(day)s") if by > 0 else _("%(by)s less than on %(day)s")) % said
