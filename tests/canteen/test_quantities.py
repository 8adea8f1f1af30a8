"""From the morning's head count to grams, portions and what the store gives out."""

from datetime import timedelta
from decimal import Decimal

import pytest

from canteen.models import DishIngredient, MealService, MealServiceLine
from canteen.supply import comparing, day, diners, quantities, serving_out, shopping, tracing
from canteen.supply.quantities import Ingredient, Serving
from health.day import attending
from health.day.rolls import read_roll
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import set_days
from logistics.school.models import Allergy
from tests.canteen.supplying import (
    bring,
    item_of,
    license_it,
    make_kitchen,
    order_of,
    put_on_the_table,
)

pytestmark = pytest.mark.django_db
G = Decimal


def test_the_amount_of_the_age_group_goes_before_the_general_one():
    recipe = [Ingredient(1, "", G(50)), Ingredient(1, "toddlers", G(30)), Ingredient(2, "", G(5))]

    assert quantities.for_group(recipe, "toddlers") == {1: G(30), 2: G(5)}
    assert quantities.for_group(recipe, "preschool") == {1: G(50), 2: G(5)}


def test_grams_are_those_of_everybody_who_eats():
    recipes = {7: [Ingredient(1, "", G(50)), Ingredient(1, "toddlers", G("30.5"))]}
    needed = quantities.needs(
        [Serving("lunch", 7), Serving("lunch", 8)], recipes, {"toddlers": 10, "preschool": 20}
    )

    assert quantities.by_food(needed) == {1: G("1305.0")}
    assert quantities.without_grams([Serving("lunch", 7), Serving("lunch", 8)], recipes) == {8}


def test_units_of_the_store_are_unknown_where_nobody_said_what_one_weighs():
    assert quantities.in_units(G(1305), G(500)) == G("2.610")
    assert quantities.in_units(G(1305), None) is None


def test_an_unconfirmed_class_counts_with_those_who_should_be_there():
    kitchen = make_kitchen(children=3)

    [before] = diners.of_day(kitchen.on, kitchen.campus)
    stay_at_home(kitchen, kitchen.children[0])
    [after] = diners.of_day(kitchen.on, kitchen.campus)

    assert (before.count, before.is_confirmed) == (3, False)
    assert (after.count, after.expected, after.is_confirmed) == (2, 3, True)


def stay_at_home(kitchen, *children):
    roll = read_roll(kitchen.school_class, kitchen.on)
    marks = [attending.Said(child.pk, "sick") for child in children]
    attending.confirm(roll, marks, by=kitchen.cook, now=kitchen.now)


def test_allergies_stand_with_the_class_as_counts_of_those_who_are_there():
    kitchen = make_kitchen(children=3)
    for child in kitchen.children[:2]:
        Allergy.objects.create(child=child, allergen="egg")

    stay_at_home(kitchen, kitchen.children[0])
    [one] = diners.of_day(kitchen.on, kitchen.campus)

    assert [(each.code, each.count) for each in one.special] == [("egg", 1)]


def test_a_late_change_moves_what_is_still_to_be_issued_and_nothing_that_was():
    kitchen = make_kitchen(children=3)
    license_it(kitchen)
    item = item_of("大米")
    put_on_the_table(kitchen, {"大米": 100})
    bring(kitchen, "大米", "10")

    [line] = day.work_out(kitchen.on, kitchen.campus).meals[0].lines
    issue(kitchen, [(item, G("0.2"))])
    [then] = day.work_out(kitchen.on, kitchen.campus).meals[0].lines
    stay_at_home(kitchen, *kitchen.children[:2])
    [now] = day.work_out(kitchen.on, kitchen.campus).meals[0].lines

    assert (line.grams, line.needed, line.to_issue, line.left) == (300, G("0.300"), G("0.300"), 10)
    assert (then.issued, then.to_issue, then.left) == (G("0.2"), G("0.1"), G("9.8"))
    assert (now.grams, now.issued, now.to_issue, now.too_much) == (100, G("0.2"), 0, G("0.1"))


def issue(kitchen, lines, **given):
    usual = {"meal": "lunch", "audience": "children"}
    return serving_out.issue(
        kitchen.store, lines, receiver=kitchen.cook, by=kitchen.storekeeper, now=kitchen.now,
        happened_at=kitchen.now, **usual | given,
    )  # fmt: skip


def test_the_first_expiring_lot_goes_first_and_an_expired_one_never():
    kitchen = make_kitchen()
    license_it(kitchen)
    item = item_of("大米")
    for n, batch in [(-1, "old"), (30, "later"), (5, "soon")]:
        until = kitchen.on + timedelta(n)
        bring(kitchen, "大米", "1", batch=batch, shelf_life_until=until)

    sheet = issue(kitchen, [(item, G("1.5"))]).content

    assert [(line.lot.batch, line.quantity) for line in sheet.lines.select_related("lot")] == [
        ("soon", 1), ("later", G("0.5")),
    ]  # fmt: skip
    with pytest.raises(Refused):
        issue(kitchen, [(item, G(1))])


def serve(kitchen, portions, **given):
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now)
    service = MealService(entry=entry, on=kitchen.on, meal="lunch", **given)
    service.new_lines = [
        MealServiceLine(
            school_class=kitchen.school_class, planned=3, portions=portions,
            delivered_at=kitchen.now,
        )
    ]  # fmt: skip
    return serving_out.serve(service, by=kitchen.cook, now=kitchen.now)


def test_a_lunch_that_was_not_hot_is_written_down_and_has_to_be_put_right():
    kitchen = make_kitchen()

    entry = serve(kitchen, 3, is_hot=False)

    assert (entry.meal, entry.subject) == ("lunch", "served")
    assert entry.content.diners == 3
    assert Finding.objects.get().entry == entry


def test_a_meal_goes_out_once():
    kitchen = make_kitchen()
    serve(kitchen, 3, is_hot=True)

    with pytest.raises(Refused):
        serve(kitchen, 2, is_hot=True)

    assert MealService.objects.get().diners == 3


def test_more_portions_than_children_present_is_a_contradiction():
    kitchen = make_kitchen(children=3)
    stay_at_home(kitchen, kitchen.children[0])
    serve(kitchen, 3, is_hot=True)

    clashes = list(comparing.more_than_present(kitchen.on, kitchen.on))

    assert [clash.said["n"] + "/" + clash.said["there"] for clash in clashes] == ["3/2"]


def test_leftovers_are_weighed_apart_from_the_delivery():
    kitchen = make_kitchen()
    serve(kitchen, 3, is_hot=True)
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now)
    left = MealService(entry=entry, on=kitchen.on, meal="lunch", leftovers_kg=G("1.25"))

    filed = serving_out.weigh(left, by=kitchen.cook, now=kitchen.now)

    assert (filed.subject, filed.content.leftovers_kg) == ("leftovers", G("1.25"))


def test_a_lot_is_followed_to_the_class_and_a_meal_back_to_its_supplier():
    kitchen = make_kitchen()
    license_it(kitchen)
    item = item_of("大米")
    put_on_the_table(kitchen, {"大米": 100})
    receipt = bring(kitchen, "大米", "10", batch="B7")
    issue(kitchen, [(item, G("0.3"))])
    serve(kitchen, 3, is_hot=True)
    lot = item.lots.get()

    trace = tracing.trace_lot(lot)
    meal = tracing.trace_meal(kitchen.on, "lunch", kitchen.campus)

    [use] = trace.uses
    assert trace.receipt.sheet.entry == receipt
    assert [row.dish.name for row in use.dishes] == ["Dish of lunch"]
    assert [line.school_class for line in use.classes] == [kitchen.school_class]
    [origin] = meal.origins
    assert [line.lot.supplier for line in origin.lines] == [kitchen.supplier]
    assert [line.school_class for line in meal.classes] == [kitchen.school_class]


def test_the_shopping_list_is_the_menu_minus_the_stock_and_what_is_on_its_way():
    kitchen = make_kitchen(children=3)
    license_it(kitchen)
    put_on_the_table(kitchen, {"大米": 1000, "鸡蛋": 50})
    bring(kitchen, "大米", "1", price="6")
    order_of(kitchen, "大米", "0.5")

    week = shopping.work_out(kitchen.on, kitchen.on, kitchen.campus, today=kitchen.on)
    baskets = shopping.baskets(week)

    bought = {
        one.food.name: (one.needed, one.left, one.coming, one.to_buy)
        for basket in baskets
        for one in basket.wanted
    }
    assert bought["大米"] == (3, 1, G("0.5"), G("1.5"))
    assert bought["鸡蛋"] == (G("0.150"), 0, 0, G("0.2"))
    assert [basket.supplier for basket in baskets] == [kitchen.supplier, None]
    assert baskets[0].amount == 9


def test_the_list_of_the_coming_week_is_reckoned_on_a_sunday_too():
    kitchen = make_kitchen(children=3)
    put_on_the_table(kitchen, {"大米": 1000})
    sunday = kitchen.on - timedelta(3)
    set_days([kitchen.campus], sunday, sunday, kind="weekend")

    week = shopping.work_out(kitchen.on, kitchen.on, kitchen.campus, today=sunday)

    assert [one.needed for one in week.wanted] == [3]


def test_a_dish_without_grams_is_named_and_not_guessed():
    kitchen = make_kitchen()
    put_on_the_table(kitchen, {"大米": 100})
    DishIngredient.objects.all().delete()

    plan = day.work_out(kitchen.on, kitchen.campus).meals[0]

    assert plan.lines == []
    assert [dish.name for dish in plan.without_grams] == ["Dish of lunch"]
