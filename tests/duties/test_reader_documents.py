"""A plan as a file: what its text becomes, and what is refused."""

import io

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from logistics import sheets
from logistics.archives import ZIP
from logistics.duties.reader import read
from logistics.duties.reader.documents import text_of
from logistics.errors import Refused


def text(data, name):
    return text_of(io.BytesIO(data), name=name)


def word(*blocks):
    """A Word file of paragraphs and, for lists, tables."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            table = document.add_table(len(block), len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, content in zip(row.cells, texts, strict=True):
                    cell.text = content
    return document


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refusal_of(data, name):
    with pytest.raises(Refused) as refused:
        text(data, name)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_as_chinese_machines_save_it(encoding):
    assert text("九月份\n1、开学".encode(encoding), "计划.TXT") == "九月份\n1、开学"


def test_word_gives_paragraphs_and_tables_in_their_order():
    document = word("九月份", [["内容", "负责人"], ["领书", "张敏"]], "十月份")

    assert text(saved(document), "计划.docx") == "九月份\n内容\t负责人\n领书\t张敏\n十月份"


def test_a_list_that_word_numbers_has_items_without_marks():
    document = word("九月份：")
    for task in ("领书", "查电"):
        document.add_paragraph(task, style="List Number")

    (section,) = read(text(saved(document), "计划.docx")).sections

    assert [item.text for item in section.items] == ["领书", "查电"]


def test_a_month_that_spans_rows_of_a_word_table_keeps_them():
    document = word([["月份", "工作内容"], ["九月", "领书"], ["", "查电"], ["十月", "除草"]])
    column = document.tables[0].columns[0].cells
    column[1].merge(column[2])

    september, october = read(text(saved(document), "计划.docx")).sections

    assert [item.text for item in september.items] == ["领书", "查电"]
    assert [item.text for item in october.items] == ["除草"]


def test_paragraphs_in_a_cell_of_a_word_table_are_items_each():
    document = word([["九月", "领书\n查电", "总务处"]])

    (section,) = read(text(saved(document), "计划.docx")).sections

    assert [item.text for item in section.items] == ["领书", "查电"]


def test_a_line_break_in_a_word_paragraph_is_a_line():
    document = word("九月份")
    document.paragraphs[0].runs[0]._r.append(OxmlElement("w:br"))
    document.paragraphs[0].add_run("1、领书")

    assert text(saved(document), "计划.docx") == "九月份\n1、领书"


def test_a_workbook_gives_a_line_for_each_row():
    book = openpyxl.Workbook()
    for row in (
        ["后勤计划"],
        [],
        ["月份", "内容", "次数"],
        ["九月", "领书", 3],
        [None, "查电", None],
    ):
        book.active.append(row)

    assert text(saved(book), "计划.xlsx") == "后勤计划\n\n月份\t内容\t次数\n九月\t领书\t3\n\t查电"


def test_a_workbook_with_a_sheet_for_each_month_names_them():
    book = openpyxl.Workbook()
    book.active.title = "九月"
    book.active.append(["1、领书"])
    book.create_sheet("十月").append(["1、查电"])

    september, october = read(text(saved(book), "计划.xlsx")).sections

    assert (september.month, [item.text for item in september.items]) == (9, ["领书"])
    assert (october.month, [item.text for item in october.items]) == (10, ["查电"])


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "plan.txt", "empty"),
        (b"%PDF-1.7", "plan.txt", "no text"),
        (b"a\x00b", "plan.txt", "no text"),
        (b"\xff\xfe\x00", "plan.txt", "cannot be read"),
        (b"\xff" * 9, "plan.txt", "cannot be read"),
        (b"%PDF-1.7", "plan.pdf", "Only .txt"),
        (b"text", "plan.docx", "no Word file"),
        (sheets.OLE + bytes(600), "plan.docx", ".doc"),
        (sheets.OLE + sheets.ENCRYPTED_STREAM, "plan.docx", "Remove the password"),
        (ZIP + bytes(60), "plan.docx", "damaged"),
        (b"text", "plan.xlsx", "no file of the kind"),
        (bytes(sheets.MOST_BYTES + 1), "plan.txt", "10 MB"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(data, name, says):
    assert says in refusal_of(data, name)


def test_a_workbook_named_docx_is_refused():
    assert refusal_of(saved(openpyxl.Workbook()), "plan.docx")


def test_a_word_file_cut_short_is_refused():
    assert "damaged" in refusal_of(saved(word("九月份"))[:-200], "plan.docx")
