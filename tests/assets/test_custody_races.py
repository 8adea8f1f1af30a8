"""Two people at the same moment: one loan, one write-off, one handover; each with its control."""

from functools import partial

import pytest
from django.utils import timezone

from assets.custody import lending
from assets.models import Asset, Loan, LoanSheet
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.school.models import Campus
from tests.assets.custody_factories import (
    agree,
    apply_for,
    ask,
    hand_over,
    lend,
    make_asset,
    make_person,
    make_room,
    sign,
    write_off,
)
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]


@pytest.fixture
def campus(shared):
    return Campus.objects.create(name="Main campus")


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


def test_of_the_last_things_of_a_batch_no_more_is_lent_than_there_is(campus, keeper):
    drums = make_asset(make_room(campus), quantity=3)
    loans = [ask(drums, make_person(campus), quantity=1) for _n in range(8)]

    results = together([partial(lend, loan, by=keeper) for loan in loans])

    assert refusals(results) == 5
    assert Loan.objects.open().count() == 3


def test_control_without_the_hold_more_is_lent_than_there_is(
    campus, keeper, monkeypatch, on_postgresql
):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    drums = make_asset(make_room(campus), quantity=3)
    loans = [ask(drums, make_person(campus), quantity=1) for _n in range(8)]
    monkeypatch.setattr(lending, "refuse_too_many", lambda loan: None)

    together([partial(lend, loan, by=keeper) for loan in loans])

    assert Loan.objects.open().count() == 8


def test_one_thing_is_lent_to_one_of_two(campus, keeper):
    camera = make_asset(make_room(campus))
    loans = [ask(camera, make_person(campus)) for _n in range(2)]

    results = together([partial(lend, loan, by=keeper) for loan in loans])

    assert refusals(results) == 1
    assert LoanSheet.objects.count() == 1


def test_the_two_last_signatures_at_once_complete_a_handover(campus, keeper):
    giver, taker = make_person(campus), make_person(campus)
    director = make_person(campus, "director")
    clock = make_asset(make_room(campus), custodian=giver)
    entry = hand_over(giver, taker, director, campus=campus, by=keeper)
    sign(entry, director, "supervised")

    def signs(person, capacity):
        seen = Entry.objects.get(pk=entry.pk)
        return signing.sign(seen, capacity, by=person, now=timezone.now(), seen=1)

    results = together([partial(signs, giver, "handed_over"), partial(signs, taker, "taken_over")])

    clock.refresh_from_db()
    assert refusals(results) == 0
    assert (clock.custodian, clock.events.count()) == (taker, 1)


def test_an_application_is_written_off_by_one_of_two(campus, keeper):
    heads = make_person(campus, "director"), make_person(campus, "principal")
    entry = apply_for(make_asset(make_room(campus)), by=keeper, appraiser=make_person(campus))
    from logistics.approvals.models import Approval

    agree(Approval.objects.get(), *heads)

    results = together([partial(write_off, entry, by=keeper) for _n in range(2)])

    assert refusals(results) == 1
    assert Asset.objects.get().events.filter(kind="disposed").count() == 1
