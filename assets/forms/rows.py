"""The lines of a paper as people write them; an empty one is none."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from logistics import lines
from logistics.fields import plain_quantity
from logistics.forms import make_ready

MOST_ROWS = 200


class Rows:
    """Mixed into a form with rows. `KEY` is the field without which a row is none, `ASIDE` are
    those that few rows need. What a row knows and does not ask is a field that is disabled."""

    KEY: ClassVar[str] = "name"
    REQUIRED: ClassVar[Sequence[str]] = ()
    ASIDE: ClassVar[Sequence[str]] = ()
    layout = Layout()
    fields: dict[str, forms.Field]
    initial: Any
    data: Any
    cleaned_data: dict[str, Any]
    known: Sequence[Mapping[str, Any]] = ()
    row_count = 0
    blank = 0

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        """The fields of one row, none of them required by itself."""
        raise NotImplementedError

    def lay_rows(self, known: Sequence[Mapping[str, Any]], *, blank: int = 0) -> None:
        """A row for each thing known, and some empty ones; as many as were sent, if it was more."""
        self.known, self.blank = list(known), blank
        self.lay(max(len(self.known) + blank, self.rows_in(self.data)))

    def lay(self, count: int) -> None:
        for number in range(self.row_count, count):
            given = self.known[number] if number < len(self.known) else {}
            for name, field in self.make_row(given).items():
                key = f"{name}_{number}"
                make_ready(field)
                field.widget.attrs["data-part"] = field.part = name
                self.fields[key] = field
                if name in given:
                    self.initial[key] = without_idle_zeros(given[name])
        self.row_count = max(self.row_count, count)

    def rows_in(self, data: Any) -> int:
        """How many rows were sent, and some more if they were asked for."""
        sent = [name for name in data if name.startswith(f"{self.KEY}_")]
        numbers = [name.rsplit("_", 1)[1] for name in sent]
        found = [int(number) for number in numbers if number.isdecimal() and len(number) < 4]
        more = lines.MORE if lines.MORE_LINES in data else 0
        return min(max(found, default=-1) + 1 + more, MOST_ROWS)

    def restore(self, data: Any) -> None:
        if self.blank:
            self.lay(self.rows_in(data))
        super().restore(data)  # type: ignore[misc]

    def row_names(self, number: int) -> list[str]:
        end = f"_{number}"
        return [
            name for name in self.fields if name.endswith(end) and name[: -len(end)] in self.row
        ]

    @property
    def row(self) -> list[str]:
        return list(self.make_row({}))

    def rows(self) -> Iterator[lines.Line]:
        """Each row as the page shows it."""
        for number in range(self.row_count):
            known = self.known[number] if number < len(self.known) else {}
            fields = [self[name] for name in self.row_names(number)]  # type: ignore[index]
            asked = [field for field in fields if not field.field.disabled]
            shown = [field for field in asked if not field.is_hidden]
            aside = self.aside_of(known)
            yield lines.Line(
                number + 1,
                [field for field in shown if field.field.part not in aside],
                [field for field in shown if field.field.part in aside],
                [field for field in asked if field.is_hidden],
                title=known.get("label", ""),
                facts=[fact for field in fields if (fact := told(field, known))],
            )

    def aside_of(self, known: Any) -> Sequence[str]:
        return self.ASIDE

    def table(self) -> SafeString:
        """The rows below the other fields."""
        return lines.table(list(self.rows()), grows=bool(self.blank), fewest=self.blank)

    def clean_rows(self) -> list[dict[str, Any]]:
        """What was written, row by row; what a row lacks is said beside it."""
        found = []
        for number in range(self.row_count):
            names = self.row_names(number)
            said = {n[: -len(f"_{number}")]: self.cleaned_data.get(n) for n in names}
            if said.get(self.KEY) in (None, "", False):
                continue
            for name in self.REQUIRED:
                if said.get(name) in (None, "") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill this in."))
            found.append(said | {"row": number})
        return found


def without_idle_zeros(value: Any) -> Any:
    """3 rather than 3.000 in a box; a price keeps its cents."""
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if is_whole else value


def told(field: Any, known: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is known of a row and not asked, by its heading; a thing is its title already."""
    value = known.get(field.field.part)
    if not field.field.disabled or value is None or hasattr(field.field, "queryset"):
        return None
    words = dict(getattr(field.field, "choices", ())).get(value, value)
    return str(field.label), plain_quantity(words) if isinstance(words, Decimal) else str(words)
