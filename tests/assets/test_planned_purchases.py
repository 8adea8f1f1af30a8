"""What a plan says will be bought is asked for in its own words, and the paper proves the line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assets.buying.requesting import read_planned
from assets.models import PurchaseRequest, Requisition
from logistics.duties import making
from logistics.duties.models import Plan, PlanLine, Task
from logistics.records.models import Entry
from tests.assets.buying import make_item, make_school
from tests.factories import make_term


@pytest.fixture
def school(campus):
    return make_school(campus)


@pytest.fixture
def brooms(school):
    """The storekeeper's line of this month: 25 bamboo brooms."""
    today = timezone.localdate()
    term = make_term(
        starts_on=today - timedelta(days=60),
        first_teaching_day=today - timedelta(days=55),
        last_teaching_day=today + timedelta(days=55),
        ends_on=today + timedelta(days=60),
    )
    plan = Plan.objects.create(title="Month plan", owner=school.director, term=term)
    line = PlanLine.objects.create(
        plan=plan, text="购买竹扫帚25把", term=term, opens_on=today, due_on=today,
        campus=school.campus, role="storekeeper",
    )  # fmt: skip
    return making.make_line_task(line)


def sent(school, **more):
    """The purchase form as it came back, with a price added."""
    return {
        "campus": school.campus.pk, "purpose": "购买竹扫帚25把", "category": "supplies",
        "name_0": "竹扫帚", "unit_0": "把", "quantity_0": "25", "price_0": "8",
    } | more  # fmt: skip


def buying(task):
    return f"{reverse('assets:purchase_new')}?task={task.pk}"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("购买竹扫帚25把", [("竹扫帚", 25, "把")]),
        ("二月份：采购拖把10把、垃圾袋20包", [("拖把", 10, "把"), ("垃圾袋", 20, "包")]),
        ("加强检查，添置灭火器 4 个", [("添置灭火器", 4, "个")]),
        ("添置清扫工具", [("清扫工具", 1, "")]),
        ("Buy 25 bamboo brooms", [("bamboo brooms", 25, "")]),
    ],
)
def test_a_line_of_a_plan_is_read_as_what_it_says_is_bought(db, text, needs):
    found = [(need.text, need.quantity, need.unit) for need in read_planned(text)]

    assert found == needs


def test_the_task_of_a_planned_line_offers_to_buy_and_to_ask_for_it(enter, school, brooms):
    page = enter("storekeeper", person=school.storekeeper).get(brooms.get_absolute_url()).text

    assert buying(brooms) in page
    assert f"{reverse('assets:request_new')}?task={brooms.pk}" in page


def test_who_neither_owes_nor_arranges_a_line_is_not_asked_to_buy_for_it(enter, school, brooms):
    page = enter("principal", person=school.principal).get(brooms.get_absolute_url()).text

    assert buying(brooms) not in page


def test_the_purchase_request_begins_with_the_words_of_the_plan(enter, school, brooms):
    item = make_item(name="竹扫帚", unit="把", price="7.50")
    client = enter("storekeeper", person=school.storekeeper)

    form = client.get(buying(brooms)).context["form"]

    names = ("name_0", "quantity_0", "unit_0", "price_0", "item_0", "purpose")
    begun = {name: form.initial[name] for name in names}
    assert begun == {
        "name_0": "竹扫帚", "quantity_0": 25, "unit_0": "把", "price_0": Decimal("7.50"),
        "item_0": item.pk, "purpose": "购买竹扫帚25把",
    }  # fmt: skip


def test_a_purchase_request_filed_for_a_planned_line_names_and_proves_it(enter, school, brooms):
    client = enter("storekeeper", person=school.storekeeper)

    client.post(buying(brooms), sent(school))

    request = PurchaseRequest.objects.get()
    brooms.refresh_from_db()
    assert request.plan_line == brooms.line
    assert (brooms.proof, brooms.proved_late) == ("purchase_request", False)
    assert [proof.entry for proof in brooms.proofs.all()] == [request.entry]
    assert "购买竹扫帚25把" in client.get(request.get_absolute_url()).text


def test_a_requisition_filed_for_a_planned_line_proves_it_too(enter, school, brooms):
    client = enter("storekeeper", person=school.storekeeper)
    url = f"{reverse('assets:request_new')}?task={brooms.pk}"
    begun = client.get(url).context["form"]

    whom = begun.initial["for_whom"]
    client.post(url, {"text": begun.initial["text"], "for_whom": whom})

    brooms.refresh_from_db()
    assert Requisition.objects.get().one_line() == "竹扫帚 25 把"
    assert (brooms.proof, brooms.proofs.count()) == ("requisition", 1)


def test_what_somebody_else_buys_for_a_line_names_it_and_leaves_its_proof_to_who_owes_it(
    enter, school, brooms
):
    client = enter("principal", person=school.principal)

    client.post(buying(brooms), sent(school))

    brooms.refresh_from_db()
    assert PurchaseRequest.objects.get().plan_line == brooms.line
    assert (brooms.proof, brooms.proved_at) == ("work_note", None)


def test_another_purchase_does_not_prove_the_line(enter, school, brooms):
    PlanLine.objects.filter(pk=brooms.line_id).update(proof="purchase_request")
    task = making.make_line_task(PlanLine.objects.get(pk=brooms.line_id))
    client = enter("storekeeper", person=school.storekeeper)

    client.post(reverse("assets:purchase_new"), sent(school, purpose="Festival"))

    task.refresh_from_db()
    assert Entry.objects.filter(kind="purchase_request").count() == 1
    assert (task.proof, task.proved_at) == ("purchase_request", None)


def test_a_line_written_to_be_bought_leads_from_its_task_to_the_purchase_form(
    enter, school, brooms
):
    director = enter("director", person=school.director)
    written = {
        "text": "购买粉笔20盒", "due_on": f"{timezone.localdate()}", "role": "storekeeper",
        "campus": school.campus.pk, "proof": "purchase_request",
    }  # fmt: skip

    director.post(f"{reverse('duties:line_new')}?plan={brooms.line.plan_id}", written)
    task = Task.objects.exclude(pk=brooms.pk).get()
    answer = enter("storekeeper", person=school.storekeeper).get(
        reverse("duties:task_record", args=[task.pk])
    )

    assert answer.url == buying(task)


def test_the_line_keeps_its_paper_when_the_calendar_is_laid_out_anew(enter, school, brooms):
    enter("storekeeper", person=school.storekeeper).post(buying(brooms), sent(school))

    making.after_calendar(brooms.term)

    brooms.refresh_from_db()
    assert brooms.proofs.count() == 1
    assert brooms.proof == "purchase_request"
