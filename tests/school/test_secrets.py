"""What is told about people stays unreadable in the database, masked on the page, and kept track of."""

import pytest
from django.db import connection
from django.urls import reverse

from logistics.school.models import Allergy, Child, Guardian, Person, Reading
from tests.factories import make_child, make_class, make_guardian, make_person, make_term

IDENTITY = "11010519491231002X"
PHONE = "13812345678"


def everything_in(model):
    """All that the table and its history hold, as somebody with the file would read it."""
    tables = [model._meta.db_table]
    if hasattr(model, "history"):
        tables.append(model.history.model._meta.db_table)
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


def test_identity_number_of_a_person_is_not_readable_in_the_database(db):
    make_person(identity_number=IDENTITY)

    assert IDENTITY not in everything_in(Person)
    assert Person.objects.get().identity_number == IDENTITY


def test_identity_number_and_note_of_a_child_are_not_readable_in_the_database(db):
    make_child(identity_number=IDENTITY, note="afraid of the dark")

    stored = everything_in(Child)

    assert IDENTITY not in stored
    assert "dark" not in stored
    assert Child.objects.get().note == "afraid of the dark"


def test_phone_of_a_guardian_leaves_only_its_end_readable(db):
    make_guardian(phone=PHONE)

    assert PHONE not in everything_in(Guardian)
    assert Guardian.objects.get().phone_end == "5678"


def test_note_of_an_allergy_is_not_readable_in_the_database(db):
    Allergy.objects.create(child=make_child(), allergen="other", note="kiwi skin")

    assert "kiwi" not in everything_in(Allergy)


@pytest.fixture
def somebody(campus):
    return make_person(role="cook", campus=campus, phone=PHONE, identity_number=IDENTITY)


def test_person_page_masks_the_numbers(enter, somebody):
    page = enter("director").get(somebody.get_absolute_url()).text

    assert "138****5678" in page
    assert PHONE not in page
    assert IDENTITY not in page


def test_person_reveal_shows_the_numbers_and_keeps_who_looked(enter, somebody):
    client = enter("director")

    page = client.post(reverse("school:person_reveal", args=[somebody.pk])).text

    assert PHONE in page
    assert IDENTITY in page
    assert Reading.objects.get().by == client.person
    assert Reading.objects.get().person == somebody


def test_person_reveal_is_not_for_the_principal(enter, somebody):
    response = enter("principal").post(reverse("school:person_reveal", args=[somebody.pk]))

    assert response.status_code == 403
    assert not Reading.objects.exists()


def test_person_form_neither_shows_nor_loses_the_identity_number(enter, somebody):
    client = enter("director")
    address = reverse("school:person_edit", args=[somebody.pk])

    page = client.get(address)
    token = page.context["version"]
    client.post(
        address,
        {
            "name": "New name",
            "employment": "contract",
            "version": token,
            "posts-TOTAL_FORMS": 0,
            "posts-INITIAL_FORMS": 0,
        },
    )

    somebody.refresh_from_db()
    assert IDENTITY not in page.text
    assert (somebody.name, somebody.identity_number) == ("New name", IDENTITY)


def test_child_reveal_lets_the_teacher_call_the_parents(enter, campus):
    school_class = make_class(campus=campus)
    child = make_child(school_class=school_class, term=make_term(), identity_number=IDENTITY)
    make_guardian(child=child, phone=PHONE)
    client = enter("teacher", school_class=school_class)

    masked = client.get(child.get_absolute_url()).text
    shown = client.post(reverse("school:child_reveal", args=[child.pk])).text

    assert PHONE not in masked
    assert PHONE in shown
    assert IDENTITY not in shown
    assert [(r.act, r.child) for r in Reading.objects.order_by("pk")] == [
        ("opened", child),
        ("revealed", child),
    ]
