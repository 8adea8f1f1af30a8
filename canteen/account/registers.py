"""The published accounts, the clearings of the fees and the monthly reports, as the office binds them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.account import layout
from canteen.models import FeeSettlement, MealPublication, MealReport
from logistics.contributions import Words
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
    WithLines,
)
from logistics.registers import Column

FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")


def column(name: str, heading: Any, value: Any = "", width: int = 12, **given: Any) -> Column:
    return Column(name, heading, value, width=width, **given)


def of_figures(code: str, part: str = "now") -> Any:
    return lambda row: row.statement.figures[part].get(code, "")


def money(code: str, heading: Any, part: str = "now") -> Column:
    return column(f"{code}_{part}", heading, of_figures(code, part), 11, number=True)


OF_LAYOUT = [(code, words) for code, words, _depth in layout.LINES if code not in layout.OPTIONAL]


class PublicationRegister(EntryRegister):
    """食堂费用公示台账: one row a published period, in the lines of the official table."""

    code = "meal-account-publications"
    trade = "canteen"
    title = _("Published income and expenditure of the meals")
    kind = MealPublication.kind_code
    model = MealPublication
    related = ("statement__prepared_by", "statement__reviewed_by")
    filters = FILTERS
    signatures: ClassVar[Sequence[Words]] = (
        _("Prepared by"), _("Reviewed by"), _("Person in charge"),
    )  # fmt: skip
    columns = (
        NUMBER, STATE,
        column("first", _("From"), "statement.first", 11),
        column("last", _("To"), "statement.last", 11),
        *(money(code, words) for code, words in OF_LAYOUT),
        column("rate", _("Balance rate"), of_figures("rate"), 8, number=True, unit="%"),
        money("income", _("Income, this year so far"), "year"),
        money("spent", _("Spent, this year so far"), "year"),
        column("food_share", _("Food as a share of the income"), of_figures("food_share"), 9,
               number=True, unit="%"),
        column("child_days", _("Meals by child and day"), width=9, number=True, total=True),
        column("per_day", _("Cost of a child and day"), of_figures("per_day"), 9, number=True),
        column("term_rate", _("Balance rate of the term so far"),
               lambda row: row.statement.figures.get("term_rate", ""), 9, number=True, unit="%"),
        column("prepared", _("Prepared by"), "statement.prepared_by", 10, content=False),
        column("reviewed", _("Reviewed by"), "statement.reviewed_by", 10, content=False),
        HAPPENED, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"
    legend = _(
        "Published by the 15th of the next month. The balance rate of the term stays within 2 %."
    )


class SettlementRegister(WithLines, EntryRegister):
    """伙食费清缴台账"""

    code = "fee-settlements"
    trade = "canteen"
    title = _("Clearings of the meal fees")
    kind = FeeSettlement.kind_code
    model = FeeSettlement
    filters = FILTERS
    columns = (
        NUMBER, STATE,
        column("first", _("From"), width=11),
        column("last", _("To"), width=11),
        column("days", _("Days eaten"), lambda row: row.totals["days"], 9, number=True),
        column("due", pgettext_lazy("meal fees", "Due"), lambda row: row.totals["due"], 12, number=True, unit=_("yuan")),
        column("received", pgettext_lazy("meal fees", "Received"),
               lambda row: row.totals["received"], 12, number=True, unit=_("yuan")),
        column("refunded", pgettext_lazy("meal fees", "Given back"),
               lambda row: row.totals["refunded"], 12, number=True, unit=_("yuan")),
        column("open", pgettext_lazy("meal fees", "Still open"),
               lambda row: row.totals["open_amount"], 12, number=True, unit=_("yuan")),
        column("remark", _("Explanation"), width=24),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


class ReportRegister(EntryRegister):
    """膳食工作月报"""

    code = "meal-reports"
    trade = "canteen"
    title = _("Monthly meal reports")
    kind = MealReport.kind_code
    model = MealReport
    filters = FILTERS
    searched = ("nutrition", "account", "opinions", "measures")
    columns = (
        NUMBER, STATE,
        column("month", _("Month"), lambda row: f"{row.month:%Y-%m}", 9),
        column("nutrition", _("Nutrition"), width=30),
        column("account", _("Income and expenditure"), width=30),
        column("opinions", _("Opinions and answers"), width=30),
        column("measures", _("What is changed next month"), width=24),
        column("told_to", _("Fed back to"), width=16),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


REGISTERS = [PublicationRegister, SettlementRegister, ReportRegister]
