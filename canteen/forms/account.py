"""Fees, lines of the account, what is put forward, the clearing of the fees, the monthly report."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from canteen.account import reporting, settling
from canteen.models import (
    FeeSettlement,
    FeeSettlementLine,
    MealCost,
    MealFee,
    MealReport,
    MealStatement,
)
from logistics import lines
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.fields import DateField, NumberField
from logistics.forms import Form, ModelForm, Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Campus, SchoolClass
from logistics.school.models.campuses import Meal

LATE = ("happened_at", "late_reason", "closed_day_is_right")


class MealFeeForm(ModelForm):
    """One fee from a day on; who reaches one campus alone sets that campus's."""

    class Meta:
        model = MealFee
        fields = ["campus", "grade", "meal", "yuan", "valid_from", "basis"]
        field_classes = {"valid_from": DateField, "yuan": NumberField}

    def __init__(self, *args: Any, campuses: Any, reaches_all: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        campus: Any = self.fields["campus"]
        campus.queryset = campuses
        campus.required = not reaches_all
        campus.empty_label = gettext("All campuses") if reaches_all else None
        grade: Any = self.fields["grade"]
        grade.choices = [
            ("", gettext("All grades")),
            *SchoolClass.Grade.choices,
        ]
        meal: Any = self.fields["meal"]
        meal.choices = [
            ("", gettext("Whole day")),
            *Meal.choices,
        ]
        self.fields["yuan"].unit = gettext("yuan")


class MealCostForm(ModelForm):
    """A line of the children's or of the staff's account."""

    class Meta:
        model = MealCost
        fields = ["campus", "on", "account", "sort", "amount", "note"]
        field_classes = {"on": DateField, "amount": NumberField}
        widgets = {"account": Tiles}

    def __init__(self, *args: Any, campuses: Any, by: Any, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.today = by, on
        campus: Any = self.fields["campus"]
        campus.queryset = campuses
        if not self.instance.pk and len(campuses) == 1:
            self.initial.setdefault("campus", campuses[0].pk)
            campus.widget = forms.HiddenInput()
        self.initial.setdefault("on", on)
        self.fields["amount"].unit = gettext("yuan")

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(gettext("This lies in the future."))
        return on

    def save(self, commit: bool = True) -> MealCost:  # noqa: FBT001, FBT002  Django's signature
        if not self.instance.pk:
            self.instance.by = self.by
        cost: MealCost = super().save(commit=commit)
        return cost


class MealCostEditForm(MealCostForm):
    """The same, and whether it counts at all."""

    class Meta(MealCostForm.Meta):
        fields = [*MealCostForm.Meta.fields, "is_dropped"]


class PutForwardForm(Form):
    """Nothing has to be said of an account that balances."""

    words = forms.CharField(
        label=_("explanation"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Published with the account: why it is higher or lower than planned"),
    )  # fmt: skip

    def __init__(self, *args: Any, act: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> MealStatement:
        statement: MealStatement = self.act(self.cleaned_data["words"])
        return statement


class SettlementForm(RecordForm):
    """The classes with what they owed, as the attendance says; what came in is typed."""

    kind_code = FeeSettlement.kind_code

    remark = forms.CharField(
        label=_("explanation"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, campus: Campus, first: date, last: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus, self.first, self.last = campus, first, last
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.proposed = settling.proposed(campus.pk, first, last)
        for line in self.proposed:
            for name, field in self.fields_of(line).items():
                make_ready(field)
                self.fields[f"{name}-{line.school_class_id}"] = field
        self.layout = Layout("remark", *LATE)

    def fields_of(self, line: FeeSettlementLine) -> dict[str, forms.Field]:
        most: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": 0}
        fields = {
            "received": NumberField(label=_("received (yuan)"), initial=line.received, **most),
            "refunded": NumberField(
                label=_("given back (yuan)"), initial=Decimal("0.00"), required=False, **most
            ),
            "note": forms.CharField(label=_("note"), max_length=100, required=False),
        }
        for field in fields.values():
            field.spoken = f"{line.school_class} {field.label}"
        return fields

    def table(self) -> Any:
        rows = [
            lines.Line(
                number,
                [
                    self[f"{name}-{line.school_class_id}"]
                    for name in ("received", "refunded", "note")
                ],
                title=str(line.school_class),
                facts=[
                    (gettext("Days eaten"), str(line.days)),
                    (pgettext("meal fees", "Due"), f"¥{line.due:,.2f}"),
                ],
            )
            for number, line in enumerate(self.proposed, start=1)
        ]
        return lines.table(rows, grows=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        for line in self.proposed:
            key = line.school_class_id
            line.received = data[f"received-{key}"]
            line.refunded = data.get(f"refunded-{key}") or Decimal("0.00")
            line.note = data[f"note-{key}"]
        entry = Entry(
            campus=self.campus, happened_at=data["happened_at"], late_reason=data["late_reason"]
        )
        sheet = FeeSettlement(entry=entry, first=self.first, last=self.last, remark=data["remark"])
        return settling.settle(sheet, self.proposed, by=self.by, now=self.now)


class ReportForm(RecordForm):
    """What the records of the month say stands in it already."""

    kind_code = MealReport.kind_code
    parts = ("nutrition", "account", "opinions", "measures")

    nutrition = forms.CharField(
        label=_("nutrition"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    account = forms.CharField(
        label=_("income and expenditure"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    opinions = forms.CharField(
        label=_("opinions and answers"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    measures = forms.CharField(
        label=_("what is changed next month"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    told_to = forms.CharField(
        label=_("fed back to"), required=False, max_length=100,
        help_text=_("Parents' notice board, diet committee, kitchen …"),
    )  # fmt: skip

    def __init__(self, *args: Any, campus: Campus, month: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus, self.month = campus, month
        self.initial = reporting.draft(campus, month) | dict(self.initial)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.layout = Layout(*self.parts, "told_to", *LATE)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=self.campus, happened_at=data["happened_at"], late_reason=data["late_reason"]
        )
        said = {name: data[name] for name in (*self.parts, "told_to")}
        report = MealReport(entry=entry, month=self.month, **said)
        return filing.submit(report, by=self.by, now=self.now)
