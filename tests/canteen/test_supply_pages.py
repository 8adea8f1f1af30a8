"""The pages of buying, receiving and serving, as their users have them before them."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from canteen.models import FoodOrder, GoodsReceipt, MealService, SupplierLicence
from logistics.stores import ledger
from logistics.stores.models import StockOut
from tests.canteen.supplying import bring, item_of, license_it, make_kitchen, order_of
from tests.canteen.supplying import put_on_the_table as serve_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen():
    """Today's, for the pages ask the clock."""
    today = timezone.localdate()
    kitchen = make_kitchen(today)
    kitchen.now = timezone.now()
    return kitchen


def enter_as(enter, kitchen, name):
    return enter("", person=getattr(kitchen, name))


def when():
    return f"{timezone.localtime():%Y-%m-%dT%H:%M}"


def typed(page, **more):
    """What the form shows, as a browser would send it back."""
    form = page.context["form"]
    data = {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, "", False)
    }
    data = {name: getattr(value, "pk", value) for name, value in data.items()}
    data["happened_at"] = when()
    return {**data, **more}


def test_an_ordered_delivery_that_is_right_is_received_by_ticking_its_slip(enter, kitchen):
    license_it(kitchen)
    order = order_of(kitchen, "大米", "50")
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:receipt_new')}?order={order.pk}"

    page = client.get(url)
    data = typed(page, papers=["licence", "purchase"], second=kitchen.cook.pk)
    answer = client.post(url, data)

    sheet = GoodsReceipt.objects.get()
    assert answer.status_code == 302
    assert (sheet.order, sheet.flags, sheet.buyer) == (order, [], kitchen.purchaser)
    assert ledger.left_in(kitchen.store, item_of("大米")) == 50


def test_a_supplier_without_a_licence_asks_for_a_reason_and_keeps_what_was_typed(enter, kitchen):
    order = order_of(kitchen, "大米", "50")
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:receipt_new')}?order={order.pk}"
    data = typed(client.get(url), second=kitchen.cook.pk, **{"quantity-0": "48"})

    again = client.post(url, data)
    done = client.post(url, data | {"reason": "Nobody else delivers"})

    sheet = GoodsReceipt.objects.get()
    assert (again.status_code, again.context["form"]["quantity-0"].value()) == (200, "48")
    assert "reason" in again.context["form"].errors
    assert (done.status_code, sheet.reason) == (302, "Nobody else delivers")
    assert "lapsed" in sheet.flags
    assert sheet.lines.get().quantity == 48


def test_a_batch_that_came_before_is_asked_about_once(enter, kitchen):
    license_it(kitchen)
    bring(kitchen, "大米", "5", batch="B1")
    order = order_of(kitchen, "大米", "5")
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:receipt_new')}?order={order.pk}"
    data = typed(client.get(url), second=kitchen.cook.pk, **{"batch-0": "B1"})

    asked = client.post(url, data)
    client.post(url, data | {"twice_is_right": "on"})

    assert "twice_is_right" in asked.context["form"].errors
    assert GoodsReceipt.objects.count() == 2


def test_what_is_refused_says_why_and_what_became_of_it(enter, kitchen):
    license_it(kitchen)
    order = order_of(kitchen, "大白菜", "20")
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:receipt_new')}?order={order.pk}"
    data = typed(client.get(url), second=kitchen.cook.pk, **{"rejected-0": "3"})

    page = client.post(url, data)

    assert set(page.context["form"].errors) == {"reject_reason-0", "reject_action-0"}
    assert GoodsReceipt.objects.count() == 0


def test_the_order_of_another_campus_is_not_there(enter, kitchen):
    elsewhere = order_of(make_kitchen_beside(kitchen), "大米", "5")
    client = enter_as(enter, kitchen, "storekeeper")

    answer = client.get(f"{reverse('canteen:receipt_new')}?order={elsewhere.pk}")

    assert answer.status_code == 404


def make_kitchen_beside(kitchen):
    from types import SimpleNamespace

    from tests.factories import make_campus

    campus = make_campus()
    return SimpleNamespace(**vars(kitchen) | {"campus": campus})


@pytest.mark.parametrize("lines", [1, 6])
def test_the_quantities_cost_as_many_queries_for_many_foods_as_for_one(
    enter, kitchen, lines, django_assert_max_num_queries
):
    names = ["大米", "鸡蛋", "大白菜", "番茄", "豆腐", "小麦粉"][:lines]
    serve_on(kitchen, dict.fromkeys(names, 50))
    for name in names:
        item_of(name)
    client = enter_as(enter, kitchen, "cook")
    client.get(reverse("canteen:quantities"))

    with django_assert_max_num_queries(16):
        page = client.get(reverse("canteen:quantities"))

    assert all(name in page.text for name in names)


@pytest.mark.parametrize("lines", [1, 5])
def test_receiving_costs_as_many_queries_for_many_lines_as_for_one(
    enter, kitchen, lines, django_assert_max_num_queries
):
    license_it(kitchen)
    order = order_of(kitchen, "大米", "5")
    for name in ["鸡蛋", "番茄", "豆腐", "小麦粉"][: lines - 1]:
        order.lines.create(item=item_of(name), quantity=Decimal(3), position=2)
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:receipt_new')}?order={order.pk}"
    client.get(url)

    with django_assert_max_num_queries(16):
        page = client.get(url)

    assert len(page.context["form"].ordered) == lines


def test_food_is_issued_for_a_meal_as_it_stands_there(enter, kitchen):
    license_it(kitchen)
    serve_on(kitchen, {"大米": 100})
    bring(kitchen, "大米", "10")
    client = enter_as(enter, kitchen, "storekeeper")
    url = f"{reverse('canteen:meal_issue')}?meal=lunch"

    answer = client.post(url, typed(client.get(url)))

    sheet = StockOut.objects.select_related("entry").get()
    assert answer.status_code == 302
    assert (sheet.entry.meal, sheet.entry.subject) == ("lunch", "children")
    assert (sheet.lines.get().quantity, sheet.receiver) == (Decimal("0.3"), kitchen.cook)


def test_a_meal_goes_out_with_the_portions_of_the_head_count(enter, kitchen):
    client = enter_as(enter, kitchen, "cook")
    url = f"{reverse('canteen:meal_serve')}?meal=lunch"

    unsaid = client.post(url, typed(client.get(url)))
    client.post(url, typed(client.get(url), is_hot="yes"))

    service = MealService.objects.get()
    assert "is_hot" in unsaid.context["form"].errors
    assert (service.diners, service.is_hot) == (3, True)
    assert service.lines.get().school_class == kitchen.school_class


def test_the_shopping_list_becomes_orders(enter, kitchen):
    serve_on(kitchen, {"大米": 1000})
    client = enter_as(enter, kitchen, "purchaser")
    url = reverse("canteen:order_new")
    page = client.get(url)
    [name] = [n for n in page.context["form"].fields if n.startswith("supplier_")]
    data = typed(page, **{name: kitchen.supplier.pk})
    data["deliver_on"] = f"{kitchen.on:%Y-%m-%d}"

    client.post(url, data)

    order = FoodOrder.objects.get()
    assert (order.supplier, order.lines.get().quantity) == (kitchen.supplier, 3)


@pytest.mark.parametrize(("sells", "asked"), [(True, 1), (False, 3)])
def test_of_whom_a_food_is_bought_is_asked_where_nobody_sells_it_any_more(
    enter, kitchen, sells, asked
):
    bring(kitchen, "大米", "0.1")
    serve_on(kitchen, {"大米": 1000})
    kitchen.supplier.is_active = sells
    kitchen.supplier.save()

    page = enter_as(enter, kitchen, "purchaser").get(reverse("canteen:order_new"))

    form = page.context["form"]
    [line] = [form.row(number, one) for number, one in enumerate(form.wanted, 1)]
    assert (len(line.fields), line.is_aside_open) == (asked, False)
    assert (("Supplier", kitchen.supplier.name) in line.facts) == sells


def test_a_paper_of_a_supplier_is_filed_and_stands_on_its_page(enter, kitchen):
    client = enter_as(enter, kitchen, "purchaser")
    url = reverse("canteen:supplier_licence_new", args=[kitchen.supplier.pk])

    client.post(
        url,
        {"paper": "trade", "number": "JY77", "valid_to": "2099-01-01", "happened_at": when(),
         "campus": kitchen.campus.pk},
    )  # fmt: skip
    page = client.get(reverse("canteen:supplier", args=[kitchen.supplier.pk]))

    assert SupplierLicence.objects.get().number == "JY77"
    assert "JY77" in page.text


def test_the_sheet_of_the_shopping_list_opens(enter, kitchen):
    serve_on(kitchen, {"大米": 1000})
    client = enter_as(enter, kitchen, "purchaser")

    answer = client.get(reverse("canteen:shopping_sheet"))

    assert answer.content.startswith(b"PK")
