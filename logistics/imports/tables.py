"""The uploaded sheet: where its headings stand, and which column each of them means."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.errors import Refused
from logistics.imports.columns import Column, cell_text
from logistics.imports.words import every_name, folded, folded_heading

HEADINGS_WITHIN = 10  # rows: above them may stand a title
MARKS = gettext_lazy("Errors")  # heads the column that we add to the marked file
EXAMPLE = gettext_lazy("Example")


@dataclass
class Table:
    """The cells as text. `start` is the row of the headings, `places` the column of each name."""

    rows: list[list[str]]
    start: int
    places: dict[str, int]
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], columns: Sequence[Column]) -> Self:
        """Find the headings; refused if the sheet has none of ours, or one of them twice."""
        kept = [[cell_text(cell) for cell in row] for row in rows]
        known = {name: column for column in columns for name in column.names}
        start = start_of(kept, known)
        table = cls(kept, start, {})
        for place, heading in enumerate(kept[start]):
            table.place(place, heading, known)
        return table

    def place(self, place: int, heading: str, known: dict[str, Column]) -> None:
        column = known.get(folded_heading(heading))
        if column is None:
            if heading and folded_heading(heading) not in every_name([MARKS, "错误"]):
                self.unknown.append(heading)
        elif column.name in self.places:
            raise Refused(
                _("The heading “%(heading)s” stands there twice. Remove one of the two columns.")
                % {"heading": heading}
            )
        else:
            self.places[column.name] = place

    @property
    def headings(self) -> list[str]:
        return self.rows[self.start]

    def lines(self) -> list[tuple[int, dict[str, str]]]:
        """The rows under the headings by column name, with their number in the sheet.

        Empty rows and the example of the template are passed over.
        """
        examples = tuple(every_name([EXAMPLE, "示例"], folded))
        return [
            (number, {name: row[place] for name, place in self.places.items()})
            for number, row in enumerate(self.rows[self.start + 1 :], start=self.start + 2)
            if any(row) and not is_example(row, examples)
        ]

    def dumped(self) -> str:
        return json.dumps([self.start, self.places, self.unknown, self.rows], ensure_ascii=False)

    @classmethod
    def loaded(cls, text: str) -> Self:
        start, places, unknown, rows = json.loads(text)
        return cls(rows, start, places, unknown)


def start_of(rows: list[list[str]], known: dict[str, Column]) -> int:
    """The row with the most headings of ours, among the first; the upper of two alike."""
    counts = [sum(folded_heading(cell) in known for cell in row) for row in rows[:HEADINGS_WITHIN]]
    if not any(counts):
        raise Refused(
            _(
                "None of the headings was found. Use the headings of the template: download it, "
                "copy the rows into it, and upload that."
            )
        )
    return counts.index(max(counts))


def is_example(row: list[str], examples: tuple[str, ...]) -> bool:
    """The template's own row says so in its first cell."""
    first = next(cell for cell in row if cell)
    return folded(first).startswith(examples)
