"""A plan as it is uploaded (.txt, .docx, .xlsx, .xls) as the text the reader reads.

Tables become lines whose cells are parted by tabs, in their place among the paragraphs.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest
from pathlib import PurePath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from logistics import sheets
from logistics.archives import ZIP, check_archive
from logistics.duties.reader import headings
from logistics.duties.reader.lines import BREAKS, FOLDING, OUTER
from logistics.errors import Refused

TEXT, WORD, SHEETS = (".txt", ".text", ".md"), (".docx",), (".xlsx", ".xls", ".xlsm", ".et")
MERGED_DOWN = "continue"


def text_of(upload: BinaryIO, *, name: str) -> str:
    """The text of an uploaded plan; refuses, with the cure, what cannot be read."""
    kind = PurePath(name).suffix.lower()
    if kind in TEXT:
        return _plain(sheets.read_bytes(upload))
    if kind in WORD:
        return _word(sheets.read_bytes(upload))
    if kind in SHEETS:
        return _sheets(sheets.read_bytes(upload))
    raise Refused(_("Only .txt, .docx, .xlsx and .xls can be read. Save the plan as one of these."))


def _plain(data: bytes) -> str:
    if data.startswith((ZIP, sheets.OLE, b"%PDF", b"MZ", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refused(
            _("This is no text, though its name ends in .txt. Save it as .docx or .txt first.")
        )
    text = _utf16(data) or sheets.decode(data)
    if "\x00" in text:
        raise Refused(
            _("This is no text, though its name ends in .txt. Save it as .docx or .txt first.")
        )
    return text


def _utf16(data: bytes) -> str:
    """What Notepad calls Unicode."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as broken:
        raise Refused(
            _("The text cannot be read. Save it again as UTF-8 and upload it.")
        ) from broken


def _word(data: bytes) -> str:
    if data.startswith(sheets.OLE):
        locked = sheets.ENCRYPTED_STREAM in data
        raise Refused(
            _("The file is protected by a password. Remove the password and upload it again.")
            if locked
            else _("This is an old Word file (.doc). Open it, save it as .docx and upload that.")
        )
    if not data.startswith(ZIP):
        raise Refused(
            _("This is no Word file, though its name ends in .docx. Save it as .docx first.")
        )
    check_archive(data)
    try:
        return "\n".join(_blocks(Document(io.BytesIO(data))))
    except (
        OpcError,
        LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        OSError,
    ) as broken:
        raise Refused(
            _(
                "The file is damaged and cannot be read. Open it, save it under a new name, and upload that."
            )
        ) from broken


def _blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in _rows(block):
                yield from _lines(row)
        else:
            yield from BREAKS.split(_words(block))


def _words(paragraph: Paragraph) -> str:
    """The paragraph's text; numbers that Word counts itself are no part of it."""
    return paragraph.text.replace("\x0b", "\n")


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table._tbl.tr_lst:
        yield [_cell(cell, table) for cell in row.tc_lst]


def _cell(cell: Any, table: Table) -> str:
    """A cell's paragraphs, one a line; nothing for a cell that the one above spans."""
    if cell.vMerge == MERGED_DOWN:
        return ""
    paragraphs = [Paragraph(p, table).text for p in cell.iter(qn("w:p"))]
    return "\n".join(text for text in paragraphs if text.strip(OUTER))


def _sheets(data: bytes) -> str:
    found = sheets.read_sheets(data)
    return "\n".join(
        line for name, rows in found for line in _sheet(name, rows, alone=len(found) == 1)
    )


def _sheet(name: str, rows: list[list[sheets.Value]], *, alone: bool) -> Iterator[str]:
    """A sheet's rows. The name of one sheet among several may be its month."""
    if not alone and headings.of_cell(name.translate(FOLDING)):
        yield name
    for row in rows:
        yield from _lines([_shown(value) for value in row])


def _lines(cells: list[str]) -> Iterator[str]:
    """A row as a line; as several, one below the other, where cells hold several lines."""
    columns = [BREAKS.split(cell.replace("\t", " ")) for cell in cells]
    for parts in zip_longest(*columns, fillvalue=""):
        yield "\t".join(parts).rstrip("\t")


def _shown(value: sheets.Value) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
