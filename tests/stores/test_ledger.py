"""The ledger: what is there, what may be taken, and how a posted document is taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores import issuing, ledger
from logistics.stores.issuing import Wanted
from logistics.stores.ledger import cents, exact
from logistics.stores.models import Balance, Movement
from tests.stores.factories import bring, make_item

NOW = timezone.now()


def give(store, item, quantity, *, to, by, at=NOW, **given):
    late = {"late_reason": "Written late"} if at < NOW else {}
    wanted = [Wanted(item, Decimal(quantity), **given)]
    return issuing.issue(store, wanted, receiver=to, by=by, now=NOW, happened_at=at, **late)


def left(store, item):
    return ledger.left_in(store, item)


def test_what_was_issued_is_no_longer_there_and_the_receiver_is_asked_to_sign(
    store, keeper, teacher
):
    mop = make_item()
    bring(store, mop, 10, by=keeper)

    sheet = give(store, mop, 3, to=teacher, by=keeper)

    assert left(store, mop) == 7
    assert sheet.movements.get().amount == Decimal("-15.00")
    assert [str(signer) for signer in sheet.signers.all()] == ["received by: Teacher"]


def test_more_than_there_is_cannot_be_taken_and_one_is_told_what_is_left(store, keeper, teacher):
    mop = make_item(name="Mop")
    bring(store, mop, 2, by=keeper)

    with pytest.raises(ledger.NotEnough, match="only 2 pcs of Mop, and 3 were wanted"):
        give(store, mop, 3, to=teacher, by=keeper)

    assert left(store, mop) == 2
    assert Entry.objects.filter(kind="issue").count() == 0


def test_tenths_are_counted_as_people_count_them(store, keeper, teacher):
    rice = make_item(unit="kg")
    bring(store, rice, "0.7", by=keeper)

    give(store, rice, "0.4", to=teacher, by=keeper)
    give(store, rice, "0.3", to=teacher, by=keeper)

    assert left(store, rice) == 0


def test_what_expires_first_goes_first_and_what_has_expired_stays(store, keeper, teacher):
    glue, today = make_item(), timezone.localdate()
    for days, quantity in [(30, 5), (10, 2), (-1, 9)]:
        bring(store, glue, quantity, by=keeper, expires_on=today + timedelta(days=days))

    sheet = give(store, glue, 4, to=teacher, by=keeper)

    taken = sheet.content.lines.values_list("lot__expires_on", "quantity")
    expected = [(today + timedelta(days=10), 2), (today + timedelta(days=30), 2)]
    assert list(taken) == expected
    with pytest.raises(ledger.NotEnough):
        give(store, glue, 4, to=teacher, by=keeper)


def test_a_movement_of_the_past_leaves_enough_for_what_came_later(store, keeper, teacher):
    mop = make_item()
    bring(store, mop, 5, by=keeper, at=NOW - timedelta(days=9))
    later = give(store, mop, 4, to=teacher, by=keeper, at=NOW - timedelta(days=2))
    bring_more = bring(store, mop, 10, by=keeper)
    lot = later.content.lines.get().lot

    with pytest.raises(Refused):
        give(store, mop, 3, to=teacher, by=keeper, at=NOW - timedelta(days=5), lot=lot)

    assert left(store, mop) == 11
    assert bring_more.movements.count() == 1


def test_a_receipt_that_was_used_since_cannot_be_taken_back(store, keeper, teacher):
    mop = make_item()
    receipt = bring(store, mop, 5, by=keeper)
    give(store, mop, 1, to=teacher, by=keeper)

    with pytest.raises(ledger.NotEnough):
        ledger.take_back(receipt, by=keeper, now=NOW, reason="Counted wrong")

    receipt.refresh_from_db()
    assert receipt.status == Entry.Status.SUBMITTED


def test_a_posted_sheet_is_taken_back_whole_and_only_once(store, keeper, teacher):
    mop = make_item()
    bring(store, mop, 5, by=keeper)
    sheet = give(store, mop, 2, to=teacher, by=keeper)

    counter = ledger.take_back(sheet, by=keeper, now=timezone.now(), reason="Wrong class")

    sheet.refresh_from_db()
    assert left(store, mop) == 5
    assert sheet.status == Entry.Status.VOIDED
    assert counter.content.document == sheet
    with pytest.raises(Refused, match="already"):
        ledger.take_back(sheet, by=keeper, now=timezone.now(), reason="Again")


def test_a_posted_sheet_is_neither_voided_nor_corrected(store, keeper):
    receipt = bring(store, make_item(), 5, by=keeper)

    with pytest.raises(Refused, match="counter-document"):
        filing.void(receipt, by=keeper, now=NOW, reason="Wrong")
    with pytest.raises(Refused, match="counter-document"):
        filing.correct(receipt.content, by=keeper, now=NOW, reason="Wrong", seen=1)


def test_the_database_keeps_the_ledger_from_being_rewritten(store, keeper):
    bring(store, make_item(), 5, by=keeper)

    for act in (
        lambda: Movement.objects.update(quantity=6),
        lambda: Movement.objects.all().delete(),
        lambda: Balance.objects.update(quantity=-1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_sheet_remembers_its_lines(store, keeper, teacher):
    mop = make_item()
    bring(store, mop, 5, by=keeper)

    sheet = give(store, mop, 2, to=teacher, by=keeper)

    said = sheet.versions.get().said
    assert [line["quantity"] for line in said["lines"]] == ["2.000"]


def test_hazardous_goods_need_a_second_person_and_keep_their_limit(store, keeper, teacher):
    chlorine = make_item(is_hazardous=True, issue_limit=Decimal(2))
    bring(store, chlorine, 5, by=keeper)

    with pytest.raises(Refused, match="second signature"):
        give(store, chlorine, 1, to=teacher, by=keeper)
    with pytest.raises(Refused, match="At most 2 pcs"):
        give(store, chlorine, 3, to=teacher, by=keeper)


def test_a_new_one_is_given_against_the_old_one_only(store, keeper, teacher):
    basin = make_item(name="Basin", old_for_new=True)
    bring(store, basin, 5, by=keeper)

    with pytest.raises(Refused, match="against the old one"):
        give(store, basin, 2, to=teacher, by=keeper, old_returned=Decimal(1))
    give(store, basin, 2, to=teacher, by=keeper, old_returned=Decimal(2))

    assert left(store, basin) == 3


@pytest.mark.parametrize("rounded", [exact, cents])
def test_what_binary_adding_leaves_of_nothing_is_nothing_without_a_sign(rounded):
    assert not str(rounded(Decimal("-1E-17"))).startswith("-")
