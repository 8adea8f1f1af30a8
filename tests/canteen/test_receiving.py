"""Food that comes: looked at by two, written down as it was, in the store by the ledger."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from canteen.models import GoodsReceipt, GoodsReceiptLine, ReceivedLot, SupplierEvaluation
from canteen.supply import comparing, licensing, settling, shopping, waiting
from logistics.duties import filing
from logistics.duties.models import Finding
from logistics.notices.models import Notice
from logistics.records.models import Entry, Signer
from logistics.stores import ledger
from logistics.stores.models import StockIn
from tests.canteen.supplying import bring, item_of, license_it, make_kitchen, order_of

pytestmark = pytest.mark.django_db


def the_line():
    return GoodsReceiptLine.objects.latest("pk")


def test_what_was_accepted_is_in_the_store_at_its_price_and_both_are_asked_to_sign():
    kitchen = make_kitchen()
    license_it(kitchen)

    entry = bring(kitchen, "大米", "50", price="6.2", batch="B1")

    lot = ReceivedLot.objects.get(line=the_line()).lot
    assert (lot.batch, lot.price, lot.supplier) == ("B1", Decimal("6.2"), kitchen.supplier)
    assert ledger.left_in(kitchen.store, item_of("大米")) == 50
    assert StockIn.objects.get().basis == entry
    assert set(Signer.objects.filter(entry=entry).values_list("person", flat=True)) == {
        kitchen.storekeeper.pk, kitchen.cook.pk,
    }  # fmt: skip
    assert (entry.content.flags, Finding.objects.count()) == ([], 0)


def test_what_was_refused_never_reaches_the_store():
    kitchen = make_kitchen()
    license_it(kitchen)

    bring(
        kitchen, "大白菜", "20", rejected=Decimal(5), reject_reason="腐烂", reject_action="returned"
    )

    assert the_line().accepted == 15
    assert ledger.left_in(kitchen.store, item_of("大白菜")) == 15
    assert the_line().amount == 75


def test_a_delivery_refused_as_a_whole_is_written_down_and_books_nothing():
    kitchen = make_kitchen()
    license_it(kitchen)

    bring(
        kitchen,
        "大白菜",
        "20",
        rejected=Decimal(20),
        reject_reason="腐烂",
        reject_action="returned",
    )

    assert GoodsReceipt.objects.count() == 1
    assert StockIn.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ({"second": None}, "one_inspector"),
        ({"buyer": "storekeeper"}, "buyer_inspects"),
        ({"papers": ["licence"]}, "papers"),
    ],
)
def test_what_is_not_in_order_with_the_delivery_is_saved_and_has_to_be_put_right(given, flag):
    kitchen = make_kitchen()
    license_it(kitchen)
    if given.get("buyer"):
        given = {"buyer": kitchen.storekeeper}

    entry = bring(kitchen, "大米", "5", **given)

    assert entry.content.flags == [flag]
    assert Finding.objects.get().entry == entry


@pytest.mark.parametrize(
    ("food", "given", "flags"),
    [
        ("猪肉", {"temperature_c": Decimal(12)}, ["warm"]),
        ("猪肉", {"temperature_c": Decimal(11)}, []),
        ("猪肉", {}, ["no_temperature"]),
        ("猪肉", {"keeping": "frozen", "temperature_c": Decimal(-8)}, ["warm"]),
        ("大米", {"shelf_life_until": date(2026, 9, 8)}, ["expired"]),
        (
            "大米",
            {"produced_on": date(2026, 6, 11), "shelf_life_until": date(2026, 9, 30)},
            ["short_dated"],
        ),
        ("大米", {"produced_on": date(2026, 8, 1), "shelf_life_until": date(2026, 12, 1)}, []),
        ("大白菜", {"self_test": "failed"}, ["test_failed"]),
        ("四季豆", {}, ["risky"]),
        ("大米", {"due": Decimal(3)}, ["more"]),
    ],
)
def test_what_is_not_in_order_with_the_goods_stands_on_their_line(food, given, flags):
    kitchen = make_kitchen()
    license_it(kitchen)

    bring(kitchen, food, "5", **given)

    assert the_line().flags == flags


def test_a_batch_that_came_before_says_so():
    kitchen = make_kitchen()
    license_it(kitchen)
    bring(kitchen, "大米", "5", batch="B1")

    bring(kitchen, "大米", "5", batch="B1")

    assert the_line().flags == ["twice"]


@pytest.mark.parametrize(
    ("valid_to", "state"),
    [
        (None, "valid"),
        (date(2026, 9, 8), "lapsed"),
        (date(2026, 9, 9), "expiring"),
        (date(2026, 10, 9), "expiring"),
        (date(2026, 10, 10), "valid"),
    ],
)
def test_a_licence_holds_to_its_last_day_and_is_spoken_of_thirty_days_before(valid_to, state):
    kitchen = make_kitchen()
    license_it(kitchen, valid_to)

    assert licensing.standing(kitchen.supplier, kitchen.on).state == state


def test_goods_of_a_supplier_without_a_valid_licence_are_taken_and_named():
    kitchen = make_kitchen()
    license_it(kitchen, kitchen.on - timedelta(1))

    entry = bring(kitchen, "大米", "5", reason="Nobody else had any")
    clashes = list(comparing.after_licence(kitchen.on, kitchen.on))

    assert entry.content.flags == ["lapsed"]
    assert [clash.entries for clash in clashes] == [(entry.pk,)]


def test_a_newer_licence_settles_the_contradiction():
    kitchen = make_kitchen()
    license_it(kitchen, kitchen.on - timedelta(1))
    bring(kitchen, "大米", "5", reason="Nobody else had any")

    license_it(kitchen, date(2030, 1, 1), number="JY2")

    assert list(comparing.after_licence(kitchen.on, kitchen.on)) == []


def test_buyers_are_told_once_of_a_paper_that_ends():
    kitchen = make_kitchen()
    license_it(kitchen, kitchen.on + timedelta(20))

    told = [waiting.remind(now=kitchen.now) for _ in range(2)]

    assert told == [1, 0]
    assert Notice.objects.get().person == kitchen.purchaser


def test_an_order_is_partly_received_until_all_of_it_has_come():
    kitchen = make_kitchen()
    license_it(kitchen)
    order = order_of(kitchen, "大米", "50")
    [line] = order.lines.all()

    states = [state_of(order)]
    for quantity in ("20", "30"):
        bring(kitchen, "大米", quantity, order=order, order_line=line)
        states.append(state_of(order))

    assert states == ["ordered", "partly", "received"]


def state_of(order):
    rows = shopping.with_state(type(order).objects.filter(pk=order.pk)).select_related("entry")
    return shopping.state_of(rows.get()).value


def test_a_receipt_that_is_voided_leaves_the_store_again():
    kitchen = make_kitchen()
    license_it(kitchen)
    entry = bring(kitchen, "大米", "5")

    filing.void(entry, by=kitchen.cook, now=kitchen.now, reason="Somebody else's rice")

    assert ledger.left_in(kitchen.store, item_of("大米")) == 0


def test_the_settlement_is_the_sum_of_what_was_accepted():
    kitchen = make_kitchen()
    license_it(kitchen)
    bring(kitchen, "大米", "10", price="6.25")
    bring(
        kitchen, "鸡蛋", "10", price="9.99", rejected=Decimal(2), reject_reason="破损",
        reject_action="returned",
    )  # fmt: skip
    voided = bring(kitchen, "小麦粉", "10")
    filing.void(voided, by=kitchen.cook, now=kitchen.now, reason="Twice")

    span = (date(2026, 9, 1), date(2026, 9, 30), [kitchen.campus])
    [account] = settling.accounts(*span)

    assert (account.deliveries, account.refused) == (2, 1)
    assert account.amount == settling.total(*span) == Decimal("142.42")


def test_a_supplier_that_is_dropped_can_no_longer_be_chosen():
    kitchen = make_kitchen()
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now)
    points = dict.fromkeys(SupplierEvaluation.POINTS, 8)
    record = SupplierEvaluation(entry=entry, supplier=kitchen.supplier, verdict="drop", **points)

    licensing.evaluate(record, by=kitchen.cook, now=kitchen.now)

    kitchen.supplier.refresh_from_db()
    assert (record.total, kitchen.supplier.is_active) == (40, False)
