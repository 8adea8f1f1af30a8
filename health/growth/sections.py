"""What the health file of a child says of its growth, eyes, teeth, blood and ears."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from health.asking import Question
from health.files import Part, Section
from health.growth import evaluating, feedback, gathering
from health.models import GrowthLine

MODELS = (GrowthLine, *gathering.FIELDS)
OF_ITS_SHEET = ("id", "months", "sheet__entry__happened_at")
OF_GROWTH = (
    "height_cm", "weight_kg", "bmi", "height_level", "weight_level", "build_level",
    "height_status", "weight_status", "build_status", "right_eye", "left_eye", "is_low",
)  # fmt: skip


def columns(model: Any) -> tuple[str, ...]:
    """What stands on a line of a kind."""
    return OF_GROWTH if model is GrowthLine else tuple(gathering.FIELDS[model].values())


def lines(model: Any, child: int, on: date, until: datetime) -> QuerySet[Any]:
    return evaluating.standing(model).filter(child=child, sheet__entry__happened_at__lte=until)


def made(model: Any, child: Any, row: Any) -> Any:
    """The line as it stands in its own table, as far as it was asked for."""
    told = {name: getattr(row, name) for name in columns(model)}
    sheet = gathering.sheet_of(model, row.sheet__entry__happened_at)
    return model(pk=row.id, sheet=sheet, child_id=child.pk, months=row.months, **told)


def tell_growth(child: Any, *told: list[Any]) -> Section:
    """The newest of everything with its level; the curves are a page of their own."""
    of_kinds = zip(MODELS, told, strict=True)
    lines = [made(model, child, row) for model, rows in of_kinds for row in rows]
    found = evaluating.newest_of(lines)
    latest = evaluating.told(child.pk, found)
    letter = feedback.letter(child, latest, found.growth.get(child.pk))
    days = (latest.measured_on, latest.vision_on, latest.blood_on, latest.teeth_on)
    last = max((day for day in (*days, latest.hearing_on) if day), default=None)
    facts: list[tuple[Any, Any]] = [(_("Last measured on"), last)] if last else []
    facts += [(item.name, " ".join([item.value, item.words]).strip()) for item in letter.items]
    return Section(
        "growth",
        _("Growth, eyes, teeth, blood and hearing"),
        facts,
        url=reverse("health:growth_child", args=[child.pk]),
        link=_("Curves and all measurements"),
    )


growth = Part(
    [Question(partial(lines, model), (*OF_ITS_SHEET, *columns(model))) for model in MODELS],
    tell_growth,
)
