"""What the forms of the gate have in common: one campus, any hour of any day, people by initials."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, EncryptedTextField
from logistics.forms import Combobox, Form, PhotosField, QuickSelect, Tiles
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.models import Campus, Person

KEEP = "safety.keep_gate"
MOST_TILES = 7
LATE = ("late_reason", "closed_day_is_right", "typed_at")


class TimeField(forms.TimeField):
    """A time of day as people type it: 8:05, 0805, 8：05."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace("：", ":").rstrip(":")
            if value.isdecimal() and len(value) in (3, 4):
                value = f"{value[:-2]}:{value[-2:]}"
        return super().to_python(value)


def field_of(column: Any, **given: Any) -> Any:
    """The form's field of a column: few choices as tiles, moments as people type them."""
    kinds: list[tuple[Any, Any]] = [
        (models.DateTimeField, DateTimeField),
        (models.DateField, DateField),
        (models.TimeField, TimeField),
    ]
    for column_type, form_class in kinds:
        if isinstance(column, column_type):
            return column.formfield(form_class=form_class, **given)
    if isinstance(column, EncryptedTextField):
        return column.formfield(widget=forms.TextInput, max_length=200, **given)
    field = column.formfield(**given)
    if isinstance(field, forms.TypedChoiceField):
        choices: Any = field.choices
        chosen = [choice for choice in choices if choice[0]]
        if len(chosen) <= MOST_TILES:
            field.widget, field.choices = Tiles(), chosen
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"], field.max_length = 3, 2000
    return field


def staff_of(by: Any, permission: str, on: Any) -> Any:
    """Who works within the person's reach."""
    people = Person.objects.visible_to(by, permission).employed(on)
    return people.defer("identity_number").order_by("pinyin", "pk")


def named(people: Any) -> Any:
    """The words of a chosen person, for the search box."""

    def words(key: Any) -> str:
        key = getattr(key, "pk", key)
        return str(people.filter(pk=key).first() or "") if str(key).isdecimal() else ""

    return words


def choose_person(field: Any, people: Any, *, url: str = "safety:host_options") -> None:
    """A person is found by the initials."""
    field.queryset = people
    field.widget = Combobox(reverse_lazy(url), labelled=named(people))


class GateForm(RecordForm):
    """A record of the gate. `asked` are its columns that are typed, `people` those that name staff."""

    model: ClassVar[type[models.Model]]
    asked: ClassVar[Sequence[str]] = ()
    people: ClassVar[Sequence[str]] = ()
    permission: ClassVar[str] = KEEP
    with_photos: ClassVar[bool] = False

    def __init__(self, *args: Any, campus: Campus | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.kind_code = self.model.kind_code
        self.on = timezone.localdate(self.now)
        own = {name: f for name, f in self.base_fields.items() if name in self.asked}
        made = fields_for_model(self.model, fields=self.asked, formfield_callback=field_of)
        self.fields.update(made | {name: self.fields[name] for name in own})
        self.offer_campus(campus)
        staff = staff_of(self.by, self.permission, self.on)
        for name in self.people:
            choose_person(self.fields[name], staff)
        if self.with_photos:
            self.fields["photos"] = PhotosField(label=_("photos"), required=False)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.arrange()
        self.layout = Layout(*self.laid_out(), *LATE)

    def offer_campus(self, campus: Campus | None) -> None:
        campuses = Campus.objects.visible_to(self.by, self.permission).filter(is_active=True)
        field = forms.ModelChoiceField(campuses, label=_("campus"), widget=QuickSelect)
        first = campus or campuses.first()
        if campus or len(campuses) == 1:
            field.widget = forms.HiddenInput()
        self.fields["campus"] = field
        self.initial.setdefault("campus", first.pk if first else None)

    def arrange(self) -> None:
        """Word the labels, narrow the choices."""

    def laid_out(self) -> list[Any]:
        rest = ["photos"] if self.with_photos else []
        return [*self.asked, *rest, "happened_at", "campus"]

    def judge(self, campus: Campus) -> None:
        """Guards work on closed days too; only what is entered late is asked back."""
        happened_at = self.cleaned_data.get("happened_at")
        if happened_at is None:
            return
        late = self.now > filing.late_after(self.kind_code, happened_at)
        if late and not self.cleaned_data["late_reason"] and not self.cleaned_data["typed_at"]:
            self.ask_back("late_reason", _("This is entered late. Say why."))

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        if not self.errors:
            self.check()
        return data

    def check(self) -> None:
        """What the record itself says no to stands beside the field."""
        self.record = self.make()
        try:
            self.record.clean_fields(exclude=["entry"])
            self.record.validate_constraints(exclude=["entry"])
        except ValidationError as refusal:
            self.show(refusal)

    def show(self, refusal: ValidationError) -> None:
        told = getattr(refusal, "error_dict", {"__all__": refusal.error_list})
        for name, errors in told.items():
            self.add_error(name if name in self.fields else None, errors)

    def entry(self, **more: Any) -> Entry:
        data = self.cleaned_data
        return Entry(
            campus=data["campus"],
            happened_at=data["happened_at"],
            typed_at=data["typed_at"],
            late_reason=data["late_reason"],
            **more,
        )

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.asked}

    def make(self) -> Any:
        return self.model(entry=self.entry(), **self.said())

    def attached(self) -> list[Any]:
        return [
            photos_with(prepared, by=self.by, at=self.now, position=n)
            for n, prepared in enumerate(self.cleaned_data.get("photos") or [])
        ]

    def save(self) -> Any:
        return filing.submit(self.record, by=self.by, now=self.now, photos=self.attached())


def photos_with(prepared: Any, **given: Any) -> Any:
    def attach(*, entry: Entry) -> Any:
        return photos.attach(prepared, entry=entry, **given)

    return attach


class MomentForm(Form):
    """An act that needs nothing but a press."""

    def __init__(self, *args: Any, act: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act()


def now_of(form: Any) -> datetime:
    return form.now
