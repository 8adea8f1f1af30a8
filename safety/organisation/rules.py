"""The school's targets and limits for accidents and for reading its plans."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import RuleDefault
from logistics.school import retention

ACCIDENT_RATE, MINOR_RATE = "accident_rate_most", "minor_injury_rate_most"
MAJOR, RESPONSIBLE = "major_accidents_most", "responsible_accidents_most"
TOLD_HOURS, FOLLOW_DAYS = "injury_told_hours", "injury_follow_days"
REPORT_HOURS, READ_DAYS = "injury_report_hours", "plan_read_days"
KEEP_INJURY = "keep_injury"
TARGET = _("The school's own target; set it as your safety plan has it")
PER_HUNDRED = _("per hundred children and term")

RULES = [
    RuleDefault(ACCIDENT_RATE, _("Accidents, at most"), "2", PER_HUNDRED, TARGET),
    RuleDefault(MINOR_RATE, _("Minor injuries, at most"), "2", PER_HUNDRED, TARGET),
    RuleDefault(MAJOR, _("Major accidents, at most"), "0", _("a term"), TARGET),
    RuleDefault(RESPONSIBLE, _("Accidents with responsibility, at most"), "0", _("a term"), TARGET),
    RuleDefault(
        TOLD_HOURS,
        _("Parents are told of an injury within"),
        "2",
        _("hours"),
        _("Law on the Protection of Minors, art. 37: at once; the hours are the school's"),
    ),
    RuleDefault(
        REPORT_HOURS,
        _("A serious injury is reported to the authority within"),
        "24",
        _("hours"),
        _("Law on the Protection of Minors, art. 37; local rules may ask for less"),
    ),
    RuleDefault(
        FOLLOW_DAYS,
        _("An injury without outcome is asked after every"),
        "3",
        pgettext_lazy("as a unit", "school days"),
        _("Custom of schools"),
    ),
    RuleDefault(
        READ_DAYS,
        _("A new edition of an emergency plan is read within"),
        "5",
        pgettext_lazy("as a unit", "school days"),
        _("Custom of schools"),
    ),
    RuleDefault(
        KEEP_INJURY,
        _("Records of injuries are kept"),
        "3",
        retention.YEARS,
        _("Health care norm of 2012: three years; longer is advised after medical treatment"),
    ),
]
