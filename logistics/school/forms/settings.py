"""The school itself, its campuses with their meals, and its own thresholds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics import forms as house
from logistics.contributions import RuleDefault
from logistics.fields import DateField, NumberField
from logistics.school import calendar, changes
from logistics.school.forms.offers import ModelForm, RowForm
from logistics.school.models import Campus, Rule, School, Term
from logistics.school.models.campuses import Meal


class SchoolForm(RowForm):
    class Meta:
        model = School
        fields = ["name", "kind"]
        widgets = {"kind": house.Tiles}

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["kind"].choices = School.Kind.choices


class CampusForm(ModelForm):
    """A campus; a meal without a time is not served there."""

    class Meta:
        model = Campus
        fields = ["name", "address", "is_active"]

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for meal in Meal:
            self.fields[meal.value] = forms.TimeField(
                label=meal.label,
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )
            self.initial.setdefault(meal.value, self.instance.meals.get(meal.value, ""))
        if not self.instance.pk:
            del self.fields["is_active"]

    def save(self, commit: bool = True) -> Campus:  # noqa: FBT001, FBT002  Django's signature
        served = {meal.value: self.cleaned_data[meal.value] for meal in Meal}
        self.instance.meals = {meal: f"{at:%H:%M}" for meal, at in served.items() if at}
        if not self.instance.pk:
            highest = Campus.objects.aggregate(highest=Max("position"))["highest"]
            self.instance.position = (highest or 0) + 1
        campus = super().save(commit)
        self.settle_days()
        return campus

    def settle_days(self) -> None:
        """The days of a new campus, and what is owed for its meals."""
        for term in Term.objects.filter(ends_on__gte=self.on):
            calendar.lay_out(term)
            changes.calendar_changed(term)


class RuleForm(RowForm):
    """The school's own value of a threshold, from a day on."""

    value = NumberField(label=gettext_lazy("Value"))

    class Meta:
        model = Rule
        fields = ["value", "source", "valid_from"]
        field_classes = {"valid_from": DateField}
        help_texts = {"source": gettext_lazy("The local rule or decision it rests on")}

    def __init__(self, *args: Any, default: RuleDefault, **given: Any) -> None:
        super().__init__(*args, **given)
        self.instance.code, self.instance.unit = default.code, str(default.unit)
        self.fields["value"].widget.attrs["data-unit"] = default.unit
        self.fields["source"].required = True

    def clean_value(self) -> str:
        value = self.cleaned_data["value"]
        if value < 0:
            raise ValidationError(_("A threshold is not below zero."))
        return format(value, "f")
