"""A register as one person asked for it: what all its outputs repeat, and its spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records import seals
from logistics.registers import Column, Line, Register, shown
from logistics.school.models import School
from logistics.sheets import write_sheet

MOST_EXPORTED = 20_000


@dataclass
class Opened:
    """A register as one person asked for it: what all its outputs repeat."""

    register: Register
    search: Any
    rows: QuerySet
    columns: list[Column]
    query: str  # the filter, as it stands in the address

    def context(self) -> dict[str, Any]:
        register, search = self.register, self.search
        return {
            "register": register,
            "search": search,
            "columns": self.columns,
            "query": self.query,
            "totals": register.totals(self.rows, self.columns),
            "period": search.period_words() if search.is_valid() else "",
            "said": search.heading() if search.is_valid() else "",
            "now": search.now,
        }


def open_book(register: Register, data: QueryDict, *, person: Any, now: datetime) -> Opened:
    """What the person may see of a register, as `data` narrows it."""
    search = register.search(
        data, person=person, now=now, permission=register.permission, only=register.filters
    )
    asked = data.copy()
    asked.pop("page", None)
    columns = register.columns_shown(data.getlist("col"))
    return Opened(register, search, register.rows(person, search), columns, asked.urlencode())


def refuse_more_than(most: int, rows: QuerySet) -> None:
    if (count := rows.count()) > most:
        raise Refused(
            _(
                "%(count)s rows are too many for one paper or file; %(most)s are the limit. Choose "
                "a month, a campus or a class, and take one after the other."
            )
            % {"count": f"{count:,}", "most": f"{most:,}"}
        )


def write_book(book: Opened, *, person: Any, notes: Sequence[str] = ()) -> bytes:
    """The rows and columns as an .xlsx, with who took it along; `notes` come last."""
    told = book.context()
    lines = list(book.register.all_lines(book.rows, book.columns))
    headings = [column.title for column in book.columns]
    rows = [[plain(cell.value) for cell in line.cells] for line in lines]
    if any(line.remarks for line in lines):
        headings.append(_("Corrections"))
        for row, line in zip(rows, lines, strict=True):
            row.append("\n".join([*line.remarks, *before(line, book.columns)]))
    if totals := told["totals"]:
        rows.append([_("Total"), *(plain(cell.value) for cell in totals[1:])])
    parts = [str(School.current()), str(book.register), told["period"], told["said"]]
    title = " ".join(part for part in parts if part)
    under = [*book.register.note.splitlines(), exported(person, told["now"]), *notes]
    return write_sheet(title, headings, rows, notes=[words for words in under if words])


def plain(value: Any) -> Any:
    """For a spreadsheet, which knows no time zones, and whose TRUE is no word of the school."""
    if isinstance(value, bool):
        return shown(value)
    return timezone.localtime(value) if isinstance(value, datetime) else value


def before(line: Line, columns: list[Column]) -> list[str]:
    return [
        _("%(column)s before: %(words)s")
        % {"column": column.title, "words": "; ".join(cell.former)}
        for column, cell in zip(columns, line.cells, strict=True)
        if cell.former
    ]


def exported(person: Any, now: datetime) -> str:
    words = _("Exported by %(person)s on %(at)s") % {"person": person, "at": shown(now)}
    code = seals.check_code(now)
    return "  ".join([words, _("Check code %(code)s") % {"code": code}] if code else [words])
