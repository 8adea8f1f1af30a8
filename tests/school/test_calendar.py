"""The school calendar against the State Council's notices of 2024, 2025 and 2026."""

from datetime import date, timedelta

import pytest

from logistics.school import calendar
from logistics.school.models import SchoolDay
from tests.factories import make_campus, make_class, make_term

DAY = timedelta(days=1)

# First and last day off, and the weekends worked for it, as the notices have them.
NOTICES = {
    2024: [
        ("new_year", "01-01", "01-01", []),
        ("spring_festival", "02-10", "02-17", ["02-04", "02-18"]),
        ("qingming", "04-04", "04-06", ["04-07"]),
        ("labour_day", "05-01", "05-05", ["04-28", "05-11"]),
        ("dragon_boat", "06-10", "06-10", []),
        ("mid_autumn", "09-15", "09-17", ["09-14"]),
        ("national_day", "10-01", "10-07", ["09-29", "10-12"]),
    ],
    2025: [
        ("new_year", "01-01", "01-01", []),
        ("spring_festival", "01-28", "02-04", ["01-26", "02-08"]),
        ("qingming", "04-04", "04-06", []),
        ("labour_day", "05-01", "05-05", ["04-27"]),
        ("dragon_boat", "05-31", "06-02", []),
        ("national_day", "10-01", "10-08", ["09-28", "10-11"]),
    ],
    2026: [
        ("new_year", "01-01", "01-03", ["01-04"]),
        ("spring_festival", "02-15", "02-23", ["02-14", "02-28"]),
        ("qingming", "04-04", "04-06", []),
        ("labour_day", "05-01", "05-05", ["05-09"]),
        ("dragon_boat", "06-19", "06-21", []),
        ("mid_autumn", "09-25", "09-27", []),
        ("national_day", "10-01", "10-07", ["09-20", "10-10"]),
    ],
}


def in_year(year, month_and_day):
    return date.fromisoformat(f"{year}-{month_and_day}")


def days_of_kind(year, kind):
    days = calendar.dates(date(year, 1, 1), date(year, 12, 31))
    return [day for day in days if calendar.statutory(day)[0] == kind]


@pytest.mark.parametrize("year", NOTICES)
def test_calendar_has_the_days_off_of_the_notice(year):
    expected = [
        day
        for _, first, last, _ in NOTICES[year]
        for day in calendar.dates(in_year(year, first), in_year(year, last))
    ]

    assert days_of_kind(year, "holiday") == expected


@pytest.mark.parametrize("year", NOTICES)
def test_calendar_has_the_make_up_days_of_the_notice(year):
    expected = sorted(in_year(year, day) for *_, worked in NOTICES[year] for day in worked)

    assert days_of_kind(year, "makeup") == expected


@pytest.mark.parametrize(
    ("year", "code", "first"),
    [(year, code, first) for year, notice in NOTICES.items() for code, first, *_ in notice],
)
def test_calendar_knows_each_holiday_by_its_code(year, code, first):
    assert calendar.statutory(in_year(year, first))[2] == code


def test_calendar_of_a_year_nobody_knows_is_plain_weeks():
    kinds = [calendar.statutory(date(2027, 1, 1) + n * DAY)[0] for n in range(7)]

    assert kinds == ["school", "weekend", "weekend", "school", "school", "school", "school"]


def test_term_says_which_of_its_years_have_no_notice(db):
    assert calendar.unknown_years(make_term()) == [2027]


def test_term_has_its_notice_once_a_holiday_is_written_down(campus):
    term = make_term()
    calendar.lay_out(term)

    calendar.write_notice(
        [campus], "new_year", date(2027, 1, 1), date(2027, 1, 3), makeup_days=[date(2027, 1, 9)]
    )

    assert calendar.years_without_notice(term) == []
    span = ("new_year", date(2027, 1, 1), date(2027, 1, 3))
    assert calendar.calendar_of(term, campus).holiday_spans()[-1] == span
    assert calendar.is_open_on(campus, date(2027, 1, 9))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 8, 25), 0),
        (date(2026, 8, 31), 1),
        (date(2026, 9, 6), 1),
        (date(2026, 9, 7), 2),
        (date(2026, 11, 21), 12),
        (date(2027, 1, 22), 21),
    ],
)
def test_term_numbers_its_weeks_from_the_first_teaching_day(db, day, week):
    assert make_term().week_of(day) == week


def test_lay_out_makes_each_day_of_the_term_once_at_every_campus(campus):
    term = make_term()
    other = make_campus()

    calendar.lay_out(term)
    calendar.lay_out(term)

    for site in (campus, other):
        days = list(site.days.values_list("date", flat=True))
        assert days == calendar.dates(term.starts_on, term.ends_on)


def test_lay_out_opens_no_day_outside_teaching(campus):
    term = make_term()

    calendar.lay_out(term)

    opened = calendar.calendar_of(term, campus).open_days
    assert (opened[0], opened[-1]) == (term.first_teaching_day, term.last_teaching_day)


def test_lay_out_keeps_what_was_set_by_hand(campus):
    term = make_term()
    calendar.lay_out(term)
    day = date(2026, 12, 25)
    calendar.set_days([campus], day, day, kind=SchoolDay.Kind.CLOSURE, name="Open house")

    calendar.lay_out(term)

    kept = campus.days.get(date=day)
    assert (kept.kind, kept.name, kept.is_edited) == ("closure", "Open house", True)


def test_lay_out_takes_away_days_that_lie_in_no_term_any_more(campus):
    term = make_term()
    calendar.lay_out(term)
    term.ends_on = term.last_teaching_day = date(2027, 1, 15)
    term.save()

    calendar.lay_out(term)

    assert campus.days.latest("date").date == date(2027, 1, 15)


def test_reset_days_brings_back_what_was_laid_out(campus):
    term = make_term()
    calendar.lay_out(term)
    day = date(2026, 10, 1)
    calendar.set_days([campus], day, day, kind=SchoolDay.Kind.SCHOOL)

    calendar.reset_days([campus], day, day)

    again = campus.days.get(date=day)
    assert (again.kind, again.holiday, again.is_edited) == ("holiday", "national_day", False)


def test_set_days_reaches_only_the_campuses_named(campus):
    other = make_campus()
    calendar.lay_out(make_term())
    day = date(2026, 9, 3)

    calendar.set_days([campus], day, day, kind=SchoolDay.Kind.CLOSURE)

    assert not calendar.is_open_on(campus, day)
    assert calendar.is_open_on(other, day)


def test_closed_days_of_a_class_end_with_the_closure(campus):
    term = make_term()
    school_class = make_class(campus=campus)
    school_class.closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 9), reason="Paint"
    )

    closed = calendar.closed_days(school_class, term)

    assert closed == {date(2026, 9, 8), date(2026, 9, 9)}
