"""What the doctor writes about a case, its return, and a child in the isolation room."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.illness import registering
from health.models import Disease, InfectiousCase, IsolationRoomUse, ReturnCheck
from health.models.epidemics import COLDEST, HOTTEST, LEAST, MOST
from health.symptoms import Symptom
from logistics.contributions import Words
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, NumberField, whole_number
from logistics.forms import CheckTiles, Combobox, PhotosField, Tiles
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.models import Child, Place

LONG_AGO = timedelta(days=30)  # an onset so far back is asked back


def heading(words: Words) -> HTML:
    """The heading of a group of fields."""
    return HTML(format_html('<h2 class="form-group-title">{}</h2>', words))


def child_words(pk: Any) -> str:
    found = Child.objects.filter(pk=whole_number(str(pk)) or 0).only("name").first()
    return str(found or "")


class HealthForm(RecordForm):
    """A record of health: what is odd is asked back once, then kept as it was said.

    `photos` are prepared while the form is judged; a correction also says why.
    """

    odd_is_right = forms.BooleanField(label=_("It is right all the same"), required=False)

    def __init__(self, *args: Any, record: Any = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.record = record
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if record is None:
            self.fields.pop("reason", None)
            self.fields.pop("seen", None)
        if not self.is_bound or not self.data.get("odd_is_right"):
            self.fields["odd_is_right"].widget = forms.HiddenInput()

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    def doubt(self, sentence: Words) -> None:
        """Ask back, unless it was confirmed."""
        if not self.cleaned_data.get("odd_is_right"):
            self.ask_back("odd_is_right", sentence)

    def prepared(self, name: str = "photos") -> list[Any]:
        files = self.cleaned_data[name]
        if len(files) > PhotosField.most:
            raise ValidationError(gettext("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def attached(self) -> list[Callable]:
        return [
            partial(photos.attach, each, by=self.by, at=self.now, position=number)
            for number, each in enumerate(self.cleaned_data.get("photos") or [])
        ]

    def said(self, names: tuple[str, ...]) -> dict[str, Any]:
        """What was typed; nothing for a field that is wrong."""
        return {name: self.cleaned_data.get(name) for name in names}

    def constrained(self, record: Any) -> None:
        """Let the rules of the table speak beside the form."""
        if self.errors:
            return
        try:
            record.validate_constraints(exclude={"entry"})
        except ValidationError as refusal:
            self.add_error(None, ValidationError(refusal.messages))

    def seen_is_current(self) -> int:
        return int(self.cleaned_data.get("seen") or 0)


class OfChild(HealthForm):
    """A record about one child: the child is found by name, its class by the day."""

    child = forms.ModelChoiceField(
        Child.objects.none(),
        label=_("child"),
        widget=Combobox(reverse_lazy("health:child_options"), labelled=child_words),
    )
    permission = "health.keep"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["child"].queryset = Child.objects.visible_to(self.by, self.permission)
        if self.record is not None:
            del self.fields["child"]

    @property
    def child_chosen(self) -> Child | None:
        return self.record.child if self.record is not None else self.cleaned_data.get("child")

    def class_of(self, child: Child, day: date) -> Any:
        school_class = registering.class_on(child, day)
        if school_class is None:
            self.add_error("child", _("This child is in no class on that day."))
        return school_class


CASE_FIELDS = (
    "disease", "certainty", "found_by", "onset_on", "symptoms", "is_severe", "diagnosed_on",
    "diagnosed_by", "left_on", "counts_from_on", "isolation_until", "is_isolated",
    "is_disinfected", "reported_at", "reported_to", "observed_from", "observed_until", "note",
)  # fmt: skip


class CaseForm(OfChild):
    """One child, one disease. What the disease says of isolation is worked out where left empty."""

    kind_code = InfectiousCase.kind_code

    disease = forms.ModelChoiceField(Disease.objects.none(), label=_("disease"))
    certainty = forms.ChoiceField(
        label=_("certainty"), choices=InfectiousCase.Certainty.choices, widget=Tiles
    )
    found_by = forms.ChoiceField(
        label=pgettext_lazy("a case", "found by"),
        choices=InfectiousCase.FoundBy.choices,
        widget=Tiles,
        required=False,
    )
    onset_on = DateField(label=_("fell ill on"))
    symptoms = forms.MultipleChoiceField(
        label=_("symptoms"), choices=Symptom.choices, widget=CheckTiles, required=False
    )
    is_severe = forms.BooleanField(
        label=_("severe"),
        required=False,
        help_text=_(
            "Unexplained high fever, laboured breathing, violent vomiting or diarrhoea, hospital"
        ),
    )
    diagnosed_on = DateField(label=_("diagnosed on"), required=False)
    diagnosed_by = forms.CharField(
        label=_("diagnosed by (hospital)"), max_length=80, required=False
    )
    left_on = DateField(label=_("left the school on"), required=False)
    counts_from_on = DateField(
        label=_("isolation counts from"),
        required=False,
        help_text=_("End of the symptoms, rash or start of the treatment; empty: the onset"),
    )
    isolation_until = DateField(
        label=_("isolated until"), required=False, help_text=_("Empty: as the disease asks")
    )
    is_isolated = forms.BooleanField(label=pgettext_lazy("measure", "isolated"), required=False)
    is_disinfected = forms.BooleanField(
        label=pgettext_lazy("measure", "disinfected"), required=False
    )
    reported_at = DateTimeField(label=_("reported at"), required=False)
    reported_to = forms.CharField(label=_("reported to"), max_length=100, required=False)
    observed_from = DateField(
        label=_("class observed from"), required=False, help_text=_("Empty: as the disease asks")
    )
    observed_until = DateField(label=_("class observed until"), required=False)
    note = forms.CharField(
        label=_("note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: InfectiousCase | None = None, **given: Any) -> None:
        if record is not None:
            stored = {name: getattr(record, name) for name in CASE_FIELDS}
            stored |= {"happened_at": record.entry.happened_at, "seen": record.entry.version}
            given["initial"] = stored | given.get("initial", {})
        super().__init__(*args, record=record, **given)
        self.fields["disease"].queryset = Disease.objects.in_use()
        who = ["child"] if record is None else []
        why = ["reason", "seen"] if record is not None else []
        self.layout = Layout(
            heading(_("Who and what")), *who, "disease", "certainty", "onset_on", "symptoms",
            "is_severe", "found_by", "happened_at", "diagnosed_on", "diagnosed_by",
            heading(_("Isolation")), "left_on", "is_isolated", "counts_from_on",
            "isolation_until", "is_disinfected", "observed_from", "observed_until",
            heading(_("Report")), "reported_at", "reported_to", "note",
            *why, "odd_is_right", "late_reason", "closed_day_is_right", "typed_at",
        )  # fmt: skip

    def clean_onset_on(self) -> date:
        onset = self.cleaned_data["onset_on"]
        if onset > self.on:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return onset

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.record is not None:
            said["late_reason"] = said.get("late_reason") or said.get("reason", "")[:200]
        child, onset = self.child_chosen, said.get("onset_on")
        if not child or not onset or not said.get("disease"):
            return said
        self.school_class = (
            self.record.entry.school_class if self.record else self.class_of(child, onset)
        )
        if self.school_class is None:
            return said
        self.judge(self.school_class.campus)
        if self.on - onset > LONG_AGO:
            self.doubt(_("The child fell ill more than 30 days ago. Check the day, or confirm it."))
        self.doubt_isolation(said)
        self.constrained(InfectiousCase(child=child, **self.content()))
        return said

    def doubt_isolation(self, said: dict[str, Any]) -> None:
        until = said.get("isolation_until")
        asked = said["disease"].isolated_until(said["onset_on"], said.get("counts_from_on"))
        if until and asked and until < asked:
            sentence = gettext("The rule of this disease asks for isolation until %(day)s.")
            self.doubt(sentence % {"day": asked})

    def content(self) -> dict[str, Any]:
        said = self.said(CASE_FIELDS)
        said["reported_by"] = self.by if said["reported_at"] else None
        return said

    def save(self) -> InfectiousCase:
        if self.record is not None:
            self.correct()
            return self.record
        school_class = self.school_class
        entry = Entry(
            campus=school_class.campus,
            school_class=school_class,
            subject=f"child:{self.cleaned_data['child'].pk}",
            **self.said(("happened_at", "typed_at", "late_reason")),
        )
        case = InfectiousCase(entry=entry, child=self.cleaned_data["child"], **self.content())
        registering.register(case, by=self.by, now=self.now)
        return case

    def correct(self) -> None:
        case = self.record
        told_by = case.reported_by
        for name, value in self.content().items():
            setattr(case, name, value)
        case.reported_by = told_by if told_by and case.reported_at else case.reported_by
        case.entry.happened_at = self.cleaned_data["happened_at"]
        registering.correct(
            case, by=self.by, now=self.now, reason=self.cleaned_data["reason"],
            seen=self.seen_is_current(),
        )  # fmt: skip


RETURN_FIELDS = ("returned_on", "proof", "issued_on", "issued_by", "statement")


class ReturnForm(HealthForm):
    """A child is back: which proof it brought. Without one it is asked back, saved and flagged."""

    kind_code = ReturnCheck.kind_code

    returned_on = DateField(label=pgettext_lazy("a child", "returned on"))
    proof = forms.ChoiceField(label=_("proof"), choices=ReturnCheck.Proof.choices, widget=Tiles)
    photos = PhotosField(label=_("photo of the proof"), required=False)
    issued_on = DateField(label=pgettext_lazy("proof of return", "issued on"), required=False)
    issued_by = forms.CharField(label=_("issued by (hospital)"), max_length=80, required=False)
    statement = forms.CharField(
        label=_("what it says"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = (
        "returned_on", "proof", "photos", "issued_on", "issued_by", "statement", "happened_at",
        "reason", "seen", "odd_is_right", "late_reason", "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(
        self, *args: Any, case: InfectiousCase, record: ReturnCheck | None = None, **given: Any
    ) -> None:
        if record is not None:
            stored = {name: getattr(record, name) for name in RETURN_FIELDS}
            stored |= {"happened_at": record.entry.happened_at, "seen": record.entry.version}
            given["initial"] = stored | given.get("initial", {})
        super().__init__(*args, record=record, **given)
        self.case = case
        self.initial.setdefault("returned_on", self.on)
        if record is not None:
            del self.fields["photos"]

    def clean_photos(self) -> list[Any]:
        return self.prepared()

    def clean_returned_on(self) -> date:
        day = self.cleaned_data["returned_on"]
        if day > self.on:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.record is not None:
            said["late_reason"] = said.get("late_reason") or said.get("reason", "")[:200]
        if not said.get("returned_on") or not said.get("proof"):
            return said
        self.judge(self.case.entry.campus)
        check = ReturnCheck(case=self.case, **self.said(RETURN_FIELDS))
        self.refuse_impossible(check)
        if not check.is_proved:
            sentence = _(
                "A child returns only with a proof. Ask for it; or confirm that it is here without."
            )
            self.doubt(sentence)
        self.ask_for_the_paper(said)
        until = self.case.isolation_until
        if check.is_proved and registering.is_early(check):
            early = gettext("The isolation lasts until %(day)s. Check the day, or confirm it.")
            self.doubt(early % {"day": until})
        return said

    def ask_for_the_paper(self, said: dict[str, Any]) -> None:
        """A certificate is photographed, a statement is written down."""
        if said["proof"] == ReturnCheck.Proof.STATEMENT and not said.get("statement"):
            self.add_error("statement", _("Write what the doctor said."))
        without = said["proof"] == ReturnCheck.Proof.CERTIFICATE and not said.get("photos")
        if without and self.record is None:
            self.doubt(_("Photograph the certificate; or confirm that it is kept on paper."))

    def refuse_impossible(self, check: ReturnCheck) -> None:
        try:
            registering.refuse_impossible_return(check)
        except Refused as refusal:
            self.add_error("returned_on", str(refusal))

    def save(self) -> Entry:
        said = self.said(RETURN_FIELDS)
        if self.record is not None:
            for name, value in said.items():
                setattr(self.record, name, value)
            self.record.entry.happened_at = self.cleaned_data["happened_at"]
            return registering.correct_return(
                self.record, by=self.by, now=self.now, reason=self.cleaned_data["reason"],
                seen=self.seen_is_current(),
            )  # fmt: skip
        entry = Entry(
            campus=self.case.entry.campus,
            school_class=self.case.entry.school_class,
            **self.said(("happened_at", "typed_at", "late_reason")),
        )
        check = ReturnCheck(entry=entry, case=self.case, **said)
        return registering.check_return(check, by=self.by, now=self.now, photos=self.attached())


ISOLATION_FIELDS = (
    "symptoms", "temperature", "handling", "left_at", "fetched_at", "disinfected_at", "note",
)  # fmt: skip


class IsolationForm(OfChild):
    """A child came into the isolation room; when it left is added afterwards."""

    kind_code = IsolationRoomUse.kind_code

    symptoms = forms.MultipleChoiceField(
        label=_("symptoms"), choices=Symptom.choices, widget=CheckTiles
    )
    temperature = NumberField(
        label=_("temperature"), unit="℃", min_value=LEAST, max_value=MOST, max_digits=3,
        decimal_places=1, required=False,
    )  # fmt: skip
    place = forms.ModelChoiceField(
        Place.objects.none(), label=pgettext_lazy("of a school", "room"), required=False
    )
    handling = forms.ChoiceField(
        label=_("handling"),
        choices=IsolationRoomUse.Handling.choices,
        widget=Tiles,
        required=False,
    )
    left_at = DateTimeField(label=_("left the room at"), required=False)
    fetched_at = DateTimeField(label=_("fetched at"), required=False)
    disinfected_at = DateTimeField(label=_("room disinfected at"), required=False)
    note = forms.CharField(
        label=_("note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    field_order = (
        "child", "happened_at", "symptoms", "temperature", "place", "handling", "left_at",
        "fetched_at", "disinfected_at", "note", "reason", "seen", "odd_is_right", "late_reason",
        "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, record: IsolationRoomUse | None = None, **given: Any) -> None:
        if record is not None:
            stored = {name: getattr(record, name) for name in ISOLATION_FIELDS}
            stored |= {"happened_at": record.entry.happened_at, "seen": record.entry.version}
            given["initial"] = stored | given.get("initial", {})
        super().__init__(*args, record=record, **given)
        rooms = Place.objects.in_use().visible_to(self.by, self.permission)
        self.fields["place"].queryset = rooms.filter(kind=Place.Kind.HEALTH_ROOM)
        self.fields["happened_at"].label = _("came in at")
        if record is not None:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.record is not None:
            said["late_reason"] = said.get("late_reason") or said.get("reason", "")[:200]
        came, child = said.get("happened_at"), self.child_chosen
        if not child or not came:
            return said
        self.school_class = (
            self.record.entry.school_class
            if self.record
            else self.class_of(child, timezone.localdate(came))
        )
        if self.school_class is None:
            return said
        self.judge(self.school_class.campus)
        self.judge_order(came, said)
        self.doubt_temperature(said.get("temperature"))
        self.constrained(IsolationRoomUse(child=child, **self.said(ISOLATION_FIELDS)))
        return said

    def judge_order(self, came: datetime, said: dict[str, Any]) -> None:
        for name in ("left_at", "fetched_at", "disinfected_at"):
            if said.get(name) and said[name] < came:
                self.add_error(name, _("That is before the child came into the room."))

    def doubt_temperature(self, read: Any) -> None:
        if read is not None and not COLDEST <= read <= HOTTEST:
            sentence = gettext("Is %(read)s ℃ right? Measure again, or confirm it.")
            self.doubt(sentence % {"read": read})

    def save(self) -> Entry:
        said = self.said(ISOLATION_FIELDS)
        if self.record is not None:
            for name, value in said.items():
                setattr(self.record, name, value)
            self.record.entry.happened_at = self.cleaned_data["happened_at"]
            return registering.correct_isolation(
                self.record, by=self.by, now=self.now, reason=self.cleaned_data["reason"],
                seen=self.seen_is_current(),
            )  # fmt: skip
        school_class = self.school_class
        entry = Entry(
            campus=school_class.campus,
            school_class=school_class,
            place=self.cleaned_data["place"],
            subject=f"child:{self.cleaned_data['child'].pk}",
            **self.said(("happened_at", "typed_at", "late_reason")),
        )
        use = IsolationRoomUse(entry=entry, child=self.cleaned_data["child"], **said)
        return registering.isolate(use, by=self.by, now=self.now)
