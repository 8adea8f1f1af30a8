"""Records of custody that cannot all be true are found, and what can be true is left alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assets.custody import comparing as custody_comparing
from assets.custody import compensating
from assets.custody.checking import Seen
from assets.models import Asset
from tests.assets.custody_factories import (
    DAY,
    check_room,
    damage,
    hand_over,
    lent,
    make_asset,
    make_person,
    make_room,
    today,
)


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


def found(compare):
    return list(compare(today() - 30 * DAY, today() + DAY))


def test_a_thing_lent_while_it_was_repaired(campus, keeper):
    camera = make_asset(make_room(campus))
    entry = damage(camera, by=keeper, measure="repair", at=timezone.now() - 3 * DAY)
    Asset.objects.update(state="in_use")
    camera.refresh_from_db()
    loan = lent(camera, make_person(campus), keeper)

    [clash] = found(custody_comparing.lent_under_repair)

    assert set(clash.entries) == {loan.lent_sheet_id, entry.pk}


def test_a_thing_lent_after_it_was_repaired_is_no_clash(campus, keeper):
    camera = make_asset(make_room(campus))
    damage(camera, by=keeper, measure="repair", at=timezone.now() - 3 * DAY)
    camera.refresh_from_db()
    compensating.repaired(camera, by=keeper, now=timezone.now())
    camera.refresh_from_db()
    lent(camera, make_person(campus), keeper)

    assert found(custody_comparing.lent_under_repair) == []


@pytest.mark.parametrize(("left", "count"), [(-1, 1), (0, 0)])
def test_a_handover_by_somebody_who_had_left(campus, keeper, left, count):
    giver = make_person(campus, ends_on=today() + left * DAY)
    make_asset(make_room(campus), custodian=giver)
    hand_over(giver, make_person(campus), make_person(campus), campus=campus, by=keeper)

    assert len(found(custody_comparing.handed_over_after_leaving)) == count


@pytest.mark.parametrize(("there", "count"), [(1, 1), (0, 0)])
def test_a_thing_found_in_two_rooms_on_one_day(campus, keeper, there, count):
    camera = make_asset(make_room(campus))
    check_room(camera.place, [Seen(camera, there)], by=keeper)
    check_room(make_room(campus), [Seen(camera, 1)], by=keeper)

    assert len(found(custody_comparing.in_two_rooms)) == count


def test_a_batch_may_stand_in_two_rooms(campus, keeper):
    chairs = make_asset(make_room(campus), quantity=30)
    check_room(chairs.place, [Seen(chairs, 20)], by=keeper)
    check_room(make_room(campus), [Seen(chairs, 10)], by=keeper)

    assert found(custody_comparing.in_two_rooms) == []


@pytest.mark.parametrize(("days", "count"), [(2, 1), (0, 0)])
def test_a_payment_before_the_damage(campus, keeper, days, count):
    owes = make_person(campus)
    case = damage(
        make_asset(make_room(campus)), by=keeper, responsible=owes, basis="original"
    ).content
    paid_on = today() - timedelta(days=days)
    given = {"amount": case.amount, "paid_on": paid_on, "receipt": "1"}
    compensating.pay(case, by=keeper, now=timezone.now(), **given)

    assert len(found(custody_comparing.paid_before_the_case)) == count
