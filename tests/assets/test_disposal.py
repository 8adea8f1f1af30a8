"""Things leave the books: applied for, agreed to by value, written off with the document number."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.custody import disposing
from assets.custody.disposing import Parts
from assets.models import Asset, AssetClass, AssetDisposal, WriteOff
from logistics.approvals.models import Approval, Route
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores.models import Balance, StockIn
from logistics.stores.receiving import Arrived
from tests.assets.custody_factories import (
    DAY,
    agree,
    apply_for,
    lent,
    make_asset,
    make_person,
    make_room,
    today,
    write_off,
)
from tests.factories import make_campus
from tests.stores.factories import make_item, make_store


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


@pytest.fixture
def heads(campus):
    return make_person(campus, "director"), make_person(campus, "principal")


@pytest.fixture
def expert(campus):
    return make_person(campus, "repairer")


@pytest.fixture
def computer(campus):
    return make_asset(
        make_room(campus), name="Computer", value=Decimal(6000), useful_months=72,
        acquired_on=date(2019, 3, 5),
    )  # fmt: skip


@pytest.fixture
def applied(computer, keeper, expert, heads):
    return apply_for(computer, by=keeper, appraiser=expert)


@pytest.fixture
def agreed(applied, heads):
    agree(Approval.objects.get(), *heads)
    return applied


def state(asset):
    return Asset.objects.get(pk=asset.pk).state


# Applying.


def test_an_application_keeps_the_worth_of_each_card(campus, keeper, expert, heads):
    half = make_asset(
        make_room(campus), value=Decimal(7200), useful_months=72, acquired_on=date(2023, 11, 5)
    )

    line = apply_for(half, by=keeper, appraiser=expert).content.lines.get()

    months = line.used_months
    assert (line.value, line.depreciation, line.net) == (7200, months * 100, 7200 - months * 100)
    assert state(half) == "condemned"


def test_the_route_goes_by_the_original_value(computer, keeper, expert, heads, campus):
    route = Route.objects.create(kind="asset_disposal", from_amount=6000)
    route.steps.create(position=1, role="principal")

    apply_for(computer, by=keeper, appraiser=expert)

    approval = Approval.objects.get()
    assert (approval.amount, approval.waits_for) == (6000, [heads[1]])


def test_who_applies_does_not_appraise(computer, keeper, heads):
    with pytest.raises(Refused, match="technical opinion"):
        apply_for(computer, by=keeper, appraiser=keeper)


def test_the_expert_does_not_decide(computer, keeper, heads):
    director, principal = heads

    apply_for(computer, by=keeper, appraiser=director)

    assert Approval.objects.get().waits_for == [principal]


def test_nothing_chosen_is_no_application(keeper, expert):
    with pytest.raises(Refused, match="Choose what"):
        apply_for(by=keeper, appraiser=expert)


def test_an_application_is_about_one_campus(computer, keeper, expert):
    far = make_asset(make_room(make_campus()))

    with pytest.raises(Refused, match="one campus"):
        apply_for(computer, far, by=keeper, appraiser=expert)


@pytest.mark.parametrize("way", ["allocation", "donation", "sale", "exchange"])
def test_what_goes_to_others_names_them(computer, keeper, expert, heads, way):
    with pytest.raises(Refused, match="to whom"):
        apply_for(computer, by=keeper, appraiser=expert, way=way)

    entry = apply_for(computer, by=keeper, appraiser=expert, way=way, receiver="Village school")
    assert entry.content.receiver == "Village school"


def test_a_loss_needs_its_ground(computer, keeper, expert, heads):
    with pytest.raises(IntegrityError), transaction.atomic():
        apply_for(computer, by=keeper, appraiser=expert, way="loss", ground="worn_out")


def test_a_card_stands_on_one_application(applied, computer, keeper, expert):
    computer.refresh_from_db()

    with pytest.raises(Refused, match="stands on CZ-"):
        apply_for(computer, by=keeper, appraiser=expert)


def test_what_is_lent_is_not_disposed_of(campus, keeper, expert, heads):
    camera, chairs = make_asset(make_room(campus)), make_asset(make_room(campus), quantity=9)
    lent(camera, expert, keeper)
    lent(chairs, expert, keeper, quantity=1)
    camera.refresh_from_db()

    with pytest.raises(Refused, match="cannot be disposed"):
        apply_for(camera, by=keeper, appraiser=expert)
    with pytest.raises(Refused, match="is lent"):
        apply_for(chairs, by=keeper, appraiser=expert)


def test_what_is_to_go_is_not_lent(applied, computer, keeper, expert):
    computer.refresh_from_db()

    with pytest.raises(Refused, match="cannot be lent"):
        lent(computer, expert, keeper)


# Writing off.


def test_a_card_leaves_the_books_only_when_it_is_agreed_to(applied, computer, keeper):
    with pytest.raises(Refused, match="Nobody has agreed"):
        write_off(applied, by=keeper)

    assert state(computer) == "condemned"


@pytest.mark.parametrize("document", ["", "  "])
def test_it_leaves_them_only_with_the_document_number(agreed, computer, keeper, document):
    with pytest.raises(Refused, match="document number"):
        write_off(agreed, by=keeper, document=document)

    assert state(computer) == "condemned"


def test_it_is_written_off_in_one_go(agreed, computer, keeper):
    entry = write_off(agreed, by=keeper, income=Decimal(50), salvage="Sold as scrap")

    computer.refresh_from_db()
    last = computer.events.first()
    assert (computer.state, computer.disposed_on) == ("disposed", today())
    assert (last.kind, last.quantity, last.value, last.entry) == ("disposed", -1, -6000, entry)
    assert agreed.content.write_off.document == "教财〔2026〕12号"


def test_it_is_not_written_off_before_it_is_approved(agreed, keeper):
    with pytest.raises(Refused, match="before it is approved"):
        write_off(agreed, by=keeper, approved_on=today() + DAY)


def test_it_is_written_off_once(agreed, keeper):
    write_off(agreed, by=keeper)

    with pytest.raises(Refused, match="already"):
        write_off(agreed, by=keeper)

    assert WriteOff.objects.count() == 1


def test_usable_parts_go_back_into_the_store(agreed, campus, keeper):
    store, disk = make_store(campus), make_item(name="Disk")

    entry = write_off(agreed, by=keeper, parts=Parts(store, (Arrived(disk, Decimal(2)),)))

    receipt = StockIn.objects.get()
    assert (receipt.source, receipt.basis) == ("reuse", entry)
    assert Balance.objects.filter(item=disk).total() == 2


def test_parts_that_cannot_be_received_take_the_whole_back(agreed, computer, campus, keeper):
    acid = make_item(has_expiry=True)

    with pytest.raises(Refused, match="expiry"):
        write_off(agreed, by=keeper, parts=Parts(make_store(campus), (Arrived(acid, Decimal(1)),)))

    assert state(computer) == "condemned"
    assert not WriteOff.objects.exists()


# Dropping.


def test_what_is_dropped_is_what_it_was(computer, keeper, expert, heads):
    Asset.objects.update(state="idle")
    computer.refresh_from_db()
    entry = apply_for(computer, by=keeper, appraiser=expert)

    disposing.drop(entry.content, by=keeper, now=timezone.now(), reason="Still good")

    entry.refresh_from_db()
    assert (state(computer), entry.status) == ("idle", Entry.Status.VOIDED)
    assert Approval.objects.get().state == "withdrawn"


def test_what_is_written_off_is_not_dropped(agreed, keeper):
    write_off(agreed, by=keeper)

    with pytest.raises(Refused, match="already"):
        disposing.drop(agreed.content, by=keeper, now=timezone.now(), reason="No")


def test_what_was_dropped_is_neither_agreed_to_nor_written_off(agreed, keeper):
    disposing.drop(agreed.content, by=keeper, now=timezone.now(), reason="No")

    with pytest.raises(Refused, match="dropped"):
        write_off(agreed, by=keeper)

    assert not AssetDisposal.objects.open().exists()


# Using it elsewhere first.


def test_what_is_replaced_is_proposed_to_rooms_that_have_none(campus, computer):
    bare = make_room(campus, kind="special_room", name="Reading room")
    other, _made = AssetClass.objects.get_or_create(
        code="A05019900", defaults={"name": "Else", "level": 4}
    )
    make_asset(bare, asset_class=other)
    make_asset(make_room(campus, kind="special_room"))
    make_room(make_campus(), kind="special_room")

    assert disposing.rooms_in_need(computer) == [bare]
