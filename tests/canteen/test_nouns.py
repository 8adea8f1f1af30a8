"""The foods that come with the house, and what comes to the table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from canteen.foods import shipped
from canteen.menus.serving import sampled, served
from canteen.models import Food, MenuDish
from tests.canteen.factories import make_dish, make_menu
from tests.factories import make_campus, make_person

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)


def test_every_row_of_the_table_is_a_food_with_its_figures():
    rows = shipped.rows("food_composition")
    rice = Food.objects.get(name="大米")

    assert Food.objects.exclude(source="").count() == len(rows) == 342
    assert (rice.number, rice.energy_kcal, float(rice.protein_g)) == ("012001x", 346, 7.9)
    assert Food.objects.get(name="籼米").fiber_g is None  # unknown is not nothing


def test_what_is_marked_is_in_the_table():
    names = set(Food.objects.values_list("name", flat=True))

    assert {row["name_zh"] for row in shipped.rows("food_flags")} <= names
    assert Food.objects.get(name="四季豆").risk == Food.Risk.HIGH
    assert Food.objects.get(name="亚硝酸盐").risk == Food.Risk.FORBIDDEN


@pytest.mark.parametrize(
    ("name", "allergens"),
    [("鸡蛋", {"egg"}), ("河虾", {"shellfish"}), ("豆腐", {"soy"}), ("挂面", {"wheat"}), ("猪肉", set())],
)  # fmt: skip
def test_a_food_says_what_some_must_not_eat(name, allergens):
    food = Food.objects.get(name=name)

    assert set(food.allergens.values_list("allergen", flat=True)) == allergens


@pytest.mark.parametrize("words", ["西红柿", "fq", "fanqie", "番茄"])
def test_a_tomato_is_found_by_any_of_its_names(words):
    assert "番茄" in set(Food.objects.matching(words).values_list("name", flat=True))


def test_a_dish_is_found_by_its_initials():
    make_dish("番茄炒蛋", {"番茄": 60, "鸡蛋": 30})

    found = type(make_dish("米饭")).objects.matching("fqcd")

    assert [dish.name for dish in found] == ["番茄炒蛋"]


def test_the_table_shows_what_was_published_with_the_changes_of_the_day():
    campus, doctor = make_campus(), make_person()
    rice, eggs, tofu, apple = (
        make_dish("米饭"),
        make_dish("番茄炒蛋"),
        make_dish("红烧豆腐"),
        make_dish("苹果", category="fruit"),
    )
    draft = make_menu(campus, doctor, {(MONDAY, "lunch"): [rice]}, special="weak")
    menu = make_menu(
        campus,
        doctor,
        {(MONDAY, "afternoon_snack"): [apple], (MONDAY, "lunch"): [rice, eggs]},
        published_at=datetime(2026, 11, 6, 9, tzinfo=UTC),
    )
    old = menu.dishes.get(dish=eggs)
    MenuDish.objects.create(
        menu=menu,
        on=MONDAY,
        meal="lunch",
        dish=tofu,
        position=1,
        instead_of=old,
        reason="鸡蛋未到货",
    )

    assert [row.dish.name for row in served(MONDAY, campus)] == ["米饭", "红烧豆腐", "苹果"]
    assert served(MONDAY + timedelta(1), campus) == []
    assert [row.dish.name for row in sampled(MONDAY, campus, "lunch")] == ["米饭", "红烧豆腐"]
    assert draft.published_at is None


def test_there_is_one_menu_of_a_week():
    campus, doctor = make_campus(), make_person()
    make_menu(campus, doctor, {(MONDAY, "lunch"): [make_dish("米饭")]})

    with pytest.raises(IntegrityError), transaction.atomic():
        make_menu(campus, doctor, {(MONDAY, "lunch"): [make_dish("面条")]})
