"""Of a sample school: every number of the term summary equals the page it leads to."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from logistics.documents import Listing, Number, Table, Text
from logistics.school.models import Campus
from tests.sample import holder, small_school

FIGURE = re.compile(r"¥?-?\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """At one moment: what is open now stays so."""
    now = timezone.now().replace(second=0, microsecond=0)
    with (
        time_machine.travel(now, tick=False),
        small_school(django_db_blocker, classes=2, children=12, now=now),
    ):
        yield


def reader(role, campus):
    client = Client()
    client.force_login(holder(role), backend="logistics.school.posts.PostBackend")
    client.get(reverse("home"))
    if campus:
        client.post(reverse("campus_choose"), {"campus": campus.pk})
    return client


def numbers_of(parts):
    for block in (block for part in parts for block in part.blocks):
        if isinstance(block, Table):
            yield from (value for row in block.rows for value in row)
        elif isinstance(block, Listing):
            yield from (*block.items, block.more)
        elif isinstance(block, Text):
            yield from block.parts


def figures_of(page, *, long_form):
    """Each with its address; of like addresses one, as far as there is one that is not nothing."""
    linked = [v for v in numbers_of(page.context["parts"]) if isinstance(v, Number) and v.url]
    linked = [v for v in linked if isinstance(v.value, int) or FIGURE.fullmatch(v.value)]
    found = {}
    for value in sorted(linked, key=lambda value: value.value != 0):
        parts = urlsplit(value.url)
        kind = (parts.path, *parse_qs(parts.query))
        found[value.url if long_form else kind] = value
    return list(found.values())


def counted_on(answer):
    """What a page that opens counts: its rows, the foot of its columns; else the figures on it."""
    if answer.status_code != 200:
        return {answer.status_code: "is not to be opened"}
    register, page = answer.context.get("register"), answer.context.get("page")
    if page is None:
        words = html.document_fromstring(answer.text).itertext()
        return {figure for said in words for figure in FIGURE.findall(said)}
    if register is None:
        return {str(page.paginator.count)}
    foot = {cell.text for cell in answer.context["totals"]}
    if register.by_key:
        return {str(page.paginator.count)} | foot
    return foot | {cell.text for line in answer.context["lines"] for cell in line.cells}


def others_of(client, *, long_form):
    figures = figures_of(client.get(reverse("duties:summary")), long_form=long_form)
    others = {
        value.url: str(value)
        for value in figures
        if str(value) not in counted_on(client.get(value.url))
    }
    return figures, others


@pytest.mark.once
@pytest.mark.parametrize("role", ["director", "principal", "doctor", "inspector"])
def test_every_number_equals_the_page_it_leads_to(db, school, role, long_form):
    figures, others = others_of(reader(role, None), long_form=long_form)

    assert sum(value.value != 0 for value in figures) > 60
    assert others == {}


@pytest.mark.once
def test_of_one_campus_every_number_equals_its_page_as_well(db, school, long_form):
    figures, others = others_of(reader("director", Campus.objects.last()), long_form=long_form)

    assert sum(value.value != 0 for value in figures) > 60
    assert others == {}
