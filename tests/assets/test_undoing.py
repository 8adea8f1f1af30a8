"""A sheet of the store is taken back: what it had settled is owed again."""

from decimal import Decimal

import pytest

from assets.buying import accepting, deciding, distributing
from assets.buying.deciding import Give
from assets.models import Distribution, DistributionItem, Intake, LineProgress, RequestLine
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores import ledger
from tests.assets import buying
from tests.assets.buying import (
    NOW,
    agreed,
    ask_for,
    deliver,
    give,
    make_item,
    make_school,
    national_class,
    only,
    place_order,
    sign_it,
    take_in,
    write_request,
)
from tests.factories import make_term
from tests.stores.factories import bring

State = RequestLine.State


@pytest.fixture
def school(campus):
    return make_school(campus)


def undo(document, school):
    return ledger.take_back(document, by=school.storekeeper, now=NOW, reason="Wrong class")


def test_a_request_issued_by_mistake_is_to_be_decided_again(school):
    mop = make_item()
    bring(school.store, mop, 5, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))
    sheet = give(school, paper, Give(only(paper), Decimal(3)))

    undo(sheet, school)

    fate = only(paper)
    assert (fate.state, fate.issued, fate.rest) == (State.OPEN, 0, 3)
    give(school, paper, Give(fate, Decimal(3)))
    assert only(paper).state == State.ISSUED


def test_what_is_being_bought_meanwhile_goes_on_being_bought(school):
    mop = make_item()
    bring(school.store, mop, 2, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))
    sheet = give(school, paper, Give(only(paper), Decimal(2), rest=State.BUYING))

    undo(sheet, school)

    fate = only(paper)
    assert (fate.state, fate.issued) == (State.BUYING, 0)


def test_of_two_sheets_only_what_one_gave_is_owed_again(school):
    mop = make_item()
    bring(school.store, mop, 9, by=school.storekeeper)
    paper = ask_for(school, (mop, 5))
    give(school, paper, Give(only(paper), Decimal(2)))
    second = give(school, paper, Give(only(paper), Decimal(3)))

    undo(second, school)

    fate = only(paper)
    assert (fate.state, fate.issued) == (State.OPEN, 2)


def test_a_share_of_a_class_is_short_again(school):
    book = make_item()
    bring(school.store, book, 9, by=school.storekeeper)
    term = make_term(school_year=school.school_class.school_year)
    made = Distribution.objects.create(
        term=term, campus=school.campus, kind="bedding", title="Bedding", store=school.store,
        due_on=term.first_teaching_day, made_by=school.storekeeper, made_at=NOW,
    )  # fmt: skip
    DistributionItem.objects.create(distribution=made, item=book, per="class", quantity=4)
    distributing.share_out(made, on=term.first_teaching_day)
    share = made.shares.get(school_class=school.school_class)
    first, _second = (
        distributing.hand_out(
            share, {share.lines.get().pk: Decimal(n)}, receiver=school.teacher,
            by=school.storekeeper, now=NOW,
        )
        for n in (3, 1)
    )  # fmt: skip

    undo(first, school)

    assert share.lines.get().given == 1
    assert share.sheets.count() == 1


@pytest.fixture
def arrived(school):
    """Bought for the class, delivered, signed and in the store."""
    mop = make_item()
    paper = ask_for(school, (mop, 4))
    deciding.buy([only(paper)], by=school.storekeeper, now=NOW)
    line = {"origin": paper.lines.get(), "destination": "store"}
    request = buying.agree_on(school, write_request(school, (mop, 4, "5"), line=line))
    note = deliver(school, place_order(school, request))
    sign_it(school, note)
    return paper, note, take_in(school, note)


def test_a_delivery_booked_into_the_wrong_store_is_booked_again(school, arrived):
    paper, note, intake = arrived
    before = only(paper).state

    undo(intake.stock_in, school)

    assert (before, only(paper).state) == (State.ARRIVED, State.BUYING)
    assert LineProgress.objects.get().booked == 0
    take_in(school, note)
    assert only(paper).state == State.ARRIVED


def test_then_the_acceptance_itself_may_be_taken_back(school, arrived):
    _paper, note, intake = arrived
    given = {"by": school.storekeeper, "now": NOW, "reason": "Counted wrongly"}
    with pytest.raises(Refused, match="Take back the stock-in sheet instead"):
        accepting.take_back(note, **given)

    undo(intake.stock_in, school)
    accepting.take_back(note, **given)

    assert not Intake.objects.exists()
    assert LineProgress.objects.get().accepted == 0


def test_a_delivery_that_also_became_asset_cards_is_not_undone_by_half(school):
    request = agreed(school, (make_item(), 4, "5"), ("Computer", 1, "1500"))
    note = deliver(school, place_order(school, request))
    sign_it(school, note)
    intake = take_in(school, note, asset_class=national_class())

    with pytest.raises(Refused, match="Asset cards were made out"):
        undo(intake.stock_in, school)

    assert Entry.objects.standing().filter(pk=intake.stock_in.pk).exists()
