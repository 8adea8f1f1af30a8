"""How far one sees: by the campuses and classes of the posts held."""

import pytest
from django.urls import reverse

from logistics.school.models import Campus, Child, Person, Place, SchoolClass
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_person,
    make_place,
    make_post,
    make_term,
)


@pytest.fixture
def elsewhere(db):
    return make_campus(name="Elsewhere")


def test_storekeeper_here_who_teaches_there_is_exactly_that(campus, elsewhere):
    school_class = make_class(campus=elsewhere)
    make_class(campus=elsewhere)
    make_class(campus=campus)
    person = make_person(role="storekeeper", campus=campus)
    make_post(person=person, role="teacher", school_class=school_class)

    assert person.reach("records.view_register").campuses == {campus.pk}
    assert person.reach("records.view_register").classes == frozenset()
    assert list(SchoolClass.objects.visible_to(person, "school.view_class")) == [school_class]
    assert set(Campus.objects.visible_to(person, "school.view_place")) == {campus, elsewhere}


def test_teacher_of_a_class_sees_the_rooms_of_the_campus(campus, elsewhere):
    room = make_place(campus=campus)
    make_place(campus=elsewhere)
    teacher = make_person(role="teacher", school_class=make_class(campus=campus))

    assert list(Place.objects.visible_to(teacher, "school.view_place")) == [room]


def test_teacher_sees_the_children_of_the_class_only(campus):
    term = make_term()
    school_class = make_class(campus=campus)
    child = make_child(school_class=school_class, term=term)
    make_child(school_class=make_class(campus=campus), term=term)
    teacher = make_person(role="teacher", school_class=school_class)

    assert list(Child.objects.visible_to(teacher, "school.view_child")) == [child]


def test_cook_sees_no_child(campus):
    make_child(school_class=make_class(campus=campus), term=make_term())
    cook = make_person(role="cook", campus=campus)

    assert not Child.objects.visible_to(cook, "school.view_child").exists()


def test_post_that_ended_shows_nothing_any_more(campus):
    make_place(campus=campus)
    person = make_person()
    make_post(person=person, campus=campus, ends_on="2020-12-31")

    assert not Place.objects.visible_to(person, "school.view_place").exists()


def test_who_works_for_the_whole_school_is_seen_but_not_changed_from_one_campus(campus):
    director = make_person(role="director", campus=campus)
    principal = make_person(role="principal")
    cook = make_person(role="cook", campus=campus)

    seen = Person.objects.visible_to(director, "school.arrange")
    changeable = Person.objects.changeable_by(director, "school.arrange")

    assert set(seen) == {director, principal, cook}
    assert set(changeable) == {director, cook}


def test_one_of_two_campuses_is_not_all_of_them(campus, elsewhere):
    director = make_person(role="director", campus=campus)

    assert not director.reaches_all("school.arrange")
    assert make_person(role="director").reaches_all("school.arrange")


def test_the_only_campus_is_all_of_them(campus):
    assert make_person(role="director", campus=campus).reaches_all("school.arrange")


@pytest.mark.parametrize("page", ["place", "place_edit"])
def test_place_of_another_campus_is_not_there(enter, elsewhere, page):
    place = make_place(campus=elsewhere)

    response = enter("director").get(reverse(f"school:{page}", args=[place.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("page", ["person", "person_edit"])
def test_person_of_another_campus_is_not_there(enter, elsewhere, page):
    somebody = make_person(role="cook", campus=elsewhere)

    response = enter("director").get(reverse(f"school:{page}", args=[somebody.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("page", ["class", "class_edit", "closure_new", "class_enrol"])
def test_class_of_another_campus_is_not_there(enter, elsewhere, page):
    school_class = make_class(campus=elsewhere)

    response = enter("director").get(reverse(f"school:{page}", args=[school_class.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("page", ["child", "child_edit", "child_enrol", "child_health"])
def test_child_of_another_campus_is_not_there(enter, elsewhere, page):
    child = make_child(school_class=make_class(campus=elsewhere), term=make_term())

    response = enter("doctor").get(reverse(f"school:{page}", args=[child.pk]))

    assert response.status_code == 404


def test_child_of_another_class_is_not_there_for_the_teacher(enter, campus):
    term = make_term()
    child = make_child(school_class=make_class(campus=campus), term=term)

    response = enter("teacher", school_class=make_class(campus=campus)).get(
        child.get_absolute_url()
    )

    assert response.status_code == 404
