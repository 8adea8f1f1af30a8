"""The doctor's one press over a day: in order, sent back, and a record of the check itself."""

import pytest

from health.hygiene import checking
from health.models import Disinfection, HygieneInspection, SentBack
from logistics.errors import Refused
from logistics.records.models import Entry, Review
from tests.duties.factories import make_class, make_duty, make_person, make_term, moment, owe
from tests.factories import make_campus
from tests.health.hygiene_factories import MONDAY, disinfect

ON = moment(f"{MONDAY} 00:00").date()
EVENING = moment(f"{MONDAY} 17:20")


@pytest.fixture
def school_class(campus):
    return make_class()


@pytest.fixture
def carer(school_class):
    return make_person(school_class=school_class)


@pytest.fixture
def doctor(campus):
    return make_person("doctor")


def check(campus, doctor, seen, back=None, now=EVENING):
    seen = [entry.pk for entry in seen]
    return checking.check_day(campus, on=ON, seen=seen, back=back or {}, by=doctor, now=now)


def test_one_press_reviews_all_that_was_shown(campus, school_class, carer, doctor):
    shown = [disinfect(school_class, carer, at=f"{MONDAY} {h}:00") for h in (10, 11, 12)]
    later = disinfect(school_class, carer, at=f"{MONDAY} 17:00")

    done = check(campus, doctor, shown)

    reviewed = Entry.objects.filter(status=Entry.Status.REVIEWED, reviewed_by=doctor)
    assert (done.reviewed, done.returned) == (3, 0)
    assert set(reviewed) == set(shown)
    assert Review.objects.count() == 3
    assert checking.waiting(doctor, campus, ON).get() == later


def test_what_goes_back_is_not_reviewed_and_waits_with_its_reason(
    campus, school_class, carer, doctor
):
    good, bad = (disinfect(school_class, carer, at=f"{MONDAY} {h}:00") for h in (10, 11))

    done = check(campus, doctor, [good, bad], {bad.pk: "too short"})

    bad.refresh_from_db()
    assert (done.reviewed, done.returned) == (1, 1)
    assert bad.status == Entry.Status.SUBMITTED
    assert SentBack.objects.open().get().reason == "too short"


def test_sending_back_says_why(campus, school_class, carer, doctor):
    entry = disinfect(school_class, carer)

    with pytest.raises(Refused, match="not in order"):
        check(campus, doctor, [entry], {entry.pk: " "})

    assert not Review.objects.exists()


def test_nobody_checks_their_own_records(campus, school_class, doctor):
    entry = disinfect(school_class, doctor)

    done = check(campus, doctor, [entry])

    assert done.reviewed == 0
    assert not Review.objects.exists()


def test_records_of_another_campus_are_out_of_reach(campus, doctor):
    away = make_class("Away", campus=make_campus())
    entry = disinfect(away, make_person(school_class=away, campus=away.campus))

    assert check(away.campus, doctor, [entry]).reviewed == 0


def test_the_check_proves_the_duty_of_the_day_and_not_the_inspection_of_the_site(
    campus, school_class, carer, doctor
):
    term = make_term()
    scope = {"scope": "campus", "role": "doctor", "proof": "hygiene_inspection"}
    daily = make_duty(about="check:day", **scope)
    weekly = make_duty(about="check:site", rhythm="weekly", **scope)
    owe(daily, term), owe(weekly, term)

    check(campus, doctor, [disinfect(school_class, carer)])

    inspection = HygieneInspection.objects.get()
    assert (inspection.seen, inspection.returned) == (1, 0)
    assert daily.tasks.filter(proved_at__isnull=False).get().day == ON
    assert not weekly.tasks.filter(proved_at__isnull=False).exists()


def test_an_earlier_day_is_checked_late_and_says_so(campus, school_class, carer, doctor):
    entry = disinfect(school_class, carer)

    check(campus, doctor, [entry], now=moment("2026-09-09 09:00"))

    inspection = HygieneInspection.objects.select_related("entry").get().entry
    assert (inspection.is_late, inspection.happened_at.astimezone().date() > ON) == (True, False)


def test_as_many_queries_for_ten_records_as_for_two(
    campus, school_class, carer, doctor, django_assert_num_queries, django_assert_max_num_queries
):
    first = [disinfect(school_class, carer, at=f"{MONDAY} 10:{n:02d}") for n in range(2)]
    many = [disinfect(school_class, carer, at=f"{MONDAY} 11:{n:02d}") for n in range(10)]

    check(
        campus, doctor, [disinfect(school_class, carer, at=f"{MONDAY} 09:00")]
    )  # the first number

    with django_assert_max_num_queries(30) as two:
        check(campus, doctor, first)
    with django_assert_num_queries(len(two)):
        check(campus, doctor, many)

    assert Disinfection.objects.filter(entry__status="reviewed").count() == 1 + 2 + 10
