"""Who is there: confirmed by somebody, by exception, once a day; and followed until back."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from health import interface
from health.day import attending, following, months, tracing
from health.day.attending import Said
from health.day.rolls import Roll, read_roll
from health.models import AbsenceTrace, Attendance, AttendanceLine
from logistics.duties import filing, making
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from logistics.school.models import Allergy, Diet, Enrolment
from tests.duties.factories import make_duty
from tests.factories import make_child
from tests.health.day import (
    FRIDAY,
    MONDAY,
    NOW,
    TUESDAY,
    WEDNESDAY,
    attend,
    away,
    fill,
    make_full_class,
    moment,
    sick,
)


def test_everybody_is_present_once_the_class_is_confirmed(junior, children, teacher):
    attend(junior, by=teacher)

    sheet = Attendance.objects.get()
    marks = set(sheet.lines.values_list("mark", flat=True))
    assert (sheet.expected, sheet.present, marks) == (3, 3, {"present"})


def test_a_class_nobody_opened_is_not_counted_as_present(junior, children, teacher, campus):
    attend(junior, by=teacher, on=MONDAY)

    [count] = interface.head_counts(WEDNESDAY, [campus.pk])
    [day] = following.class_days([junior], WEDNESDAY)
    assert (count.expected, count.present, count.is_confirmed) == (3, None, False)
    assert (day.morning, day.attendance) == ("unchecked", None)


def test_each_reason_is_counted_in_its_own_column(junior, term, teacher):
    children = fill(junior, term, 8)
    said = [
        sick(children[0], disease="hfmd"),
        sick(children[1], disease="cold"),
        away(children[2], "quarantine"),
        away(children[3], "personal"),
        away(children[4], "vacation"),
        away(children[5], "other"),
        away(children[6], "unexcused"),
    ]

    attend(junior, said, by=teacher)

    sheet = Attendance.objects.get()
    named = ("present", "infectious", "ill", "personal", "vacation", "other", "unexcused")
    assert [getattr(sheet, name) for name in named] == [4, 2, 1, 1, 1, 1, 1]


def test_whoever_came_late_or_left_early_was_there(junior, children, teacher):
    said = [
        Said(children[0].pk, "present", late_at=time(9, 20)),
        Said(children[1].pk, "present", left_at=time(15, 0)),
    ]

    attend(junior, said, by=teacher)

    assert Attendance.objects.get().present == 3
    assert AttendanceLine.objects.get(child=children[0]).late_at == time(9, 20)


def test_a_second_sheet_of_the_day_is_refused_and_one_after_voiding_is_not(
    junior, children, teacher, doctor
):
    first = attend(junior, by=teacher)

    with pytest.raises(Refused):
        attend(junior, by=teacher)
    filing.void(first, by=doctor, now=NOW, reason="Wrong class")
    second = attend(junior, [away(children[0])], by=teacher)

    assert Attendance.objects.of_day(WEDNESDAY).get().pk == second.pk


def test_a_child_of_another_class_does_not_stand_on_the_sheet(
    junior, children, teacher, campus, term
):
    _other, [stranger] = make_full_class(campus, term, 1)

    with pytest.raises(Refused):
        attend(junior, [away(stranger)], by=teacher)


def test_a_day_to_come_is_refused(junior, children, teacher):
    with pytest.raises(Refused):
        attend(junior, by=teacher, on=FRIDAY, now=NOW)


def test_the_roll_holds_whoever_had_come_and_had_not_left(junior, term, children):
    make_child(school_class=junior, term=term, joined_on=FRIDAY)
    make_child(school_class=junior, term=term, left_on=WEDNESDAY)

    roll = read_roll(junior, WEDNESDAY)

    assert roll.children == children


def test_a_sheet_corrected_says_both(junior, children, teacher):
    entry = attend(junior, [away(children[0])], by=teacher)
    sheet = attending.sheet_of(junior, WEDNESDAY)
    later = [Said(children[0].pk, "present", late_at=time(10, 0))]

    attending.correct(
        sheet, read_roll(junior, WEDNESDAY), later, by=teacher, now=NOW, reason="Came", seen=1
    )

    before, after = Version.objects.filter(entry=entry).order_by("number")
    assert (before.said["present"], after.said["present"]) == (2, 3)
    assert [line["mark"] for line in before.said["lines"]].count("personal") == 1


def test_what_is_shown_in_lists_names_no_child(junior, children, teacher):
    entry = attend(junior, [sick(children[0], note="Mumps?")], by=teacher)

    assert entry.title == "Middle 1 2/3"


def test_what_a_family_says_is_kept_encrypted(junior, children, teacher):
    entry = attend(junior, [sick(children[0], note="Mumps, says the mother")], by=teacher)

    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM health_attendanceline WHERE note <> ''")
        [[stored]] = cursor.fetchall()
    assert "Mumps" not in stored
    assert "Mumps" not in str(entry.versions.get().said)


@pytest.fixture
def owed(term):
    """The duties that the class is counted each morning, and the absent asked after."""
    duties = [
        make_duty(proof=proof, role="teacher", scope="class", rhythm="daily")
        for proof in ("attendance", "absence_trace")
    ]
    making.make_tasks(term, duties=duties)
    return duties


@pytest.mark.parametrize(("gone", "records"), [(2, 1), (0, 2)])
@pytest.mark.parametrize(("on", "late_reason"), [(WEDNESDAY, ""), (TUESDAY, "No power")])
def test_a_whole_class_of_thirty_five_is_saved_and_proves_its_duties_in_twelve_queries(
    junior, term, teacher, owed, on_postgresql, gone, records, on, late_reason
):
    attend(junior, by=teacher, on=MONDAY)  # the first number of a year costs more
    roll = Roll(junior, on, fill(junior, term, 35))
    said = [away(child) for child in roll.children[:gone]]
    before = Entry.objects.count()

    with CaptureQueriesContext(connection) as asked:
        attending.confirm(roll, said, by=teacher, now=NOW, late_reason=late_reason)

    counted = [q["sql"] for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(counted) <= 12 + on_postgresql  # there the tasks are locked first
    assert Entry.objects.count() == before + records
    assert AttendanceLine.objects.filter(on=on).count() == 35
    counting, asking_after = (duty.tasks.get(day=on).proved_at for duty in owed)
    assert (counting, asking_after) == (NOW, None if gone else NOW)


# The absent, until they are back.


def test_if_nobody_is_away_the_trace_says_so_by_itself(junior, children, teacher):
    attend(junior, by=teacher)

    trace = AbsenceTrace.objects.get()
    assert (trace.entry.is_zero, trace.child, trace.on) == (True, None, WEDNESDAY)


def test_who_is_away_is_followed_from_the_first_day_until_back(junior, children, teacher):
    ill, well = children[0], children[1]
    for day in range(3):
        on = MONDAY + timedelta(days=day)
        attend(junior, [sick(ill)], by=teacher, on=on)

    [gone] = tracing.away([junior], WEDNESDAY)
    attend(junior, [away(well)], by=teacher, on=FRIDAY)
    [other] = tracing.away([junior], FRIDAY)

    assert (gone.child, gone.since, gone.days) == (ill, MONDAY, 3)
    assert (other.child, other.since) == (well, FRIDAY)


def test_an_absence_begins_anew_after_a_day_at_school(junior, children, teacher):
    ill = children[0]
    for day, said in enumerate(([sick(ill)], [], [sick(ill)])):
        attend(junior, said, by=teacher, on=MONDAY + timedelta(days=day))

    [gone] = tracing.away([junior], WEDNESDAY)

    assert (gone.since, gone.days) == (WEDNESDAY, 1)


def test_who_was_away_is_still_followed_on_a_day_nobody_opened(junior, children, teacher):
    attend(junior, [sick(children[0])], by=teacher, on=MONDAY)

    [gone] = tracing.away([junior], FRIDAY)

    assert (gone.since, gone.last_on, gone.is_traced(FRIDAY)) == (MONDAY, MONDAY, False)


def test_a_child_asked_after_is_traced_for_that_day_only(junior, children, teacher):
    attend(junior, [sick(children[0])], by=teacher, on=MONDAY)
    trace(children[0], junior, teacher, MONDAY)
    [monday] = tracing.away([junior], MONDAY)
    attend(junior, [sick(children[0])], by=teacher, on=WEDNESDAY)

    [wednesday] = tracing.away([junior], WEDNESDAY)

    assert (monday.is_traced(MONDAY), wednesday.is_traced(WEDNESDAY)) == (True, False)


def trace(child, school_class, by, on):
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=f"child:{child.pk}",
        happened_at=moment(on, "10:00"),
    )
    record = AbsenceTrace(entry=entry, on=on, child=child, reason="sick")
    return filing.submit(record, by=by, now=moment(on, "10:00"))


def test_the_day_of_return_is_the_first_day_back(junior, children, teacher):
    attend(junior, [sick(children[0])], by=teacher, on=MONDAY)
    attend(junior, by=teacher, on=WEDNESDAY)
    attend(junior, by=teacher, on=FRIDAY)

    assert tracing.returns([(children[0].pk, MONDAY)]) == {(children[0].pk, MONDAY): WEDNESDAY}


# Late, and in one go.


def test_a_day_entered_later_says_why_and_is_late(junior, children, teacher):
    with pytest.raises(Refused):
        attend(junior, by=teacher, on=MONDAY, now=NOW)

    entry = attend(junior, by=teacher, on=MONDAY, now=NOW, late_reason="The tablet was broken")

    assert (entry.is_late, entry.late_reason) == (True, "The tablet was broken")


def week_on_friday(school_class, teacher, days=4):
    now = moment(FRIDAY, "16:00")
    for n in range(days):
        on = MONDAY + timedelta(days=n)
        attend(school_class, by=teacher, on=on, now=now, late_reason="Forgotten")


def test_a_week_entered_on_friday_is_late_and_flagged_as_a_batch(junior, children, teacher):
    from health.day.comparing import entered_in_one_go

    week_on_friday(junior, teacher)

    [clash] = entered_in_one_go(MONDAY, FRIDAY)
    book = months.read(junior, MONDAY, FRIDAY)
    assert clash.said == {"class": "Middle 1", "count": "4", "day": str(FRIDAY)}
    assert [day.on.day for day in book.batch] == [16, 17, 18, 19]
    assert all(entry.is_late for entry in Entry.objects.filter(kind="attendance"))


def test_two_days_made_up_are_late_and_no_batch(junior, children, teacher):
    from health.day.comparing import entered_in_one_go

    week_on_friday(junior, teacher, days=2)

    assert list(entered_in_one_go(MONDAY, FRIDAY)) == []


# The month on the wall.


def test_the_month_has_a_sign_for_each_child_and_day(junior, children, teacher):
    attend(junior, [sick(children[0], disease="cold")], by=teacher, on=MONDAY)
    attend(junior, [Said(children[1].pk, "present", late_at=time(9, 30))], by=teacher)

    book = months.read(junior, MONDAY, FRIDAY)

    first, second, third = book.rows
    assert (first.cells[15], first.cells[17], first.remark) == ("○", "√", "16: common cold")
    assert (second.cells[15], second.cells[17]) == ("√", "⊕")
    assert (third.present, third.absent, len(third.cells)) == (2, 0, 30)
    assert [day.on.day for day in book.unchecked][-3:] == [17, 19, 20]
    assert "○ sick leave" in book.legend


# What the kitchen may know.


def test_the_kitchen_gets_counts_of_those_who_are_there(junior, children, teacher, campus):
    Allergy.objects.create(child=children[0], allergen="egg")
    Allergy.objects.create(child=children[1], allergen="egg")
    Diet.objects.create(child=children[2], kind="halal")
    attend(junior, [away(children[0])], by=teacher)

    needs = interface.needs(WEDNESDAY, [campus.pk])

    assert [(n.kind, n.code, n.count) for n in needs] == [
        ("allergen", "egg", 1),
        ("diet", "halal", 1),
    ]
    assert interface.absent_on(WEDNESDAY) == {children[0].pk}
    assert [c.present for c in interface.head_counts(WEDNESDAY, [campus.pk])] == [2]


def test_who_moves_into_another_class_is_called_there(junior, children, teacher, campus, term):
    other, _ = make_full_class(campus, term, 0)
    Enrolment.objects.filter(child=children[0]).update(school_class=other)

    rolls = [read_roll(each, WEDNESDAY).children for each in (junior, other)]

    assert rolls == [children[1:], [children[0]]]
