"""Where the strokes of a chart go. Colours and words are the templates' business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM, RIGHT = 44, 28, 32, 16
NAME = 60  # the name at the end of a line


@dataclass(frozen=True)
class Point:
    """A value with its name, and the rows it counts. No value is a gap, never zero."""

    label: Any
    value: float | None
    url: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a chart."""

    name: Any
    points: Sequence[Point]


@dataclass(frozen=True)
class Part:
    """A part of a whole; the tone is one of ok, warn, danger, info, neutral or chart-1 to 5."""

    label: Any
    number: int
    tone: str = "chart-1"
    url: str = ""


@dataclass(frozen=True)
class HeatCell:
    """A share of 0 to 1 with the rows behind it; None where nothing was owed."""

    share: float | None
    url: str = ""

    @property
    def level(self) -> str:
        """From 1 (poor) to 5 (all done), or none."""
        if self.share is None:
            return "none"
        return str(1 + sum(self.share >= step for step in (0.6, 0.8, 0.95, 1)))


@dataclass(frozen=True)
class HeatRow:
    label: Any
    cells: Sequence[HeatCell]
    url: str = ""


@dataclass(frozen=True)
class Stroke:
    """A part of a stacked bar: where it begins and how wide it is, in per cent."""

    part: Part
    x: float
    width: float


def stacked(parts: Sequence[Part]) -> dict[str, Any]:
    total = sum(part.number for part in parts)
    strokes, x = [], 0.0
    for part in parts:
        width = 100 * part.number / total if total else 0.0
        strokes.append(Stroke(part, round(x, 2), round(width, 2)))
        x += width
    return {"strokes": strokes, "total": total}


def steps_between(least: float, most: float, *, whole: bool = False) -> list[float]:
    """Round numbers, about five, from at most the least to at least the most.

    `whole`: things are counted, and there is no half of one.
    """
    if most <= least:
        return [least, least + 1]
    rough = (most - least) / 4
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    step = ceil(step) if whole else step
    first, last = floor(least / step), ceil(most / step)
    return [round(step * n, 6) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Scale:
    """From values to heights in the drawing."""

    steps: Sequence[float]

    def y(self, value: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low), 1)

    @property
    def rules(self) -> list[dict[str, Any]]:
        return [{"value": f"{step:g}", "y": self.y(step)} for step in self.steps]


def values(points: Iterable[Point]) -> list[float]:
    return [point.value for point in points if point.value is not None]


@dataclass(frozen=True)
class Bar:
    point: Point
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


FRAME: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT}
FRAME |= {"base": HEIGHT - BOTTOM, "foot": HEIGHT - 10, "box": f"0 0 {WIDTH} {HEIGHT}"}


def bars(points: Sequence[Point]) -> dict[str, Any]:
    found = values(points)
    whole = all(float(value).is_integer() for value in found)
    scale = Scale(steps_between(0, max(found, default=0), whole=whole))  # bars start at zero
    room = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    width = round(min(room * 0.6, 48), 1)
    drawn = []
    for place, point in enumerate(points):
        y = scale.y(point.value or 0)
        x = round(LEFT + room * (place + 0.5) - width / 2, 1)
        drawn.append(Bar(point, x, y, width, round(HEIGHT - BOTTOM - y, 1)))
    return {"bars": drawn, "rules": scale.rules, "frame": FRAME}


@dataclass(frozen=True)
class Dot:
    point: Point
    x: float
    y: float | None


@dataclass(frozen=True)
class Line:
    """A series as drawn: its dots and the unbroken runs between its gaps."""

    name: Any
    dots: Sequence[Dot]
    runs: Sequence[str]
    name_y: float | None = None

    @property
    def last(self) -> Dot | None:
        return next((dot for dot in reversed(self.dots) if dot.y is not None), None)


def lines(series: Sequence[Series]) -> dict[str, Any]:
    found = values(point for each in series for point in each.points)
    scale = Scale(steps_between(min(found, default=0), max(found, default=0)))
    drawn = with_names_apart([drawn_line(each, scale) for each in series])
    labels = drawn[0].dots if drawn else []
    thin = max(1, ceil(len(labels) / 8))  # no more labels than fit beside each other
    gaps = sorted({x for each in drawn for x in gaps_of(each.dots)})
    chart = {"lines": drawn, "rules": scale.rules, "labels": labels[::thin]}
    return chart | {"gaps": gaps, "frame": FRAME}


def with_names_apart(drawn: Sequence[Line]) -> list[Line]:
    """The names at the ends of the lines, moved down where they would cover each other."""
    placed: dict[int, float] = {}
    free_from = 0.0
    ends = ((line.last, place) for place, line in enumerate(drawn))
    for y, place in sorted((dot.y, place) for dot, place in ends if dot and dot.y is not None):
        placed[place] = max(y, free_from)
        free_from = placed[place] + 24
    return [replace(line, name_y=placed.get(place)) for place, line in enumerate(drawn)]


def gaps_of(dots: Sequence[Dot]) -> list[float]:
    """Where to write that there is no record: the middle of each gap."""
    gaps = [list(run) for empty, run in groupby(dots, lambda dot: dot.y is None) if empty]
    return [round((gap[0].x + gap[-1].x) / 2, 1) for gap in gaps]


def drawn_line(series: Series, scale: Scale) -> Line:
    room = (WIDTH - LEFT - RIGHT - NAME) / max(len(series.points) - 1, 1)
    dots = [
        Dot(
            point,
            round(LEFT + room * place, 1),
            None if point.value is None else scale.y(point.value),
        )
        for place, point in enumerate(series.points)
    ]
    return Line(series.name, dots, runs_of(dots))


def runs_of(dots: Sequence[Dot]) -> list[str]:
    runs = [list(run) for empty, run in groupby(dots, lambda dot: dot.y is None) if not empty]
    return [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs]
