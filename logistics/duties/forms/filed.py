"""What forms of records share: fields made from columns, photos, who may choose what."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.duties.forms.records import PhotoForm
from logistics.fields import DateField, DateTimeField
from logistics.forms import CheckTiles, ModelForm, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Person, Place

LATE = ("late_reason", "closed_day_is_right", "typed_at")
MOST_TILES = 7


def field_of(column: Any, **given: Any) -> forms.Field | None:
    """The form's field of a column: dates as people type them, few choices as tiles."""
    if isinstance(column, models.DateTimeField):
        return column.formfield(form_class=DateTimeField, **given)
    if isinstance(column, models.DateField):
        return column.formfield(form_class=DateField, **given)
    field: Any = column.formfield(**given)
    if isinstance(field, forms.TypedChoiceField):
        choices: Any = field.choices
        offered = [choice for choice in choices if choice[0]]
        field.choices = offered
        if len(offered) <= MOST_TILES:
            field.widget = Tiles(choices=offered)
    if isinstance(field, forms.IntegerField):
        field.widget.attrs["inputmode"] = "numeric"
    if field is not None and isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 3
        field.max_length = 2000
    return field


def codes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Several of a few, kept as a list of codes."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=CheckTiles, required=False, help_text=help_text
    )


def people_at(campuses: Any) -> Any:
    """Who works at these campuses today."""
    on = timezone.localdate()
    here = models.Q(posts__campus__in=campuses) | models.Q(posts__campus=None)
    employed = Person.objects.employed(on).filter(here, posts__isnull=False)
    return employed.distinct().order_by("pinyin", "pk")


class FiledForm(PhotoForm):
    """A record of one kind: its columns, where, photos, when; `COLUMNS` are asked in that order.

    `CODES` are the columns that hold several codes, each with its choices.
    """

    model: ClassVar[type[models.Model]]
    COLUMNS: ClassVar[Sequence[str]] = ()
    CODES: ClassVar[dict[str, Any]] = {}
    asks_place: ClassVar[bool] = False

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"))

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campuses = campuses
        own = fields_for_model(self.model, fields=self.COLUMNS, formfield_callback=field_of)
        self.fields.update(own)
        for name, choices in self.CODES.items():
            column: Any = self.model._meta.get_field(name)
            self.fields[name] = codes(column.verbose_name, choices)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.narrow()
        self.layout = Layout(*self.order())

    def narrow(self) -> None:
        """Offer only what is in reach; nobody is asked to choose among one."""
        offered: Any = self.fields["campus"]
        offered.queryset = self.campuses
        if len(self.campuses) == 1:
            self.initial.setdefault("campus", self.campuses[0].pk)
            offered.widget = forms.HiddenInput()
        if self.asks_place:
            places: Any = self.fields["place"]
            here = Place.objects.in_use().filter(campus__in=self.campuses)
            places.queryset = here.order_by("campus", "name")
        else:
            del self.fields["place"]

    def order(self) -> list[str]:
        own = [*self.COLUMNS, *self.CODES]
        where = ["campus", "place"] if self.asks_place else ["campus"]
        names = [*where, *own, *self.beside(), "photos", "happened_at", *LATE]
        return [name for name in dict.fromkeys(names) if name in self.fields]

    def beside(self) -> Sequence[str]:
        """The fields that are no columns."""
        return ()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        place, campus = said.get("place"), said.get("campus")
        if place and campus and place.campus_id != campus.pk:
            self.add_error("place", gettext("This place belongs to another campus."))
        if campus:
            self.judge(campus)
        return said

    def entry(self, **more: Any) -> Entry:
        said = self.cleaned_data
        usual = {name: said.get(name) for name in ("campus", "place", "happened_at", "typed_at")}
        return Entry(**usual | {"late_reason": said["late_reason"]} | more)

    def record(self) -> Any:
        """The record as it was typed, unsaved."""
        said = self.cleaned_data
        own = {name: said[name] for name in [*self.COLUMNS, *self.CODES] if name in said}
        own = {name: self.blank(name) if value is None else value for name, value in own.items()}
        return self.model(entry=self.entry(), **own)

    def blank(self, name: str) -> Any:
        column: Any = self.model._meta.get_field(name)
        return None if column.null else column.get_default()

    @property
    def filed(self) -> dict[str, Any]:
        """Who files it and what goes with it, as the verbs ask."""
        return {"by": self.by, "now": self.now, "photos": self.attached()}


class KeptForm(ModelForm):
    """A file of something: what it names lies at the campuses within reach."""

    CODES: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campuses = campuses
        for name, choices in self.CODES.items():
            column = self._meta.model._meta.get_field(name)
            self.fields[name] = codes(column.verbose_name, choices)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self.offer(name, field)
        self.layout = Layout(*self.fields)

    def offer(self, name: str, field: Any) -> None:
        model = field.queryset.model
        if model is Campus:
            field.queryset = self.campuses
            if len(self.campuses) == 1:
                self.initial.setdefault(name, self.campuses[0].pk)
                field.widget = forms.HiddenInput()
        elif model is Place:
            here = Place.objects.in_use().filter(campus__in=self.campuses)
            field.queryset = here.order_by("campus", "name")
        elif model is Person:
            field.queryset = people_at(self.campuses)
        else:
            field.queryset = field.queryset.filter(**{self.reach_of(model): self.campuses})

    def reach_of(self, model: Any) -> str:
        column = getattr(model.objects.all(), "campus_column", "campus_id")
        return f"{column.removesuffix('_id')}__in"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        campus, place = said.get("campus"), said.get("place")
        if campus and place and place.campus_id != campus.pk:
            self.add_error("place", gettext("This place belongs to another campus."))
        return said
