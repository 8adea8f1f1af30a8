"""When duties are owed, and what becomes of their tasks when something changes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from logistics.duties import arranging, making, planning
from logistics.duties.models import Duty, FollowUp, Plan, PlanLine, Rhythm, RotaTurn, State, Task
from logistics.duties.planning import Placed
from logistics.duties.rhythms import spans
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import Calendar, dates, planned, set_days
from logistics.school.models import Campus, ClassClosure, Term
from tests.duties.factories import (
    make_class,
    make_duty,
    make_line,
    make_person,
    make_term,
    moment,
    owe,
    write_note,
)
from tests.factories import make_place

MEALS = {"breakfast": "08:20", "lunch": "11:20"}

# The school year 2025—2026 as the State Council's notices have it. Autumn: off from 1 to 8 October
# (Mid-Autumn lies in it) and from 1 to 3 January; Sunday 28 September, Saturday 11 October and
# Sunday 4 January are worked.
AUTUMN = Term(
    school_year=2025,
    half=1,
    starts_on=date(2025, 8, 25),
    first_teaching_day=date(2025, 9, 1),
    last_teaching_day=date(2026, 1, 16),
    ends_on=date(2026, 1, 23),
)
# Spring: off 4—6 April, 1—5 May, 19—21 June; Saturday 9 May is worked.
SPRING = Term(
    school_year=2025,
    half=2,
    starts_on=date(2026, 2, 24),
    first_teaching_day=date(2026, 3, 2),
    last_teaching_day=date(2026, 7, 3),
    ends_on=date(2026, 7, 10),
)


def calendar(term, *, closed=()):
    days = {day: planned(term, day) for day in dates(term.starts_on, term.ends_on)}
    kinds = {day: kind for day, (kind, _name, _code) in days.items()}
    whole = Calendar(term, kinds, {day: code for day, (*_, code) in days.items() if code})
    return whole.without(set(closed))


def laid(rhythm, term=AUTUMN, *, closed=(), **given):
    return spans(Duty(rhythm=rhythm, **given), calendar(term, closed=closed), MEALS)


def due(rhythm, term=AUTUMN, **given):
    """The days on which it is due, as 10-11."""
    return [f"{span.due_at:%m-%d}" for span in laid(rhythm, term, **given)]


# Rhythms.


def test_every_day_is_every_open_day_and_the_weekends_that_are_worked():
    days = due("daily")

    assert len(days) == 95
    assert {"09-28", "10-11", "01-04"} <= set(days)
    assert not {"09-27", "10-01", "10-08", "10-12", "01-01", "01-17"} & set(days)


def test_a_daily_duty_may_be_proved_until_the_end_of_the_next_school_day():
    closes = {f"{s.due_at:%m-%d}": f"{s.closes_at:%m-%d %H:%M}" for s in laid("daily")}

    assert closes["09-30"] == "10-09 23:59"
    assert closes["10-10"] == "10-11 23:59"


def test_several_times_a_day_follow_each_other_without_a_gap():
    first, second, *_ = laid("daily", times=["16:00", "08:30"])

    assert (f"{first.opens_at:%H:%M}", f"{first.due_at:%H:%M}") == ("00:00", "08:30")
    assert (second.opens_at, f"{second.due_at:%H:%M}") == (first.due_at, "16:00")


def test_each_meal_is_due_two_hours_after_it_is_served():
    breakfast, lunch, *rest = laid("meal")

    assert (breakfast.meal, f"{breakfast.due_at:%H:%M}") == ("breakfast", "10:20")
    assert (lunch.meal, f"{lunch.due_at:%H:%M}") == ("lunch", "13:20")
    assert len(rest) == 2 * 95 - 2


def test_a_daily_duty_for_each_meal_is_owed_for_each_meal():
    assert [span.meal for span in laid("daily", scope="meal")[:3]] == [
        "breakfast",
        "lunch",
        "breakfast",
    ]


def test_each_shift_is_due_around_the_handover_on_closed_days_too_if_so_kept():
    spans = laid("shift", on_closed="keep")

    assert len(spans) == 2 * len(dates(AUTUMN.starts_on, AUTUMN.ends_on))
    assert [f"{s.opens_at:%H:%M}-{s.due_at:%H:%M}" for s in spans[:2]] == [
        "06:00-08:00",
        "18:00-20:00",
    ]


@pytest.mark.parametrize(
    ("rhythm", "given", "expected"),
    [
        ("weekly", {}, "09-05 09-12 09-19 09-28 09-30 10-11 10-17 10-24 10-31 11-07"),
        ("biweekly", {}, "09-12 09-28 10-11 10-24 11-07 11-21 12-05 12-19 01-04 01-16"),
        ("weeks", {"interval": 3}, "09-19 10-11 10-31 11-21 12-12 01-04 01-16"),
        ("month_start", {}, "09-05 10-14 11-07 12-05 01-08"),
        ("monthly", {}, "09-30 10-31 11-28 12-31 01-16"),
        ("month_end", {}, "09-30 10-31 11-28 12-31 01-16"),
        ("bimonthly", {}, "09-30 11-28 01-16"),
        ("every_months", {"interval": 3}, "10-31 01-16"),
        ("quarterly", {}, "09-30 12-31 01-16"),
        ("months", {"months": [10, 12]}, "10-31 12-31"),
        ("term_start", {}, "09-12"),
        ("term_mid", {}, "11-14"),
        ("term_end", {}, "01-23"),
        ("termly", {}, "01-23"),
        ("yearly", {}, "12-31"),
        ("yearly", {"months": [11]}, "11-28"),
        ("dated", {"dates": ["2025-11-20", "2026-05-01"]}, "11-20"),
        ("before_term", {}, "08-31"),
        ("before_term", {"days": 3}, "08-29"),
        ("after_term", {}, "01-23"),
        ("before_holiday", {}, "09-30 12-31"),
        ("after_holiday", {}, "10-09 01-04"),
        ("before_holiday", {"anchor": "mid_autumn"}, "09-30"),
        ("before_holiday", {"anchor": "teachers_day"}, "09-09"),
        ("before_holiday", {"anchor": "qingming"}, ""),
        ("event", {"hours": 2}, ""),
        ("unset", {}, ""),
    ],
)
def test_a_rhythm_laid_over_the_autumn_of_2025(rhythm, given, expected):
    assert due(rhythm, **given)[:10] == expected.split()


@pytest.mark.parametrize(
    ("rhythm", "given", "expected"),
    [
        ("monthly", {}, "03-31 04-30 05-29 06-30 07-03"),
        ("month_start", {}, "03-06 04-08 05-11 06-05 07-03"),
        ("months", {"months": [2, 7]}, "02-28 07-03"),
        ("term_mid", {}, "05-09"),
        ("yearly", {}, ""),
        ("before_holiday", {}, "04-03 04-30 06-18"),
        ("after_holiday", {"anchor": "labour_day"}, "05-06"),
        ("before_holiday", {"anchor": "childrens_day", "days": 3}, "05-29"),
    ],
)
def test_a_rhythm_laid_over_the_spring_of_2026(rhythm, given, expected):
    assert due(rhythm, SPRING, **given) == expected.split()


@pytest.mark.parametrize(
    ("on_closed", "around"),
    [
        ("skip", "09-24 10-15"),
        ("before", "09-24 09-30 10-15"),
        ("after", "09-24 10-09 10-15"),
        ("keep", "09-24 10-01 10-08 10-15"),
    ],
)
def test_wednesdays_that_fall_on_a_holiday(on_closed, around):
    days = due("weekly", weekdays=[3], on_closed=on_closed)

    assert days[3 : days.index("10-15") + 1] == around.split()


def test_a_season_leaves_out_the_other_months():
    assert {day[:2] for day in due("daily", season=[10, 11])} == {"10", "11"}


def test_nothing_is_owed_before_a_duty_is_in_force_or_after():
    days = due("daily", starts_on=date(2025, 11, 3), ends_on=date(2025, 11, 5))

    assert days == ["11-03", "11-04", "11-05"]


def test_a_week_in_which_a_class_stays_at_home_owes_nothing():
    closed = dates(date(2025, 11, 10), date(2025, 11, 14))

    assert set(due("weekly")) - set(due("weekly", closed=closed)) == {"11-14"}


def test_every_span_opens_is_due_and_closes_in_this_order():
    given = {"weekdays": [1], "months": [9, 10], "dates": ["2025-10-02"], "interval": 2, "days": 2}

    rhythms = set(Rhythm.values) - {Rhythm.ROTA}
    every = [span for rhythm in rhythms for span in laid(rhythm, **given)]

    assert len(every) > 300
    assert all(s.opens_at <= s.due_at <= s.closes_at for s in every)


# Making.


@pytest.fixture
def term(campus):
    return make_term()


@pytest.fixture
def carer(campus):
    return make_person()


def slots(duty):
    return set(duty.tasks.values_list("slot", flat=True))


def test_making_tasks_twice_makes_them_once(term):
    duty = make_duty()
    owe(duty, term)
    before = {task.slot: task.pk for task in duty.tasks.all()}

    made = making.make_tasks(term)

    assert (made.created, made.removed, made.moved) == (0, 0, 0)
    assert {task.slot: task.pk for task in duty.tasks.all()} == before


def test_a_duty_of_the_school_is_owed_once_and_one_of_each_campus_at_each(term, campus):
    other = Campus.objects.create(name="Branch")
    set_days([other], term.first_teaching_day, term.last_teaching_day, kind="school")

    whole = owe(make_duty(scope="school", rhythm="termly"), term)
    each = owe(make_duty(scope="campus", rhythm="termly"), term)
    one = owe(make_duty(scope="campus", rhythm="termly", campus=other), term)

    assert [task.campus for task in whole] == [None]
    assert {task.campus for task in each} == {campus, other}
    assert [task.campus for task in one] == [other]


def test_a_closed_class_owes_nothing_on_its_days_and_the_others_do(term):
    home, school = make_class("Junior 1"), make_class("Junior 2")
    ClassClosure.objects.create(
        school_class=home, starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 8), reason="flu"
    )

    owe(make_duty(scope="class"), term)

    on_the_7th = Task.objects.due_on(date(2026, 9, 7))
    assert [task.school_class for task in on_the_7th] == [school]
    assert Task.objects.due_on(date(2026, 9, 9)).count() == 2


def test_a_place_is_owed_by_its_custodian_and_a_room_of_a_class_by_the_class(term, campus):
    guard = make_person("guard")
    own = make_class()
    make_place(campus=campus, kind="gate", custodian=guard)
    make_place(campus=campus, kind="classroom", school_class=own)

    tasks = owe(make_duty(scope="place", place_kind="any", rhythm="termly"), term)

    assert {(t.place.kind, t.person, t.school_class) for t in tasks} == {
        ("gate", guard, None),
        ("classroom", None, own),
    }


def test_a_closure_of_the_school_takes_tasks_away_and_taking_it_back_brings_them(term, campus):
    duty = make_duty()
    owe(duty, term)
    before = slots(duty)

    set_days([campus], date(2026, 9, 7), date(2026, 9, 8), kind="closure")
    closed = slots(duty)
    set_days([campus], date(2026, 9, 7), date(2026, 9, 8), kind="school")

    assert len(before) - len(closed) == 2
    assert slots(duty) == before


def test_a_makeup_day_is_owed(term, campus):
    duty = make_duty()
    owe(duty, term)

    set_days([campus], date(2026, 9, 12), date(2026, 9, 12), kind="makeup")

    assert duty.tasks.due_on(date(2026, 9, 12)).count() == 1


def test_100_000_tasks_are_refused_and_nothing_is_made(term):
    clock = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60)]
    flood = make_duty(times=clock)

    with pytest.raises(Refused, match="Choose a wider rhythm or scope"):
        making.make_tasks(term)

    assert len(clock) * 80 > 100_000
    assert not flood.tasks.exists()


# What is never touched when tasks are made anew.


def keep_proof(task):
    write_note(task, "2026-09-07 10:00", by=make_person())


def keep_excuse(task):
    arranging.excuse(
        task, by=make_person("director"), now=moment("2026-09-07 10:00"), reason="away"
    )


def keep_follow_up(task):
    at = moment("2026-09-07 10:00")
    FollowUp.objects.create(task=task, by=make_person(), at=at, found="nobody was there")


def keep_assignment(task):
    arranging.assign(task, person=make_person(), by=make_person(), now=moment("2026-09-01 09:00"))


@pytest.mark.parametrize("happen", [keep_proof, keep_excuse, keep_follow_up, keep_assignment])
def test_a_task_with_something_to_it_survives_the_end_of_its_duty(term, happen):
    duty = make_duty()
    owe(duty, term)
    [task] = duty.tasks.due_on(date(2026, 9, 7))
    happen(task)
    duty.is_active = False
    duty.save()

    making.make_tasks(term, duties=[duty])

    assert list(duty.tasks.all()) == [task]


def test_a_past_miss_stays_a_miss_when_the_duty_changes(term):
    duty = make_duty()
    owe(duty, term)
    now = moment("2026-09-15 12:00")
    missed = list(duty.tasks.in_state([State.MISSED], now))

    duty.rhythm = "monthly"
    duty.save()
    making.remake(duty, now=now)

    assert len(missed) > 5
    assert list(duty.tasks.in_state([State.MISSED], now)) == missed
    assert duty.tasks.filter(due_at__gt=now, slot__contains="2026-10").count() == 1


def test_a_duty_that_moves_keeps_its_tasks_and_their_proof(term, carer):
    duty = make_duty(rhythm="weekly")
    [first, second, *_] = owe(duty, term)
    write_note(first, "2026-09-03 10:00", by=carer)
    duty.role = "teacher"
    duty.save()

    making.make_tasks(term, duties=[duty])

    roles = dict(duty.tasks.values_list("pk", "role"))
    assert (roles[first.pk], roles[second.pk]) == ("carer", "teacher")
    assert Task.objects.get(pk=first.pk).proofs.count() == 1


# Rota and events.


def test_each_turn_is_owed_by_the_person_whose_turn_it_is(term, carer):
    duty = make_duty(rhythm="rota")
    other = make_person()
    for person, first in [(carer, date(2026, 9, 7)), (other, date(2026, 9, 14))]:
        RotaTurn.objects.create(
            duty=duty, person=person, starts_on=first, ends_on=first + timedelta(days=6)
        )

    tasks = owe(duty, term)

    assert [t.person for t in tasks] == [carer, other]
    # Friday for the first; the second week's Sunday is worked.
    assert [f"{timezone.localtime(t.due_at):%m-%d}" for t in tasks] == ["09-11", "09-20"]


def test_a_turn_taken_out_takes_its_task_out(term, carer):
    duty = make_duty(rhythm="rota")
    turn = RotaTurn.objects.create(
        duty=duty, person=carer, starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 13)
    )
    owe(duty, term)

    turn.delete()
    making.remake(duty, now=moment("2026-09-01 08:00"))

    assert not duty.tasks.exists()


def test_an_event_is_owed_within_its_hours_and_once(term, campus):
    duty = make_duty(rhythm="event", hours=2, role="doctor")
    at, scope = moment("2026-09-07 09:00"), Entry(campus=campus)

    task = arranging.happen(duty, at=at, scope=scope, key="x")
    again = arranging.happen(duty, at=at, scope=scope, key="x")

    assert task == again
    assert (task.opens_at, task.due_at) == (at, moment("2026-09-07 11:00"))
    assert task.state_now(moment("2026-09-07 11:01")) == State.LATE


def test_a_record_of_its_kind_sets_off_an_event_duty(term, carer):
    follow = make_duty(rhythm="event", trigger="work_note", hours=24, role="doctor")
    [task, *_] = owe(make_duty(), term)

    entry = write_note(task, "2026-09-01 10:00", by=carer)

    assert follow.tasks.get().due_at == entry.happened_at + timedelta(hours=24)


def test_making_tasks_anew_leaves_what_an_event_set_off(term, campus):
    duty = make_duty(rhythm="event", hours=2)
    task = arranging.happen(
        duty, at=moment("2026-09-07 09:00"), scope=Entry(campus=campus), key="x"
    )

    making.make_tasks(term)

    assert duty.tasks.get() == task


# By hand.


def test_a_task_split_among_three_needs_a_record_of_each(term, carer):
    [task, *_] = owe(make_duty(rhythm="termly"), term)
    people = [carer, make_person(), make_person()]

    arranging.split(task, people=people, by=make_person(), now=moment("2026-09-01 09:00"))
    write_note(task, "2026-09-07 10:00", by=people[1])

    proved = {t.person: bool(t.proved_at) for t in Task.objects.all()}
    assert proved == {people[0]: False, people[1]: True, people[2]: False}


def test_a_task_may_be_split_again(term, carer):
    [task, *_] = owe(make_duty(rhythm="termly"), term)
    arranging.split(
        task, people=[carer, make_person()], by=make_person(), now=moment("2026-09-01 09:00")
    )

    arranging.split(
        task, people=[carer, make_person()], by=make_person(), now=moment("2026-09-01 09:00")
    )

    assert Task.objects.count() == 3


def test_splitting_for_one_person_is_refused(term, carer):
    [task, *_] = owe(make_duty(rhythm="termly"), term)

    with pytest.raises(Refused, match="at least two people"):
        arranging.split(task, people=[carer], by=make_person(), now=moment("2026-09-01 09:00"))

    assert Task.objects.count() == 1


def test_what_is_proved_is_neither_excused_nor_split(term, carer):
    [task, *_] = owe(make_duty(rhythm="termly"), term)
    write_note(task, "2026-09-07 10:00", by=carer)
    task.refresh_from_db()

    with pytest.raises(Refused, match="already proved"):
        arranging.excuse(task, by=carer, now=moment("2026-09-08 10:00"), reason="x")
    with pytest.raises(Refused, match="before the task is proved"):
        arranging.split(
            task, people=[carer, make_person()], by=make_person(), now=moment("2026-09-01 09:00")
        )


def test_an_excuse_without_a_reason_is_refused(term, carer):
    [task, *_] = owe(make_duty(rhythm="termly"), term)

    with pytest.raises(Refused, match="needs a reason"):
        arranging.excuse(task, by=carer, now=moment("2026-09-08 10:00"), reason="")

    assert Task.objects.get().excused_at is None


# Plan lines.


def local(task):
    return [f"{timezone.localtime(at):%Y-%m-%d}" for at in (task.opens_at, task.due_at)]


def test_a_line_of_a_month_is_owed_in_that_month(term):
    _line, task = make_line(term, month=10)

    assert local(task) == ["2026-10-01", "2026-10-31"]


def test_a_line_of_a_quarter_is_owed_until_the_end_of_it(term):
    _line, task = make_line(term, month=None, quarter=4)

    assert local(task) == ["2026-10-01", "2026-12-31"]


def test_a_line_of_a_week_is_owed_in_that_week(term):
    _line, task = make_line(term, month=None, week=2)

    assert local(task) == ["2026-09-07", "2026-09-13"]


def test_a_line_with_a_hard_date_is_owed_by_that_day(term):
    _line, task = make_line(term, month=None, due_on=date(2026, 11, 20), opens_on=date(2026, 11, 9))

    assert local(task) == ["2026-11-09", "2026-11-20"]


def test_a_line_whose_month_changes_moves_its_task(term):
    line, task = make_line(term, month=10)

    line.month = 11
    moved = making.make_line_task(line)

    assert (moved.pk, local(moved)) == (task.pk, ["2026-11-01", "2026-11-30"])


def test_a_line_without_a_time_owes_nothing_until_it_has_one(term):
    line, _task = make_line(term, month=None)
    waiting = Task.objects.count()

    line.month = 9
    making.make_line_task(line)

    assert (waiting, Task.objects.count()) == (0, 1)


def local_months():
    """The months in which the tasks of the plan are due."""
    tasks = Task.objects.order_by("due_at")
    return [timezone.localtime(task.due_at).month for task in tasks]


def adopt(carer, months, **plan):
    lines = [Placed(text=f"第{month}月", line=n, month=month) for n, month in enumerate(months)]
    fresh = Plan(title="全年计划", owner=carer, kind="department", **plan)
    return planning.adopt(fresh, lines, [], now=moment("2026-08-20 08:00"))


def test_a_plan_of_a_year_is_spread_over_its_two_terms(term, carer):
    spring = make_term(
        half=2,
        starts_on=date(2027, 2, 22),
        first_teaching_day=date(2027, 3, 1),
        last_teaching_day=date(2027, 7, 2),
        ends_on=date(2027, 7, 9),
    )

    plan = adopt(carer, [9, 12, 3, 6], year=2026)

    assert [line.term for line in plan.lines.order_by("position")] == [term, term, spring, spring]
    assert local(Task.objects.get(line__month=6)) == ["2027-06-01", "2027-06-30"]


def test_a_month_without_a_term_waits_until_there_is_one(term, carer):
    plan = adopt(carer, [9, 3], year=2026)
    before = local_months()

    spring = make_term(
        half=2,
        starts_on=date(2027, 2, 22),
        first_teaching_day=date(2027, 3, 1),
        last_teaching_day=date(2027, 7, 2),
        ends_on=date(2027, 7, 9),
    )
    planning.after_calendar(spring)

    assert (before, local_months()) == ([9], [9, 3])
    assert plan.lines.get(month=3).term == spring


def test_a_month_that_the_term_of_the_plan_has_not_waits(term, carer):
    plan = adopt(carer, [9, 5], term=term)

    assert list(plan.lines.filter(term=None).values_list("month", flat=True)) == [5]
    assert Task.objects.count() == 1


def test_a_term_that_is_laid_out_anew_keeps_the_lines_of_its_plan(term):
    line, task = make_line(term, month=10)

    making.after_calendar(term)

    assert PlanLine.objects.get() == line
    assert Task.objects.get() == task
