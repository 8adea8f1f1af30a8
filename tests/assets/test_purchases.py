"""Buying: from the request to the paid invoice, each step by another person."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assets.buying import accepting, deciding, paying, purchasing
from assets.models import Asset, LineProgress, Purchase, PurchaseLine, RequestLine
from logistics.approvals import asking
from logistics.approvals import deciding as decisions
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Campus, Rule
from logistics.stores import ledger
from tests.assets.buying import (
    NOW,
    agree_on,
    agreed,
    ask_for,
    bill,
    compare,
    deliver,
    fresh,
    make_item,
    make_school,
    national_class,
    only,
    place_order,
    say_yes,
    sign_bill,
    sign_it,
    take_in,
    write_request,
)
from tests.factories import make_person
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture: a database that every thread can open

State = Purchase.State
TODAY = timezone.localdate(NOW)


@pytest.fixture
def school(campus):
    return make_school(campus)


# Channels and thresholds.


@pytest.mark.parametrize(
    ("category", "amount", "channel"),
    [
        ("supplies", 5000, "direct"),
        ("supplies", 5001, "quotes"),
        ("works", 100_000, "tender"),
        ("supplies", 500_000, "government"),
        ("books", 10, "joint_tender"),
        ("science", 900_000, "web_shop"),
        ("it", 3000, "framework"),
        ("it", 500_000, "government"),
    ],
)
def test_the_channel_follows_from_category_and_amount(db, category, amount, channel):
    assert purchasing.channel_for(category, Decimal(amount), on=TODAY) == channel


def test_amounts_stock_and_channel_are_worked_out(school):
    mop = make_item(name="Mop")

    request = write_request(school, (mop, 3, "12.50"))

    line = request.lines.get()
    assert (line.amount, line.in_stock, request.amount) == (Decimal("37.50"), 0, Decimal("37.50"))
    assert (request.channel, request.purchase.state) == ("direct", State.DRAFT)
    assert request.entry.number.startswith("QG-")


def test_another_channel_than_the_prescribed_one_needs_a_reason(school):
    request = write_request(school, ("Books", 1, "50"), category="books", channel="direct")

    with pytest.raises(Refused, match="prescribed channel"):
        purchasing.ask(request, by=school.storekeeper, now=NOW)


# Who agrees.


@pytest.mark.parametrize(
    ("price", "people"),
    [
        ("1999", [["Director"]]),
        ("2000", [["Director"], ["Principal"]]),
    ],
)
def test_the_amount_decides_who_agrees(school, price, people):
    request = write_request(school, ("Drum", 1, price))

    steps = asking.going_to(purchasing.PURCHASE, request, by=school.storekeeper, now=NOW)

    assert [[str(person) for person in step] for step in steps] == people


def test_above_a_limit_the_group_decides_and_its_minutes_are_needed(school):
    request = write_request(school, ("Stage", 1, "20000"))
    compare(school, request, "20000", "21000", "22000")
    approval = purchasing.ask(request, by=school.storekeeper, now=NOW)
    heads = [school.principal, school.director, school.accountant]

    assert {str(person) for person in approval.waits_for} == {str(person) for person in heads}
    for person in heads[:2]:
        say_yes(approval, person)
    with pytest.raises(Refused, match="minutes"):
        say_yes(approval, heads[2])
    assert fresh(request).purchase.state == State.ASKED


def test_what_the_principal_asks_for_goes_to_the_others_together(school):
    request = write_request(school, ("Lamp", 1, "100"), by=school.principal)

    approval = purchasing.ask(request, by=school.principal, now=NOW)

    assert {str(person) for person in approval.waits_for} == {"Director", "Accountant"}


def test_three_offers_are_compared_from_a_threshold_on(school):
    request = write_request(school, ("Drum", 1, "6000"))

    with pytest.raises(Refused, match="Three offers"):
        purchasing.ask(request, by=school.storekeeper, now=NOW)
    compare(school, request, "6000", "6100")
    with pytest.raises(Refused, match="Three offers"):
        purchasing.ask(request, by=school.storekeeper, now=NOW)
    compare(school, request, "6000", "6100", "6200")
    purchasing.ask(request, by=school.storekeeper, now=NOW)

    assert fresh(request).purchase.state == State.ASKED


def test_the_same_agreement_pressed_twice_counts_once(school):
    request = write_request(school, ("Mop", 1, "10"))
    approval = purchasing.ask(request, by=school.storekeeper, now=NOW)
    say_yes(approval, school.director)

    with pytest.raises(Refused):
        say_yes(approval, school.director)

    assert fresh(request).purchase.state == State.APPROVED
    assert LineProgress.objects.filter(line__sheet=request).count() == 1


def test_what_is_returned_may_be_changed_and_asked_again(school):
    request = write_request(school, ("Mop", 10, "10"))
    approval = purchasing.ask(request, by=school.storekeeper, now=NOW)
    decisions.return_(
        approval, by=school.director, now=NOW, seen=approval.digest, opinion="Too many"
    )
    again = fresh(request)
    assert again.purchase.state == State.RETURNED
    again.new_lines = [PurchaseLine(name="Mop", unit="pcs", quantity=Decimal(5), price=10)]

    purchasing.change(again, by=school.storekeeper, now=NOW, reason="Fewer", seen=1)
    agree_on(school, again)

    assert (fresh(request).amount, fresh(request).purchase.state) == (50, State.APPROVED)


def test_what_was_agreed_to_is_not_changed_any_more(school):
    request = agreed(school, ("Mop", 1, "10"))
    request.new_lines = [PurchaseLine(name="Gold", unit="kg", quantity=Decimal(5), price=10)]

    with pytest.raises(Refused, match="not changed any more"):
        purchasing.change(request, by=school.storekeeper, now=NOW, reason="More", seen=1)


def test_a_dropped_request_gives_back_what_was_asked_for(school):
    paper = ask_for(school, ("Mop", 2))
    deciding.buy([only(paper)], by=school.storekeeper, now=NOW)
    request = write_request(school, ("Mop", 2, "5"), line={"origin": only(paper).line})

    purchasing.drop(request, by=school.storekeeper, now=NOW, reason="Found some")

    assert only(paper).state == RequestLine.State.OPEN
    assert fresh(request).entry.status == Entry.Status.VOIDED
    with pytest.raises(Refused, match="by now"):
        purchasing.drop(fresh(request), by=school.storekeeper, now=NOW, reason="Again")


# The order.


def test_nothing_is_ordered_before_it_is_agreed_to(school):
    request = write_request(school, ("Mop", 1, "10"))

    with pytest.raises(Refused):
        place_order(school, request)
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.update(state="ordered")


def test_who_agreed_does_not_buy_unless_the_school_is_tiny(school):
    request = agreed(school, ("Mop", 1, "10"))

    with pytest.raises(Refused, match="does not buy"):
        place_order(school, request, by=school.director)
    Rule.objects.create(code=purchasing.SEPARATE, value="0")
    with pytest.raises(Refused, match="Say why"):
        place_order(school, request, by=school.director)
    order = place_order(school, request, by=school.director, exception="Nobody else is here")

    assert order.entry.content.exception == "Nobody else is here"


def test_no_more_is_ordered_than_was_agreed_to(school):
    request = agreed(school, ("Mop", 10, "10"))
    place_order(school, request, share=6)

    with pytest.raises(Refused, match="not that much left"):
        place_order(school, request, share=5)
    place_order(school, request, share=4)

    assert LineProgress.objects.get(line__sheet=request).ordered == 10


def test_an_order_is_not_dearer_than_what_was_agreed_to(school):
    request = agreed(school, ("Mop", 10, "10"))
    line = request.lines.get()
    line.price = Decimal(11)
    line.save()

    with pytest.raises(Refused, match="agreed to"):
        place_order(school, request)


def test_by_tender_only_with_its_record(school):
    reason = {"channel": "tender", "channel_reason": "Asked by the bureau"}
    request = agreed(school, ("Roof", 1, "900"), **reason)

    with pytest.raises(Refused, match="tender"):
        place_order(school, request)


def test_a_cancelled_order_may_be_placed_again(school):
    request = agreed(school, ("Mop", 1, "10"))
    order = place_order(school, request)

    purchasing.cancel(order, by=school.purchaser, now=NOW, reason="Sold out")
    place_order(school, fresh(request))

    assert fresh(request).purchase.state == State.ORDERED


# The delivery.


@pytest.fixture
def order(school):
    return place_order(school, agreed(school, (make_item(name="Mop"), 10, "10")))


def test_the_buyer_is_not_among_those_who_accept(school, order):
    with pytest.raises(Refused, match="does not accept"):
        deliver(school, order, second=school.purchaser)
    with pytest.raises(Refused, match="Two different"):
        deliver(school, order, second=school.repairer)


def test_what_came_is_booked_only_when_both_have_signed(school, order):
    paper = deliver(school, order)

    with pytest.raises(Refused, match="sign"):
        take_in(school, paper)
    sign_it(school, paper)
    intake = take_in(school, paper)

    item = order.request.lines.get().item
    assert ledger.left_in(school.store, item) == 10
    assert intake.stock_in.content.basis == paper.entry
    with pytest.raises(Refused, match="booked already"):
        take_in(school, paper)


def test_a_part_comes_now_and_the_rest_later(school, order):
    first = deliver(school, order, received=6)
    assert fresh(order.request).purchase.state == State.PART
    with pytest.raises(Refused, match="not that much left"):
        deliver(school, order, received=5)

    deliver(school, order, received=4)

    assert first.conclusion == "accepted"
    assert fresh(order.request).purchase.state == State.DELIVERED


def test_what_is_rejected_stays_due_and_says_why(school, order):
    with pytest.raises(Refused, match="what is wrong"):
        deliver(school, order, received=10, accepted=7)
    paper = deliver(school, order, received=10, accepted=7, problem="Three broken")

    assert (paper.conclusion, paper.lines.get().rejected) == ("part", 3)
    deliver(school, order, received=3)
    assert fresh(order.request).purchase.state == State.DELIVERED


def test_an_acceptance_is_taken_back_before_it_is_booked(school, order):
    paper = deliver(school, order)

    accepting.take_back(paper, by=school.storekeeper, now=NOW, reason="Wrong order")

    assert LineProgress.objects.get().accepted == 0
    assert fresh(order.request).purchase.state == State.ORDERED


def test_a_thing_worth_a_card_gets_one_that_is_the_askers(school):
    paper = ask_for(school, ("Printer", 1))
    deciding.buy([only(paper)], by=school.storekeeper, now=NOW)
    request = agreed(
        school, ("Printer", 1, "1500"), line={"origin": only(paper).line, "destination": "asset"}
    )
    order = place_order(school, request)
    delivery = deliver(school, order)
    sign_it(school, delivery)

    with pytest.raises(Refused, match="national class"):
        take_in(school, delivery)
    intake = take_in(school, delivery, asset_class=national_class())

    card = Asset.objects.get()
    assert (card.user, card.value, card.useful_months) == (school.teacher, 1500, 72)
    assert intake.booking.content.basis == delivery.entry
    assert only(paper).state == RequestLine.State.ISSUED


def test_goods_bought_for_somebody_wait_for_them_in_the_store(school):
    mop = make_item()
    paper = ask_for(school, (mop, 2))
    deciding.buy([only(paper)], by=school.storekeeper, now=NOW)
    request = agreed(school, (mop, 2, "5"), line={"origin": only(paper).line})
    delivery = deliver(school, place_order(school, request))
    sign_it(school, delivery)

    take_in(school, delivery)

    assert only(paper).state == RequestLine.State.ARRIVED


@pytest.mark.parametrize("wrong", [{"ordered": 11}, {"accepted": 11}, {"booked": 1}])
def test_the_database_keeps_the_steps_in_order(school, order, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        LineProgress.objects.update(**wrong)


# The invoice.


@pytest.fixture
def delivered(school, order):
    paper = deliver(school, order)
    sign_it(school, paper)
    take_in(school, paper)
    return order


def pay(school, invoice, by=None, **given):
    told = {"paid_on": TODAY, "voucher": "V1"} | given
    cashier = by or make_person(role="accountant", campus=school.campus)
    paying.pay(invoice, by=cashier, now=NOW, **told)


def test_an_invoice_is_checked_signed_and_paid_by_different_people(school, delivered):
    invoice = bill(school, delivered)
    sign_bill(school, invoice)

    for wrong in (school.purchaser, school.principal, school.storekeeper):
        with pytest.raises(Refused, match=r"does not pay|do not pay"):
            pay(school, invoice, by=wrong)
    pay(school, invoice)

    assert (invoice.state, fresh(delivered.request).purchase.state) == ("paid", State.DONE)


def test_nothing_is_paid_before_it_is_signed_nor_twice(school, delivered):
    invoice = bill(school, delivered)
    with pytest.raises(Refused, match="by now"):
        pay(school, invoice)
    sign_bill(school, invoice)
    pay(school, invoice)

    with pytest.raises(Refused, match="by now"):
        pay(school, invoice)


def test_before_the_acceptance_it_is_paid_only_for_a_reason(school, order):
    invoice = bill(school, order)
    sign_bill(school, invoice)

    with pytest.raises(Refused, match="paid before"):
        pay(school, invoice)
    pay(school, invoice, prepaid_reason="A subscription is paid in advance")

    assert invoice.state == "paid"


def test_an_invoice_is_entered_once_and_not_above_the_order(school, order):
    bill(school, order, "60")

    with pytest.raises(Refused, match="the order is"):
        bill(school, order, "41", number="0002")


def test_a_payment_entered_wrongly_is_taken_back(school, delivered):
    invoice = bill(school, delivered)
    sign_bill(school, invoice)
    pay(school, invoice)

    paying.take_back(invoice, by=school.accountant, now=NOW, reason="Wrong voucher")

    assert (invoice.state, invoice.paid_on) == ("signed", None)
    assert fresh(delivered.request).purchase.state == State.DELIVERED


# Several at the same moment.


@pytest.fixture
def race(shared):
    school = make_school(Campus.objects.create(name="Main campus"))
    return school, place_order(school, agreed(school, (make_item(), 10, "10")))


def test_of_two_deliveries_written_at_once_no_more_is_accepted_than_was_ordered(race):
    school, order = race

    results = together([lambda: deliver(school, order, received=6)] * 3)

    assert refusals(results) == 2
    assert LineProgress.objects.get().accepted == 6


def test_filed_without_asking_the_progress_more_would_be_accepted(race):
    """The control: the papers alone do not know of each other."""
    from assets.models import Acceptance, AcceptedLine

    school, order = race

    def write():
        paper = Acceptance(
            entry=Entry(campus=school.campus, happened_at=NOW), order=order,
            buyer=school.purchaser, inspector=school.repairer, second=school.guard,
            conclusion="accepted",
        )  # fmt: skip
        line = order.lines.get()
        paper.new_lines = [AcceptedLine(order_line=line, due=10, received=6, accepted=6)]
        filing.submit(paper, by=school.storekeeper, now=NOW)

    together([write] * 2)

    assert sum(line.accepted for line in AcceptedLine.objects.all()) == 12


# Pages.


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(
    enter, school, rows, django_assert_max_num_queries
):
    client = enter("director")
    for _ in range(rows):
        agreed(school, ("Mop", 1, "10"))

    with django_assert_max_num_queries(12) as asked:
        page = client.get(reverse("assets:purchase_list")).text

    assert page.count("QG-") == rows
    assert len(asked) <= 12


def test_the_page_of_a_purchase_shows_its_papers_and_the_next_step(enter, school, delivered):
    bill(school, delivered)
    buyer = enter("purchaser", person=school.purchaser)

    page = buyer.get(delivered.request.get_absolute_url()).text

    for shown in (delivered.entry.number, "0001", "Enter the invoice", "Mop"):
        assert shown in page


def test_a_request_that_still_lacks_something_has_its_page(enter, school):
    paper = write_request(school, ("Piano", 1, "20000"))
    client = enter("storekeeper", person=school.storekeeper)

    page = client.get(paper.get_absolute_url())

    assert page.status_code == 200
    assert "Piano" in page.text


def test_a_request_written_on_the_page_waits_for_the_director(enter, school):
    client = enter("teacher", person=school.teacher)
    sent = {
        "campus": school.campus.pk, "purpose": "Festival", "category": "toys", "name_0": "Drum",
        "unit_0": "pcs", "quantity_0": "2", "price_0": "30",
    }  # fmt: skip

    client.post(reverse("assets:purchase_new"), sent)

    purchase = Purchase.objects.get()
    assert (purchase.state, purchase.request.amount) == (State.ASKED, 60)


def test_a_row_without_a_quantity_is_shown_again(enter, school):
    client = enter("teacher", person=school.teacher)
    sent = {"campus": school.campus.pk, "purpose": "Festival", "category": "toys", "name_0": "Drum"}

    page = client.post(reverse("assets:purchase_new"), sent).text

    assert "Fill this in." in page
    assert Purchase.objects.count() == 0


def test_more_lines_are_added_without_a_script_and_nothing_typed_is_lost(school, enter):
    client = enter("storekeeper", person=school.storekeeper)
    typed = {"purpose": "Term start", "name_0": "Broom", "quantity_0": "3", "more_lines": "1"}

    page = client.post(reverse("assets:purchase_new"), typed)

    assert 'value="Broom"' in page.text
    assert 'name="name_5"' in page.text
    assert "Fill this in." not in page.text
    assert not Purchase.objects.exists()


def test_a_purchase_that_waits_for_consent_can_be_looked_at(school, enter):
    request = write_request(school, ("Broom", 3, "5"))

    page = enter("storekeeper", person=school.storekeeper).get(request.get_absolute_url())

    assert "Broom" in page.text
    assert page.status_code == 200
