"""What was measured in the classes, read as special care asks for it: reasons, and how it went on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from health.conditions import Condition
from health.growth import evaluating
from health.growth.evaluating import Latest, day_of, standing
from health.growth.sheets import finding_words
from health.measures import Measured
from health.models import (
    GrowthLine,
    GrowthStatus,
    HearingLine,
    HemoglobinLine,
    SpecialCareCase,
    VisionLine,
)
from logistics.records.models import Entry
from logistics.registers import shown
from logistics.school.calendar import start_of
from logistics.school.models import Child

# What the standards call it, and the reason for which a case is opened.
REASONS = {
    GrowthStatus.SEVERE_UNDERWEIGHT: Condition.UNDERWEIGHT,
    GrowthStatus.UNDERWEIGHT: Condition.UNDERWEIGHT,
    GrowthStatus.SEVERE_STUNTING: Condition.STUNTING,
    GrowthStatus.STUNTING: Condition.STUNTING,
    GrowthStatus.SEVERE_WASTING: Condition.WASTING,
    GrowthStatus.MODERATE_WASTING: Condition.WASTING,
    GrowthStatus.MILD_WASTING: Condition.WASTING,
    GrowthStatus.WASTING: Condition.WASTING,
    GrowthStatus.OVERWEIGHT: Condition.OVERWEIGHT,
    GrowthStatus.OBESE: Condition.OBESITY,
    GrowthStatus.SEVERE_OBESITY: Condition.OBESITY,
}
# What is measured again of a case besides height and weight.
TESTS: dict[str, tuple[Any, ...]] = {
    Condition.ANAEMIA: (HemoglobinLine,),
    Condition.LOW_VISION: (VisionLine,),
    Condition.HEARING: (HearingLine,),
}


def measured(children: Collection[int], on: date) -> dict[int, list[Measured]]:
    """A source of `health.measures`: each look at a child with its own day."""
    rows = Child.objects.filter(pk__in=children).defer("identity_number", "note")
    known = evaluating.latest(rows, on)
    return {child: list(looks(latest)) for child, latest in known.items()}


def looks(latest: Latest) -> Iterator[Measured]:
    """Body, blood, eyes and ears, those that were looked at; with the figures they rest on."""
    if latest.measured_on:
        found = {REASONS[GrowthStatus(status)] for status in latest.statuses}
        words = figures((latest.height_cm, "cm"), (latest.weight_kg, "kg"), ("BMI", latest.bmi))
        yield Measured(
            latest.measured_on, latest.height_cm, latest.weight_kg, frozenset(found), words
        )
    if latest.blood_on:
        anaemic = [Condition.ANAEMIA] if latest.is_anaemic else []
        words = figures(("Hb", latest.hemoglobin, "g/L"))
        yield Measured(latest.blood_on, conditions=frozenset(anaemic), words=words)
    if latest.vision_on:
        low = [Condition.LOW_VISION] if latest.is_low_vision else []
        words = _("eyes: right %(right)s, left %(left)s") % {
            "right": shown(latest.right_eye) or "—",
            "left": shown(latest.left_eye) or "—",
        }
        yield Measured(latest.vision_on, conditions=frozenset(low), words=words)
    if latest.hearing_on:
        failed = [Condition.HEARING] if latest.hearing_failed else []
        words = _("hearing test not passed") if failed else ""
        yield Measured(latest.hearing_on, conditions=frozenset(failed), words=words)


def figures(*told: tuple[Any, ...]) -> str:
    """Those there are, each with its unit."""
    said = (" ".join(str(part) for part in parts) for parts in told if None not in parts)
    return " · ".join(said)


@dataclass(frozen=True)
class Look:
    """A line of a class's sheet about a child in special care."""

    on: date
    words: str
    url: str
    entry: Entry
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    bmi: Decimal | None = None


def course(case: SpecialCareCase, *, until: date | None = None) -> list[Look]:
    """What was measured of the child with its class since the day the case began, the oldest first."""
    kinds = (GrowthLine, *TESTS.get(case.condition, ()))
    since = start_of(timezone.localdate(case.entry.happened_at))
    found = [
        look(line)
        for model in kinds
        for line in standing(model)
        .filter(child=case.child_id, sheet__entry__happened_at__gte=since)
        .select_related("sheet__entry")
    ]
    told = [each for each in found if until is None or each.on <= until]
    return sorted(told, key=lambda each: each.entry.happened_at)


def look(line: Any) -> Look:
    entry = line.sheet.entry
    body = {name: getattr(line, name, None) for name in ("height_cm", "weight_kg", "bmi")}
    return Look(day_of(line), words_of(line), entry.get_absolute_url(), entry, **body)


def words_of(line: Any) -> str:
    """Of a body what is out of the ordinary, its figures stand beside; of a test what was found."""
    return " ".join(line.status_words) if isinstance(line, GrowthLine) else finding_words(line)
