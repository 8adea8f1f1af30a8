"""Disinfections that cannot all be true, each with the neighbour that can."""

from datetime import date, time

import pytest

from health.hygiene import comparing
from health.models import Attendance, Item, Method, OutdoorActivity
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Term
from tests.duties.factories import make_class, make_duty, make_person, make_term, owe
from tests.health.hygiene_factories import burn, disinfect, make_lamp, mix

SPAN = (date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def school_class(campus):
    make_term()
    return make_class()


@pytest.fixture
def carer(school_class):
    return make_person(school_class=school_class)


def keys(found):
    return [clash.entries for clash in found(*SPAN)]


def test_a_disinfection_on_a_closed_day_clashes_and_on_a_school_day_does_not(school_class, carer):
    disinfect(school_class, carer, at="2026-09-07 16:00")
    sunday = disinfect(school_class, carer, at="2026-09-06 16:00")

    assert keys(comparing.on_closed_days) == [(sunday.pk,)]


def test_what_is_owed_on_closed_days_too_does_not_clash(school_class, carer):
    duty = make_duty(scope="class", proof="disinfection", on_closed="keep")
    owe(duty, Term.objects.get())

    disinfect(school_class, carer, at="2026-09-06 16:00")

    assert keys(comparing.on_closed_days) == []


@pytest.mark.parametrize(
    ("at", "minutes", "clashes"),
    [
        ("10:00", 60, True),
        ("07:00", 60, False),
        ("07:01", 60, True),
        ("16:30", 60, False),
        ("13:00", 60, False),
        ("14:00", 60, True),
    ],
)
def test_a_lamp_in_the_classroom_clashes_while_children_are_there(
    school_class, carer, at, minutes, clashes
):
    lamp = make_lamp(school_class, carer)

    burn(school_class, carer, lamp, at=f"2026-09-07 {at}", minutes=minutes)

    assert bool(keys(comparing.with_children)) is clashes


@pytest.mark.parametrize(("at", "clashes"), [("13:00", True), ("10:00", False)])
def test_in_the_nap_room_it_is_the_other_way_round(school_class, carer, at, clashes):
    lamp = make_lamp(school_class, carer)
    lamp.place.kind = "nap_room"
    lamp.place.save()

    burn(school_class, carer, lamp, at=f"2026-09-07 {at}")

    assert bool(keys(comparing.with_children)) is clashes


def count(school_class, present, *, by):
    """The attendance of the day, of a class of two."""
    sheet = Attendance(school_class=school_class, on=date(2026, 9, 7), expected=2)
    sheet.present, sheet.vacation = present, 2 - present
    return file(sheet, school_class, by)


def file(record, school_class, by):
    when = at(date(2026, 9, 7), "11:30")
    record.entry = Entry(campus=school_class.campus, school_class=school_class, happened_at=when)
    filing.submit(record, by=by, now=when)
    return record


@pytest.mark.parametrize(("present", "said"), [(2, ["2"]), (0, [])])
def test_a_lamp_clashes_with_the_children_counted_and_not_with_an_empty_class(
    school_class, carer, present, said
):
    burn(school_class, carer, make_lamp(school_class, carer), at="2026-09-07 10:00")

    count(school_class, present, by=carer)

    assert [clash.said["count"] for clash in comparing.with_children(*SPAN)] == said


@pytest.mark.parametrize(("until", "clashes"), [("11:00", False), ("10:59", True)])
def test_a_lamp_burns_in_an_empty_room_while_the_class_is_outdoors(
    school_class, carer, until, clashes
):
    burn(school_class, carer, make_lamp(school_class, carer), at="2026-09-07 10:00", minutes=60)
    outdoors = OutdoorActivity(
        on=date(2026, 9, 7), starts_at=time(10, 0), ends_at=time.fromisoformat(until),
        minutes=60, activity="Ball games",
    )  # fmt: skip

    file(outdoors, school_class, carer)

    assert bool(keys(comparing.with_children)) is clashes


def test_a_lamp_on_a_closed_day_burns_with_nobody_there(school_class, carer):
    burn(school_class, carer, make_lamp(school_class, carer), at="2026-09-06 10:00")

    assert keys(comparing.with_children) == []


def test_one_lamp_twice_at_once_has_more_hours_than_the_day(school_class, carer):
    lamp, other = make_lamp(school_class, carer), make_lamp(school_class, carer, number="2")
    burn(school_class, carer, lamp, at="2026-09-07 17:00", minutes=90)
    burn(school_class, carer, lamp, at="2026-09-07 18:00")
    burn(school_class, carer, other, at="2026-09-07 18:00")
    burn(school_class, carer, lamp, at="2026-09-07 19:00")

    assert len(keys(comparing.beyond_the_day)) == 1


def test_what_was_used_before_it_was_mixed_clashes_unless_it_was_said_why(school_class, carer):
    made = mix(school_class, carer, at="2026-09-07 12:00")
    given = {"item": Item.TABLE, "method": Method.WIPE, "agent": "chlorine", "strength": 250}
    before = disinfect(school_class, carer, at="2026-09-07 08:00", preparation=made, **given)
    disinfect(school_class, carer, at="2026-09-07 13:00", preparation=made, **given)
    said = {"preparation": made, "departure": "clock was wrong"}
    disinfect(school_class, carer, at="2026-09-07 09:00", **said, **given)

    assert keys(comparing.before_it_was_mixed) == [(before.pk, made.pk)]
