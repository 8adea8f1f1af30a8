"""The thresholds of the class's day, each with its source; the school may write its own."""

from django.utils.translation import gettext_lazy as _

from health.day.checking import FEVER, HIGHEST, LOWEST
from health.day.medicating import OFF_TIME
from logistics.contributions import RuleDefault
from logistics.school import retention

KEEP = "keep_child_day"
OUTDOORS = "health_outdoor_minutes"
BATCH = "health_batch_days"
NORM = _("Health care norm of 2012")

RULES = [
    RuleDefault(FEVER, _("Fever from"), "37.3", "℃", _("Local practice, at the forehead")),
    RuleDefault(LOWEST, _("Temperature asked back below"), "34.0", "℃", _("Plausible values")),
    RuleDefault(HIGHEST, _("Temperature asked back above"), "42.5", "℃", _("Plausible values")),
    RuleDefault(
        OFF_TIME,
        _("Medicine is given within this time of what was asked"),
        "30",
        _("minutes"),
        _("Usual practice"),
    ),
    RuleDefault(OUTDOORS, _("Time outdoors each day"), "120", _("minutes"), NORM),
    RuleDefault(
        BATCH,
        _("Days of a class entered at once that are looked at"),
        "3",
        _("days"),
        _("Usual practice"),
    ),
    RuleDefault(
        KEEP,
        _("What is written of a child's day is kept"),
        "3",
        retention.YEARS,
        _("Health care norm of 2012: three years"),
    ),
]
