"""No page leads its reader to a closed door: every link opens for whoever is shown it."""

from collections import deque
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from logistics.access import Role
from tests.sample import holder, small_school

ELSEWHERE = ("/admin/", "/static/")
AWAY = {"logout", "set_language"}
STARTS = ("/", "/me/", "/tasks/", "/todo/", "/calendar/month/")


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    with small_school(django_db_blocker, classes=2, children=12):
        yield


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
