"""Too little left is told once for each time it falls below the minimum, and then again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from logistics.notices.models import Notice
from logistics.stores import ledger, watching
from logistics.stores.models import Shelf
from tests.factories import make_campus, make_person
from tests.stores.factories import bring, make_item, make_store
from tests.stores.test_verbs import issue

NOW = timezone.now()


@pytest.fixture
def keeper(campus):
    return make_person(role="storekeeper", campus=campus, username="keeper-a")


@pytest.fixture
def store(campus, keeper):
    return make_store(campus, keeper=keeper)


@pytest.fixture
def mop(store, keeper):
    """Ten mops, of which five are the least."""
    item = make_item(name="Mop")
    bring(store, item, 10, by=keeper)
    Shelf.objects.create(store=store, item=item, minimum=5, enough=20)
    return item


def alerts():
    return list(Notice.objects.filter(kind=watching.LOW).order_by("pk"))


def test_at_the_minimum_nobody_is_told(store, mop, keeper, teacher):
    issue(store, mop, 5, to=teacher, by=keeper)

    assert alerts() == []


def test_below_the_minimum_the_keeper_is_told_how_much_is_left(store, mop, keeper, teacher):
    issue(store, mop, 6, to=teacher, by=keeper)

    [alert] = alerts()
    assert (alert.person, alert.said["left"], alert.said["item"]) == (keeper, "4", "Mop")
    assert Shelf.objects.get().low_since is not None


def test_further_below_it_is_not_told_again(store, mop, keeper, teacher):
    issue(store, mop, 6, to=teacher, by=keeper)
    issue(store, mop, 2, to=teacher, by=keeper)

    assert len(alerts()) == 1


def test_a_delivery_that_is_still_too_little_does_not_begin_it_anew(store, mop, keeper, teacher):
    issue(store, mop, 8, to=teacher, by=keeper)
    bring(store, mop, 1, by=keeper)
    issue(store, mop, 1, to=teacher, by=keeper)

    assert len(alerts()) == 1


def test_after_there_was_enough_the_next_fall_is_told_again(store, mop, keeper, teacher):
    issue(store, mop, 6, to=teacher, by=keeper)
    bring(store, mop, 10, by=keeper)
    between = Shelf.objects.get().low_since
    issue(store, mop, 10, to=teacher, by=keeper)

    assert between is None
    assert [alert.said["left"] for alert in alerts()] == ["4", "4"]


def test_taking_the_issue_back_ends_the_alarm(store, mop, keeper, teacher):
    sheet = issue(store, mop, 6, to=teacher, by=keeper)

    ledger.take_back(sheet, by=keeper, now=NOW, reason="Other person")

    assert Shelf.objects.get().low_since is None


def test_what_has_no_minimum_is_never_too_little(store, keeper, teacher):
    chalk = make_item()
    bring(store, chalk, 3, by=keeper)
    issue(store, chalk, 3, to=teacher, by=keeper)

    assert alerts() == []


def test_the_stock_of_another_store_does_not_count(store, mop, keeper, teacher, campus):
    bring(make_store(campus, keeper=keeper), mop, 50, by=keeper)

    issue(store, mop, 6, to=teacher, by=keeper)

    assert len(alerts()) == 1


def test_a_store_without_a_keeper_tells_whose_post_lets_them_keep_it_there(campus, keeper):
    far = make_person(role="storekeeper", campus=make_campus())
    open_store = make_store(campus)

    found = watching.keepers(open_store, on=timezone.localdate(NOW))

    assert keeper in found
    assert far not in found


def test_lots_that_expire_soon_are_told_once_each(store, keeper):
    today = timezone.localdate(NOW)
    milk = make_item(name="Milk", has_expiry=True)
    for days in (10, 20, 90):
        expires = today + timedelta(days=days)
        bring(store, milk, Decimal(2), by=keeper, expires_on=expires)

    told = [watching.tell_expiring(now=NOW) for _ in range(2)]

    assert Notice.objects.filter(kind=watching.EXPIRING).count() == 2
    assert told[0] == 2
