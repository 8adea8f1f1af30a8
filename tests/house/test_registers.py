"""The declaration of a register, without any domain."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from logistics.registers import Column, Register, follow, shown


@dataclass
class Setting:
    title: str = ""
    columns: list[dict[str, Any]] = field(default_factory=list)
    own: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""


class Samples(Register):
    code = "samples"
    title = "Food samples"
    legend = "125 g of each dish."
    columns = (
        Column("number", "Number", kept=True),
        Column("dish", "Dish"),
        Column("weight", "Weight", unit="g", number=True),
        Column("remark", "Remark", hidden=True),
    )


def titles(register, chosen=()):
    return [column.title for column in register.columns_shown(chosen)]


def test_register_shows_its_columns_but_those_hidden():
    assert titles(Samples()) == ["Number", "Dish", "Weight (g)"]


def test_register_shows_the_columns_chosen_and_always_those_kept():
    assert titles(Samples(), ["remark"]) == ["Number", "Remark"]


def test_setting_renames_orders_and_hides():
    setting = Setting(
        columns=[
            {"name": "remark", "heading": "", "hidden": False},
            {"name": "number", "heading": "No.", "hidden": True},
            {"name": "weight", "heading": "Mass", "hidden": False},
            {"name": "dish", "heading": "", "hidden": True},
        ]
    )

    assert titles(Samples(setting)) == ["Remark", "No.", "Mass (g)"]


def test_setting_that_knows_not_all_columns_leaves_the_rest_at_the_end():
    setting = Setting(columns=[{"name": "weight", "heading": "", "hidden": False}])

    assert titles(Samples(setting)) == ["Weight (g)", "Number", "Dish"]


def test_setting_forgets_columns_that_are_no_more():
    setting = Setting(columns=[{"name": "gone", "heading": "Gone", "hidden": False}])

    assert titles(Samples(setting)) == ["Number", "Dish", "Weight (g)"]


def test_setting_adds_own_columns_and_names_the_register():
    own = [{"name": "own_1", "heading": "Taste", "type": "text"}]
    register = Samples(Setting(title="Our samples", own=own, note="Keep it cold."))

    assert titles(register)[-1] == "Taste"
    assert str(register) == "Our samples"
    assert register.note == "125 g of each dish.\nKeep it cold."


def test_paper_is_upright_up_to_seven_columns():
    columns = [Column(f"c{number}", f"C{number}") for number in range(8)]

    assert Samples().page_orientation(columns[:7]) == "portrait"
    assert Samples().page_orientation(columns) == "landscape"


def test_a_line_holds_typed_values_beside_their_words():
    rows = [{"pk": 7, "number": "LY-1", "dish": "=Rice", "weight": Decimal("125.5")}]

    [line] = Samples().lines(rows, Samples().columns_shown())

    assert line.pk == 7
    assert [cell.value for cell in line.cells] == ["LY-1", "=Rice", Decimal("125.5")]
    assert [cell.text for cell in line.cells] == ["LY-1", "=Rice", "125.5"]
    assert [cell.is_number for cell in line.cells] == [False, False, True]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        ("=1+1", "=1+1"),
        (0, "0"),
        (Decimal("1250.50"), "1250.50"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 6, 8, tzinfo=UTC), "2026-11-21 14:08"),
        (True, "Yes"),
        (False, "No"),
    ],
)
def test_values_are_shown_as_people_read_them(value, words):
    assert shown(value) == words


def test_a_path_is_followed_through_objects_rows_and_calls():
    class Dish:
        def words(self):
            return {"zh": "米饭"}

    row = {"dish": Dish(), "nothing": None}

    assert follow(row, ["dish", "words", "zh"]) == "米饭"
    assert follow(row, ["nothing", "words"]) is None
