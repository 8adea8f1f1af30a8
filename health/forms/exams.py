"""Examinations as they are written down: on entry, of a class, vaccination certificates, transfers."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.care import examining
from health.care.examining import Certificate, Found
from health.forms.care_sheets import (
    AboutChildForm,
    LinesForm,
    Measures,
    WithPhotos,
    attached,
    day,
    odd_measures,
    short,
    words,
)
from health.models import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from health.models.exams import PastIllness
from logistics.fields import NumberField
from logistics.forms import CheckTiles, Form, Tiles
from logistics.records.models import Entry
from logistics.school.models import SchoolClass

# Of the official form, in its order; what is not said is left empty.
FINDINGS = (
    "skin", "eye_left", "eye_right", "vision_left", "vision_right", "ear_left", "ear_right",
    "head", "chest", "spine", "throat", "heart", "liver", "genitals", "other", "other_tests",
)  # fmt: skip
WORDS = (
    "history", "allergies", "weight_level", "height_level", *FINDINGS, "opinion", "doctor",
    "institution", "card_number", "came_from",
)  # fmt: skip
FIGURES = ("weight_kg", "height_cm", "teeth", "caries", "haemoglobin", "alt")
DAYS = ("examined_on", "card_received_on", "cert_issued_on")


def figure(label: Any, unit: str, digits: int) -> NumberField:
    return NumberField(
        label=label, unit=unit, required=False, max_digits=digits, decimal_places=1, min_value=0
    )


def finding(name: str) -> forms.CharField:
    return short(EntryExam._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class EntryExamForm(Measures, WithPhotos, AboutChildForm):
    """The form of the medical institution, in its order; only result and day are asked for."""

    kind_code = "entry_exam"

    result = forms.ChoiceField(label=_("result"), choices=EntryExam.Result.choices, widget=Tiles)
    examined_on = day(_("examined on"), required=True)
    institution = short(_("examining institution"), required=True)
    card_number = short(_("number of the health card"), 40)
    card_received_on = day(_("health card received on"))
    came_from = short(_("transferred from"), help_text=_("Empty: from no other kindergarten"))
    cert_issued_on = day(_("transfer certificate of"))
    marks = forms.MultipleChoiceField(
        label=_("past illnesses"), required=False, choices=PastIllness.choices, widget=CheckTiles
    )
    history = short(_("other past illnesses"))
    allergies = short(_("history of allergies"))
    guardian_signed = forms.BooleanField(label=_("signed by the guardian"), required=False)
    weight_level = short(_("evaluation of the weight"), 20)
    height_level = short(_("evaluation of the height"), 20)
    teeth = forms.IntegerField(
        label=_("number of teeth"), required=False, min_value=0, max_value=32
    )
    caries = forms.IntegerField(label=_("carious teeth"), required=False, min_value=0, max_value=32)
    haemoglobin = figure(_("haemoglobin"), "g/L", 5)
    alt = figure(_("ALT"), "U/L", 6)
    opinion = words(_("doctor's opinion"))
    doctor = short(_("examining doctor"), 50)

    field_order = (
        "child", "result", "examined_on", "institution", "card_number", "card_received_on",
        "came_from", "cert_issued_on", "marks", "history", "allergies", "guardian_signed",
        "weight_kg", "weight_level", "height_cm", "height_level", "skin", "eye_left", "eye_right",
        "vision_left", "vision_right", "ear_left", "ear_right", "teeth", "caries", "head", "chest",
        "spine", "throat", "heart", "liver", "genitals", "other", "haemoglobin", "alt",
        "other_tests", "opinion", "doctor", "photos",
    )  # fmt: skip

    def limit(self) -> None:
        super().limit()
        for name in FINDINGS:
            self.fields[name] = finding(name)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if odd := odd_measures(data):
            self.ask_whether(" ".join(odd))
        teeth, caries = data.get("teeth"), data.get("caries")
        if teeth is not None and caries is not None and caries > teeth:
            self.add_error("caries", gettext("There are not more carious teeth than teeth."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        said = {name: data[name] for name in (*WORDS, *FIGURES, *DAYS)}
        exam = EntryExam(
            child=data["child"],
            result=data["result"],
            marks=" ".join(data["marks"]),
            guardian_signed=data["guardian_signed"],
            **said,
        )
        return examining.file_entry_exam(exam, photos=attached(self), **self.when)


class ClassSheetForm(LinesForm):
    """A sheet of one class: only what differs from the rest is written child by child."""

    def __init__(self, *args: Any, school_class: SchoolClass, **given: Any) -> None:
        self.school_class = school_class
        super().__init__(*args, **given)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.school_class.campus)
        return data


def exam_result() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("result"), required=False, choices=[("", "—"), *HealthExamLine.Result.choices]
    )


class HealthExamForm(ClassSheetForm):
    """The yearly examination of a class: who had findings or was away; what holds for the rest."""

    kind_code = HealthExam.kind_code
    COLUMNS: ClassVar = {
        "result": exam_result,
        "findings": lambda: short(_("findings")),
        "advice": lambda: short(_("advice to the guardians")),
    }
    ASIDE = ("findings", "advice")

    examined_on = day(_("examined on"), required=True)
    institution = short(_("examining institution"), required=True)
    rest = forms.ChoiceField(
        label=_("all others of the class"),
        choices=[
            (HealthExamLine.Result.NORMAL, HealthExamLine.Result.NORMAL.label),
            (HealthExamLine.Result.ABSENT, HealthExamLine.Result.ABSENT.label),
        ],
        widget=Tiles,
        help_text=_("What holds for every child whose line is left empty"),
    )

    def clean_examined_on(self) -> Any:
        return not_ahead(self.cleaned_data["examined_on"], self.now)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for child in self.things:
            said = self.said(child)
            if said["findings"] and not said["result"]:
                data[self.key("result", child)] = HealthExamLine.Result.ABNORMAL
            elif said["result"] == HealthExamLine.Result.ABNORMAL and not said["findings"]:
                self.add_error(self.key("findings", child), gettext("Write what was found."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        found = [
            Found(c, said["result"] or data["rest"], said["findings"] or "", said["advice"] or "")
            for c in self.things
            for said in [self.said(c)]
        ]
        return examining.file_health_exam(
            self.school_class,
            found,
            examined_on=data["examined_on"],
            institution=data["institution"],
            **self.when,
        )


def vaccination_state() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=pgettext_lazy("certificate", "vaccination"),
        required=False,
        choices=[("", "—"), *VaccinationLine.State.choices],
    )


class VaccinationForm(ClassSheetForm):
    """The certificates of a class: whose lacks doses, who has none; what holds for the rest."""

    kind_code = VaccinationCheck.kind_code
    COLUMNS: ClassVar = {
        "state": vaccination_state,
        "missing": lambda: short(_("vaccines missing")),
    }
    ASIDE = ("missing",)

    occasion = forms.ChoiceField(
        label=pgettext_lazy("vaccination check", "occasion"),
        choices=VaccinationCheck.Occasion.choices,
        widget=Tiles,
    )
    rest = forms.ChoiceField(
        label=_("all others of the class"),
        choices=[
            (VaccinationLine.State.COMPLETE, _("shown and complete")),
            (VaccinationLine.State.UNSEEN, VaccinationLine.State.UNSEEN.label),
        ],
        widget=Tiles,
        help_text=_("What holds for every child whose line is left empty"),
    )
    told_on = day(_("guardians told on"))
    reported_to = short(_("reported to"), help_text=_("The vaccination unit, if doses are missing"))
    reported_on = day(_("reported on"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for child in self.things:
            said = self.said(child)
            if said["missing"] and not said["state"]:
                data[self.key("state", child)] = VaccinationLine.State.MISSING
            elif said["state"] == VaccinationLine.State.MISSING and not said["missing"]:
                self.add_error(
                    self.key("missing", child), gettext("Write which doses are missing.")
                )
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        seen = [
            Certificate(child, said["state"] or data["rest"], said["missing"] or "")
            for child in self.things
            for said in [self.said(child)]
        ]
        told = {name: data[name] for name in ("occasion", "told_on", "reported_to", "reported_on")}
        return examining.check_vaccination(self.school_class, seen, **told, **self.when)


class MadeUpForm(Form):
    """The missing doses were given, and the certificate was seen again."""

    made_up_on = day(_("made up for on"), required=True)
    seen_again_on = day(_("checked again on"), required=True)

    def __init__(self, *args: Any, line: VaccinationLine, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.line, self.by, self.now = line, by, now
        self.initial.setdefault("seen_again_on", timezone.localdate(now))

    def clean_made_up_on(self) -> Any:
        return not_ahead(self.cleaned_data["made_up_on"], self.now)

    def clean_seen_again_on(self) -> Any:
        seen, given = self.cleaned_data["seen_again_on"], self.cleaned_data.get("made_up_on")
        if given and seen < given:
            raise ValidationError(gettext("It is checked again after the doses were given."))
        return not_ahead(seen, self.now)

    def save(self) -> Entry:
        seen = self.line.sheet.entry.version
        return examining.follow_vaccination(
            self.line, **self.cleaned_data, by=self.by, now=self.now, seen=seen
        )


def not_ahead(value: Any, now: Any) -> Any:
    if value and value > timezone.localdate(now):
        raise ValidationError(gettext("This day lies ahead."))
    return value


class TransferCertForm(AboutChildForm):
    """What the new kindergarten is told of a child."""

    kind_code = TransferHealthCert.kind_code

    left_on = day(_("left on"), required=True)
    goes_to = short(pgettext_lazy("transfer of a child", "goes to"), required=True)
    history = words(_("past illnesses"))
    state_of_health = words(_("present state of health"), required=True)

    field_order = ("child", "left_on", "goes_to", "history", "state_of_health")

    def save(self) -> Entry:
        data = self.cleaned_data
        cert = TransferHealthCert(
            child=data["child"],
            left_on=data["left_on"],
            goes_to=data["goes_to"],
            history=data["history"],
            state_of_health=data["state_of_health"],
        )
        return examining.issue_transfer_cert(cert, **self.when)
