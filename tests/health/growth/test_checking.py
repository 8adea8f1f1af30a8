"""What is asked back before a measurement is kept, and how what was typed is read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from health.growth import checking, screening, thresholds
from health.growth.checking import Before, Checker, Subject, Unreadable

FIGURES = {rule.code: Decimal(rule.value) for rule in thresholds.RULES}
CHECKER = Checker(FIGURES, at_school=False)
LAST = Before(date(2026, 6, 10), Decimal("103.0"), Decimal("16.5"))
CHILD = Subject("girl", 52, date(2026, 9, 10), LAST)


def codes(height, weight, child=CHILD):
    """What is odd of it as it was typed, or nothing."""
    doubt = look(height, weight, child)
    return doubt and doubt.choices[-1].codes


def look(height, weight, child=CHILD):
    return CHECKER.look(child, checking.read_height(height), checking.read_weight(weight))


def words(doubt):
    return [choice.words for choice in doubt.choices]


@pytest.mark.parametrize(
    ("typed", "value", "has_unit"),
    [
        ("110.5", "110.5", False), ("１１０．５", "110.5", False), ("110.5cm", "110.5", True),
        ("110.5 厘米", "110.5", True), ("1.105m", "110.5", True), ("1米10", "110", True),
        ("1m1", "110", True), ("1105mm", "110.5", True),
    ],
)  # fmt: skip
def test_heights_are_read_as_people_write_them(typed, value, has_unit):
    meant = checking.read_height(typed)

    assert (meant.value, meant.has_unit) == (Decimal(value), has_unit)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("18.5", "18.5"), ("18.5 kg", "18.5"), ("37斤", "18.5"), ("18500g", "18.5"), ("18,5", "18.5")],
)
def test_weights_are_read_as_people_write_them(typed, value):
    assert checking.read_weight(typed).value == Decimal(value)


@pytest.mark.parametrize("typed", ["abc", "12 apples", "-3", "1e3", "110.5.1", "NaN", "9" * 30])
def test_what_is_no_measure_is_refused_with_an_example(typed):
    with pytest.raises(Unreadable, match=r"such as 110\.5"):
        checking.read_height(typed)


def test_nothing_is_nothing():
    assert checking.read_height("") is None
    assert checking.read_vision(" ") is None
    assert checking.read_blood("") is None


def test_a_plausible_measurement_is_not_asked_back():
    assert look("104.5", "16.8") is None


@pytest.mark.parametrize(
    ("height", "weight", "code"),
    [
        ("101.9", "16.8", "height_drop"), ("110.1", "16.8", "height_gain"),
        ("104.5", "19.1", "weight_change"), ("104.5", "13.9", "weight_change"),
    ],
)  # fmt: skip
def test_leaps_since_the_last_time_are_asked_back(height, weight, code):
    assert code in codes(height, weight)


@pytest.mark.parametrize(
    ("height", "weight"), [("102.0", "16.8"), ("109.0", "16.8"), ("104.5", "18.9")]
)
def test_up_to_the_limit_nothing_is_asked_back(height, weight):
    assert look(height, weight) is None


def test_more_time_allows_more_change():
    later = replace(CHILD, on=date(2026, 12, 20))

    assert codes("104.5", "19.5") == ("weight_change",)
    assert look("107.5", "19.5", later) is None


@pytest.mark.parametrize("typed", ["1.045", "1045"])
def test_metres_and_millimetres_are_recognised(typed):
    doubt = look(typed, "16.8")

    assert words(doubt) == ["104.5 cm, 16.8 kg"]
    assert doubt.choices[0].codes == ("unit",)


def test_jin_is_recognised_beside_the_number_as_it_was_typed():
    doubt = look("104.5", "33.6")

    assert words(doubt) == ["104.5 cm, 16.8 kg", "104.5 cm, 33.6 kg"]


def test_grams_are_recognised():
    assert words(look("104.5", "16800")) == ["104.5 cm, 16.8 kg"]


def test_a_written_unit_is_not_read_otherwise():
    assert words(look("104.5", "33.6kg")) == ["104.5 cm, 33.6 kg"]


def test_200_kg_is_asked_back_and_not_refused():
    assert {"weight", "weight_change"} <= set(codes("104.5", "200kg"))


@pytest.mark.parametrize(("height", "weight"), [("11.2", "16.8"), ("104.5", "0.2"), ("240", "")])
def test_what_no_child_can_be_is_refused(height, weight):
    with pytest.raises(Unreadable, match="cannot be a child's"):
        look(height, weight)


def test_a_pupil_may_be_taller_than_a_small_child():
    pupil = Subject("boy", 140, date(2026, 9, 10))
    meant = checking.read_height("152"), checking.read_weight("45")

    assert CHECKER.look(pupil, *meant) is not None
    assert Checker(FIGURES, at_school=True).look(pupil, *meant) is None


# Eyes and blood ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"), [("0.8", "0.8"), ("4.9", "0.8"), ("5.0", "1.0"), ("4.0", "0.1"), ("0", "0")]
)
def test_eyesight_is_read_in_both_notations(typed, value):
    assert checking.read_vision(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["3", "6.0", "10", "x", "-1"])
def test_what_is_no_eyesight_is_refused(typed):
    with pytest.raises(Unreadable):
        checking.read_vision(typed)


@pytest.mark.parametrize(("plain", "five"), screening.LINES)
def test_every_line_of_the_chart_is_the_same_in_both_notations(plain, five):
    assert screening.five_grade(plain) == five
    assert five < screening.FIVE_GRADE_FROM or screening.from_five_grade(five) == plain


@pytest.mark.parametrize(
    ("months", "right", "left", "low"),
    [
        (47, "0.3", "0.3", None), (48, "0.6", "0.8", True), (48, "0.8", "0.8", False),
        (59, "0.6", "0.6", True), (60, "0.8", "1.0", True), (60, "1.0", "1.0", False),
        (60, "1.0", "1.5", True), (60, "1.0", "1.2", False), (72, "1.0", None, False),
        (72, None, None, None),
    ],
)  # fmt: skip
def test_low_vision_is_judged_by_age(months, right, left, low):
    eyes = [value and Decimal(value) for value in (right, left)]

    assert screening.is_low(*eyes, months, FIGURES) is low


@pytest.mark.parametrize(
    ("hemoglobin", "months", "at_school", "grade"),
    [
        ("110", 50, False, "none"), ("109.9", 50, False, "mild"), ("90", 50, False, "mild"),
        ("89.9", 50, False, "moderate"), ("60", 50, False, "moderate"),
        ("59.9", 50, False, "severe"), ("112", 75, False, "none"), ("112", 75, True, "mild"),
        ("115", 75, True, "none"), ("119", 144, True, "mild"), ("100", 5, False, ""),
    ],
)  # fmt: skip
def test_anaemia_is_judged_by_age_and_school(hemoglobin, months, at_school, grade):
    found = screening.anaemia(
        Decimal(hemoglobin), months, altitude_m=0, at_school=at_school, figures=FIGURES
    )

    assert found == grade


def test_altitude_is_taken_off_before_comparing():
    given = {"at_school": False, "figures": FIGURES}

    assert screening.anaemia(Decimal(118), 50, altitude_m=0, **given) == "none"
    assert screening.anaemia(Decimal(118), 50, altitude_m=2000, **given) == "mild"
    assert screening.at_sea_level(Decimal(125), 2000, FIGURES) == Decimal("115.0")
