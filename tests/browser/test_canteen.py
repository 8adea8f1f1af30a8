"""Days of a canteen in a real browser: cook, storekeeper, doctor and principal at their screens."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import expect

from canteen.foods.shipped import fill as fill_foods
from canteen.kitchen.shipped import fill as fill_kitchen
from canteen.models import (
    ColdStorageReading,
    DailyFoodSafetyCheck,
    Food,
    FoodHandlerCheck,
    FoodOrder,
    FoodOrderLine,
    GoodsReceipt,
    MealAccompaniment,
    Menu,
    SampleLine,
    SupplierLicence,
    SupplierProfile,
    TablewareDisinfection,
    TasteTest,
)
from canteen.supply import keeping
from logistics.duties import catalogue, filing, making
from logistics.duties.models import Task
from logistics.records.models import Entry, Signature
from logistics.school.calendar import at, lay_out
from logistics.school.models import Allergy, Campus, Person, Post, School
from logistics.stores import ledger
from logistics.stores.models import StockOut, Store, Supplier
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.test_main_job import PASSWORD, in_chinese
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.kitchen import DISHES, LUNCH, WEDNESDAY, keep, make_fridge, make_lunch
from tests.canteen.kitchen_logs import give_certificate
from tests.factories import LONG_AGO, make_child, make_class, make_term

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"viewport": {"width": 1440, "height": 900}}
DAY = timedelta(days=1)
EARLY, NOON = at(WEDNESDAY, "06:50"), at(WEDNESDAY, "11:40")
NEXT_MONDAY = date(2026, 11, 23)
ROLES = {
    "cook": "厉师傅",
    "storekeeper": "余艳",
    "doctor": "肖婷",
    "principal": "陈园长",
    "director": "李主任",
    "food_safety_officer": "钱敏",
}
DUTIES = ("D010", "D012", "D016", "X125", "X128", "X131")


@pytest.fixture(autouse=True)
def clock():
    """A Wednesday in term, before the kitchen begins."""
    with time_machine.travel(EARLY, tick=True) as clock:
        yield clock


@pytest.fixture
def school(clock):
    """A kitchen with its people, two fridges, a food store, a licensed supplier, its duties."""
    if not Food.objects.exists():  # the tests before emptied the tables
        fill_foods(partial(apps.get_model, "canteen"))
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    term = make_term()
    lay_out(term)
    people = {}
    for role, name in ROLES.items():
        people[role] = Person.objects.create_user(role, PASSWORD, name=name)
        Post.objects.create(person=people[role], role=role, campus=campus, starts_on=LONG_AGO)
    made = SimpleNamespace(campus=campus, term=term, **people)
    for role in ("cook", "food_safety_officer"):
        give_certificate(people[role], until=WEDNESDAY + 200 * DAY, by=people["doctor"])
    made.fridges = [make_fridge(campus, "留样冰箱"), make_fridge(campus, "冷藏一号", use="chilled")]
    for number in DUTIES:
        catalogue.bring_in(catalogue.catalogue()[number], None, None)
    making.make_tasks(term)
    Task.objects.filter(day__lt=WEDNESDAY).delete()  # the days before are done
    fill_store(made)
    return made


def fill_store(school):
    school.store = Store.objects.create(campus=school.campus, name="食品库", kind="food")
    school.supplier = Supplier.objects.create(name="绿源农产品公司")
    SupplierProfile.objects.create(supplier=school.supplier, source="trader")
    entry = Entry(campus=school.campus, happened_at=EARLY, late_reason="补登")
    paper = SupplierLicence(
        entry=entry, supplier=school.supplier, paper="trade", number="JY1",
        valid_to=date(2028, 1, 1),
    )  # fmt: skip
    filing.submit(paper, by=school.principal, now=EARLY)


@pytest.fixture
def order(school):
    """Twenty foods, to come today."""
    found = list(Food.objects.order_by("pk")[:20])
    kept = keeping.keep(found)
    entry = Entry(campus=school.campus, happened_at=EARLY)
    sheet = FoodOrder(
        entry=entry, supplier=school.supplier, deliver_on=WEDNESDAY, ordered_by=school.principal
    )
    sheet.new_lines = [
        FoodOrderLine(item=kept[food.pk], quantity=Decimal(10), price=Decimal(5)) for food in found
    ]
    filing.submit(sheet, by=school.principal, now=EARLY)
    return sheet


@pytest.fixture
def with_phone(open_screen):
    return lambda role: Hands(open_screen(**PHONE), role)


@pytest.fixture
def at_desk(open_screen):
    return lambda role: Hands(open_screen(**DESK), role)


def fits(hands):
    """Nothing of the page lies beside the screen."""
    hands.page.wait_for_load_state()
    width = hands.page.viewport_size["width"]
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width


def scan_label(hands, url):
    """The camera of the phone opens what a label stands for."""
    hands.seconds += Hands.AIM + Hands.PAGE
    return hands.go(url)


# The cook's day.


def test_the_next_task_with_its_deadline_leads_to_the_morning_check(school, with_phone):
    cook = with_phone("cook")
    first = cook.page.locator(".kitchen-due.is-next")
    expect(first).to_contain_text("晨检")
    expect(first).to_contain_text("07:00")
    fits(cook)

    cook.decide()
    cook.tap(".kitchen-due.is-next")
    cook.turn_page("**/handlers/new/**")
    fits(cook)
    cook.submit()
    cook.told()

    assert cook.taps <= 3
    assert cook.seconds <= 8
    check = FoodHandlerCheck.objects.get()
    assert (check.lines.count(), check.unfit) == (2, 0)
    expect(cook.go("/").page.locator(".kitchen-due.is-next")).not_to_contain_text("晨检")


def test_what_is_owed_at_each_meal_says_at_which(school, clock, with_phone):
    clock.move_to(NOON)
    cook = with_phone("cook")

    rows = cook.page.locator(".task-row", has_text="餐用具")

    words = rows.all_inner_texts()
    assert len(words) == len(set(words)) > 1
    assert any("午餐" in each for each in words)


def test_twenty_lines_with_one_difference_are_received_by_two_within_a_minute(
    school, order, with_phone
):
    keeper = with_phone("storekeeper")

    keeper.decide()
    keeper.tap("main a[href*='/receipts/new/?order=']")
    keeper.turn_page("**/receipts/new/**")
    fits(keeper)
    keeper.decide()
    keeper.tap(
        "[name=papers][value=purchase] + span, label.tile:has([name=papers][value=purchase])"
    )
    keeper.page.select_option("[name=second]", str(school.cook.pk))
    keeper.taps += 2  # the list is opened, the colleague chosen
    keeper.seconds += 2 * Hands.TAP
    keeper.tap("[name=quantity-7]")
    keeper.page.locator("[name=quantity-7]").fill("")
    keeper.write("8.5")
    keeper.submit()
    keeper.told()

    assert keeper.taps <= 6
    assert keeper.seconds <= 60
    receipt = GoodsReceipt.objects.get()
    assert (receipt.order, receipt.second) == (order, school.cook)
    accepted = [line.accepted for line in receipt.lines.order_by("position")]
    assert accepted == [10] * 7 + [Decimal("8.5")] + [10] * 12
    assert ledger.left_in(school.store, receipt.lines.get(position=8).item) == Decimal("8.5")
    sign_for(with_phone("cook"), receipt)


def sign_for(hands, receipt):
    """The second pair of eyes, on a phone of their own."""
    hands.go(receipt.entry.get_absolute_url())
    fits(hands)
    hands.tap("form[action*='/sign/'] button")
    hands.told()
    assert Signature.objects.filter(entry=receipt.entry, by=hands_of(hands)).exists()


def hands_of(hands):
    return Person.objects.get(pk=hands.page.locator("body").get_attribute("data-person"))


def test_a_meal_is_issued_as_the_head_count_says(school, order, clock, with_phone):
    junior = make_class(campus=school.campus, name="小一班")
    for number in range(20):
        make_child(school_class=junior, term=school.term, name=f"儿童{number:02d}")
    food = Food.objects.order_by("pk").first()
    dish = make_dish("清蒸鱼", {food.name: 50})
    make_menu(
        school.campus, school.cook, {(WEDNESDAY, LUNCH): [dish]},
        published_at=at(date(2026, 11, 13), "09:00"),
    )  # fmt: skip
    keeper = with_phone("storekeeper")
    keeper.go(f"{reverse('canteen:receipt_new')}?order={order.pk}").submit()
    keeper.told()

    keeper.go("/")
    keeper.taps, keeper.seconds = 0, 0.0
    keeper.tap("main a[href='/canteen/quantities/']")
    keeper.turn_page("**/quantities/**")
    fits(keeper)
    keeper.tap("main a[href*='/meals/issue/']")
    keeper.turn_page("**/meals/issue/**")
    fits(keeper)
    keeper.submit()
    keeper.told()

    assert keeper.taps <= 4
    out = StockOut.objects.get()
    assert out.lines.get().item == food.item


def test_the_logs_of_a_lunch_take_a_press_each_and_what_was_measured(school, clock, with_phone):
    make_lunch(school.campus, school.cook, names=("软米饭", "番茄炒蛋"))
    clock.move_to(NOON)
    cook = with_phone("cook")

    cook.go("/canteen/kitchen/")
    fits(cook)
    cook.tap("a[href*='/tastings/new/']")
    fits(cook)
    cook.submit()
    cook.told()
    cook.tap(".kitchen-logs a[href*='/fridges/readings/new/']")
    for fridge in school.fridges:
        cook.tap(f"[name=degrees-f{fridge.pk}]")
        cook.write("4")
    fits(cook)
    cook.submit()
    cook.told()
    cook.tap(".kitchen-logs a[href*='/tableware/new/']")
    cook.tap("label.tile", has_text="碗盘")
    cook.tap("label.tile", has_text="蒸汽")
    cook.tap("[name=degrees]")
    cook.write("100")
    fits(cook)
    cook.submit()
    cook.told()

    assert cook.taps <= 12
    assert cook.seconds <= 30
    assert TasteTest.objects.get().count == 2
    assert [line.degrees for line in ColdStorageReading.objects.get().lines.all()] == [4, 4]
    assert TablewareDisinfection.objects.get().degrees == 100


def test_a_label_scanned_says_no_before_the_time_and_then_lets_go(school, clock, with_phone):
    clock.move_to(NOON)
    dishes = make_lunch(school.campus, school.cook, names=DISHES)
    keep(school.campus, school.cook, dishes, fridge=school.fridges[0])
    code = SampleLine.objects.first().code
    cook = with_phone("cook")

    scan_label(cook, reverse("canteen:sample", args=[code]))
    expect(cook.page.locator("main")).to_contain_text("11-20 11:40")
    expect(cook.page.locator("main a.btn-primary")).to_have_count(0)
    clock.move_to(NOON + timedelta(hours=49))
    cook = with_phone("cook")
    scan_label(cook, reverse("canteen:sample", args=[code]))
    cook.tap("main a.btn-primary")
    cook.turn_page("**/samples/discard/**")
    cook.submit()
    cook.told()

    assert cook.taps <= 3
    assert cook.seconds <= 8
    assert SampleLine.objects.in_fridge().count() == len(dishes) - 1


def test_ten_minutes_without_a_network_lose_nothing_that_was_typed(
    school, order, clock, with_phone, complaints
):
    cook = with_phone("cook")
    page = cook.page
    cook.go("/canteen/kitchen/fridges/readings/new/")
    for fridge in school.fridges:
        cook.tap(f"[name=degrees-f{fridge.pk}]")
        cook.write("4")
    page.context.set_offline(True)
    cook.submit()
    expect(page.locator("#offline-bar")).to_contain_text("1")
    clock.shift(timedelta(minutes=10))
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#offline-bar")).to_contain_text("已全部提交", timeout=15_000)

    reading = ColdStorageReading.objects.get()
    assert [line.degrees for line in reading.lines.all()] == [4, 4]
    assert reading.entry.happened_at < at(WEDNESDAY, "07:00")
    complaints[:] = [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_a_delivery_waits_for_the_network_and_is_booked_in_once(
    school, order, with_phone, complaints
):
    keeper = with_phone("storekeeper")
    page = keeper.page
    keeper.go(f"{reverse('canteen:receipt_new')}?order={order.pk}")

    page.context.set_offline(True)
    keeper.submit()
    expect(page.locator("#offline-bar")).to_contain_text("1")
    page.context.set_offline(False)
    page.evaluate("for (const _ of [1, 2, 3]) dispatchEvent(new Event('online'))")
    expect(page.locator("#offline-bar")).to_contain_text("已全部提交", timeout=15_000)

    receipt = GoodsReceipt.objects.get()
    assert receipt.lines.count() == 20
    assert ledger.left_in(school.store, receipt.lines.first().item) == 10
    complaints[:] = [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line]


# Food safety.


def test_the_daily_check_is_one_press_on_a_page_that_folds_what_is_in_order(
    school, clock, with_phone
):
    fill_kitchen(partial(apps.get_model, "canteen"))
    clock.move_to(at(WEDNESDAY, "16:00"))
    officer = with_phone("food_safety_officer")

    officer.go("/canteen/kitchen/daily-checks/new/")
    fits(officer)
    tall = officer.page.evaluate("document.documentElement.scrollHeight")
    officer.tap(".check-rest button")
    officer.told()

    assert tall <= 2800
    assert officer.taps == 1
    check = DailyFoodSafetyCheck.objects.get()
    assert check.count == check.lines.count() > 20


# The week's menu.


@pytest.fixture
def last_week(school):
    """This week's menu, as it is served: what the doctor begins with."""
    rice, tofu = make_dish("软米饭", {"大米": 60}), make_dish("红烧豆腐", {"豆腐": 80})
    monday = WEDNESDAY - 2 * DAY
    return make_menu(
        school.campus, school.doctor,
        {(monday, LUNCH): [rice], (monday + DAY, LUNCH): [tofu]},
        published_at=at(date(2026, 11, 13), "09:00"),
    )  # fmt: skip


def lunch_of(menu, on):
    return [row.dish.name for row in menu.dishes.filter(on=on, meal=LUNCH).order_by("position")]


def test_the_doctor_copies_a_week_moves_its_dishes_is_warned_and_hands_it_in(
    school, last_week, at_desk, with_phone, open_screen
):
    junior = make_class(campus=school.campus, name="小一班")
    child = make_child(school_class=junior, term=school.term, name="周小明")
    Allergy.objects.create(child=child, allergen="egg")
    make_dish("番茄炒蛋", {"番茄": 60, "鸡蛋": 40})
    make_dish("清炒四季豆", {"四季豆": 60})
    menu = copy_the_week(at_desk("doctor"), last_week)
    doctor = at_desk("doctor")
    doctor.go(menu.get_absolute_url())

    move_by_keys(doctor, menu)
    move_by_hand(doctor, menu)
    put_on(doctor, "番茄炒蛋", "鸡蛋")
    put_on(doctor, "清炒四季豆", "四季豆")
    doctor.tap("a[href$='/ask/']")
    doctor.submit()
    doctor.told()
    leader = with_phone("director")
    agree(leader)
    leader.go(menu.get_absolute_url())
    fits(leader)
    leader.tap("button[formaction$='/publish/']")
    leader.told()

    menu.refresh_from_db()
    assert (menu.state, bool(menu.token)) == ("published", True)
    read_without_a_login(open_screen, menu)


def copy_the_week(doctor, last_week):
    """A new week of the same dishes; the draft stands on the first page of next time."""
    doctor.go("/canteen/menus/new/")
    doctor.submit()
    doctor.told()
    menu = Menu.objects.exclude(pk=last_week.pk).get()
    doctor.go(reverse("canteen:menu_copy", args=[menu.pk]))
    doctor.submit()
    doctor.told()
    assert lunch_of(menu, NEXT_MONDAY) == ["软米饭"]
    return menu


def move_by_keys(doctor, menu):
    """One day on, with Alt and an arrow; the dish stays in hand."""
    doctor.page.locator(".menu-dish", has_text="软米饭").focus()
    doctor.page.keyboard.press("Alt+ArrowDown")
    expect(doctor.page.locator(f"[data-drop='{NEXT_MONDAY + DAY} lunch']")).to_contain_text(
        "软米饭"
    )
    assert lunch_of(menu, NEXT_MONDAY + DAY) == ["软米饭", "红烧豆腐"]


def move_by_hand(doctor, menu):
    """The two days have changed places."""
    there = doctor.page.locator(f"[data-drop='{NEXT_MONDAY} lunch']")
    doctor.page.locator(".menu-dish", has_text="红烧豆腐").drag_to(there)
    expect(there).to_contain_text("红烧豆腐")
    assert lunch_of(menu, NEXT_MONDAY) == ["红烧豆腐"]
    assert lunch_of(menu, NEXT_MONDAY + DAY) == ["软米饭"]


def put_on(doctor, name, warning):
    """Typed into the day, chosen, and looked at the moment it stands there."""
    cell = doctor.page.locator(f"[data-drop='{NEXT_MONDAY + 2 * DAY} lunch']")
    cell.locator("input[role=combobox]").fill(name)
    cell.locator("[role=option]", has_text=name).first.click()
    dish = doctor.page.locator(".menu-dish", has_text=name)
    expect(dish.locator(".menu-remark").first).to_contain_text(warning)
    fits(doctor)


def agree(leader):
    leader.decide()
    leader.tap("main a[href*='/approvals/']")
    fits(leader)
    leader.tap(".decide-bar .btn-primary")
    leader.told()
    assert leader.taps <= 2
    assert leader.seconds <= 15


def read_without_a_login(open_screen, menu):
    page = open_screen(**PHONE)
    page.goto(reverse("canteen:menu_public", args=[menu.token]))
    expect(page.locator("body")).to_contain_text("红烧豆腐")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# The principal at the table.


def test_the_principal_eats_along_in_three_taps(school, clock, with_phone):
    make_lunch(school.campus, school.cook, names=("软米饭", "番茄炒蛋"))
    clock.move_to(NOON)
    principal = with_phone("principal")

    principal.decide()
    principal.tap(".task-row:has-text('陪餐'):has-text('午餐') a.btn")
    principal.turn_page("**/meals/accompanied/new/**")
    fits(principal)
    principal.submit()
    principal.told()

    assert principal.taps <= 3
    assert principal.seconds <= 15
    eaten = MealAccompaniment.objects.get()
    assert (eaten.person, eaten.eater, eaten.entry.meal) == (school.principal, "leader", LUNCH)
    assert "番茄炒蛋" in eaten.dishes
    assert Task.objects.get(day=WEDNESDAY, meal=LUNCH, proof="meal_accompaniment").proved_at
