"""The morning and noon check: by exception, nothing made up, and whoever is watched stays watched."""

from decimal import Decimal

import pytest

from health.day import checking, following, observing
from health.day.checking import Found
from health.day.registers import ObservationRegister
from health.day.rolls import read_roll
from health.models import ClassRound, Finding, HealthObservation, MorningCheck
from logistics.duties import filing, making
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.duties.factories import make_duty
from tests.health.day import NOW, WEDNESDAY, attend, away, check, feverish, moment


def state(junior, segment="morning"):
    [day] = following.class_days([junior], WEDNESDAY)
    return day.state_of(segment)


def test_a_class_is_unchecked_until_somebody_says_that_all_are_well(junior, children, teacher):
    before = state(junior)
    check(junior, by=teacher)

    sheet = MorningCheck.objects.get()
    assert (before, state(junior), state(junior, "noon")) == ("unchecked", "normal", "unchecked")
    assert (sheet.expected, sheet.checked, sheet.abnormal) == (3, 3, 0)
    assert Finding.objects.count() == 0


def test_a_finding_makes_the_class_abnormal_and_the_child_watched(junior, children, doctor):
    check(junior, [feverish(children[0], handling="isolate")], by=doctor)

    [child] = observing.watched([junior], WEDNESDAY)
    assert state(junior) == "abnormal"
    assert (child.child, child.temperature, child.outcome) == (children[0], Decimal("38.2"), "")


def test_a_child_not_yet_there_is_named_and_not_counted_as_checked(junior, children, doctor):
    check(junior, [Found(children[0].pk, is_checked=False)], by=doctor)

    sheet = MorningCheck.objects.get()
    assert (sheet.expected, sheet.present, sheet.checked) == (3, 2, 2)
    assert sheet.lines.get().child == children[0]


def test_who_is_away_by_the_attendance_is_not_checked(junior, children, doctor, teacher):
    attend(junior, [away(children[2])], by=teacher)

    check(junior, by=doctor, segment="noon")

    sheet = MorningCheck.objects.get()
    assert (sheet.checked, sheet.lines.get().child) == (2, children[2])


def test_whoever_came_later_is_checked_by_a_correction(junior, children, doctor):
    entry = check(junior, [Found(children[0].pk, is_checked=False)], by=doctor)
    sheet = checking.sheet_of(junior, WEDNESDAY, "morning")

    checking.correct(
        sheet, read_roll(junior, WEDNESDAY), [], by=doctor, now=NOW, reason="Came later", seen=1
    )

    entry.refresh_from_db()
    assert (MorningCheck.objects.get().checked, entry.version) == (3, 2)


def test_morning_and_noon_are_two_checks_and_neither_is_made_twice(junior, children, doctor):
    check(junior, by=doctor)
    check(junior, by=doctor, segment="noon", now=moment(clock="14:30"))

    with pytest.raises(Refused):
        check(junior, by=doctor)

    assert MorningCheck.objects.count() == 2


@pytest.mark.parametrize(
    ("degrees", "odd"), [("33.9", True), ("34.0", False), ("42.5", False), ("42.6", True)]
)
def test_an_odd_temperature_is_told_from_a_possible_one(term, degrees, odd):
    assert checking.is_implausible(Decimal(degrees), WEDNESDAY) is odd


def test_fever_begins_at_the_threshold(term):
    values = [Decimal("37.2"), Decimal("37.3"), None]

    assert [checking.is_fever(value, WEDNESDAY) for value in values] == [False, True, False]


def test_a_child_is_watched_until_its_outcome_is_written_down(junior, children, doctor, teacher):
    check(junior, [feverish(children[0])], by=doctor)

    with pytest.raises(Refused):
        observing.all_well(junior, on=WEDNESDAY, by=teacher, now=moment(clock="16:30"))
    observe(junior, children[0], teacher, "10:00")
    still = observing.open_of(observing.watched([junior], WEDNESDAY))
    observe(junior, children[0], teacher, "15:00", outcome="improved")
    observing.all_well(junior, on=WEDNESDAY, by=teacher, now=moment(clock="16:30"))

    [child] = observing.watched([junior], WEDNESDAY)
    assert (len(still), len(child.seen), child.outcome) == (1, 2, "improved")


def observe(junior, child, by, clock, **given):
    at = moment(clock=clock)
    entry = Entry(
        campus=junior.campus, school_class=junior, subject=f"child:{child.pk}", happened_at=at
    )
    record = HealthObservation(entry=entry, on=WEDNESDAY, child=child, handling="observe", **given)
    return filing.submit(record, by=by, now=at)


def test_a_class_in_which_all_were_well_gets_its_zero_row(junior, children, teacher):
    entry = observing.all_well(junior, on=WEDNESDAY, by=teacher, now=NOW)

    assert (entry.is_zero, HealthObservation.objects.get().child) == (True, None)


def test_a_round_with_nothing_to_note_is_one_record(junior, doctor):
    observing.nothing_to_note(junior, on=WEDNESDAY, by=doctor, now=NOW)
    [day] = following.class_days([junior], WEDNESDAY)

    assert (ClassRound.objects.get().entry.is_zero, day.rounds) == (True, 1)


def test_the_official_form_has_a_row_a_child_and_one_for_a_class_without_findings(
    junior, children, doctor
):
    check(junior, [feverish(children[0]), feverish(children[1], "37.9")], by=doctor)
    check(junior, by=doctor, segment="noon", now=moment(clock="14:30"))
    register = ObservationRegister()
    columns = register.columns_shown()
    keys = list(Entry.objects.order_by("pk").values_list("pk", flat=True))

    lines = register.lines(keys, columns, history=True)

    said = [[cell.text for cell in line.cells] for line in lines]
    names = [row[2] for row in said]
    assert names == [children[0].name, children[1].name, ""]
    assert [row[5] for row in said] == ["38.2", "37.9", ""]
    assert said[2][4] == "nothing found"


def test_the_columns_of_the_first_form_stand_in_the_official_order():
    names = [column.name for column in ObservationRegister.columns]

    assert names[:12] == [
        "on", "school_class", "child", "segment", "complaint", "temperature", "handling",
        "observation", "observed_at", "follow_up", "outcome", "brought",
    ]  # fmt: skip


def test_a_morning_check_proves_the_morning_duty_and_the_noon_check_the_other(
    junior, children, doctor, term
):
    usual = {"proof": "morning_check", "role": "doctor", "scope": "class"}
    duties = [
        make_duty(times=[clock], about=checking.subject_of(segment), **usual)
        for clock, segment in (("09:00", "morning"), ("14:40", "noon"))
    ]
    making.make_tasks(term, duties=duties)

    check(junior, by=doctor)
    first = [duty.tasks.get(day=WEDNESDAY).proved_at is not None for duty in duties]
    check(junior, by=doctor, segment="noon", now=moment(clock="14:30"))

    then = [duty.tasks.get(day=WEDNESDAY).proved_at is not None for duty in duties]
    assert (first, then) == ([True, False], [True, True])
