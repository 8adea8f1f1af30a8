"""Money: what is planned, promised and spent; and the purchase plan of a term."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assets.buying import budgeting, planning, purchasing
from assets.models import BudgetLine, PurchasePlan
from logistics.errors import Refused
from logistics.stores import issuing
from logistics.stores.issuing import Wanted
from tests.assets.buying import (
    NOW,
    agreed,
    make_item,
    make_school,
    place_order,
    write_request,
)
from tests.factories import make_term
from tests.stores.factories import bring


@pytest.fixture
def school(campus):
    return make_school(campus)


@pytest.fixture
def line(db):
    return BudgetLine.objects.create(year=NOW.year, name="Office", planned=Decimal(100))


def test_a_line_counts_what_is_agreed_to_until_it_is_paid(school, line):
    request = agreed(school, ("Mop", 3, "10"), budget=line)
    write_request(school, ("Broom", 9, "10"), budget=line)

    standing = budgeting.standing(line)

    assert (standing.promised, standing.spent, standing.left) == (30, 0, 70)
    place_order(school, request)
    assert budgeting.standing(line).promised == 30


def test_over_the_budget_is_allowed_for_a_reason(school, line):
    request = write_request(school, ("Mop", 11, "10"), budget=line)
    with pytest.raises(Refused, match=r"exceeded by ¥10\.00"):
        purchasing.ask(request, by=school.storekeeper, now=NOW)

    reason = {"over_budget_reason": "The flood"}
    request = write_request(school, ("Mop", 11, "10"), budget=line, **reason)
    purchasing.ask(request, by=school.storekeeper, now=NOW)

    assert request.purchase.state == "asked"


@pytest.mark.parametrize("wrong", [{"planned": -1}, {"year": 26}])
def test_the_database_refuses_what_no_budget_can_be(line, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.update(**wrong)


def test_the_budget_of_a_year_is_filed_with_what_the_year_before_has_cost(school, line):
    entry = budgeting.submit(NOW.year, school.campus, by=school.accountant, now=NOW)

    assert (entry.content.total, entry.content.lines.get().name) == (100, "Office")
    with pytest.raises(Refused, match="no budget line"):
        budgeting.submit(NOW.year + 5, school.campus, by=school.accountant, now=NOW)


def test_the_accountant_writes_a_line_and_the_teacher_does_not(enter, school):
    sent = {"year": NOW.year, "name": "Toys", "planned": "500"}

    refused = enter("teacher").post(reverse("assets:budget_new"), sent)
    enter("accountant").post(reverse("assets:budget_new"), sent)

    assert refused.status_code == 403
    assert [str(each) for each in BudgetLine.objects.all()] == [f"{NOW.year} Toys"]


# The plan of a term.


@pytest.fixture
def plan(school):
    """Twelve mops were used in the last year, and three are there."""
    today = timezone.localdate(NOW)
    term = make_term(
        starts_on=today, first_teaching_day=today + timedelta(days=7),
        last_teaching_day=today + timedelta(days=90), ends_on=today + timedelta(days=95),
    )  # fmt: skip
    mop = make_item(name="Mop", price=Decimal(8))
    long_ago = NOW - timedelta(days=90)
    bring(school.store, mop, 15, by=school.storekeeper, at=long_ago)
    issuing.issue(
        school.store, [Wanted(mop, Decimal(12))], receiver=school.teacher,
        by=school.storekeeper, now=NOW, happened_at=NOW - timedelta(days=80), late_reason="Late",
    )  # fmt: skip
    return planning.propose(term, school.campus, by=school.director, now=NOW)


def test_a_plan_proposes_last_years_use_less_what_is_there(plan):
    line = plan.lines.get()

    assert (line.used, line.in_stock, line.quantity, line.amount) == (12, 3, 9, 72)


def test_a_plan_is_agreed_together_and_then_requested_once(school, plan):
    with pytest.raises(Refused, match="by now"):
        planning.request(plan, by=school.director, now=NOW)
    planning.agree(
        plan, present="All heads", decision="As proposed", by=school.director, now=NOW,
        happened_at=NOW,
    )  # fmt: skip

    entry = planning.request(plan, by=school.director, now=NOW)

    assert (entry.content.plan, entry.content.amount) == (plan, 72)
    assert plan.state == PurchasePlan.State.REQUESTED
    with pytest.raises(Refused, match="by now"):
        planning.request(plan, by=school.director, now=NOW)


def test_quantities_are_changed_on_the_page_before_it_is_agreed(enter, school, plan):
    client = enter("director", person=school.director)
    page = client.get(plan.get_absolute_url()).text
    line = plan.lines.get()

    sent = {"item_0": line.item_id, "quantity_0": "20", "price_0": "8", "note_0": "New class"}
    client.post(plan.get_absolute_url(), sent)

    assert "Mop" in page
    assert plan.lines.get().quantity == 20
