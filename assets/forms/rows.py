"""The lines of a paper as people write them: a table of fields, in which an empty row is none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from logistics.forms import make_ready

MOST_ROWS = 200


@dataclass(frozen=True)
class RowOfFields:
    """One row as the page shows it: what is known of it, and its fields."""

    number: int
    known: Any
    fields: list[forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in self.fields for error in field.errors]


class Rows:
    """Mixed into a form with rows. `KEY` is the field without which a row is none."""

    KEY: ClassVar[str] = "name"
    REQUIRED: ClassVar[Sequence[str]] = ()
    fields: dict[str, forms.Field]
    initial: Any
    data: Any
    cleaned_data: dict[str, Any]
    row_count = 0

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        """The fields of one row, none of them required by itself."""
        raise NotImplementedError

    def lay_rows(self, known: Sequence[Mapping[str, Any]], *, blank: int = 0) -> None:
        """A row for each thing known, and some empty ones; as many as were sent, if it was more."""
        self.known = list(known)
        self.row_count = max(len(self.known) + blank, self.sent_rows())
        for number in range(self.row_count):
            given = self.known[number] if number < len(self.known) else {}
            for name, field in self.make_row(given).items():
                key = f"{name}_{number}"
                make_ready(field)
                field.widget.attrs.setdefault("aria-label", str(field.label))
                self.fields[key] = field
                if name in given:
                    self.initial[key] = given[name]

    def sent_rows(self) -> int:
        sent = [name for name in self.data if name.startswith(f"{self.KEY}_")]
        numbers = [name.rsplit("_", 1)[1] for name in sent]
        found = [int(number) for number in numbers if number.isdecimal() and len(number) < 4]
        return min(max(found, default=-1) + 1, MOST_ROWS)

    def row_names(self, number: int) -> list[str]:
        end = f"_{number}"
        return [
            name for name in self.fields if name.endswith(end) and name[: -len(end)] in self.row
        ]

    @property
    def row(self) -> list[str]:
        return list(self.make_row({}))

    def rows(self) -> Iterator[RowOfFields]:
        for number in range(self.row_count):
            known = self.known[number] if number < len(self.known) else {}
            yield RowOfFields(number, known, [self[n] for n in self.row_names(number)])  # type: ignore[index]

    def headings(self) -> list[str]:
        return [str(field.label) for field in self.make_row({}).values()]

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
