"""What a canteen owes besides cooking: settled months, spot checks, opinions asked, contradictions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from canteen import contributions as canteen
from canteen.menus import special_reviews
from canteen.models import (
    Additive,
    Dish,
    Food,
    FoodSample,
    GoodsReceipt,
    MealComplaint,
    SampleCheck,
    SpecialDietLine,
    SpecialDietReview,
    SupplierSettlement,
)
from canteen.nutrition import rules, statutory
from canteen.nutrition.analysing import Asked, analyse
from canteen.samples import comparing as sample_clashes
from canteen.samples import spot_checking
from canteen.supply import comparing as supply_clashes
from canteen.supply import settling
from logistics.contributions import registers
from logistics.duties import filing
from logistics.duties.catalogue import catalogue
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Allergy
from logistics.stores.models import StockInLine, StockOutLine
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.fed import FRIDAY, MONDAY
from tests.canteen.fed import Kitchen as Fed
from tests.canteen.kitchen import NOON, keep, make_fridge, make_lunch, taken
from tests.canteen.supplying import bring, item_of, license_it, make_kitchen, order_of
from tests.canteen.test_quantities import issue
from tests.canteen.test_supply_pages import enter_as, typed
from tests.factories import make_child, make_class, make_person, make_post, make_term

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2026, 9, 1), date(2026, 9, 30)


@pytest.fixture
def kitchen():
    found = make_kitchen()
    license_it(found)
    found.accountant = make_person(name="Accountant")
    make_post(
        person=found.accountant, role="accountant", campus=found.campus,
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    return found


# Suppliers ---------------------------------------------------------------------------------------


def settled(kitchen, invoiced, **given):
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now)
    sheet = SupplierSettlement(
        entry=entry, supplier=kitchen.supplier, first=SEPTEMBER[0], last=SEPTEMBER[1],
        campuses=[kitchen.campus.pk], invoiced=Decimal(invoiced), agreed_with="Mr Gu", **given,
    )  # fmt: skip
    return settling.settle(sheet, by=kitchen.purchaser, now=kitchen.now)


def test_a_month_is_settled_at_the_sum_of_its_receipts_and_signed_by_those_it_takes(kitchen):
    bring(kitchen, "大米", "10", price="6.25")
    bring(kitchen, "鸡蛋", "3", price="9.99")

    entry = settled(kitchen, "92.47", witness=kitchen.cook)

    sheet = entry.content
    assert (sheet.deliveries, sheet.amount, sheet.off_by) == (2, Decimal("92.47"), 0)
    asked = dict(entry.signers.values_list("capacity", "person__name"))
    assert asked == {"accountant": "Accountant", "witness": "Cook"}
    assert not Finding.objects.filter(entry=entry).exists()


def test_an_invoice_off_the_receipts_is_kept_and_has_to_be_cleared_up(kitchen):
    bring(kitchen, "大米", "10", price="6.25")

    entry = settled(kitchen, "65.00", difference="Two bags more on the slip")

    assert entry.content.off_by == Decimal("2.50")
    assert "off the receipts by 2.50" in Finding.objects.get(entry=entry).what


def test_the_same_month_is_settled_once_until_it_is_voided(kitchen):
    bring(kitchen, "大米", "10", price="6.25")
    first = settled(kitchen, "62.50")

    with pytest.raises(Refused, match="settled already"):
        settled(kitchen, "62.50")
    filing.void(first, by=kitchen.accountant, now=kitchen.now, reason="Wrong invoice")

    assert settled(kitchen, "62.50").pk


def test_a_receipt_voided_after_the_settlement_is_a_contradiction(kitchen):
    receipt = bring(kitchen, "大米", "10", price="6.25")
    settled(kitchen, "62.50")
    before = list(supply_clashes.settled_otherwise(*SEPTEMBER))

    filing.void(receipt, by=kitchen.cook, now=kitchen.now, reason="Twice")

    [clash] = supply_clashes.settled_otherwise(*SEPTEMBER)
    assert before == []
    assert (clash.said["was"], clash.said["now"]) == ("62.50", "0.00")


def test_the_page_asks_why_an_invoice_differs_and_keeps_what_was_typed(enter, kitchen):
    bring(kitchen, "大米", "10", price="6.25")
    client = enter_as(enter, kitchen, "purchaser")
    url = reverse("canteen:settlement_settle", args=[kitchen.supplier.pk]) + "?month=202609"
    data = typed(client.get(url), invoiced="65.00", invoice="1234", agreed_with="Mr Gu",
                 late_reason="Invoice came late", closed_day_is_right="on")  # fmt: skip

    again = client.post(url, data)
    done = client.post(url, data | {"difference": "A bag more"})

    assert "difference" in again.context["form"].errors
    assert again.context["form"]["invoice"].value() == "1234"
    assert done.status_code == 302
    page = client.get(reverse("canteen:settlement") + "?month=202609")
    assert "settled" in page.text
    sheet = client.get(
        reverse("canteen:settlement_print", args=[kitchen.supplier.pk]) + "?month=202609"
    )
    assert "65.00" in sheet.text


# What cannot be right, and what can ---------------------------------------------------------------


def test_a_clean_month_contradicts_itself_nowhere(campus, kitchen):
    """Bought with a licence, sampled, served to those who were there."""
    bring(kitchen, "大米", "10", price="6.25")
    issue(kitchen, [(item_of("大米"), Decimal(1))])
    settled(kitchen, "62.50")
    cook = make_person(role="cook", campus=campus, username="clean-cook")
    make_fridge(campus)
    keep(campus, cook, make_lunch(campus, cook))
    span = date(2026, 9, 1), date(2026, 11, 30)

    found = [
        clash
        for comparison in (*supply_clashes.COMPARISONS, *sample_clashes.COMPARISONS)
        for clash in comparison.clashes(*span)
    ]

    assert found == []


# The spot check ----------------------------------------------------------------------------------


def test_a_check_of_samples_alone_does_not_prove_that_the_store_was_looked_at(campus):
    cook = make_person(role="cook", campus=campus, username="cook-li")
    officer = make_person(role="food_safety_officer", campus=campus, username="qian")
    keep(campus, cook, make_lunch(campus, cook))
    sheet = FoodSample.objects.select_related("entry").get()
    told = {"by": officer, "now": NOON, "happened_at": NOON}

    spot_checking.check(sheet, [], **told)
    spot_checking.check(sheet, [], store=["tally"], note="Two kilograms short", **told)

    first, second = SampleCheck.objects.select_related("entry").order_by("pk")
    assert catalogue()["M104"].fields["about"] == second.entry.subject != first.entry.subject
    assert first.store_result == ""
    assert "the shelf against the records" in second.store_result
    assert "Two kilograms short" in Finding.objects.get().what


def test_whoever_comes_from_the_task_checks_what_another_has_written(enter, campus):
    client = enter("food_safety_officer")
    own = make_lunch(campus, client.person)
    keep(campus, client.person, own)
    url = reverse("canteen:sample_check_choose")

    assert client.get(url).url == reverse("canteen:samples")

    other = enter("director")
    assert other.get(url).url == reverse("canteen:sample_check", args=[FoodSample.objects.get().pk])


def test_every_duty_of_the_canteen_that_a_round_proves_has_its_own_list():
    rounds = {"inspection", "patrol", "closing_check", "utility_check"}
    duties = [
        line
        for line in catalogue().values()
        if line.trade == "canteen" and line.fields["proof"] in rounds
    ]

    assert [line.code for line in duties if not line.fields["about"]] == []


def test_no_duty_is_claimed_by_two_parts():
    claimed = [code for part in canteen.PARTS for code in getattr(part, "ABOUT", {})]

    assert sorted(claimed) == sorted(set(claimed))


# Menus -------------------------------------------------------------------------------------------


def test_teachers_are_asked_of_a_menu_before_it_is_published(enter, campus):
    doctor = make_person(role="doctor", campus=campus)
    menu = make_menu(campus, doctor, {(date(2026, 11, 9), "lunch"): [make_dish("番茄炒蛋")]})
    client = enter("director")
    url = f"{reverse('canteen:complaint_new')}?menu={menu.pk}"

    data = typed(client.get(url), source="committee", about="taste", content="More fish",
                 closed_day_is_right="on")  # fmt: skip
    client.post(url, data)

    assert MealComplaint.objects.get().menu == menu
    page = client.get(menu.get_absolute_url())
    assert "More fish" in page.text


def test_a_month_of_special_menus_that_went_worse_says_what_is_done_otherwise(enter):
    client = enter("doctor")
    url = reverse("canteen:special_review_new")
    campus = client.person.posts.get().campus
    child = child_of(campus)
    Allergy.objects.create(child=child, allergen="egg")
    data = typed(client.get(url), kitchen="Kitchen kept pots apart", result_allergic="worse",
                 closed_day_is_right="on")  # fmt: skip

    again = client.post(url, data)
    client.post(url, data | {"next_month": "A pot of their own"})

    review = SpecialDietReview.objects.get()
    assert "next_month" in again.context["form"].errors
    assert [(line.menu, line.children) for line in review.lines.all()] == [("allergic", 1)]
    assert Finding.objects.get(entry=review.entry).measure == "A pot of their own"
    assert "Kitchen kept pots apart" in client.get(reverse("canteen:special_diets")).text


def child_of(campus):
    """A child that is on the rolls today."""
    on = timezone.localdate()
    term = make_term(
        starts_on=on - timedelta(30), first_teaching_day=on - timedelta(29),
        last_teaching_day=on + timedelta(60), ends_on=on + timedelta(61),
    )  # fmt: skip
    school_class = make_class(campus=campus, school_year=term.school_year)
    return make_child(school_class=school_class, term=term)


def test_a_month_without_a_special_child_is_filed_as_nothing_to_tell(campus):
    doctor = make_person(role="doctor", campus=campus)
    entry = Entry(campus=campus, happened_at=NOON)
    sheet = SpecialDietReview(entry=entry, month=date(2026, 11, 1), kitchen="Nobody")

    special_reviews.review(sheet, [], by=doctor, now=NOON)

    assert (entry.is_zero, SpecialDietLine.objects.count()) == (True, 0)


# Who may write what ------------------------------------------------------------------------------


def test_the_officer_writes_down_the_certificates_of_the_kitchen_and_of_nobody_else(enter, campus):
    make_person(role="cook", campus=campus, name="Cook Zhao", username="zhao")
    make_person(role="teacher", campus=campus, name="Teacher Sun", username="sun")

    page = enter("food_safety_officer").get(reverse("health:staff_cert_new")).text
    doctors = enter("doctor").get(reverse("health:staff_cert_new")).text

    assert ("Cook Zhao" in page, "Teacher Sun" in page) == (True, False)
    assert "Teacher Sun" in doctors


def test_a_teacher_tells_how_the_own_class_ate_and_no_other(enter, campus):
    own = make_class(campus=campus, name="Bears", school_year=timezone.localdate().year)
    make_class(campus=campus, name="Foxes", school_year=timezone.localdate().year)
    client = enter("teacher", school_class=own)

    page = client.get(reverse("canteen:observation_new"))

    assert [str(each) for each in page.context["form"].fields["school_class"].queryset] == ["Bears"]


# The statutory table -----------------------------------------------------------------------------


def test_part_five_says_what_the_meal_account_says():
    """Three children for five days at 15 yuan; rice and gas were paid."""
    fed = Fed.open()
    days = [MONDAY + timedelta(n) for n in range(5)]
    for on in days:
        fed.attend(on, away=["Bea"] if on == FRIDAY else [])
    fed.receive(MONDAY, "大米", "10", "5.00")
    fed.issue(MONDAY, {"大米": "4"})
    fed.cost("gas", "23.45")

    money = money_of(fed)

    assert (money.income, money.spent, money.left) == (
        Decimal(210), Decimal("43.45"), Decimal("166.55"),
    )  # fmt: skip


def test_part_five_is_empty_where_nobody_was_counted():
    money = money_of(Fed.open())

    assert (money.income, money.spent) == (None, None)


def money_of(fed):
    found = analyse(Asked(fed.campus, MONDAY, FRIDAY))
    part = statutory.sheet(found, rules.figures(FRIDAY), statutory.money_of(found)).parts[4]
    assert part.rows[0][0] == "In this period"
    return statutory.money_of(found)


# The store ---------------------------------------------------------------------------------------


def test_the_ledger_of_the_food_store_says_what_is_left_after_each_line(kitchen):
    bring(kitchen, "大米", "10", price="6.00")
    issue(kitchen, [(item_of("大米"), Decimal("2.5"))])

    came = register_rows("food-stock-in", StockInLine)
    went = register_rows("food-issues", StockOutLine)

    assert came == [(Decimal(10), Decimal("60.00"))]
    assert went == [(Decimal("7.5"), Decimal("45.00"))]


def register_rows(code, model):
    lines = list(model.objects.select_related("sheet"))
    registers()[code]().prepare(lines)
    return [(line.rest, line.rest_amount) for line in lines]


def test_the_table_of_additives_names_what_is_never_used():
    never = set(Additive.objects.filter(limit=0).values_list("name", flat=True))

    assert {"亚硝酸盐", "硼砂", "硫酸铝钾（明矾）", "罂粟壳"} <= never
    assert Additive.objects.filter(limit=None).count() >= 10


# Bad input ---------------------------------------------------------------------------------------


@pytest.fixture
def today(enter):
    """A kitchen of today, for the pages ask the clock."""
    found = make_kitchen(timezone.localdate())
    found.now = timezone.now()
    license_it(found)
    order = order_of(found, "大米", "5")
    found.client = enter_as(enter, found, "storekeeper")
    found.url = f"{reverse('canteen:receipt_new')}?order={order.pk}"
    page = found.client.get(found.url)
    found.data = typed(page, second=found.cook.pk, papers=["licence", "purchase"])
    return found


def test_more_than_was_ordered_is_received_and_named(today):
    today.client.post(today.url, today.data | {"quantity-0": "8"})

    line = GoodsReceipt.objects.get().lines.get()
    assert (line.quantity, line.flags) == (8, ["more"])


@pytest.mark.parametrize("said", ["五斤", "5 斤", "-3", "0", "1e9999", "NaN"])
def test_nonsense_for_a_quantity_is_said_beside_it_and_stays_typed(today, said):
    page = today.client.post(today.url, today.data | {"quantity-0": said})

    assert "quantity-0" in page.context["form"].errors
    assert page.context["form"]["quantity-0"].value() == said
    assert GoodsReceipt.objects.count() == 0


def test_nothing_is_received_tomorrow(today):
    later = timezone.localtime() + timedelta(days=1)

    page = today.client.post(today.url, today.data | {"happened_at": f"{later:%Y-%m-%dT%H:%M}"})

    assert "happened_at" in page.context["form"].errors
    assert GoodsReceipt.objects.count() == 0


def test_a_food_nobody_knows_is_said_beside_it_and_the_dish_is_not_lost(enter):
    client = enter("doctor")
    rice = Food.objects.get(name="大米").pk
    sent = {
        "name": "龙肝饭", "category": "main", "method": "Steam it", "is_sampled": "on",
        "food_0": rice, "grams_0": "50", "food_1": "987654", "grams_1": "20",
    }  # fmt: skip

    page = client.post(reverse("canteen:dish_new"), sent)

    assert "food_1" in page.context["form"].errors
    assert page.context["form"]["method"].value() == "Steam it"
    assert not Dish.objects.filter(name="龙肝饭").exists()


def test_ninety_grams_in_a_fridge_of_fourteen_degrees_are_kept_and_followed_up(campus):
    cook = make_person(role="cook", campus=campus, username="cook-li")
    dishes = make_lunch(campus, cook)
    how = {"fridge": make_fridge(campus), "temperature": Decimal(14)}

    keep(campus, cook, [taken(dishes[0], cook, grams="90", **how), *dishes[1:]])

    line = FoodSample.objects.get().lines.get(dish=dishes[0])
    assert (line.weight_g, line.faults) == (90, ["light", "warm"])
    assert Finding.objects.count() == 2
