"""The tables of the standards, row by row, and what is read between, below and above them."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from health.growth import standards
from health.growth.judging import Basis, bmi_of, completed_months, judge
from health.growth.standards import BMI, BY_HEIGHT, BY_LENGTH, HEIGHT, WEIGHT

DATA = Path(standards.DATA)
TINY = Decimal("0.001")
SEXES = {"male": "boy", "female": "girl"}
LINES = ["neg3", "neg2", "neg1", "0", "pos1", "pos2", "pos3"]
# How many lines are reached: the level, and the state by weight, by height and by build.
LEVELS = ["lower", "lower", "lower_middle", "middle", "middle", "upper_middle", "upper", "upper"]
STATES = {
    WEIGHT: ["severe_underweight", "underweight", *["normal"] * 6],
    HEIGHT: ["severe_stunting", "stunting", *["normal"] * 6],
    BMI: [
        "severe_wasting", "wasting", "normal", "normal", "normal", "overweight", "obese",
        "severe_obesity",
    ],
}  # fmt: skip
STATES |= {BY_LENGTH: STATES[BMI], BY_HEIGHT: STATES[BMI]}


def printed():
    with (DATA / "growth_wst423_sd.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evaluated(row, value):
    """One indicator of a child in the row's place of the table."""
    indicator, sex = row["indicator"], SEXES[row["sex"]]
    curve = standards.curves()[indicator, sex]
    band = curve.at(Decimal(row["x"]))
    reached = band.reached(value)
    return (
        standards.readings("level_by_sd", indicator, 7)[reached],
        standards.readings("nutrition_status", indicator, 7)[reached],
    )


def test_all_rows_of_the_standard_are_there():
    rows = printed()

    tables = {(row["indicator"], row["sex"]) for row in rows}

    assert len(rows) == 488
    assert len(tables) == len(standards.curves()) == 10


def test_every_boundary_of_every_row_is_read_as_the_standard_says():
    """On a line the upper name holds, a hair below it the lower one: 488 rows of seven lines."""
    wrong = []
    for row in printed():
        for place, name in enumerate(LINES):
            line = Decimal(row[f"sd_{name}"])
            states = STATES[row["indicator"]]
            on, below = evaluated(row, line), evaluated(row, line - TINY)
            if on != (LEVELS[place + 1], states[place + 1]):
                wrong.append((row["source_table"], row["x"], name, on))
            if below != (LEVELS[place], states[place]):
                wrong.append((row["source_table"], row["x"], name, below))

    assert wrong == []


@pytest.mark.parametrize("sex", ["boy", "girl"])
@pytest.mark.parametrize("months", range(84))
def test_every_month_up_to_seven_has_lines_in_strict_order(sex, months):
    for indicator in (WEIGHT, HEIGHT, BMI):
        band = standards.curves()[indicator, sex].at(Decimal(months))

        assert list(band.lines) == sorted(set(band.lines))
        assert band.rows[0] <= months


@pytest.mark.parametrize("sex", ["boy", "girl"])
def test_between_two_rows_the_lines_are_straight(sex):
    curve = standards.curves()[HEIGHT, sex]
    low, high = curve.at(Decimal(48)), curve.at(Decimal(51))

    between = curve.at(Decimal(49))

    expected = [a + (b - a) / 3 for a, b in zip(low.lines, high.lines, strict=True)]
    assert [round(line, 9) for line in between.lines] == [round(line, 9) for line in expected]
    assert between.rows == (48, 51)


def test_a_school_may_take_the_row_below_instead():
    curve = standards.curves()[HEIGHT, "boy"]

    taken = curve.at(Decimal(50), between=False)

    assert (taken.lines, taken.rows) == (curve.at(Decimal(48)).lines, (48,))


@pytest.mark.parametrize("months", [81, 82, 83])
def test_the_row_of_81_months_holds_until_seven(months):
    curve = standards.curves()[WEIGHT, "girl"]

    assert curve.at(Decimal(months)).lines == curve.at(Decimal(81)).lines


def test_outside_the_tables_there_is_no_answer():
    assert standards.curves()[WEIGHT, "girl"].at(Decimal(84)) is None
    assert standards.curves()[BY_HEIGHT, "girl"].at(Decimal("74.9")) is None
    assert standards.curves()[BY_HEIGHT, "girl"].at(Decimal("130.1")) is None
    assert standards.curves()[BY_HEIGHT, "girl"].at(Decimal(130)).rows == (130,)


def test_the_distance_is_counted_in_standard_deviations_also_beyond_the_last_line():
    band = standards.curves()[HEIGHT, "boy"].at(Decimal(60))

    assert band.z(Decimal("112.0")) == 0
    assert band.z(Decimal("114.1")) == Decimal("0.5")
    assert band.z(band.lines[-1] + (band.lines[-1] - band.lines[-2])) == 4
    assert band.z(band.lines[0] - (band.lines[1] - band.lines[0])) == -4


# Whole children ----------------------------------------------------------------------------------


def growth(sex, months, height, weight, **given):
    basis = Basis(**{name: given.pop(name) for name in list(given) if name != "lying"})
    height, weight = height and Decimal(height), weight and Decimal(weight)
    return judge(sex, months, height_cm=height, weight_kg=weight, basis=basis, **given)


def test_a_boy_of_five_is_overweight_by_his_build():
    found = growth("boy", 60, "112.0", "22.0")

    assert found.bmi == Decimal("17.5")
    assert (found.weight.level, found.height.level) == ("upper_middle", "middle")
    assert found.statuses == ("overweight",)


def test_a_girl_of_four_is_underweight_just_below_the_line():
    assert growth("girl", 48, None, "12.9").statuses == ("underweight",)
    assert growth("girl", 48, None, "13.0").statuses == ()


def test_the_build_is_read_from_weight_for_height_where_the_school_wants_it():
    by_bmi = growth("boy", 60, "112.0", "22.8")
    by_height = growth("boy", 60, "112.0", "22.8", by_height=True)

    assert by_bmi.build.indicator == BMI
    assert (by_height.build.indicator, by_height.build.status) == (BY_HEIGHT, "obese")


def test_the_tables_change_at_two_years():
    young, old = growth("girl", 23, "85", "11.5"), growth("girl", 24, "85", "11.5")

    assert (BY_LENGTH in young.found, BY_HEIGHT in young.found) == (True, False)
    assert (BY_LENGTH in old.found, BY_HEIGHT in old.found) == (False, True)


@pytest.mark.parametrize(
    ("months", "lying", "height"), [(23, False, "85.7"), (24, True, "84.3"), (24, False, "85")]
)
def test_a_child_measured_the_other_way_is_turned_over_by_seven_millimetres(months, lying, height):
    found = growth("boy", months, "85", None, lying=lying)

    assert found.height.value == Decimal(height)


def test_former_practice_is_a_share_above_the_median():
    found = growth("boy", 60, "112.0", "24.9")

    assert (found.over_median, found.old_grade) == (Decimal("30.4"), "moderate")


# At school ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [Decimal(n) / 2 for n in range(12, 37)])
@pytest.mark.parametrize("sex", ["boy", "girl"])
def test_every_limit_of_school_age_is_read_as_the_standards_say(sex, age):
    limits = standards.school_limits()[sex, age]
    months = int(age * 12)

    def build(bmi):
        # A child of one metre has its weight as its BMI.
        return growth(sex, months, "100", bmi, at_school=True).build.status

    assert build(limits.obese) == "obese"
    assert build(limits.obese - Decimal("0.1")) == "overweight"
    assert build(limits.overweight) == "overweight"
    assert build(limits.overweight - Decimal("0.1")) == "normal"
    assert build(limits.wasting + Decimal("0.1")) == "normal"
    assert build(limits.wasting) == "mild_wasting"
    assert build(limits.severe_wasting) == "moderate_wasting"
    tall = growth(sex, months, limits.stunting, None, at_school=True)
    taller = growth(sex, months, limits.stunting + Decimal("0.1"), None, at_school=True)
    assert (tall.height.status, taller.height.status) == ("stunting", "normal")


@pytest.mark.parametrize("sex", ["boy", "girl"])
@pytest.mark.parametrize("years", range(7, 19))
def test_every_height_level_of_school_age_begins_on_its_line(sex, years):
    band = standards.school_heights()[sex, years]
    names = ["lower", "lower_middle", "middle", "middle", "upper_middle", "upper"]

    def level(height):
        return growth(sex, years * 12 + 11, height, None).height.level

    for place, line in enumerate(band.lines):
        assert level(line) == names[place + 1]
        assert level(line - TINY) == names[place]


def test_half_years_are_completed_ones():
    before, after = growth("boy", 95, "100", "17.4"), growth("boy", 96, "100", "17.4")

    assert (before.build.status, after.build.status) == ("overweight", "normal")


def test_between_six_and_seven_the_kind_of_school_decides():
    nursery = growth("boy", 75, "118", "23.4")
    pupil = growth("boy", 75, "118", "23.4", at_school=True)

    assert (nursery.standard, pupil.standard) == (standards.UNDER_SEVEN, standards.SCHOOL_AGE)
    assert growth("boy", 84, "120", "23").standard == standards.SCHOOL_AGE
    assert growth("boy", 71, "115", "20", at_school=True).standard == standards.UNDER_SEVEN


# Arithmetic --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "on", "months"),
    [
        ("2022-05-01", "2026-05-01", 48), ("2022-05-02", "2026-05-01", 47),
        ("2024-02-29", "2026-02-28", 23), ("2024-02-29", "2026-03-01", 24),
        ("2026-05-02", "2026-05-01", -1), ("2020-12-31", "2026-01-01", 60),
    ],
)  # fmt: skip
def test_months_of_life_are_full_ones(birth, on, months):
    assert completed_months(date.fromisoformat(birth), date.fromisoformat(on)) == months


def test_the_bmi_has_one_decimal_rounded_half_up():
    assert bmi_of(Decimal(100), Decimal("17.45")) == Decimal("17.5")
    assert bmi_of(Decimal("112.0"), Decimal("22.0")) == Decimal("17.5")
