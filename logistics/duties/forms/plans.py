"""What people type about plans and their lines."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.contributions import kinds, trades
from logistics.duties import planning
from logistics.duties.models import Plan, PlanLine
from logistics.duties.models.duties import WORK_NOTE
from logistics.fields import DateField
from logistics.forms import Form, ModelForm
from logistics.school.forms.offers import search_when_many
from logistics.school.models import Campus, Person, Term


class LineForm(ModelForm):
    """One thing to be done: from a plan, or beside it."""

    opens_on = DateField(label=_("may begin on"), required=False)
    due_on = DateField(label=_("to be done by"), required=False)
    trade = forms.ChoiceField(label=_("trade"), required=False)
    proof = forms.ChoiceField(label=_("proved by"), required=False)

    class Meta:
        model = PlanLine
        fields = [
            "text", "parent", "month", "quarter", "week", "opens_on", "due_on", "campus", "trade",
            "role", "person", "partner", "proof",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, person: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = [("", "---------"), *trades().items()]
        self.fields["proof"].choices = proofs_of(self.instance)
        self.fields["campus"].queryset = Campus.objects.visible_to(person, "duties.view_task")
        arranges = bool(person.reach("duties.arrange"))
        people = Person.objects.visible_to(person, "duties.arrange")
        self.fields["person"].queryset = people if arranges else people.filter(pk=person.pk)
        search_when_many(self.fields["person"], "school:person_options")
        # Only who arranges gives work to others, or to every campus.
        self.fields["person"].required = not arranges
        self.fields["campus"].required = arranges and not person.reaches_all("duties.arrange")
        self.parents()

    def parents(self) -> None:
        """A weekly arrangement serves a line of the plan above."""
        above = self.instance.plan.parent if self.instance.plan else None
        if above is None:
            del self.fields["parent"], self.fields["week"]
        else:
            self.fields["parent"].queryset = above.lines.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        beside = self.instance.plan_id is None
        if beside and not data.get("due_on"):
            self.add_error("due_on", _("Say until when it is to be done."))
        return data

    def save(self, commit: bool = True) -> PlanLine:  # noqa: FBT001, FBT002  Django's signature
        line = super().save(commit=False)
        if line.week is not None and line.plan:
            line.term = line.plan.term
        return planning.place(line)


def proofs_of(line: PlanLine) -> list[tuple[str, Any]]:
    """A note, unless the line is about something that has a paper of its own."""
    offered = {WORK_NOTE, line.proof_in_use}
    return [
        (code, kind.title) for code, kind in kinds().items() if kind.for_lines or code in offered
    ]


class PlanForm(ModelForm):
    """A plan's frame: for what, by whom, serving which plan, in view of which problems."""

    year = forms.IntegerField(label=_("year"), required=False, min_value=2000, max_value=2100)

    class Meta:
        model = Plan
        fields = [
            "title", "kind", "group", "term", "year", "parent", "serves", "situation", "aims",
            "measures",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        above = Plan.objects.above(person)
        self.fields["parent"].queryset = above.exclude(pk=self.instance.pk)
        if not person.reach("duties.arrange"):
            personal = [c for c in Plan.Kind.choices if c[0] != Plan.Kind.DEPARTMENT]
            self.fields["kind"].choices = personal


class PlanTextForm(Form):
    """A written plan, pasted or as a file."""

    text = forms.CharField(
        label=_("paste the plan here"), required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    file = forms.FileField(
        label=_("or choose a file"), required=False, help_text=_(".docx, .xlsx, .xls or .txt")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Plan.Kind)
    term = forms.ModelChoiceField(
        Term.objects.all(),
        label=_("term"),
        required=False,
        empty_label=_("a whole year, both terms"),
    )
    year = forms.IntegerField(
        label=_("year"), required=False, min_value=2000, max_value=2100,
        help_text=_("for a plan of a whole year: the year of its first month"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text", "").strip() and not data.get("file"):
            self.add_error("text", _("Paste the plan, or choose its file."))
        if not data.get("term") and not data.get("year"):
            self.add_error("year", _("Choose a term, or say which year the plan is for."))
        return data


class SummaryForm(Form):
    """The summary that closes a plan."""

    summary = forms.CharField(label=_("summary"), widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, plan: Plan, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.plan, self.now = plan, now
        self.initial["summary"] = plan.summary or planning.report(plan, now=now)

    def save(self) -> Plan:
        planning.close(self.plan, summary=self.cleaned_data["summary"], now=self.now)
        return self.plan
