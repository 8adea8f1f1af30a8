"""Where the strokes of a chart go. Colours and words are the templates' business."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM, RIGHT = 44, 16, 32, 16


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


def steps_to(most: float) -> list[float]:
    """Four or five round numbers from zero to at least the most."""
    if most <= 0:
        return [0, 1]
    rough = most / 4
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    return [round(step * n, 6) for n in range(ceil(most / step) + 1)]


@dataclass(frozen=True)
class Scale:
    """From values to heights in the drawing; bars and lines both start at zero."""

    steps: Sequence[float]

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.steps[-1], 1)

    @property
    def rules(self) -> list[dict[str, Any]]:
        return [{"value": f"{step:g}", "y": self.y(step)} for step in self.steps]


def scale_of(points: Sequence[Point]) -> Scale:
    return Scale(steps_to(max((p.value for p in points if p.value is not None), default=0)))


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


FRAME = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT}
FRAME |= {"base": HEIGHT - BOTTOM, "foot": HEIGHT - 10, "box": f"0 0 {WIDTH} {HEIGHT}"}


def bars(points: Sequence[Point]) -> dict[str, Any]:
    scale = scale_of(points)
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
    runs: Sequence[str] = field(default_factory=list)

    @property
    def last(self) -> Dot | None:
        return next((dot for dot in reversed(self.dots) if dot.y is not None), None)


def lines(series: Sequence[Series]) -> dict[str, Any]:
    scale = scale_of([point for each in series for point in each.points])
    drawn = [drawn_line(each, scale) for each in series]
    labels = drawn[0].dots if drawn else []
    thin = max(1, ceil(len(labels) / 10))  # no more labels than fit beside each other
    return {"lines": drawn, "rules": scale.rules, "labels": labels[::thin], "frame": FRAME}


def drawn_line(series: Series, scale: Scale) -> Line:
    room = (WIDTH - LEFT - RIGHT - 60) / max(len(series.points) - 1, 1)  # 60 for the name at the end
    dots = [
        Dot(point, round(LEFT + room * place, 1), scale.y(point.value) if has(point) else None)
        for place, point in enumerate(series.points)
    ]
    return Line(series.name, dots, runs_of(dots))


def has(point: Point) -> bool:
    return point.value is not None


def runs_of(dots: Sequence[Dot]) -> list[str]:
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot.x},{dot.y}")
    return [" ".join(run) for run in runs if run]
