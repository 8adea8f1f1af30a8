"""Who may open what: every address of the site, for every role, at one's own campus and another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from logistics.access import Role
from tests.world import World, make_world

MISSING = 987_654_321
LOGIN = "/login/"

# Roles are held at one of two campuses; the head directs, and the office keeps, both of them.
ROLES = set(Role.values)
DIRECTORS = {"director", "head"}
ADMINS = {"admin", "office"}
INSIDE = ROLES | {"head", "office"}
STAFF = INSIDE - {"inspector"}
LEADERS = DIRECTORS | ADMINS | {"principal", "inspector"}
ARRANGERS = DIRECTORS | ADMINS
READERS = LEADERS | {"food_safety_officer", "doctor", "storekeeper", "accountant"}
OF_THE_CLASS = {"teacher", "carer"}
WITH_CHILDREN = ARRANGERS | OF_THE_CLASS | {"doctor"}
DOCTORS = {"doctor"} | ADMINS
WHOLE_SCHOOL = {"head", "office"}


@dataclass(frozen=True)
class Page:
    """One address: who may open it, what they get, and from whom its thing is hidden.

    Those who neither may nor find it hidden are refused. `thing` names what the address is about.
    """

    name: str
    who: set[str]
    thing: str = ""
    get: int = 200
    post: int | None = None
    hidden: frozenset[str] | set[str] = frozenset()

    def expected(self, actor: str, method: str) -> int | None:
        if method == "get" and self.get == 405:
            return 405
        if actor in self.who:
            return self.get if method == "get" else self.post
        return 404 if actor in self.hidden else 403


def form(name: str, who: set[str], thing: str = "", **given: Any) -> Page:
    """Sent empty, a form is shown again."""
    return Page(name, who, thing, **{"post": 200} | given)


def button(name: str, who: set[str], thing: str = "", post: int = 302, **given: Any) -> Page:
    return Page(name, who, thing, get=405, post=post, **given)


SELF = [
    Page("home", INSIDE),
    Page("me", INSIDE),
    Page("login", INSIDE, get=302, post=302),
    button("logout", INSIDE),
    Page("set_language", INSIDE, get=302, post=302),
    button("appearance", INSIDE),
    form("password_change", INSIDE),
    Page("password_change_done", INSIDE),
    button("campus_choose", INSIDE),
    button("draft", INSIDE, post=400),
    button("draft_discard", INSIDE),
    Page("style", INSIDE),
    Page("style_options", INSIDE),
]
SCHOOL = [
    Page("school:person_list", LEADERS),
    Page("school:person_options", LEADERS),
    form("school:person_new", ARRANGERS),
    Page("school:person", LEADERS, "person"),
    form("school:person_edit", ARRANGERS, "person"),
    button("school:person_reveal", ARRANGERS, "person", post=200),
    form("school:person_login", ADMINS, "person"),
    button("school:person_leave", ARRANGERS, "person"),
    form("school:post_edit", ARRANGERS, "post"),
    form("school:post_end", ARRANGERS, "post"),
    Page("school:work_line_list", LEADERS),
    form("school:work_line_new", ARRANGERS),
    form("school:work_line_edit", ARRANGERS, "work_line"),
    button("school:work_line_remove", ARRANGERS, "work_line"),
    Page("school:place_list", INSIDE),
    Page("school:place_options", INSIDE),
    form("school:place_new", ARRANGERS),
    Page("school:place", INSIDE, "place"),
    form("school:place_edit", ARRANGERS, "place"),
    Page("school:zone_list", INSIDE),
    form("school:zone_edit", ARRANGERS, "zone"),
    button("school:zone_remove", ARRANGERS, "zone"),
    form("school:zone_new", ARRANGERS, "term"),
    button("school:zone_copy", ARRANGERS, "term"),
    Page("school:class_list", LEADERS | OF_THE_CLASS | {"doctor"}),
    form("school:class_new", ARRANGERS),
    Page("school:class", LEADERS | OF_THE_CLASS | {"doctor"}, "class"),
    form("school:class_edit", ARRANGERS, "class"),
    form("school:class_enrol", ARRANGERS, "class"),
    form("school:closure_new", ARRANGERS, "class"),
    button("school:closure_remove", ARRANGERS, "closure"),
    Page("school:child_list", WITH_CHILDREN),
    form("school:child_new", DOCTORS),
    Page("school:child", WITH_CHILDREN, "child"),
    form("school:child_edit", DOCTORS, "child"),
    form("school:child_enrol", DOCTORS, "child"),
    form("school:child_health", DOCTORS, "child"),
    button("school:child_reveal", WITH_CHILDREN, "child", post=200),
    form("school:guardian_new", DOCTORS, "child"),
    form("school:guardian_edit", DOCTORS, "guardian"),
    button("school:guardian_remove", DOCTORS, "guardian"),
    Page("school:term_list", INSIDE),
    form("school:term_new", WHOLE_SCHOOL),
    Page("school:term", INSIDE, "term"),
    form("school:term_edit", WHOLE_SCHOOL, "term"),
    form("school:day_edit", ARRANGERS, "term"),
    form("school:notice_new", ARRANGERS, "term"),
    Page("school:settings", LEADERS),
    form("school:school_edit", {"office"}),
    Page("school:campus_list", LEADERS),
    form("school:campus_new", {"office"}),
    form("school:campus_edit", ARRANGERS, "campus"),
    Page("school:rule_list", LEADERS),
    form("school:rule_new", set(), "rule", hidden=WHOLE_SCHOOL),
]
RECORDS = [
    Page("records:photo", READERS, "photo", hidden=INSIDE),
    Page("records:photo_small", READERS, "photo", hidden=INSIDE),
    Page("duties:record_new", STAFF),
    form("duties:note_new", STAFF),
    Page("duties:entry", READERS, "entry", hidden=INSIDE),
    form("duties:entry_correct", DIRECTORS, "entry", hidden=STAFF - READERS),
    form("duties:entry_void", DIRECTORS, "entry"),
    button(
        "duties:entry_review",
        DIRECTORS | {"principal", "food_safety_officer", "doctor"},
        "entry",
    ),
    Page("duties:register_list", READERS),
    Page("duties:register", READERS, "register"),
    Page("duties:register_print", READERS, "register"),
    Page("duties:register_sheet", READERS, "register"),
    Page("duties:register_completeness", READERS, "register"),
    form("duties:register_setting", WHOLE_SCHOOL, "register"),
]
SEES_THE_TASK = LEADERS | OF_THE_CLASS - {"teacher"}
DUTIES = [
    Page("duties:task_list", INSIDE),
    Page("duties:task", SEES_THE_TASK, "task", hidden=INSIDE),
    Page(
        "duties:task_record", SEES_THE_TASK - {"inspector"}, "task", get=302, hidden=STAFF
    ),
    form("duties:task_assign", DIRECTORS, "task"),
    form("duties:task_excuse", DIRECTORS | {"principal"}, "task"),
    form("duties:task_follow_up", DIRECTORS | {"principal"}, "task"),
    Page("duties:calendar_home", INSIDE, get=302),
    Page("duties:calendar_day", INSIDE),
    Page("duties:calendar_week", INSIDE),
    Page("duties:calendar_month", INSIDE),
    Page("duties:calendar_term", INSIDE),
    Page("duties:compliance", LEADERS | {"doctor"}),
    Page("duties:duty_list", LEADERS),
    form("duties:duty_new", DIRECTORS),
    Page("duties:duty", LEADERS, "duty"),
    form("duties:duty_edit", DIRECTORS, "duty"),
    form("duties:duty_happened", STAFF, "event"),
    form("duties:turn_new", DIRECTORS, "rota"),
    button("duties:turn_delete", DIRECTORS, "turn"),
    Page("duties:catalogue", {"head"}, post=302),
]
PLANS = [
    Page("duties:plan_list", INSIDE),
    form("duties:plan_new", DIRECTORS),
    Page("duties:plan_review", set(), "token", hidden=DIRECTORS),
    button("duties:plan_discard", DIRECTORS, "token"),
    form("duties:plan_write", STAFF),
    Page("duties:plan", LEADERS, "plan", hidden=INSIDE),
    form("duties:plan_edit", DIRECTORS, "plan", hidden=STAFF),
    form("duties:plan_close", DIRECTORS, "plan", hidden=STAFF),
    Page("duties:line", LEADERS, "line", get=302, hidden=INSIDE),
    form("duties:line_new", DIRECTORS),
    form("duties:line_edit", DIRECTORS, "line", hidden=STAFF),
]
PAGES = [*SELF, *SCHOOL, *RECORDS, *DUTIES, *PLANS]
FOR_EVERYBODY = {"login", "status_live", "status_ready", "manifest", "favicon"}

# What has no campus: the same for everybody who may open it.
COMMON = {"term", "rule", "register", "token"}
FAST = [name for name in django_settings.MIDDLEWARE if not name.startswith("zeal")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world):
    return {name: session_of(person) for name, person in world.people.items()}


def session_of(person: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "logistics.school.posts.PostBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


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
            response = getattr(client, method)(url, **given)
            response.close()
            return response

    return request


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def addresses() -> dict[str, URLPattern]:
    return dict(walk(get_resolver(), ""))


def walk(resolver: URLResolver, above: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver):
            yield f"{above}{entry.name}", entry
        elif entry.app_name != "admin":  # one declared entry: tests/house/test_admin.py
            yield from walk(entry, f"{above}{entry.namespace}:" if entry.namespace else above)


def address(page: Page, key: Any) -> str:
    names = addresses()[page.name].pattern.regex.groupindex
    return reverse(page.name, args=[key] if names else [])


def key_of(page: Page, world: World, *, other: bool = False) -> Any:
    common = {"term": world.term.pk, "rule": "none", "token": "abc", "register": "work-notes"}
    if page.thing in COMMON:
        return common[page.thing]
    things = world.others if other else world.own
    return things[page.thing].pk if page.thing else None


def test_every_address_is_declared_here_and_guarded():
    declared = {page.name for page in PAGES} | FOR_EVERYBODY
    unguarded = {
        name
        for name, entry in addresses().items()
        if not hasattr(entry.callback, "access")
        and getattr(entry.callback, "login_required", True)
    }

    assert set(addresses()) == declared
    assert unguarded == set()


def test_the_admin_is_the_only_part_with_its_own_guard():
    others = [
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.app_name
    ]

    assert {entry.app_name for entry in others} - {"school", "records", "duties"} == {"admin"}


ACTS = [page for page in PAGES if page.post is not None]
CELLS = [(page, "get") for page in PAGES] + [(page, "post") for page in ACTS]


@pytest.mark.parametrize(("page", "method"), CELLS, ids=lambda cell: getattr(cell, "name", cell))
def test_each_role_gets_what_is_declared(world, ask, page, method):
    url = address(page, key_of(page, world))

    got = {actor: ask(method, url, actor).status_code for actor in sorted(INSIDE)}

    told = {actor: page.expected(actor, method) for actor in sorted(INSIDE)}
    assert differences(got, told) == {}


def differences(got: dict[str, int], told: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What came and what should have come, for those who got something else."""
    return {name: (got[name], told[name]) for name in told if got[name] != told[name]}
