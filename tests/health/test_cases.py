"""A case from its onset to its return: what is worked out, refused, asked back, kept and forgotten."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from health.illness import comparing, contacts, observing, registering
from health.models import InfectiousCase, IsolationRoomUse, ReturnCheck
from health.signs import Presence
from logistics.contributions import child_data
from logistics.duties import filing
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from logistics.school.models import Reading
from tests.factories import make_child, make_guardian, make_person, make_place, make_term
from tests.health.illness_factories import (
    DAY,
    NOW,
    TODAY,
    disease,
    make_case,
    make_class,
    make_return,
    moment,
    unfiled,
)


@pytest.fixture
def term(db):
    today = timezone.localdate()
    first, last = min(date(2026, 8, 25), today - 90 * DAY), max(date(2027, 1, 22), today + 90 * DAY)
    return make_term(
        starts_on=first, first_teaching_day=first, last_teaching_day=last, ends_on=last
    )


@pytest.fixture
def doctor(campus):
    return make_person(role="doctor", campus=campus, username="doc")


@pytest.fixture
def junior(campus, term):
    return make_class(campus, term, name="Junior 1", children=4)


@pytest.fixture
def case(junior, doctor):
    return make_case(junior.children[0], junior, by=doctor)


def test_what_the_disease_says_is_worked_out(case):
    assert case.isolation_until == TODAY + 14 * DAY
    assert (case.observed_from, case.observed_until) == (TODAY, TODAY + 10 * DAY)


def test_what_the_doctor_says_goes_first(junior, doctor):
    said = {"isolation_until": TODAY + 20 * DAY, "observed_from": TODAY, "observed_until": TODAY}

    case = make_case(junior.children[0], junior, by=doctor, **said)

    assert {name: getattr(case, name) for name in said} == said


def test_where_only_the_certificate_decides_no_day_is_made_up(junior, doctor):
    case = make_case(junior.children[0], junior, by=doctor, code="tuberculosis")

    assert case.isolation_until is None


def test_isolation_counts_from_the_end_of_the_symptoms_where_the_disease_asks_for_it(
    junior, doctor
):
    case = make_case(junior.children[0], junior, by=doctor, code="norovirus", counts_from_on=TODAY)

    assert case.isolation_until == TODAY + 3 * DAY


def test_the_same_illness_is_not_registered_twice(case, junior, doctor):
    with pytest.raises(Refused, match="registered already"):
        make_case(case.child, junior, by=doctor)

    assert InfectiousCase.objects.count() == 1


def test_twins_of_one_class_have_a_case_each(case, junior, doctor):
    twin = make_child(name=case.child.name, school_class=junior, term=junior_term(junior))

    make_case(twin, junior, by=doctor)

    assert InfectiousCase.objects.count() == 2


def junior_term(junior):
    return junior.enrolments.first().term


@pytest.mark.parametrize(
    "wrong",
    [
        {"diagnosed_on": TODAY - DAY},
        {"isolation_until": TODAY - DAY},
        {"observed_from": TODAY, "observed_until": TODAY - DAY},
        {"observed_until": TODAY},
    ],
    ids=str,
)
def test_days_out_of_order_are_refused_by_the_database(junior, doctor, wrong):
    case = unfiled(junior.children[0], junior, **wrong)

    with pytest.raises(IntegrityError), transaction.atomic():
        filing.submit(case, by=doctor, now=NOW)


def check_task(case):
    return Task.objects.get(subject=case.subject)


def test_a_return_with_a_certificate_proves_its_check(case, doctor):
    make_return(case, by=doctor, on=TODAY + 15 * DAY)

    assert check_task(case).proved_at
    assert list(InfectiousCase.objects.returned()) == [case]


def test_a_return_without_proof_is_kept_and_the_check_stays_owed(case, doctor):
    check = make_return(case, by=doctor, on=TODAY + 15 * DAY, proof="none")

    [clash] = comparing.returned_without_proof(TODAY, TODAY + 30 * DAY)
    assert check_task(case).proved_at is None
    assert clash.entries == (check.pk, case.pk)


def test_the_proof_brought_later_proves_the_check_and_ends_the_contradiction(case, doctor):
    check = make_return(case, by=doctor, on=TODAY + 15 * DAY, proof="none")
    check = ReturnCheck.objects.select_related("entry", "case__entry").get(pk=check.pk)
    check.proof = ReturnCheck.Proof.CERTIFICATE

    registering.correct_return(
        check, by=doctor, now=moment(TODAY + 16 * DAY), reason="It was brought", seen=1
    )

    assert check_task(case).proved_at
    assert list(comparing.returned_without_proof(TODAY, TODAY + 30 * DAY)) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"on": TODAY - DAY}, "before it fell ill"),
        ({"on": TODAY}, "before the diagnosis"),
        ({"on": TODAY + 9 * DAY, "issued_on": TODAY - DAY}, "older than the illness"),
    ],
)
def test_a_return_before_its_illness_is_refused(junior, doctor, said, sentence):
    case = make_case(junior.children[0], junior, by=doctor, diagnosed_on=TODAY + DAY)

    with pytest.raises(Refused, match=sentence):
        make_return(case, by=doctor, now=moment(TODAY + 20 * DAY), **said)

    assert ReturnCheck.objects.count() == 0


def test_a_second_return_is_a_correction(case, doctor):
    make_return(case, by=doctor, on=TODAY + 15 * DAY)

    with pytest.raises(Refused, match="Correct it instead"):
        make_return(case, by=doctor, on=TODAY + 16 * DAY)


def test_a_longer_isolation_puts_off_the_check_of_the_return(case, doctor):
    before = check_task(case).due_at
    case.isolation_until = TODAY + 20 * DAY

    registering.correct(case, by=doctor, now=NOW, reason="Still blisters", seen=1)

    assert (check_task(case).due_at - before).days == 6


def test_a_class_is_observed_as_long_as_its_last_case_asks(case, junior, doctor):
    make_case(
        junior.children[1], junior, by=doctor, on=TODAY + 3 * DAY, now=moment(TODAY + 3 * DAY)
    )

    [observed] = observing.observed_on(TODAY + 5 * DAY)

    assert (observed.since, observed.until, observed.cases) == (TODAY, TODAY + 13 * DAY, 2)
    assert observing.observed_on(TODAY + 14 * DAY) == []


def test_a_child_is_isolated_until_it_is_back(case, doctor):
    make_return(case, by=doctor, on=TODAY + 15 * DAY)

    isolated = [observing.isolated_on(TODAY + n * DAY) for n in (-1, 0, 14, 15)]

    assert isolated == [set(), {case.child_id}, {case.child_id}, set()]


def test_contacts_are_the_class_the_floor_and_the_siblings(campus, term, doctor):
    floor = make_place(campus=campus, kind="building", name="House")
    junior = make_class(campus, term, floor=floor, name="Junior", children=3)
    senior = make_class(campus, term, floor=floor, name="Senior", children=2)
    make_class(campus, term, name="Elsewhere", children=2)
    for child in (junior.children[0], senior.children[0]):
        make_guardian(child=child, phone="13911112222")
    case = make_case(junior.children[0], junior, by=doctor)
    make_case(junior.children[1], junior, by=doctor, on=TODAY + DAY, now=moment(TODAY + DAY))

    traced = contacts.trace(case, on=TODAY + 2 * DAY)

    assert {(c.child, str(c.relation), c.is_ill) for c in traced.children} == {
        (senior.children[0], "brother or sister", False),
        (junior.children[1], "same class", True),
        (junior.children[2], "same class", False),
    }
    assert [(near.school_class, near.children) for near in traced.classes] == [(senior, 2)]
    assert traced.until == TODAY + 10 * DAY


def test_present_while_isolated_is_a_contradiction(case, doctor, monkeypatch):
    days = [TODAY, TODAY + DAY, TODAY + 15 * DAY]
    said = [Presence(case.child_id, day, case.pk) for day in days]
    monkeypatch.setattr(comparing, "PRESENCES", [lambda children, first, last: said])

    clashes = list(comparing.present_while_isolated(TODAY, TODAY + 20 * DAY))

    assert [clash.on for clash in clashes] == [TODAY + DAY]


# Pages.


def typed(**given):
    return {
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on",
        "late_reason": "told late",
    } | given


def test_the_doctor_registers_a_case_on_the_page(enter, junior):
    client, today = enter("doctor"), timezone.localdate()
    child = junior.children[0]
    said = {"child": child.pk, "disease": disease().pk, "certainty": "suspected"}

    answer = client.post(reverse("health:case_new"), typed(onset_on=f"{today}", **said))

    case = InfectiousCase.objects.get()
    assert answer.url == case.get_absolute_url()
    assert (case.child, case.entry.school_class, case.onset_on) == (child, junior, today)
    assert "hand" not in case.entry.title
    assert child.name not in case.entry.title


def test_an_onset_long_ago_is_asked_back_and_then_kept(enter, junior):
    client, long_ago = enter("doctor"), timezone.localdate() - 40 * DAY
    said = typed(
        child=junior.children[0].pk, disease=disease().pk, certainty="clinical",
        onset_on=f"{long_ago}",
    )  # fmt: skip

    asked = client.post(reverse("health:case_new"), said)
    client.post(reverse("health:case_new"), said | {"odd_is_right": "on"})

    assert "more than 30 days ago" in asked.text
    assert InfectiousCase.objects.get().onset_on == long_ago


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ({"proof": "statement", "statement": "Well again"}, False),
        ({"proof": "certificate"}, True),
        ({"proof": "none"}, True),
    ],
    ids=str,
)
def test_what_lacks_its_paper_is_asked_back_once_and_then_kept(
    enter, junior, doctor, said, is_asked
):
    today = timezone.localdate()
    case = make_case(
        junior.children[0], junior, by=doctor, on=today - 20 * DAY, now=moment(today - 20 * DAY)
    )
    client, url = enter("doctor"), reverse("health:case_return", args=[case.pk])

    client.post(url, typed(returned_on=f"{today}", **said))
    kept_at_once = ReturnCheck.objects.exists()
    client.post(url, typed(returned_on=f"{today}", odd_is_right="on", **said))

    assert kept_at_once is not is_asked
    assert ReturnCheck.objects.get().proof == said["proof"]


def test_45_degrees_are_asked_back_and_kept_and_70_refused(enter, junior):
    client, url = enter("doctor"), reverse("health:isolation_new")
    said = typed(child=junior.children[0].pk, symptoms=["fever"], temperature="45.0")

    asked = client.post(url, said)
    client.post(url, said | {"odd_is_right": "on"})
    refused = client.post(url, said | {"odd_is_right": "on", "temperature": "70"})

    assert "Measure again" in asked.text
    assert IsolationRoomUse.objects.get().is_doubtful
    assert refused.status_code == 200


def test_opening_a_case_is_logged(enter, case):
    enter("doctor").get(case.get_absolute_url())

    assert Reading.objects.get().child == case.child


@pytest.mark.parametrize("role", ["teacher", "director", "principal", "cook", "carer"])
def test_a_case_is_for_the_doctor_alone(enter, case, role):
    client = enter(role)

    opened = client.get(case.get_absolute_url())
    record = client.get(case.entry.get_absolute_url())

    assert (opened.status_code, record.status_code) == (403, 404)


def test_the_register_ticks_the_column_of_the_disease(enter, case, junior, doctor):
    make_case(junior.children[1], junior, by=doctor, code="influenza")
    make_return(case, by=doctor, on=TODAY + 15 * DAY)

    page = enter("doctor").get(
        reverse("duties:register", args=["infectious-cases"]) + "?period=ever"
    )

    assert "√" in page.text
    assert "influenza" in page.text
    assert "certificate of recovery" in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_cases_asks_as_many_queries_for_three_rows_as_for_one(
    enter, junior, doctor, rows, django_assert_max_num_queries
):
    client = enter("doctor")
    cases = [make_case(junior.children[n], junior, by=doctor, code="mumps") for n in range(rows)]

    with django_assert_max_num_queries(12):
        page = client.get(reverse("health:case_list")).text

    assert all(case.child.name in page for case in cases)


@pytest.mark.parametrize("name", ["illness", "case_new", "isolation_new"])
def test_the_pages_of_the_doctor_open(enter, case, name):
    page = enter("doctor").get(reverse(f"health:{name}"))

    assert page.status_code == 200
    assert ("Illness" in page.text, case.child.name in page.text) == (True, name == "illness")


# Forgetting.


def test_what_tells_of_the_child_is_emptied_and_the_statistics_stay(case, doctor):
    case.note, case.symptoms, case.diagnosed_by = "Blisters", ["rash"], "City hospital"
    registering.correct(case, by=doctor, now=NOW, reason="More is known", seen=1)
    part = child_data()["illness"]

    part.erase(case.child, now=moment(TODAY + DAY), by=doctor, basis="rule")

    kept = InfectiousCase.objects.get(pk=case.pk)
    assert (kept.note, kept.symptoms, kept.diagnosed_by) == ("", [], "")
    assert (kept.onset_on, kept.disease) == (TODAY, disease())
    assert list(Version.objects.filter(entry=case.entry).values_list("said", flat=True))[:2] == [
        {}, {},
    ]  # fmt: skip


def test_a_case_kept_for_an_incident_is_not_emptied(case, doctor):
    Entry.objects.filter(pk=case.pk).update(hold="An inquiry")

    with pytest.raises(Refused, match="An inquiry"):
        child_data()["illness"].erase(case.child, now=NOW, by=doctor, basis="rule")


def test_the_whole_file_of_a_child_holds_its_cases(case, doctor):
    make_return(case, by=doctor, on=TODAY + 15 * DAY)

    rows = child_data()["illness"].rows(case.child)

    assert [type(row).__name__ for row in rows][:2] == ["InfectiousCase", "ReturnCheck"]
    assert list(child_data()["illness"].photos(case.child)) == []
