"""Cards from a sheet: looked through, then written with their events, or nothing at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assets.cards import booking
from assets.models import Asset, AssetEvent, Booking
from tests.assets.factories import make_asset, make_class
from tests.factories import make_campus, make_person, make_place
from tests.imports.files import bring, look, said

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
HEADINGS = ["Asset number", "Asset name", "National class code", "Original value", "Acquired on"]


@pytest.fixture
def keeper(campus):
    make_class()
    return make_person(role="storekeeper", campus=campus)


def row(number="A1", name="空调", code="A02061804", value="6000", came="2026-09-10", *more):
    return [number, name, code, value, came, *more]


def test_new_cards_are_booked_by_one_record_with_their_events(campus, keeper):
    bring("assets", HEADINGS, row(), row("", "钢琴", value="26800.50"), by=keeper, now=NOW)

    record = Booking.objects.get()
    assert (record.count, record.value) == (2, Decimal("32800.50"))
    first, second = Asset.objects.order_by("pk")
    assert (first.number, second.number) == ("A1", f"ZC-{TODAY.year}-000001")
    assert (first.booking, first.useful_months, first.initials) == (record.entry, 60, "kt kd")
    event = first.events.get()
    assert (event.kind, event.happened_on, event.value) == ("booked", date(2026, 9, 10), 6000)
    assert event.stamp


def test_a_number_that_is_there_is_changed_and_tells_so(campus, keeper):
    asset = make_asset(campus=campus, by=keeper, number="A1", name="空调", value=Decimal(5000))

    bring("assets", HEADINGS, row(name="柜机"), by=keeper, now=NOW)

    asset.refresh_from_db()
    event = asset.events.first()
    assert (asset.name, asset.value, Asset.objects.count()) == ("柜机", 6000, 1)
    assert (event.kind, event.value, event.quantity) == ("changed", 1000, 0)
    assert event.was["Original value" if "Original value" in event.was else "value"] == "5000.00"
    assert Booking.objects.count() == 1  # that of the card itself
    assert next(iter(asset.history.values_list("history_type", flat=True))) == "~"


def test_what_stays_the_same_gets_no_event(campus, keeper):
    bring("assets", HEADINGS, row(), by=keeper, now=NOW)
    bring("assets", HEADINGS, row(), by=keeper, now=NOW)

    assert AssetEvent.objects.count() == 1


def test_every_bad_row_is_named_with_its_value_and_cure_and_nothing_is_written(campus, keeper):
    rows = [
        row("B1", code="A99999999"),
        row("B2", value="-5"),
        row("B3", came="2026-02-30"),
        row("B4", came=str(TODAY + timedelta(days=1))),
        row("B5", ""),
        row("B6"),
        row("B6"),
        row("B7"),
    ]

    found = look("assets", HEADINGS, *rows, by=keeper, now=NOW)

    problems = {problem.line: problem for problem in found.problems}
    assert sorted(problems) == [2, 3, 4, 5, 6, 8]
    assert [problems[n].value for n in (2, 3, 4)] == ["A99999999", "-5", "2026-02-30"]
    assert all(problem.cure for problem in problems.values())
    assert "future" in problems[5].reason
    assert (found.is_ready, Asset.objects.exists()) == (False, False)


def test_places_and_people_are_named_and_of_the_same_campus(campus, keeper):
    room = make_place(campus=campus, name="Hall")
    make_place(campus=make_campus(), name="Elsewhere")
    headings = [*HEADINGS, "Place", "Custodian"]
    good = row("C1", "空调", "A02061804", "6000", "2026-09-10", "Hall", keeper.name)
    bad = row("C2", "空调", "A02061804", "6000", "2026-09-10", "Elsewhere", "Nobody")

    found = look("assets", headings, good, bad, by=keeper, now=NOW)
    bring("assets", headings, good, by=keeper, now=NOW)

    assert {problem.name for problem in found.problems} == {"place", "custodian"}
    asset = Asset.objects.get()
    assert (asset.place, asset.custodian) == (room, keeper)


def test_a_card_of_another_campus_is_not_changed(campus, keeper):
    make_asset(campus=make_campus(), by=keeper, number="A1", name="Theirs")

    found = look("assets", HEADINGS, row(), by=keeper, now=NOW)

    assert ("cannot be used here" in str(said(found)), found.is_ready) == (True, False)


def test_the_card_of_what_is_gone_stays_closed(campus, keeper):
    asset = make_asset(campus=campus, by=keeper, number="A1")
    Asset.objects.filter(pk=asset.pk).update(state="disposed", disposed_on=TODAY)

    found = look("assets", HEADINGS, row(), by=keeper, now=NOW)

    assert ("disposed of" in str(said(found)), found.is_ready) == (True, False)


def test_the_words_of_official_sheets_are_understood(campus, keeper):
    headings = ["资产编码", "名称", "国标分类", "账面原值", "购置日期", "资产来源"]

    bring(
        "assets",
        headings,
        row("D1", "空调", "A020618", "1", "20260910", "调拨"),
        by=keeper,
        now=NOW,
    )

    assert Asset.objects.get().source == "allocated"


def test_the_preview_is_open_to_the_storekeeper_and_not_to_the_carer(enter, keeper):
    address = reverse("imports:import_new", args=["assets"])

    answers = {role: enter(role).get(address).status_code for role in ("storekeeper", "carer")}

    assert answers == {"storekeeper": 200, "carer": 403}


def test_the_books_bear_out_what_a_sheet_has_changed(campus, keeper):
    headings = [*HEADINGS, "Quantity"]
    bring("assets", headings, row("E1", "课桌", "A02061804", "900", "2026-09-10", 30), by=keeper)
    bring("assets", headings, row("E1", "课桌", "A02061804", "870", "2026-09-10", 29), by=keeper)

    asset = Asset.objects.get()
    told = [(event.quantity, event.value) for event in asset.events.order_by("pk")]
    assert told == [(30, 900), (-1, -30)]
    assert asset.events.first().kind == booking.Event.CHANGED
