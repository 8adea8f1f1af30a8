"""A class's month in the columns of the norm, read off its records."""

from datetime import date, timedelta

import pytest

from health.hygiene import grid
from health.hygiene.registers import ClassHygieneRegister
from health.models import ClassHygieneLog, Item, Method
from logistics.duties import filing
from tests.duties.factories import make_class, make_person, moment
from tests.health.hygiene_factories import MONDAY, burn, disinfect, entry_of, make_lamp

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
TODAY = date(2026, 9, 25)
# As the norm names them, without the date before and the three columns after.
NORM = [
    "windows open, morning (min)", "windows open, afternoon (min)", "ultraviolet lamp (min)",
    "tables, breakfast", "tables, morning snack", "tables, lunch", "tables, afternoon snack",
    "tables, dinner", "napkins", "hand towels", "cups", "door handles", "taps", "bed rails",
    "desks, cupboard tops", "toys (weekly)", "books (two weeks)", "bedding sunned (monthly)",
    "linen washed (monthly)", "mats wiped", "floor", "toilets and potties",
    "mops and cleaning cloths",
]  # fmt: skip


@pytest.fixture
def school_class(campus):
    return make_class()


@pytest.fixture
def carer(school_class):
    return make_person(school_class=school_class)


def fill_in(school_class, by, at=f"{MONDAY} 17:00", **said):
    log = ClassHygieneLog(entry=entry_of(school_class, moment(at)), **said)
    return filing.submit(log, by=by, now=moment(at))


def month(school_class, **given):
    open_days = {FIRST + timedelta(days=n) for n in range(30)}
    usual = {"open_days": open_days, "since": FIRST, "today": TODAY}
    return grid.month_of(school_class, FIRST, LAST, **usual | given)


def cells(sheet, day):
    """What stands in a day's row, by the codes of the columns."""
    row = sheet.rows[day - 1]
    return {
        column.code: (cell.text, cell.state)
        for column, cell in zip(sheet.columns, row.cells, strict=True)
    }


def test_the_columns_are_those_of_the_norm_in_its_order():
    assert [str(column.heading) for column in grid.COLUMNS] == NORM


def test_the_register_has_the_same_columns_and_then_who_did_and_who_checked():
    headings = [str(column.heading) for column in ClassHygieneRegister().every_column()]

    assert headings[4 : 4 + len(NORM)] == NORM
    assert headings[4 + len(NORM) :][:1] == ["disinfectant and strength"]


def test_a_days_records_stand_in_their_columns(school_class, carer):
    disinfect(school_class, carer)
    disinfect(
        school_class, carer, item=Item.SURFACE, method=Method.WIPE, agent="chlorine", strength=250
    )
    burn(school_class, carer, make_lamp(school_class, carer))
    given = {"item": Item.AIRING, "method": Method.VENTILATION}
    disinfect(school_class, carer, at=f"{MONDAY} 09:00", minutes=15, **given)
    disinfect(school_class, carer, at=f"{MONDAY} 10:00", minutes=10, **given)
    disinfect(school_class, carer, at=f"{MONDAY} 15:00", minutes=20, **given)

    sheet = month(school_class)

    said = {code: text for code, (text, state) in cells(sheet, 7).items() if state == "there"}
    assert said == {
        "airing_morning": "25",
        "airing_afternoon": "20",
        "lamp": "60",
        "cup": "√",
        "handle": "√",
        "tap": "√",
        "bed_rail": "√",
        **dict.fromkeys(("toy", "book", "bedding", "linen"), "·"),
    }
    assert (sheet.rows[6].disinfectant, sheet.rows[6].people) == ("250 mg/L", carer.name)


def test_what_the_carer_ticked_stands_beside_and_a_measured_time_goes_before(school_class, carer):
    given = {"item": Item.AIRING, "method": Method.VENTILATION}
    disinfect(school_class, carer, at=f"{MONDAY} 09:00", minutes=15, **given)
    fill_in(school_class, carer, done=["floor", "cup"], morning_minutes=99, afternoon_minutes=30)

    said = cells(month(school_class), 7)

    assert [said[code][0] for code in ("floor", "cup", "airing_morning", "airing_afternoon")] == [
        "√", "√", "15", "30",
    ]  # fmt: skip


def test_a_voided_record_leaves_its_cell_empty(school_class, carer):
    entry = disinfect(school_class, carer)

    filing.void(entry, by=carer, now=moment(f"{MONDAY} 18:00"), reason="not done")

    assert cells(month(school_class), 7)["cup"] == ("", "")


@pytest.mark.parametrize(
    ("day", "state"), [(7, "√"), (8, "·"), (14, "·"), (15, "×"), (25, "×"), (26, "")]
)
def test_toys_are_inside_their_week_then_overdue_and_later_days_say_nothing(
    school_class, carer, day, state
):
    disinfect(school_class, carer, item=Item.TOY, method=Method.SOAK)

    assert cells(month(school_class), day)["toy"][0] == state


def test_what_was_never_done_is_overdue_from_the_beginning_of_term(school_class):
    said = [cells(month(school_class), day)["toy"][0] for day in (8, 9)]

    assert said == ["·", "×"]


def test_a_closed_day_owes_nothing(school_class):
    sheet = month(school_class, open_days=set())

    assert cells(sheet, 20)["toy"] == ("", "")
    assert sheet.rows[19].state == "closed"


def test_the_day_before_the_month_counts_for_the_interval(school_class, carer):
    given = {"item": Item.TOY, "method": Method.SOAK}
    disinfect(school_class, carer, at="2026-08-30 10:00", **given)

    early = date(2026, 8, 1)

    assert cells(month(school_class, since=early), 5)["toy"][0] == "·"
    assert cells(month(school_class, since=early), 8)["toy"][0] == "×"
