"""How far a round under way is: what has been seen of each thing, and what nobody reached yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from safety.models import (
    ChecklistItem,
    ChecklistVersion,
    Result,
    RunningAnswer,
    RunningPhoto,
    RunningRound,
    RunningStop,
)

Photo = ChecklistItem.Photo


@dataclass
class Point:
    """One thing at one stop, with what everybody said of it."""

    item: ChecklistItem
    answers: list[RunningAnswer] = field(default_factory=list)
    photos: list[RunningPhoto] = field(default_factory=list)

    @cached_property
    def answer(self) -> RunningAnswer | None:
        """What counts: what somebody found wrong stays so, else the latest answer."""
        bad = [one for one in self.answers if one.result == Result.ABNORMAL]
        return max(bad or self.answers, key=lambda one: (one.at, one.pk), default=None)

    @property
    def result(self) -> str:
        return self.answer.result if self.answer else Result.UNCHECKED

    @property
    def is_abnormal(self) -> bool:
        return self.result == Result.ABNORMAL

    @property
    def lacks_photo(self) -> bool:
        """A photo belongs to what was seen, and there is none."""
        if self.photos or self.result in (Result.UNCHECKED, Result.NOT_APPLICABLE):
            return False
        wanted = Photo.ALWAYS, Photo.ABNORMAL if self.is_abnormal else ""
        return self.item.photo in wanted


@dataclass
class Stop:
    """One stop of the round with its things, in the order of the list."""

    row: RunningStop
    points: list[Point]

    @property
    def open_count(self) -> int:
        return sum(point.answer is None for point in self.points)

    @property
    def abnormal_count(self) -> int:
        return sum(point.is_abnormal for point in self.points)

    @property
    def is_reached(self) -> bool:
        return any(point.answer for point in self.points)

    @property
    def is_partly(self) -> bool:
        """Somebody was here, and something is still open."""
        return self.is_reached and self.open_count > 0

    @property
    def state(self) -> str:
        """As the house has a word and a colour for it."""
        if not self.is_reached or self.open_count:
            return "unchecked"
        return "abnormal" if self.abnormal_count else "normal"

    def by_area(self) -> Iterator[tuple[str, list[Point]]]:
        areas: dict[int, list[Point]] = defaultdict(list)
        for point in self.points:
            areas[point.item.area_id].append(point)
        for points in areas.values():
            yield points[0].item.area.title, points


@dataclass
class Progress:
    """A round under way, read once."""

    run: RunningRound
    stops: list[Stop]

    @property
    def points(self) -> list[Point]:
        return [point for stop in self.stops for point in stop.points]

    @property
    def open_count(self) -> int:
        return sum(stop.open_count for stop in self.stops)

    @property
    def abnormal(self) -> list[tuple[Stop, Point]]:
        return [(s, point) for s in self.stops for point in s.points if point.is_abnormal]

    @property
    def unreached(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.is_reached]

    @property
    def photoless(self) -> list[tuple[Stop, Point]]:
        return [(s, point) for s in self.stops for point in s.points if point.lacks_photo]

    @property
    def is_begun(self) -> bool:
        return any(stop.is_reached for stop in self.stops)

    @property
    def last_at(self) -> datetime | None:
        """When the last thing was seen."""
        return max((a.at for point in self.points for a in point.answers), default=None)


def read(run: RunningRound) -> Progress:
    """The whole round, in three queries; in four if there are photos."""
    items = list(items_of(run.edition))
    taken = RunningPhoto.objects.filter(stop__run=run)
    rows = run.stops.select_related("place", "school_class", "person", "company")
    stops = list(rows.annotate(has_photos=Exists(taken.filter(stop=OuterRef("pk")))))
    answers = grouped(RunningAnswer.objects.filter(stop__run=run).select_related("by"))
    photos = grouped(taken) if any(stop.has_photos for stop in stops) else {}
    return Progress(run, [stop_of(stop, items, answers, photos) for stop in stops])


def items_of(edition: ChecklistVersion) -> Any:
    rows = ChecklistItem.objects.filter(area__version=edition).select_related("area")
    return rows.order_by("area__position", "area_id", "position", "pk")


def grouped(rows: Iterable[Any]) -> dict[tuple[int, int], list[Any]]:
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.stop_id, row.item_id].append(row)
    return found


def stop_of(
    stop: RunningStop,
    items: Iterable[ChecklistItem],
    answers: dict[tuple[int, int], list[Any]],
    photos: dict[tuple[int, int], list[Any]],
) -> Stop:
    points = [
        Point(item, answers.get((stop.pk, item.pk), []), photos.get((stop.pk, item.pk), []))
        for item in items
    ]
    return Stop(stop, points)
