"""The thresholds of the gate, each with its source; the school may write its own."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault
from logistics.school import retention
from safety.gate.classes import FETCHED_UNTIL
from safety.gate.coming_late import COMES_UNTIL
from safety.gate.forgetting import KEEP
from safety.gate.guarding import DAY_FROM, NIGHT_FROM

KEEP_PICKUP = "keep_child_pickup"
WALK = "gate_patrol_seconds"

RULES = [
    RuleDefault(
        KEEP,
        _("Visitors are kept by name"),
        "1",
        _("years"),
        _("Usual practice; local rules say one to three years"),
    ),
    RuleDefault(
        KEEP_PICKUP,
        _("Pick-ups and early leaves are kept"),
        "3",
        retention.YEARS,
        _("Usual practice"),
    ),
    RuleDefault(DAY_FROM, _("The day shift begins at"), "7", _("o'clock"), _("Usual practice")),
    RuleDefault(
        NIGHT_FROM, _("The night shift begins at"), "19", _("o'clock"), _("Usual practice")
    ),
    RuleDefault(
        FETCHED_UNTIL,
        _("Children are fetched until"),
        "17.5",
        _("o'clock"),
        _("The school's own timetable"),
    ),
    RuleDefault(
        COMES_UNTIL,
        _("Children come until"),
        "8.5",
        _("o'clock"),
        _("The school's own timetable"),
    ),
    RuleDefault(
        WALK,
        _("From one patrol point to the next it takes at least"),
        "10",
        _("seconds"),
        _("A quick walk"),
    ),
]
