"""Children who eat otherwise: their dish is cooked for them, and the usual one for as many fewer."""

import datetime

import pytest

from canteen.supply import day, shopping
from logistics.school.models import Allergy, Diet
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.supplying import make_kitchen
from tests.canteen.test_quantities import stay_at_home
from tests.health.care import open_case

pytestmark = pytest.mark.django_db
BEFORE = datetime.timedelta(days=5)


@pytest.fixture
def kitchen():
    """Five children; everybody has pork and rice, the allergic have beef, the weak milk besides."""
    found = make_kitchen(children=5)
    usual = [
        make_dish("炒肉", {"猪肉(瘦)": 40}, category="main"),
        make_dish("米饭", {"大米": 50}, category="staple"),
    ]
    found.usual = put(found, usual)
    return found


def put(kitchen, dishes, **given):
    meals = {(kitchen.on, "lunch"): dishes}
    published = kitchen.now - BEFORE
    return make_menu(kitchen.campus, kitchen.cook, meals, published_at=published, **given)


def grams_of(kitchen):
    [plan] = day.work_out(kitchen.on, kitchen.campus).meals
    return {line.food.name: line.grams for line in plan.lines}


def test_without_a_special_menu_everybody_gets_the_usual_dish(kitchen):
    Allergy.objects.create(child=kitchen.children[0], allergen="egg")

    assert grams_of(kitchen) == {"猪肉(瘦)": 200, "大米": 250}


def test_the_dish_of_the_allergic_stands_in_for_the_usual_one_of_its_kind(kitchen):
    for child in kitchen.children[:2]:
        Allergy.objects.create(child=child, allergen="egg")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")

    assert grams_of(kitchen) == {"猪肉(瘦)": 120, "大米": 250, "牛肉(瘦)": 60}


def test_a_child_that_stays_at_home_takes_its_special_dish_with_it(kitchen):
    for child in kitchen.children[:2]:
        Allergy.objects.create(child=child, allergen="egg")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")

    stay_at_home(kitchen, kitchen.children[0])

    assert grams_of(kitchen) == {"猪肉(瘦)": 120, "大米": 200, "牛肉(瘦)": 30}


def test_an_allergy_to_pollen_asks_nothing_of_the_kitchen(kitchen):
    Allergy.objects.create(child=kitchen.children[0], allergen="pollen")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")

    assert grams_of(kitchen) == {"猪肉(瘦)": 200, "大米": 250}


def test_who_is_allergic_and_eats_halal_gets_one_dish_and_not_two(kitchen):
    both, halal = kitchen.children[:2]
    Allergy.objects.create(child=both, allergen="egg")
    for child in (both, halal):
        Diet.objects.create(child=child, kind="halal")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")
    put(kitchen, [make_dish("烧豆腐", {"豆腐": 20})], special="halal")

    assert grams_of(kitchen) == {"猪肉(瘦)": 120, "大米": 250, "牛肉(瘦)": 30, "豆腐": 20}


def test_what_the_usual_menu_has_nothing_of_comes_besides(kitchen):
    open_case(kitchen.children[0], kitchen.cook, on=kitchen.on, condition="underweight")
    put(kitchen, [make_dish("加餐奶", {"纯牛奶(全脂)": 200}, category="milk")], special="weak")

    assert grams_of(kitchen) == {"猪肉(瘦)": 200, "大米": 250, "纯牛奶(全脂)": 200}


def test_the_shopping_list_buys_for_the_special_dish_too(kitchen):
    Allergy.objects.create(child=kitchen.children[0], allergen="egg")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")

    week = shopping.work_out(kitchen.on, kitchen.on, kitchen.campus, today=kitchen.on)

    assert {one.food.name: one.grams for one in week.wanted} == {
        "猪肉(瘦)": 160, "大米": 250, "牛肉(瘦)": 30,
    }  # fmt: skip


def test_the_page_says_how_many_portions_are_cooked_apart(enter, kitchen):
    Allergy.objects.create(child=kitchen.children[0], allergen="egg")
    put(kitchen, [make_dish("牛肉", {"牛肉(瘦)": 30})], special="allergic")

    page = enter("cook", at=kitchen.campus).get(f"/canteen/quantities/?on={kitchen.on}")

    assert "牛肉 <span" in page.text
    assert "1 portion" in page.text
