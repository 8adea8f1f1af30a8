"""The school's own rules of the meal money: what is given back, how exact the account comes out, when it is public."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault

REFUND_FROM, BALANCE, PUBLISH_DAY = "meal_refund_from_day", "meal_balance_most", "meal_publish_day"

RULES = [
    RuleDefault(
        REFUND_FROM,
        _("Meal money is given back from this school day of an absence on"),
        "1",
        _("school days in a row"),
        _("Set by the school; publish it together with the fee"),
    ),
    RuleDefault(
        BALANCE,
        _("The children's meal account closes within"),
        "2",
        _("% above or below zero"),
        _("Health care norm of 2012: income and expenditure of meals balance"),
    ),
    RuleDefault(
        PUBLISH_DAY,
        _("The meal account of a month is public until this day of the next"),
        "15",
        _("day of the month"),
        _("Custom of cities; set it as your authority asks"),
    ),
]
