"""The class screen: all children as tiles, and lines for those of whom something is said."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.day import attending, checking
from health.day.ailments import Ailment
from health.day.attending import Said
from health.day.checking import Found
from health.day.rolls import Roll, moment_of
from health.forms.fields import CodesField, TimeField
from health.models.attendance import ABSENT, AttendanceLine, Mark
from health.models.checks import POSSIBLE, Handling, Sign
from health.symptoms import Symptom
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import NumberField, labelled
from logistics.forms import Form, PhotosField, Tiles
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school import consents
from logistics.school.models import Child

NOTHING = ("", "—")
NOT_THERE = "not_there"


class LineForm(Form):
    """What is said of one child. `about` are facts worth knowing beside its name."""

    child: Child
    about: list[str]

    @classmethod
    def of(cls, child: Child, data: Any = None, *, line: Any = None, **given: Any) -> "LineForm":
        start = cls.start_of(line) if line is not None else {}
        form = cls(data, prefix=f"c{child.pk}", initial=start, **given)
        form.child, form.about = child, []
        return form

    @classmethod
    def start_of(cls, line: Any) -> dict[str, Any]:
        """The fields as a line of the sheet has them."""
        return {name: getattr(line, name, None) for name in cls.base_fields}

    def first_error(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class AttendanceLineForm(LineForm):
    """Why a child is not there; or that it came late or left early."""

    mark = forms.ChoiceField(
        label=_("attendance"),
        widget=Tiles,
        choices=[
            *((mark.value, mark.label) for mark in ABSENT),
            (Mark.PRESENT.value, _("there, late or left early")),
        ],
        error_messages={"required": _("Choose why it is not there, or untick the child.")},
    )
    symptoms = CodesField(label=_("symptoms"), choices=Symptom.choices, required=False)
    disease = forms.ChoiceField(
        label=_("disease"), choices=[NOTHING, *Ailment.choices], required=False
    )
    late_at = TimeField(label=_("came late at"), required=False)
    left_at = TimeField(label=_("left early at"), required=False)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        there = said.get("mark") == Mark.PRESENT
        if there and not (said.get("late_at") or said.get("left_at")):
            self.add_error("late_at", _("Say when it came or left."))
        if not there:
            said["late_at"] = said["left_at"] = None
        if said.get("mark") == Mark.SICK and not self.names_illness(said):
            self.add_error("symptoms", _("Say what it is ill with: a symptom or the disease."))
        return said

    def names_illness(self, said: dict[str, Any]) -> bool:
        return bool(said.get("symptoms") or said.get("disease") or said.get("note"))

    def said(self) -> Said:
        return Said(self.child.pk, **self.cleaned_data)


class FindingForm(LineForm):
    """Asked, seen, felt and searched; and what is done about it."""

    complaint = forms.CharField(label=_("what the parents say"), max_length=200, required=False)
    signs = CodesField(label=_("seen"), choices=Sign.choices, required=False)
    temperature = NumberField(
        label=_("temperature"),
        unit="℃",
        required=False,
        max_digits=4,
        decimal_places=1,
        min_value=POSSIBLE[0],
        max_value=POSSIBLE[1],
    )
    odd_is_right = forms.BooleanField(label=_("The temperature is right"), required=False)
    symptoms = CodesField(label=_("symptoms"), choices=Symptom.choices, required=False)
    dangerous_object = forms.CharField(label=_("dangerous object"), max_length=60, required=False)
    medicine_brought = forms.BooleanField(label=_("brought medicine"), required=False)
    handling = forms.ChoiceField(
        label=_("result"),
        widget=Tiles,
        initial=Handling.OBSERVE,
        choices=[*Handling.choices, (NOT_THERE, _("not there yet"))],
    )
    analysis = forms.CharField(label=_("analysis and measure"), max_length=300, required=False)
    is_unseen = forms.BooleanField(
        label=_("The photos show the finding, not who it is"), required=False
    )

    FINDINGS = ("complaint", "signs", "temperature", "symptoms", "dangerous_object",
                "medicine_brought", "analysis")  # fmt: skip

    def __init__(self, *args: Any, on: Any = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.on = on
        if not self.data.get(self.add_prefix("odd_is_right")):
            self.fields["odd_is_right"].widget = forms.HiddenInput()
        if not self.data.get(self.add_prefix("is_unseen")):
            self.fields["is_unseen"].widget = forms.HiddenInput()

    @classmethod
    def start_of(cls, line: Any) -> dict[str, Any]:
        start = super().start_of(line)
        if not line.is_checked:
            start["handling"] = NOT_THERE
        return start | {"odd_is_right": line.is_odd}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        gone = said.get("handling") == NOT_THERE
        if not gone and not self.errors and not any(said.get(name) for name in self.FINDINGS):
            self.add_error("symptoms", _("Say what was found, or untick the child."))
        self.ask_back_temperature(said)
        return said

    def ask_back_temperature(self, said: dict[str, Any]) -> None:
        """An odd value is asked back; confirmed, it is kept and marked."""
        degrees = said.get("temperature")
        said["is_odd"] = checking.is_implausible(degrees, self.on)
        if said["is_odd"] and not said.get("odd_is_right"):
            self.fields["odd_is_right"].widget = forms.CheckboxInput()
            sentence = _("Is %(degrees)s ℃ right? Measure again, or confirm it.")
            self.add_error("temperature", ValidationError(sentence, params={"degrees": degrees}))

    def ask_back_photos(self) -> str:
        """Without consent a child is not photographed; what is found on it may be."""
        said = self.cleaned_data
        if said.get("is_unseen") or said.get("handling") == NOT_THERE:
            return ""
        self.fields["is_unseen"].widget = forms.CheckboxInput()
        sentence = gettext(
            "The guardians have not agreed to photos. Confirm that nobody can be recognised, "
            "or remove the photos."
        )
        self.add_error("is_unseen", sentence)
        return sentence

    ASKED_BACK = frozenset({"odd_is_right", "is_unseen"})

    def found(self) -> Found:
        said = {k: v for k, v in self.cleaned_data.items() if k not in self.ASKED_BACK}
        if said["handling"] == NOT_THERE:
            return Found(self.child.pk, is_checked=False)
        return Found(self.child.pk, **said)


class ClassSheetForm(RecordForm):
    """A class on a day: nothing is typed of those of whom nothing has to be said."""

    child = forms.MultipleChoiceField(label=_("children"), required=False)
    reason = forms.CharField(label=_("reason of the correction"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    line_form: type[LineForm]
    clock = "09:00"

    def __init__(self, *args: Any, roll: Roll, sheet: Any = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.roll, self.sheet = roll, sheet
        del self.fields["happened_at"], self.fields["typed_at"]
        self.fields["child"].choices = [(str(c.pk), c.name) for c in roll.children]
        if sheet is None:
            del self.fields["reason"], self.fields["seen"]
        else:
            reason = gettext("Changed during the day")
            self.initial.update(seen=sheet.entry.version, reason=reason)
        self.lines = self.lines_for(args[0] if args else None)

    def lines_for(self, data: Any) -> list[LineForm]:
        """The children ticked; or those the sheet, or what is known of the day, has lines for."""
        if data is not None:
            ticked = set(data.getlist("child"))
            rows = [c for c in self.roll.children if str(c.pk) in ticked]
            return [self.line_of(child, data) for child in rows]
        stored = self.stored()
        return [
            self.line_of(child, line=stored[child.pk])
            for child in self.roll.children
            if child.pk in stored
        ]

    def line_of(self, child: Child, data: Any = None, line: Any = None) -> LineForm:
        return self.line_form.of(child, data, line=line)

    def stored(self) -> dict[int, Any]:
        """The lines of the sheet that say something."""
        return {line.child_id: line for line in self.sheet.lines.all()} if self.sheet else {}

    @property
    def tiles(self) -> list[tuple[Child, bool]]:
        ticked = {line.child.pk for line in self.lines}
        return [(child, child.pk in ticked) for child in self.roll.children]

    def restore(self, data: Any) -> None:
        super().restore(data)
        self.lines = self.lines_for(data)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for line in self.lines:
            if not line.is_valid():
                self.add_error(None, labelled(line.child.name, line.first_error()))
        if self.sheet is None:
            data["happened_at"] = moment_of(self.roll.on, self.now, self.clock)
            self.judge(self.roll.school_class.campus)
        elif not data.get("reason"):
            self.add_error("reason", _("A correction says why."))
        return data

    def corrected(self, verb: Any, said: Iterable[Any]) -> Entry:
        data = self.cleaned_data
        return verb(
            self.sheet, self.roll, said, by=self.by, now=self.now, reason=data["reason"],
            seen=data["seen"] or 0,
        )  # fmt: skip

    @property
    def filed(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "now": self.now,
            "late_reason": self.cleaned_data["late_reason"],
        }


class AttendanceForm(ClassSheetForm):
    """The attendance of a class. Who was away the last time is asked for again, never copied."""

    kind_code = "attendance"
    line_form = AttendanceLineForm
    clock = attending.CLOCK

    def __init__(
        self, *args: Any, away: Iterable[int] = (), came: Mapping[int, time] | None = None,
        **given: Any,
    ) -> None:  # fmt: skip
        self.away, self.came = set(away), came or {}
        super().__init__(*args, **given)

    def stored(self) -> dict[int, Any]:
        """Whoever came late, as somebody else wrote down, is there by now; whoever saves says so."""
        known = {
            pk: AttendanceLine(child_id=pk, mark=Mark.PRESENT, late_at=at)
            for pk, at in self.came.items()
        }
        if self.sheet is None:
            return dict.fromkeys(self.away) | known
        stored = {pk: line for pk, line in super().stored().items() if is_said(line)}
        return stored | {pk: known[pk] for pk in known if not has_come(stored.get(pk))}

    def save(self) -> Entry:
        said = [line.said() for line in self.lines]
        if self.sheet is not None:
            return self.corrected(attending.correct, said)
        return attending.confirm(self.roll, said, **self.filed)


def has_come(line: Any) -> bool:
    return line is not None and line.is_present


def is_said(line: Any) -> bool:
    return not line.is_present or bool(line.late_at or line.left_at or line.note)


class CheckForm(ClassSheetForm):
    """The morning or noon check of a class."""

    kind_code = "morning_check"
    line_form = FindingForm
    photos = PhotosField(label=_("photos"), required=False)

    def __init__(self, *args: Any, segment: str, **given: Any) -> None:
        self.segment = segment
        self.clock = checking.CLOCKS[segment]  # type: ignore[index]
        super().__init__(*args, **given)
        if self.sheet is not None:
            del self.fields["photos"]

    def line_of(self, child: Child, data: Any = None, line: Any = None) -> LineForm:
        return self.line_form.of(child, data, line=line, on=self.roll.on)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("photos"):
            self.ask_back_photos()
        return data

    def ask_back_photos(self) -> None:
        """Photos of children are off by default: of whom there is no consent it is asked back."""
        lines = {line.child.pk: line for line in self.lines}
        for pk in consents.without(lines, "photos", self.roll.on):
            if sentence := lines[pk].ask_back_photos():
                self.add_error(None, labelled(lines[pk].child.name, sentence))

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def save(self) -> Entry:
        found = [line.found() for line in self.lines]
        if self.sheet is not None:
            return self.corrected(checking.correct, found)
        kept = attached(self.cleaned_data["photos"], by=self.by, now=self.now)
        return checking.check(self.roll, self.segment, found, photos=kept, **self.filed)


def attached(prepared: list[Any], *, by: Any, now: datetime) -> list[Any]:
    return [
        partial(photos.attach, photo, by=by, at=now, position=n) for n, photo in enumerate(prepared)
    ]
