"""What is written around an outbreak: the report, terminal disinfection, the notice to parents."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.forms.cases import HealthForm
from health.illness import registering
from health.models import Alert, Disease, EpidemicReport, OutbreakNotice, TerminalDisinfection
from health.symptoms import Symptom
from logistics.duties import filing
from logistics.duties.models import Task
from logistics.fields import DateTimeField, NumberField
from logistics.forms import CheckTiles, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Place, SchoolClass
from logistics.school.rules import rule

REPORT_FIELDS = (
    "disease", "found_at", "case_count", "classes", "symptoms", "authority", "answered_by",
    "guidance",
)  # fmt: skip


class ReportForm(HealthForm):
    """The report to the authorities. What the alert knows stands there already."""

    kind_code = EpidemicReport.kind_code

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    alert = forms.ModelChoiceField(
        Alert.objects.none(), label=_("alert"), required=False,
        help_text=_("Empty: single cases"),
    )  # fmt: skip
    disease = forms.ModelChoiceField(Disease.objects.none(), label=_("disease"), required=False)
    symptoms = forms.MultipleChoiceField(
        label=_("symptoms"), choices=Symptom.choices, widget=CheckTiles, required=False
    )
    case_count = forms.IntegerField(label=_("cases"), min_value=1, max_value=5000)
    classes = forms.CharField(label=_("classes"), max_length=200)
    found_at = DateTimeField(label=_("found at"))
    authority = forms.CharField(label=_("reported to"), max_length=100)
    answered_by = forms.CharField(
        label=pgettext_lazy("a report", "received by"), max_length=60, required=False
    )
    guidance = forms.CharField(
        label=_("what they advised"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = (
        "campus", "alert", "disease", "symptoms", "case_count", "classes", "found_at",
        "happened_at", "authority", "answered_by", "guidance", "odd_is_right", "late_reason",
        "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, campuses: Any, alert: Alert | None = None, **given: Any) -> None:
        known = known_of(alert) if alert else {}
        given["initial"] = known | given.get("initial", {})
        super().__init__(*args, **given)
        self.fields["happened_at"].label = _("reported at")
        self.fields["campus"].queryset = campuses
        if len(campuses) == 1:
            self.initial.setdefault("campus", campuses[0].pk)
            self.fields["campus"].widget = forms.HiddenInput()
        alerts = Alert.objects.filter(campus__in=campuses).order_by("-reached_on", "-pk")
        self.fields["alert"].queryset = alerts.select_related("school_class", "floor", "campus")
        self.fields["disease"].queryset = Disease.objects.in_use()
        self.initial.setdefault("authority", gettext("Disease control centre, education bureau"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        alert, campus = said.get("alert"), said.get("campus")
        if alert and campus and alert.campus_id != campus.pk:
            self.add_error("alert", _("This alert is at another campus."))
        found, told = said.get("found_at"), said.get("happened_at")
        if found and told and found > told:
            self.add_error("happened_at", _("It cannot be reported before it was found."))
        if not said.get("disease") and not said.get("symptoms"):
            self.add_error("disease", _("Name the disease, or the symptoms."))
        if campus:
            self.judge(campus)
        return said

    def save(self) -> Entry:
        entry = Entry(
            campus=self.cleaned_data["campus"],
            **self.said(("happened_at", "typed_at", "late_reason")),
        )
        sheet = EpidemicReport(
            entry=entry, alert=self.cleaned_data["alert"], **self.said(REPORT_FIELDS)
        )
        return registering.report(sheet, by=self.by, now=self.now)


def known_of(alert: Alert) -> dict[str, Any]:
    return {
        "campus": alert.campus_id,
        "alert": alert.pk,
        "disease": alert.disease_id,
        "symptoms": [alert.symptom] if alert.symptom else [],
        "case_count": alert.count,
        "classes": alert.where,
        "found_at": alert.raised_at,
    }


class Treated(forms.MultipleChoiceField):
    """The things a terminal disinfection usually is about, each a tile."""

    OBJECTS = (
        ("air", pgettext_lazy("disinfected thing", "air")),
        ("floor", pgettext_lazy("disinfected thing", "floor and walls")),
        ("tables", pgettext_lazy("disinfected thing", "tables and chairs")),
        ("handles", pgettext_lazy("disinfected thing", "handles and taps")),
        ("toys", pgettext_lazy("disinfected thing", "toys and books")),
        ("bedding", pgettext_lazy("disinfected thing", "bedding")),
        ("cups", pgettext_lazy("disinfected thing", "cups and towels")),
        ("toilet", pgettext_lazy("disinfected thing", "toilets")),
        ("vomit", pgettext_lazy("disinfected thing", "vomit and stool")),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(choices=self.OBJECTS, widget=CheckTiles, required=False, **given)

    def in_words(self, codes: list[str]) -> str:
        words = dict(self.OBJECTS)
        comma = pgettext("between the parts of a list", "; ")
        return comma.join(str(words[code]) for code in codes)


class TerminalForm(HealthForm):
    """After a case: which things, with what, how strong, how long. The class is known by the task."""

    kind_code = TerminalDisinfection.kind_code

    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), required=False
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)
    disease = forms.ModelChoiceField(Disease.objects.none(), label=_("disease"), required=False)
    objects_treated = Treated(label=_("what was disinfected"))
    more = forms.CharField(label=_("other things"), max_length=60, required=False)
    agent = forms.ChoiceField(
        label=_("disinfectant"), choices=TerminalDisinfection.Agent.choices, widget=Tiles
    )
    concentration = NumberField(
        label=_("available chlorine"), unit="mg/L", min_value=1, max_value=100000,
        decimal_places=0, required=False,
    )  # fmt: skip
    minutes = NumberField(
        label=_("minutes"), unit=_("minutes"), min_value=1, max_value=1440, decimal_places=0
    )
    guided_by = forms.CharField(label=_("guided by"), max_length=60, required=False)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    layout = Layout(
        "school_class", "place", "objects_treated", "more", "agent", "concentration", "minutes",
        "happened_at", "disease", "guided_by", "note", "odd_is_right", "late_reason",
        "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(
        self, *args: Any, classes: Any, places: Any, task: Task | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["school_class"].queryset = classes
        self.fields["place"].queryset = places
        self.fields["disease"].queryset = Disease.objects.in_use()
        if task and task.school_class_id:
            self.initial["school_class"] = task.school_class_id
        elif len(classes) == 1:
            self.initial.setdefault("school_class", classes[0].pk)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        where = said.get("school_class") or said.get("place")
        if where is None:
            self.add_error("school_class", _("Say which class or which place."))
            return said
        if said.get("place") and said["place"].campus_id != where.campus_id:
            self.add_error("place", _("This place belongs to another campus."))
        if not said.get("objects_treated") and not said.get("more"):
            self.add_error("objects_treated", _("Say what was disinfected."))
        self.judge(where.campus)
        self.judge_strength(said)
        return said

    def judge_strength(self, said: dict[str, Any]) -> None:
        if said.get("agent") != TerminalDisinfection.Agent.CHLORINE:
            return
        strength = said.get("concentration")
        least = rule(registering.CHLORINE_MIN, on=self.on)
        if strength is None and "concentration" not in self.errors:
            self.add_error("concentration", _("Chlorine is written down with its strength."))
        elif strength is not None and strength < least:
            sentence = gettext("At least %(least)s mg/L is asked for. Check it, or confirm it.")
            self.doubt(sentence % {"least": least})

    def things(self) -> str:
        field: Any = self.fields["objects_treated"]
        words = [field.in_words(self.cleaned_data["objects_treated"]), self.cleaned_data["more"]]
        return pgettext("between the parts of a list", "; ").join(word for word in words if word)

    def save(self) -> Entry:
        said = self.cleaned_data
        where = said["school_class"] or said["place"]
        entry = Entry(
            campus=where.campus,
            school_class=said["school_class"],
            place=said["place"],
            **self.said(("happened_at", "typed_at", "late_reason")),
        )
        sheet = TerminalDisinfection(
            entry=entry,
            objects_treated=self.things()[:200],
            **self.said(("disease", "agent", "concentration", "guided_by", "note")),
            minutes=int(said["minutes"]),
        )
        return filing.submit(sheet, by=self.by, now=self.now)


class NoticeForm(HealthForm):
    """The letter as it went out, and how."""

    kind_code = OutbreakNotice.kind_code

    text = forms.CharField(
        label=_("text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 14})
    )
    way = forms.ChoiceField(
        label=_("how they were told"), choices=OutbreakNotice.Way.choices, widget=Tiles
    )

    field_order = (
        "text", "way", "happened_at", "odd_is_right", "late_reason", "closed_day_is_right",
        "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, alert: Alert, **given: Any) -> None:
        super().__init__(*args, **given)
        self.alert = alert
        self.fields["happened_at"].label = _("told at")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.alert.campus)
        return said

    def save(self) -> Entry:
        entry = Entry(
            campus=self.alert.campus, **self.said(("happened_at", "typed_at", "late_reason"))
        )
        notice = OutbreakNotice(entry=entry, alert=self.alert, **self.said(("text", "way")))
        return registering.inform(notice, by=self.by, now=self.now)
