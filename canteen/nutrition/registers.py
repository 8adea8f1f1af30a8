"""膳食营养分析记录: every analysis with its figures and what followed from it."""

from typing import ClassVar

from django.utils.translation import gettext_lazy, pgettext_lazy

from canteen.models import NutritionAnalysis
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    REVIEWER,
    STATE,
    EntryRegister,
)
from logistics.registers import Column, joined

MAIN = slice(2, 4)  # after the days and the children come energy and protein


def said(row: NutritionAnalysis, which: slice = slice(None)) -> str:
    """Figures as they were kept, in words."""
    return joined(*(f"{name} {value}" for name, value in row.figures[which]))


class NutritionRegister(EntryRegister):
    code = "nutrition-analyses"
    trade = "canteen"
    title = gettext_lazy("Register of nutrition analyses")
    kind = "nutrition_analysis"
    model = NutritionAnalysis
    searched = ("conclusion", "changes")
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    columns = (
        NUMBER, STATE,
        Column("about", gettext_lazy("Period"), "get_about_display", width=8),
        Column("first_on", gettext_lazy("From"), width=11),
        Column("last_on", gettext_lazy("To"), width=11),
        Column("basis", gettext_lazy("By what"), "get_basis_display", width=10),
        Column("age_group", gettext_lazy("Age group"), "get_age_group_display", width=10,
               hidden=True),
        Column("main", gettext_lazy("Energy and protein"), lambda row: said(row, MAIN), width=26),
        Column("figures", gettext_lazy("Figures"), said, width=34, hidden=True),
        Column("conclusion", pgettext_lazy("an analysis", "Conclusion"), width=28),
        Column("changes", gettext_lazy("What is changed in the menu"), width=28),
        HAPPENED, BY, REVIEWER, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation: ClassVar[str] = "landscape"
    signatures = (
        gettext_lazy("Health doctor"),
        gettext_lazy("Reviewed by"),
        gettext_lazy("Person in charge"),
    )


REGISTERS = [NutritionRegister]
