"""The workbooks people get: the template to fill in, and their own file with the mistakes marked."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from logistics.archives import MOST_ROWS
from logistics.imports.checking import Check, Scene
from logistics.imports.columns import Column, YesNo
from logistics.imports.tables import EXAMPLE, MARKS
from logistics.sheets import Pens, saved, sheet_title, width_for, write_sheet

FIRST_ROW = 3  # under the headings and the example
LEAST_WIDTH = 12


def template(scene: Scene) -> bytes:
    """Headings, an example row that is passed over, drop-downs, and a sheet of instructions."""
    from openpyxl import Workbook  # slow to import, and only who asks for a template needs it

    book = Workbook(write_only=True)
    columns = list(scene.columns.values())
    options = {column.name: column.options(scene) for column in columns}
    write_form(book.create_sheet(sheet_title(str(scene.declared.title))), columns, options)
    write_instructions(book.create_sheet(_("Instructions")), scene, options)
    write_options(book.create_sheet(_("Choices")), [words for words in options.values() if words])
    return saved(book)


def heading(column: Column) -> str:
    return f"{column.heading}*" if column.required else str(column.heading)


def example(column: Column, place: int) -> str:
    """The first cell says that the row is one."""
    said = str(column.example)
    return f"{EXAMPLE} {said}".strip() if place == 0 else said


def write_form(sheet: Any, columns: Sequence[Column], options: dict[str, list[str]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        dimension = sheet.column_dimensions[get_column_letter(place + 1)]
        words = [heading(column), example(column, place), *options[column.name][:20]]
        dimension.width = max(width_for(words), LEAST_WIDTH)
        if column.is_text:
            dimension.number_format = "@"
    pens = Pens(sheet)
    sheet.append([pens.cell(n, heading(column), "heading") for n, column in enumerate(columns)])
    sheet.append([pens.cell(n, example(column, n), "example") for n, column in enumerate(columns)])
    add_drop_downs(sheet, columns, options)


def add_drop_downs(sheet: Any, columns: Sequence[Column], options: dict[str, list[str]]) -> None:
    """They refer to a hidden sheet: a list inside a rule holds no more than 255 letters."""
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList

    rules = []
    listed = [column for column in columns if options[column.name]]
    for place, column in enumerate(listed, start=1):
        source, last = get_column_letter(place), len(options[column.name])
        choice = f"{quote_sheetname(_('Choices'))}!${source}$1:${source}${last}"
        rule = DataValidation("list", formula1=choice, allow_blank=True, showErrorMessage=False)
        target = get_column_letter(columns.index(column) + 1)
        rule.add(f"{target}{FIRST_ROW}:{target}{MOST_ROWS}")
        rules.append(rule)
    sheet.data_validations = DataValidationList(dataValidation=rules)


def write_options(sheet: Any, columns: Sequence[Sequence[str]]) -> None:
    sheet.sheet_state = "hidden"
    pens = Pens(sheet)
    for at in range(max(map(len, columns), default=0)):
        cells = [words[at] if at < len(words) else "" for words in columns]
        sheet.append([pens.cell(n, words) for n, words in enumerate(cells)])


def write_instructions(sheet: Any, scene: Scene, options: dict[str, list[str]]) -> None:
    rows = [explained(column, options[column.name]) for column in scene.columns.values()]
    headings = instruction_headings()
    for letter, texts in zip("ABCDE", zip(headings, *rows, strict=True), strict=True):
        sheet.column_dimensions[letter].width = width_for(texts)
    pens = Pens(sheet)
    sheet.append([pens.cell(n, words, "heading") for n, words in enumerate(headings)])
    for row in rows:
        sheet.append([pens.cell(n, words) for n, words in enumerate(row)])
    sheet.append([])
    for words in [*house_rules(), *map(str, scene.declared.notes)]:
        sheet.append([pens.cell(0, words, "note")])


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
        words = [str(problem), problem.cure]
        said.setdefault(problem.line, []).append(_(". ").join(word for word in words if word))
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
