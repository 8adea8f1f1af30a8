"""Moving things: between rooms at once, beyond that agreed to and signed by both sides."""

import pytest
from django.utils import timezone

from assets.custody import transferring
from assets.models import AssetTransfer
from logistics.approvals.models import Approval
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.assets.custody_factories import (
    agree,
    lent,
    make_asset,
    make_person,
    make_room,
    move,
    sign_all,
)
from tests.factories import make_campus


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


@pytest.fixture
def heads(campus):
    return make_person(campus, "director"), make_person(campus, "principal")


@pytest.fixture
def giver(campus):
    return make_person(campus, "teacher")


@pytest.fixture
def desk(campus, giver):
    return make_asset(make_room(campus), custodian=giver, department="Office")


@pytest.fixture
def far(db):
    return make_room(make_campus())


@pytest.fixture
def taker(far):
    return make_person(far.campus, "teacher")


def place(asset):
    asset.refresh_from_db()
    return asset.place


def test_the_storekeeper_moves_a_thing_to_another_room_at_once(campus, desk, keeper):
    old, new = desk.place, make_room(campus)

    entry = move(desk, to=new, by=keeper)

    assert place(desk) == new
    assert not Approval.objects.exists()
    event = desk.events.get()
    assert (event.kind, event.entry, event.was, event.now) == (
        "moved", entry, {"place": str(old)}, {"place": str(new)},
    )  # fmt: skip


def test_another_campus_is_agreed_to_and_signed_before_the_card_moves(
    desk, far, keeper, giver, taker, heads
):
    old = desk.place
    entry = move(desk, to=far, by=keeper, custodian=taker)
    agree(Approval.objects.get(), *heads)
    agreed = place(desk)

    sign_all(entry)

    assert agreed == old
    assert (place(desk), desk.campus, desk.custodian) == (far, far.campus, taker)
    asked = {signer.capacity: signer.person for signer in entry.signers.all()}
    assert asked == {"handed_over": giver, "taken_over": taker, "supervised": keeper}


def test_another_department_is_agreed_to_as_well(campus, desk, keeper, giver, heads):
    move(desk, to=make_room(campus), by=keeper, department="Kitchen", custodian=giver)

    sheet = AssetTransfer.objects.get()
    assert (sheet.scope, Approval.objects.get().state) == ("department", "pending")


def test_beyond_the_room_somebody_takes_it_over(desk, far, keeper):
    with pytest.raises(Refused, match="Say who"):
        move(desk, to=far, by=keeper)


def test_who_gives_and_who_takes_does_not_decide(campus, keeper, far, heads):
    director, principal = heads
    desk = make_asset(make_room(campus), custodian=director)

    move(desk, to=far, by=keeper, custodian=make_person(far.campus))

    assert Approval.objects.get().waits_for == [principal]


def test_nothing_moved_is_no_transfer(campus, keeper):
    with pytest.raises(Refused, match="Nothing is to be moved"):
        move(to=make_room(campus), by=keeper)


def test_what_is_there_already_is_not_moved(desk, keeper):
    with pytest.raises(Refused, match="already"):
        move(desk, to=desk.place, by=keeper)


def test_what_is_lent_is_not_moved(campus, desk, keeper, giver):
    lent(desk, giver, keeper)
    desk.refresh_from_db()

    with pytest.raises(Refused, match="cannot be moved"):
        move(desk, to=make_room(campus), by=keeper)


def test_one_sheet_is_about_one_campus(campus, desk, far, keeper):
    with pytest.raises(Refused, match="one campus"):
        move(desk, make_asset(far), to=make_room(campus), by=keeper)


def test_a_thing_that_was_moved_meanwhile_stops_the_last_signature(
    campus, desk, far, keeper, taker, heads
):
    entry = move(desk, to=far, by=keeper, custodian=taker)
    agree(Approval.objects.get(), *heads)
    other = make_room(campus)
    move(desk, to=other, by=keeper)

    with pytest.raises(Refused, match="by now"):
        sign_all(entry)

    assert place(desk) == other


def test_a_transfer_may_be_dropped_until_it_is_done(campus, desk, far, keeper, taker, heads):
    now = timezone.now()
    entry = move(desk, to=far, by=keeper, custodian=taker)
    transferring.drop(entry, by=keeper, now=now, reason="Stays")
    done = move(desk, to=make_room(campus), by=keeper)

    with pytest.raises(Refused, match="new transfer"):
        transferring.drop(done, by=keeper, now=now, reason="Too late")

    entry.refresh_from_db()
    assert entry.status == Entry.Status.VOIDED
    assert Approval.objects.get().state == "withdrawn"


def test_what_was_dropped_is_not_agreed_to_any_more(desk, far, keeper, taker, heads):
    entry = move(desk, to=far, by=keeper, custodian=taker)
    agree(Approval.objects.get(), heads[0])
    Entry.objects.filter(pk=entry.pk).update(status="voided")

    with pytest.raises(Refused, match="was dropped"):
        agree(Approval.objects.get(), heads[1])

    assert not entry.signers.exists()
