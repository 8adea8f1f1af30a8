"""How soon an opinion is answered, an incident reported, and how far back an incident holds records."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault

ANSWER_HOURS = "meal_complaint_hours"
REPORT_HOURS = "food_incident_report_hours"
HOLD_HOURS = "food_incident_hold_hours"

RULES = [
    RuleDefault(
        ANSWER_HOURS,
        _("An opinion on the meals is answered within"),
        "72",
        _("hours"),
        _("Set by the school"),
    ),
    RuleDefault(
        REPORT_HOURS,
        _("A food incident is reported to the authorities within"),
        "2",
        _("hours"),
        _("Food Safety Law, art. 103: at once; two hours is the usual limit of schools"),
    ),
    RuleDefault(
        HOLD_HOURS,
        _("Samples, receipts and disinfection kept for a food incident: of the last"),
        "72",
        _("hours"),
        _("Food Safety Law, art. 103; custom of inquiries"),
    ),
]
