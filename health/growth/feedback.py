"""The sheet that goes home after a measurement: what was found of one child, in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.growth import evaluating, screening
from health.growth.evaluating import HEAVY, UNDERNOURISHED, Latest
from health.models import Anaemia, GrowthLevel, GrowthLine, GrowthStatus
from logistics.school.models import Child
from logistics.templatetags.house import quantity

# What helps, by what was found. The doctor's own words come by hand.
ADVICE = {
    "thin": gettext_lazy(
        "Offer regular meals with enough meat, eggs, milk and beans, and little sweets before them. "
        "Please have the child looked at by a doctor if the weight stands still."
    ),
    "short": gettext_lazy(
        "Early and long sleep, enough milk and much movement outdoors help to grow. Please have the "
        "growth examined at the hospital."
    ),
    "heavy": gettext_lazy(
        "Eat slowly, fewer sweet drinks, fried food and snacks, and an hour of lively movement each "
        "day. Children do not diet: the aim is to grow into the weight."
    ),
    "eyes": gettext_lazy(
        "Please have the eyes examined in hospital within a month. Two hours outdoors each day, and "
        "short, well-lit close work."
    ),
    "blood": gettext_lazy(
        "Please see a doctor about the anaemia; lean meat, liver and dark vegetables help, and the "
        "value is measured again in two to four weeks."
    ),
    "teeth": gettext_lazy("Please have the teeth treated, and help with brushing twice a day."),
    "ears": gettext_lazy("Please have the hearing examined in hospital."),
}


@dataclass(frozen=True)
class Item:
    """One row of the sheet: what was looked at, what was found, what it is called."""

    name: str
    value: str
    words: str = ""


@dataclass(frozen=True)
class Letter:
    """One child's page."""

    child: Child
    latest: Latest
    items: Sequence[Item]
    advice: Sequence[Any]

    @property
    def is_empty(self) -> bool:
        return not self.items


def letters(children: Sequence[Child], on: date) -> list[Letter]:
    """Of those of whom anything is known; each with the newest of everything."""
    found = evaluating.findings(children, on)
    made = (
        letter(child, evaluating.told(child.pk, found), found.growth.get(child.pk))
        for child in children
    )
    return [each for each in made if not each.is_empty]


def letter(child: Child, latest: Latest, line: GrowthLine | None) -> Letter:
    items = [*(growth_items(line) if line else ()), *other_items(latest)]
    return Letter(child, latest, items, [ADVICE[code] for code in advised(latest)])


def growth_items(line: GrowthLine) -> Iterator[Item]:
    if line.height_cm is not None:
        yield Item(
            _("Height"), f"{line.height_cm} cm", words(line.height_level, line.height_status)
        )
    if line.weight_kg is not None:
        yield Item(
            pgettext("of a child", "Weight"),
            f"{line.weight_kg} kg",
            words(line.weight_level, line.weight_status),
        )
    if line.bmi is not None:
        yield Item(_("BMI"), f"{line.bmi} kg/m²", words(line.build_level, line.build_status))


def words(level: str, status: str) -> str:
    """The level, and the state where it is out of the ordinary."""
    said = [GrowthLevel(level).label] if level else []
    if status:
        said.append(GrowthStatus(status).label)
    return _(", ").join(map(str, said))


def other_items(latest: Latest) -> Iterator[Item]:
    if latest.vision_on:
        eyes = (latest.right_eye, latest.left_eye)
        low = latest.is_low_vision
        yield Item(
            _("Eyesight right, left"),
            " / ".join(eye_words(eye) for eye in eyes),
            "" if low is None else _("below the norm of this age") if low else _("normal"),
        )
    if latest.teeth_on and latest.decayed is not None:
        yield Item(_("Decayed teeth"), str(latest.decayed))
    if latest.blood_on and latest.hemoglobin is not None:
        grade = Anaemia(latest.anaemia).label if latest.anaemia else ""
        yield Item(_("Haemoglobin"), f"{quantity(latest.hemoglobin)} g/L", str(grade))
    if latest.hearing_on and latest.hearing_failed is not None:
        failed = _("to be examined") if latest.hearing_failed else _("normal")
        yield Item(_("Hearing"), failed)


def eye_words(vision: Any) -> str:
    """1.0 (5.0): in both notations."""
    return "—" if vision is None else f"{quantity(vision)} ({screening.five_grade(vision)})"


def advised(latest: Latest) -> Iterator[str]:
    statuses = set(latest.statuses)
    short = {"stunting", "severe_stunting"}
    if (UNDERNOURISHED - short) & statuses:
        yield "thin"
    if short & statuses:
        yield "short"
    if HEAVY & statuses:
        yield "heavy"
    if latest.is_low_vision:
        yield "eyes"
    if latest.is_anaemic:
        yield "blood"
    if latest.has_caries:
        yield "teeth"
    if latest.hearing_failed:
        yield "ears"
