"""The completeness of a register, against months counted by hand."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.duties.completeness import Grid
from logistics.duties.models import Duty, Task
from logistics.school.calendar import at
from tests.duties.booklets import COMPLETENESS, FRIDAY, owe, queries_of
from tests.duties.factories import make_duty
from tests.factories import make_campus, make_class, make_place


def test_completeness_counts_the_month_as_by_hand(enter, october):
    person = enter("director").person

    grid = Grid("work_note", date(2024, 10, 1)).read(
        person, "records.view_register", at(date(2024, 10, 16), "12:00")
    )

    [row] = grid.rows
    marks = {day.on.day: tally.text for day, tally in zip(grid.days, row.days, strict=True)}
    assert row.name == "A1"
    assert {n: marks[n] for n in range(7, 19)} == {
        7: "—",
        8: "yes",
        9: "late",
        10: "—",
        11: "—",
        12: "gap",
        13: "—",
        14: "yes",
        15: "excused",
        16: "open",
        17: "open",
        18: "—",
    }
    assert [number for number, _address in row.total.figures] == [4, 2, 1, 1]


def test_completeness_knows_holidays_and_make_up_days(enter, october):
    person = enter("director").person

    grid = Grid("work_note", date(2024, 10, 1)).read(
        person, "records.view_register", at(date(2024, 10, 16), "12:00")
    )

    assert [day.on.day for day in grid.days if day.closed] == [
        *range(1, 8), 13, 19, 20, 26, 27,
    ]  # fmt: skip
    assert [day.on.day for day in grid.days if day.makeup] == [12]


def test_each_number_of_the_completeness_opens_to_its_tasks(enter, october):
    client = enter("director")

    page = client.get(COMPLETENESS + "?month=202410")

    [row] = page.context["grid"].rows
    figures = [*row.total.figures, (1, row.days[8].address)]
    for number, address in figures:
        assert client.get(address).context["page"].paginator.count == number


def test_completeness_does_not_count_another_campus(enter, october, term):
    elsewhere = make_campus(name="East campus")
    theirs = make_class(campus=elsewhere, name="B1")
    owe(Duty.objects.get(), FRIDAY, campus=elsewhere, term=term, school_class=theirs)

    page = enter("director").get(COMPLETENESS + "?month=202410")

    assert [row.name for row in page.context["grid"].rows] == ["A1"]


def test_completeness_does_not_count_what_another_register_proves(enter, october, campus, term):
    task = owe(make_duty(), FRIDAY, campus=campus, term=term, school_class=october)
    Task.objects.filter(pk=task.pk).update(proof="food_sample")

    page = enter("director").get(COMPLETENESS + "?month=202410")

    assert page.context["grid"].total.figures[0][0] == 6


def test_completeness_is_read_by_class_place_or_campus(enter, october, campus, term):
    client = enter("director")
    yard = make_place(campus=campus, name="Yard")
    owe(Duty.objects.get(), FRIDAY, campus=campus, term=term, place=yard)

    scopes = ("school_class", "place", "campus")
    pages = [client.get(f"{COMPLETENESS}?month=202410&by={scope}") for scope in scopes]
    names = {
        scope: [row.name for row in page.context["grid"].rows]
        for scope, page in zip(scopes, pages, strict=True)
    }

    assert names == {"school_class": ["A1"], "place": ["Yard"], "campus": ["Main campus"]}


@pytest.mark.parametrize("asked", ["", "?month=209913", "?month=abc", "?month=²²²²²²", "?by=odd"])
def test_completeness_falls_back_to_this_month(enter, asked):
    page = enter("director").get(COMPLETENESS + asked)

    assert page.context["month"] == timezone.localdate().replace(day=1)


def test_completeness_asks_as_much_for_ten_classes_as_for_one(enter, october, campus, term):
    client = enter("director")
    one = queries_of(client, COMPLETENESS + "?month=202410")
    for _ in range(9):
        owe(make_duty(), FRIDAY, campus=campus, term=term, school_class=make_class(campus=campus))

    assert queries_of(client, COMPLETENESS + "?month=202410") == one


def test_completeness_prints(enter, october):
    paper = enter("director").get(COMPLETENESS + "?month=202410&print=1")

    assert "is-landscape" in paper.text
    assert "A1" in paper.text


def test_a_register_without_records_has_no_completeness(enter):
    address = reverse("duties:register_completeness", args=["duties"])

    assert enter("director").get(address).status_code == 404
