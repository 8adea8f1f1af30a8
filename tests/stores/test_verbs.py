"""Returning, moving, writing off: every way out, and what none of them may do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores import discarding, issuing, ledger, moving, receiving, returning
from logistics.stores.discarding import Discarded
from logistics.stores.issuing import Wanted
from logistics.stores.models import ItemGroup, Lot, Movement, StockLoss
from logistics.stores.moving import Moved
from logistics.stores.receiving import Arrived
from logistics.stores.returning import Returned
from tests.factories import make_campus, make_person
from tests.stores.factories import bring, make_item, make_store

NOW = timezone.now()
DAY = timedelta(days=1)


def issue(store, item, quantity, *, to, by, **given):
    wanted = [Wanted(item, Decimal(quantity))]
    return issuing.issue(store, wanted, receiver=to, by=by, now=NOW, happened_at=NOW, **given)


def back(sheet, quantity, *, store, person, by):
    lot = sheet.content.lines.first().lot
    returned = [Returned(lot, Decimal(quantity), "used")]
    given = {"store": store, "returned_by": person, "by": by, "now": NOW, "happened_at": NOW}
    return returning.give_back(sheet, returned, **given)


def off(store, lot, quantity, *, by, cause="broken", **given):
    usual = {"cause": cause, "reason": "Fell down", "by": by, "now": NOW, "happened_at": NOW}
    return discarding.write_off(store, [Discarded(lot, Decimal(quantity))], **usual | given)


# Returning --------------------------------------------------------------------------------------


def test_what_was_issued_comes_back_at_the_same_worth_and_who_brings_it_signs(
    store, keeper, teacher
):
    drum = make_item(is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)

    entry = back(sheet, 2, store=store, person=teacher, by=keeper)

    assert ledger.left_in(store, drum) == 4
    assert entry.movements.get().amount == Decimal("10.00")
    assert entry.content.lines.get().state == "used"
    assert [str(signer) for signer in entry.signers.all()] == ["handed over by: Teacher"]
    assert [each.left for each in returning.outstanding(sheet)] == [1]


def test_no_more_comes_back_than_was_issued_in_all_returns_together(store, keeper, teacher):
    drum = make_item(name="Drum", is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)
    back(sheet, 2, store=store, person=teacher, by=keeper)

    with pytest.raises(Refused, match="no more than 1 pcs of Drum"):
        back(sheet, 2, store=store, person=teacher, by=keeper)

    assert ledger.left_in(store, drum) == 4


def test_a_return_that_was_taken_back_may_come_again(store, keeper, teacher):
    drum = make_item(is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)
    wrong = back(sheet, 3, store=store, person=teacher, by=keeper)
    ledger.take_back(wrong, by=keeper, now=NOW, reason="Other person")

    back(sheet, 3, store=store, person=teacher, by=keeper)

    assert ledger.left_in(store, drum) == 5


def test_an_issue_of_which_something_came_back_is_not_taken_back(store, keeper, teacher):
    drum = make_item(is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)
    returned = back(sheet, 1, store=store, person=teacher, by=keeper)

    with pytest.raises(Refused, match=returned.number):
        ledger.take_back(sheet, by=keeper, now=NOW, reason="Wrong")

    assert ledger.left_in(store, drum) == 3


def test_nothing_comes_back_of_an_issue_that_was_taken_back(store, keeper, teacher):
    drum = make_item(is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)
    ledger.take_back(sheet, by=keeper, now=NOW, reason="Wrong")

    with pytest.raises(Refused, match="has been taken back"):
        back(sheet, 1, store=store, person=teacher, by=keeper)

    assert ledger.left_in(store, drum) == 5


def test_a_return_without_goods_is_refused(store, keeper, teacher):
    drum = make_item(is_durable=True)
    bring(store, drum, 5, by=keeper)
    sheet = issue(store, drum, 3, to=teacher, by=keeper)

    with pytest.raises(Refused, match="Nothing came back"):
        returning.give_back(
            sheet, [], store=store, returned_by=teacher, by=keeper, now=NOW, happened_at=NOW
        )

    assert not Entry.objects.filter(kind="stock_return").exists()


# Moving -----------------------------------------------------------------------------------------


def move(store, to_store, item, quantity, *, by):
    return moving.move(
        store, to_store, [Moved(item, Decimal(quantity))], by=by, now=NOW, happened_at=NOW
    )


def test_goods_move_to_another_campus_with_price_and_expiry_and_its_keeper_signs(store, keeper):
    other = make_person(name="Other keeper")
    there = make_store(make_campus(), keeper=other)
    glue = make_item()
    bring(store, glue, 5, by=keeper, price="2.50", expires_on=timezone.localdate(NOW) + 30 * DAY)

    sheet = move(store, there, glue, 3, by=keeper)

    assert [ledger.left_in(each, glue) for each in (store, there)] == [2, 3]
    assert Lot.objects.count() == 1
    assert [m.amount for m in sheet.movements.order_by("amount")] == [
        Decimal("-7.50"),
        Decimal("7.50"),
    ]
    assert [str(signer) for signer in sheet.signers.all()] == ["taken over by: Other keeper"]


def test_no_more_is_moved_than_there_is_and_never_to_the_same_store(store, keeper, campus):
    glue = make_item()
    bring(store, glue, 5, by=keeper)

    with pytest.raises(ledger.NotEnough):
        move(store, make_store(campus), glue, 6, by=keeper)
    with pytest.raises(Refused, match="another store"):
        move(store, store, glue, 1, by=keeper)

    assert ledger.left_in(store, glue) == 5


def test_a_transfer_whose_goods_were_used_there_cannot_be_taken_back(
    store, keeper, teacher, campus
):
    there, glue = make_store(campus), make_item()
    bring(store, glue, 5, by=keeper)
    sheet = move(store, there, glue, 3, by=keeper)
    issue(there, glue, 1, to=teacher, by=keeper)

    with pytest.raises(ledger.NotEnough):
        ledger.take_back(sheet, by=keeper, now=NOW, reason="Wrong store")

    assert [ledger.left_in(each, glue) for each in (store, there)] == [2, 2]


def test_food_and_disinfectant_never_lie_together(store, keeper, campus):
    kitchen = make_store(campus, kind="food")
    foods = ItemGroup.objects.create(name="Grain", kind="food")
    rice, bleach = make_item(name="Rice", group=foods), make_item(name="Bleach")
    bring(store, bleach, 5, by=keeper)

    with pytest.raises(Refused, match="Bleach does not belong"):
        move(store, kitchen, bleach, 1, by=keeper)
    with pytest.raises(Refused, match="Rice does not belong"):
        bring(store, rice, 5, by=keeper)
    bring(kitchen, rice, 5, by=keeper)

    assert [ledger.left_in(kitchen, each) for each in (rice, bleach)] == [5, 0]


# Writing off ------------------------------------------------------------------------------------


def test_what_is_broken_leaves_the_account_with_what_happened(store, keeper):
    bowl = make_item()
    bring(store, bowl, 5, by=keeper)

    sheet = off(store, Lot.objects.get(), 2, by=keeper)

    assert ledger.left_in(store, bowl) == 3
    assert sheet.movements.get().kind == Movement.Kind.LOSS
    assert sheet.content.reason == "Fell down"


def test_hazardous_goods_are_written_off_by_two(store, keeper, teacher):
    acid = make_item(is_hazardous=True, issue_limit=Decimal(1))
    bring(store, acid, 5, by=keeper)
    lot = Lot.objects.get()

    with pytest.raises(Refused, match="second signature"):
        off(store, lot, 1, by=keeper)
    with pytest.raises(Refused, match="another person's"):
        off(store, lot, 1, by=keeper, witness=keeper)
    sheet = off(store, lot, 1, by=keeper, witness=teacher)

    assert [str(signer) for signer in sheet.signers.all()] == ["witnessed by: Teacher"]
    assert ledger.left_in(store, acid) == 4


def test_only_what_has_expired_is_written_off_as_expired(store, keeper):
    glue, today = make_item(), timezone.localdate(NOW)
    bring(store, glue, 5, by=keeper, expires_on=today)
    bring(store, glue, 5, by=keeper, expires_on=today - DAY)
    fresh, old = Lot.objects.order_by("-expires_on")

    with pytest.raises(Refused, match="has not expired"):
        off(store, fresh, 1, by=keeper, cause=StockLoss.Cause.EXPIRED)
    off(store, old, 5, by=keeper, cause=StockLoss.Cause.EXPIRED)

    assert ledger.left_in(store, glue) == 5


def test_a_write_off_says_what_happened_and_of_what(store, keeper):
    bring(store, make_item(), 5, by=keeper)

    with pytest.raises(Refused, match="says what happened"):
        off(store, Lot.objects.get(), 1, by=keeper, reason="")
    with pytest.raises(Refused, match="Nothing is to be written off"):
        discarding.write_off(
            store, [], cause="lost", reason="x", by=keeper, now=NOW, happened_at=NOW
        )


# What lines of one sheet take together ----------------------------------------------------------


def test_two_lines_of_one_item_take_from_two_lots_and_share_one_limit(store, keeper, teacher):
    chalk = make_item(name="Chalk", issue_limit=Decimal(5))
    bring(store, chalk, 3, by=keeper, expires_on=timezone.localdate(NOW) + 9 * DAY)
    bring(store, chalk, 9, by=keeper, expires_on=timezone.localdate(NOW) + 99 * DAY)
    told = {"receiver": teacher, "by": keeper, "now": NOW, "happened_at": NOW}

    sheet = issuing.issue(store, [Wanted(chalk, Decimal(2)), Wanted(chalk, Decimal(3))], **told)
    with pytest.raises(Refused, match="At most 5 pcs"):
        issuing.issue(store, [Wanted(chalk, Decimal(3)), Wanted(chalk, Decimal(3))], **told)

    assert [line.quantity for line in sheet.content.lines.all()] == [2, 1, 2]


def test_the_last_of_a_lot_takes_the_cents_that_are_left(store, keeper, teacher):
    pens = make_item()
    arrived = [Arrived(pens, Decimal(3), Decimal("3.3333"))]
    receiving.receive(store, arrived, by=keeper, now=NOW, happened_at=NOW)

    sheets = [issue(store, pens, 1, to=teacher, by=keeper) for _ in range(3)]

    worth = [sheet.content.lines.get().amount for sheet in sheets]
    assert worth == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
    assert sum(m.amount for m in Movement.objects.all()) == 0
