"""What the forms of this part share: photos, a child or a colleague within reach, fields of a record."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, whole_number
from logistics.forms import Combobox, PhotosField
from logistics.records import photos
from logistics.school.models import Campus

LATE = ("happened_at", "odd_is_right", "late_reason", "closed_day_is_right")


class HappeningForm(RecordForm):
    """A record of something that happened. What is odd and may be true is asked back once."""

    odd_is_right = forms.BooleanField(label=_("It is right all the same"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if not self.is_bound or not self.data.get("odd_is_right"):
            self.fields["odd_is_right"].widget = forms.HiddenInput()
        self.limit()
        # When it happened is asked last, unless a form names its place.
        late = [name for name in LATE if name not in (self.field_order or ())]
        own = [name for name in self.fields if name not in (*late, "typed_at", *self.laid_below())]
        self.layout = Layout(*own, *late)

    def limit(self) -> None:
        """Narrow the choices of the form."""

    def laid_below(self) -> Sequence[str]:
        """The fields that stand in lines below the others."""
        return ()

    def ask_whether(self, sentence: Any) -> None:
        """Show what is odd; sent again with the tick it is saved as it is."""
        if not self.cleaned_data.get("odd_is_right"):
            self.ask_back("odd_is_right", sentence)

    @property
    def written(self) -> dict[str, Any]:
        """Who files it, and when it happened, as the verbs ask."""
        data = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": data["happened_at"],
            "late_reason": data["late_reason"],
        }

    @property
    def head(self) -> dict[str, Any]:
        """What every entry says of its time."""
        data = self.cleaned_data
        return {"happened_at": data["happened_at"], "late_reason": data["late_reason"]}


class WithPhotos(forms.Form):
    """Pictures, judged before anything is saved."""

    photos = PhotosField(label=_("photos"), required=False)

    def clean_photos(self) -> list[Any]:
        return prepared(self.cleaned_data["photos"])


def prepared(files: list[Any]) -> list[Any]:
    if len(files) > PhotosField.most:
        raise ValidationError(gettext("At most nine photos go with one record."))
    try:
        return [photos.prepare(file) for file in files]
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal


def attached(form: Any) -> list[Any]:
    """What attaches each photo of a form to the record that is filed."""
    return [
        partial(photos.attach, photo, by=form.by, at=form.now, position=number)
        for number, photo in enumerate(form.cleaned_data.get("photos") or ())
    ]


class WithCampus(forms.Form):
    """A record of a whole campus."""

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))

    fields: dict[str, Any]

    def offer_campuses(self, campuses: Any) -> None:
        self.fields["campus"].queryset = campuses
        offer_the_only_one(self, "campus")


def offer_the_only_one(form: Any, name: str) -> None:
    """Nobody is asked to choose among one."""
    rows = list(form.fields[name].queryset[:2])
    if len(rows) == 1:
        form.initial.setdefault(name, rows[0])
        form.fields[name].widget = forms.HiddenInput()


def typed(field: Any, rows: Any, options: str) -> None:
    """One of many: the page asks for matching options as the person types."""
    field.queryset = rows
    field.widget = Combobox(reverse_lazy(options), labelled=partial(named, rows))


def named(rows: Any, pk: Any) -> str:
    return str(rows.filter(pk=whole_number(str(pk))).first() or "")


def day(label: Any, *, required: bool = False, **given: Any) -> DateField:
    return DateField(label=label, required=required, **given)


def moment(label: Any, *, required: bool = False, **given: Any) -> DateTimeField:
    return DateTimeField(label=label, required=required, **given)


def words(
    label: Any, *, required: bool = False, rows: int = 2, most: int = 2000, **given: Any
) -> forms.CharField:
    """A few lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, **given)


def short(label: Any, most: int = 100, *, required: bool = False, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, **given)


def of_codes(choices: Any, label: Any, **given: Any) -> forms.TypedChoiceField:
    """One of the numbered codes of an official form."""
    return forms.TypedChoiceField(
        label=label, choices=[("", "—"), *choices], coerce=int, empty_value=None, **given
    )
