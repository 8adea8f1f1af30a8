"""What people type about a contradiction, and how the list is searched."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from logistics.contradictions import settling
from logistics.contradictions.models import Contradiction, State
from logistics.contributions import comparisons
from logistics.forms import Form
from logistics.school.forms.offers import search_when_many
from logistics.school.models import Person, Term


class ContradictionSearch(Form):
    """Unless asked otherwise, what is not settled."""

    state = forms.ChoiceField(label=_("state"), required=False)
    comparison = forms.ChoiceField(label=_("comparison"), required=False)
    term = forms.ModelChoiceField(Term.objects.all(), required=False, widget=forms.HiddenInput)
    campus = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["state"].choices = [("", _("not settled")), *State.choices]
        titles = [(code, each.title) for code, each in comparisons().items()]
        self.fields["comparison"].choices = [("", _("all")), *titles]

    def apply(self, rows: Any) -> Any:
        data = self.cleaned_data if self.is_valid() else {}
        rows = rows.in_state(data["state"]) if data.get("state") else rows.unsettled()
        if data.get("comparison"):
            rows = rows.filter(comparison=data["comparison"])
        if term := data.get("term"):
            rows = rows.filter(on__range=(term.starts_on, term.ends_on))
        if data.get("campus"):
            rows = rows.filter(campus=data["campus"])
        return rows


class AssignForm(Form):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("looked into by"))

    def __init__(
        self,
        *args: Any,
        contradiction: Contradiction,
        people: QuerySet,
        by: Any,
        now: datetime,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.contradiction, self.by, self.now = contradiction, by, now
        self.fields["person"].queryset = people
        search_when_many(self.fields["person"], "school:person_options")

    def save(self) -> Contradiction:
        to = self.cleaned_data["person"]
        settling.assign(self.contradiction, to=to, by=self.by, now=self.now)
        return self.contradiction


class SettleForm(Form):
    explanation = forms.CharField(
        label=_("why the records are right as they are"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, contradiction: Contradiction, by: Any, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.contradiction, self.by, self.now = contradiction, by, now

    def save(self) -> Contradiction:
        explanation = self.cleaned_data["explanation"]
        settling.settle(self.contradiction, by=self.by, now=self.now, explanation=explanation)
        return self.contradiction
