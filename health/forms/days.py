"""What is written down during a class's day, besides its two sheets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.day import checking, following, medicating
from health.day.ailments import is_infectious
from health.day.rolls import WRITE, children_on, classes_of
from health.day.rules import OUTDOORS
from health.forms.fields import CodesField, asked_of
from health.forms.sheets import attached
from health.illness import watching
from health.models import (
    AbsenceTrace,
    ClassRound,
    HealthObservation,
    MedicineRequest,
    OutdoorActivity,
    ParentContact,
    ShiftHandover,
)
from health.symptoms import Symptom
from logistics.duties import filing, signing
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import half_width
from logistics.forms import PhotosField, QuickSelect, Tiles
from logistics.records import photos
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Child, Person, Post, SchoolClass
from logistics.school.rules import rule

LATE = ("happened_at", "late_reason", "closed_day_is_right")


class ChildChoice(forms.ModelChoiceField):
    """A child of one's own classes, with its class."""

    widget = QuickSelect

    def label_from_instance(self, child: Any) -> str:
        return f"{child.class_name} · {child.name}"


class DayForm(RecordForm):
    """A record of one class. `asked` are the columns of the record that are typed."""

    model: ClassVar[type[Model]]
    asked: ClassVar[Sequence[str]] = ()
    with_child: ClassVar[bool] = False

    def __init__(
        self,
        *args: Any,
        school_class: SchoolClass | None = None,
        child: Child | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.kind_code = self.model.kind_code
        own = {name: f for name, f in self.base_fields.items() if name in self.asked}
        self.fields.update(asked_of(self.model, self.asked) | own)
        self.on = timezone.localdate(self.now)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.offer(school_class, child)
        self.limit()
        scope = [n for n in ("child", "school_class") if n in self.fields and n not in self.asked]
        rest = [n for n in self.fields if n not in (*scope, *self.asked, *LATE, "typed_at")]
        self.layout = Layout(*scope, *self.asked, *rest, *LATE)

    def offer(self, school_class: SchoolClass | None, child: Child | None) -> None:
        classes = classes_of(self.by, self.on, WRITE)
        if self.with_child:
            self.fields["child"] = offered_child(classes, self.on, child)
            self.initial.setdefault("child", child)
            return
        self.fields["school_class"] = forms.ModelChoiceField(
            classes, label=_("class"), widget=QuickSelect
        )
        only = school_class or (classes[0] if len(classes) == 1 else None)
        if only is not None:
            self.fields["school_class"].widget = forms.HiddenInput()
            self.initial["school_class"] = only

    def limit(self) -> None:
        """Narrow the choices, word the labels."""

    def class_chosen(self) -> SchoolClass | None:
        data = self.cleaned_data
        if not self.with_child:
            return data.get("school_class")
        child = data.get("child")
        return class_of(child, self.on) if child else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        school_class = self.class_chosen()
        if school_class is None and not self.errors:
            self.add_error(None, _("This child is in no class today."))
        if school_class is not None:
            self.judge(school_class.campus)
        return data

    def happened_on(self) -> date:
        return timezone.localdate(self.cleaned_data["happened_at"])

    def entry(self, **more: Any) -> Entry:
        data, school_class = self.cleaned_data, self.class_chosen()
        child = data.get("child")
        if school_class:
            more["campus_id"] = school_class.campus_id
        return Entry(
            school_class=school_class,
            subject=f"child:{child.pk}" if child else "",
            happened_at=data["happened_at"],
            typed_at=data["typed_at"],
            late_reason=data["late_reason"],
            **more,
        )

    def typed(self) -> dict[str, Any]:
        """The typed columns, codes as they are kept."""
        said = {name: self.cleaned_data[name] for name in self.asked}
        return {n: " ".join(v) if isinstance(v, list) else v for n, v in said.items()}

    def record(self) -> Any:
        about = {"child": self.cleaned_data["child"]} if self.with_child else {}
        return self.model(entry=self.entry(), on=self.happened_on(), **about, **self.typed())

    def save(self) -> Entry:
        entry = filing.submit(self.record(), by=self.by, now=self.now)
        if self.cleaned_data.get("symptoms") or self.cleaned_data.get("disease"):
            watching.look_soon()
        return entry


def offered_child(classes: Any, on: date, child: Child | None) -> ChildChoice:
    """The children of these classes, by class; or the one it is about."""
    term_class = children_on(on, Q(school_class__in=classes)).with_class(following.term_of(on))
    rows = term_class.filter(pk=child.pk) if child else term_class
    ordered = rows.order_by("class_name", "pinyin", "pk")
    shown: dict[str, Any] = {"widget": forms.HiddenInput} if child is not None else {}
    return ChildChoice(ordered, label=_("child"), **shown)


def class_of(child: Child, on: date) -> SchoolClass | None:
    enrolled = child.enrolments.filter(term=following.term_of(on)).select_related(
        "school_class__campus"
    )
    return next((enrolment.school_class for enrolment in enrolled), None)


class TemperatureAsked(DayForm):
    """A form with a temperature: an odd one is asked back, and kept if it is confirmed."""

    odd_is_right = forms.BooleanField(label=_("The temperature is right"), required=False)

    def limit(self) -> None:
        self.fields["temperature"].unit = "℃"
        self.fields["temperature"].widget.attrs |= {"inputmode": "decimal"}
        if not self.data.get("odd_is_right"):
            self.fields["odd_is_right"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        degrees = data.get("temperature")
        data["is_odd"] = checking.is_implausible(degrees, self.on)
        if data["is_odd"] and not data.get("odd_is_right"):
            sentence = _("Is %(degrees)s ℃ right? Measure again, or confirm it.")
            self.ask_back("odd_is_right", ValidationError(sentence, params={"degrees": degrees}))
        return data


class ObservationForm(TemperatureAsked):
    """A child during the day: what is seen, what is done, and in the end the outcome."""

    model = HealthObservation
    asked = (
        "aspects", "symptoms", "temperature", "observation", "handling", "follow_up", "outcome",
    )  # fmt: skip
    with_child = True

    aspects = CodesField(
        label=_("conspicuous"), choices=HealthObservation.Aspect.choices, required=False
    )
    symptoms = CodesField(label=_("symptoms"), choices=Symptom.choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in self.asked):
            self.add_error("observation", _("Say what was observed."))
        return data

    def record(self) -> HealthObservation:
        record = super().record()
        record.is_odd = self.cleaned_data["is_odd"]
        return record


class RoundForm(DayForm):
    """A round of the doctor with something to note."""

    model = ClassRound
    asked = ("sick_count", "measured_count", "contact_count", "text")


class TraceForm(DayForm):
    """Why a child is away, as its family says."""

    model = AbsenceTrace
    asked = ("contact", "reason", "symptoms", "disease", "hospital", "diagnosis", "back_on")
    with_child = True

    symptoms = CodesField(label=_("symptoms"), choices=Symptom.choices, required=False)

    def limit(self) -> None:
        self.fields["reason"].required = True
        self.fields["happened_at"].label = pgettext_lazy("an absence", "asked at")

    def record(self) -> AbsenceTrace:
        trace = super().record()
        trace.is_infectious = is_infectious(trace.disease)
        return trace


class ContactForm(DayForm):
    """A talk with parents."""

    model = ParentContact
    asked = ("way", "about", "contact", "text")
    with_child = True

    def record(self) -> ParentContact:
        return ParentContact(entry=self.entry(), child=self.cleaned_data["child"], **self.typed())


class HandoverForm(DayForm):
    """The class handed over: the counts of the day are known, the colleague signs."""

    model = ShiftHandover
    asked = (
        "shift", "expected", "present", "sick", "personal", "watched_count", "medicine_count",
        "text", "taken_by",
    )  # fmt: skip

    def limit(self) -> None:
        posts = Post.objects.current(self.on).filter(role__in=("teacher", "carer", "doctor"))
        campuses = classes_of(self.by, self.on, WRITE).values("campus")
        held = posts.filter(campus__in=campuses)
        people = Person.objects.filter(pk__in=held.values("person")).exclude(pk=self.by.pk)
        self.fields["taken_by"].queryset = people.employed(self.on)
        self.fields["shift"].initial = shift_at(self.now)
        if school_class := self.initial.get("school_class"):
            self.initial.update(following.handover_counts(school_class, self.on))

    def save(self) -> Entry:
        record = self.record()
        record.entry.is_zero = not record.text
        entry = filing.submit(record, by=self.by, now=self.now)
        people = [(Capacity.HANDED_OVER, self.by), (Capacity.TAKEN_OVER, record.taken_by)]
        signing.ask(entry, people, now=self.now)
        signing.sign(entry, Capacity.HANDED_OVER, by=self.by, now=self.now, seen=1)
        return entry


def shift_at(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if hour < 11:
        return ShiftHandover.Shift.MORNING
    return ShiftHandover.Shift.NOON if hour < 15 else ShiftHandover.Shift.AFTERNOON


class OutdoorForm(DayForm):
    """How long the class was outdoors. Too short says what the weather hindered."""

    model = OutdoorActivity
    asked = ("starts_at", "ends_at", "activity", "pulse", "density", "weather")

    def limit(self) -> None:
        self.fields["density"].unit = "%"
        self.fields["density"].max_value = 100

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("The end lies before the beginning."))
        elif start and end:
            data["minutes"] = (end.hour - start.hour) * 60 + end.minute - start.minute
            self.ask_why_short(data)
        return data

    def ask_why_short(self, data: dict[str, Any]) -> None:
        school_class = data.get("school_class")
        before = following.minutes_outdoors(school_class, self.on) if school_class else 0
        wanted = int(rule(OUTDOORS, on=self.on))
        if before + data["minutes"] < wanted and not data.get("weather"):
            self.add_error(
                "weather",
                ValidationError(
                    _("%(minutes)s minutes of %(wanted)s so far. Say what kept the class in, or "
                      "that it goes out again."),
                    params={"minutes": before + data["minutes"], "wanted": wanted},
                ),
            )  # fmt: skip

    def record(self) -> OutdoorActivity:
        record = super().record()
        record.minutes = self.cleaned_data["minutes"]
        return record


class MedicineForm(DayForm):
    """Medicine as the guardian hands it over, with the signed request."""

    model = MedicineRequest
    asked = (
        "medicine", "dose", "times", "usage", "cause", "is_prescribed", "quantity", "expires_on",
        "first_on", "last_on", "guardian", "signed", "paper",
    )  # fmt: skip
    with_child = True

    photos = PhotosField(label=_("photo of the signed request"), required=False)
    past_is_right = forms.BooleanField(
        label=_("Take it in although it is past its time"), required=False
    )

    def limit(self) -> None:
        self.initial.update(first_on=self.on, last_on=self.on)
        self.fields["happened_at"].label = _("handed over at")
        for name in ("medicine", "cause", "guardian"):
            self.fields[name].widget = forms.TextInput()
        self.fields["is_prescribed"] = forms.TypedChoiceField(
            label=_("prescribed by a doctor"),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda said: said == "yes",
            widget=Tiles,
        )
        if not self.data.get("past_is_right"):
            self.fields["past_is_right"].widget = forms.HiddenInput()

    def clean_times(self) -> str:
        clocks = half_width(self.cleaned_data["times"]).replace(",", " ").replace("、", " ").split()
        field = asked_of(OutdoorActivity, ["starts_at"])["starts_at"]
        read = [f"{field.clean(clock):%H:%M}" for clock in clocks]
        if len(set(read)) > 6:
            raise ValidationError(_("At most six times a day."))
        return " ".join(sorted(set(read)))

    def clean_photos(self) -> list[Any]:
        try:
            return [photos.prepare(file) for file in self.cleaned_data["photos"]]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last, best = data.get("first_on"), data.get("last_on"), data.get("expires_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        if best and last and best < last and not data.get("past_is_right"):
            self.ask_back(
                "past_is_right", _("The medicine is past its time before the last day. Send it back, or confirm it.")
            )  # fmt: skip
        self.ask_signature(data)
        return data

    def ask_signature(self, data: dict[str, Any]) -> None:
        signed = data.get("signed")
        if signed == MedicineRequest.Signed.PHOTO and not data.get("photos"):
            self.add_error(
                "photos", _("Take a photo of the request with the guardian's signature.")
            )
        if signed == MedicineRequest.Signed.PAPER and not data.get("paper"):
            self.add_error("paper", _("Say where the signed paper is kept."))

    def record(self) -> MedicineRequest:
        data = self.cleaned_data
        past = data["expires_on"] < data["last_on"]
        return MedicineRequest(
            entry=self.entry(), child=data["child"], is_past_confirmed=past, **self.typed()
        )

    def save(self) -> Entry:
        kept = attached(self.cleaned_data["photos"], by=self.by, now=self.now)
        return medicating.take_in(self.record(), by=self.by, now=self.now, photos=kept)


class GiveForm(RecordForm):
    """One dose: by whom is known, when is suggested, the second person is named."""

    kind_code = "medication_record"

    clock = forms.ChoiceField(label=_("time asked for"))
    dose = forms.CharField(label=_("dose given"), max_length=40)
    checked_by = forms.ModelChoiceField(
        Person.objects.none(), label=_("checked by"), widget=QuickSelect,
        help_text=_("Name, medicine and dose, read aloud together; they are asked to sign"),
    )  # fmt: skip
    note = forms.CharField(label=_("note"), max_length=200, required=False)
    past_is_right = forms.BooleanField(
        label=_("Give it although it is past its time"), required=False
    )

    layout = Layout("clock", "dose", "checked_by", "note", "past_is_right", *LATE)

    def __init__(self, *args: Any, request: MedicineRequest, people: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.request = request
        self.fields["clock"].choices = [(clock, clock) for clock in request.clocks]
        self.fields["checked_by"].queryset = people
        self.fields["happened_at"].label = _("given at")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("dose", request.dose)
        if not self.data.get("past_is_right"):
            self.fields["past_is_right"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.request.entry.campus)
        at = data.get("happened_at")
        past = at and medicating.is_past(self.request, timezone.localdate(at))
        if past and not data.get("past_is_right"):
            said = {"day": self.request.expires_on}
            sentence = _("The medicine was to be used by %(day)s. Send it back, or confirm it.")
            self.ask_back("past_is_right", ValidationError(sentence, params=said))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        return medicating.give(
            self.request,
            clock=data["clock"],
            dose=data["dose"],
            checked_by=data["checked_by"],
            by=self.by,
            now=self.now,
            happened_at=data["happened_at"],
            past_is_right=data["past_is_right"],
            late_reason=data["late_reason"],
            note=data["note"],
        )


class LeftOverForm(RecordForm):
    """What became of the medicine that is left."""

    what = forms.ChoiceField(
        label=_("what is left"),
        choices=MedicineRequest.LeftOver.choices,
        widget=Tiles,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    layout = Layout("what", "seen")

    def __init__(self, *args: Any, request: MedicineRequest, **given: Any) -> None:
        super().__init__(*args, **given)
        self.request = request
        self.initial["seen"] = request.entry.version
        for name in ("happened_at", "late_reason", "closed_day_is_right", "typed_at"):
            del self.fields[name]

    def save(self) -> Entry:
        data = self.cleaned_data
        on = timezone.localdate(self.now)
        return medicating.settle_left_over(
            self.request, what=data["what"], on=on, by=self.by, now=self.now, seen=data["seen"]
        )
