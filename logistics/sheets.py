"""Sheets in and out: .xlsx, .xls and .csv that people upload, .xlsx and .csv that we hand out.

Nothing is opened before its size is known, and a cell we write is never a formula.
"""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import PurePath
from typing import IO, Any, BinaryIO

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
PAPER_A4 = 9
FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE = 31
# What XML cannot carry.
CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])

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
    from openpyxl import Workbook  # slow to import, and only who exports needs it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    coming = iter(rows)
    first = list(islice(coming, MEASURED))
    _set_up(sheet, headings, first)
    pens = Pens(sheet)
    sheet.append([pens.cell(0, title, "title")])
    sheet.append([pens.cell(n, heading, "heading") for n, heading in enumerate(headings)])
    count = 0
    for count, row in enumerate(chain(first, coming), start=1):
        looks = ("marked" if (count - 1, n) in marked else "" for n in range(len(row)))
        sheet.append([pens.cell(n, row[n], look) for n, look in enumerate(looks)])
    for note in notes:
        sheet.append([pens.cell(0, note, "note")])
    _print_area(sheet, len(headings), count)
    book.save(file)


def sheet_title(words: str) -> str:
    """What a sheet may be called."""
    return words.translate(CONTROL).translate(FORBIDDEN_IN_TITLE)[:LONGEST_TITLE].strip() or "1"


def saved(book: Any) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class Pens:
    """Cells to write with: text as text, numbers and days as what they are.

    A row is on its way the moment it is appended, so one cell for each column and look does for
    all rows. To style every cell anew would take four fifths of the time.
    """

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.cells: dict[tuple[int, str, str], Any] = {}

    def cell(self, column: int, value: Any, look: str = "") -> Any:
        kind = _kind(value)
        key = (column, look, kind)
        if key not in self.cells:
            self.cells[key] = _styled(self.sheet, look, kind)
        cell = self.cells[key]
        cell.value = _plain(value, kind)
        if kind == TEXT:
            cell.data_type = "s"  # not a formula, whatever it begins with
        return cell


TEXT, NUMBER = "@", "General"


def _kind(value: Any) -> str:
    """The format of its cell. Phone numbers and identity numbers come as text."""
    match value:
        case bool() | str() | None:
            return TEXT
        case int() | float() | Decimal():
            return NUMBER
        case datetime():
            return "yyyy-mm-dd hh:mm"
        case date():
            return "yyyy-mm-dd"
        case time() | timedelta():
            return "hh:mm"
    return TEXT


def _plain(value: Any, kind: str) -> Any:
    if kind == TEXT:
        return "" if value is None else str(value).translate(CONTROL)
    return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value


def _styled(sheet: Any, look: str, kind: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin")
    frame = Border(left=line, right=line, top=line, bottom=line)
    cell = WriteOnlyCell(sheet)
    cell.number_format = kind
    cell.alignment = Alignment(vertical="center", wrap_text=look != "note")
    if look not in ("title", "note"):
        cell.border = frame
    if look in ("title", "heading"):
        cell.font = Font(bold=True, size=16 if look == "title" else 11)
    elif look == "example":
        cell.font = Font(color="66707F")
    if fill := FILLS.get(look):
        cell.fill = PatternFill("solid", fgColor=fill)
    return cell


FILLS = {"marked": "FDECEA"}


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
    """A cell as people see it: 3.0 is "3", and a date stays a date."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell if isinstance(cell, str | date | time | timedelta) else str(cell)


def _set_up(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A3"
    sheet.page_setup.paperSize = PAPER_A4
    sheet.page_setup.orientation = "landscape" if len(headings) > 6 else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"
    for column in range(len(headings)):
        measured = (row[column] for row in rows if column < len(row))
        width = width_for([headings[column], *measured])
        sheet.column_dimensions[get_column_letter(column + 1)].width = width


def _print_area(sheet: Any, columns: int, rows: int) -> None:
    """Known only once every row is written."""
    from openpyxl.utils import get_column_letter

    sheet.print_area = f"A1:{get_column_letter(max(columns, 1))}{rows + 2}"


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
