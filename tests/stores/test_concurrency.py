"""Many people at one store at the same moment: nothing below zero, nothing lost.

Each promise has its control: the same race without the guard goes wrong.
"""

from decimal import Decimal
from random import Random
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from logistics.errors import Refused
from logistics.school.models import Campus
from logistics.stores import issuing, ledger, returning
from logistics.stores.issuing import Wanted
from logistics.stores.models import Balance, Lot, Movement
from tests.factories import make_person
from tests.stores.factories import bring, make_item, make_store
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture: a database that every thread can open

NOW = timezone.now()
PEOPLE = 30


@pytest.fixture
def campus(shared):
    return Campus.objects.create(name="Main campus")


@pytest.fixture
def store(campus):
    return make_store(campus)


@pytest.fixture
def keepers(campus):
    return [make_person(role="storekeeper", campus=campus) for _ in range(2)]


@pytest.fixture
def mop(store, keepers):
    item = make_item(name="Mop")
    bring(store, item, 3, by=keepers[0])
    return item


def giving(store, item, to, by, quantity=1):
    wanted = [Wanted(item, Decimal(quantity))]
    told = {"receiver": to, "by": by, "now": NOW, "happened_at": NOW}
    return lambda: issuing.issue(store, wanted, **told)


def assert_it_adds_up():
    moved = Movement.objects.order_by().values_list("store", "lot").annotate(all=Sum("quantity"))
    sums = {(store, lot): ledger.exact(total) for store, lot, total in moved}
    kept = Balance.objects.values_list("store", "lot", "quantity")
    assert {(store, lot): quantity for store, lot, quantity in kept} == sums
    assert min(sums.values()) >= 0


def test_of_thirty_people_who_want_the_last_three_three_get_one(store, keepers, mop, campus):
    people = [make_person() for _ in range(PEOPLE)]

    results = together([giving(store, mop, person, keepers[0]) for person in people])

    assert refusals(results) == PEOPLE - 3
    assert ledger.left_in(store, mop) == 0
    assert Movement.objects.filter(kind="issue").count() == 3
    assert_it_adds_up()


def test_without_the_guard_two_take_the_same_last_one(store, keepers, mop):
    """The control: asking first and taking afterwards leaves a moment in which both are right."""
    Balance.objects.update(quantity=1)
    read = Barrier(2)

    def take():
        left = Balance.objects.get().quantity
        read.wait(60)
        if left < 1:
            raise Refused("Nothing left")
        return Balance.objects.update(quantity=left - 1)

    results = together([take, take])

    assert results == [1, 1]


def test_two_keepers_with_many_movements_at_once_leave_a_ledger_that_adds_up(
    store, keepers, mop, campus
):
    second, chance = make_store(campus), Random(7)
    teacher = make_person()
    items = [mop, make_item(), make_item()]

    def working(keeper, seed):
        rng = Random(seed)

        def work():
            refused = 0
            for _ in range(8):
                item, place = rng.choice(items), rng.choice([store, second])
                quantity = rng.randint(1, 3)
                try:
                    if rng.random() < 0.5:
                        bring(place, item, quantity, by=keeper)
                    else:
                        giving(place, item, teacher, keeper, quantity)()
                except Refused:
                    refused += 1
            return refused

        return work

    results = together([working(keeper, chance.random()) for keeper in keepers * 2])

    assert all(isinstance(each, int) for each in results)
    assert Movement.objects.count() > 8
    assert_it_adds_up()


def test_of_several_who_bring_back_the_same_thing_one_is_believed(store, keepers, mop):
    teacher = make_person()
    sheet = giving(store, mop, teacher, keepers[0])()
    returned = [returning.Returned(Lot.objects.get(), Decimal(1))]
    told = {"store": store, "returned_by": teacher, "now": NOW, "happened_at": NOW}

    results = together(
        [lambda by=by: returning.give_back(sheet, returned, by=by, **told) for by in keepers * 2]
    )

    assert refusals(results) == 3
    assert ledger.left_in(store, mop) == 3


def test_a_document_is_taken_back_once_however_many_press_at_once(store, keepers, mop):
    sheet = giving(store, mop, make_person(), keepers[0])()

    results = together(
        [lambda by=by: ledger.take_back(sheet, by=by, now=NOW, reason="x") for by in keepers * 2]
    )

    assert sum(not isinstance(each, Exception) for each in results) == 1
    assert ledger.left_in(store, mop) == 3
    assert_it_adds_up()


def test_control_without_the_hold_the_second_is_not_told_why(
    store, keepers, mop, monkeypatch, on_postgresql
):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    sheet = giving(store, mop, make_person(), keepers[0])()
    monkeypatch.setattr(ledger, "hold", lambda document: True)

    with pytest.raises(IntegrityError):
        together(
            [
                lambda by=by: ledger.take_back(sheet, by=by, now=NOW, reason="x")
                for by in keepers * 2
            ]
        )
