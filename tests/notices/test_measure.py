"""When people are told outside the house, and how much: pure questions about a moment."""

from datetime import date, time

import pytest

from logistics.notices.measure import Measure, measure_on
from logistics.school.models import Rule

DAY = Measure()


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("20:59", False),
        ("21:00", True),
        ("23:59", True),
        ("00:00", True),
        ("06:29", True),
        ("06:30", False),
        ("12:00", False),
    ],
)
def test_nothing_is_sent_between_nine_in_the_evening_and_half_past_six(at, clock, quiet):
    assert DAY.is_quiet(at(clock)) is quiet


def test_quiet_hours_may_also_lie_within_one_day(at):
    siesta = Measure(quiet_from=time(12), quiet_until=time(14))

    assert [siesta.is_quiet(at(clock)) for clock in ("11:59", "12:00", "14:00", "23:00")] == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "owed"),
    [
        ("06:59", None),
        ("07:00", "07:00"),
        ("15:29", "07:00"),
        ("15:30", "15:30"),
        ("20:59", "15:30"),
        ("21:00", None),
        ("05:00", None),
    ],
)
def test_the_digest_owed_is_the_latest_of_the_day_and_never_one_of_yesterday(at, clock, owed):
    assert DAY.slot(at(clock)) == (at(owed) if owed else None)


@pytest.mark.parametrize(
    ("clock", "sent", "may"),
    [
        ("06:45", 2, True),  # two digests are still to come
        ("06:45", 3, False),
        ("10:00", 3, True),  # one is
        ("10:00", 4, False),
        ("16:00", 4, True),
        ("16:00", 5, False),
        ("22:00", 0, False),
    ],
)
def test_a_person_gets_five_messages_a_day_with_room_kept_for_the_digests(at, clock, sent, may):
    assert DAY.may_push(at(clock), sent) is may


def test_what_is_urgent_goes_out_at_any_hour_and_beyond_the_measure(at):
    assert DAY.may_push(at("03:00"), 50, urgent=True)


def test_the_school_settles_the_figures_itself(db):
    for code, value in {"quiet_from": "20.25", "morning_digest": "7.5", "most_a_day": "3"}.items():
        Rule.objects.create(code=f"notices.{code}", value=value)

    measure = measure_on(date(2026, 9, 7))

    assert measure == Measure(
        quiet_from=time(20, 15), digests=(time(7, 30), time(15, 30)), most_a_day=3
    )
