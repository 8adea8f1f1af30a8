"""What the guardians agreed to: asked for by purpose, taken back at any time, never rewritten."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.errors import Refused
from logistics.school import consents
from logistics.school.consents import children_consented, consented
from logistics.school.models import Consent, Reading
from tests.factories import make_child, make_class, make_guardian, make_person, make_term

SAID_ON = date(2026, 9, 1)
DAY = timedelta(days=1)
MOST_QUERIES = 12


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus)


@pytest.fixture
def child(school_class, term):
    return make_child(school_class=school_class, term=term, name="Little Bao")


@pytest.fixture
def mother(child):
    return make_guardian(child=child, name="Mother Bao")


def say(child, act, *, on=SAID_ON, purpose="photos"):
    given = {"guardian": "Mother Bao", "on": on, "how": "form", "now": timezone.now()}
    return consents.record(child, {purpose: act}, by=make_person(), **given)


def test_nobody_who_was_not_asked_has_consented_to_anything(child):
    assert not any(consented(child, code, SAID_ON) for code in consents.PURPOSES)


def test_a_yes_holds_for_its_purpose_from_its_day_on(child):
    say(child, "given")

    assert [consented(child, "photos", day) for day in (SAID_ON - DAY, SAID_ON)] == [False, True]
    assert not consented(child, "publicity", SAID_ON)


def test_a_yes_taken_back_holds_no_more_and_is_still_known_for_the_days_before(child):
    say(child, "given")
    say(child, "withdrawn", on=SAID_ON + 5 * DAY)

    days = [SAID_ON + n * DAY for n in (4, 5)]
    assert [consented(child, "photos", day) for day in days] == [True, False]
    assert [children_consented("photos", day) for day in days] == [{child.pk}, set()]


def test_the_last_word_of_a_day_holds(child):
    say(child, "given")
    say(child, "withdrawn")

    assert not consented(child, "photos", SAID_ON)


def test_what_was_not_given_cannot_be_taken_back(child):
    with pytest.raises(Refused, match="has not been given"):
        say(child, "withdrawn")


def test_asking_for_a_purpose_that_is_none_is_a_mistake_in_the_code(child):
    with pytest.raises(KeyError):
        consented(child, "advertising", SAID_ON)


@pytest.mark.parametrize("change", [{"act": "refused"}, {"guardian": ""}])
def test_a_consent_is_never_changed(child, change):
    say(child, "given")

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(**change)


def test_a_consent_is_never_deleted(child):
    say(child, "given")

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()


def test_the_class_teacher_writes_down_what_a_guardian_said(enter, child, mother, school_class):
    client = enter("teacher", school_class=school_class)
    address = reverse("school:consent_new", args=[child.pk])
    today = timezone.localdate()

    client.post(
        address,
        {"guardian": mother.pk, "on": today, "how": "form", "paper": "Box 1", "photos": "given",
         "publicity": "refused"},
    )  # fmt: skip

    said = {c.purpose: (c.act, c.guardian, c.recorded_by) for c in Consent.objects.all()}
    assert said == {
        "photos": ("given", "Mother Bao", client.person),
        "publicity": ("refused", "Mother Bao", client.person),
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose an answer for at least one purpose."),
        ({"photos": "given", "on": "2999-01-01"}, "year"),
        ({"photos": "withdrawn"}, "Select a valid choice"),
        ({"photos": "given", "guardian": "0"}, "Select a valid choice"),
    ],
)
def test_an_answer_that_cannot_be_right_is_asked_again(enter, child, mother, typed, sentence):
    given = {"guardian": mother.pk, "on": timezone.localdate(), "how": "form"} | typed

    page = enter("doctor").post(reverse("school:consent_new", args=[child.pk]), given).text

    assert sentence in page
    assert not Consent.objects.exists()


def test_the_carer_reads_the_answers_and_writes_none(enter, child, school_class):
    client = enter("carer", school_class=school_class)

    statuses = [
        client.get(reverse(f"school:{name}", args=[child.pk])).status_code
        for name in ("child_consents", "consent_new")
    ]

    assert statuses == [200, 403]


def test_the_name_of_the_guardian_stays_when_the_guardian_leaves_the_list(enter, child, mother):
    say(child, "given")
    mother.delete()

    page = enter("doctor").get(reverse("school:child_consents", args=[child.pk])).text

    assert "Mother Bao" in page


def test_class_list_says_who_agreed_who_refused_and_who_was_not_asked(
    enter, child, school_class, term
):
    asked = make_child(school_class=school_class, term=term)
    say(child, "given")
    say(asked, "refused")

    page = enter("director").get(reverse("school:class_consents", args=[school_class.pk])).text

    assert "1 / 2" in page
    assert {word in page for word in ("given", "refused", "not asked yet")} == {True}


def test_class_list_asks_as_many_queries_for_three_rows_as_for_one(
    enter, child, school_class, term, count_queries
):
    client = enter("director")
    address = reverse("school:class_consents", args=[school_class.pk])

    alone = count_queries(client, address)
    for _ in range(2):
        say(make_child(school_class=school_class, term=term), "given")

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_forms_of_a_class_are_a_sheet_for_each_child_and_the_log_says_who_took_them(
    enter, child, school_class, term
):
    make_child(school_class=school_class, term=term, name="Little Cai")

    page = enter("doctor").get(reverse("school:class_consent_forms", args=[school_class.pk])).text

    reading = Reading.objects.get(act="printed")
    assert page.count("<article") == 2
    assert f"No. {reading.pk} of the reading log" in page
    assert (reading.count, reading.listed.count()) == (2, 2)


def test_a_blank_form_names_nobody_and_is_not_logged(enter, child):
    page = enter("doctor").get(reverse("school:consent_form", args=[child.pk]) + "?blank=1").text

    assert child.name not in page.replace(child.get_absolute_url(), "").split("<article")[1]
    assert not Reading.objects.exists()
