"""Which days are analysed, and what follows from the figures."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models import AgeGroup, Basis, NutritionAnalysis
from canteen.nutrition import recording
from canteen.nutrition.analysing import Analysis
from logistics.duties.forms.records import RecordForm
from logistics.forms import make_ready
from logistics.records.models import Entry
from logistics.records.searching import Period, PeriodSearch

LONGEST = timedelta(days=3 * 366)


class AnalysisSearch(PeriodSearch):
    """By what, which days, for whom."""

    basis = forms.ChoiceField(label=_("By what"), required=False, choices=Basis.choices)
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[
            ("", _("from … to …")),
            ("day", pgettext_lazy("period", "today")),
            *((code, words) for code, words in Period.choices if code != Period.EVER),
        ],
    )
    group = forms.ChoiceField(label=_("Age group"), required=False)

    def __init__(self, data: Any, *, groups: list[str], **given: Any) -> None:
        super().__init__(data, permission="canteen.view", only=("basis", "group"), **given)
        names = dict(AgeGroup.choices)
        offered = [("", _("all children")), *((code, names[code]) for code in groups)]
        self.fields["group"].choices = offered
        if len(groups) < 2:
            del self.fields["group"]
        self.order_fields(["basis", "period", "first", "last", "group"])
        for field in self.fields.values():
            make_ready(field)

    def default_period(self) -> str:
        return Period.WEEK

    def span_of(self, period: str) -> tuple[date, date]:
        return (self.today, self.today) if period == "day" else super().span_of(period)

    def days(self) -> tuple[date, date]:
        """At most three years; what cannot be read is this week."""
        if not self.is_valid():
            return super().span_of(Period.WEEK)
        first, last = self.span
        return max(first, last - LONGEST), last

    @property
    def chosen_basis(self) -> str:
        said = self.cleaned_data.get("basis") if self.is_valid() else ""
        return said or Basis.MENU

    @property
    def chosen_group(self) -> str:
        return (self.cleaned_data.get("group") if self.is_valid() else "") or ""


def words(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=2000, widget=area, help_text=help_text)


class NutritionForm(RecordForm):
    """What the figures above mean, and what is changed; the figures are nobody's to type."""

    conclusion = words(_("conclusion"), _("What is too little, what is too much, and why"))
    changes = words(
        _("what is changed in the menu"), _("Which dish is put in or left out, from which day on")
    )

    kind_code = NutritionAnalysis.kind_code
    layout = Layout("conclusion", "changes", "happened_at", "late_reason", "closed_day_is_right")

    def __init__(
        self, *args: Any, sheet: NutritionAnalysis, found: Analysis, said: str, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.sheet, self.found = sheet, found
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("conclusion", said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.sheet.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        self.sheet.conclusion, self.sheet.changes = said["conclusion"], said["changes"]
        return recording.record(
            self.sheet,
            self.found,
            by=self.by,
            now=self.now,
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
