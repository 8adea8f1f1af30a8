"""A sheet with lines, as it is typed: what every document of a store asks, and its rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.duties.forms.records import RecordForm
from logistics.fields import DateField, NumberField
from logistics.forms import make_ready
from logistics.lines import MORE, MORE_LINES, Line, table
from logistics.stores.forms.typed import Called, TypedInput
from logistics.stores.models import Item, Store

ITEMS = reverse_lazy("stores:item_options")
PEOPLE = reverse_lazy("stores:receiver_options")
SPARE = 1  # empty lines below the filled ones; a button adds more
MOST = 200


class StoreChoice(forms.ModelChoiceField):
    """Stores of several campuses may have one name. They are few: read once, then compared."""

    def to_python(self, value: Any) -> Store | None:
        if value in self.empty_values:
            return None
        for store in self.queryset or ():
            if str(store.pk) == str(value):
                return store
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")

    def label_from_instance(self, store: Store) -> str:
        return f"{store.campus} · {store}"


class SheetForm(RecordForm):
    """What every document of a store asks: the store, when it happened, a note."""

    store = StoreChoice(Store.objects.none(), label=gettext_lazy("store"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)

    def __init__(self, *args: Any, stores: QuerySet[Store], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["store"].queryset = stores.select_related("campus", "keeper")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if store := data.get("store"):
            self.judge(store.campus)
        return data

    def told(self) -> dict[str, Any]:
        """What every verb of the stores wants to know."""
        data = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": data["happened_at"],
            "note": data["note"],
            "late_reason": data["late_reason"],
        }


class ItemField(forms.CharField):
    """The item of a line, in words; the form looks all of them up together."""

    def __init__(self, **given: Any) -> None:
        label = gettext_lazy("item")
        super().__init__(label=label, required=False, max_length=100, widget=TypedInput(ITEMS))


def quantity(label: str | Promise, **given: Any) -> NumberField:
    return NumberField(
        label=label, required=False, max_digits=14, decimal_places=3, min_value=0, **given
    )


def price(label: str | Promise) -> NumberField:
    return NumberField(label=label, required=False, max_digits=14, decimal_places=4, min_value=0)


def short(label: Any, most: int = 40) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most)


def day(label: str | Promise) -> DateField:
    return DateField(label=label, required=False)


class LinesForm(SheetForm):
    """A sheet whose lines name items. `COLUMNS` are the fields of a line, `ASIDE` those that few
    lines need. Fields are called by the column and the number of the line: `item-0`."""

    COLUMNS: ClassVar[Mapping[str, Any]] = {}
    ASIDE: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, lines: Sequence[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.filled = len(lines)
        for number, line in enumerate(lines):
            self.add_line(number)
            self.initial.update((f"{name}-{number}", value) for name, value in line.items())
        numbers = self.sent() if self.is_bound else range(len(lines), len(lines) + SPARE)
        for number in numbers:
            self.add_line(number)

    def sent(self) -> list[int]:
        """The numbers of the lines that came with the form, and some to go on with."""
        return self.numbers_in(self.data)

    @staticmethod
    def numbers_in(data: Any) -> list[int]:
        found = (re.fullmatch(r"item-(\d{1,3})", name) for name in data)
        numbers = sorted({int(match[1]) for match in found if match})[:MOST]
        last = numbers[-1] if numbers else -1
        spare = 0 if numbers and not data.get(f"item-{last}") else SPARE
        spare += MORE if MORE_LINES in data else 0
        return [*numbers, *range(last + 1, last + 1 + spare)]

    def restore(self, data: Any) -> None:
        for number in self.numbers_in(data):
            self.add_line(number)
        super().restore(data)

    def add_line(self, number: int) -> None:
        for name, make in self.COLUMNS.items():
            key = f"{name}-{number}"
            if key not in self.fields:
                self.fields[key] = field = make()
                make_ready(field)
                field.widget.attrs["data-part"] = field.part = name

    @property
    def numbers(self) -> list[int]:
        return [int(name.removeprefix("item-")) for name in self.fields if name.startswith("item-")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        numbers = [number for number in self.numbers if data.get(f"item-{number}")]
        called = Called(self.items(), [data[f"item-{number}"] for number in numbers])
        self.lines = [line for number in numbers if (line := self.line(number, called)) is not None]
        self.refuse_loose()
        if not self.lines and not self.errors:
            self.add_error(f"item-{self.numbers[0]}", _("Enter at least one line."))
        return data

    def items(self) -> Any:
        return Item.objects.in_use().select_related("group")

    def line(self, number: int, called: Called) -> dict[str, Any] | None:
        """The values of a line with its item itself; nothing where something is wrong."""
        data = self.cleaned_data
        line = {name: data.get(f"{name}-{number}") for name in self.COLUMNS}
        line["number"] = number
        try:
            line["item"] = called.one(data[f"item-{number}"])
        except ValidationError as wrong:
            self.add_error(f"item-{number}", wrong)
            return None
        if not line["quantity"]:
            if f"quantity-{number}" not in self.errors:
                self.add_error(f"quantity-{number}", _("Enter the quantity."))
            return None
        return line

    def refuse_loose(self) -> None:
        """A quantity without a thing."""
        for number in self.numbers:
            has_quantity = self.cleaned_data.get(f"quantity-{number}")
            if has_quantity and not self.data.get(f"item-{number}"):
                self.add_error(f"item-{number}", _("Say what it is."))

    def table(self) -> SafeString:
        """The lines as the page shows them, below the other fields."""
        return table([self.row(n) for n in self.numbers], grows=True, is_typed=True)

    def row(self, number: int) -> Line:
        main = [name for name in self.COLUMNS if name not in self.ASIDE]
        return Line(
            number + 1,
            [self[f"{name}-{number}"] for name in main],
            [self[f"{name}-{number}"] for name in self.ASIDE],
        )
