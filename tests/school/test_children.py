"""The pages of children."""

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.school import enrolling
from logistics.school.models import Allergy, Child, Diet
from tests.factories import make_child, make_class, make_guardian, make_term

MOST_QUERIES = 12  # of a page with all its frame


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus, school_year=2026)


@pytest.fixture
def child(school_class, term):
    return make_child(school_class=school_class, term=term, note="afraid of the dark")


def test_child_list_asks_as_many_queries_for_three_rows_as_for_one(enter, campus, count_queries):
    client, address = enter("doctor"), reverse("school:child_list")
    term, school_class = make_term(), make_class(campus=campus)

    make_child(school_class=school_class, term=term)
    alone = count_queries(client, address)
    for _ in range(2):
        make_child(school_class=school_class, term=term)

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_child_list_asks_for_nothing_that_is_encrypted(enter, child, django_assert_max_num_queries):
    client = enter("doctor")

    with django_assert_max_num_queries(20) as asked:
        client.get(reverse("school:child_list"))

    assert not any('"school_child"."note"' in query["sql"] for query in asked)


def test_child_list_is_not_for_the_cook(enter):
    assert enter("cook").get(reverse("school:child_list")).status_code == 403


@pytest.mark.parametrize(("role", "knows"), [("doctor", True), ("director", False)])
def test_child_page_tells_allergies_and_notes_to_those_who_must_know(enter, child, role, knows):
    Allergy.objects.create(child=child, allergen="peanut")
    Diet.objects.create(child=child, kind="halal")

    page = enter(role).get(child.get_absolute_url()).text

    told = [words in page for words in ("peanut", "halal", "afraid of the dark")]
    assert told == [knows] * 3


def test_child_new_puts_the_child_into_a_class(enter, school_class, term):
    enter("doctor").post(
        reverse("school:child_new"),
        {
            "number": "1",
            "name": "Anna",
            "sex": "girl",
            "birth_on": "2022-05-01",
            "school_class": school_class.pk,
        },
    )

    assert Child.objects.get(name="Anna").enrolments.get().school_class == school_class


@pytest.mark.parametrize(
    ("birth_on", "sentence"),
    [
        ("2030-02-30", "Enter a valid date."),
        ("2099-01-01", "A child is between 0 and 20 years old."),
        ("1990-01-01", "A child is between 0 and 20 years old."),
    ],
)
def test_child_new_refuses_an_impossible_birthday(enter, school_class, term, birth_on, sentence):
    data = {"number": "1", "name": "A", "sex": "boy", "school_class": school_class.pk}

    page = enter("doctor").post(reverse("school:child_new"), data | {"birth_on": birth_on})

    assert page.context["form"].errors == {"birth_on": [sentence]}


def test_child_new_is_not_put_into_a_class_of_another_campus(enter, term):
    data = {"number": "1", "name": "A", "sex": "boy", "birth_on": "2022-05-01"}

    page = enter("doctor").post(
        reverse("school:child_new"), data | {"school_class": make_class().pk}
    )

    assert list(page.context["form"].errors) == ["school_class"]
    assert not Child.objects.exists()


def test_child_edit_is_not_for_the_teacher(enter, child, school_class):
    client = enter("teacher", school_class=school_class)

    assert client.get(child.get_absolute_url()).status_code == 200
    assert client.get(reverse("school:child_edit", args=[child.pk])).status_code == 403


def test_child_enrol_moves_the_child_for_the_term(enter, campus, child, term):
    other = make_class(campus=campus)

    enter("doctor").post(
        reverse("school:child_enrol", args=[child.pk]),
        {"term": term.pk, "school_class": other.pk},
    )

    assert child.enrolments.get().school_class == other


def test_child_enrol_refuses_a_class_of_another_year(enter, campus, child, term):
    other = make_class(campus=campus, school_year=2027)

    page = enter("doctor").post(
        reverse("school:child_enrol", args=[child.pk]),
        {"term": term.pk, "school_class": other.pk},
    )

    assert page.context["form"].errors == {
        "school_class": ["This class is of another school year."]
    }


def test_child_health_writes_down_what_is_ticked(enter, child):
    client = enter("doctor")
    address = reverse("school:child_health", args=[child.pk])
    token = client.get(address).context["version"]

    client.post(
        address,
        {"allergens": ["egg", "milk"], "other": "kiwi", "diets": ["halal"], "version": token},
    )

    assert set(child.allergies.values_list("allergen", flat=True)) == {"egg", "milk", "other"}
    assert child.allergies.get(allergen="other").note == "kiwi"
    assert child.diets.get().kind == "halal"


def test_note_health_keeps_what_is_still_ticked_and_drops_the_rest(child):
    egg = Allergy.objects.create(child=child, allergen="egg", note="seen by a doctor")
    Allergy.objects.create(child=child, allergen="milk")
    Diet.objects.create(child=child, kind="halal")

    enrolling.note_health(child, allergens={"egg"}, other="", diets=set())

    assert child.allergies.get() == egg
    assert not child.diets.exists()


def test_child_health_asks_back_when_another_allergy_was_noted_meanwhile(enter, child):
    client = enter("doctor")
    address = reverse("school:child_health", args=[child.pk])
    token = client.get(address).context["version"]
    Allergy.objects.create(child=child, allergen="peanut")

    page = client.post(address, {"allergens": ["egg"], "other": "", "version": token})

    assert [conflict.name for conflict in page.context["form"].conflicts] == ["allergens"]
    assert child.allergies.get().allergen == "peanut"


def test_child_health_is_not_for_the_director(enter, child):
    response = enter("director").get(reverse("school:child_health", args=[child.pk]))

    assert response.status_code == 403


def test_guardian_edit_without_a_phone_keeps_the_phone(enter, child):
    guardian = make_guardian(child=child, phone="13812345678")
    client = enter("doctor")
    address = reverse("school:guardian_edit", args=[guardian.pk])
    page = client.get(address)

    client.post(
        address,
        {"name": "Mother", "relation": "mother", "phone": "", "version": page.context["version"]},
    )

    guardian.refresh_from_db()
    assert "13812345678" not in page.text
    assert (guardian.name, guardian.phone) == ("Mother", "13812345678")


def test_guardian_new_refuses_what_is_no_number(enter, child):
    page = enter("doctor").post(
        reverse("school:guardian_new", args=[child.pk]),
        {"name": "Mother", "relation": "mother", "phone": "12"},
    )

    assert page.context["form"].errors == {"phone": ["This is not a telephone number: 12"]}


def test_age_is_in_full_years(db):
    child = make_child(birth_on=timezone.localdate().replace(year=2022, month=5, day=1))

    ages = [child.age(child.birth_on.replace(year=2026, day=day)) for day in (1, 2)]

    assert ages == [4, 4]
    assert child.age(child.birth_on.replace(year=2026, month=4)) == 3
