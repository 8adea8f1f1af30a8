"""Counting and posting while others issue: nothing is lost, whoever comes first."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.utils import timezone

from logistics.school.models import Campus
from logistics.stores import counting, issuing, ledger
from logistics.stores.issuing import Wanted
from logistics.stores.models import Balance, Count, Counting, Movement
from tests.factories import make_person
from tests.stores.factories import bring, make_item, make_store
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture

NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def counted(shared):
    """Ten mops, eight of them on the shelf, explained and ready to be posted."""
    campus = Campus.objects.create(name="Main campus")
    keeper = make_person(role="storekeeper", campus=campus)
    leader = make_person(role="accountant", campus=campus)
    store, mop = make_store(campus, keeper=keeper), make_item(name="Mop")
    bring(store, mop, 10, by=keeper, at=NOW - 60 * MINUTE)
    given = {"occasion": "month", "led_by": leader, "by": leader}
    count = counting.begin(store, now=NOW - 30 * MINUTE, **given)
    line = count.lines.get()
    counting.note(line, Decimal(8), by=keeper, now=NOW - 20 * MINUTE, key="shelf")
    counting.finish(count)
    counting.explain(line, reason="Lost", handling="Written off")
    return count


def post(count, seen):
    count = Count.objects.get(pk=count.pk)
    return counting.post(count, by=count.led_by, now=NOW, seen=seen)


def give_one(count):
    store = Count.objects.get(pk=count.pk).store
    item = Balance.objects.get(store=store).item
    people = {"receiver": count.led_by, "by": count.opened_by}
    return issuing.issue(store, [Wanted(item, Decimal(1))], now=NOW, happened_at=NOW, **people)


def test_a_stocktake_is_posted_while_seven_people_draw_on_the_same_goods(counted):
    seen = counting.digest(counting.lines_of(counted))

    results = together([lambda: post(counted, seen), *[lambda: give_one(counted)] * 7])

    moved = sum(Movement.objects.values_list("quantity", flat=True))
    assert refusals(results) == 0
    assert Balance.objects.get().quantity == moved == 1


def test_without_the_ledger_what_was_issued_meanwhile_would_come_back(counted):
    """The control: the account is set to what was counted, and an issue is lost."""
    read = Barrier(2)

    def set_to_counted():
        balance = Balance.objects.get()
        read.wait(60)
        balance.quantity = counted.lines.get().counted
        balance.save()

    def issue():
        balance = Balance.objects.get()
        read.wait(60)
        balance.quantity -= 1
        balance.save()

    together([set_to_counted, issue])

    assert Balance.objects.get().quantity in {8, 9}  # and not the 7 that are there


def test_of_two_who_post_at_once_one_does(counted):
    seen = counting.digest(counting.lines_of(counted))

    results = together([lambda: post(counted, seen)] * 2)

    assert refusals(results) == 1
    assert ledger.left_in(counted.store, Balance.objects.get().item) == 8


def test_two_counters_at_once_both_stay_readable_and_one_of_them_counts(counted):
    counting.reopen(counted)
    line = counted.lines.get()

    def say(quantity):
        def act():
            own = counted.lines.get(pk=line.pk)
            by = counted.led_by if quantity == 7 else counted.opened_by
            return counting.note(own, Decimal(quantity), by=by, now=NOW, key=f"k{quantity}")

        return act

    together([say(7), say(9)])

    assert Counting.objects.filter(quantity__in=[7, 9]).count() == 2
    assert counted.lines.get().counted in {7, 9}


def test_the_same_count_sent_thirty_times_at_once_is_one(counted):
    counting.reopen(counted)
    line = counted.lines.get()

    def say():
        own = counted.lines.get(pk=line.pk)
        return counting.note(own, Decimal(7), by=counted.led_by, now=NOW, key="phone").pk

    answers = together([say] * 30)

    assert len(set(answers)) == 1
    assert Counting.objects.filter(key="phone").count() == 1
