"""Figures of receiving and of suppliers, each with its source."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault

CHILLED, TOLERANCE, FROZEN = (
    "receipt_chilled_max_c",
    "receipt_chilled_tolerance_c",
    "receipt_frozen_max_c",
)
LICENCE_DAYS, SHELF_SHARE, HOT = "licence_warning_days", "receipt_shelf_share", "meal_hot_min_c"
KITCHEN_NORM = _("Code of practice for food safety in catering services")

RULES = [
    RuleDefault(CHILLED, _("Chilled food is bought at most at"), "8", "℃", KITCHEN_NORM),
    RuleDefault(TOLERANCE, _("On arrival chilled food may be warmer by"), "3", "℃", KITCHEN_NORM),
    RuleDefault(FROZEN, _("Frozen food arrives at most at"), "-9", "℃", KITCHEN_NORM),
    RuleDefault(
        SHELF_SHARE,
        _("Of its shelf life food has left on arrival at least"),
        "33",
        "%",
        _("Usual practice"),
    ),
    RuleDefault(
        LICENCE_DAYS,
        _("Papers of a supplier are spoken of so long before they end"),
        "30",
        _("days"),
        _("Usual practice"),
    ),
    RuleDefault(HOT, _("Hot food arrives at the class at least at"), "60", "℃", KITCHEN_NORM),
]
