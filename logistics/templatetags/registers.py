"""The rows of a register as markup. Made here, not in a template: a page has hundreds of cells."""

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from logistics.registers import Cell, Line

register = template.Library()

NOTHING = SafeString("—")
LINE_BREAK = SafeString("<br>")


def class_of(cell: Cell, words: str = "") -> str:
    """What a cell holds: words, a number, or something short that stays on one line."""
    if cell.is_number:
        return "number"
    return f"{words} is-short".strip() if cell.is_short else words


def on_screen(cell: Cell) -> SafeString:
    if cell.link:
        return format_html('<a href="{}">{}</a>', cell.link, cell.text)
    if cell.is_struck:
        return format_html("<del>{}</del>", cell.text)
    return escape(cell.text) if cell.text else NOTHING


@register.filter
def on_page(line: Line, address: str) -> SafeString:
    """The cells of a row; the first names it and, where rows have a page, opens it."""
    first, *rest = line.cells
    name = escape(first.text)
    if address:
        name = format_html('<a href="{}{}/">{}</a>', address, line.pk, name)
    cells = [f"{opened(cell.heading, class_of(cell))}{on_screen(cell)}</td>" for cell in rest]
    return SafeString(f'<th scope="row">{name}</th>{"".join(cells)}')


@lru_cache(maxsize=1000)
def opened(heading: str, words: str) -> str:
    """How the cells of one column begin: the same for every row of a page."""
    return format_html('<td data-name="{}" class="{}">', heading, words)


def broken(text: str) -> SafeString:
    """Words with the line breaks they were typed with."""
    return format_html_join(LINE_BREAK, "{}", ((part,) for part in text.splitlines()))


def with_former(cell: Cell) -> SafeString:
    """What a cell says, under what it said before."""
    former = format_html_join("", "<del>{}</del><br>", ((words,) for words in cell.former))
    said = format_html("<del>{}</del>", cell.text) if cell.is_struck else broken(cell.text)
    return former + said


@register.filter
def on_paper(line: Line) -> SafeString:
    """The cells of a row with all that was corrected, and in one of them who did it and why."""
    remarks = format_html_join(
        "", '<span class="correction">{}</span>', ((remark,) for remark in line.remarks)
    )
    cells = (
        (class_of(cell, "text"), with_former(cell), remarks if place == line.remark_place else "")
        for place, cell in enumerate(line.cells, start=1)
    )
    return format_html_join("", '<td class="{}">{}{}</td>', cells)
