"""Two people book in one gift at the same moment: it is booked once; with its control."""

from functools import partial

import pytest

from assets.buying import donating
from assets.buying.accepting import Known
from assets.models import DonationIntake
from logistics.school.models import Campus
from logistics.stores import ledger
from tests.assets.buying import NOW, make_item, make_school
from tests.assets.test_donations import BOOKS, given, sign
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]


@pytest.fixture
def school(shared):
    return make_school(Campus.objects.create(name="Main campus"))


@pytest.fixture
def gift(school):
    paper = given(school, BOOKS)
    sign(paper)
    return paper


def book_twice(school, gift, item):
    told = {line.pk: Known(item=item) for line in gift.lines.all()}
    keepers = (school.storekeeper, school.director)
    return together(
        [
            partial(donating.book_in, gift, told, store=school.store, by=keeper, now=NOW)
            for keeper in keepers
        ]
    )


def test_a_gift_booked_by_two_at_once_stands_in_the_store_once(school, gift):
    item = make_item(name="绘本")

    results = book_twice(school, gift, item)

    assert refusals(results) == 1
    assert ledger.left_in(school.store, item) == 50


def test_control_without_the_claim_it_stands_there_twice(school, gift, monkeypatch):
    item = make_item(name="绘本")
    unsaved = lambda paper, by, now: DonationIntake(receipt=paper, by=by, at=now)  # noqa: E731
    monkeypatch.setattr(donating, "claim", unsaved)
    monkeypatch.setattr(DonationIntake, "save", lambda self, **given: None)

    results = book_twice(school, gift, item)

    assert refusals(results) == 0
    assert ledger.left_in(school.store, item) == 100
