import pytest

from logistics import charts
from logistics.charts import HeatCell, Part, Point, Series


def series(*found):
    return Series("kitchen", [Point(place, value) for place, value in enumerate(found)])


def test_stacked_parts_fill_the_bar_one_after_the_other():
    bar = charts.stacked([Part("a", 1), Part("b", 3)])

    assert [(stroke.x, stroke.width) for stroke in bar["strokes"]] == [(0, 25), (25, 75)]


def test_stacked_of_nothing_draws_nothing():
    assert charts.stacked([Part("a", 0)])["strokes"][0].width == 0


@pytest.mark.parametrize(
    ("least", "most", "steps"),
    [
        (0, 412, [0, 200, 400, 600]),
        (0, 4, [0, 1, 2, 3, 4]),
        (84, 100, [80, 85, 90, 95, 100]),
        (0, 0, [0, 1]),
        (7, 7, [7, 8]),
    ],
)
def test_steps_are_round_and_hold_every_value(least, most, steps):
    assert charts.steps_between(least, most) == steps


def test_what_is_counted_has_whole_steps():
    assert charts.steps_between(0, 2, whole=True) == [0, 1, 2]
    assert charts.steps_between(0, 9, whole=True) == [0, 3, 6, 9]


def test_bars_start_at_zero_and_grow_with_their_value():
    bars = charts.bars([Point("a", 50), Point("b", 100)])["bars"]

    assert bars[1].height == 2 * bars[0].height == charts.HEIGHT - charts.TOP - charts.BOTTOM


def test_a_line_breaks_where_nothing_was_recorded():
    chart = charts.lines([series(1, 2, None, None, 3)])

    assert [run.count(",") for run in chart["lines"][0].runs] == [2, 1]
    assert len(chart["gaps"]) == 1


def test_names_of_lines_that_end_together_stand_apart():
    first, second = charts.lines([series(1, 9), series(2, 9)])["lines"]

    assert first.last.y == second.last.y
    assert second.name_y - first.name_y == 24


@pytest.mark.parametrize(
    ("share", "level"),
    [(None, "none"), (0, "1"), (0.6, "2"), (0.8, "3"), (0.95, "4"), (1, "5")],
)
def test_heat_cell_is_full_only_when_all_is_done(share, level):
    assert HeatCell(share).level == level
