"""Damage and loss: the cause, who answers for it, what is paid and what is waived."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.custody import compensating
from assets.models import Asset, DamageCase
from logistics.approvals.models import Approval
from logistics.duties import filing
from logistics.errors import Refused
from tests.assets.custody_factories import (
    agree,
    damage,
    make_asset,
    make_person,
    make_room,
    today,
)
from tests.factories import make_class

PRICE = Decimal("1800.00")


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


@pytest.fixture
def heads(campus):
    return make_person(campus, "director"), make_person(campus, "principal")


@pytest.fixture
def teacher(campus):
    return make_person(campus, "teacher")


@pytest.fixture
def camera(campus):
    return make_asset(make_room(campus), value=PRICE, useful_months=60)


@pytest.fixture
def owed(camera, keeper, teacher):
    return damage(camera, by=keeper, responsible=teacher, basis="original").content


def state(asset):
    return Asset.objects.get(pk=asset.pk).state


# The case.


@pytest.mark.parametrize(
    ("basis", "quantity", "amount"),
    [
        ("original", 30, "1800.00"),
        ("original", 2, "120.00"),
        ("depreciated", 30, "900.00"),
        ("depreciated", 1, "30.00"),
        ("none", 1, "0.00"),
    ],
)
def test_the_price_follows_the_register(campus, basis, quantity, amount):
    chairs = make_asset(
        make_room(campus), quantity=30, value=PRICE, useful_months=60,
        acquired_on=date(2024, 1, 10),
    )  # fmt: skip

    price = compensating.price(chairs, basis, quantity, on=date(2026, 7, 1))

    assert price == Decimal(amount)


@pytest.mark.parametrize(
    ("measure", "after"), [("repair", "repair"), ("scrap", "condemned"), ("use", "in_use")]
)
def test_the_card_says_what_is_done_with_it(camera, keeper, measure, after):
    entry = damage(camera, by=keeper, measure=measure)

    assert state(camera) == after
    assert [(e.kind, e.entry) for e in camera.events.all()] == [("damaged", entry)]


def test_of_a_batch_the_card_stays_as_it_is(campus, keeper):
    chairs = make_asset(make_room(campus), quantity=30)

    damage(chairs, by=keeper, quantity=2, measure="scrap")

    assert state(chairs) == "in_use"


def test_a_child_is_its_class_and_has_no_name(camera, keeper, campus):
    school_class = make_class(campus=campus, name="Senior 1")

    entry = damage(
        camera, by=keeper, by_child=True, school_class=school_class, basis="original", points=2
    )

    assert entry.school_class == school_class
    assert entry.content.who == "a child of Senior 1"
    assert entry.content.amount == PRICE


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quantity": 2}, "There are 1 of"),
        ({"by_child": True}, "Name the class"),
        ({"loss": "lost", "measure": "repair"}, "cannot be repaired"),
    ],
)
def test_an_unlikely_case_is_refused(camera, keeper, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        damage(camera, by=keeper, **wrong)

    assert not DamageCase.objects.exists()


def test_nothing_happens_to_what_is_off_the_books(campus, keeper):
    gone = make_asset(make_room(campus), state="disposed", disposed_on=today())

    with pytest.raises(Refused, match="off the books"):
        damage(gone, by=keeper)


def test_nothing_breaks_before_it_came(campus, keeper):
    new = make_asset(make_room(campus), acquired_on=date(2999, 1, 1))

    with pytest.raises(Refused, match="before the thing"):
        damage(new, by=keeper)


def test_somebody_pays_or_nobody_does(camera, keeper):
    with pytest.raises(IntegrityError), transaction.atomic():
        damage(camera, by=keeper, basis="original")


def test_a_repaired_thing_is_in_use_again(camera, keeper):
    damage(camera, by=keeper, measure="repair")
    camera.refresh_from_db()

    compensating.repaired(camera, by=keeper, now=timezone.now())

    assert state(camera) == "in_use"
    with pytest.raises(Refused):
        compensating.repaired(camera, by=keeper, now=timezone.now())


# Settling.


def pay(case, by, **given):
    usual = {"amount": case.amount, "paid_on": today(), "receipt": "0012345"}
    return compensating.pay(case, by=by, now=timezone.now(), **usual | given)


def test_a_payment_closes_the_case(owed, keeper):
    before = list(DamageCase.objects.open())

    entry = pay(owed, keeper)

    assert (before, list(DamageCase.objects.open())) == ([owed], [])
    assert (owed.settlement.receipt, owed.settlement.entry) == ("0012345", entry)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"amount": Decimal(1)}, "are to be paid"), ({"paid_on": date(2999, 1, 1)}, "future")],
)
def test_a_wrong_payment_is_refused(owed, keeper, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        pay(owed, keeper, **wrong)


def test_the_database_wants_a_receipt(owed, keeper):
    with pytest.raises(IntegrityError), transaction.atomic():
        pay(owed, keeper, receipt="")


def test_nobody_settles_what_they_owe_themselves(owed, teacher):
    now = timezone.now()

    for act in (
        lambda: pay(owed, teacher),
        lambda: compensating.waive(owed, by=teacher, now=now, reason="Mine"),
        lambda: compensating.make_good(owed, by=teacher, now=now, reason="Mine"),
    ):
        with pytest.raises(Refused, match="themselves"):
            act()

    assert list(DamageCase.objects.open()) == [owed]


def test_a_case_is_settled_once(owed, keeper):
    pay(owed, keeper)

    with pytest.raises(Refused, match="settled already"):
        compensating.make_good(owed, by=keeper, now=timezone.now(), reason="A new one")


def test_a_void_case_is_not_settled(owed, keeper, heads):
    filing.void(owed.entry, by=heads[0], now=timezone.now(), reason="Found again")

    with pytest.raises(Refused, match="void"):
        pay(owed, keeper)


def test_a_voided_settlement_opens_the_case_again(owed, keeper, heads):
    entry = pay(owed, keeper)

    filing.void(entry, by=heads[0], now=timezone.now(), reason="Wrong receipt")

    assert list(DamageCase.objects.open()) == [owed]


def test_it_may_be_made_good_in_kind(owed, keeper):
    now = timezone.now()

    with pytest.raises(Refused, match="Say what"):
        compensating.make_good(owed, by=keeper, now=now, reason="")
    compensating.make_good(owed, by=keeper, now=now, reason="The same camera")

    assert owed.settlement.outcome == "in_kind"


def test_a_small_amount_is_waived_at_the_counter(camera, keeper, teacher):
    small = damage(
        camera, by=keeper, responsible=teacher, basis="repair", amount=Decimal(100)
    ).content

    compensating.waive(small, by=keeper, now=timezone.now(), reason="Worn out")

    assert (small.settlement.outcome, small.settlement.decided_by) == ("waived", keeper)
    assert not Approval.objects.exists()


def test_above_the_limit_the_leaders_decide(owed, keeper, heads):
    compensating.waive(owed, by=keeper, now=timezone.now(), reason="It was old")
    before = owed.settlement

    agree(Approval.objects.get(), *heads)

    assert before is None
    assert (owed.settlement.outcome, owed.settlement.decided_by) == ("waived", heads[1])
    assert owed.settlement.entry.entered_by == keeper


def test_a_waiver_says_why(owed, keeper):
    with pytest.raises(Refused, match="Say why"):
        compensating.waive(owed, by=keeper, now=timezone.now(), reason="")


def test_who_owes_it_does_not_waive_it(camera, keeper, heads):
    director, principal = heads
    owed = damage(camera, by=keeper, responsible=director, basis="original").content

    compensating.waive(owed, by=keeper, now=timezone.now(), reason="It was old")

    assert Approval.objects.get().waits_for == [principal]


def test_what_was_paid_meanwhile_is_not_waived(owed, keeper, heads):
    compensating.waive(owed, by=keeper, now=timezone.now(), reason="It was old")
    agree(Approval.objects.get(), heads[0])
    pay(owed, keeper)

    with pytest.raises(Refused, match="settled already"):
        agree(Approval.objects.get(), heads[1])

    assert owed.settlement.outcome == "paid"
