"""The pages of the stores, as their keeper, a teacher and the neighbour see them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.records.models import Entry
from logistics.stores import ledger, receiving
from logistics.stores.models import Item, ItemGroup, Lot, Shelf, StockIn, Store, Supplier
from tests.factories import make_campus, make_person
from tests.stores.factories import bring, make_item, make_store
from tests.stores.test_verbs import issue

NOW = timezone.now()


@pytest.fixture
def client(enter):
    return enter("storekeeper")


@pytest.fixture
def keeper(client):
    return client.person


def moment():
    return f"{timezone.localtime():%Y-%m-%dT%H:%M}"


def sheet(store, *lines, **given):
    """A form with lines as a browser sends it."""
    sent = {"store": store.pk, "happened_at": moment(), "closed_day_is_right": "on"}
    for number, line in enumerate(lines):
        sent |= {f"{name}-{number}": value for name, value in line.items()}
    return sent | given


def where(name, **query):
    return reverse(f"stores:{name}", query=query)


# The list ---------------------------------------------------------------------------------------


def test_the_list_says_how_much_there_is_in_each_store(client, store, keeper, campus):
    mop, second = make_item(name="Mop"), make_store(campus, name="Annex")
    bring(store, mop, 5, by=keeper)
    bring(second, mop, 2, by=keeper)

    page = client.get(where("stock")).text

    assert "7 pcs" in page
    assert f"{store} 5" in page
    assert "Annex 2" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_items_as_for_one(
    client, store, keeper, rows, django_assert_num_queries
):
    items = [make_item() for _ in range(rows)]
    for item in items:
        bring(store, item, 5, by=keeper)
        Shelf.objects.create(store=store, item=item, bin="A1")

    with django_assert_num_queries(11):
        page = client.get(where("stock")).text

    assert all(item.name in page for item in items)


def test_the_list_is_searched_by_initials_and_by_state(client, store, keeper):
    broom, mop = make_item(name="扫帚"), make_item(name="拖把")
    bring(store, broom, 5, by=keeper)

    found = client.get(where("stock", q="sz")).text
    out = client.get(where("stock", state="out")).text

    assert (broom.number in found or "扫帚" in found, "拖把" in found) == (True, False)
    assert ("扫帚" in out, "拖把" in out) == (False, True)
    assert mop.pk


@pytest.mark.parametrize(("state", "days"), [("expiring", 5), ("expired", -5)])
def test_the_list_finds_what_expires(client, store, keeper, state, days):
    glue, chalk = make_item(name="Glue"), make_item(name="Chalk")
    bring(store, glue, 5, by=keeper, expires_on=timezone.localdate() + timedelta(days=days))
    bring(store, chalk, 5, by=keeper, expires_on=timezone.localdate() + timedelta(days=300))

    page = client.get(where("stock", state=state)).text

    assert ("Glue" in page, "Chalk" in page) == (True, False)


def test_what_lies_at_another_campus_is_not_counted(client, store, keeper):
    mop, theirs = make_item(name="Mop"), make_store(make_campus(), name="Far away")
    bring(store, mop, 5, by=keeper)
    bring(theirs, mop, 90, by=keeper)

    card = client.get(mop.get_absolute_url())

    assert (card.context["total"], "Far away" in card.text) == (5, False)


# The card ---------------------------------------------------------------------------------------


def test_the_card_has_lots_the_running_account_and_who_got_it(
    client, store, keeper, teacher, school_class
):
    mop = make_item(name="Mop")
    bring(store, mop, 5, by=keeper, batch="B7")
    given = issue(store, mop, 2, to=teacher, by=keeper, school_class=school_class)

    page = client.get(mop.get_absolute_url()).text

    assert all(words in page for words in ("B7", given.number, "Teacher", "¥10.00", "¥15.00"))
    assert "Class 2" in page


@pytest.mark.parametrize("times", [1, 3])
def test_the_card_asks_as_many_queries_however_much_happened(
    client, store, keeper, teacher, times, django_assert_num_queries
):
    mop = make_item()
    for _ in range(times):
        bring(store, mop, 5, by=keeper)
        issue(store, mop, 1, to=teacher, by=keeper)

    with django_assert_num_queries(11):
        client.get(mop.get_absolute_url())


def test_an_item_is_added_with_a_number_of_ours_and_found_by_its_initials(client):
    group = ItemGroup.objects.create(name="Paper")
    offered = client.get(where("item_new")).context["form"].initial["number"]

    client.post(
        where("item_new"),
        {"number": offered, "name": "白板笔", "unit": "支", "group": group.pk},
    )

    item = Item.objects.get()
    assert (item.number, item.initials.split()[0]) == ("W0001", "bbb")


def test_hazardous_goods_without_a_limit_are_refused_with_a_sentence(client):
    group = ItemGroup.objects.create(name="Chemicals", kind="chemicals")
    sent = {"number": "W9", "name": "Acid", "unit": "l", "group": group.pk, "is_hazardous": "on"}

    page = client.post(where("item_new"), sent).text

    assert "limited quantity" in page
    assert not Item.objects.exists()


def test_a_minimum_above_what_is_left_warns_at_once(client, store, keeper):
    mop = make_item()
    bring(store, mop, 2, by=keeper)
    url = reverse("stores:shelf_edit", args=[store.pk], query={"item": mop.pk})

    client.post(url, {"bin": "A-3", "minimum": "5", "enough": "20"})

    shelf = Shelf.objects.get()
    assert (shelf.bin, shelf.low_since is not None) == ("A-3", True)


# What the boxes offer ---------------------------------------------------------------------------


def test_items_are_offered_by_initials_with_what_the_store_has(client, store, keeper, campus):
    broom = make_item(name="扫帚", number="W0007", issue_limit=Decimal(3))
    bring(store, broom, 5, by=keeper)
    bring(make_store(campus), broom, 4, by=keeper)

    offered = client.get(where("item_options", q="sz", store=store.pk)).text

    assert 'data-label="W0007 扫帚"' in offered
    assert "5 pcs" in offered
    assert "at most 3 pcs at once" in offered


def test_what_begins_as_it_was_typed_is_offered_first(client, store, keeper):
    towels, broom = make_item(name="擦手纸", number="W0001"), make_item(name="扫帚", number="W0009")
    for item in (towels, broom):
        bring(store, item, 5, by=keeper)

    offered = client.get(where("item_options", q="sz", store=store.pk)).text

    assert offered.index("扫帚") < offered.index("擦手纸")


def test_colleagues_of_other_campuses_are_not_offered(client, store, teacher):
    make_person(name="Teacher far away", role="teacher", campus=make_campus())

    offered = client.get(where("receiver_options", q="Teach")).text

    assert ("T7 Teacher" in offered, "far away" in offered) == (True, False)


# Receiving --------------------------------------------------------------------------------------


def test_a_delivery_is_received_in_words_without_any_script(client, store):
    mop, chalk = make_item(name="Mop", number="W1"), make_item(name="Chalk", price=Decimal("1.5"))
    supplier = Supplier.objects.create(name="Sun Trading")
    lines = [{"item": "W1", "quantity": "10", "price": "5.25"}, {"item": "chal", "quantity": "３"}]

    answer = client.post(where("receive"), sheet(store, *lines, supplier=supplier.pk,
                                                 source="purchase"))  # fmt: skip

    entry = Entry.objects.get(kind="stock_in")
    assert answer.url == entry.get_absolute_url()
    assert [ledger.left_in(store, each) for each in (mop, chalk)] == [10, 3]
    assert list(entry.content.lines.values_list("amount", flat=True)) == [
        Decimal("52.50"),
        Decimal("4.50"),
    ]


def test_every_wrong_line_is_named_and_nothing_is_lost(client, store):
    make_item(name="Red pen")
    make_item(name="Blue pen")
    lines = [
        {"item": "pen", "quantity": "1"},
        {"item": "Whale", "quantity": "1"},
        {"item": "Red pen", "quantity": ""},
        {"item": "", "quantity": "4"},
    ]

    page = client.post(where("receive"), sheet(store, *lines, source="purchase"))

    said = {name: errors[0] for name, errors in page.context["form"].errors.items()}
    assert "Several fit" in said["item-0"]
    assert "not found" in said["item-1"]
    assert said["quantity-2"] == "Enter the quantity."
    assert said["item-3"] == "Say what it is."
    assert 'value="Whale"' in page.text
    assert not StockIn.objects.exists()


def test_an_empty_sheet_is_shown_again(client, store):
    page = client.post(where("receive"), sheet(store, source="purchase")).text

    assert "Enter at least one line" in page


def test_twenty_lines_like_the_last_delivery_need_one_change(client, store, keeper):
    items = [make_item(name=f"Thing {n}", number=f"W{n:04d}") for n in range(100, 120)]
    arrived = [receiving.Arrived(item, Decimal(10), Decimal(2)) for item in items]
    first = receiving.receive(store, arrived, by=keeper, now=NOW, happened_at=NOW)
    form = client.get(where("receive", like=first.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"store": store.pk, "happened_at": moment(), "closed_day_is_right": "on"}

    client.post(where("receive"), sent | {"quantity-7": "8"})

    second = StockIn.objects.exclude(pk=first.pk).get()
    quantities = list(second.lines.values_list("quantity", flat=True))
    assert (len(quantities), quantities[7], set(quantities[8:])) == (20, 8, {10})


def test_what_expires_is_not_received_without_its_date(client, store):
    make_item(name="Bleach", has_expiry=True)
    line = {"item": "Bleach", "quantity": "3"}

    page = client.post(where("receive"), sheet(store, line, source="purchase"))

    assert page.context["form"].errors["expires_on-0"] == ["Enter when it expires."]


# Issuing ----------------------------------------------------------------------------------------


def test_an_issue_to_a_class_goes_to_its_teacher(client, store, keeper, teacher, school_class):
    mop = make_item(name="Mop")
    bring(store, mop, 5, by=keeper)
    line = {"item": "Mop", "quantity": "2"}

    client.post(where("issue"), sheet(store, line, school_class=school_class.pk))

    entry = Entry.objects.get(kind="issue")
    assert (entry.content.receiver, entry.school_class) == (teacher, school_class)
    assert ledger.left_in(store, mop) == 3


def test_the_form_begins_with_the_class_of_the_address(client, store, teacher, school_class):
    form = client.get(where("issue", **{"class": school_class.pk})).context["form"]

    assert (form.initial["school_class"], form.initial["receiver"]) == (school_class, teacher)


def test_more_than_there_is_is_said_on_the_form_and_what_was_typed_stays(
    client, store, keeper, teacher
):
    bring(store, make_item(name="Mop"), 2, by=keeper)
    line = {"item": "Mop", "quantity": "3"}

    page = client.post(where("issue"), sheet(store, line, receiver="T7")).text

    assert "There are only 2 pcs of Mop" in page
    assert 'value="T7"' in page
    assert not Entry.objects.filter(kind="issue").exists()


def test_somebody_receives_it(client, store, keeper):
    bring(store, make_item(name="Mop"), 2, by=keeper)

    page = client.post(where("issue"), sheet(store, {"item": "Mop", "quantity": "1"}))

    assert page.context["form"].errors["receiver"] == ["Say who receives it."]


def test_a_teacher_issues_nothing(enter, school_class):
    answer = enter("teacher", school_class=school_class).get(where("issue"))

    assert answer.status_code == 403


def test_the_store_of_another_campus_is_no_choice(client, store):
    theirs = make_store(make_campus(), name="Far away")
    make_item(name="Mop")

    page = client.post(
        where("receive"), sheet(theirs, {"item": "Mop", "quantity": "1"}, source="purchase")
    )

    assert "store" in page.context["form"].errors
    assert not StockIn.objects.exists()


# The other documents ----------------------------------------------------------------------------


def test_what_was_issued_is_returned_on_a_page(client, store, keeper, teacher):
    drum = make_item(name="Drum", is_durable=True)
    bring(store, drum, 5, by=keeper)
    given = issue(store, drum, 3, to=teacher, by=keeper)
    lot = Lot.objects.get().pk
    chosen = client.get(where("return")).text

    client.post(
        where("return", **{"from": given.pk}),
        sheet(store, returned_by="T7", **{f"quantity-{lot}": "2", f"state-{lot}": "fine"}),
    )

    assert given.number in chosen
    assert ledger.left_in(store, drum) == 4


def test_the_page_refuses_more_than_is_out(client, store, keeper, teacher):
    drum = make_item(name="Drum", is_durable=True)
    bring(store, drum, 5, by=keeper)
    given = issue(store, drum, 3, to=teacher, by=keeper)
    sent = sheet(store, returned_by="T7", **{f"quantity-{Lot.objects.get().pk}": "4"})

    page = client.post(where("return", **{"from": given.pk}), sent)

    assert page.status_code == 200
    assert ledger.left_in(store, drum) == 2


def test_goods_are_moved_on_a_page(client, store, keeper, campus):
    mop, annex = make_item(name="Mop"), make_store(campus)
    bring(store, mop, 5, by=keeper)

    client.post(where("transfer"), sheet(store, {"item": "Mop", "quantity": "2"},
                                         to_store=annex.pk))  # fmt: skip

    assert [ledger.left_in(each, mop) for each in (store, annex)] == [3, 2]


def test_what_has_expired_is_offered_to_be_written_off(client, store, keeper):
    glue = make_item(name="Glue")
    bring(store, glue, 5, by=keeper, expires_on=timezone.localdate() - timedelta(days=2))
    bring(store, make_item(name="Chalk"), 5, by=keeper)
    lot = Lot.objects.get(item=glue)
    page = client.get(where("write_off")).text
    said = {"cause": "expired", "reason": "Out of date", f"quantity-{lot.pk}": "5"}

    client.post(where("write_off"), sheet(store, **said))

    assert ("Glue" in page, "Chalk" in page) == (True, False)
    assert ledger.left_in(store, glue) == 0


def test_the_keeper_takes_back_a_posted_sheet_and_sees_before_what_follows(
    client, store, keeper, teacher
):
    mop = make_item(name="Mop")
    bring(store, mop, 5, by=keeper)
    given = issue(store, mop, 2, to=teacher, by=keeper)
    url = reverse("stores:take_back", args=[given.pk])
    before = client.get(url).text

    client.post(url, {"reason": "Wrong class"})

    given.refresh_from_db()
    assert "5 pcs" in before
    assert given.status == Entry.Status.VOIDED
    assert ledger.left_in(store, mop) == 5


def test_a_receipt_already_used_is_said_to_be_short_before_it_is_tried(
    client, store, keeper, teacher
):
    receipt = bring(store, make_item(name="Mop"), 5, by=keeper)
    issue(store, Item.objects.get(), 2, to=teacher, by=keeper)
    url = reverse("stores:take_back", args=[receipt.pk])

    page = client.get(url).text
    answer = client.post(url, {"reason": "Counted wrong"})

    assert "not enough is left" in page
    assert "There are only 3 pcs of Mop" in answer.text


def test_a_document_shows_its_lines_and_its_paper_has_the_official_columns(
    client, store, keeper, teacher
):
    mop = make_item(name="Mop", specification="Large")
    bring(store, mop, 5, by=keeper)
    given = issue(store, mop, 2, to=teacher, by=keeper, purpose="Cleaning")

    page = client.get(given.get_absolute_url()).text
    paper = client.get(reverse("stores:sheet_print", args=[given.pk])).text

    assert "Large" in page
    assert "Quantity issued" in paper
    assert "Cleaning" in paper
    assert keeper.name in paper


def test_the_receiver_prints_what_they_are_asked_to_sign_and_a_stranger_does_not(
    enter, store, keeper, teacher, school_class
):
    bring(store, make_item(), 5, by=keeper)
    given = issue(store, Item.objects.get(), 2, to=teacher, by=keeper)
    url = reverse("stores:sheet_print", args=[given.pk])

    theirs = enter("teacher", person=teacher).get(url).status_code
    others = enter("teacher", school_class=school_class).get(url).status_code

    assert (theirs, others) == (200, 404)


# Groups, stores, suppliers ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["group_list", "store_list", "supplier_list", "month_list"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_at_most_twelve_queries(
    client, campus, name, rows, django_assert_max_num_queries
):
    for n in range(rows):
        ItemGroup.objects.create(name=f"Group {n}")
        make_store(campus)
        Supplier.objects.create(name=f"Supplier {n}")

    with django_assert_max_num_queries(12):
        page = client.get(where(name))

    assert page.status_code == 200


def test_a_store_is_made_and_its_page_shows_what_expires(client, campus, keeper):
    client.post(where("store_new"), {"campus": campus.pk, "name": "Annex", "kind": "supplies"})
    annex = Store.objects.get()
    bring(annex, make_item(name="Glue"), 5, by=keeper,
          expires_on=timezone.localdate() + timedelta(days=3))  # fmt: skip

    page = client.get(annex.get_absolute_url()).text

    assert "Glue" in page


def test_a_supplier_shows_what_it_brought_and_at_which_price(client, store, keeper):
    supplier = Supplier.objects.create(name="Sun Trading")
    line = {"item": make_item(name="Mop").number, "quantity": "3", "price": "7.25"}
    client.post(where("receive"), sheet(store, line, supplier=supplier.pk, source="purchase"))

    page = client.get(supplier.get_absolute_url()).text

    assert ("Mop" in page, "7.25" in page) == (True, True)


def test_what_a_class_has_cost_is_known_by_month_and_falls_when_it_returns(
    client, store, keeper, teacher, school_class
):
    drum = make_item(name="Drum", is_durable=True)
    bring(store, drum, 5, by=keeper)
    given = issue(store, drum, 3, to=teacher, by=keeper, school_class=school_class)
    lot = Lot.objects.get().pk
    client.post(
        where("return", **{"from": given.pk}),
        sheet(store, returned_by="T7", **{f"quantity-{lot}": "2"}),
    )

    [row] = client.get(where("cost_list")).context["rows"]

    assert (row.months[-1], row.total) == (Decimal("5.00"), Decimal("5.00"))


# The first page and the alerts ------------------------------------------------------------------


def test_the_first_page_counts_what_is_low_and_what_expires(client, store, keeper):
    mop, glue = make_item(), make_item()
    bring(store, mop, 2, by=keeper)
    bring(store, glue, 2, by=keeper, expires_on=timezone.localdate() + timedelta(days=3))
    Shelf.objects.create(store=store, item=mop, minimum=5, low_since=NOW)

    cards = client.get("/cards/").context["cards"]

    [card] = [card for card in cards if card["template"].startswith("stores/")]
    assert [each["count"] for each in card["figures"]] == [1, 1, 0]
