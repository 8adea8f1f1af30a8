"""What this part adds to the whole: the meal account, its publication, clearing and monthly report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from canteen.account import chapters, comparing, finding, home, publishing, registers, rules
from canteen.models import FeeSettlement, MealPublication, MealReport
from logistics.contributions import HelpTopic, Kind, MenuEntry


def subjects() -> tuple[tuple[str, Any], ...]:
    return (
        (publishing.subject_of("month"), _("meal account of a month")),
        (publishing.subject_of("term"), _("meal account of a term")),
    )


KINDS: list[Any] = [
    Kind(
        "meal_account_publication", _("Published meal account"), MealPublication,
        "canteen:meal_statement_new", "HSG", trade="canteen", late_hours=168,
        shown="canteen/_meal_publication.html", subjects=subjects(),
    ),
    Kind(
        "meal_fee_settlement", _("Clearing of the meal fees"), FeeSettlement, "canteen:settlement_new",
        "HSQ", trade="canteen", late_hours=168, shown="canteen/_settlement.html",
    ),
    Kind(
        "meal_report", _("Monthly meal report"), MealReport, "canteen:meal_report_new", "SYB",
        trade="canteen", late_hours=168, shown="canteen/_meal_report.html",
    ),
]  # fmt: skip
APPROVALS: list[Any] = publishing.APPROVALS
MENU: list[Any] = [
    MenuEntry(
        "canteen", _("Meal account"), "canteen:meal_account", "calculator", "canteen.view", 70
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic("meal_account", _("The meal account"), ("canteen:meal_", "canteen:settlement"))
]
SEARCH: list[Any] = finding.SEARCH
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
ABOUT: dict[str, str] = {
    "X145": publishing.subject_of("month"),
    "X146": publishing.subject_of("term"),
}
