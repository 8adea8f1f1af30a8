"""Items from a sheet: looked through first, then written with their opening stock, or nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics.errors import Refused
from logistics.stores import ledger
from logistics.stores.models import Item, ItemGroup, Movement, StockIn
from tests.factories import make_campus
from tests.imports.files import bring, look
from tests.stores.factories import bring as deliver
from tests.stores.factories import make_item, make_store

NOW = timezone.now()
HEADINGS = ["Number", "Name", "Unit", "Group", "Store", "Opening stock", "Usual price (yuan)"]


@pytest.fixture(autouse=True)
def group(db):
    return ItemGroup.objects.create(name="Brushes")


def row(number="W1", name="扫帚", unit="把", group="Brushes", store="", quantity="", price="12.5"):
    return [number, name, unit, group, store, quantity, price]


def test_items_come_with_their_opening_stock_on_one_sheet_a_store(campus, store, keeper):
    other = make_store(campus, name="Annex")
    rows = [
        row(store=store.name, quantity="20"),
        row("W2", "拖把", store=store.name, quantity="3"),
        row("W3", "粉笔", store="Annex", quantity="100"),
        row("W4", "胶水"),
    ]

    bring("items", HEADINGS, *rows, by=keeper, now=NOW)

    sheets = StockIn.objects.order_by("pk")
    assert [(s.store, s.source, s.lines.count()) for s in sheets] == [
        (store, "opening", 2), (other, "opening", 1),
    ]  # fmt: skip
    broom = Item.objects.get(number="W1")
    assert (ledger.left_in(store, broom), broom.initials) == (20, "sz")
    assert sheets[0].lines.first().amount == 250


def test_every_bad_row_is_listed_and_nothing_is_written(store, keeper):
    rows = [
        row("V1", "N1"),
        row("V2", "N2", group="No such group"),
        row("V3", "N3", quantity="5"),
        row("V4", "N4", store="No such store", quantity="5"),
        row("V5", "N5", store=store.name, quantity="-5"),
        row("V6", name=""),
        row("V7", "N7"),
        row("V7", "N8"),
    ]

    found = look("items", HEADINGS, *rows, by=keeper, now=NOW)

    problems = {problem.line: problem.name for problem in found.problems}
    assert problems == {
        3: "group", 4: "store", 5: "store", 6: "quantity", 7: "name", 9: "number",
    }  # fmt: skip
    assert all(problem.cure for problem in found.problems)
    assert (found.is_ready, Item.objects.exists(), Movement.objects.exists()) == (
        False, False, False,
    )  # fmt: skip


def test_one_bad_row_keeps_the_good_ones_out(store, keeper):
    good = row(store=store.name, quantity="20")

    with pytest.raises(Refused):
        bring("items", HEADINGS, good, row("W2", group="No such group"), by=keeper, now=NOW)

    assert (Item.objects.exists(), StockIn.objects.exists()) == (False, False)


def test_the_same_sheet_brought_twice_books_its_stock_in_once(store, keeper):
    for _ in range(2):
        bring("items", HEADINGS, row(store=store.name, quantity="20"), by=keeper, now=NOW)

    assert ledger.left_in(store, Item.objects.get()) == 20


def test_what_has_moved_since_is_not_set_by_a_sheet(store, keeper, group):
    broom = make_item(number="W1", name="扫帚", unit="把", group=group)
    deliver(store, broom, 7, by=keeper)

    bring("items", HEADINGS, row(store=store.name, quantity="20"), by=keeper, now=NOW)

    broom.refresh_from_db()
    assert (ledger.left_in(store, broom), broom.price) == (7, 12.5)


def test_opening_stock_of_goods_that_expire_says_until_when(store, keeper):
    headings = [*HEADINGS, "Has an expiry date", "Expires on"]
    expires = f"{timezone.localdate(NOW) + timedelta(days=90)}"
    without = [*row("M1", "牛奶", store=store.name, quantity="4"), "yes", ""]
    dated = [*row("M2", "酸奶", store=store.name, quantity="4"), "yes", expires]

    found = look("items", headings, without, dated, by=keeper, now=NOW)
    bring("items", headings, dated, by=keeper, now=NOW)

    assert [(problem.line, problem.name) for problem in found.problems] == [(2, "expires_on")]
    assert str(StockIn.objects.get().lines.get().lot.expires_on) == expires


def test_a_store_one_does_not_keep_is_not_filled_by_a_sheet(keeper):
    make_store(make_campus(), name="Elsewhere")

    found = look("items", HEADINGS, row(store="Elsewhere", quantity="5"), by=keeper, now=NOW)

    assert [problem.name for problem in found.problems] == ["store"]
