"""Lists of hours, dates and numbers, as a duty has them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from logistics.fields import DateField, half_width
from logistics.forms import CheckTiles


class ListField(forms.CharField):
    """A list of things typed with separators: 08:30；16:00 or 2026-11-21, 2026-12-01."""

    def __init__(
        self, *, reads: Callable[[str], Any], required: bool = False, **given: Any
    ) -> None:
        super().__init__(required=required, **given)
        self.reads = reads

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(str(part) for part in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        plain = half_width(value or "").replace("、", ";").replace(",", ";").replace(" ", ";")
        return [self.read(part) for part in plain.split(";") if part]

    def read(self, part: str) -> Any:
        try:
            return self.reads(part)
        except ValueError as mistake:
            raise ValidationError(
                _("“%(part)s” is not understood."), params={"part": part}
            ) from mistake


def clock(text: str) -> str:
    return f"{datetime.strptime(text, '%H:%M'):%H:%M}"  # noqa: DTZ007  a time of day, no date


def iso_day(text: str) -> str:
    return DateField().clean(text).isoformat()


class NumbersField(forms.TypedMultipleChoiceField):
    """Some of a fixed list of numbers: weekdays, months."""

    def __init__(self, *, required: bool = False, **given: Any) -> None:
        super().__init__(coerce=int, empty_value=[], required=required, widget=CheckTiles, **given)
