"""What the school is given: two people accept it and sign, then it is booked, once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assets.buying import donating
from assets.buying.accepting import Known
from assets.models import Asset, DonationLine, DonationReceipt
from logistics.duties import signing
from logistics.errors import Refused
from logistics.notices import inbox
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import ledger
from logistics.stores.models import Item, ItemGroup
from tests.assets.buying import NOW, make_item, make_school, national_class


@pytest.fixture
def school(campus):
    return make_school(campus)


def given(school, *lines, by=None, now=NOW, **said):
    """("绘本", "50", "1000", "store"): what, how many, worth how much, what becomes of it."""
    paper = DonationReceipt(
        entry=Entry(campus=school.campus, happened_at=now),
        **{
            "donor": "Parents of Junior 1", "purpose": "For the reading corner",
            "inspector": school.repairer, "second": school.guard, "finding": "All as new",
        } | said,
    )  # fmt: skip
    paper.new_lines = [
        DonationLine(
            name=name, unit="本", quantity=Decimal(count), value=Decimal(value), destination=to
        )
        for name, count, value, to in lines
    ]
    donating.register(paper, by=by or school.storekeeper, now=now)
    return paper


def sign(paper):
    for person in (paper.inspector, paper.second):
        signing.sign(paper.entry, Capacity.ACCEPTED, by=person, now=NOW, seen=1)


def book(school, paper, **known):
    told = {line.pk: Known(**known) for line in paper.lines.all()}
    return donating.book_in(paper, told, store=school.store, by=school.storekeeper, now=NOW)


BOOKS = ("绘本", "50", "1000", "store")
PIANO = ("钢琴", "1", "12000", "asset")


def test_a_donation_is_numbered_added_up_and_asks_both_to_sign(school):
    paper = given(school, BOOKS, PIANO)

    asked = {signer.person for signer in paper.entry.signers.all()}
    assert paper.entry.number.startswith("JZ-")
    assert (paper.amount, paper.one_line()) == (13000, "Parents of Junior 1: 绘本、钢琴")
    assert asked == {school.repairer, school.guard}


def test_one_person_alone_accepts_nothing(school):
    with pytest.raises(Refused, match="Two different people"):
        given(school, BOOKS, second=school.repairer)

    paper = given(school, BOOKS)
    with pytest.raises(IntegrityError), transaction.atomic():
        DonationReceipt.objects.filter(pk=paper.pk).update(second=paper.inspector)


def test_a_donation_of_nothing_is_refused(school):
    with pytest.raises(Refused, match="Write what was given"):
        given(school)


def test_nothing_is_booked_before_both_have_signed(school):
    paper = given(school, BOOKS)
    signing.sign(paper.entry, Capacity.ACCEPTED, by=school.repairer, now=NOW, seen=1)

    with pytest.raises(Refused, match="sign it first"):
        book(school, paper, item=make_item())


def test_goods_go_into_the_store_at_their_worth_and_name_the_donation(school):
    item = make_item(name="绘本")
    paper = given(school, BOOKS)
    sign(paper)

    intake = book(school, paper, item=item)

    sheet = intake.stock_in.content
    assert ledger.left_in(school.store, item) == 50
    assert (sheet.source, sheet.basis, sheet.delivered_by) == (
        "donation", paper.entry, "Parents of Junior 1",
    )  # fmt: skip
    assert sheet.lines.get().amount == 1000


def test_goods_that_are_not_in_the_list_are_added_to_it(school):
    group = ItemGroup.objects.create(name="Books")
    paper = given(school, BOOKS)
    sign(paper)

    book(school, paper, group=group)

    item = Item.objects.get(name="绘本")
    assert (item.group, item.unit, item.price) == (group, "本", 20)


def test_things_get_cards_with_their_source_and_share_the_worth_to_the_cent(school):
    paper = given(school, ("平板", "3", "10000", "asset"), origin="allocated", donor="Bureau")
    sign(paper)

    intake = book(school, paper, asset_class=national_class())

    cards = Asset.objects.filter(booking=intake.booking).order_by("pk")
    assert [card.value for card in cards] == [
        Decimal("3333.33"), Decimal("3333.34"), Decimal("3333.33"),
    ]  # fmt: skip
    assert {card.source for card in cards} == {"allocated"}
    assert intake.booking.content.basis == paper.entry


def test_what_has_no_known_worth_is_booked_at_one_yuan(school):
    paper = given(school, ("石狮", "1", "0", "asset"))
    sign(paper)

    book(school, paper, asset_class=national_class())

    card = Asset.objects.get()
    assert (card.value, card.is_nominal) == (1, True)


def test_a_donation_is_booked_once(school):
    item = make_item()
    paper = given(school, BOOKS)
    sign(paper)
    book(school, paper, item=item)

    with pytest.raises(Refused, match="booked already"):
        book(school, paper, item=item)
    with pytest.raises(Refused, match="booked"):
        donating.take_back(paper, by=school.director, now=NOW, reason="Wrong")

    assert ledger.left_in(school.store, item) == 50


def test_what_is_taken_back_is_not_booked_any_more(school):
    paper = given(school, BOOKS)
    sign(paper)
    donating.take_back(paper, by=school.director, now=NOW, reason="Written twice")
    paper.entry.refresh_from_db()

    with pytest.raises(Refused, match="taken back"):
        book(school, paper, item=make_item())

    assert list(DonationReceipt.objects.to_book()) == []


# Pages.


def typed(school, **more):
    return {
        "campus": school.campus.pk, "origin": "donation", "donor": "Mr Zhou",
        "inspector": school.repairer.pk, "second": school.guard.pk, "finding": "As new",
        "happened_at": f"{timezone.localtime(NOW):%Y-%m-%dT%H:%M}", "closed_day_is_right": "on",
        "name_0": "Drum", "unit_0": "pcs", "quantity_0": "2", "value_0": "300",
        "destination_0": "none", "whereto_0": "Junior 1",
    } | more  # fmt: skip


def test_the_storekeeper_registers_books_in_and_prints_a_donation(enter, school):
    client = enter("storekeeper", person=school.storekeeper)

    client.post(reverse("assets:donation_new"), typed(school))
    paper = DonationReceipt.objects.get()
    sign(paper)
    client.post(reverse("assets:donation_book", args=[paper.pk]), {"kind_0": "none"})
    listed = client.get(f"{reverse('assets:donation_list')}?view=all").text
    shown = client.get(paper.get_absolute_url()).text
    printed = client.get(reverse("assets:donation_print", args=[paper.pk])).text

    assert DonationReceipt.objects.to_book().count() == 0
    assert ("Mr Zhou" in listed, "booked in" in listed) == (True, True)
    assert all("Drum" in page for page in (shown, printed))
    assert "used as it comes · Junior 1" in printed


def test_one_person_chosen_twice_is_told_beside_the_field(enter, school):
    client = enter("storekeeper", person=school.storekeeper)

    page = client.post(reverse("assets:donation_new"), typed(school, second=school.repairer.pk))

    assert "second" in page.context["form"].errors
    assert DonationReceipt.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_donations_as_for_one(
    enter, school, rows, django_assert_max_num_queries
):
    client = enter("accountant")
    for _ in range(rows):
        given(school, BOOKS)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("assets:donation_list")).text

    assert page.count("JZ-") == rows


def test_the_register_names_the_sheet_on_which_the_gift_was_booked(enter, school):
    paper = given(school, BOOKS, receipt="0012")
    sign(paper)
    intake = book(school, paper, item=make_item())

    client = enter("accountant")
    page = client.get(reverse("duties:register", args=["donations"])).text

    for shown in (paper.donor, "1000.00", "For the reading corner", intake.stock_in.number, "0012"):
        assert shown in page


def test_a_gift_waits_in_the_keepers_inbox_from_the_second_signature_until_it_is_booked(school):
    def waiting():
        return inbox.standing(school.storekeeper, NOW).waiting["gifts"].count

    paper = given(school, BOOKS)
    unsigned = waiting()
    sign(paper)
    signed = waiting()
    book(school, paper, item=make_item())

    assert (unsigned, signed, waiting()) == (0, 1, 0)
