"""What holds for every page: no question breaks it or asks more than it offers, and it is kept nowhere."""

import os
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.paginator import Page
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from lxml import html

from tests.pages import PAGES
from tests.pages.asking import FAST, address, key_of, read
from tests.test_every_form import entered
from tests.test_search import odd_strings
from tests.world import make_world

pytestmark = pytest.mark.django_db

# What the pages of an address understand without saying so in a form or a link of theirs.
UNSAID = {
    "page",
    "task",
    "place",
    "class",
    "plan",
    "parent",
    "kind",
    "year",
    "next",
    "path",
    "draft",
}
# Names that a query of the database would understand.
LOOKUPS = {
    "campus__name": "West", "person__password__startswith": "a", "sort": "-pk",
    "entered_by__phone": "1", "id__in": "1,2", "q__regex": ".*", "col": "entered_by__password",
}  # fmt: skip
ANSWERS = {200, 302, 400, 404}
ASKED = [page for page in PAGES if page.get == 200 and "head" in page.who]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asked(world):
    """By page: the address, what it understands, and its answer when nothing is asked."""
    with override_settings(MIDDLEWARE=FAST):
        client = entered(world, "head")
        urls = {page.name: address(page, key_of(page, world)) for page in ASKED}
        answers = {name: read(client.get(url)) for name, url in urls.items()}
        return {
            name: (url, understood(answers[name], url) | UNSAID, answers[name])
            for name, url in urls.items()
        }


def understood(answer: Any, url: str) -> set[str]:
    """The fields of the page's own questions, and what its links to itself say."""
    if not answer.headers["Content-Type"].startswith("text/html") or not answer.content.strip():
        return set()  # a file, or options of which there are none
    tree = html.document_fromstring(answer.content)
    fields = tree.xpath("//form[not(@method) or @method='get']//*[@name]/@name")
    links = (urlsplit(link) for link in tree.xpath("//a/@href"))
    said = [n for link in links if link.path in ("", url) for n, _v in parse_qsl(link.query)]
    return {*fields, *said} - {"csrfmiddlewaretoken"}


def dealt(names: set[str], strings: Iterator[str]) -> dict[str, str]:
    """To each name the next string."""
    return dict(zip(sorted(names), strings, strict=False))


@pytest.mark.soak
@pytest.mark.parametrize("start", range(12 if os.environ.get("SOAK") else 2))
def test_no_odd_question_breaks_a_page(world, asked, settings, start):
    settings.MIDDLEWARE = FAST
    client = entered(world, "head")
    strings = cycle(odd_strings())
    list(islice(strings, 47 * start))

    answers = {
        name: read(client.get(f"{url}?{urlencode(dealt(names, strings), errors='replace')}"))
        for name, (url, names, _answer) in asked.items()
    }

    wrong = {n: a.status_code for n, a in answers.items() if a.status_code not in ANSWERS}
    assert wrong == {}


def test_a_question_that_no_page_offers_changes_no_list(world, asked, settings):
    """Names of columns and lookups reach no query."""
    settings.MIDDLEWARE = FAST
    client = entered(world, "head")
    lists = {name: url for name, (url, _names, answer) in asked.items() if rows(answer) is not None}

    plain = {name: rows(read(client.get(url, {"nobody": "asks"}))) for name, url in lists.items()}
    answered = {name: rows(read(client.get(url, LOOKUPS))) for name, url in lists.items()}

    assert len(lists) > 12
    assert answered == plain


def rows(answer: Any) -> list[Any] | None:
    page = answer.context.get("page") if answer.context else None
    listed = isinstance(page, Page)
    return [getattr(row, "pk", row) for row in page.object_list] if listed else None


BY_DEFAULT = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ALONE = {"papers:paper_file"}  # stands by itself and may load nothing at all
PICTURES = {"records:photo", "records:photo_small"}  # of one's own browser, for a day


def test_no_page_stays_in_the_browser_or_opens_inside_another(asked):
    heads = {name: answer.headers for name, (_url, _names, answer) in asked.items()}

    stored = {name for name, head in heads.items() if head["Cache-Control"] != "private, no-store"}
    policies = {
        head["Content-Security-Policy"] for name, head in heads.items() if name not in ALONE
    }
    types = {head["X-Content-Type-Options"] for head in heads.values()}

    assert stored == PICTURES
    assert types == {"nosniff"}
    assert len(policies) == 1
    assert set(policies.pop().split("; ")) >= BY_DEFAULT
