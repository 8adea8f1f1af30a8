"""The pages on which a store is counted, explained and posted."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from logistics.records.models import Entry
from logistics.stores import counting, ledger
from logistics.stores.models import Count, CountLine, Lot
from tests.factories import make_person
from tests.stores.factories import bring, make_item, make_store

KEY = "k" * 32


@pytest.fixture
def keeper(enter):
    return enter("storekeeper")


@pytest.fixture
def leader(enter):
    return enter("accountant")


@pytest.fixture
def store(campus, keeper):
    return make_store(campus, keeper=keeper.person, name="Supplies")


@pytest.fixture
def mop(store, keeper):
    item = make_item(name="Mop")
    bring(store, item, 10, by=keeper.person)
    return item


@pytest.fixture
def count(store, mop, keeper, leader):
    now = timezone.now()
    given = {"occasion": "month", "led_by": leader.person, "by": keeper.person}
    return counting.begin(store, now=now, **given)


def page_of(name, count):
    return reverse(f"stores:{name}", args=[count.pk])


def count_to_the_end(count, keeper, quantity):
    line = count.lines.get()
    keeper.post(page_of("count_lines", count), {f"q_{line.pk}": quantity, "form_key": KEY})
    keeper.post(page_of("count_finish", count))


def test_a_stocktake_is_begun_by_the_form_once(store, mop, keeper, leader):
    sent = {"store": store.pk, "occasion": "month", "led_by": leader.person.pk, "form_key": KEY}

    for _ in range(2):
        response = keeper.post(reverse("stores:count_new"), sent)

    assert response.url == Count.objects.get().get_absolute_url()


def test_the_keeper_who_names_themselves_is_told_so_beside_the_form(store, mop, keeper):
    sent = {"store": store.pk, "occasion": "month", "led_by": keeper.person.pk, "form_key": KEY}

    page = keeper.post(reverse("stores:count_new"), sent).text

    assert "Somebody else supervises" in page
    assert Count.objects.count() == 0


def test_the_sheet_is_blind(count, keeper):
    page = keeper.get(page_of("count_lines", count)).text

    assert "Mop" in page
    assert "10.000" not in page
    assert f'name="q_{count.lines.get().pk}"' in page


def test_what_is_left_empty_stays_uncounted_and_full_width_digits_are_read(count, store, keeper):
    line = count.lines.get()
    bring(store, make_item(name="Broom"), 3, by=keeper.person)
    lot = Lot.objects.get(item__name="Broom")
    extra = CountLine.objects.create(count=count, item=lot.item, lot=lot, expected=3)
    sent = {f"q_{line.pk}": "８．５", f"q_{extra.pk}": "", "form_key": KEY}

    keeper.post(page_of("count_lines", count), sent)

    assert [x.counted for x in count.lines.order_by("pk")] == [Decimal("8.5"), None]


def test_a_wrong_number_is_shown_again_with_all_that_was_typed(count, keeper):
    line = count.lines.get()

    page = keeper.post(
        page_of("count_lines", count), {f"q_{line.pk}": "many", "form_key": KEY}
    ).text

    assert 'value="many"' in page
    assert "Enter a number" in page
    assert count.lines.get().counted is None


def test_a_sheet_that_is_sent_twice_counts_once(count, keeper):
    sent = {f"q_{count.lines.get().pk}": "8", "form_key": KEY}

    for _ in range(2):
        keeper.post(page_of("count_lines", count), sent)

    assert count.lines.get().countings.count() == 1


def test_goods_beside_the_list_are_added(count, keeper):
    soap = make_item(name="Soap")

    keeper.post(page_of("count_found", count), {"item": soap.pk, "quantity": "4", "form_key": KEY})

    assert count.lines.get(item=soap).counted == 4


def test_differences_are_explained_by_the_keeper_and_posted_by_whoever_supervises(
    count, store, mop, keeper, leader
):
    count_to_the_end(count, keeper, "8")
    line = count.lines.get()
    said = {f"r_{line.pk}": "Not written down", f"h_{line.pk}": "Reminded", "form_key": "c" * 32}
    keeper.post(page_of("count", count), said)
    seen = counting.digest(counting.lines_of(count))

    refused = keeper.post(page_of("count_post", count), {"seen": seen, "form_key": "a" * 32}).text
    response = leader.post(page_of("count_post", count), {"seen": seen, "form_key": "b" * 32})

    entry = Entry.objects.get(kind="stocktake")
    assert "supervises this stocktake" in refused
    assert response.url == entry.get_absolute_url()
    assert ledger.left_in(store, mop) == 8


def test_the_differences_say_what_was_frozen_what_moved_and_who_posts(count, keeper):
    count_to_the_end(count, keeper, "8")

    page = keeper.get(page_of("count", count)).text

    assert "-2 pcs" in page
    assert "Accountant supervises and posts it" in page


def test_a_stocktake_of_another_campus_is_not_there(count, enter):
    from tests.factories import make_campus

    stranger = enter("storekeeper", at=make_campus())

    statuses = [stranger.get(page_of(name, count)).status_code for name in ("count", "count_lines")]

    assert statuses == [404, 404]


def test_who_may_only_look_does_not_count(count, enter):
    looker = enter("cook")

    statuses = [looker.get(page_of(name, count)).status_code for name in ("count", "count_lines")]

    assert statuses == [200, 403]


@pytest.fixture
def entry(count, keeper, leader):
    count_to_the_end(count, keeper, "8")
    for line in count.lines.all():
        counting.explain(line, reason="Not written down", handling="Reminded")
    seen = counting.digest(counting.lines_of(count))
    count.refresh_from_db()
    return counting.post(count, by=leader.person, now=timezone.now(), seen=seen)


def test_the_page_of_the_record_shows_the_differences(entry, enter):
    page = enter("principal").get(entry.get_absolute_url()).text

    assert "Not written down" in page
    assert "-2 pcs" in page


def test_the_minutes_say_what_differs_and_who_took_part(entry, enter):
    response = enter("director").get(reverse("stores:count_minutes", args=[entry.pk]))

    document = Document(io.BytesIO(response.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "1 lines were counted, 1 of them differ" in words
    assert "Counted by Storekeeper, supervised by Accountant" in words
    assert "Not written down" in cells


def test_the_register_is_the_official_sheet_a_lot_a_row(entry, enter):
    director = enter("director")

    response = director.get(reverse("duties:register_sheet", args=["stocktakes"]))

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [headings] = [row for row in rows if "By the account" in row]
    [mop] = [row for row in rows if "Mop" in row]
    said = dict(zip(headings, mop, strict=True))
    assert (said["By the account"], said["Counted"], said["Difference"]) == (10, 8, -2)
    assert (said["Surplus or shortage"], said["Handling"]) == ("shortage", "Reminded")


@pytest.mark.parametrize("output", ["register", "register_print", "register_completeness"])
def test_the_register_is_a_page_and_a_paper(entry, enter, output):
    page = enter("director").get(reverse(f"duties:{output}", args=["stocktakes"]))

    assert page.status_code == 200
    assert output == "register_completeness" or "Not written down" in page.text


def test_a_stocktake_that_was_taken_back_is_struck_in_the_register(entry, enter, leader):
    now = timezone.now()
    ledger.take_back(entry, by=leader.person, now=now, reason="Wrong shelf")

    page = enter("director").get(reverse("duties:register_print", args=["stocktakes"])).text

    assert "Wrong shelf" in page
    assert "<del" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_counts_as_for_one(
    campus, keeper, leader, rows, django_assert_max_num_queries
):
    for n in range(rows):
        store = make_store(campus, keeper=make_person(name=f"Keeper {n}"))
        given = {"occasion": "month", "led_by": leader.person, "by": keeper.person}
        counting.begin(store, now=timezone.now(), **given)
    keeper.get(reverse("stores:count_list"))

    with django_assert_max_num_queries(10):
        page = keeper.get(reverse("stores:count_list")).text

    assert page.count("being counted") == rows
