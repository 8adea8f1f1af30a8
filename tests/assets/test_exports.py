"""The cards on paper and in sheets: the spreadsheet, the quarter's file, the registers, the summary."""

import io
import itertools
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from assets.cards import exports, moving
from assets.models import Asset, AssetEvent
from logistics.records.stamping import stamped
from tests.assets.factories import make_asset, make_class
from tests.factories import make_campus, make_place

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def client(enter):
    return enter("storekeeper")


@pytest.fixture
def book(client, campus):
    def act(**given):
        return make_asset(**{"campus": campus, "by": client.person, "now": NOW} | given)

    return act


def rows_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]


def dispose(asset, on, by):
    Asset.objects.filter(pk=asset.pk).update(state="disposed", disposed_on=on)
    gone = AssetEvent(
        asset=asset, kind="disposed", happened_on=on, at=NOW, by=by, quantity=-asset.quantity,
        value=-asset.value,
    )  # fmt: skip
    stamped(gone).save()


def test_the_spreadsheet_repeats_the_filter_in_the_columns_of_the_card(client, book, campus):
    book(name="=空调", quantity=3, value=Decimal("9000.00"), place=make_place(campus=campus))
    book(name="钢琴")

    headings, row = rows_of(client.get(reverse("assets:asset_sheet"), {"q": "空调"}))

    told = dict(zip(headings, row, strict=True))
    assert headings == exports.headings()
    assert (told["Asset name"], told["Quantity"], told["Unit price"]) == ("=空调", 3, 3000)
    assert told["Net value"] + told["Accumulated depreciation"] == told["Original value"] == 9000


def test_the_quarter_holds_what_was_on_the_books_at_its_end(client, book):
    quarter = exports.quarters(TODAY)[1]
    then = {"acquired_on": quarter.starts_on, "booked_on": quarter.starts_on}
    book(name="There", **then)
    book(name="Later", acquired_on=TODAY, booked_on=TODAY)
    dispose(book(name="Gone before", **then), quarter.ends_on, client.person)
    dispose(book(name="Gone after", **then), quarter.ends_on + DAY, client.person)
    address = reverse("assets:asset_report_sheet")

    _headings, *rows = rows_of(client.get(address, {"quarter": f"{quarter.ends_on:%Y%m}"}))

    assert {row[1] for row in rows} == {"There", "Gone after"}
    assert str(quarter) in client.get(reverse("assets:asset_report")).text


@pytest.mark.parametrize(
    ("on", "ends"),
    [(date(2026, 1, 1), (2026, 3, 31)), (date(2026, 12, 31), (2026, 12, 31))],
)
def test_quarters_follow_each_other_without_a_gap(on, ends):
    found = exports.quarters(on)

    assert found[0].ends_on == date(*ends)
    assert all(a.starts_on - DAY == b.ends_on for a, b in itertools.pairwise(found))


# Registers ------------------------------------------------------------------------------------


def register(client, code, **query):
    return client.get(reverse("duties:register", args=[code]), query)


def texts(page):
    return [[cell.text for cell in line.cells] for line in page.context["lines"]]


def test_the_ledger_tells_what_was_on_the_books_on_a_past_day(client, book):
    old = {"acquired_on": TODAY - 90 * DAY, "booked_on": TODAY - 90 * DAY}
    desks = book(name="Desks", quantity=30, value=Decimal(3000), **old)
    dispose(book(name="Gone", **old), TODAY - DAY, client.person)
    book(name="New", acquired_on=TODAY, booked_on=TODAY)
    desks_now = client.post(
        reverse("assets:asset_split", args=[desks.pk]), {"quantity": 10, "happened_on": TODAY}
    )
    past = {"first": TODAY - 100 * DAY, "last": TODAY - 10 * DAY}

    before, now = register(client, "fixed-assets", **past), register(client, "fixed-assets")

    assert desks_now.status_code == 302
    assert {line[1] for line in texts(before)} == {"Desks", "Gone"}
    assert {line[5] for line in texts(before) if line[1] == "Desks"} == {"30"}
    assert sorted(line[1] for line in texts(now)) == ["Desks", "Desks", "New"]
    assert [cell.text for cell in before.context["totals"]][5:7] == ["31", "9000.00"]


def test_additions_and_reductions_add_up(client, book):
    early = {"acquired_on": TODAY - 90 * DAY, "booked_on": TODAY - 90 * DAY}
    gone = book(quantity=2, value=Decimal("10.10"), **early)
    book(quantity=5, value=Decimal("20.20"), acquired_on=TODAY, booked_on=TODAY)
    dispose(gone, TODAY, client.person)

    page = register(client, "asset-changes", first=TODAY - DAY, last=TODAY)

    [line] = texts(page)
    assert line[2:] == ["2", "10.10", "5", "20.20", "-2", "-10.10", "5", "20.20"]


def test_what_came_is_counted_by_name(client, book):
    for _ in range(5):
        book(name="空调", acquired_on=TODAY, booked_on=TODAY)
    book(name="复印机", source="donation", acquired_on=TODAY, booked_on=TODAY)

    page = register(client, "asset-additions")

    assert {(line[0], line[4], line[5]) for line in texts(page)} == {
        ("空调", "5", "30000.00"), ("复印机", "1", "6000.00"),
    }  # fmt: skip


def test_idle_things_and_rooms_have_sheets_of_their_own(client, book, campus):
    idle = book(name="Idle")
    moving.turn(idle, seen="in_use", on=TODAY, by=client.person, now=NOW)
    book(name="In the hall", place=make_place(campus=campus, name="Hall"))

    assert [line[1] for line in texts(register(client, "idle-assets"))] == ["Idle"]
    assert [line[1] for line in texts(register(client, "room-assets", place="Hall"))] == [
        "In the hall"
    ]


@pytest.mark.parametrize(
    "code", ["fixed-assets", "asset-changes", "asset-additions", "room-assets", "idle-assets"]
)
def test_each_register_comes_on_paper_and_as_a_sheet_of_one_campus(client, book, campus, code):
    given = {"acquired_on": TODAY, "booked_on": TODAY}
    asset = book(name="Ours", place=make_place(campus=campus), **given)
    moving.turn(asset, seen="in_use", on=TODAY, by=client.person, now=NOW)
    west = make_campus()
    theirs = make_class(code="A02450100", name="Theirs")
    make_asset(campus=west, by=client.person, name="Theirs", asset_class=theirs, now=NOW, **given)

    paper = client.get(reverse("duties:register_print", args=[code])).text
    rows = rows_of(client.get(reverse("duties:register_sheet", args=[code])))

    assert len(rows) > 1
    assert "Theirs" not in paper + str(rows)


def test_the_term_summary_counts_what_came(client, book, enter):
    from tests.world.terms import make_term

    term = make_term(TODAY)
    book(name="空调", quantity=3, acquired_on=TODAY, booked_on=TODAY)

    page = enter("director").get(reverse("duties:summary"), {"term": term.pk}).text

    assert ("Fixed assets" in page, "空调" in page) == (True, True)
