"""Documents in chapters that people go on writing: shown as a page, handed out as a .docx.

A chapter is made of blocks. A number knows the page that lists what it counts, so that the page and
the document can both lead there.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

SONG, HEI = "宋体", "黑体"
LATIN = "Times New Roman"
TITLE_SIZE, HEADING_SIZE, BODY_SIZE, TABLE_SIZE = 16, 14, 12, 10.5  # points
MARGIN, BINDING = 15, 20  # millimetres
LINK_COLOUR = "0B5CAD"
# What XML cannot carry.
CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class Number:
    """A figure, and the page of this house on which it can be counted."""

    value: int | str
    url: str = ""

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Text:
    """A paragraph. `parts` alternate freely between words and numbers."""

    parts: tuple[str | Number, ...]
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """Headings and rows; the first cell of a row says what the row is about."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | Number, ...], ...]
    caption: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Listing:
    """Things named one by one; `more` counts all of them, where there is no room for each."""

    items: tuple[str | Number, ...]
    more: Number | None = None
    kind: str = "listing"


Block = Text | Table | Listing


@dataclass(frozen=True)
class Part:
    """A chapter with its heading."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def leading(block: Block, opens: Callable[[str], bool]) -> Block:
    """The block with the ways to those pages alone that open for its reader."""

    def seen(value: Any) -> Any:
        leads = isinstance(value, Number) and value.url
        return Number(value.value) if leads and not opens(value.url) else value

    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(map(seen, row)) for row in block.rows))
    if isinstance(block, Listing):
        return replace(block, items=tuple(map(seen, block.items)), more=seen(block.more))
    return replace(block, parts=tuple(map(seen, block.parts)))


def write_document(
    title: str,
    subtitle: str,
    parts: Iterable[Part],
    *,
    site: str,
    signatures: Sequence[str] = (),
) -> bytes:
    """The .docx. `site` stands before the address of each number: http://127.0.0.1:8000."""
    from docx import Document  # slow to import, and rarely needed

    document = Document()
    set_up(document)
    heading(document, title, 0)
    centred(document, subtitle)
    for number, part in enumerate(parts, start=1):
        heading(document, f"{chinese(number)}、{part.title}", 1)
        for block in part.blocks:
            WRITERS[block.kind](document, block, site)
    if signatures:
        sign(document, signatures)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二: how chapters are counted in Chinese documents, and in ours."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"


def set_up(document: Any) -> None:
    """A4 with the margin for binding; 宋体 for Chinese, Times for the rest."""
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = Mm(BINDING)
    section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    normal = document.styles["Normal"]
    font(normal, SONG, BODY_SIZE)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(0)
    font(document.styles["Title"], HEI, TITLE_SIZE)
    font(document.styles["Heading 1"], HEI, HEADING_SIZE)


def font(style: Any, chinese_font: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), chinese_font)


def plain(words: Any) -> str:
    return str(words).translate(CONTROL)


def heading(document: Any, words: str, level: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_heading(plain(words), level)
    if level == 0:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def centred(document: Any, words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.add_paragraph(plain(words)).alignment = WD_ALIGN_PARAGRAPH.CENTER


def write_text(document: Any, text: Text, site: str) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
    for part in text.parts:
        put(paragraph, part, site)


def write_table(document: Any, table: Table, site: str) -> None:
    if table.caption:
        centred(document, table.caption)
    grid = document.add_table(rows=0, cols=len(table.headings))
    grid.style = "Table Grid"
    cells = [(words, True) for words in table.headings]
    fill(grid.add_row(), cells, site)
    for row in table.rows:
        fill(grid.add_row(), [(value, False) for value in row], site)
    repeat_first_row(grid)
    document.add_paragraph()


def fill(row: Any, cells: list[tuple[Any, bool]], site: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for cell, (value, bold) in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = 1
        if isinstance(value, Number):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        put(paragraph, value, site, size=Pt(TABLE_SIZE), bold=bold)


def repeat_first_row(grid: Any) -> None:
    """A table over several pages shows its headings on each."""
    from docx.oxml import OxmlElement

    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def write_listing(document: Any, listing: Listing, site: str) -> None:
    for number, item in enumerate(listing.items, start=1):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{number}. ")
        put(paragraph, item, site)
    if listing.more:
        paragraph = document.add_paragraph()
        paragraph.add_run(_("All: "))
        put(paragraph, listing.more, site)


WRITERS: dict[str, Any] = {"text": write_text, "table": write_table, "listing": write_listing}


def put(paragraph: Any, value: Any, site: str, **look: Any) -> None:
    """Words as they are; a number as a link to its page, which Word and WPS can follow."""
    run = paragraph.add_run(plain(value))
    for name, given in look.items():
        setattr(run.font, name, given)
    if isinstance(value, Number) and value.url and site:
        link(paragraph, run, f"{site}{value.url}")


def link(paragraph: Any, run: Any, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run.font.color.rgb = RGBColor.from_string(LINK_COLOUR)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), key)
    run._r.addprevious(element)
    element.append(run._r)


def sign(document: Any, signatures: Sequence[str]) -> None:
    """Who signs, with room for the name and the day."""
    document.add_paragraph()
    for words in signatures:
        day = _("date: ____________")
        document.add_paragraph(f"{plain(words)}________________    {day}")
