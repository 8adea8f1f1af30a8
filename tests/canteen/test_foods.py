"""The food table: found by any name, added, corrected, brought in a sheet."""

from decimal import Decimal

import pytest
from django.urls import reverse

from canteen.models import Food
from logistics.errors import Refused
from logistics.stores.models import ItemGroup
from tests.canteen.factories import make_dish
from tests.factories import make_person
from tests.imports.files import bring, look
from tests.stores.factories import make_item

pytestmark = pytest.mark.django_db
HEADINGS = ["食物名称", "食物类别", "可食部", "能量", "蛋白质", "脂肪", "碳水化合物", "过敏原"]


def said(**given):
    usual = {"name": "羽衣甘蓝", "group": "veg_dark", "edible_percent": "90", "energy_kcal": "35"}
    return usual | given


@pytest.fixture
def doctor(campus):
    return make_person(role="doctor", campus=campus)


@pytest.mark.parametrize("words", ["西红柿", "xhs", "fanqie", "番茄"])
def test_a_food_is_found_by_any_of_its_names(enter, words):
    page = enter("cook").get(reverse("canteen:food_list"), {"q": words})

    assert "番茄" in [food.name for food in page.context["page"]]


@pytest.mark.parametrize(
    ("which", "name"), [("risk", "四季豆"), ("allergen", "鸡蛋"), ("unlinked", "大米")]
)
def test_the_list_is_narrowed(enter, which, name):
    client = enter("doctor")
    url = reverse("canteen:food_list")

    found = client.get(url, {"which": which, "q": name}).context["page"]
    other = client.get(url, {"which": which, "q": "白砂糖" if which != "unlinked" else "无此"})

    assert name in [food.name for food in found]
    assert not other.context["page"].object_list


def test_the_list_costs_the_same_for_ten_as_for_all(enter, django_assert_max_num_queries):
    client = enter("doctor")
    client.get(reverse("canteen:food_list"))

    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("canteen:food_list")).context["page"]) == 50


def test_a_new_food_is_written_down_with_what_some_must_not_eat(enter):
    client = enter("doctor")

    client.post(reverse("canteen:food_new"), said(allergens=["soy", "wheat"], aliases="甘蓝叶"))

    food = Food.objects.get(name="羽衣甘蓝")
    assert (food.energy_kcal, food.protein_g, food.edible_percent) == (35, None, 90)
    assert set(food.allergens.values_list("allergen", flat=True)) == {"soy", "wheat"}
    assert "gly" in food.initials
    assert food.history.get().history_user == client.person


def test_an_allergen_is_taken_away_and_another_added(enter):
    food = Food.objects.get(name="豆腐")
    client = enter("doctor")
    url = reverse("canteen:food_edit", args=[food.pk])
    opened = client.get(url)

    form = opened.context["form"]
    sent = {name: "" if v is None else v for name, v in form.initial.items()}
    client.post(url, sent | {"allergens": ["wheat"], "version": opened.context["version"]})

    assert form.initial["allergens"] == ["soy"]
    assert [row.allergen for row in food.allergens.all()] == ["wheat"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"energy_kcal": "9000"}, "energy_kcal"), ({"protein_g": "60", "fat_g": "50"}, "carbohydrate_g"),
     ({"calcium_mg": "-1"}, "calcium_mg"), ({"edible_percent": "0"}, "edible_percent"),
     ({"edible_percent": "120"}, "edible_percent"), ({"name": "大米"}, "name"),
     ({"grams_per_unit": "500"}, "item"), ({"energy_kcal": "viel"}, "energy_kcal")],
)  # fmt: skip
def test_what_cannot_be_is_asked_back_with_everything_typed(enter, given, field):
    page = enter("doctor").post(reverse("canteen:food_new"), said(**given))

    form = page.context["form"]
    assert field in form.errors
    assert form["group"].value() == "veg_dark"
    assert not Food.objects.filter(name="羽衣甘蓝").exists()


def test_a_food_is_linked_to_what_the_store_keeps(enter):
    group = ItemGroup.objects.create(name="粮油", kind="food")
    rice, mop = make_item(name="东北大米", unit="袋", group=group), make_item()
    client = enter("doctor")

    options = client.get(reverse("canteen:food_item_options"), {"q": "dm"}).text
    refused = client.post(reverse("canteen:food_new"), said(item=mop.pk, grams_per_unit="500"))
    client.post(reverse("canteen:food_new"), said(item=rice.pk, grams_per_unit="25000"))

    assert "东北大米" in options
    assert set(refused.context["form"].errors) == {"item", "grams_per_unit"} or "item" in (
        refused.context["form"].errors
    )
    food = Food.objects.get(name="羽衣甘蓝")
    assert (food.item, food.grams_per_unit) == (rice, 25000)


def test_the_page_of_a_food_says_unknown_and_leads_to_its_dishes(enter):
    make_dish("番茄炒蛋", {"番茄": 60, "鸡蛋": 40})
    food = Food.objects.get(name="番茄")

    page = enter("cook").get(reverse("canteen:food", args=[food.pk]))

    assert "番茄炒蛋" in page.text
    assert "not known" in page.text


def test_foods_come_in_a_sheet_with_the_headings_of_food_tables(doctor):
    rows = [
        ["藜麦米", "cereals", "100", "368", "14.1", "6.1", "64.2", "egg、milk"],
        ["紫苏叶", "dark vegetables", "", "", "", "", "", ""],
    ]

    bring("foods", HEADINGS, *rows, by=doctor)

    quinoa, perilla = Food.objects.get(name="藜麦米"), Food.objects.get(name="紫苏叶")
    assert (quinoa.protein_g, quinoa.initials) == (Decimal("14.1"), "lmm")
    assert set(quinoa.allergens.values_list("allergen", flat=True)) == {"egg", "milk"}
    # An empty cell is not known; what is bought is eaten unless it is said otherwise.
    assert (perilla.energy_kcal, perilla.edible_percent) == (None, 100)


def test_a_sheet_corrects_a_food_there_is_and_takes_no_allergen_away(doctor):
    bring("foods", [*HEADINGS[:4], "过敏原"], ["豆腐", "soy and soy products", "100", "90", "wheat"],
          by=doctor)  # fmt: skip

    tofu = Food.objects.get(name="豆腐")
    assert tofu.energy_kcal == 90
    assert set(tofu.allergens.values_list("allergen", flat=True)) == {"soy", "wheat"}


@pytest.mark.parametrize(
    ("row", "column"),
    [(["新食物", "gold", "100", "1", "1", "1", "1", ""], "group"),
     (["新食物", "meat", "0", "1", "1", "1", "1", ""], "edible_percent"),
     (["新食物", "meat", "100", "-1", "1", "1", "1", ""], "energy_kcal"),
     (["新食物", "meat", "100", "1", "60", "60", "1", ""], "carbohydrate_g"),
     (["", "meat", "100", "1", "1", "1", "1", ""], "name")],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_written(doctor, row, column):
    found = look("foods", HEADINGS, row, by=doctor)

    assert column in {problem.name for problem in found.problems}
    with pytest.raises(Refused):
        bring("foods", HEADINGS, row, by=doctor)
    assert not Food.objects.filter(name="新食物").exists()
