"""Findings as people search them, give them out, put them right and look at them again."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.duties import righting
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.duties.models import Finding, FindingState
from logistics.duties.models.findings import Recheck, Rectification
from logistics.fields import DateField
from logistics.forms import Form, Tiles
from logistics.school.models import Person, Place


class FindingSearch(Form):
    """By words, by place, and by who puts it right."""

    q = forms.CharField(label=_("search"), max_length=60, required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("put right by"), required=False)
    late = forms.BooleanField(label=_("only overdue"), required=False)

    def __init__(self, *args: Any, findings: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        keys = findings.order_by()
        self.fields["place"].queryset = Place.objects.filter(pk__in=keys.values("place"))
        self.fields["owner"].queryset = Person.objects.filter(pk__in=keys.values("owner"))

    def apply(self, findings: Any, *, on: date) -> Any:
        if not self.is_valid():
            return findings.none()
        said = self.cleaned_data
        if said["q"]:
            findings = findings.saying(said["q"])
        if said["place"]:
            findings = findings.filter(place=said["place"])
        if said["owner"]:
            findings = findings.filter(owner=said["owner"])
        return findings.overdue(on) if said["late"] else findings


class AssignFindingForm(Form):
    """Who puts it right, how, and until when."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=_("put right by"))
    due_on = DateField(label=_("put right until"))
    measure = forms.CharField(
        label=_("measure"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    layout = Layout(Row(Column("owner"), Column("due_on")), "measure")

    def __init__(self, *args: Any, finding: Finding, by: Any, now: Any, **given: Any) -> None:
        start = {"owner": finding.owner, "due_on": finding.due_on, "measure": finding.measure}
        super().__init__(*args, **given | {"initial": start})
        self.finding, self.by, self.now = finding, by, now
        people = Person.objects.employed(timezone.localdate(now))
        self.fields["owner"].queryset = people.visible_to(by, "school.view_person")

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate(self.finding.found_at):
            raise ValidationError(_("It cannot be put right before it was found."))
        return due_on

    def save(self) -> Finding:
        said = self.cleaned_data
        righting.assign(self.finding, **said, by=self.by, now=self.now)
        return self.finding


class RectificationForm(PhotoForm):
    """What was done, with a photo of how it is now."""

    done = forms.CharField(
        label=_("what was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    kind_code = Rectification.kind_code
    layout = Layout("done", "photos", "happened_at", *RecordForm.asked_back)

    def __init__(self, *args: Any, finding: Finding, **given: Any) -> None:
        super().__init__(*args, **given)
        self.finding = finding
        self.fields["photos"].label = _("photos of how it is now")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.finding.campus)
        refuse_before(self, self.finding.found_at, _("It was put right before it was found."))
        return said

    def save(self) -> Finding:
        said = self.cleaned_data
        righting.put_right(
            self.finding, done=said["done"], by=self.by, now=self.now,
            happened_at=said["happened_at"], typed_at=said["typed_at"],
            late_reason=said["late_reason"], photos=self.attached(),
        )  # fmt: skip
        return self.finding


class RecheckForm(PhotoForm):
    """Whether it is right now, as somebody else has seen it."""

    passed = forms.TypedChoiceField(
        label=_("how it is now"),
        choices=[
            ("yes", pgettext_lazy("a recheck", "It is right: close it")),
            ("no", pgettext_lazy("a recheck", "Not yet: put right again")),
        ],
        coerce=lambda code: code == "yes",
        widget=Tiles,
    )
    seen = forms.CharField(
        label=_("what was seen"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    kind_code = Recheck.kind_code
    layout = Layout("passed", "seen", "photos", "happened_at", *RecordForm.asked_back)

    def __init__(self, *args: Any, finding: Finding, **given: Any) -> None:
        super().__init__(*args, **given)
        self.finding = finding
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.finding.campus)
        if said.get("passed") is False and not said.get("seen"):
            self.add_error("seen", _("Say what is not right yet."))
        if since := self.finding.put_right_at:
            refuse_before(self, since, _("It was checked again before it was put right."))
        return said

    def save(self) -> Finding:
        said = self.cleaned_data
        righting.recheck(
            self.finding, passed=said["passed"], seen=said["seen"], by=self.by, now=self.now,
            happened_at=said["happened_at"], typed_at=said["typed_at"],
            late_reason=said["late_reason"], photos=self.attached(),
        )  # fmt: skip
        return self.finding


def refuse_before(form: RecordForm, moment: Any, sentence: Any) -> None:
    """The form's time is to the minute, so the minute itself is allowed."""
    happened_at = form.cleaned_data.get("happened_at")
    if happened_at and happened_at < moment.replace(second=0, microsecond=0):
        form.add_error("happened_at", sentence)


STATE_TABS = [
    (FindingState.OPEN, pgettext_lazy("findings", "To be put right")),
    (FindingState.PUT_RIGHT, pgettext_lazy("findings", "To be checked again")),
    (FindingState.CLOSED, pgettext_lazy("findings", "Closed")),
]
