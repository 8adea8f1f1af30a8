"""What is known of children from the latest measurements, as special care, pages and papers ask it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from health.growth import gathering
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


def standing(model: Any) -> QuerySet[Any]:
    """The lines, of one kind of `ChildLine`, that stand on sheets that count."""
    return model._default_manager.exclude(sheet__entry__status=VOIDED)


def last_of(
    lines: QuerySet[Any],
    children: Iterable[Any],
    on: date,
    *,
    since: date | None = None,
    each: Sequence[str] = ("child_id",),
) -> QuerySet[Any]:
    """The last line up to a day of `each` group of lines; with its sheet and entry."""
    lines = lines.filter(child__in=children, sheet__entry__happened_at__lte=end_of(on))
    if since:
        lines = lines.filter(sheet__entry__happened_at__gte=start_of(since))
    order = [F("sheet__entry__happened_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F(name) for name in each], order_by=order)
    return lines.annotate(place=place).filter(place=1).select_related("sheet__entry")


def newest(
    model: type[ChildLine],
    children: Iterable[Any],
    on: date,
    *,
    since: date | None = None,
    but: int | None = None,
    **only: Any,
) -> dict[int, Any]:
    """Each child's last line up to a day, by its key; `but` leaves out one sheet."""
    lines = standing(model).filter(**only)
    if but is not None:
        lines = lines.exclude(sheet=but)
    return {line.child_id: line for line in last_of(lines, children, on, since=since)}


def day_of(line: Any) -> date:
    return timezone.localdate(line.sheet.entry.happened_at)


# Of each kind of test the lines on which something was found out.
JUDGED: dict[Any, dict[str, Any]] = {
    VisionLine: {"is_low__isnull": False},
    OralLine: {"has_caries__isnull": False},
    HemoglobinLine: {"anaemia__gt": ""},
    HearingLine: {"is_failed__isnull": False},
}


@dataclass(frozen=True)
class Findings:
    """The last line of each kind, by the key of the child; with the day of its sheet."""

    growth: dict[int, Any]
    eyes: dict[int, Any]
    teeth: dict[int, Any]
    blood: dict[int, Any]
    ears: dict[int, Any]


def findings(children: Iterable[Any], on: date, *, since: date | None = None) -> Findings:
    """Height and weight come from one sheet; the eyesight from the younger of its two kinds.

    Asks the database twice, however many children there are.
    """
    children = list(children)
    growth, sighted = grown(children, on, since)
    tested: dict[Any, dict[int, Any]] = {model: {} for model in JUDGED}
    for line in gathering.gathered(
        last_judged(model, children, on, since=since) for model in JUDGED
    ):
        tested[type(line)][line.child_id] = line
    seen = tested[VisionLine]
    return Findings(
        growth,
        {key: younger(sighted.get(key), seen.get(key)) for key in {*sighted, *seen}},
        tested[OralLine],
        tested[HemoglobinLine],
        tested[HearingLine],
    )


def newest_of(lines: Iterable[Any]) -> Findings:
    """The same of lines that are at hand, the last of each kind and child; not judged, not counted."""
    found = Findings({}, {}, {}, {}, {})
    kinds = {OralLine: found.teeth, HemoglobinLine: found.blood, HearingLine: found.ears}
    for line in sorted(lines, key=lambda line: (line.sheet.entry.happened_at, line.pk)):
        if isinstance(line, GrowthLine) and (line.weight_status or line.height_status):
            found.growth[line.child_id] = line
        if isinstance(line, (GrowthLine, VisionLine)) and line.is_low is not None:
            found.eyes[line.child_id] = line
        if type(line) in kinds and is_judged(line):
            kinds[type(line)][line.child_id] = line
    return found


def is_judged(line: Any) -> bool:
    """Whether something was found out, as `JUDGED` asks the database."""
    [asked] = JUDGED[type(line)]
    return getattr(line, asked.partition("__")[0]) not in (None, "")


def last_judged(model: Any, children: Iterable[Any], on: date, *, since: date | None) -> Any:
    """The last judged line of each child; a window cannot stand in a union, its keys can."""
    last = last_of(standing(model).filter(**JUDGED[model]), children, on, since=since)
    return model._default_manager.filter(pk__in=last.values("pk"))


def tests_of(child: Any) -> list[Any]:
    """Every test of a child, the newest first, in one question."""
    lines = gathering.gathered(standing(model).filter(child=child) for model in JUDGED)
    return sorted(lines, key=lambda line: line.sheet.entry.happened_at, reverse=True)


def grown(
    children: Sequence[Any], on: date, since: date | None
) -> tuple[dict[int, Any], dict[int, Any]]:
    """Of the growth sheets the last lines with a judged body, and those with judged eyes."""
    lines = standing(GrowthLine).annotate(
        is_judged=Case(When(weight_status="", height_status="", then=0), default=1),
        is_sighted=Case(When(is_low=None, then=0), default=1),
    )
    kinds = ("child_id", "is_judged", "is_sighted")
    found = last_of(lines, children, on, since=since, each=kinds)
    bodies: dict[int, Any] = {}
    eyes: dict[int, Any] = {}
    for line in sorted(found, key=lambda line: (line.sheet.entry.happened_at, line.pk)):
        if line.is_judged:
            bodies[line.child_id] = line
        if line.is_sighted:
            eyes[line.child_id] = line
    return bodies, eyes


def latest(children: Iterable[Any], on: date) -> dict[int, Latest]:
    """The last findings of each child up to a day, by the child's key. Every child is in it.

    Asks the database twice, however many children there are.
    """
    children = list(children)
    found = findings(children, on)
    return {child.pk: told(child.pk, found) for child in children}


def younger(one: Any, other: Any) -> Any:
    lines: Sequence[Any] = [line for line in (one, other) if line is not None]
    return max(lines, key=lambda line: line.sheet.entry.happened_at, default=None)


def told(child: int, found: Findings) -> Latest:
    said: dict[str, Any] = {}
    if growth := found.growth.get(child):
        said |= {
            name: getattr(growth, name) for name in ("months", "height_cm", "weight_kg", "bmi")
        }
        said |= {"measured_on": day_of(growth), "statuses": growth.statuses}
    if eyes := found.eyes.get(child):
        said |= {"right_eye": eyes.right_eye, "left_eye": eyes.left_eye}
        said |= {"is_low_vision": eyes.is_low, "vision_on": day_of(eyes)}
    if blood := found.blood.get(child):
        said |= {"hemoglobin": blood.hemoglobin, "anaemia": blood.anaemia}
        said["blood_on"] = day_of(blood)
    if teeth := found.teeth.get(child):
        said |= {"decayed": teeth.decayed, "has_caries": teeth.has_caries}
        said["teeth_on"] = day_of(teeth)
    if ears := found.ears.get(child):
        said |= {"hearing_failed": ears.is_failed, "hearing_on": day_of(ears)}
    return Latest(child, **said)
