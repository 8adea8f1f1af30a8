"""Who may open what: every address of the site, for every role, at one's own campus and another."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from logistics.access import Role
from logistics.duties.models import Duty
from logistics.records.models import Entry
from tests.factories import make_child, make_class, make_post
from tests.pages import (
    BY_SECRET,
    COMMON,
    FOR_EVERYBODY,
    INSIDE,
    ON_A_SHARED_DEVICE,
    PAGES,
)
from tests.pages.asking import (
    FAST,
    MISSING,
    address,
    addresses,
    differences,
    key_of,
    read,
    session_of,
    taken_back,
)
from tests.world import make_world
from tests.world.terms import DAY

LOGIN = "/login/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world):
    return {name: session_of(person) for name, person in world.people.items()}


@pytest.fixture(scope="module")
def client():
    with override_settings(MIDDLEWARE=FAST):
        yield Client()


@pytest.fixture
def ask(db, client, cookies):
    """One request of one person; what it changes is taken back."""

    def request(method: str, url: str, actor: str | None = None, **given: Any) -> Any:
        client.cookies.clear()
        if actor:
            client.cookies[django_settings.SESSION_COOKIE_NAME] = cookies[actor]
        with taken_back():
            return read(getattr(client, method)(url, **given))

    return request


def test_every_address_is_declared_here_and_guarded():
    declared = {page.name for page in PAGES} | FOR_EVERYBODY | BY_SECRET | ON_A_SHARED_DEVICE
    unguarded = {
        name
        for name, entry in addresses().items()
        if not hasattr(entry.callback, "access") and getattr(entry.callback, "login_required", True)
    }

    assert set(addresses()) == declared
    assert unguarded == set()


def test_the_admin_is_the_only_part_with_its_own_guard():
    others = [
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.app_name
    ]

    assert {entry.app_name for entry in others} - {
        "accounts",
        "imports",
        "school",
        "records",
        "approvals",
        "contradictions",
        "papers",
        "safety",
        "notices",
        "duties",
        "upkeep",
        "stores",
        "assets",
        "health",
        "canteen",
    } == {"admin"}


@pytest.fixture
def unwritten(monkeypatch):
    """Pages without their text, for tests that ask only whether they open: it is most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


ACTS = [page for page in PAGES if page.post is not None]
CELLS = [(page, "get") for page in PAGES] + [(page, "post") for page in ACTS]


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize(("page", "method"), CELLS, ids=lambda cell: getattr(cell, "name", cell))
def test_each_role_gets_what_is_declared(world, ask, page, method):
    url = address(page, key_of(page, world))

    got = {actor: ask(method, url, actor).status_code for actor in sorted(INSIDE)}

    told = {actor: page.expected(actor, method) for actor in sorted(INSIDE)}
    assert differences(got, told) == {}


ABOUT_A_THING = [page for page in PAGES if page.thing and page.thing not in COMMON]
CAMPUS_BOUND = ["admin", "carer", "director", "doctor", "guard"]


@pytest.mark.once
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_what_is_at_another_campus_is_as_if_it_were_not_there(world, ask, page):
    method = "post" if page.get == 405 else "get"
    theirs = address(page, key_of(page, world, other=True))
    nowhere = address(page, MISSING)

    for actor in CAMPUS_BOUND:
        hidden, missing = ask(method, theirs, actor), ask(method, nowhere, actor)

        refused = {404} if actor in page.who else {403, 404}
        assert hidden.status_code == missing.status_code
        assert hidden.status_code in refused
        assert plain_body(hidden) == plain_body(missing)


def plain_body(response: Any) -> str:
    """The page without what is new in every answer and what was asked for."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", response.text)
    return body.replace(response.request["PATH_INFO"], "")


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_a_form_sent_to_another_campus_is_refused(world, ask, page):
    theirs = address(page, key_of(page, world, other=True))

    statuses = {ask("post", theirs, actor).status_code for actor in CAMPUS_BOUND}

    assert statuses <= {403, 404}


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_the_other_campus_has_its_own_director(world, ask, page):
    ours, theirs = (address(page, key_of(page, world, other=other)) for other in (False, True))
    method = "post" if page.get == 405 else "get"

    statuses = [ask(method, url, "neighbour").status_code for url in (theirs, ours)]

    allowed = page.expected("director", method)
    assert statuses == [allowed, 403 if allowed == 403 else 404]


@pytest.mark.usefixtures("unwritten")
def test_who_directs_every_campus_opens_what_is_at_either(world, ask):
    pages = [page for page in ABOUT_A_THING if "head" in page.who and page.get != 405]

    for page in pages:
        url = address(page, key_of(page, world, other=True))
        assert (page.name, ask("get", url, "head").status_code) == (page.name, page.get)


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("actor", [None, "left", "locked"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_let_in_is_sent_to_the_login(world, ask, method, actor):
    """Nobody; somebody whose posts are over; somebody who may not log in any more."""
    closed = [page for page in PAGES if page.name != "login"]

    answers = {page.name: ask(method, address(page, key_of(page, world)), actor) for page in closed}

    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer.url.startswith(LOGIN)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(FOR_EVERYBODY))
def test_what_is_for_everybody_needs_no_login_and_tells_nothing(world, ask, name):
    answer = ask("get", reverse(name))

    told = {person.name for person in world.people.values() if person.name in answer.text}
    assert answer.status_code in (200, 302)
    assert told == set()


def test_a_post_that_ends_ends_the_session_at_the_next_request(world, ask):
    cook = world.people["cook"]
    before = ask("get", "/", "cook").status_code

    cook.posts.update(ends_on=timezone.localdate() - DAY)

    assert (before, ask("get", "/", "cook").url) == (200, f"{LOGIN}?next=/")


def test_a_demotion_holds_at_the_next_request(world, ask):
    director = world.people["director"]
    before = ask("get", reverse("duties:duty_new"), "director").status_code

    director.posts.update(role=Role.COOK)

    assert (before, ask("get", reverse("duties:duty_new"), "director").status_code) == (200, 403)


def test_a_move_to_another_campus_holds_at_the_next_request(world, ask):
    task = world.own["task"].get_absolute_url()
    before = ask("get", task, "director").status_code

    world.people["director"].posts.update(campus=world.there)

    theirs = world.others["task"].get_absolute_url()
    after = [ask("get", url, "director").status_code for url in (task, theirs)]
    assert (before, after) == (200, [404, 200])


def test_a_permission_held_at_one_campus_is_no_permission_at_the_other(world, ask):
    """Directing one campus and leading the other: seen at both, changed at one."""
    make_post(person=world.people["director"], role=Role.PRINCIPAL, campus=world.there)
    entry, plan, duty = (world.others[name].pk for name in ("entry", "plan", "duty"))

    seen = [
        ask("get", reverse(name, args=[pk]), "director").status_code
        for name, pk in [("duties:entry", entry), ("duties:plan", plan), ("duties:duty", duty)]
    ]
    changed = {
        name: ask("post", reverse(name, args=[pk]), "director", data={"reason": "x"}).status_code
        for name, pk in [
            ("duties:entry_void", entry),
            ("duties:entry_correct", entry),
            ("duties:plan_edit", plan),
            ("duties:plan_close", plan),
            ("duties:duty_edit", duty),
            ("duties:turn_new", duty),
            ("duties:task_assign", world.others["task"].pk),
            ("school:person_edit", world.others["person"].pk),
            ("school:class_edit", world.others["class"].pk),
        ]
    }

    assert seen == [200, 200, 200]
    assert set(changed.values()) <= {403, 404}


def test_what_every_campus_owes_is_changed_only_for_the_whole_school(world, ask):
    common = Duty.objects.create(title="Common", trade="health", role="cook", rhythm="weekly")
    edit = reverse("duties:duty_edit", args=[common.pk])

    statuses = {actor: ask("get", edit, actor).status_code for actor in ("director", "head")}

    assert ask("get", common.get_absolute_url(), "director").status_code == 200
    assert statuses == {"director": 404, "head": 200}


def test_a_class_teacher_sees_the_children_of_the_class_only(world, ask):
    other = make_class(campus=world.here, school_year=world.term.school_year)
    child = make_child(school_class=other, term=world.term, name="Somebody else's")

    page = ask("get", reverse("school:child_list"), "teacher").text
    hidden = ask("get", child.get_absolute_url(), "teacher").status_code

    assert (world.own["child"].name in page, child.name in page, hidden) == (True, False, 404)


def test_the_writer_reads_a_record_and_a_colleague_does_not(world, ask):
    url = world.own["entry"].get_absolute_url()
    make_post(person=world.people["cleaner"], role=Role.CARER, school_class=world.own["class"])
    Entry.objects.filter(pk=world.own["entry"].pk).update(entered_by=world.people["carer"])

    assert [ask("get", url, actor).status_code for actor in ("carer", "cleaner")] == [200, 404]


FILTERS = ["duty", "school_class", "place", "campus", "person"]


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_does_not_name_what_one_may_not_see(world, ask, name):
    thing = world.others[name.removeprefix("school_")]

    page = ask("get", f"{reverse('duties:task_list')}?{name}={thing.pk}", "cook").text

    assert str(thing) not in page


LISTS = [page for page in PAGES if not page.thing and page.name.endswith("_list")]


@pytest.mark.once
@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.name)
@pytest.mark.parametrize("actor", ["director", "principal", "carer", "doctor"])
def test_no_list_names_what_is_at_another_campus(world, ask, page, actor):
    found = ask("get", f"{reverse(page.name)}?all=on&state=due&state=late", actor).text

    assert "West" not in found
