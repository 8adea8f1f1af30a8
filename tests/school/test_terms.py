"""The pages of terms and their days."""

from datetime import date

import pytest
from django.urls import reverse

from logistics.contributions import Contributions
from logistics.school import calendar, changes
from logistics.school.models import SchoolDay, Term
from logistics.school.weeks import suggested_term, weeks_of
from tests.factories import make_campus, make_class, make_term

MOST_QUERIES = 12  # of a page with all its frame

DATES = {
    "school_year": 2026,
    "half": 1,
    "starts_on": "2026-08-25",
    "first_teaching_day": "2026-09-01",
    "last_teaching_day": "2027-01-20",
    "ends_on": "2027-01-22",
}


@pytest.fixture
def term(campus):
    term = make_term()
    calendar.lay_out(term)
    return term


def test_term_new_lays_the_days_out(enter, campus):
    enter("director").post(reverse("school:term_new"), DATES)

    term = Term.objects.get()
    assert campus.days.count() == len(calendar.dates(term.starts_on, term.ends_on))


def test_term_new_sent_twice_makes_one_term(enter):
    client = enter("director")

    answers = [client.post(reverse("school:term_new"), DATES | {"form_key": "k"}) for _ in "ab"]

    assert [answer.url for answer in answers] == [Term.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"ends_on": "2030-02-30"}, "ends_on", "Enter a valid date."),
        ({"ends_on": "2027-01-10"}, "ends_on", "The dates must follow each other"),
        (
            {"ends_on": "2027-08-10", "last_teaching_day": "2027-08-01"},
            "__all__",
            "at most 250 days",
        ),
    ],
)
def test_term_new_refuses_dates_that_cannot_be(enter, change, field, sentence):
    page = enter("director").post(reverse("school:term_new"), DATES | change)

    [[words]] = page.context["form"].errors.values()
    assert list(page.context["form"].errors) == [field]
    assert sentence in words
    assert not Term.objects.exists()


def test_term_new_refuses_to_overlap(enter, term):
    later = {"half": 2, "starts_on": "2027-01-20", "first_teaching_day": "2027-02-22"}
    later |= {"last_teaching_day": "2027-07-01", "ends_on": "2027-07-09"}

    page = enter("director").post(reverse("school:term_new"), DATES | later)

    assert "It overlaps with 2026—2027 first term" in page.text
    assert Term.objects.get() == term


def test_term_new_is_not_for_who_arranges_one_of_two_campuses(enter):
    make_campus()

    assert enter("director").post(reverse("school:term_new"), DATES).status_code == 403
    assert not Term.objects.exists()


def test_term_is_not_for_the_cook_to_change(enter, term):
    client = enter("cook")

    assert client.get(term.get_absolute_url()).status_code == 200
    assert client.get(reverse("school:term_edit", args=[term.pk])).status_code == 403


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2026, 11, 21), date(2026, 9, 1), date(2027, 1, 22)),
        (date(2027, 3, 1), date(2027, 2, 22), date(2027, 7, 9)),
    ],
)
def test_suggested_term_is_the_one_of_today_when_there_is_none(db, on, first, last):
    term = suggested_term(on)

    assert (term.starts_on, term.ends_on) == (first, last)


def test_suggested_term_follows_the_last_one(term):
    coming = suggested_term(date(2026, 11, 21))

    assert (coming.school_year, coming.half, coming.starts_on) == (2026, 2, date(2027, 2, 22))


def test_weeks_of_a_term_run_from_monday_to_sunday(campus, term):
    weeks = weeks_of(term, campus, on=date(2026, 9, 1))

    assert [week.number for week in weeks] == list(range(22))
    assert [cell.date.isoweekday() for cell in weeks[5].cells] == [1, 2, 3, 4, 5, 6, 7]
    assert weeks[0].cells[0].day is None
    assert [cell.date for week in weeks for cell in week.cells if cell.is_today] == [
        date(2026, 9, 1)
    ]


def test_weeks_show_the_class_that_stays_at_home(campus, term):
    closure = make_class(campus=campus).closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 8), reason="Flu"
    )
    make_class().closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 8), reason="Elsewhere"
    )

    weeks = weeks_of(term, campus, on=date(2026, 9, 1))

    shown = [cell for week in weeks for cell in week.cells if cell.closures]
    assert [(cell.date, cell.closures) for cell in shown] == [(date(2026, 9, 8), [closure])]


def test_term_page_names_holidays_make_up_days_and_the_year_nobody_knows(enter, term):
    page = enter("director").get(term.get_absolute_url()).text

    assert "Mid-autumn Festival" in page
    assert "make-up day" in page
    assert "The public holidays of 2027 are not known yet" in page


def test_term_page_asks_as_many_queries_for_a_term_as_for_a_day(enter, term, count_queries):
    client = enter("director")

    assert count_queries(client, term.get_absolute_url()) <= MOST_QUERIES


def make_short_term(year):
    first, last = date(year, 9, 1), date(year, 12, 1)
    return make_term(
        school_year=year,
        starts_on=first,
        first_teaching_day=first,
        last_teaching_day=last,
        ends_on=last,
    )


def test_term_list_asks_as_many_queries_for_three_rows_as_for_one(enter, count_queries):
    client, address = enter("director"), reverse("school:term_list")

    make_short_term(2021)
    alone = count_queries(client, address)
    for year in (2022, 2023):
        make_short_term(year)

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_day_edit_sets_one_day_at_the_campuses_in_reach(enter, campus, term):
    client = enter("director")
    elsewhere = make_campus()
    calendar.lay_out(term)

    client.post(
        reverse("school:day_edit", args=[term.pk]),
        {"campuses": [campus.pk], "first": "2026-09-03", "kind": "closure", "name": "Storm"},
    )

    assert not calendar.is_open_on(campus, date(2026, 9, 3))
    assert calendar.is_open_on(elsewhere, date(2026, 9, 3))


def test_day_edit_refuses_another_campus(enter, term):
    elsewhere = make_campus()

    page = enter("director").post(
        reverse("school:day_edit", args=[term.pk]),
        {"campuses": [elsewhere.pk], "first": "2026-09-03", "kind": "closure"},
    )

    assert list(page.context["form"].errors) == ["campuses"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"first": "2026-09-05", "last": "2026-09-03"}, "last"),
        ({"first": "2026-08-01"}, "first"),
        ({"first": "2026-02-30"}, "first"),
        ({"first": "2026-09-05", "follows_weekday": "1"}, "follows_weekday"),
    ],
)
def test_day_edit_refuses_days_that_cannot_be(enter, campus, term, said, field):
    page = enter("director").post(
        reverse("school:day_edit", args=[term.pk]),
        {"campuses": [campus.pk], "kind": "closure"} | said,
    )

    assert field in page.context["form"].errors
    assert not SchoolDay.objects.filter(is_edited=True).exists()


def test_notice_new_writes_holiday_and_make_up_day(enter, campus, term):
    enter("director").post(
        reverse("school:notice_new", args=[term.pk]),
        {
            "campuses": [campus.pk],
            "holiday": "new_year",
            "first": "2027-01-01",
            "last": "2027-01-03",
            "makeup_1": "2027-01-09",
        },
    )

    written = campus.days.filter(is_edited=True).values_list("date", "kind", "holiday")
    assert list(written) == [
        (date(2027, 1, 1), "holiday", "new_year"),
        (date(2027, 1, 2), "holiday", "new_year"),
        (date(2027, 1, 3), "holiday", "new_year"),
        (date(2027, 1, 9), "makeup", ""),
    ]


def test_notice_new_refuses_a_make_up_day_off(enter, campus, term):
    page = enter("director").post(
        reverse("school:notice_new", args=[term.pk]),
        {
            "campuses": [campus.pk],
            "holiday": "new_year",
            "first": "2027-01-01",
            "last": "2027-01-03",
            "makeup_1": "2027-01-02",
        },
    )

    assert page.context["form"].errors == {"makeup_1": ["A make-up day cannot be a day off."]}


def test_who_cares_hears_of_a_changed_day(campus, term, monkeypatch):
    heard = []
    app = Contributions(trade="", title="", after_calendar=heard.append)
    monkeypatch.setattr(changes, "all_contributions", lambda: [app])

    calendar.set_days([campus], date(2026, 9, 3), date(2026, 9, 3), kind="closure")
    calendar.set_days([campus], date(2030, 9, 3), date(2030, 9, 3), kind="closure")

    assert heard == [term]
