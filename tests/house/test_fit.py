"""A register on paper: whatever columns a school shows, none of them leaves the sheet."""

import pytest

from logistics.registers import SMALLER_SIZES, USUAL_SIZE, Column, fit


def columns(*widths, number=False):
    return [
        Column(f"c{n}", "heading", width=width, number=number) for n, width in enumerate(widths)
    ]


def test_few_columns_stand_in_the_usual_size_and_take_what_they_need():
    assert fit(columns(16, 18, 24), "portrait").shares == ()
    assert fit(columns(16, 18, 24), "portrait").size == USUAL_SIZE


def test_more_columns_stand_in_the_largest_size_in_which_they_fit():
    some, more = fit(columns(*[12] * 11), "landscape"), fit(columns(*[12] * 14), "landscape")

    assert some.size > more.size > SMALLER_SIZES[-1]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("count", [12, 20, 40, 60])
def test_the_columns_fill_the_sheet_and_no_more(count, orientation):
    found = fit(columns(*[14] * count), orientation)

    assert sum(found.shares) == pytest.approx(100, abs=0.5)


def test_on_a_crowded_sheet_a_number_keeps_to_one_line_and_words_give_way():
    crowded = [*columns(*[8] * 10, number=True), *columns(*[30] * 12)]

    found = fit(crowded, "landscape")

    assert found.size == SMALLER_SIZES[-1]
    assert len(set(found.shares[:10])) == 1
    assert found.shares[0] * 141 * USUAL_SIZE / found.size / 100 >= 6
