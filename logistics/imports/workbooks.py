"""The workbooks people get: the template to fill in, and their own file with the mistakes marked."""

import io
from collections.abc import Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _

from logistics.archives import MOST_ROWS
from logistics.imports.checking import Check, Scene
from logistics.imports.columns import Column, YesNo
from logistics.imports.tables import EXAMPLE, MARKS
from logistics.sheets import Sheet, Workbook, width_for, write_sheet

FIRST_ROW = 3  # under the headings and the example
LEAST_WIDTH = 12


def template(scene: Scene) -> bytes:
    """Headings, an example row that is passed over, drop-downs, and a sheet of instructions."""
    columns = list(scene.columns.values())
    options = {column.name: column.options(scene) for column in columns}
    written = io.BytesIO()
    with Workbook(written) as book:
        form = book.sheet(str(scene.declared.title))
        write_form(form, columns, options)
        write_instructions(book.sheet(_("Instructions")), scene, options)
        choices = book.sheet(_("Choices"))
        write_choices(choices, [words for words in options.values() if words])
        add_drop_downs(form, choices, [options[column.name] for column in columns])
    return written.getvalue()


def heading(column: Column) -> str:
    return f"{column.heading}*" if column.required else str(column.heading)


def example(column: Column, place: int) -> str:
    """The first cell says that the row is one."""
    said = str(column.example)
    return f"{EXAMPLE} {said}".strip() if place == 0 else said


def write_form(sheet: Sheet, columns: Sequence[Column], options: dict[str, list[str]]) -> None:
    headings = [heading(column) for column in columns]
    examples = [example(column, place) for place, column in enumerate(columns)]
    words = zip(headings, examples, columns, strict=True)
    widths = [width_for([above, said, *options[one.name][:20]]) for above, said, one in words]
    sheet.freeze(1)
    sheet.set_widths(
        [max(width, LEAST_WIDTH) for width in widths],
        text={place for place, column in enumerate(columns) if column.is_text},
    )
    sheet.write(headings, "heading")
    sheet.write(examples, "example")


def add_drop_downs(form: Sheet, choices: Sheet, options: Sequence[Sequence[str]]) -> None:
    """They refer to a hidden sheet: a list inside a rule holds no more than 255 letters."""
    listed = [place for place, words in enumerate(options) if words]
    for source, column in enumerate(listed):
        words = choices.area(source, len(options[column]))
        form.offer(column, FIRST_ROW - 1, MOST_ROWS - 1, words)


def write_choices(sheet: Sheet, columns: Sequence[Sequence[str]]) -> None:
    sheet.hide()
    for row in zip_longest(*columns, fillvalue=""):
        sheet.write(row)


def write_instructions(sheet: Sheet, scene: Scene, options: dict[str, list[str]]) -> None:
    rows = [explained(column, options[column.name]) for column in scene.columns.values()]
    headings = instruction_headings()
    sheet.set_widths(width_for(texts) for texts in zip(headings, *rows, strict=True))
    sheet.write(headings, "heading")
    for row in rows:
        sheet.write(row)
    sheet.write([])
    for words in [*house_rules(), *map(str, scene.declared.notes)]:
        sheet.write([words], "note")


def instruction_headings() -> list[str]:
    return [_("Column"), _("Required"), _("What to fill in"), _("Example"), _("Explanation")]


def explained(column: Column, options: Sequence[str]) -> list[str]:
    """A line of the instructions, on the page as in the workbook."""
    words = _(", ").join(options) if options and not isinstance(column, YesNo) else ""
    help_text = _("; ").join(part for part in (str(column.help), words) if part)
    needed = _("for new ones") if column.required else ""
    return [str(column.heading), needed, column.what(), str(column.example), help_text]


def house_rules() -> list[str]:
    """What holds for every import."""
    return [
        _(
            "Keep the headings. Their order is free, and columns that are not needed may be deleted."
        ),
        _("The example row may stay: it is passed over."),
        _("A row whose number is there already changes that one; any other adds a new one."),
        _("An empty cell, or a column that is missing, leaves what is there as it is."),
        _("To empty a field that need not be filled in, write “-” into its cell."),
        _("Nothing is written before you have looked through the preview and confirmed it."),
        _("With a single error nothing at all is written."),
    ]


def marked(found: Check) -> bytes:
    """The uploaded rows with the bad cells marked, and in a last column what is wrong."""
    table = found.scene.table
    said: dict[int, list[str]] = {}
    cells: set[tuple[int, int]] = set()
    for problem in found.problems:
        said.setdefault(problem.line, []).append(str(problem))
        if problem.name in table.places and problem.line != table.start + 1:
            cells.add((problem.line - table.start - 2, table.places[problem.name]))
    last = len(table.headings)
    rows = [
        [*row, "\n".join(said.get(number, []))]
        for number, row in enumerate(table.rows[table.start + 1 :], start=table.start + 2)
    ]
    cells |= {(line - table.start - 2, last) for line in said if line > table.start + 1}
    title = _("%(title)s: what needs to be changed") % {"title": found.scene.declared.title}
    notes = said.get(table.start + 1, [])
    return write_sheet(
        "\n".join([title, *notes]), [*table.headings, str(MARKS)], rows, marked=cells
    )
