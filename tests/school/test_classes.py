"""The pages of classes, and the days on which one stays at home."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.school import calendar, enrolling
from logistics.school.models import ClassClosure, Enrolment, SchoolClass
from tests.factories import make_campus, make_child, make_class, make_person, make_place, make_term
from tests.school.test_places import SPRING

MOST_QUERIES = 12  # of a page with all its frame


@pytest.fixture
def term(campus):
    term = make_term()
    calendar.lay_out(term)
    return term


def test_class_list_asks_as_many_queries_for_three_rows_as_for_one(enter, campus, count_queries):
    client, address = enter("director"), f"{reverse('school:class_list')}?school_year=2026"
    term = make_term()

    make_child(school_class=make_class(campus=campus), term=term)
    alone = count_queries(client, address)
    for _ in range(2):
        make_child(school_class=make_class(campus=campus), term=term)

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_class_list_counts_boys_and_girls_who_attend(enter, campus, term):
    school_class = make_class(campus=campus)
    for sex, left_on in (("boy", None), ("girl", None), ("girl", None), ("boy", "2026-09-02")):
        make_child(school_class=school_class, term=term, sex=sex, left_on=left_on)

    [row] = SchoolClass.objects.with_children(term, date(2026, 10, 1))

    assert (row.child_count, row.boy_count, row.girl_count) == (3, 1, 2)


def test_class_page_shows_children_with_age_and_who_works_there(enter, campus, term):
    school_class = make_class(campus=campus)
    child = make_child(school_class=school_class, term=term)
    make_person(name="Mrs Wang", role="teacher", school_class=school_class)
    make_place(name="Room 1", campus=campus, school_class=school_class)

    page = enter("director").get(school_class.get_absolute_url())

    assert page.context["children"] == [{"child": child, "age": child.age(timezone.localdate())}]
    assert "Mrs Wang" in page.text
    assert "Room 1" in page.text


def test_class_name_taken_is_said_beside_the_name(enter, campus):
    make_class(campus=campus, name="A")
    data = {"campus": campus.pk, "school_year": 2026, "name": "A", "grade": "junior", "position": 0}

    page = enter("director").post(reverse("school:class_new"), data)

    assert page.context["form"].errors == {
        "name": ["This campus already has a class of this name."]
    }


def test_class_new_is_not_made_at_another_campus(enter, campus):
    client = enter("director")
    data = {"school_year": 2026, "name": "A", "grade": "junior", "position": 0}

    page = client.post(reverse("school:class_new"), data | {"campus": make_campus().pk})

    assert list(page.context["form"].errors) == ["campus"]
    assert not SchoolClass.objects.exists()


def test_closure_new_closes_the_class(enter, campus, term):
    school_class = make_class(campus=campus)

    enter("director").post(
        reverse("school:closure_new", args=[school_class.pk]),
        {"starts_on": "2026-09-08", "ends_on": "20260909", "reason": "Paint"},
    )

    assert calendar.closed_days(school_class, term) == {date(2026, 9, 8), date(2026, 9, 9)}


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("2026-09-09", "2026-09-08", "ends_on", "It cannot end before it starts."),
        ("2030-02-30", "2030-03-01", "starts_on", "Enter a valid date."),
        ("2026-08-01", "2026-08-02", "__all__", "These days lie in no term."),
        (
            "2026-10-12",
            "2026-10-14",
            "__all__",
            "The class is already closed on some of these days.",
        ),
    ],
)
def test_closure_new_refuses_days_that_cannot_be(enter, campus, term, first, last, field, sentence):
    school_class = make_class(campus=campus)
    school_class.closures.create(
        starts_on=date(2026, 10, 14), ends_on=date(2026, 10, 15), reason="Flu"
    )

    page = enter("director").post(
        reverse("school:closure_new", args=[school_class.pk]),
        {"starts_on": first, "ends_on": last, "reason": "Paint"},
    )

    assert page.context["form"].errors == {field: [sentence]}
    assert ClassClosure.objects.count() == 1


def test_closure_remove_brings_the_class_back(enter, campus, term):
    school_class = make_class(campus=campus)
    closure = school_class.closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 8), reason="Flu"
    )

    enter("director").post(reverse("school:closure_remove", args=[closure.pk]))

    assert calendar.closed_days(school_class, term) == set()


def test_closure_of_another_campus_cannot_be_taken_back(enter, term):
    closure = make_class().closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 8), reason="Flu"
    )

    response = enter("director").post(reverse("school:closure_remove", args=[closure.pk]))

    assert response.status_code == 404
    assert ClassClosure.objects.exists()


def test_enrol_class_takes_over_those_who_are_still_here_and_have_no_class_yet(campus, term):
    before = make_term(**SPRING)
    old, new = make_class(campus=campus, school_year=2025), make_class(campus=campus)
    coming = make_child(school_class=old, term=before)
    make_child(school_class=old, term=before, left_on=date(2026, 7, 1))
    placed = make_child(school_class=old, term=before)
    elsewhere = enrolling.enrol(placed, term, make_class(campus=campus))

    count = enrolling.enrol_class(new, term, as_in=old, before=before, on=date(2026, 9, 1))

    assert count == 1
    assert Enrolment.objects.get(term=term, child=coming).school_class == new
    assert Enrolment.objects.get(term=term, child=placed) == elsewhere


def test_class_enrol_page_takes_over_the_children(enter, campus):
    before, term = make_term(**SPRING), make_term()
    old = make_class(campus=campus, school_year=2025)
    child = make_child(school_class=old, term=before)
    new = make_class(campus=campus)

    enter("director").post(reverse("school:class_enrol", args=[new.pk]), {"as_in": old.pk})

    assert child.enrolments.get(term=term).school_class == new
