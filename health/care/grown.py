"""What the growth part knows of children, read as special care and the schedule ask for it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.module_loading import import_string

from health.conditions import Condition
from health.measures import Measured
from logistics.school.models import Child

LATEST = "health.growth.evaluating.latest"
# What the standards call it, and the reason for which a case is opened.
REASONS = {
    "severe_underweight": Condition.UNDERWEIGHT,
    "underweight": Condition.UNDERWEIGHT,
    "severe_stunting": Condition.STUNTING,
    "stunting": Condition.STUNTING,
    "severe_wasting": Condition.WASTING,
    "moderate_wasting": Condition.WASTING,
    "mild_wasting": Condition.WASTING,
    "wasting": Condition.WASTING,
    "overweight": Condition.OVERWEIGHT,
    "obese": Condition.OBESITY,
    "severe_obesity": Condition.OBESITY,
}


def known(children: Collection[int], on: date) -> dict[int, Any]:
    rows = Child.objects.filter(pk__in=children).defer("identity_number", "note")
    return import_string(LATEST)(rows, on)


def measured(children: Collection[int], on: date) -> dict[int, Measured]:
    """A source of `health.measures`."""
    return {child: read(latest) for child, latest in known(children, on).items()}


def read(latest: Any) -> Measured:
    """The reasons for special care in what was found last, with the figures they rest on."""
    conditions = {REASONS[status] for status in latest.statuses if status in REASONS}
    if latest.anaemia not in ("", "none"):
        conditions.add(Condition.ANAEMIA)
    if latest.is_low_vision:
        conditions.add(Condition.LOW_VISION)
    if latest.hearing_failed:
        conditions.add(Condition.HEARING)
    days = (latest.measured_on, latest.blood_on, latest.vision_on, latest.hearing_on)
    return Measured(
        max((day for day in days if day), default=date.min),
        latest.height_cm,
        latest.weight_kg,
        frozenset(conditions),
        figures(latest),
    )


def figures(latest: Any) -> str:
    """Height, weight, BMI, haemoglobin and eyesight, those there are."""
    told = [
        (latest.height_cm, "{} cm"),
        (latest.weight_kg, "{} kg"),
        (latest.bmi, "BMI {}"),
        (latest.hemoglobin, "Hb {} g/L"),
        (latest.right_eye, "R {}"),
        (latest.left_eye, "L {}"),
    ]
    return " · ".join(words.format(value) for value, words in told if value is not None)


def days(children: Collection[int], on: date, name: str) -> dict[int, date]:
    """When each child was last looked at for one thing: a source of `health.schedule`."""
    found = {child: getattr(latest, name) for child, latest in known(children, on).items()}
    return {child: day for child, day in found.items() if day}


def weighed(children: Collection[int], on: date) -> dict[int, date]:
    return days(children, on, "measured_on")


def eyes(children: Collection[int], on: date) -> dict[int, date]:
    return days(children, on, "vision_on")


def blood(children: Collection[int], on: date) -> dict[int, date]:
    return days(children, on, "blood_on")


def ears(children: Collection[int], on: date) -> dict[int, date]:
    return days(children, on, "hearing_on")


def teeth(children: Collection[int], on: date) -> dict[int, date]:
    return days(children, on, "teeth_on")
