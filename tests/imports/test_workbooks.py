"""The template to fill in, and the file with the mistakes marked."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from logistics.contributions import imports
from logistics.imports import uploading, workbooks
from logistics.imports.checking import Scene
from logistics.imports.tables import Table
from logistics.school.models import Child
from tests.imports.files import confirm, receive, sheet

CODES = ["people", "classes", "children", "places"]


def scene(code, by):
    now = timezone.now()
    return Scene(imports()[code], Table([[]], 0, {}), by, timezone.localdate(now), now)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_template_has_headings_an_example_drop_downs_and_instructions(school, code, language):
    with translation.override(language):
        about = scene(code, school.office)
        book = opened(workbooks.template(about))

    form, instructions, choices = book.worksheets
    columns = list(about.columns.values())
    with translation.override(language):
        expected = [f"{c.heading}{'*' * c.required}" for c in columns]
    assert [cell.value for cell in form[1]] == expected
    assert len(form.data_validations.dataValidation) == choices.max_column
    assert (form.freeze_panes, choices.sheet_state, instructions.sheet_state) == (
        "A2",
        "hidden",
        "visible",
    )
    assert instructions.max_row > len(columns)


def test_phone_and_identity_columns_are_text_so_that_no_digit_is_lost(school):
    form = opened(workbooks.template(scene("people", school.office))).worksheets[0]

    headings = {cell.value: cell.column_letter for cell in form[1]}
    for heading in ("Staff number", "Phone", "Identity number"):
        assert form.column_dimensions[headings[heading]].number_format == "@"


def test_drop_downs_hold_what_is_in_reach_only(school):
    book = opened(workbooks.template(scene("children", school.doctor)))
    form, _instructions, choices = book.worksheets

    offered = {cell.value for row in choices.iter_rows() for cell in row}
    targets = {str(rule.sqref).split(":")[0] for rule in form.data_validations.dataValidation}
    class_column = next(cell.column_letter for cell in form[1] if cell.value == "Class*")
    assert "小一班" in offered
    assert "大一班" not in offered
    assert f"{class_column}3" in targets


@pytest.mark.parametrize("code", CODES)
def test_a_template_brought_back_as_it_is_has_no_row(school, code):
    file = SimpleUploadedFile("t.xlsx", workbooks.template(scene(code, school.office)))

    table = Table.of(uploading.sheets.read_rows(file, name="t.xlsx"), list(imports()[code].columns))

    assert table.lines() == []
    assert table.unknown == []


def test_a_template_filled_in_is_imported(school):
    book = opened(workbooks.template(scene("children", school.doctor)))
    form = book.worksheets[0]
    values = {
        "Number*": "0001", "Name*": "王小雨", "Sex*": "girl", "Class*": "小一班",
        "Date of birth*": f"{timezone.localdate().year - 4}-05-01", "Guardian's phone": "13800000000",
        "Guardian's name": "王强",
    }  # fmt: skip
    form.append([values.get(cell.value, "") for cell in form[1]])
    written = io.BytesIO()
    book.save(written)

    upload = receive("children", SimpleUploadedFile("t.xlsx", written.getvalue()), school.doctor)
    confirm(upload, school.doctor)

    assert Child.objects.get().number == "0001"
    assert Child.objects.get().guardians.get().phone == "13800000000"


STARTS = list("=+-@\t\r＝＋－＠")


@pytest.mark.parametrize("start", STARTS)
def test_a_marked_file_holds_the_rows_as_text_with_what_is_wrong(school, start):
    formula = f"{start}cmd|'/c calc'!A1"
    rows = [["Number", "Name", "Sex"], ["N1", "A", "girl"], ["N2", "x", formula]]
    upload = receive("children", sheet(["My children"], *[[str(c) for c in r] for r in rows],
                                       change=as_text), school.doctor)  # fmt: skip
    found = uploading.look(upload, by=school.doctor, now=timezone.now())

    form = opened(workbooks.marked(found)).active

    cells = [cell for row in form.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in form[2]] == ["Number", "Name", "Sex", "Errors"]
    assert form["C4"].value == formula.strip()
    assert form["C4"].fill.fgColor.rgb.endswith("FDECEA")
    assert form["D4"].value.startswith(f"“Sex”: “{formula.strip()}” is no choice here. Choose one")
    assert form["C3"].fill.fgColor.rgb == "00000000"


def as_text(book):
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s"


def test_a_marked_file_put_right_is_imported_as_it_is(school):
    born = f"{timezone.localdate().year - 4}-05-01"
    rows = [["Number", "Name", "Sex", "Date of birth", "Class"], ["N1", "A", "?", born, "小一班"]]
    upload = receive("children", sheet(*rows), school.doctor)
    book = opened(workbooks.marked(uploading.look(upload, by=school.doctor, now=timezone.now())))
    book.active["C3"] = "girl"
    written = io.BytesIO()
    book.save(written)

    again = receive("children", SimpleUploadedFile("m.xlsx", written.getvalue()), school.doctor)

    assert confirm(again, school.doctor).counts["new"] == 1


def test_a_template_refers_to_nothing_outside_itself(school):
    data = workbooks.template(scene("people", school.office))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheets = [archive.read(name).decode() for name in names if "worksheets" in name]
    assert not [name for name in names if "external" in name or "vba" in name]
    assert not any("<f>" in text for text in sheets)
