"""Sheets in and out: .xlsx, .xls and .csv that people upload, .xlsx and .csv that we hand out.

Nothing is opened before its size is known, and a cell we write is never a formula.
"""

import csv
import io
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO, Self

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from logistics import archives
from logistics.archives import ZIP
from logistics.errors import Refused

MOST_BYTES = 10 * archives.MEGABYTE
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
WIDEST, NARROWEST = 40, 6
PAPER_A4, MOST_UPRIGHT = 9, 6
FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE = 31
# What XML cannot carry.
CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])

FIRST_LOST = 1e15  # of a number this long, a sheet keeps fifteen digits
MEASURED = 1000  # rows looked at for the width of a column
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | date | datetime | time | timedelta


def read_rows(upload: BinaryIO, *, name: str) -> list[list[Value]]:
    """The rows of the first sheet, each as long as the longest; refuses what it cannot trust."""
    data = read_bytes(upload)
    return _csv_rows(data) if PurePath(name).suffix.lower() == ".csv" else read_sheets(data)[0][1]


def read_sheets(data: bytes) -> list[tuple[str, list[list[Value]]]]:
    """Every visible sheet of a workbook that has cells, with its name."""
    _check_container(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(sheet.name, _grid(book, sheet.name)) for sheet in _visible(book)]
    except PasswordError as locked:
        raise archives.locked() from locked
    except CalamineError as broken:
        raise archives.broken() from broken
    # calamine is written in Rust: what it does not foresee arrives as a panic or a bare error.
    except (ValueError, OSError, OverflowError) as broken:
        raise archives.broken() from broken
    return [sheet for sheet in sheets if sheet[1]] or [("", [])]


def read_bytes(upload: BinaryIO) -> bytes:
    """The file's content, at most 10 MB of it."""
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(
            _(
                "The file is larger than 10 MB. Split it, or remove its pictures, and upload it again."
            )
        )
    if not data:
        raise Refused(_("The file is empty. Choose the file that holds the content."))
    return data


def write_sheet(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    marked: Collection[tuple[int, int]] = (),
) -> bytes:
    """A workbook of one sheet, set up for A4: title, headings that stay in view, rows, notes.

    `marked` are the cells that stand out, as (row, column), both counted from 0.
    """
    written = io.BytesIO()
    write_sheet_to(written, title, headings, rows, notes=notes, marked=marked)
    return written.getvalue()


def write_sheet_to(
    file: IO[bytes],
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    marked: Collection[tuple[int, int]] = (),
) -> None:
    """The same into a file. Rows are taken one by one: any number of them needs no more memory."""
    coming = iter(rows)
    first = list(islice(coming, MEASURED))
    standing_out: dict[int, set[int]] = {}
    for row, column in marked:
        standing_out.setdefault(row, set()).add(column)
    with Workbook(file) as book:
        sheet = book.sheet(title)
        sheet.set_widths(_widths(headings, first))
        sheet.write([title], "title")
        sheet.write(headings, "heading")
        for number, values in enumerate(chain(first, coming)):
            sheet.write(values, marked=standing_out.get(number, ()))
        sheet.set_up_for_paper(len(headings), headings_end=2)
        for note in notes:
            sheet.write([note], "note")


class Outlet:
    """A file the library writes to. Once it is shut, what still comes is let go.

    A library that found no room leaves its archive open; that would be ended in a file which is
    closed by then.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.is_shut = file, False

    def write(self, data: bytes) -> int:
        return len(data) if self.is_shut else self.file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self.is_shut else self.file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self.is_shut else self.file.tell()

    def flush(self) -> None:
        if not self.is_shut:
            self.file.flush()


class Workbook:
    """A workbook on its way into a file; it is whole when the `with` ends.

    Rows wait in a folder of their own until then. It goes, whatever happens: half a sheet would
    hold room on a full disk.
    """

    def __init__(self, file: IO[bytes]) -> None:
        import xlsxwriter  # slow to import, and only who exports needs it

        self.outlet = Outlet(file)
        self.waiting = TemporaryDirectory()
        options = {"constant_memory": True, "tmpdir": self.waiting.name}
        self.book = xlsxwriter.Workbook(self.outlet, options)
        self.formats: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_more: object) -> None:
        try:
            if failure is None:
                self._finish()
        finally:
            self.outlet.is_shut = True
            for sheet in self.book.worksheets():
                with suppress(OSError):
                    sheet.row_data_fh.close()
            self.waiting.cleanup()

    def _finish(self) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.book.close()
        except FileCreateError as failed:
            raise failed.args[0] from None  # that there is no room, as everybody says it

    def sheet(self, title: str) -> "Sheet":
        """A new sheet. A title that is taken already gets a number."""
        words = sheet_title(title)
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()}
        names = chain([words], (f"{words[:28]} {n}" for n in count(2)))
        free = next(name for name in names if name.lower() not in taken)
        return Sheet(self, self.book.add_worksheet(free))

    def look(self, look: str, kind: str) -> Any:
        """The format of a cell; one for each look and kind does for all cells."""
        form = self.formats.get((look, kind))
        if form is None:
            frame = {} if look in UNFRAMED else FRAMED
            form = self.book.add_format(BASIC | frame | LOOKS[look] | {"num_format": kind})
            self.formats[look, kind] = form
        return form


class Sheet:
    """A sheet under way: text as text, numbers and days as what they are.

    Its rows leave one after the other; what was written cannot be gone back to.
    """

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self.book, self.sheet, self.rows = book, sheet, 0

    def write(self, values: Iterable[Any], look: str = "", *, marked: Container[int] = ()) -> None:
        """The next row. `marked` are the columns that stand out, counted from 0."""
        row, sheet, pen = self.rows, self.sheet, self.book.look
        for column, value in enumerate(values):
            kind = _kind(value)
            form = pen("marked" if column in marked else look, kind)
            if value is None or value == "":
                sheet.write_blank(row, column, None, form)
            elif kind is TEXT:
                sheet.write_string(row, column, _text(value), form)
            elif kind is NUMBER:
                sheet.write_number(row, column, value, form)
            else:
                sheet.write_datetime(row, column, _local(value), form)
        self.rows += 1

    def set_widths(self, widths: Iterable[int], *, text: Container[int] = ()) -> None:
        """How wide each column is. Cells that people add in a column of `text` keep every digit."""
        for column, width in enumerate(widths):
            form = self.book.look("plain", TEXT) if column in text else None
            self.sheet.set_column(column, column, width, form)

    def freeze(self, rows: int) -> None:
        """The first rows stay in view."""
        self.sheet.freeze_panes(rows, 0)

    def set_up_for_paper(self, columns: int, *, headings_end: int) -> None:
        """A4, as wide as the page, the headings on every page; what is written so far is printed."""
        self.freeze(headings_end)
        self.sheet.set_paper(PAPER_A4)
        if columns > MOST_UPRIGHT:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, headings_end - 1)
        self.sheet.print_area(0, 0, self.rows - 1, max(columns, 1) - 1)
        # Numbers of cards are text: no green corner at each of them.
        whole = f"A1:{_letters(max(columns, 1) - 1)}{self.rows}"
        self.sheet.ignore_errors({"number_stored_as_text": whole})

    def offer(self, column: int, first_row: int, last_row: int, source: str) -> None:
        """A drop-down in the cells of a column, rows counted from 0; other words stay allowed."""
        rule = {"validate": "list", "source": source, "ignore_blank": True, "show_error": False}
        self.sheet.data_validation(first_row, column, last_row, column, rule)

    def area(self, column: int, rows: int) -> str:
        """The first cells of a column, for a drop-down of another sheet."""
        letters = _letters(column)
        return f"={_quoted(self.sheet.get_name())}!${letters}$1:${letters}${rows}"

    def hide(self) -> None:
        self.sheet.hide()


def sheet_title(words: str) -> str:
    """What a sheet may be called."""
    fit = words.translate(CONTROL).translate(FORBIDDEN_IN_TITLE)[:LONGEST_TITLE]
    return fit.strip().strip("'") or "1"


TEXT, NUMBER = "@", "General"
LONGEST_TEXT = 32_767  # what a cell holds
FIRST_YEAR = 1900  # of the calendar of sheets
BASIC = {"valign": "vcenter", "font_name": "Calibri", "font_size": 11}
FRAMED = {"border": 1, "text_wrap": True}
UNFRAMED = {"title", "note", "plain"}
LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "plain": {},
    "title": {"bold": True, "font_size": 16, "text_wrap": True},
    "heading": {"bold": True},
    "example": {"font_color": "#66707F"},
    "marked": {"bg_color": "#FDECEA"},
    "note": {},
}


KINDS: dict[type, str] = {
    bool: TEXT,
    int: NUMBER,
    float: NUMBER,
    Decimal: NUMBER,
    datetime: "yyyy-mm-dd hh:mm",
    date: "yyyy-mm-dd",
    time: "hh:mm",
    timedelta: "hh:mm",
}


def _kind(value: Any) -> str:
    """The format of its cell. Phone numbers and identity numbers come as text."""
    if isinstance(value, str) or (isinstance(value, date) and value.year < FIRST_YEAR):
        return TEXT
    return next((KINDS[what] for what in type(value).__mro__ if what in KINDS), TEXT)


def _text(value: Any) -> str:
    return str(value).translate(CONTROL)[:LONGEST_TEXT]


def _local(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return xl_col_to_name(column)


def _quoted(title: str) -> str:
    from xlsxwriter.utility import quote_sheetname

    return quote_sheetname(title)


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark that Excel and WPS look for; text that would become a formula gets a '."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", errors="replace")


def _check_container(data: bytes) -> None:
    if data.startswith(ZIP):
        archive = archives.check_archive(data)
        if "xl/workbook.xml" not in archive.namelist():
            raise _disguised()
        archives.check_cells(archive)
    elif data.startswith(OLE):
        if ENCRYPTED_STREAM in data:
            raise archives.locked()
    else:
        raise _disguised()


def _visible(book: CalamineWorkbook) -> list[Any]:
    return [
        sheet
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _grid(book: CalamineWorkbook, name: str) -> list[list[Value]]:
    sheet = book.get_sheet_by_name(name)
    height, width = sheet.height, sheet.width
    if sheet.end and sheet.start:
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
    archives.check_extent(height, width)
    return [[_value(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _csv_rows(data: bytes) -> list[list[Value]]:
    if data.startswith((ZIP, OLE)) or b"\x00" in data:
        raise _disguised()
    text = decode(data)
    try:
        rows: list[list[Value]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as broken:
        raise archives.broken() from broken
    width = max(map(len, rows), default=0)
    archives.check_extent(len(rows), width)
    return [row + [""] * (width - len(row)) for row in rows]


def decode(data: bytes) -> str:
    """Text as Chinese machines save it: UTF-8, with or without its mark, else GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("The text cannot be read. Save it again as UTF-8 and upload it."))


def _value(cell: Any) -> Value:
    """A cell as people see it: 3.0 is "3", a date stays a date, and digits that a sheet has lost
    are not made up."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and abs(cell) >= FIRST_LOST:
        return f"{cell:.5E}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell if isinstance(cell, str | date | time | timedelta) else str(cell)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[int]:
    for column, heading in enumerate(headings):
        yield width_for([heading, *(row[column] for row in rows if column < len(row))])


def width_for(texts: Sequence[Any]) -> int:
    """How wide a column with these in it should be."""
    return min(max(max(_width(text) for text in texts) + 2, NARROWEST), WIDEST)


def _width(value: Any) -> int:
    """In half-width characters, as a sheet measures: a Chinese character takes two."""
    return max(
        (sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in str(value).split("\n")),
        default=0,
    )


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    return (
        f"'{value}"
        if isinstance(value, str) and value.lstrip(" ")[:1] in tuple(FORMULA_STARTS)
        else value
    )


def _disguised() -> Refused:
    return Refused(
        _("This is no file of the kind its name says. Save it as .xlsx and upload it again.")
    )
