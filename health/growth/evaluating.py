"""What is known of children from the latest measurements, as special care, pages and papers ask it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from health.models import (
    ChildLine,
    GrowthLine,
    HearingLine,
    HemoglobinLine,
    OralLine,
    VisionLine,
)
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

VOIDED = Entry.Status.VOIDED
UNDERNOURISHED = frozenset({
    "severe_underweight", "underweight", "severe_stunting", "stunting", "severe_wasting",
    "wasting", "moderate_wasting", "mild_wasting",
})  # fmt: skip
HEAVY = frozenset({"overweight", "obese", "severe_obesity"})


@dataclass(frozen=True)
class Latest:
    """The last findings of one child. What was never looked at is None or empty.

    `statuses` are codes of `GrowthStatus`, normal left out; `anaemia` is one of `Anaemia`.
    """

    child: int
    measured_on: date | None = None
    months: int | None = None
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    bmi: Decimal | None = None
    statuses: tuple[str, ...] = ()
    right_eye: Decimal | None = None
    left_eye: Decimal | None = None
    is_low_vision: bool | None = None
    vision_on: date | None = None
    hemoglobin: Decimal | None = None
    anaemia: str = ""
    blood_on: date | None = None
    decayed: int | None = None
    has_caries: bool | None = None
    teeth_on: date | None = None
    hearing_failed: bool | None = None
    hearing_on: date | None = None

    @property
    def is_undernourished(self) -> bool:
        return bool(UNDERNOURISHED.intersection(self.statuses))

    @property
    def is_heavy(self) -> bool:
        return bool(HEAVY.intersection(self.statuses))

    @property
    def is_anaemic(self) -> bool:
        return self.anaemia not in ("", "none")


def standing(model: type[ChildLine]) -> QuerySet[Any]:
    """The lines of sheets that count."""
    return model._default_manager.exclude(sheet__entry__status=VOIDED)


def newest(
    model: type[ChildLine],
    children: Iterable[Any],
    on: date,
    *,
    since: date | None = None,
    lines: QuerySet[Any] | None = None,
    **only: Any,
) -> dict[int, Any]:
    """Each child's last line up to a day, by the key of the child; with its sheet and entry."""
    rows = standing(model) if lines is None else lines
    lines = rows.filter(child__in=children, sheet__entry__happened_at__lte=end_of(on))
    if since:
        lines = lines.filter(sheet__entry__happened_at__gte=start_of(since))
    order = [F("sheet__entry__happened_at").desc(), F("pk").desc()]
    numbered = lines.filter(**only).annotate(
        place=Window(RowNumber(), partition_by="child_id", order_by=order)
    )
    found = numbered.filter(place=1).select_related("sheet__entry")
    return {line.child_id: line for line in found}


def day_of(line: Any) -> date:
    return timezone.localdate(line.sheet.entry.happened_at)


def latest(children: Iterable[Any], on: date) -> dict[int, Latest]:
    """The last findings of each child up to a day, by the child's key. Every child is in it.

    Height and weight come from one sheet; the eyesight from whichever of the two kinds of sheets
    is younger. Asks the database six times, however many children there are.
    """
    children = list(children)
    growth = newest(GrowthLine, children, on, weight_kg__isnull=False)
    eyes = newest(GrowthLine, children, on, is_low__isnull=False)
    tested = newest(VisionLine, children, on)
    blood, teeth = newest(HemoglobinLine, children, on), newest(OralLine, children, on)
    hearing = newest(HearingLine, children, on)
    return {
        child.pk: told(
            child.pk,
            growth.get(child.pk),
            younger(eyes.get(child.pk), tested.get(child.pk)),
            blood.get(child.pk),
            teeth.get(child.pk),
            hearing.get(child.pk),
        )
        for child in children
    }


def younger(one: Any, other: Any) -> Any:
    lines: Sequence[Any] = [line for line in (one, other) if line is not None]
    return max(lines, key=lambda line: line.sheet.entry.happened_at, default=None)


def told(child: int, growth: Any, eyes: Any, blood: Any, teeth: Any, hearing: Any) -> Latest:
    said: dict[str, Any] = {}
    if growth:
        said |= {
            name: getattr(growth, name) for name in ("months", "height_cm", "weight_kg", "bmi")
        }
        said |= {"measured_on": day_of(growth), "statuses": growth.statuses}
    if eyes:
        said |= {"right_eye": eyes.right_eye, "left_eye": eyes.left_eye}
        said |= {"is_low_vision": eyes.is_low, "vision_on": day_of(eyes)}
    if blood:
        said |= {"hemoglobin": blood.hemoglobin, "anaemia": blood.anaemia}
        said["blood_on"] = day_of(blood)
    if teeth:
        said |= {"decayed": teeth.decayed, "has_caries": teeth.has_caries}
        said["teeth_on"] = day_of(teeth)
    if hearing:
        said |= {"hearing_failed": hearing.is_failed, "hearing_on": day_of(hearing)}
    return Latest(child, **said)
