"""The administration pages: the same rules as everywhere."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from zeal import zeal_ignore

from logistics.duties.models import Duty, Plan, Proof, RotaTurn, Task
from logistics.records.models import Entry, Photo, Version
from logistics.school.models import Person, Post, SchoolDay, Term
from tests.factories import make_campus, make_person, make_term


def page_of(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def names_for(person):
    request = RequestFactory().get("/")
    request.user = person
    return {
        model["object_name"] for app in admin.site.get_app_list(request) for model in app["models"]
    }


def test_director_finds_terms_days_duties_plans_and_rotas(campus):
    names = names_for(make_person(role="director", campus=campus))

    assert names == {
        "Term",
        "SchoolDay",
        "ClassClosure",
        "Duty",
        "RotaTurn",
        "Plan",
        "PlanLine",
    }


def test_admin_finds_everything_the_director_finds_and_more(campus):
    names = names_for(make_person(role="admin"))

    assert names > names_for(make_person(role="director", campus=campus))
    assert {"Person", "Post", "Entry", "Version", "Proof", "Task", "Photo"} <= names


@pytest.mark.parametrize("role", ["cook", "principal", "inspector"])
def test_administration_is_not_for_others(enter, role):
    response = enter(role).get(reverse("admin:index"))

    assert response.status_code == 302
    assert reverse("admin:login") in response.url


def test_director_does_not_open_people(enter):
    assert enter("director").get(page_of(Person)).status_code == 403


def test_director_sees_the_days_and_duties_of_own_campuses_only(enter, campus):
    client = enter("director")
    elsewhere = make_campus()
    for site in (campus, elsewhere):
        SchoolDay.objects.create(campus=site, date=date(2026, 9, 1), kind="school")
        Duty.objects.create(title="Look", trade="logistics", role="cook", campus=site)
    shown = {
        model: [row.campus for row in client.get(page_of(model)).context["cl"].result_list]
        for model in (SchoolDay, Duty)
    }

    assert shown == {SchoolDay: [campus], Duty: [campus]}


def test_director_cannot_open_a_day_of_another_campus(enter):
    day = SchoolDay.objects.create(campus=make_campus(), date=date(2026, 9, 1), kind="school")

    response = enter("director").get(page_of(SchoolDay, "change", day.pk))

    assert response.status_code == 302
    assert response.url == reverse("admin:index")


def test_director_is_offered_own_campuses_only(enter, campus):
    make_campus(name="Elsewhere")

    form = enter("director").get(page_of(Duty, "add")).context["adminform"].form

    assert list(form.fields["campus"].queryset) == [campus]
    assert form.fields["campus"].required


def test_director_sees_the_plans_of_people_in_reach(enter, campus):
    term = make_term()
    mine = Plan.objects.create(
        title="Mine", term=term, owner=make_person(role="cook", campus=campus)
    )
    Plan.objects.create(
        title="Theirs", term=term, owner=make_person(role="cook", campus=make_campus())
    )

    shown = enter("director").get(page_of(Plan)).context["cl"].result_list

    assert list(shown) == [mine]


def test_term_is_not_changed_from_one_of_two_campuses(enter):
    make_campus()
    term = make_term()

    response = enter("director").post(page_of(Term, "change", term.pk), {})

    assert response.status_code == 403


def test_day_changed_in_the_administration_counts_as_set_by_hand(enter, campus):
    day = SchoolDay.objects.create(campus=campus, date=date(2026, 9, 1), kind="school")

    enter("director").post(
        page_of(SchoolDay, "change", day.pk),
        {"campus": campus.pk, "date": "2026-09-01", "kind": "closure", "name": "Storm"},
    )

    day.refresh_from_db()
    assert (day.kind, day.is_edited) == ("closure", True)


@pytest.mark.parametrize("model", [Entry, Version, Proof, Photo, Task])
@pytest.mark.parametrize("role", ["admin", "director"])
def test_records_are_never_added_changed_or_deleted(model, role):
    request = RequestFactory().get("/")
    request.user = Person(username=role)
    request.user.__dict__["_posts"] = {}
    shown = admin.site._registry[model]

    may = [shown.has_add_permission(request), shown.has_change_permission(request)]

    assert [*may, shown.has_delete_permission(request)] == [False, False, False]


@pytest.mark.parametrize("model", [Entry, Version, Proof, Photo, Task])
def test_records_are_opened_by_the_administrator(enter, model):
    client = enter("admin")

    assert client.get(page_of(model)).status_code == 200
    assert client.get(page_of(model, "add")).status_code == 403


def test_nothing_is_deleted_in_the_administration(enter, campus):
    client = enter("admin")
    post = Post.objects.get(person=client.person)

    response = client.post(page_of(Post, "delete", post.pk), {"post": "yes"})

    assert response.status_code == 403
    assert Post.objects.filter(pk=post.pk).exists()


def test_person_in_the_administration_shows_neither_password_nor_identity_number(enter, campus):
    somebody = make_person(role="cook", campus=campus)
    client = enter("admin")

    with zeal_ignore():  # the person who asks and the person shown are two questions
        page = client.get(page_of(Person, "change", somebody.pk))

    form = page.context["adminform"].form
    assert not {"password", "identity_number"} & set(form.fields)


def test_every_model_of_the_work_is_registered_with_the_house_s_rules():
    from logistics.admin import HouseAdmin

    ours = [m for m in admin.site._registry if m._meta.app_label in ("school", "duties", "records")]

    assert {Duty, Plan, RotaTurn, Term, SchoolDay, Entry} <= set(ours)
    assert all(isinstance(admin.site._registry[model], HouseAdmin) for model in ours)
