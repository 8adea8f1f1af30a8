"""Diseases and thresholds as a school arranges them; what lists of cases are searched by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from health.models import Disease, Threshold
from health.models.cases import CaseQuerySet
from health.symptoms import Symptom
from logistics import forms as house
from logistics.forms import CheckTiles, Tiles
from logistics.school.models import Child


class ThresholdForm(house.ModelForm):
    """How many children in how many days, where, and within how many hours it is reported."""

    symptoms = forms.MultipleChoiceField(
        label=_("symptoms"),
        choices=Symptom.choices,
        widget=CheckTiles,
        required=False,
        help_text=_("None chosen: each symptom by itself, but for the other ones"),
    )

    class Meta:
        model = Threshold
        fields = [
            "counts", "disease", "symptoms", "scope", "case_count", "window_days", "level",
            "report_hours", "action", "source", "is_active",
        ]  # fmt: skip
        widgets = {"counts": Tiles, "scope": Tiles}

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["disease"].queryset = Disease.objects.in_use()
        self.fields["counts"].choices = Threshold.Counts.choices
        self.fields["scope"].choices = Threshold.Scope.choices


class DiseaseForm(house.ModelForm):
    """What the school does about a case of it. The code stays as it is shipped."""

    class Meta:
        model = Disease
        fields = [
            "name", "name_en", "legal_class", "column", "incubation_min", "incubation_max",
            "isolation_rule", "isolation_days", "counts_from", "observation_days",
            "transmission", "season", "is_active",
        ]  # fmt: skip


class CaseSearch(house.Form):
    """By disease and by the child."""

    disease = forms.ModelChoiceField(Disease.objects.none(), label=_("disease"), required=False)
    q = forms.CharField(label=_("child"), max_length=40, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["disease"].queryset = Disease.objects.all()

    def apply(self, cases: CaseQuerySet) -> CaseQuerySet:
        if not self.is_valid():
            return cases.none()
        if disease := self.cleaned_data["disease"]:
            cases = cases.filter(disease=disease)
        if words := self.cleaned_data["q"]:
            cases = cases.filter(child__in=Child.objects.matching(words).order_by().values("pk"))
        return cases
