"""Handing out at the beginning of a term."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assets.buying import distributing
from assets.models import Distribution, DistributionItem, Share
from logistics.errors import Refused
from logistics.school.models import Enrolment
from logistics.stores import ledger
from logistics.stores.ledger import NotEnough
from tests.assets.buying import NOW, make_item, make_school
from tests.factories import make_child, make_term
from tests.stores.factories import bring

TODAY = timezone.localdate(NOW)


@pytest.fixture
def school(campus):
    return make_school(campus)


@pytest.fixture
def term(school):
    return make_term(
        school_year=school.school_class.school_year, starts_on=TODAY - timedelta(days=5),
        first_teaching_day=TODAY + timedelta(days=2), last_teaching_day=TODAY + timedelta(days=90),
        ends_on=TODAY + timedelta(days=95),
    )  # fmt: skip


@pytest.fixture
def children(school, term):
    return [make_child(school_class=school.school_class, term=term) for _ in range(3)]


def start(school, term, *items, kind="exercise_books"):
    made = Distribution.objects.create(
        term=term, campus=school.campus, kind=kind, title="Exercise books", store=school.store,
        due_on=term.first_teaching_day, made_by=school.storekeeper, made_at=NOW,
    )  # fmt: skip
    for item, per, quantity in items:
        DistributionItem.objects.create(
            distribution=made, item=item, per=per, quantity=Decimal(quantity)
        )
    distributing.share_out(made, on=TODAY)
    return made


def hand(school, share, *quantities):
    lines = share.lines.order_by("pk")
    told = {line.pk: Decimal(quantity) for line, quantity in zip(lines, quantities, strict=True)}
    return distributing.hand_out(
        share, told, receiver=school.teacher, by=school.storekeeper, now=NOW
    )


def test_a_class_needs_as_much_as_it_has_children(school, term, children):
    book, glue = make_item(), make_item()

    made = start(school, term, (book, "child", 2), (glue, "class", 1))

    share = made.shares.get()
    assert (share.heads, [line.needed for line in share.lines.order_by("pk")]) == (3, [6, 1])
    assert {total.item: total.to_buy for total in distributing.totals(made)} == {book: 6, glue: 1}


def test_the_teacher_signs_one_sheet_and_a_shortage_stays_open(school, term, children):
    book = make_item()
    bring(school.store, book, 4, by=school.storekeeper)
    share = start(school, term, (book, "child", 2)).shares.get()

    with pytest.raises(NotEnough):
        hand(school, share, 6)
    sheet = hand(school, share, 4)

    share.refresh_from_db()
    assert (share.sheets.get(), sheet.school_class) == (sheet, school.school_class)
    assert {str(signer) for signer in sheet.signers.all()} == {
        "received by: Teacher",
        "class teacher: Teacher",
    }
    assert share.lines.get().short == 2
    assert distributing.not_ready(share.distribution) == [share]


def test_no_more_is_given_than_is_needed_and_latecomers_get_theirs(school, term, children):
    book = make_item()
    bring(school.store, book, 20, by=school.storekeeper)
    made = start(school, term, (book, "child", 2))
    share = made.shares.get()
    hand(school, share, 6)
    with pytest.raises(Refused, match="no more is needed"):
        hand(school, share, 1)

    make_child(school_class=school.school_class, term=term)
    distributing.share_out(made, on=TODAY)
    hand(school, share, 2)

    assert share.lines.get().given == 8
    assert distributing.not_ready(made) == []


def test_sizes_are_ordered_child_by_child_and_nobody_has_to(school, term, children):
    small, large = make_item(specification="110"), make_item(specification="120")
    made = start(school, term, (small, "order", 1), (large, "order", 1), kind="uniforms")
    first, second, third = children

    for child, wanted in [
        (first, {small.pk: Decimal(1)}),
        (second, {large.pk: Decimal(2)}),
        (third, {}),
    ]:
        distributing.order_for(made, child, school.school_class, wanted)
    distributing.share_out(made, on=TODAY)

    assert [line.needed for line in made.shares.get().lines.order_by("pk")] == [1, 2]
    assert made.orders.get(child=third).is_declined


def test_what_is_missing_is_bought_by_one_request(school, term, children):
    book = make_item(price=Decimal(3))
    bring(school.store, book, 2, by=school.storekeeper)
    made = start(school, term, (book, "child", 2))

    request = distributing.request(made, by=school.storekeeper, now=NOW).content

    assert [(line.quantity, line.in_stock) for line in request.lines.all()] == [(4, 2)]
    assert request.amount == 12


def test_what_comes_back_is_in_the_store_and_on_the_list(school, term, children):
    book = make_item()
    bring(school.store, book, 6, by=school.storekeeper)
    share = start(school, term, (book, "child", 2)).shares.get()
    hand(school, share, 6)
    line = share.lines.get()
    given = {"returned_by": school.teacher, "by": school.storekeeper, "now": NOW}

    with pytest.raises(Refused, match="No more comes back"):
        distributing.bring_back(line, Decimal(7), reason="Moved away", **given)
    back = distributing.bring_back(
        line, Decimal(2), reason="Moved away", refund=Decimal(5), **given
    )

    assert ledger.left_in(school.store, book) == 2
    assert (back.refund, back.sheet.kind) == (5, "stock_return")


def test_a_closed_distribution_gives_nothing_any_more(school, term, children):
    book = make_item()
    bring(school.store, book, 6, by=school.storekeeper)
    share = start(school, term, (book, "child", 2)).shares.get()
    distributing.close(share.distribution, by=school.storekeeper, now=NOW)

    with pytest.raises(Refused, match="closed"):
        hand(school, share, 1)
    with pytest.raises(Refused, match="closed"):
        distributing.close(share.distribution, by=school.storekeeper, now=NOW)


def test_the_pages_hand_out_and_show_what_is_missing(enter, school, term, children):
    book = make_item(name="Diary")
    bring(school.store, book, 4, by=school.storekeeper)
    made = start(school, term, (book, "child", 2))
    share = made.shares.get()
    client = enter("storekeeper", person=school.storekeeper)

    page = client.get(share.get_absolute_url()).text
    client.post(share.get_absolute_url(), {"receiver": school.teacher.pk, "quantity_0": "4"})
    shown = client.get(made.get_absolute_url()).text

    assert 'value="4' in page
    assert Share.objects.get().lines.get().given == 4
    assert ("Diary" in shown, "short of something" in shown) == (True, True)
    assert enter("teacher").get(reverse("assets:distribution_new")).status_code == 403
    assert Enrolment.objects.count() == 3
