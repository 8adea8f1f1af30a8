"""What this part adds to the whole. Measurements and how children grow."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from health.growth import chapters, comparing, forgetting, home, registers, thresholds
from health.growth.imports import MeasurementImport
from health.growth.statistics import HealthStatisticRegister
from logistics.access import Role
from logistics.contributions import HelpTopic, HomeCard, Kind, MenuEntry

SEE = "health.view_child"
TWO_DAYS = 48  # a class measured on the last day of the week is often written down on the next


def kind(code: str, title: Any, model: str, form: str, prefix: str) -> Kind:
    """A sheet of a class: the doctor alone reads it, and it is corrected in its own grid."""
    return Kind(
        code=code,
        title=title,
        model=f"health.{model}",
        form=f"health:{form}",
        prefix=prefix,
        trade="health",
        late_hours=TWO_DAYS,
        shown="health/_measurement.html",
        correct="health:measurement_correct",
        reading=SEE,
    )


KINDS: list[Any] = [
    kind("growth_measurement", _("Growth measurement"), "GrowthMeasurement", "growth_new", "TG"),
    kind("vision_test", _("Vision test"), "VisionTest", "vision_new", "SL"),
    kind("oral_check", _("Oral check"), "OralCheck", "oral_new", "KQ"),
    kind("hemoglobin_test", _("Haemoglobin test"), "HemoglobinTest", "hemoglobin_new", "XH"),
    kind("hearing_test", _("Hearing test"), "HearingTest", "hearing_new", "TL"),
]
MENU: list[Any] = [
    MenuEntry("health", _("Measurements"), "health:growth_list", "rulers", SEE, 50),
]
REGISTERS: list[Any] = [*registers.REGISTERS, HealthStatisticRegister]
HOME: list[Any] = [
    HomeCard(frozenset({Role.DOCTOR}), "health/_growth_home.html", home.card, 45),
]
RULES: list[Any] = [*thresholds.RULES]
HELP: list[Any] = [
    HelpTopic(
        "measurements",
        _("Measurements and growth"),
        (
            "health:growth", "health:vision", "health:oral", "health:hemoglobin",
            "health:hearing", "health:measurement",
        ),
    ),
]  # fmt: skip
IMPORTS: list[Any] = [MeasurementImport()]
SEARCH: list[Any] = []
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = [*comparing.COMPARISONS]
CHAPTERS: list[Any] = [*chapters.CHAPTERS]
NOTICES: list[Any] = []
INBOX: list[Any] = []
CHILD_DATA: list[Any] = [*forgetting.CHILD_DATA]
