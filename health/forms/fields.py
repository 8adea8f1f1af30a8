"""Form fields made from the columns of a record, in the look of the house."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model

from logistics.fields import DateField
from logistics.forms import CheckTiles, Tiles

MOST_TILES = 7


class TimeField(forms.TimeField):
    """A time of day as people type it: 8:05, 0805, 8：05."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace("：", ":").replace("点", ":").rstrip(":")
            if value.isdecimal() and len(value) in (3, 4):
                value = f"{value[:-2]}:{value[-2:]}"
        return super().to_python(value)


class CodesField(forms.MultipleChoiceField):
    """Several codes, kept in one column with spaces between."""

    widget = CheckTiles

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value


def field_of(column: Any, **given: Any) -> forms.Field | None:
    """The form's field of a column."""
    if isinstance(column, models.DateField):
        return column.formfield(form_class=DateField, **given)
    if isinstance(column, models.TimeField):
        return column.formfield(form_class=TimeField, **given)
    field: Any = column.formfield(**given)
    if isinstance(field, forms.TypedChoiceField):
        chosen: Any = field
        choices = [choice for choice in chosen.choices if choice[0]]
        if len(choices) <= MOST_TILES:
            chosen.widget, chosen.choices = Tiles(), choices
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 2
        field.max_length = 2000
    return field


def asked_of(model: type[models.Model], names: Sequence[str]) -> dict[str, forms.Field]:
    return fields_for_model(model, fields=names, formfield_callback=field_of)
