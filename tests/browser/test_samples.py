"""The cook with wet hands: the samples of a meal, and what has lain long enough, on a phone."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from canteen.models import FoodSample, SampleLine
from logistics.duties import catalogue, making
from logistics.duties.models import Finding, Task
from logistics.school.calendar import at, lay_out
from logistics.school.models import Campus, Person, Post, School
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.test_main_job import PASSWORD, in_chinese
from tests.canteen.kitchen import NOON, WEDNESDAY, keep, make_fridge, make_lunch
from tests.factories import LONG_AGO, make_term

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

DISHES = ("软米饭", "番茄炒蛋", "清炒西兰花", "冬瓜排骨汤", "蒸南瓜")
LONGEST_NAME = "板栗烧鸡配胡萝卜土豆香菇木耳什锦时蔬"


@pytest.fixture
def school():
    """Five dishes for lunch, a sample fridge, and the cook."""
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    term = make_term()
    lay_out(term)
    cook = Person.objects.create_user("cook", PASSWORD, name="厉师傅")
    Post.objects.create(person=cook, role="cook", campus=campus, starts_on=LONG_AGO)
    catalogue.bring_in(catalogue.catalogue()["D012"], None, None)
    making.make_tasks(term)
    fridge = make_fridge(campus, "留样冰箱")
    dishes = make_lunch(campus, cook, names=DISHES)
    return SimpleNamespace(campus=campus, cook=cook, fridge=fridge, dishes=dishes)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


@pytest.fixture
def two_days_later():
    with time_machine.travel(NOON + timedelta(hours=49), tick=True) as clock:
        yield clock


def fits(hands):
    """Nothing of the page lies beside the screen."""
    width = hands.page.viewport_size["width"]
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width


def targets(hands):
    """Every control of the form that can be pressed is 48 px high."""
    small = """() => [...document.querySelectorAll(
        ".sample-sheet .btn, .sample-sheet .sample-out, .sample-sheet input.form-control")]
        .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 48)
        .map((each) => each.outerHTML)"""
    assert hands.page.evaluate(small) == []


def open_lunch(hands):
    hands.go("/")
    hands.decide()
    hands.tap("a.home-card", has_text="留样：午餐")
    hands.turn_page("**/canteen/samples/take/**")


def test_five_dishes_take_the_cook_three_taps_and_one_digit(noon, school, open_screen):
    hands = Hands(open_screen(**PHONE), "cook")

    open_lunch(hands)
    fits(hands)
    targets(hands)
    hands.tap("[name=temperature]")
    hands.write("4")
    hands.submit()
    hands.told()

    assert hands.taps <= 4
    assert hands.seconds <= 15
    lines = list(SampleLine.objects.order_by("position"))
    assert [(line.weight_g, line.temperature) for line in lines] == [(130, 4)] * 5
    assert Task.objects.get(day=WEDNESDAY, meal="lunch").proved_at is not None


def test_an_exception_costs_one_tap_more(noon, school, open_screen):
    hands = Hands(open_screen(**PHONE), "cook")

    open_lunch(hands)
    hands.tap(f"[name=d{school.dishes[1].pk}-weight_g]")
    hands.write("150")
    hands.submit()
    hands.told()

    assert hands.taps <= 4 + 1
    assert hands.seconds <= 15
    assert sorted(SampleLine.objects.values_list("weight_g", flat=True)) == [130] * 4 + [150]


def test_ninety_grams_ask_at_once_what_was_done(noon, school, open_screen):
    hands = Hands(open_screen(**PHONE), "cook")

    open_lunch(hands)
    expect(hands.page.locator(".when-odd")).to_be_hidden()
    hands.tap(f"[name=d{school.dishes[0].pk}-weight_g]")
    hands.write("90")
    hands.tap(".when-odd label", has_text="已报食品安全员")
    fits(hands)
    hands.submit()
    hands.told()

    assert hands.taps <= 4 + 1
    assert "软米饭 90 g" in Finding.objects.get().what


def test_what_few_need_is_fetched_when_it_is_opened(noon, school, open_screen):
    hands = Hands(open_screen(**PHONE), "cook")

    open_lunch(hands)
    hands.tap("details summary", has_text="其他菜品")
    expect(hands.page.locator("[name=x0-dish]")).to_be_visible()
    fits(hands)
    hands.submit()
    hands.told()

    assert SampleLine.objects.count() == 5


def test_the_sheet_waits_for_the_network_and_is_sent_once(noon, school, open_screen, complaints):
    page = open_screen(**PHONE)
    hands = Hands(page, "cook")
    open_lunch(hands)

    page.context.set_offline(True)
    hands.submit()
    expect(page.locator("#offline-bar")).to_contain_text("1")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#offline-bar")).to_contain_text("已全部提交", timeout=15_000)

    assert FoodSample.objects.count() == 1
    complaints[:] = [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_everything_due_goes_in_two_taps(two_days_later, school, open_screen):
    keep(school.campus, school.cook, school.dishes)
    hands = Hands(open_screen(**PHONE), "cook")

    hands.go("/")
    hands.decide()
    hands.tap("a.home-card", has_text="销毁 5 份留样")
    hands.turn_page("**/canteen/samples/discard/**")
    fits(hands)
    hands.submit()
    hands.told()

    assert hands.taps <= 3
    assert hands.seconds <= 8
    assert list(SampleLine.objects.in_fridge()) == []


def test_the_pages_fit_a_narrow_phone_with_a_long_name(noon, school, open_screen):
    dish = school.dishes[0]
    dish.name = LONGEST_NAME
    dish.save()
    keep(school.campus, school.cook, school.dishes, now=at(WEDNESDAY, "11:30"))
    narrow = {**PHONE, "viewport": {"width": 320, "height": 640}}
    hands = Hands(open_screen(**narrow), "cook")
    code = SampleLine.objects.first().code

    for url in (
        reverse("canteen:samples"),
        reverse("canteen:sample", args=[code]),
        f"{reverse('canteen:sample_take')}?day={WEDNESDAY}&meal=lunch",
        reverse("canteen:sample_labels"),
    ):
        hands.go(url)
        fits(hands)
