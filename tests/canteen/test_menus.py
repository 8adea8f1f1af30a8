"""A week of meals from the first dish to the wall: written, looked at, agreed to, published, changed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from canteen.menus import checking, costing, publishing, reviewing, writing
from canteen.menus.comparing import changed_without_agreement, published_late
from canteen.menus.serving import served
from canteen.menus.week import all_dishes, lay_out
from canteen.models import Dish, Food, Menu, MenuDish, MenuSheet, Publication
from logistics.approvals import asking, deciding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Allergy, Rule
from logistics.stores.models import Item, ItemGroup, Lot
from tests.canteen.factories import make_dish, make_menu
from tests.factories import make_child, make_class, make_person, make_term

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)
TUESDAY = MONDAY + timedelta(1)
FRIDAY = datetime(2026, 11, 6, 2, tzinfo=UTC)  # ten in the morning before the week


@pytest.fixture
def doctor(campus):
    return make_person(role="doctor", campus=campus, name="Doctor Lin", username="lin")


@pytest.fixture
def director(campus):
    return make_person(role="director", campus=campus, name="Director Wu", username="wu")


@pytest.fixture
def eggs(db):
    return make_dish("番茄炒蛋", {"番茄": 60, "鸡蛋": 40})


@pytest.fixture
def tofu(db):
    return make_dish("红烧豆腐", {"豆腐": 80, "菜籽油": 4})


@pytest.fixture
def menu(campus, doctor, eggs, tofu):
    return make_menu(campus, doctor, {(MONDAY, "lunch"): [eggs], (TUESDAY, "lunch"): [tofu]})


def names(menu, on=MONDAY, meal="lunch"):
    return [row.dish.name for row in menu.dishes.filter(on=on, meal=meal).order_by("position")]


# Writing -----------------------------------------------------------------------------------------


def test_a_dish_is_dragged_before_another_on_another_day(menu, eggs):
    writing.move(menu.dishes.get(dish=eggs), on=TUESDAY, meal="lunch", place=0)

    assert (names(menu), names(menu, TUESDAY)) == ([], ["番茄炒蛋", "红烧豆腐"])


def test_nothing_is_put_on_a_day_of_another_week(menu, eggs):
    with pytest.raises(Refused):
        writing.add(menu, eggs, on=MONDAY + timedelta(7), meal="lunch")


def test_two_weeks_later_the_same_is_cooked_and_what_was_written_stays(menu, campus, doctor):
    later = make_menu(campus, doctor, {(MONDAY + timedelta(14), "lunch"): [make_dish("面条")]})

    copied = writing.copy(later, menu)

    assert writing.same_of_the_cycle(later) == menu
    assert copied == 1
    assert names(later, MONDAY + timedelta(14)) == ["面条"]
    assert names(later, MONDAY + timedelta(15)) == ["红烧豆腐"]


def test_what_was_changed_on_the_day_is_copied_as_it_was_served(
    menu, campus, doctor, director, eggs
):
    Menu.objects.filter(pk=menu.pk).update(state="published", published_at=FRIDAY)
    soup = make_dish("紫菜蛋花汤", category="soup")
    publishing.serve_instead(
        menu.dishes.get(dish=eggs), soup, reason="鸡蛋未到货", agreed_by=director, now=FRIDAY
    )
    later = Menu.objects.create(campus=campus, week_on=MONDAY + timedelta(14), written_by=doctor)

    writing.copy(later, menu)

    assert names(later, MONDAY + timedelta(14)) == ["紫菜蛋花汤"]


# Review and publication --------------------------------------------------------------------------


def agree(menu, by, now=FRIDAY):
    approval = asking.latest("menu", menu)
    deciding.agree(approval, by=by, now=now, seen=approval.digest)
    menu.refresh_from_db()


def test_a_menu_is_handed_in_agreed_to_and_published(menu, doctor, director):
    reviewing.ask(menu, by=doctor, now=FRIDAY)
    with pytest.raises(Refused):  # nobody writes on what somebody looks at
        writing.remove(menu.dishes.first())
    agree(menu, director)
    publishing.publish(menu, by=doctor, now=FRIDAY + timedelta(hours=3))
    menu.refresh_from_db()

    assert (menu.state, len(menu.token) > 20) == ("published", True)
    entry = Entry.objects.get(kind="menu")
    assert (entry.subject, entry.reviewed_by) == ("menu:children", director)
    assert Publication.objects.get().entry.subject == "publication:menu"
    assert [row.dish.name for row in served(MONDAY, menu.campus)] == ["番茄炒蛋"]


def test_what_the_leader_has_not_seen_is_not_published(menu, doctor):
    with pytest.raises(Refused):
        publishing.publish(menu, by=doctor, now=FRIDAY)

    menu.refresh_from_db()
    assert (menu.state, Publication.objects.count()) == ("draft", 0)


def test_what_was_agreed_to_and_then_changed_is_looked_at_again(menu, doctor, director, tofu):
    reviewing.ask(menu, by=doctor, now=FRIDAY)
    agree(menu, director)

    writing.add(menu, tofu, on=MONDAY, meal="lunch")

    menu.refresh_from_db()
    assert menu.state == "draft"
    with pytest.raises(Refused):
        publishing.publish(menu, by=doctor, now=FRIDAY)


def test_handed_in_twice_it_is_one_record_in_two_versions(menu, doctor, director, tofu):
    reviewing.ask(menu, by=doctor, now=FRIDAY)
    reviewing.take_back(menu, by=doctor, now=FRIDAY)
    writing.add(menu, tofu, on=MONDAY, meal="lunch")
    reviewing.ask(menu, by=doctor, now=FRIDAY + timedelta(hours=1))

    sheet = MenuSheet.objects.get()
    said = [version.said for version in sheet.entry.versions.order_by("number")]

    assert sheet.dishes_count == 3
    assert [each["dishes_count"] for each in said] == [2, 3]
    assert said[1]["said"]["days"][0]["meals"][0]["dishes"][0]["grams"][0] == ["番茄", "60"]


def test_the_staff_eat_without_a_review(campus, doctor, tofu):
    menu = make_menu(campus, doctor, {(MONDAY, "lunch"): [tofu]}, audience="staff")

    publishing.publish(menu, by=doctor, now=FRIDAY)

    assert Menu.objects.published().get() == menu


def test_a_dish_is_changed_once_with_its_reason(menu, director, eggs, tofu):
    Menu.objects.filter(pk=menu.pk).update(state="published", published_at=FRIDAY)
    row = menu.dishes.get(dish=eggs)

    with pytest.raises(Refused):
        publishing.drop(row, reason="", agreed_by=director, now=FRIDAY)
    publishing.serve_instead(row, tofu, reason="鸡蛋未到货", agreed_by=director, now=FRIDAY)
    with pytest.raises(Refused):
        publishing.drop(row, reason="停气", agreed_by=director, now=FRIDAY)

    assert [each.dish.name for each in served(MONDAY, menu.campus)] == ["红烧豆腐"]
    assert MenuDish.objects.get(pk=row.pk).dish == eggs


# What is remarkable ------------------------------------------------------------------------------


def remarks(menu, known=None):
    dishes = all_dishes(menu)
    look = checking.look_over(lay_out(menu, dishes), known or {}, on=MONDAY, others=dishes)
    return look, [(each.level, each.words) for each in look.remarks]


def test_beans_of_high_risk_and_cold_dishes_are_seen_and_stay(campus, doctor):
    beans = make_dish("干煸四季豆", {"四季豆": 60}, category="vegetable")
    cold = make_dish("凉拌黄瓜", {"黄瓜(鲜)": 60}, category="cold")
    menu = make_menu(campus, doctor, {(MONDAY, "lunch"): [beans, cold]})

    look, _said = remarks(menu)

    assert {(each.row, each.level) for each in look.remarks if each.row} == {
        (menu.dishes.get(dish=beans).pk, "warn"),
        (menu.dishes.get(dish=cold).pk, "danger"),
    }


def test_eggs_are_remarked_where_a_child_must_not_eat_them(menu, campus, eggs, tofu):
    term = make_term()
    school_class = make_class(campus=campus, name="Junior one")
    child = make_child(school_class=school_class, term=term, name="Xiao Ming")
    Allergy.objects.create(child=child, allergen="egg")
    Dish.objects.exclude(pk__in=[eggs.pk, tofu.pk]).update(is_active=False)
    chicken = make_dish("香菇蒸鸡", {"鸡腿": 60})

    look, _said = remarks(menu)
    [found] = [each for each in look.remarks if each.row and each.level == "warn"]

    assert found.row == menu.dishes.get(dish=eggs).pk
    assert found.instead == [chicken]  # not the tofu, which the week has already
    assert look.needs[0][1] == "Junior one 1"
    assert "Xiao Ming" not in str(look)


def test_the_same_dish_twice_in_a_week_and_a_dish_without_grams_are_seen(campus, doctor, eggs):
    rice, empty = make_dish("软米饭", {"大米": 50}, category="staple"), make_dish("什锦菜")
    menu = make_menu(
        campus, doctor, {(MONDAY, "lunch"): [rice, eggs], (TUESDAY, "lunch"): [rice, eggs, empty]}
    )

    look, _said = remarks(menu)
    rows = {each.row for each in look.remarks if each.row}

    assert rows == set(
        menu.dishes.filter(on=TUESDAY, dish__in=[eggs, empty]).values_list("pk", flat=True)
    )


def test_a_day_dearer_than_the_standard_is_seen(menu, eggs):
    group = ItemGroup.objects.create(name="Eggs", kind="food")
    item = Item.objects.create(number="E1", name="Eggs", unit="kg", group=group, price=Decimal(9))
    Food.objects.filter(name="鸡蛋").update(item=item, grams_per_unit=1000)
    Rule.objects.create(code=checking.COST, value="0.40")
    Lot.objects.create(item=item, price=Decimal(10), received_on=MONDAY - timedelta(9))
    Lot.objects.create(item=item, price=Decimal(12), received_on=MONDAY - timedelta(2))

    look, said = remarks(menu, costing.prices())

    assert look.costs[MONDAY].rounded == Decimal("0.48")  # 40 g of the newest delivery
    assert look.costs[MONDAY].unpriced == {"番茄"}
    assert [words for level, words in said if "0.48" in words]
    assert not look.costs[TUESDAY].is_known


def test_a_one_sided_week_is_told_so(menu):
    _look, said = remarks(menu)
    words = [text for level, text in said if level == "info"]

    assert any("25" in text for text in words)
    assert sum("12" in text for text in words) == 2  # both days


# What came too late, or without a name ----------------------------------------------------------


def test_a_menu_published_in_its_week_is_a_contradiction(menu):
    late = datetime(2026, 11, 10, 2, tzinfo=UTC)
    Menu.objects.filter(pk=menu.pk).update(state="published", published_at=late)

    assert [clash.key for clash in published_late(MONDAY, TUESDAY)] == [f"menu.{menu.pk}"]
    Menu.objects.filter(pk=menu.pk).update(published_at=FRIDAY)
    assert list(published_late(MONDAY - timedelta(9), TUESDAY)) == []


def test_a_change_nobody_agreed_to_is_a_contradiction(menu, director, eggs, tofu):
    Menu.objects.filter(pk=menu.pk).update(state="published", published_at=FRIDAY)
    at = datetime(2026, 11, 9, 1, tzinfo=UTC)
    publishing.drop(menu.dishes.get(dish=eggs), reason="停气", agreed_by=None, now=at)
    publishing.drop(menu.dishes.get(dish=tofu), reason="停气", agreed_by=director, now=at)

    [clash] = changed_without_agreement(MONDAY, MONDAY)

    assert clash.said["dish"] == "番茄炒蛋"


# Pages -------------------------------------------------------------------------------------------


def test_the_parents_read_the_week_without_a_login_and_no_child(client, menu, campus, eggs):
    url = reverse("canteen:menu_public", args=["abc"])
    Menu.objects.filter(pk=menu.pk).update(token="abc")
    hidden = client.get(url).status_code
    Menu.objects.filter(pk=menu.pk).update(state="published", published_at=FRIDAY)
    make_child(school_class=make_class(campus=campus), term=make_term(), name="Xiao Ming")

    page = client.get(url)

    assert hidden == 404
    assert "番茄炒蛋" in page.text
    assert "Xiao Ming" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_dish_is_typed_into_the_grid(enter, menu, tofu):
    client = enter("doctor")
    sent = {"on": f"{MONDAY}", "meal": "lunch", "dish": tofu.pk}

    answer = client.post(
        reverse("canteen:menu_dish_new", args=[menu.pk]), sent, headers={"HX-Request": "true"}
    )

    assert answer.templates[0].name == "canteen/_menu_grid.html"
    assert names(menu) == ["番茄炒蛋", "红烧豆腐"]


def test_a_dish_is_written_with_its_grams_and_changed_line_by_line(enter):
    client = enter("doctor")
    rice, egg, tomato = (Food.objects.get(name=name).pk for name in ("大米", "鸡蛋", "番茄"))
    sent = {
        "name": "蛋炒饭试", "category": "staple", "method": "", "is_sampled": "on",
        "food_0": rice, "grams_0": "50", "gramsstaff_0": "80", "food_1": egg, "grams_1": "20",
    }  # fmt: skip

    client.post(reverse("canteen:dish_new"), sent)
    dish = Dish.objects.get(name="蛋炒饭试")
    first = set(dish.ingredients.values_list("food__name", "age_group", "grams"))
    refused = client.post(reverse("canteen:dish_new"), sent | {"name": "又一", "grams_1": ""})

    assert first == {
        ("大米", "", Decimal(50)), ("大米", "staff", Decimal(80)), ("鸡蛋", "", Decimal(20)),
    }  # fmt: skip
    assert "grams_1" in refused.context["form"].errors
    assert dish.initials.startswith("dcf")
    assert tomato


def test_the_week_costs_few_queries_however_full_it_is(
    enter, menu, campus, django_assert_max_num_queries
):
    term, school_class = make_term(), make_class(campus=campus)
    for number, code in enumerate(("egg", "milk", "wheat")):
        child = make_child(school_class=school_class, term=term, name=f"Child {number}")
        Allergy.objects.create(child=child, allergen=code)
    for place, dish in enumerate(Dish.objects.order_by("pk")[:40]):
        MenuDish.objects.create(
            menu=menu, on=MONDAY + timedelta(place % 5), meal="lunch", dish=dish, position=place
        )
    client = enter("doctor")
    client.get(menu.get_absolute_url())

    with django_assert_max_num_queries(20):
        page = client.get(menu.get_absolute_url())

    assert page.status_code == 200
