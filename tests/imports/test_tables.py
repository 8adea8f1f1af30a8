"""The uploaded sheet: where its headings are found, and which rows count."""

import pytest
from django.utils.translation import gettext_lazy

from logistics.errors import Refused
from logistics.imports.columns import Code, Text
from logistics.imports.tables import Table

COLUMNS = [
    Code("number", gettext_lazy("staff number"), required=True, also=("编号",)),
    Text("name", gettext_lazy("department"), required=True),
]


@pytest.mark.parametrize(
    "heading",
    [
        "staff number",
        "Staff Number*",
        "工号",
        " 工 号 ＊",
        "工号（必填）",
        "工号：",
        "编号",
        "工\n号",
    ],
)
def test_a_heading_counts_in_both_languages_however_it_is_spaced_and_marked(heading):
    table = Table.of([["部门", heading]], COLUMNS)

    assert table.places == {"name": 0, "number": 1}


def test_headings_may_stand_under_a_title():
    table = Table.of([["2026 list", ""], [], ["工号", "部门"], ["1", "a"]], COLUMNS)

    assert table.lines() == [(4, {"number": "1", "name": "a"})]


def test_rows_keep_the_numbers_they_have_in_the_sheet():
    rows = [["工号", "部门"], ["", ""], ["1", "a"], ["", ""], ["2", "b"]]

    assert [number for number, _cells in Table.of(rows, COLUMNS).lines()] == [3, 5]


@pytest.mark.parametrize("example", ["示例 2026001", "示例", "Example 2026001", "示 例：1"])
def test_the_example_row_is_passed_over(example):
    table = Table.of([["工号", "部门"], [example, "a"], ["1", "b"]], COLUMNS)

    assert table.lines() == [(3, {"number": "1", "name": "b"})]


def test_a_heading_that_stands_there_twice_is_refused():
    with pytest.raises(Refused, match="twice"):
        Table.of([["工号", "编号"]], COLUMNS)


def test_a_sheet_without_any_of_the_headings_is_refused_with_the_cure():
    with pytest.raises(Refused, match="download it"):
        Table.of([["a", "b"], ["c", "d"]], COLUMNS)


def test_unknown_headings_are_named_but_not_the_one_we_add_ourselves():
    table = Table.of([["工号", "favourite colour", "错误", "Errors"]], COLUMNS)

    assert table.unknown == ["favourite colour"]


def test_a_table_is_the_same_after_it_was_kept():
    table = Table.of([["工号", "x"], ["1", "😀\u3000"]], COLUMNS)

    assert Table.loaded(table.dumped()) == table
