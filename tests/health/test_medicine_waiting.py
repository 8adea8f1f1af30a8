"""Medicine of today stands in the list of whoever gives it, until it is given or the day is over."""

from datetime import timedelta

import pytest

from health.day import waiting
from logistics.duties import filing
from logistics.notices import inbox
from tests.factories import make_person
from tests.health.day import (
    FRIDAY,
    NOW,
    WEDNESDAY,
    attend,
    away,
    give,
    make_full_class,
    make_request,
    moment,
    teacher_of,
)

DAY = timedelta(days=1)


@pytest.fixture
def asked(junior, children, teacher):
    return make_request(children[0], junior, by=teacher)


def hours(person, now=NOW):
    """The class and hours of each line, by the source that every page counts too."""
    lines = [waiting.line(row, now) for row in waiting.to_give(person, now)]
    counted = inbox.standing(person, now).waiting.get("medicine_today")
    assert len(lines) == (counted.count if counted else 0)
    return [(line.title, line.facts, line.is_late) for line in lines]


@pytest.mark.usefixtures("wednesday")
def test_a_dose_stands_there_until_it_is_given_and_says_neither_child_nor_medicine(
    asked, teacher, doctor
):
    before = hours(teacher)
    give(asked, by=teacher, checked_by=doctor)
    after_one = hours(teacher, moment(clock="11:50"))
    give(asked, by=teacher, checked_by=doctor, clock="15:00")

    assert before == [("Give medicine: Middle 1", "11:30 15:00", False)]
    assert after_one == [("Give medicine: Middle 1", "15:00", False)]
    assert hours(teacher, moment(clock="15:10")) == []


@pytest.mark.usefixtures("wednesday")
def test_a_dose_that_is_not_given_is_late_and_gone_with_the_day(asked, teacher):
    assert [late for _class, _hours, late in hours(teacher, moment(clock="11:45"))] == [True]
    assert hours(teacher, moment(WEDNESDAY + DAY)) == []


@pytest.mark.usefixtures("wednesday")
def test_it_waits_for_those_of_the_class_and_the_doctor_and_for_nobody_else(
    asked, junior, term, campus, teacher, doctor
):
    other, _children = make_full_class(campus, term, name="Middle 2")
    carer = make_person(role="carer", school_class=junior, username="carer")
    cook = make_person(role="cook", campus=campus, username="cook")
    elsewhere = teacher_of(other, username="mr-he")

    seen = [len(hours(person)) for person in (teacher, carer, doctor, elsewhere, cook)]

    assert seen == [1, 1, 1, 0, 0]


@pytest.mark.usefixtures("wednesday")
def test_nothing_waits_for_a_child_that_is_away_or_whose_medicine_went_back(
    asked, junior, children, teacher, doctor
):
    taken_back = make_request(children[1], junior, by=teacher)
    filing.void(taken_back.entry, by=doctor, now=NOW, reason="Taken back")
    make_request(children[2], junior, by=teacher, first_on=FRIDAY, last_on=FRIDAY)

    attend(junior, [away(children[0])], by=teacher)

    assert hours(teacher) == []


@pytest.mark.usefixtures("wednesday")
def test_a_dose_that_was_voided_waits_again(asked, teacher, doctor):
    entry = give(asked, by=teacher, checked_by=doctor)

    filing.void(entry, by=doctor, now=NOW, reason="It was another child")

    assert [facts for _title, facts, _late in hours(teacher)] == ["11:30 15:00"]
