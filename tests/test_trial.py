"""A trial: the sample school goes by typing its name, and comes again into an empty database."""

import pytest
from django.test import Client
from django.utils import timezone

from logistics import demo
from logistics.demo import starting, views
from logistics.errors import Refused
from logistics.school.models import Campus, Person, School
from tests.world import make_world

SMALL = {"days": 3, "seed": 1, "classes": 1, "children": 4}
GIVEN = {
    "name": "李明",
    "username": "liming",
    "password": "yunshan-2026-x",
}


@pytest.fixture
def admin(db, client, settings):
    """The administrator of a sample school, logged in."""
    settings.DEMO = True
    office = make_world(timezone.now()).people["office"]
    School.objects.update(is_demo=True)
    client.force_login(office, backend="logistics.school.posts.PostBackend")
    return client


def remove(client, **changed):
    name = School.current().name
    return client.post(
        "/first-use/sample/remove/", {**GIVEN, "typed": name, **changed}, follow=True
    )


def logs_in(username, password):
    given = {"username": username, "password": password}
    return Client().post("/login/", given).status_code == 302


def test_the_sample_goes_and_its_admin_begins_with_an_empty_school(admin):
    page = remove(admin)

    assert page.request["PATH_INFO"] == "/first-use/"
    assert "The sample data are gone" in page.text
    assert (School.objects.count(), Campus.objects.count()) == (0, 0)
    assert [person.username for person in Person.objects.all()] == ["liming"]
    assert logs_in("liming", "yunshan-2026-x")


def test_a_wrong_name_or_a_weak_password_removes_nothing(admin):
    for wrong in ({"typed": "another school"}, {"password": "12345678"}, {"name": ""}):
        assert remove(admin, **wrong).context["form"].errors.keys() == wrong.keys()

    assert School.current().is_demo


def test_the_sample_comes_again_into_an_empty_school(admin, monkeypatch, settings):
    # It is written row by row in places, which is nobody's page.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("zeal")]
    monkeypatch.setattr(views, "SMALL", SMALL)
    remove(admin)

    page = admin.post("/first-use/sample/", follow=True)

    assert page.request["PATH_INFO"] == "/login/"
    assert School.current().is_demo
    assert logs_in("director", "demo-2026")


def test_the_sample_does_not_come_over_a_school(db):
    School.objects.create(name="Sunshine")

    with pytest.raises(Refused):
        starting.load(demo.Wanted(now=timezone.now(), **SMALL))

    assert School.current().name == "Sunshine"


def test_a_school_of_ones_own_is_not_removed(admin):
    School.objects.update(is_demo=False)

    assert remove(admin).status_code == 404
    assert School.objects.exists()


def test_outside_a_trial_neither_is_there(admin, settings):
    settings.DEMO = False
    School.objects.update(is_demo=False)

    answers = [admin.get("/first-use/sample/"), admin.get("/first-use/sample/remove/")]

    assert [answer.status_code for answer in answers] == [404, 404]
