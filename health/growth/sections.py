"""What the health file of a child says of its growth, eyes, teeth, blood and ears."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from health.files import Section
from health.growth import evaluating, feedback


def growth(child: Any, on: date) -> Section:
    """The newest of everything with its level; the curves are a page of their own."""
    found = evaluating.findings([child], on)
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
