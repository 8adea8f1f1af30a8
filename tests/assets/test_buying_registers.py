"""The registers of buying, and the records of a purchase that cannot all be true."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assets.buying import registers
from assets.buying.deciding import Give
from assets.models import Acceptance, Invoice, RequestLine
from logistics.duties import filing
from tests.assets.buying import (
    NOW,
    agreed,
    ask_for,
    bill,
    deliver,
    give,
    make_item,
    make_school,
    only,
    place_order,
    write_request,
)
from tests.stores.factories import bring

DAY = timedelta(days=1)


@pytest.fixture
def school(campus):
    return make_school(campus)


@pytest.fixture
def delivered(school):
    order = place_order(school, agreed(school, ("Mop", 2, "10")))
    return deliver(school, order)


def found(compare):
    today = timezone.localdate(NOW)
    return list(compare(today - 30 * DAY, today + DAY))


def opened(enter, code):
    return enter("accountant").get(reverse("duties:register", args=[code])).text


def test_the_register_of_purchases_adds_up_what_was_asked_for(enter, school):
    write_request(school, ("Mop", 2, "10"))
    write_request(school, ("Piano", 1, "9000"))

    page = opened(enter, "purchases")

    assert all(shown in page for shown in ("Mop", "Piano", "9020"))


def test_a_voided_purchase_stays_in_the_register_and_counts_for_nothing(enter, school):
    gone = write_request(school, ("Piano", 1, "9000"))
    write_request(school, ("Mop", 2, "10"))
    filing.void(gone.entry, by=school.director, now=NOW, reason="Written twice")

    page = opened(enter, "purchases")

    assert "Piano" in page
    assert "9020" not in page


def test_the_register_of_acceptances_names_the_purchase_and_both_who_looked(
    enter, school, delivered
):
    page = opened(enter, "acceptances")

    for shown in (delivered.order.entry.number, school.supplier.name, "Repairer", "Guard"):
        assert shown in page


def test_the_register_of_requisitions_says_as_what_somebody_asked(enter, school):
    ask_for(school, ("Chalk", 2), purpose="Open class")

    page = opened(enter, "requisitions")

    assert all(shown in page for shown in ("Chalk", "Open class", "Junior 1"))


def test_a_delivery_accepted_by_its_buyer_is_found(school, delivered):
    before = found(registers.accepted_by_buyer)
    changes = {"buyer": school.repairer, "exception": "A school of three people"}
    Acceptance.objects.filter(pk=delivered.pk).update(**changes)

    [clash] = found(registers.accepted_by_buyer)

    assert before == []
    assert (clash.entries, clash.said["person"]) == ((delivered.pk,), "Repairer")


def test_a_voided_acceptance_is_no_clash(school, delivered):
    changes = {"buyer": school.guard, "exception": "A school of three people"}
    Acceptance.objects.filter(pk=delivered.pk).update(**changes)
    filing.void(delivered.entry, by=school.director, now=NOW, reason="Wrong", countered=True)

    assert found(registers.accepted_by_buyer) == []


def pay(school, invoice, on):
    Invoice.objects.filter(pk=invoice.pk).update(
        state="paid", paid_on=on, paid_by=school.accountant, signed_by=school.principal
    )


def test_an_invoice_paid_before_anything_was_accepted_is_found(school, delivered):
    invoice = bill(school, delivered.order)
    pay(school, invoice, timezone.localdate(NOW) - DAY)

    [clash] = found(registers.paid_before_acceptance)

    assert clash.said["invoice"] == "0001"


def test_an_invoice_paid_on_the_day_of_the_acceptance_is_no_clash(school, delivered):
    pay(school, bill(school, delivered.order), timezone.localdate(NOW))

    assert found(registers.paid_before_acceptance) == []


def test_an_invoice_whose_only_acceptance_was_taken_back_is_found(school, delivered):
    pay(school, bill(school, delivered.order), timezone.localdate(NOW))
    filing.void(delivered.entry, by=school.director, now=NOW, reason="Wrong", countered=True)

    assert len(found(registers.paid_before_acceptance)) == 1


def test_more_issued_than_was_asked_for_is_found(school):
    mop = make_item(name="Mop")
    bring(school.store, mop, 9, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))
    give(school, paper, Give(only(paper), Decimal(3)))
    before = found(registers.issued_beyond_request)
    RequestLine.objects.update(issued=4)

    [clash] = found(registers.issued_beyond_request)

    assert before == []
    assert clash.said == {"record": paper.entry.number, "what": "Mop 3 pcs"}
