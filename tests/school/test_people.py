"""The pages of people, their posts and the lines of work."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.school import staffing
from logistics.school.models import Campus, Person, Post, WorkLine
from tests.factories import make_campus, make_class, make_person, make_place, make_post

MOST_QUERIES = 12  # of a page with all its frame

NO_POSTS = {"posts-TOTAL_FORMS": 0, "posts-INITIAL_FORMS": 0}


def with_post(**post):
    row = {f"posts-0-{name}": value for name, value in post.items()}
    return {"posts-TOTAL_FORMS": 1, "posts-INITIAL_FORMS": 0} | row


def test_person_list_asks_as_many_queries_for_three_rows_as_for_one(enter, campus, count_queries):
    client, address = enter("director"), reverse("school:person_list")

    make_person(role="cook", campus=campus)
    alone = count_queries(client, address)
    for _ in range(2):
        make_person(role="cook", campus=campus)

    assert count_queries(client, address) == alone <= MOST_QUERIES


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("role=cook", ["Anna"]),
        ("q=ben", ["Ben"]),
        ("employment=outsourced", ["Ben"]),
        ("working=left", ["Cleo"]),
        ("working=all&q=cleo", ["Cleo"]),
    ],
)
def test_person_list_finds_by_role_name_and_employment(enter, campus, query, seen):
    client = enter("director")
    make_person(name="Anna", role="cook", campus=campus)
    make_person(name="Ben", role="guard", campus=campus, employment="outsourced")
    make_person(name="Cleo", role="guard", campus=campus, ends_on=date(2021, 1, 1))

    page = client.get(f"{reverse('school:person_list')}?{query}").context["page"]

    assert [str(somebody) for somebody in page] == seen


def test_person_list_is_not_for_the_cook(enter):
    assert enter("cook").get(reverse("school:person_list")).status_code == 403


def test_head_count_takes_somebody_at_two_campuses_for_one(campus):
    other = make_campus()
    cook = make_person(role="cook", campus=campus)
    make_post(person=cook, role="cook", campus=other)
    sites = list(Campus.objects.all())

    [count] = staffing.head_counts(Person.objects.all(), sites, on=timezone.localdate())

    assert count.cells == [(campus, 1), (other, 1)]
    assert count.total == 1


def test_person_page_shows_what_waits_for_the_person(enter, campus):
    somebody = make_person(role="repairer", campus=campus)
    make_place(campus=campus, name="Boiler room", custodian=somebody)
    WorkLine.objects.create(title="Locks and water", person=somebody, school_year=2026)
    make_person(name="Newcomer", mentor=somebody)

    page = enter("director").get(somebody.get_absolute_url()).text

    assert all(words in page for words in ("Boiler room", "Locks and water", "Newcomer"))


def test_person_new_adds_the_person_with_the_post(enter, campus):
    client = enter("director")
    school_class = make_class(campus=campus, school_year=2099)
    data = {"name": "Anna", "employment": "contract"} | with_post(
        role="carer", campus=campus.pk, school_class=school_class.pk, duties="Wash the cups"
    )

    client.post(reverse("school:person_new"), data)

    post = Post.objects.get(role="carer")
    assert (post.person.name, post.school_class, post.duties) == (
        "Anna",
        school_class,
        "Wash the cups",
    )
    assert post.starts_on == timezone.localdate()


def test_person_new_sent_twice_adds_one_person(enter, campus):
    client = enter("director")
    data = {"name": "Anna", "employment": "contract", "form_key": "once"}
    data |= with_post(role="cook", campus=campus.pk)

    for _ in range(2):
        client.post(reverse("school:person_new"), data)

    assert Person.objects.filter(name="Anna").count() == 1


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"role": "cook", "campus": "elsewhere"}, "Select a valid choice"),
        ({"role": "carer", "campus": "here", "school_class": "elsewhere"}, "Select a valid choice"),
        ({"role": "cook"}, "This field is required"),
        ({"role": "admin", "campus": "here"}, "Select a valid choice"),
        ({}, "Give the person a post at your campus."),
    ],
)
def test_person_new_refuses_a_post_out_of_reach(enter, campus, post, sentence):
    client = enter("director")
    elsewhere = make_class(school_year=2099)
    ids = {
        ("campus", "here"): campus.pk,
        ("campus", "elsewhere"): elsewhere.campus.pk,
        ("school_class", "elsewhere"): elsewhere.pk,
    }
    row = {name: ids.get((name, value), value) for name, value in post.items()}

    page = client.post(
        reverse("school:person_new"), {"name": "Anna", "employment": "contract"} | with_post(**row)
    )

    assert sentence in page.text
    assert not Person.objects.filter(name="Anna").exists()


def test_post_in_a_class_of_another_campus_is_refused_beside_the_class(enter, campus):
    client = enter("admin", at=None)
    elsewhere = make_class(school_year=2099)
    row = with_post(role="carer", campus=campus.pk, school_class=elsewhere.pk)

    page = client.post(
        reverse("school:person_new"), {"name": "Anna", "employment": "contract"} | row
    )

    [form] = page.context["form"].posts
    assert form.errors == {"school_class": ["This class is at another campus."]}


def test_nobody_gives_posts_to_themselves(enter, campus):
    client = enter("director")
    address = reverse("school:person_edit", args=[client.person.pk])
    data = {"name": "Me", "employment": "contract"} | with_post(role="doctor", campus=campus.pk)

    page = client.post(address, data)

    assert "Nobody gives posts to themselves." in page.text
    assert client.person.posts.count() == 1


def test_person_edit_refuses_the_wrong_identity_number_beside_it(enter, campus):
    somebody = make_person(role="cook", campus=campus)
    data = {"name": "Anna", "employment": "contract", "identity_number": "110105194912310021"}

    page = enter("director").post(
        reverse("school:person_edit", args=[somebody.pk]), data | NO_POSTS
    )

    assert list(page.context["form"].errors) == ["identity_number"]


def test_person_edit_shows_both_versions_when_somebody_else_was_faster(enter, campus):
    client = enter("director")
    somebody = make_person(role="cook", campus=campus, name="Before", department="Kitchen")
    address = reverse("school:person_edit", args=[somebody.pk])
    token = client.get(address).context["version"]
    Person.objects.filter(pk=somebody.pk).update(department="Canteen")
    mine = {"name": "Before", "department": "Cooking", "employment": "established"}

    page = client.post(address, mine | NO_POSTS | {"version": token})

    [conflict] = page.context["form"].conflicts
    assert (conflict.mine, conflict.theirs) == ("Cooking", "Canteen")
    assert Person.objects.get(pk=somebody.pk).department == "Canteen"


def test_post_end_ends_it(enter, campus):
    post = make_post(campus=campus)

    enter("director").post(reverse("school:post_end", args=[post.pk]), {"ends_on": "2026-09-30"})

    post.refresh_from_db()
    assert post.ends_on == date(2026, 9, 30)


def test_post_end_before_it_began_is_refused_beside_the_day(enter, campus):
    post = make_post(campus=campus)

    page = enter("director").post(
        reverse("school:post_end", args=[post.pk]), {"ends_on": "2019-09-30"}
    )

    assert page.context["form"].errors == {"ends_on": ["A post cannot end before it starts."]}


def test_post_of_another_campus_cannot_be_ended(enter):
    post = make_post(campus=make_campus())

    response = enter("director").post(
        reverse("school:post_end", args=[post.pk]), {"ends_on": "2026-09-30"}
    )

    assert response.status_code == 404


def test_person_leave_ends_the_posts_and_the_login(enter, campus):
    somebody = make_person(role="cook", campus=campus)

    enter("director").post(reverse("school:person_leave", args=[somebody.pk]))

    somebody.refresh_from_db()
    assert (somebody.ends_on, somebody.is_active) == (timezone.localdate(), False)
    assert somebody.posts.get().ends_on == timezone.localdate()


def test_person_options_offer_at_most_twenty(enter, campus):
    for _ in range(25):
        make_person(role="cook", campus=campus)

    page = enter("director").get(f"{reverse('school:person_options')}?q=pe").text

    assert page.count('role="option"') == 20


def test_work_line_has_one_person_a_year(enter, campus):
    client = enter("director", at=None)
    somebody = make_person(role="cook", campus=campus)
    WorkLine.objects.create(title="Locks", person=somebody, school_year=2026)

    page = client.post(
        reverse("school:work_line_new"),
        {"title": "Locks", "person": somebody.pk, "school_year": 2026},
    )

    assert "Somebody is already named" in page.text
    assert WorkLine.objects.count() == 1


def test_work_line_list_asks_as_many_queries_for_three_rows_as_for_one(
    enter, campus, count_queries
):
    client, address = enter("director"), f"{reverse('school:work_line_list')}?year=2026"
    given = {"school_year": 2026, "campus": campus}

    WorkLine.objects.create(title=f"Line {1}", person=make_person(), **given)
    alone = count_queries(client, address)
    for n in (2, 3):
        WorkLine.objects.create(title=f"Line {n}", person=make_person(), **given)

    assert count_queries(client, address) == alone <= MOST_QUERIES
