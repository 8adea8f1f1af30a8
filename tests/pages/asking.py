"""Asking the declared addresses: what to put into them, by whom, and taking back what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.pages import COMMON, Page
from tests.world import World

MISSING = 987_654_321
FAST = [name for name in settings.MIDDLEWARE if not name.startswith("zeal")]


def session_of(person: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "logistics.school.posts.PostBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def read(response: Any) -> Any:
    """Take an answer to its end, as a browser does: a file is closed then."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
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
    common = {
        "help": "tasks",
        "import": "places",
        "term": world.term.pk,
        "rule": "none",
        "token": "abc",
        "register": "work-notes",
        "seal": 1,
        **{name: world.own[name].pk for name in ("item", "item_group", "supplier", "method")},
        **{name: world.own[name].pk for name in ("additive", "risk_item")},
        "standard": world.standard,
        "dish": world.own["dish"].pk,
        **{name: world.own[name].pk for name in ("disease", "threshold")},
        "food": world.own["food"].pk,
    }
    if page.thing in COMMON:
        return common[page.thing]
    things = world.others if other else world.own
    if page.thing == "visit_code":
        return things["visit"].code
    if page.thing == "sample_label":
        return things["food_sample"].lines.get().code
    if page.thing in ("label", "asset label"):
        return things["place" if page.thing == "label" else "asset"].code
    return things[page.thing].pk if page.thing else None


def differences(got: dict[str, int], told: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What came and what should have come, for those who got something else."""
    return {name: (got[name], told[name]) for name in told if got[name] != told[name]}
