"""The pages of the stocktake of assets: scanning on the phone, the four lists, what is asked."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from assets.models import Asset, Round, RoundLine, Stray
from assets.stocktakes import closing
from logistics.approvals import deciding
from logistics.approvals.models import Approval
from logistics.records.models import Entry
from tests.assets.counting import begin, explain, make_asset, scan
from tests.factories import make_person, make_place

NOW = timezone.now()
SCAN = "assets:stocktake_scan"


@pytest.fixture
def room(campus):
    return make_place(campus=campus, name="Room 1")


@pytest.fixture
def hall(campus):
    return make_place(campus=campus, name="Hall")


@pytest.fixture
def leader(campus):
    return make_person(name="Leader", role="accountant", campus=campus)


@pytest.fixture
def keeper(enter):
    return enter("storekeeper")


@pytest.fixture
def printer(campus, room):
    return make_asset(campus, name="Printer", place=room)


def make_round(campus, leader, keeper, **given):
    return begin(campus, leader, by=keeper.person, now=timezone.now(), **given)


def send(client, round_, code, *, place, htmx=True, **more):
    headers = {"HX-Request": "true"} if htmx else {}
    sent = {"round": round_.pk, "place": place.pk if place else "", "code": code, **more}
    return client.post(reverse(SCAN), sent, headers=headers)


@pytest.mark.parametrize("expected", [1, 1000])
def test_a_scan_is_answered_with_six_questions_to_the_database(
    campus, room, leader, keeper, printer, expected, django_assert_num_queries
):
    cards = [
        Asset(campus=campus, number=f"N{n}", name="Chair", asset_class=printer.asset_class,
              value=1, acquired_on=printer.acquired_on, place=room)
        for n in range(expected - 1)
    ]  # fmt: skip
    Asset.objects.bulk_create(cards)
    round_ = make_round(campus, leader, keeper)

    with django_assert_num_queries(6):
        page = send(keeper, round_, printer.code, place=room).text

    assert "Found" in page
    assert round_.lines.get(asset=printer).counted == 1


def test_a_scan_without_script_goes_back_to_the_room_and_says_what_it_was(
    campus, room, leader, keeper, printer
):
    round_ = make_round(campus, leader, keeper)

    response = send(keeper, round_, printer.code, place=room, htmx=False)

    assert response.url == f"{reverse(SCAN)}?round={round_.pk}&place={room.pk}"
    assert f"Found: {printer}" in keeper.get(response.url).text


def test_the_answer_offers_to_put_the_card_right(campus, room, hall, leader, keeper, printer):
    round_ = make_round(campus, leader, keeper)

    page = send(keeper, round_, printer.code, place=hall).text
    line = RoundLine.objects.get()
    right = reverse("assets:stocktake_put_right", args=[line.pk])
    response = keeper.post(right)

    assert right in page
    printer.refresh_from_db()
    assert (printer.place, response.status_code) == (hall, 302)


def test_several_things_on_one_card_are_asked_for_their_number(
    campus, room, leader, keeper, printer
):
    desks = make_asset(campus, place=room, quantity=20)
    round_ = make_round(campus, leader, keeper)

    asked = send(keeper, round_, desks.code, place=room).text
    send(keeper, round_, desks.code, place=room, quantity=18)

    assert 'name="quantity"' in asked
    assert round_.lines.get(asset=desks).counted == 18


def test_an_unknown_label_is_noted_and_the_label_of_a_room_leads_there(
    campus, room, leader, keeper, printer
):
    round_ = make_round(campus, leader, keeper)

    unknown = send(keeper, round_, "NOBODY1", place=room).text
    moved = send(keeper, round_, f"https://school.example/p/{room.code}/", place=None)

    assert "Not on the books" in unknown
    assert Stray.objects.get().place == room
    assert moved.headers["HX-Redirect"] == f"{reverse(SCAN)}?round={round_.pk}&place={room.pk}"


def test_the_scanning_page_does_not_say_what_is_expected(campus, room, leader, keeper, printer):
    round_ = make_round(campus, leader, keeper)

    page = keeper.get(reverse(SCAN), {"round": round_.pk, "place": room.pk}).text

    assert "Printer" not in page


def test_a_label_opened_by_the_camera_of_the_phone_finds_the_only_round(
    campus, room, leader, keeper, printer
):
    round_ = make_round(campus, leader, keeper)

    page = keeper.get(reverse(SCAN), {"code": printer.code}).text

    assert f'name="round" value="{round_.pk}"' in page
    assert f'value="{printer.code}"' in page


def test_whoever_was_named_may_scan_and_nobody_else_of_the_staff(
    campus, room, leader, keeper, printer, enter
):
    helper, other = enter("teacher"), enter("cook")
    round_ = make_round(campus, leader, keeper, counters=[helper.person])

    answers = [send(who, round_, printer.code, place=room).status_code for who in (helper, other)]

    assert answers == [200, 404]
    assert round_.lines.get().found_by == helper.person


def test_a_helper_scans_but_does_not_end_it(campus, room, leader, keeper, printer, enter):
    helper = enter("teacher")
    round_ = make_round(campus, leader, keeper, counters=[helper.person])

    response = helper.post(reverse("assets:stocktake_finish", args=[round_.pk]))

    assert response.status_code == 403
    assert Round.objects.get().is_counting


def test_a_new_round_is_frozen_by_the_form(campus, room, leader, keeper, printer):
    sent = {
        "campus": campus.pk,
        "occasion": "term_start",
        "led_by": leader.pk,
        "places": [room.pk],
        "form_key": "k" * 32,
    }

    for _ in range(2):
        keeper.post(reverse("assets:stocktake_new"), sent)

    round_ = Round.objects.get()
    assert (round_.scope, round_.lines.count()) == ("Main campus · Room 1", 1)


def test_the_lists_are_explained_asked_agreed_and_posted(
    campus, room, leader, keeper, printer, enter
):
    director, lost = enter("director"), make_asset(campus, place=room, name="Lost one")
    round_ = make_round(campus, leader, keeper)
    send(keeper, round_, printer.code, place=room)
    keeper.post(reverse("assets:stocktake_finish", args=[round_.pk]))
    line, url = round_.lines.get(asset=lost), round_.get_absolute_url()

    page = keeper.get(url).text
    explained = {f"r_r{line.pk}": "Lost", f"h_r{line.pk}": "Reported", "form_key": "k" * 32}
    keeper.post(url, explained)
    keeper.post(reverse("assets:stocktake_ask", args=[round_.pk]))
    approval = Approval.objects.get()
    deciding.agree(approval, by=director.person, now=timezone.now(), seen=approval.digest)

    entry = Entry.objects.get()
    assert "Lost one" in page
    assert entry.content.lines.get(asset=lost).reason == "Lost"
    assert "Lost one" in keeper.get(entry.get_absolute_url()).text


@pytest.fixture
def posted(campus, room, leader, keeper, printer, enter):
    director = enter("director").person
    make_asset(campus, place=room, name="Lost one", number="ZC-LOST")
    round_ = make_round(campus, leader, keeper)
    scan(round_, printer.code, place=room, by=keeper.person, now=timezone.now())
    closing.finish(round_)
    explain(round_)
    approval = closing.ask(round_, by=keeper.person, now=timezone.now())
    deciding.agree(approval, by=director, now=timezone.now(), seen=approval.digest)
    return Entry.objects.get()


def test_the_minutes_name_what_is_missing_and_who_counted(posted, keeper):
    response = keeper.get(reverse("assets:stocktake_minutes", args=[posted.pk]))

    document = Document(io.BytesIO(response.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Found 1, in the wrong place 0, missing 1" in words
    assert "Counted by Storekeeper, supervised by Leader" in words
    assert "ZC-LOST" in cells


def test_the_register_has_a_row_a_card_under_the_official_headings(posted, keeper):
    url = reverse("duties:register_sheet", args=["asset-stocktakes"])

    response = keeper.get(url, {"q": posted.number})

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [headings] = [row for row in rows if "Asset number" in row]
    [lost] = [row for row in rows if "ZC-LOST" in row]
    said = dict(zip(headings, lost, strict=True))
    assert (said["By the account"], said["Counted"], said["Difference"]) == (1, 0, -1)
    assert (said["Surplus or shortage"], said["Reason"]) == ("shortage", "Lost, cause unknown")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_rounds_as_for_one(
    campus, leader, keeper, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_round(campus, leader, keeper, places=[make_place(campus=campus)])
    keeper.get(reverse("assets:stocktake_list"))

    with django_assert_max_num_queries(10):
        page = keeper.get(reverse("assets:stocktake_list")).text

    assert page.count("being counted") == rows


def test_the_empty_list_offers_to_begin(keeper):
    assert "No assets have been counted yet" in keeper.get(reverse("assets:stocktake_list")).text
