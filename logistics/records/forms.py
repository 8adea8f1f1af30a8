"""How the school arranges a register, the fields its own columns need in a record's form, codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.fields import DateField, NumberField
from logistics.forms import Form, ModelForm
from logistics.records import seals
from logistics.records.models import RegisterSetting, Seal
from logistics.registers import Column, Register

LONGEST_CODE = 40  # with its day, as it is printed
OWN_TYPES = RegisterSetting.ColumnType
NEW_COLUMNS, MOST_OWN = 2, 8
LONGEST_HEADING = 30
CLASSES: dict[type, str] = {forms.Select: "form-select", forms.CheckboxInput: "form-check-input"}


@dataclass
class ColumnRow:
    """The fields of one column in the form."""

    shipped: str
    heading: forms.BoundField
    order: forms.BoundField
    hidden: forms.BoundField | None = None
    type: forms.BoundField | None = None


class CodeForm(Form):
    """The check code of a printed sheet, typed in: which seal is it?"""

    code = forms.CharField(label=gettext_lazy("Check code"), max_length=LONGEST_CODE)

    def find(self) -> Seal | None:
        return seals.find(self.cleaned_data["code"])


class RegisterSettingForm(ModelForm):
    """Headings, order, hidden columns and own columns of one register."""

    class Meta:
        model = RegisterSetting
        fields = ["title", "note"]

    def __init__(self, *args: Any, register: Register, **given: Any) -> None:
        super().__init__(*args, **given)
        self.register = register
        self.shipped = {column.name: column for column in register.columns}
        self.fields["title"].widget.attrs["placeholder"] = register.title
        self.own = {own["name"]: own for own in self.instance.own}
        arranged = register.every_column()
        for number, column in enumerate(arranged, start=1):
            self.add_column(column, number)
        for number, name in enumerate(self.free_names(), start=len(arranged) + 1):
            self.add_own(name, {}, number)
        for field in self.fields.values():
            field.widget.attrs["class"] = CLASSES.get(type(field.widget), "form-control")

    def free_names(self) -> list[str]:
        """Names for the columns the school may still add; a name is never given twice."""
        taken = [int(name.removeprefix("own_")) for name in self.own]
        free = min(NEW_COLUMNS, MOST_OWN - len(self.own))
        return [f"own_{max(taken, default=0) + number}" for number in range(1, free + 1)]

    def add_column(self, column: Column, number: int) -> None:
        if column.name in self.own:
            self.add_own(column.name, self.own[column.name], number)
        else:
            shipped = str(self.shipped[column.name].heading)
            renamed = "" if str(column.heading) == shipped else str(column.heading)
            self.add_heading(column.name, shipped, renamed, number)
            self.fields[f"heading-{column.name}"].widget.attrs["placeholder"] = shipped
        if not column.kept:
            self.add(
                f"hidden-{column.name}",
                forms.BooleanField(
                    label=_("Hide “%(column)s”") % {"column": column.heading}, required=False
                ),
                column.hidden,
            )

    def add_own(self, name: str, own: dict[str, Any], number: int) -> None:
        words = own.get("heading") or _("new column")
        self.add_heading(name, words, own.get("heading", ""), number)
        kind = forms.ChoiceField(
            label=_("Type of “%(column)s”") % {"column": words}, choices=OWN_TYPES, required=False
        )
        self.add(f"type-{name}", kind, own.get("type", OWN_TYPES.TEXT))

    def add_heading(self, name: str, words: str, heading: str, number: int) -> None:
        title = forms.CharField(
            label=_("Heading of “%(column)s”") % {"column": words},
            max_length=LONGEST_HEADING,
            required=False,
        )
        order = forms.IntegerField(
            label=_("Position of “%(column)s”") % {"column": words}, min_value=1, max_value=99
        )
        self.add(f"heading-{name}", title, heading)
        self.add(f"order-{name}", order, number)

    def add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        self.initial[name] = initial

    def names(self) -> list[str]:
        return [n.removeprefix("heading-") for n in self.fields if n.startswith("heading-")]

    def rows(self) -> Iterator[ColumnRow]:
        """The form as a table, one row a column."""
        for name in self.names():
            shipped = self.shipped.get(name)
            yield ColumnRow(
                str(shipped.heading) if shipped else "",
                self[f"heading-{name}"],
                self[f"order-{name}"],
                self[f"hidden-{name}"] if f"hidden-{name}" in self.fields else None,
                self[f"type-{name}"] if f"type-{name}" in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.refuse_twins(said)
        if not any(self.is_shown(name, said) for name in self.names()):
            self.add_error(None, _("At least one column stays visible."))
        return said

    def is_shown(self, name: str, said: dict[str, Any]) -> bool:
        exists = name in self.shipped or bool(said.get(f"heading-{name}"))
        return exists and not said.get(f"hidden-{name}")

    def heading_of(self, name: str, said: dict[str, Any]) -> str:
        shipped = self.shipped.get(name)
        return said.get(f"heading-{name}") or (str(shipped.heading) if shipped else "")

    def refuse_twins(self, said: dict[str, Any]) -> None:
        """Two columns under one heading cannot be told apart on paper."""
        seen: set[str] = set()
        for name in self.names():
            heading = self.heading_of(name, said)
            if heading and heading in seen:
                sentence = _("Another column is already headed “%(heading)s”.")
                twin = ValidationError(sentence, params={"heading": heading})
                self.add_error(f"heading-{name}", twin)
            seen.add(heading)

    def save(self, commit: bool = True) -> RegisterSetting:  # noqa: FBT001, FBT002  Django's signature
        said = self.cleaned_data
        order = sorted(self.names(), key=lambda name: said[f"order-{name}"])
        order = [name for name in order if self.heading_of(name, said)]
        self.instance.columns = [
            {
                "name": name,
                "heading": said[f"heading-{name}"],
                "hidden": bool(said.get(f"hidden-{name}")),
            }
            for name in order
        ]
        self.instance.own = [
            {"name": name, "heading": said[f"heading-{name}"], "type": said[f"type-{name}"]}
            for name in order
            if name not in self.shipped
        ]
        return super().save(commit=commit)


FIELDS = {
    OWN_TYPES.TEXT: forms.CharField,
    OWN_TYPES.NUMBER: NumberField,
    OWN_TYPES.DATE: DateField,
    OWN_TYPES.YES_NO: forms.BooleanField,
}


def own_fields(setting: RegisterSetting | None) -> dict[str, forms.Field]:
    """The fields of the school's own columns, for the form in which the record is written."""
    return {
        own["name"]: FIELDS[own["type"]](label=own["heading"], required=False)
        for own in (setting.own if setting else ())
    }


def as_extra(said: dict[str, Any]) -> dict[str, Any]:
    """What was typed into own columns, as `Entry.extra` keeps it; empty ones are left out."""
    plain = {
        name: str(value) if isinstance(value, Decimal | date) else value
        for name, value in said.items()
    }
    return {name: value for name, value in plain.items() if value not in (None, "")}
