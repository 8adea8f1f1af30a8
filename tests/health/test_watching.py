"""Alerts over the days of an outbreak: raised once, growing, closed, and what they make owed."""

from random import Random

import pytest
from django.db import IntegrityError, transaction

from health.illness import attending, clusters, replaying, signs, watching
from health.models import Alert, Consequence, Threshold
from health.signs import Sign
from logistics.duties.models import Duty, Task
from logistics.errors import Refused
from logistics.notices.models import Notice
from tests.factories import make_person, make_place, make_term
from tests.health.illness_factories import (
    DAY,
    NOW,
    TODAY,
    disease,
    make_case,
    make_class,
    moment,
)


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def doctor(campus):
    return make_person(role="doctor", campus=campus, username="doctor")


@pytest.fixture
def floor(campus):
    return make_place(campus=campus, kind="building", name="Building")


@pytest.fixture
def junior(campus, term, floor):
    return make_class(campus, term, floor=floor, name="Junior 1", children=8)


@pytest.fixture
def told(monkeypatch):
    """Signs that another part has written down: the list its one line would stand in."""
    written = []
    source = lambda first, last: [s for s in written if first <= s.on <= last]  # noqa: E731
    monkeypatch.setattr(signs, "SYMPTOMS", [source])
    monkeypatch.setattr(watching, "SYMPTOMS", [source])
    return written


def fall_ill(junior, doctor, count, *, first=TODAY, step=DAY, code="hfmd"):
    return [
        make_case(
            junior.children[n], junior, by=doctor, code=code, on=first + n * step,
            now=moment(first + n * step),
        )
        for n in range(count)
    ]  # fmt: skip


def test_a_single_case_raises_no_alert_but_is_isolated_reported_and_disinfected_after(
    junior, doctor
):
    [case] = fall_ill(junior, doctor, 1)

    owed = Task.objects.filter(pk__in=case.consequences.values("task"))
    assert Alert.objects.count() == 0
    assert sorted(owed.values_list("proof", flat=True)) == [
        "epidemic_report",
        "infectious_case",
        "return_check",
        "terminal_disinfection",
    ]
    assert list(owed.exclude(proved_at=None).values_list("proof", flat=True)) == ["infectious_case"]


def test_the_second_case_of_a_class_raises_one_alert_with_its_duties(junior, doctor):
    fall_ill(junior, doctor, 2)

    alert = Alert.objects.get()
    assert (alert.what, alert.where, alert.count) == ("hand-foot-mouth disease", "Junior 1", 2)
    assert (alert.first_on, alert.reached_on) == (TODAY, TODAY + DAY)
    assert {level.threshold.level for level in alert.levels.all()} == {"cluster", "suspension"}
    proofs = {row.task.proof for row in alert.consequences.select_related("task")}
    assert proofs == {
        "epidemic_report", "outbreak_notice", "terminal_disinfection", "return_check",
        "infectious_case",
    }  # fmt: skip


def test_an_alert_is_raised_once_and_grows(junior, doctor):
    fall_ill(junior, doctor, 4)

    again = watching.look(now=moment(TODAY + 3 * DAY))

    alert = Alert.objects.get(scope="class")
    assert again == []
    assert (alert.count, alert.last_on) == (4, TODAY + 3 * DAY)
    assert Notice.objects.filter(person=doctor, key=str(alert.pk)).count() == 1


def test_an_alert_closes_when_the_incubation_is_over_and_not_before(junior, doctor):
    fall_ill(junior, doctor, 2)
    last = TODAY + DAY + 10 * DAY

    watching.look(now=moment(last))
    before = Alert.objects.get().closed_on
    watching.look(now=moment(last + DAY))

    assert before is None
    assert Alert.objects.get().closed_on == last


def test_what_was_closed_by_hand_is_not_raised_again_by_the_same_children(junior, doctor):
    fall_ill(junior, doctor, 2)
    alert = Alert.objects.get()

    watching.close(
        alert, by=doctor, now=moment(TODAY + DAY), reason="Both diagnoses were taken back"
    )
    watching.look(now=moment(TODAY + 2 * DAY))

    assert list(Alert.objects.all()) == [alert]
    with pytest.raises(Refused, match="closed already"):
        watching.close(alert, by=doctor, now=NOW, reason="Again")


def test_after_an_alert_is_over_the_next_cluster_is_seen_on_its_first_possible_day(junior, doctor):
    fall_ill(junior, doctor, 2)
    first = Alert.objects.get()
    later = first.closes_on + DAY
    watching.look(now=moment(later, "06:00"))

    for child, on in zip(junior.children[4:6], (later, later + DAY), strict=True):
        make_case(child, junior, by=doctor, on=on, now=moment(on))

    second = Alert.objects.open().get()
    assert (second.reached_on, second.count) == (later + DAY, 2)


def test_the_same_feverish_children_raise_a_closed_alert_no_second_time(junior, doctor, told):
    told += [Sign(TODAY, junior.pk, child.pk, "fever") for child in junior.children[:3]]
    [alert] = watching.look(now=NOW)
    watching.close(alert, by=doctor, now=NOW, reason="After the vaccination")
    told += [Sign(TODAY + DAY, junior.pk, child.pk, "fever") for child in junior.children[:4]]

    again = watching.look(now=moment(TODAY + DAY))
    told += [Sign(TODAY + DAY, junior.pk, child.pk, "fever") for child in junior.children[4:6]]

    assert again == []
    assert watching.look(now=moment(TODAY + DAY)) != []


def test_what_a_voided_case_made_owed_is_owed_no_more(junior, doctor):
    from logistics.duties import filing

    [case] = fall_ill(junior, doctor, 1)
    filing.void(case.entry, by=doctor, now=moment(TODAY + DAY), reason="Another child")

    watching.look(now=moment(TODAY + DAY))

    owed = Task.objects.filter(pk__in=case.consequences.values("task"), proved_at=None)
    assert owed.count() == 4
    assert not owed.filter(excused_at=None).exists()


def test_an_alert_is_not_closed_without_a_reason(junior, doctor):
    fall_ill(junior, doctor, 2)

    with pytest.raises(Refused, match="Say why"):
        watching.close(Alert.objects.get(), by=doctor, now=NOW, reason="")

    assert Alert.objects.open().count() == 1


def test_the_database_keeps_one_open_alert_for_a_group(junior, doctor):
    fall_ill(junior, doctor, 2)
    alert = Alert.objects.get()
    alert.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


def test_three_children_with_fever_in_a_day_raise_an_alert_without_any_case(junior, doctor, told):
    told += [Sign(TODAY, junior.pk, child.pk, "fever") for child in junior.children[:3]]

    [alert] = watching.look(now=NOW)

    assert (alert.symptom, alert.school_class, alert.count) == ("fever", junior, 3)
    proofs = {row.task.proof for row in alert.consequences.select_related("task")}
    assert proofs == {"epidemic_report", "outbreak_notice", "terminal_disinfection"}


def test_two_classes_of_a_floor_make_an_early_warning(campus, term, floor, junior, doctor):
    senior = make_class(campus, term, floor=floor, name="Senior 1", children=3)
    for school_class, child, on in [
        (junior, junior.children[0], TODAY),
        (senior, senior.children[0], TODAY + DAY),
        (junior, junior.children[1], TODAY + 3 * DAY),
        (senior, senior.children[1], TODAY + 9 * DAY),
    ]:
        make_case(child, school_class, by=doctor, on=on, code="varicella", now=moment(on))

    alert = Alert.objects.get()
    assert (alert.scope, alert.floor, alert.count) == ("floor", floor, 4)


def test_the_report_of_an_outbreak_is_due_within_two_hours(junior, doctor):
    fall_ill(junior, doctor, 8, step=0 * DAY)
    others = make_class(junior.campus, Task.objects.first().term, name="Other", children=2)
    for child in others.children:
        make_case(child, others, by=doctor)

    alert = Alert.objects.get(scope="campus")
    reports = Task.objects.filter(pk__in=alert.consequences.values("task"), proof="epidemic_report")
    hours = sorted((t.due_at - t.opens_at).total_seconds() / 3600 for t in reports if t.subject)
    assert hours == [2, 24]


def test_a_duty_the_school_has_taken_out_of_force_stays_out(junior, doctor):
    fall_ill(junior, doctor, 1)
    Duty.objects.filter(code=attending.DISINFECT).update(is_active=False)
    before = Task.objects.filter(proof="terminal_disinfection").count()

    make_case(
        junior.children[5], junior, by=doctor, code="mumps", on=TODAY, now=moment(TODAY + DAY)
    )

    assert Task.objects.filter(proof="terminal_disinfection").count() == before


def test_a_threshold_out_of_force_raises_nothing(junior, doctor):
    Threshold.objects.update(is_active=False)

    fall_ill(junior, doctor, 4)

    assert Alert.objects.count() == 0


def test_a_case_that_never_was_counts_for_nothing_any_more(junior, doctor):
    from logistics.duties import filing

    cases = fall_ill(junior, doctor, 3)
    filing.void(cases[2].entry, by=doctor, now=moment(TODAY + 3 * DAY), reason="Another child")

    watching.look(now=moment(TODAY + 3 * DAY))

    assert Alert.objects.get(scope="class").count == 2


@pytest.mark.parametrize("seed", [0, 2])
def test_day_by_day_the_first_alert_comes_on_the_day_of_the_rule(campus, term, floor, doctor, seed):
    """A whole outbreak, looked at every evening, against the day the rule itself names."""
    school = replaying.School(4)
    found = replaying.outbreak(school, replaying.SCENARIOS[0], Random(f"days {seed}"))[:8]
    classes = {
        pk: make_class(campus, term, floor=floor, name=f"C{pk}", children=0) for pk in school.homes
    }
    seats = {sign.child: sign for sign in found}
    children = {}
    for number, sign in seats.items():
        made = make_class_child(classes[sign.school_class], term)
        children[number] = made
    raised = {}
    for sign in found:
        now = moment(sign.on)
        make_case(children[sign.child], classes[sign.school_class], by=doctor, on=sign.on, now=now)
        for alert in Alert.objects.all():
            raised.setdefault(alert.key, sign.on)

    mapped = [Sign(s.on, classes[s.school_class].pk, children[s.child].pk, "hfmd") for s in found]
    homes = {made.pk: clusters.Home(campus.pk, floor.pk) for made in classes.values()}
    expected = {}
    for alarm in replaying.alarms(mapped, homes, list(Threshold.objects.in_force())):
        expected.setdefault(watching.key_of(alarm.group), alarm.on)
    assert expected
    assert raised == expected


def make_class_child(school_class, term):
    from tests.factories import make_child

    return make_child(school_class=school_class, term=term)


def test_a_consequence_is_of_a_case_or_of_an_alert(junior, doctor):
    fall_ill(junior, doctor, 2)
    row = Consequence.objects.filter(alert=None).first()
    row.pk, row.alert = None, Alert.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_table_of_diseases_is_there_from_the_start(db):
    assert disease("varicella").isolation_days == 14
    assert Threshold.objects.filter(disease=None).count() == 4
