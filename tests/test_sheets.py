"""Sheets: what is refused and how it is said, what is read, what is written."""

import base64
import gzip
import io
import struct
import zipfile
from contextlib import suppress
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics import archives, sheets
from logistics.errors import Refused

WORKBOOK_NAME = "sheet.xlsx"


def workbook(*rows, sheet=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if sheet:
        sheet(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def archive(**entries):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return written.getvalue()


def rows_of(data, name=WORKBOOK_NAME):
    return sheets.read_rows(io.BytesIO(data), name=name)


def refusal_of(data, name=WORKBOOK_NAME):
    with pytest.raises(Refused) as refused:
        rows_of(data, name)
    return str(refused.value)


def with_forged_size(data, size):
    """The archive with its first entry said to unpack to this many bytes."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", size) + data[place + 4 :]


def test_rows_come_as_people_see_them():
    data = workbook(["编号", "数量"], ["007", 3], [1.5, None], [True, date(2026, 9, 1)])

    assert rows_of(data) == [
        ["编号", "数量"],
        ["007", "3"],
        ["1.5", ""],
        ["TRUE", date(2026, 9, 1)],
    ]


def test_digits_that_a_sheet_has_lost_are_not_made_up():
    data = workbook([320106199001011234, 123456789012345, 1e15, -2e17])

    assert rows_of(data) == [["3.20106E+17", "123456789012345", "1.00000E+15", "-2.00000E+17"]]


def test_a_day_is_the_same_whatever_year_the_sheet_counts_from():
    def count_from_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active.append([date(2022, 5, 1)])

    assert rows_of(workbook(sheet=count_from_1904)) == [[date(2022, 5, 1)]]


def test_rows_keep_their_numbers_when_the_first_are_empty():
    data = workbook([], ["", "内容"])

    assert rows_of(data) == [["", ""], ["", "内容"]]


def test_hidden_sheets_are_not_read():
    def hide(book):
        book.create_sheet("隐藏").append(["秘密"])
        book["隐藏"].sheet_state = "hidden"

    assert [name for name, _ in sheets.read_sheets(workbook(["甲"], sheet=hide))] == ["Sheet"]


def test_a_formula_never_calculated_is_empty():
    assert rows_of(workbook(["=1+1", "甲"]))[0][-1] == "甲"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_chinese_machines_save_it(encoding):
    data = "姓名,班级\r\n王芳,大一班\r\n李雷\r\n".encode(encoding)

    assert rows_of(data, "list.csv") == [["姓名", "班级"], ["王芳", "大一班"], ["李雷", ""]]


def test_more_than_ten_megabytes_are_refused():
    assert "10 MB" in refusal_of(b"PK\x03\x04" + bytes(sheets.MOST_BYTES))


def test_an_empty_file_is_refused():
    assert "empty" in refusal_of(b"")


def test_more_than_a_hundred_megabytes_unpacked_are_refused():
    forged = with_forged_size(
        archive(**{"xl/workbook.xml": "<a/>"}), archives.MOST_BYTES_UNPACKED + 1
    )

    assert "too large" in refusal_of(forged)


def test_a_bomb_is_refused_by_its_ratio():
    assert "too large" in refusal_of(archive(**{"xl/workbook.xml": bytes(5 * archives.MEGABYTE)}))


def test_too_many_entries_are_refused():
    entries = {f"xl/{number}.xml": "" for number in range(archives.MOST_ENTRIES)}

    assert "too large" in refusal_of(archive(**{"xl/workbook.xml": ""}, **entries))


def test_more_than_twenty_thousand_rows_are_refused():
    def place(book):
        book.active.cell(archives.MOST_ROWS + 1, 1, "甲")

    assert "20,000 rows" in refusal_of(workbook(sheet=place))
    assert "20,000 rows" in refusal_of(b"a\n" * (archives.MOST_ROWS + 1), "list.csv")


def test_more_than_a_hundred_columns_are_refused():
    def place(book):
        book.active.cell(1, archives.MOST_COLUMNS + 1, "甲")

    assert "100 columns" in refusal_of(workbook(sheet=place))
    assert "100 columns" in refusal_of(b"a," * archives.MOST_COLUMNS + b"a", "list.csv")


def test_a_single_far_cell_is_refused_before_it_fills_the_memory():
    def place(book):
        book.active.cell(1_000_000, 16_000, "甲")

    assert "20,000 rows" in refusal_of(workbook(["甲"], sheet=place))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        '<row><c/></row><row r="999999"/><row><c/></row>',
        "<row r='1'><c t='>' r='XFD1'/></row>",
        '<x:row r="1"><x:c r="XFD1"/></x:row>',
        '<row r="1"><c r="&#88;FD1"/></row>',
        "<row>" + "<c/>" * 101 + "</row>",
        '<row r="1"><c t="' + "x" * 900 + '" r="XFD1"/></row>',
    ],
)
def test_far_cells_are_refused_however_they_are_written(cells):
    sheet = f'<worksheet xmlns:x="x"><sheetData>{cells}</sheetData></worksheet>'

    assert refusal_of(archive(**{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": sheet}))


def test_an_entry_that_unpacks_to_more_than_it_says_is_refused():
    forged = with_forged_size(archive(**{"xl/workbook.xml": "<a/>" * 99}), 4)

    assert "damaged" in refusal_of(forged)


def test_a_locked_workbook_is_refused_with_the_cure():
    locked = sheets.OLE + bytes(600) + sheets.ENCRYPTED_STREAM + bytes(600)

    assert "Remove the password" in refusal_of(locked)


def test_an_encrypted_archive_is_refused_with_the_cure():
    data = bytearray(archive(**{"xl/workbook.xml": "<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "Remove the password" in refusal_of(bytes(data))


@pytest.mark.parametrize("cut", [30, 400, -40])
def test_a_broken_workbook_is_refused(cut):
    assert "damaged" in refusal_of(workbook(["甲"], ["乙"])[:cut])


def test_a_workbook_with_spoilt_content_is_refused():
    assert "damaged" in refusal_of(archive(**{"xl/workbook.xml": "<a", "[Content_Types].xml": "<"}))


def test_names_that_occur_twice_are_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("xl/workbook.xml", "<b/>")

    assert "damaged" in refusal_of(written.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90 a program",
        b"%PDF-1.7",
        "只是文字".encode(),
        archive(**{"word/document.xml": "<a/>"}),
    ],
)
def test_a_disguised_file_is_refused(data):
    assert "no file of the kind" in refusal_of(data)


def test_a_workbook_named_csv_is_refused():
    assert "no file of the kind" in refusal_of(workbook(["甲"]), "list.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", archives.ZIP, sheets.OLE):
        for name in (WORKBOOK_NAME, "list.csv", "old.xls"):
            with suppress(Refused):
                assert isinstance(rows_of(start + data, name), list)


def test_a_written_sheet_holds_text_as_text_and_days_as_days():
    rows = [["=1+1", "+86", "-3", "@a", "13800000000", 3, Decimal("1.50"), date(2026, 9, 1), None]]

    data = sheets.write_sheet("九月", list("甲乙丙丁戊己庚辛壬"), rows)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = sheet[3]
    assert [cell.data_type for cell in cells[:5]] == ["s"] * 5
    assert [cell.value for cell in cells[:7]] == ["=1+1", "+86", "-3", "@a", "13800000000", 3, 1.5]
    assert cells[4].number_format == "@"
    assert (cells[7].is_date, cells[7].value.date()) == (True, date(2026, 9, 1))


def test_a_written_sheet_is_ready_for_paper():
    data = sheets.write_sheet("九月", ["日期", "内容"], [["甲", "很长的内容" * 20]], notes=["备注"])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet.title, sheet.freeze_panes, sheet.print_title_rows) == ("九月", "A3", "$1:$2")
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.print_area == "'九月'!$A$1:$B$3"
    assert int(sheet.column_dimensions["B"].width) == sheets.WIDEST
    assert sheet["A4"].value == "备注"


def test_a_written_sheet_takes_any_title_and_any_characters():
    data = sheets.write_sheet("[九月]/*", ["甲"], [["a\x00b\x0bc"]])

    assert rows_of(data)[2] == ["abc"]


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
def test_a_written_csv_disarms_formulas(start):
    text = sheets.write_csv(["甲"], [[f"{start}1+1"], [3]]).decode("utf-8-sig")

    assert f"'{start}1+1" in text
    assert text.endswith("3\r\n")


# A class list of two children as Excel 97 keeps it, and a third without a number typed as text.
OLD_WORKBOOK = (
    "H4sIAAAAAAACA+1YTUhUURT+7n1vdGaacUbTQAMVIS1/wGihG5sK05WDWlBTA6k5SRhaM7mohVnmKoQgCIo2ghFtrDZl"
    "P4vatQgMXQRBMBZBEC6Cogj1de6ZO+NoBg6UYLxveOfec84937333d95r6dy42MPimaxArthYNFyISvNJuhxJRU/yG9Z"
    "KptMnfRYNjYUXE4ayCwHnnpfZasxVOM9C4n75guSwHt6wjiNYH9fpHQdsY/b0ClUGxpICtwiSw4KuVV5LI+z3MzyHpd8"
    "xnIPW0ZZNlDZuDiCqUCwsl7P4sOyjH05ULyPOOYtW3aiAC/VLL5wVSTKOrA3erLz1AZzFJsejIMGtDnSF4kq3YfbcAMh"
    "Qk1LS01jYxz5NNjj+GaVAl+Tq/p5qW1fX7sA2X8st2f/we6kQVxpvyZNYAhWBy+SEXgQNJVHirnYncF59NA0B7zKAnHi"
    "6PcDlMyEvAcpqeioajchfraVDHyMlPSQRYUYQG1tnQFxJeYLf7ouIGIh0nxhBOdi7KwnNdhTEToTJmfdAMUNjCLoVqcD"
    "7yb+ZbuJl1eZh2Q3fJzP5bXmp+7M3/0y3dLVGjjGliE+QRLnzDbVLVi4qCIoOIc93DOa5EAlR1SxvMSsWzlfxDKfylBa"
    "3lqgM03DXOYye8upnl2MmUBFWn475Uc+t00Wj3wI7KD8RPPs+fyJN4ExlNG5103x6jeMalEtbt5QeBxIpkLvSe9YFv62"
    "PzmlX7fd0oepDwtqRRJyWSY09XZESpP6XSU0gzQjpZmkmZpZrMIsmNmhywtmzkppilkN0aBUmkGtr3witU8xOzWzXIVZ"
    "MrNLcyVG1J3SFPMmzSyZuWlSal86s8H9W2JW5Q1mLtdcBjN71G1E5uGhqpb29iW4YcOGDRs2bNiwYSNTCL6FgW9epr5b"
    "q1titv6us0DPov2Z5L9FO/rpd5b+VO5HH6VRnMto/myBQyS5xBpjkt8LFQ5R7VH0oovb0Zvx/KV/XSK9P2sO9P+9JZRp"
    "/YuZtPMf1/8L+9J/oQAWAAA="
)


def test_a_workbook_of_the_old_format_is_read_with_its_numbers_and_days():
    data = gzip.decompress(base64.b64decode(OLD_WORKBOOK))

    rows = rows_of(data, "list.xls")

    assert rows[0] == ["学号", "姓名", "性别", "出生日期", "班级"]
    assert rows[1] == ["007", "王小雨", "女", date(2022, 5, 1), "小一班"]
    assert rows[2][3] == date(2021, 12, 31)
    assert rows[3][:2] == ["9", "赵一"]
