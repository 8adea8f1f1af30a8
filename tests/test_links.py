"""No page leads its reader to a closed door: every link opens for whoever is shown it."""

from collections import deque
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from django.utils import timezone
from lxml import html

from logistics import demo
from logistics.access import Role
from logistics.school.models import Post
from tests.factories import make_person

FAST = [name for name in django_settings.MIDDLEWARE if not name.startswith("zeal")]
ELSEWHERE = ("/admin/", "/static/")
AWAY = {"logout", "set_language"}
STARTS = ("/", "/me/", "/tasks/", "/todo/", "/calendar/month/")


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """A sample school in the middle of its work; each test leaves it as it was."""
    wanted = demo.Wanted(now=timezone.now(), days=5, seed=1, classes=2, children=12)
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MIDDLEWARE=FAST, DEMO=True),
    ):
        demo.make(wanted, lambda stage: None)
        yield
        transaction.set_rollback(True)


def holder(role):
    """Somebody of the sample who holds the role today, or a newcomer."""
    posts = Post.objects.current(timezone.localdate()).filter(role=role, person__is_active=True)
    first = posts.select_related("person").first()
    return first.person if first else make_person(role=role, name="新来的")


def kind_of(url, *, long_form):
    """What like links have in common: the view, the register it shows, what they ask it."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or parts.path.startswith(ELSEWHERE):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return (parts.path,)
    if match.view_name in AWAY:
        return None
    asked = parse_qs(parts.query)
    code = match.kwargs.get("code") if long_form or match.view_name == "duties:register" else None
    return match.view_name, code, tuple(sorted(asked)) if long_form else "task" in asked


def closed_doors(client, *, long_form):
    """Where a link led to and from where, for those that did not open."""
    waiting = deque((url, "") for url in STARTS)
    met, found = set(), {}
    while waiting:
        url, source = waiting.popleft()
        kind = kind_of(url, long_form=long_form)
        if kind is None or kind in met:
            continue
        met.add(kind)
        answer = client.get(url, follow=True)
        if answer.status_code >= 400:
            found[url] = f"{answer.status_code} from {source}"
        elif answer.streaming:
            answer.close()
        elif answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            here = answer.request["PATH_INFO"]
            links = html.document_fromstring(answer.content).xpath("//a/@href")
            waiting.extend((urljoin(here, link), here) for link in links)
    return found


@pytest.mark.once
@pytest.mark.parametrize("role", Role.values)
def test_every_link_opens_for_whoever_is_shown_it(db, school, role, long_form):
    client = Client()
    client.force_login(holder(role), backend="logistics.school.posts.PostBackend")

    assert closed_doors(client, long_form=long_form) == {}
