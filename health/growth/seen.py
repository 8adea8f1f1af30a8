"""When each child was looked at last for one thing: the sources of the schedule of examinations."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from health.growth.evaluating import standing
from health.models import GrowthLine, HearingLine, HemoglobinLine, OralLine, VisionLine
from logistics.school.calendar import end_of


def last_days(
    model: Any, children: Collection[int], on: date, **only: Any
) -> list[tuple[int, datetime]]:
    """The moment of the last line of each child, in one question."""
    lines = standing(model).filter(
        child__in=children, sheet__entry__happened_at__lte=end_of(on), **only
    )
    last = lines.order_by().values("child").annotate(last=Max("sheet__entry__happened_at"))
    return [(row["child"], row["last"]) for row in last]


def days(*found: list[tuple[int, datetime]]) -> dict[int, date]:
    """By child, the younger one where two kinds of sheets tell of it."""
    moments: dict[int, datetime] = {}
    for child, moment in (row for rows in found for row in rows):
        moments[child] = max(moment, moments.get(child, moment))
    return {child: timezone.localdate(moment) for child, moment in moments.items()}


def weighed(children: Collection[int], on: date) -> dict[int, date]:
    return days(last_days(GrowthLine, children, on, weight_kg__isnull=False))


def measured(children: Collection[int], on: date) -> dict[int, date]:
    """The height: a quarter's sheet of weights alone does not count."""
    return days(last_days(GrowthLine, children, on, height_cm__isnull=False))


def eyes(children: Collection[int], on: date) -> dict[int, date]:
    return days(
        last_days(GrowthLine, children, on, is_low__isnull=False),
        last_days(VisionLine, children, on, is_low__isnull=False),
    )


def blood(children: Collection[int], on: date) -> dict[int, date]:
    return days(last_days(HemoglobinLine, children, on, anaemia__gt=""))


def ears(children: Collection[int], on: date) -> dict[int, date]:
    return days(last_days(HearingLine, children, on, is_failed__isnull=False))


def teeth(children: Collection[int], on: date) -> dict[int, date]:
    return days(last_days(OralLine, children, on, has_caries__isnull=False))
