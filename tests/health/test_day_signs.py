"""What a class's sheets show of illness reaches the watch: clusters are seen before any case is registered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from health.day import checking
from health.day.ailments import Ailment, is_infectious
from health.day.rolls import read_roll
from health.illness import comparing, watching
from health.models import AbsenceTrace, Alert, Disease, Finding
from logistics.duties import filing
from logistics.records.models import Entry
from tests.health.day import (
    FRIDAY,
    MONDAY,
    NOW,
    WEDNESDAY,
    attend,
    away,
    check,
    feverish,
    fill,
    moment,
    sick,
)
from tests.health.illness_factories import make_case

DAY = timedelta(days=1)


@pytest.fixture
def six(junior, term):
    return fill(junior, term, 6)


def raised():
    return {(alert.scope, alert.what, alert.count) for alert in Alert.objects.for_rows()}


def test_three_children_at_home_with_fever_raise_an_alert_and_two_do_not(junior, six, teacher):
    attend(junior, [sick(child) for child in six[:2]], by=teacher, on=MONDAY)
    before = watching.look(now=moment(MONDAY))

    attend(junior, [sick(child) for child in six[:3]], by=teacher)
    watching.look(now=NOW)

    assert before == []
    assert raised() == {("class", "fever", 3)}


def test_what_the_check_finds_and_what_parents_tell_is_counted_together(junior, six, doctor):
    check(junior, [feverish(six[0])], by=doctor)
    attend(junior, [sick(six[1])], by=doctor)
    entry = Entry(
        campus=junior.campus, school_class=junior, subject=f"child:{six[2].pk}", happened_at=NOW
    )
    trace = AbsenceTrace(entry=entry, on=WEDNESDAY, child=six[2], symptoms="fever")
    filing.submit(trace, by=doctor, now=NOW)

    watching.look(now=NOW)

    assert raised() == {("class", "fever", 3)}


def test_a_child_counts_once_however_often_its_fever_is_written_down(junior, six, doctor):
    for segment in ("morning", "noon"):
        check(
            junior, [feverish(six[0]), feverish(six[1])], by=doctor, segment=segment,
            now=moment(clock="14:30"),
        )  # fmt: skip
    attend(junior, by=doctor)

    watching.look(now=moment(clock="15:00"))

    assert raised() == set()


def test_a_disease_named_with_the_attendance_counts_with_the_registered_cases(junior, six, doctor):
    make_case(six[0], junior, by=doctor, on=WEDNESDAY, now=NOW)
    attend(junior, [sick(six[1], (), disease="hfmd")], by=doctor)

    watching.look(now=NOW)

    assert raised() == {("class", "hand-foot-mouth disease", 2)}


def test_one_sick_child_named_twice_is_one_case(junior, six, doctor):
    """It stays at home for days, and on the third the doctor registers it."""
    for on in (MONDAY, MONDAY + DAY, WEDNESDAY):
        attend(junior, [sick(six[0], (), disease="hfmd")], by=doctor, on=on)
    make_case(six[0], junior, by=doctor, on=MONDAY, now=NOW)

    watching.look(now=NOW)

    assert Alert.objects.count() == 0


def test_a_sheet_that_was_voided_shows_nothing(junior, six, teacher, doctor):
    entry = attend(junior, [sick(child) for child in six[:3]], by=teacher)
    filing.void(entry, by=doctor, now=NOW, reason="Another class")

    watching.look(now=NOW)

    assert raised() == set()


def test_a_common_cold_is_no_disease_that_is_watched(junior, six, teacher):
    attend(junior, [sick(child, (), disease="cold") for child in six], by=teacher)

    watching.look(now=NOW)

    assert raised() == set()


def test_every_infection_a_teacher_can_name_is_one_the_watch_knows(db):
    named = {code for code in Ailment.values if is_infectious(code)}

    assert named <= set(Disease.objects.values_list("code", flat=True))


@pytest.mark.usefixtures("wednesday")
def test_the_alert_stands_as_soon_as_the_class_is_saved(
    client, junior, six, doctor, django_capture_on_commit_callbacks
):
    client.force_login(doctor)
    lines = {f"c{child.pk}-{name}": said for child in six[:3]
             for name, said in (("handling", "isolate"), ("symptoms", "vomiting"))}  # fmt: skip
    ticked = {"child": [child.pk for child in six[:3]]}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("health:check_morning", args=[junior.pk]), lines | ticked)

    assert Finding.objects.filter(symptoms="vomiting").count() == 3
    assert raised() == {("class", "vomiting", 3)}


@pytest.mark.usefixtures("wednesday")
def test_a_class_in_which_all_are_well_asks_for_no_look(
    junior, children, teacher, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as asked:
        attend(junior, [away(children[0])], by=teacher)
        check(junior, by=teacher)

    assert watching.wake_worker not in asked


@pytest.mark.usefixtures("wednesday")
def test_a_finding_taken_back_shrinks_the_alert_at_once(
    junior, six, doctor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        check(junior, [feverish(child) for child in six[:4]], by=doctor, now=NOW)
    before = raised()
    sheet = checking.sheet_of(junior, WEDNESDAY, "morning")

    with django_capture_on_commit_callbacks(execute=True):
        checking.correct(
            sheet, read_roll(junior, WEDNESDAY), [feverish(child) for child in six[:3]],
            by=doctor, now=NOW, reason="The fourth was another child", seen=1,
        )  # fmt: skip

    assert (before, raised()) == ({("class", "fever", 4)}, {("class", "fever", 3)})


def test_a_child_counted_as_present_while_it_is_isolated_is_a_contradiction(junior, six, doctor):
    case = make_case(six[0], junior, by=doctor, on=MONDAY, now=moment(MONDAY))
    attend(junior, [away(six[0], "quarantine")], by=doctor)
    sheet = attend(junior, by=doctor, on=FRIDAY)

    found = list(comparing.present_while_isolated(MONDAY, FRIDAY))

    assert [clash.entries for clash in found] == [(case.pk, sheet.pk)]
