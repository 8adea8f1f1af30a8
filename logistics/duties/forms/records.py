"""What people type about what was done: notes, corrections, reasons."""

from datetime import datetime
from functools import partial
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.duties import filing
from logistics.duties.models import Task, WorkNote
from logistics.duties.models.duties import WORK_NOTE
from logistics.errors import Refused
from logistics.fields import DateTimeField, SeenVersion
from logistics.forms import Form, PhotosField
from logistics.records import photos
from logistics.records.forms import as_extra, own_fields
from logistics.records.models import Entry, RegisterSetting
from logistics.school.calendar import is_open_on
from logistics.school.models import Campus, Place
from logistics.school.models.calendar import SchoolDay


class RecordForm(Form):
    """What every record form asks: when it happened, and why it is late if it is."""

    happened_at = DateTimeField(label=_("when it happened"))
    late_reason = forms.CharField(
        label=_("reason for the late entry"), max_length=200, required=False
    )
    closed_day_is_right = forms.BooleanField(
        label=_("The school was closed that day; the time is right all the same"), required=False
    )
    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    kind_code = WORK_NOTE
    asked_back = ("late_reason", "closed_day_is_right", "typed_at")

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now, self.by = now, by
        for name in ("closed_day_is_right", "late_reason"):
            if not self.is_bound or not self.data.get(name):
                self.fields[name].widget = forms.HiddenInput()

    def ask_back(self, name: str, sentence: Any) -> None:
        """Show a field that is asked only when something is odd, with what is odd."""
        self.fields[name].widget = self.base_fields[name].widget
        self.add_error(name, sentence)

    def clean_happened_at(self) -> datetime:
        happened_at = self.cleaned_data["happened_at"]
        if happened_at > self.now + filing.CLOCKS_DIFFER:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return happened_at

    def judge(self, campus: Campus) -> None:
        """Ask back what is odd but may be true: a closed day, a late entry without its reason."""
        happened_at = self.cleaned_data.get("happened_at")
        if happened_at is None:
            return
        day = timezone.localdate(happened_at)
        if not is_open_on(campus, day) and not self.cleaned_data["closed_day_is_right"]:
            self.ask_back("closed_day_is_right", closed_sentence(campus, day))
        late = self.now > filing.late_after(self.kind_code, happened_at)
        offline = self.cleaned_data.get("typed_at")
        if late and not self.cleaned_data["late_reason"] and not offline:
            self.ask_back("late_reason", _("This is entered late. Say why."))


def closed_sentence(campus: Campus, day: Any) -> str:
    row = SchoolDay.objects.filter(campus=campus, date=day).first()
    name = (row.name or row.get_kind_display()) if row else gettext("no school day")
    return gettext("%(day)s is %(name)s: the school is closed. Check the time, or confirm it.") % {
        "day": day,
        "name": name,
    }


class PhotoForm(RecordForm):
    """A record with photos."""

    photos = PhotosField(label=_("photos"), required=False)

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def attached(self) -> list[partial]:
        """The photos, each to be kept with the entry once it is saved."""
        return [
            partial(photos.attach, prepared, by=self.by, at=self.now, position=number)
            for number, prepared in enumerate(self.cleaned_data["photos"])
        ]


class NoteForm(PhotoForm):
    """A work note: what was done and photos; nothing to report is said by one press."""

    text = forms.CharField(
        label=_("what was done"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    nothing = forms.BooleanField(label=_("Nothing to report"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)

    REGISTER = "work-notes"

    def __init__(self, *args: Any, task: Task | None = None, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.task = task
        self.own = own_fields(RegisterSetting.objects.filter(register=self.REGISTER).first())
        self.fields.update(self.own)
        self.layout = Layout(
            "text", "nothing", *self.own, "photos", "happened_at", "campus", "place",
            "late_reason", "closed_day_is_right",
        )  # fmt: skip
        if task and self.now > task.due_at:
            self.fields["late_reason"].widget = self.base_fields["late_reason"].widget
        self.fields["campus"].queryset = campuses
        self.fields["place"].queryset = Place.objects.in_use().filter(campus__in=campuses)
        self.initial.setdefault("happened_at", self.suggested_time())
        if task:
            self.fix_scope(task, campuses)
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial["campus"] = campuses[0]

    def suggested_time(self) -> datetime:
        """Now; for a task that is over, the last moment at which it would have counted."""
        now = self.now.replace(second=0, microsecond=0)
        return min(now, self.task.closes_at) if self.task else now

    def fix_scope(self, task: Task, campuses: Any) -> None:
        """A task knows its campus and place: they are not asked again."""
        campus_id = task.campus_id or next((c.pk for c in campuses), None)
        self.initial.update(campus=campus_id, place=task.place_id)
        if task.campus_id:
            self.fields["campus"].queryset = campuses.filter(pk=task.campus_id)
            self.fields["campus"].widget = forms.HiddenInput()
        if task.place_id or task.school_class_id:
            self.fields["place"].queryset = Place.objects.filter(pk=task.place_id or 0)
            self.fields["place"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text") and not data.get("nothing") and not data.get("photos"):
            self.add_error("text", _("Write what was done, add a photo, or say nothing to report."))
        if campus := data.get("campus"):
            if data.get("place") and data["place"].campus_id != campus.pk:
                self.add_error("place", _("This place belongs to another campus."))
            self.judge(campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=data["campus"],
            place=data["place"],
            school_class=self.task.school_class if self.task else None,
            meal=self.task.meal if self.task else "",
            subject=self.task.subject if self.task else "",
            happened_at=data["happened_at"],
            typed_at=data["typed_at"],
            late_reason=data["late_reason"],
            is_zero=data["nothing"] and not data["text"],
            extra=as_extra({name: data[name] for name in self.own}),
        )
        note = WorkNote(entry=entry, text=data["text"])
        if self.task:
            note.duty, note.line = self.task.duty, self.task.line
        return filing.submit(note, by=self.by, now=self.now, photos=self.attached())


class CorrectionForm(RecordForm):
    """A note said otherwise, with the reason."""

    text = forms.CharField(
        label=_("what was done"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = SeenVersion()

    layout = Layout("text", "happened_at", "reason", "late_reason", "closed_day_is_right", "seen")

    def __init__(self, *args: Any, note: WorkNote, **given: Any) -> None:
        entry = note.entry
        start = {"text": note.text, "happened_at": entry.happened_at, "seen": entry.version}
        super().__init__(*args, initial=start | {"late_reason": entry.late_reason}, **given)
        self.note = note
        self.fields["late_reason"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["late_reason"] = data.get("late_reason") or data.get("reason", "")
        self.judge(self.note.entry.campus)
        if not data.get("text") and not self.note.entry.is_zero:
            self.add_error("text", _("Write what was done."))
        if data.get("seen") != self.note.entry.version:
            self.tell_of_the_other()
        return data

    def tell_of_the_other(self) -> None:
        """Somebody corrected it meanwhile: say what it says now; sent again, this replaces it."""
        said = _(
            "This record was corrected meanwhile. It now says: “%(text)s”. Check, then send again."
        )
        self.add_error(None, ValidationError(said, params={"text": self.note.text}))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.note.entry.version

    def save(self) -> Entry:
        data = self.cleaned_data
        self.note.text = data["text"]
        self.note.entry.happened_at = data["happened_at"]
        self.note.entry.is_zero = not data["text"]
        return filing.correct(
            self.note, by=self.by, now=self.now, reason=data["reason"], seen=data["seen"]
        )


class ReasonForm(Form):
    """An act that needs nothing but its reason."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, act: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(self.cleaned_data["reason"])
