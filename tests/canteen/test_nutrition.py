"""The nutrition of days: by the menus, by what was issued; its pages, table, record and panel."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from canteen.models import DishIngredient, Food, MenuDish, NutritionAnalysis
from canteen.nutrition import chapters, eaters, home, panel, rules, statutory
from canteen.nutrition.analysing import Asked, analyse
from canteen.nutrition.showing import sentence
from health.models import Attendance
from logistics.contributions import Asked as Summary
from logistics.duties import filing
from logistics.duties.models import Duty
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Child, Rule
from logistics.stores import issuing, receiving
from logistics.stores.models import ItemGroup, Movement
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.kitchens import DAY, KCAL_A_DAY, MONDAY, NOW, PUBLISHED, make_kitchen
from tests.duties.factories import owe
from tests.factories import make_child, make_class, make_person
from tests.stores.factories import make_item, make_store

pytestmark = pytest.mark.django_db
D = Decimal
FRIDAY = MONDAY + 4 * DAY
WEEK = {"first": f"{MONDAY}", "last": f"{FRIDAY}"}


@pytest.fixture
def kitchen(campus):
    return make_kitchen(campus)


def found_of(kitchen, first=MONDAY, last=FRIDAY, **given):
    return analyse(Asked(kitchen.campus, first, last, **given))


# By the menus.


def test_a_week_is_the_mean_of_its_days(kitchen):
    kitchen.serve()

    found = found_of(kitchen)

    assert found.holding.energy == pytest.approx(D(KCAL_A_DAY))
    assert len(found.daily) == 5
    assert found.person_days == 100
    assert found.target.get("energy_kcal") == 1275
    # Two meals and a snack owe 65 % of the day; these give 35.3 %.
    energy = found.nutrients[0]
    assert (energy.measured, energy.low, energy.verdict) == (D("35.3"), 65, "low")


def test_the_meals_have_their_shares(kitchen):
    kitchen.serve()

    rows = {row.code: row.measured for row in found_of(kitchen).meals}

    # 130 of 450.102; the rest is lunch with its snack.
    assert rows == {"breakfast": D("28.9"), "lunch": D("71.1")}


def test_what_was_not_served_is_not_eaten_and_what_came_instead_is(kitchen):
    menu = kitchen.serve(1)
    eggs = menu.dishes.get(dish=kitchen.dishes["番茄炒蛋"])
    tofu = make_dish("红烧豆腐", {"豆腐": 60, "豆油": 4, "酱油": 3})
    MenuDish.objects.create(
        menu=menu, on=MONDAY, meal="lunch", dish=tofu, instead_of=eggs, reason="鸡蛋未到货"
    )
    menu.dishes.filter(dish=kitchen.dishes["苹果"]).update(is_dropped=True)

    found = found_of(kitchen)

    assert found.holding.energy == pytest.approx(D(130) + 173 + D("88.25"))


def test_neither_drafts_nor_special_menus_nor_the_staffs_count(kitchen):
    kitchen.serve(1)
    kitchen.serve(1, audience="staff")
    kitchen.serve(1, special="obese")
    kitchen.serve(1, first=MONDAY + 7 * DAY, published_at=None)

    found = found_of(kitchen, MONDAY, MONDAY + 10 * DAY)

    assert found.holding.energy == pytest.approx(D(KCAL_A_DAY))


def test_grams_of_an_age_group_go_before_those_for_all(kitchen):
    kitchen.serve(1)
    nursery = make_class(campus=kitchen.campus, grade="nursery")
    for _n in range(20):
        make_child(school_class=nursery, term=kitchen.term, sex="boy", birth_on=date(2024, 1, 1))
    DishIngredient.objects.create(
        dish=kitchen.dishes["米饭"],
        food=Food.objects.get(name="大米"),
        age_group="toddlers",
        grams=30,
    )

    small = found_of(kitchen, group="toddlers")
    older = found_of(kitchen, group="preschool")
    both = found_of(kitchen)

    # 20 g of rice less are 69.2 kcal.
    assert older.holding.energy - small.holding.energy == pytest.approx(D("69.2"))
    assert both.holding.energy == pytest.approx(D(KCAL_A_DAY) - D("34.6"))
    assert (small.target.get("energy_kcal"), both.target.get("energy_kcal")) == (1100, D("1187.5"))
    assert both.table.groups == ["toddlers", "preschool"]


def test_a_dish_without_grams_says_so(kitchen):
    soup = make_dish("紫菜汤", category="soup")
    make_menu(
        kitchen.campus,
        kitchen.doctor,
        {(MONDAY, "lunch"): [kitchen.dishes["米饭"], soup]},
        published_at=PUBLISHED,
    )

    found = found_of(kitchen)

    assert (found.holding.energy, found.planned.without_grams) == (173, ["紫菜汤"])


def test_whoever_has_left_or_not_come_yet_needs_nothing(kitchen):
    kitchen.serve(1)
    gone, coming = kitchen.children[:2]
    Child.objects.filter(pk=gone.pk).update(left_on=MONDAY)
    Child.objects.filter(pk=coming.pk).update(joined_on=MONDAY + DAY)

    table = eaters.table(kitchen.campus, MONDAY)

    assert table.of().total() == 18
    assert eaters.table(kitchen.campus, MONDAY + DAY).of().total() == 19


def test_the_school_chooses_edition_and_limits(kitchen):
    kitchen.serve()
    Rule.objects.create(code="nutrition_edition", value="2013")
    Rule.objects.create(code="nutrition_two_meals_one_snack_least", value="30")

    energy, *_rest = found_of(kitchen).nutrients
    calcium = next(row for row in found_of(kitchen).nutrients if row.code == "calcium_mg")

    assert (energy.low, energy.verdict, calcium.reference) == (30, "enough", 800)


def test_without_children_nothing_is_judged(campus):
    kitchen = make_kitchen(campus, count=0)
    kitchen.serve()

    found = found_of(kitchen)

    assert found.target is None
    assert {row.verdict for row in found.nutrients} == {"none"}
    assert "kcal" in sentence(found)


def test_a_month_costs_as_many_queries_as_a_day(kitchen, django_assert_max_num_queries):
    for week in range(3):
        kitchen.serve(first=MONDAY + 7 * week * DAY)

    with django_assert_max_num_queries(4):
        assert len(found_of(kitchen, MONDAY, MONDAY + 30 * DAY).daily) == 15


def test_the_oracle_counts_every_line_of_every_menu(kitchen):
    """Dish by dish, child by child, cell by cell, in floats."""
    kitchen.serve()
    kitchen.serve(3, first=MONDAY + 7 * DAY)
    names = ["energy_kcal", "protein_g", "calcium_mg", "vitamin_c_mg"]
    sums = dict.fromkeys(names, 0.0)
    rows = MenuDish.objects.prefetch_related("dish__ingredients__food")
    for row in rows:
        for line in row.dish.ingredients.all():
            for name in names:
                figure = getattr(line.food, name)
                eaten = float(line.grams) * float(line.food.edible_percent) / 100
                sums[name] += eaten * float(figure or 0) / 100

    found = found_of(kitchen, MONDAY, MONDAY + 13 * DAY)

    assert {name: float(found.holding[name]) for name in names} == {
        name: pytest.approx(whole / 8) for name, whole in sums.items()
    }


# By what was issued and eaten.


def issue(kitchen, name, kilograms, on, *, unit=1000, **told):
    """`told`: for which meal (`meal`) and whom (`subject`) it was issued."""
    food = Food.objects.get(name=name)
    store = make_store(kitchen.campus, kind="food", name=f"{name}库")
    group, _made = ItemGroup.objects.get_or_create(name="粮油", kind="food")
    item = make_item(name=name, unit="千克", group=group)
    keeper = make_person(role="storekeeper", campus=kitchen.campus)
    cook = make_person(role="cook", campus=kitchen.campus)
    morning = at(on, "07:00")
    receiving.receive(
        store,
        [receiving.Arrived(item, D(100), D(6))],
        by=keeper,
        now=morning,
        happened_at=morning,
    )
    filed = issuing.issue(
        store,
        [issuing.Wanted(item, D(kilograms))],
        receiver=cook,
        by=keeper,
        now=morning,
        happened_at=morning,
    )
    Entry.objects.filter(pk=filed.pk).update(**{"subject": "children"} | told)
    if unit:
        Food.objects.filter(pk=food.pk).update(item=item, grams_per_unit=unit)
    return item


def count_class(kitchen, on, present):
    sheet = Attendance(
        school_class=kitchen.school_class,
        on=on,
        expected=20,
        present=present,
        personal=20 - present,
    )
    sheet.entry = Entry(
        campus=kitchen.campus, school_class=kitchen.school_class, happened_at=at(on, "08:30")
    )
    filing.submit(sheet, by=kitchen.doctor, now=at(on, "08:30"))


def test_what_left_the_store_is_shared_by_who_was_there(kitchen):
    """2 kg of rice on a day with 18 children, none on one with 22: 50 g each, 173 kcal."""
    issue(kitchen, "大米", 2, MONDAY)
    count_class(kitchen, MONDAY, 18)
    count_class(kitchen, MONDAY + DAY, 20)

    found = found_of(kitchen, basis="eaten")

    assert found.person_days == 38
    assert found.holding.energy == pytest.approx(D(2000) / 38 * 2 / 2 * D("3.46"))
    assert found.issued.cost == 12


def test_the_staffs_food_is_not_the_childrens(kitchen):
    issue(kitchen, "大米", 2, MONDAY)
    issue(kitchen, "鸡蛋", 3, MONDAY, subject="staff")
    count_class(kitchen, MONDAY, 20)

    found = found_of(kitchen, basis="eaten")

    assert found.holding.energy == pytest.approx(D(100) * D("3.46"))
    assert found.issued.cost == 12


def test_what_was_issued_for_a_meal_counts_for_that_meal(kitchen):
    issue(kitchen, "纯牛奶(全脂)", 4, MONDAY, meal="breakfast")
    issue(kitchen, "大米", 2, MONDAY, meal="lunch")
    count_class(kitchen, MONDAY, 20)

    rows = {row.code: row.measured for row in found_of(kitchen, basis="eaten").meals}

    # 2,600 kcal of milk and 6,920 of rice.
    assert rows == {"breakfast": D("27.3"), "lunch": D("72.7")}


def test_goods_nobody_linked_to_a_food_are_named(kitchen):
    issue(kitchen, "大米", 2, MONDAY, unit=0)
    count_class(kitchen, MONDAY, 18)

    found = found_of(kitchen, basis="eaten")

    assert (found.is_empty, dict(found.issued.unlinked)) == (True, {"大米": 1})


def test_food_issued_without_a_count_of_children_says_which_day(kitchen):
    issue(kitchen, "大米", 2, MONDAY)

    found = found_of(kitchen, basis="eaten")

    assert (found.is_empty, found.uncounted) == (True, [MONDAY])
    assert Movement.objects.filter(kind="issue").count() == 1


# The statutory table.


def table_of(found):
    return statutory.sheet(found, rules.figures(found.asked.last), statutory.money_of(found))


def test_the_statutory_table_has_its_five_parts_in_their_columns(kitchen):
    kitchen.serve()

    parts = table_of(found_of(kitchen)).parts

    assert [len(part.headings) for part in parts] == [16, 13, 3, 4, 6]
    assert parts[0].headings[1:] == [
        "Fine cereals", "Coarse cereals", "Pastry", "Dry beans", "Soy products", "All vegetables",
        "Green and orange vegetables", "Fruit", "Dairy", "Eggs", "Meat", "Liver", "Fish", "Sugar",
        "Edible oil",
    ]  # fmt: skip
    assert [row[0] for row in parts[1].rows] == ["Each person a day", "DRIs", "Compared (%)"]


def test_the_statutory_table_folds_two_meals_up_to_a_day(kitchen):
    """Breakfast 0.30 and lunch 0.40: 450.102 kcal are 643 of a whole person-day."""
    kitchen.serve()

    sheet = table_of(found_of(kitchen))

    assert (sheet.child_days, sheet.person_days) == (100, D("70.0"))
    eaten, needed, compared = (row[1] for row in sheet.parts[1].rows)
    assert (eaten, needed, compared) == (643, 1275, D("50.4"))
    rice, apple = sheet.parts[0].rows[0][1], sheet.parts[0].rows[0][8]
    assert (rice, apple) == (D("71.4"), D("121.4"))


def test_a_fish_is_no_meat_and_liver_is_its_own_column(kitchen):
    dish = make_dish(
        "杂烩", {"猪肝": 20, "猪肉(瘦)": 30, "带鱼": 50, "小米": 25, "饼干": 10, "白砂糖": 5}
    )
    make_menu(kitchen.campus, kitchen.doctor, {(MONDAY, "lunch"): [dish]}, published_at=PUBLISHED)
    kitchen.campus.meals = dict.fromkeys(["breakfast", "lunch", "dinner"], "08:00")
    found = found_of(kitchen)

    part = table_of(found).parts[0]

    said = dict(zip(part.headings, part.rows[0], strict=True))
    edible = {f.name: D(f.edible_percent) / 100 for f in found.foods.values()}
    assert (said["Liver"], said["Coarse cereals"]) == (round(20 * edible["猪肝"], 1), 25)
    assert said["Meat"] == round(30 * edible["猪肉(瘦)"], 1)
    assert said["Fish"] == round(50 * edible["带鱼"], 1)
    assert (said["Pastry"], said["Sugar"], said["Fine cereals"]) == (10, 5, 0)


# The pages.


def test_the_page_says_first_what_is_wrong_and_leads_on(enter, kitchen):
    kitchen.serve()

    page = enter("doctor").get(reverse("canteen:nutrition"), WEEK)

    assert page.context["sentence"].startswith("450 kcal for each child a day, 35.3 %")
    assert "too little: Energy" in page.text
    assert "番茄炒蛋" in page.text
    assert page.text.count("<figure") == 3
    assert [row["name"] for row in page.context["dishes"]] == ["米饭", "牛奶", "番茄炒蛋", "苹果"]


def test_days_without_a_menu_say_so(enter, kitchen):
    page = enter("cook").get(reverse("canteen:nutrition"), WEEK)

    assert "Nothing to analyse in these days" in page.text


@pytest.mark.parametrize("days", [1, 5])
def test_the_page_asks_as_many_queries_for_a_week_as_for_a_day(
    enter, kitchen, days, django_assert_max_num_queries
):
    kitchen.serve(days)
    client = enter("doctor")
    client.get(reverse("canteen:nutrition"), WEEK)

    with django_assert_max_num_queries(12):
        client.get(reverse("canteen:nutrition"), WEEK)


@pytest.mark.parametrize(
    "query",
    [{"first": "nonsense"}, {"first": "2026-11-13", "last": "2026-11-09"}, {"of": "gold"},
     {"basis": "guess"}, {"period": "day"}, {"group": "staff"}, {"last": "0001-01-01"},
     {"first": "0001-01-01"}, {"last": "9999-12-31"}],
)  # fmt: skip
def test_nonsense_in_the_address_does_no_harm(enter, kitchen, query):
    kitchen.serve()

    assert enter("doctor").get(reverse("canteen:nutrition"), query).status_code == 200


def test_the_table_is_printed_and_downloaded(enter, kitchen):
    kitchen.serve()
    client = enter("doctor")
    url = reverse("canteen:nutrition_table")

    page = client.get(url, WEEK)
    file = client.get(url, WEEK | {"sheet": 1})

    assert page.text.count("sheet-track") == 5
    book = openpyxl.load_workbook(BytesIO(file.content))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [row[:2] for row in cells][4] == ["Each person a day (g)", 71.4]
    assert any(row[:2] == ["DRIs", 1275] for row in cells)


# The record.


def duty_of(about, rhythm):
    return Duty.objects.create(
        title=about, trade="canteen", role="doctor", scope="school", rhythm=rhythm,
        proof="nutrition_analysis", about=f"nutrition:{about}",
        **({"times": ["16:00"]} if rhythm == "daily" else {}),
    )  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_the_doctor_writes_what_follows_and_proves_the_day(enter, kitchen):
    kitchen.serve()
    tasks = owe(duty_of("day", "daily"), kitchen.term)
    [task] = [task for task in tasks if task.day == FRIDAY]
    months = owe(duty_of("month", "monthly"), kitchen.term)
    client = enter("doctor")
    url = f"{reverse('canteen:nutrition_new')}?task={task.pk}"

    page = client.get(url)
    said = {"conclusion": "Too little energy", "changes": "70 g of rice from Monday on",
            "happened_at": "2026-11-13 16:00"}  # fmt: skip
    client.post(url, said)

    kept = NutritionAnalysis.objects.get()
    assert page.context["form"].initial["conclusion"].startswith("450 kcal")
    assert (kept.about, kept.first_on, kept.last_on) == ("day", FRIDAY, FRIDAY)
    assert ["Energy", "450 kcal, 35.3 % of the reference: too little"] in kept.figures
    task.refresh_from_db()
    assert task.proofs.exists()
    assert not any(each.proofs.exists() for each in months)


@time_machine.travel(NOW, tick=False)
def test_figures_stay_as_they_were_when_the_menu_changes(enter, kitchen):
    kitchen.serve()
    client = enter("doctor")
    url = reverse("canteen:nutrition_new")
    said = {"conclusion": "Low", "changes": "More rice", "happened_at": "2026-11-13 15:50"}
    client.post(f"{url}?first={MONDAY}&last={FRIDAY}", said)

    DishIngredient.objects.filter(food__name="大米").update(grams=100)

    kept = NutritionAnalysis.objects.get()
    assert dict(kept.figures)["Energy"].startswith("450 kcal")
    assert found_of(kitchen).holding.energy == pytest.approx(D(KCAL_A_DAY) + 173)
    assert (kept.about, kept.entry.status) == ("other", "submitted")


@time_machine.travel(NOW, tick=False)
def test_an_analysis_without_a_conclusion_is_shown_again(enter, kitchen):
    kitchen.serve()
    url = f"{reverse('canteen:nutrition_new')}?first={MONDAY}&last={FRIDAY}"

    page = enter("doctor").post(url, {"happened_at": "2026-11-13 15:50", "conclusion": "Low"})

    assert set(page.context["form"].errors) == {"changes"}
    assert not NutritionAnalysis.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "about"),
    [(FRIDAY, FRIDAY, "day"), (date(2026, 11, 1), date(2026, 11, 30), "month"),
     (date(2026, 10, 1), date(2026, 12, 31), "quarter"), (MONDAY, FRIDAY, "other")],
)  # fmt: skip
@time_machine.travel(NOW, tick=False)
def test_an_analysis_knows_what_days_it_is_about(enter, kitchen, first, last, about):
    page = enter("doctor").get(
        reverse("canteen:nutrition_new"), {"first": f"{first}", "last": f"{last}"}
    )

    assert page.context["sheet"].about == about


@time_machine.travel(NOW, tick=False)
def test_the_register_has_its_columns(enter, kitchen):
    kitchen.serve()
    client = enter("doctor")
    said = {"conclusion": "Low", "changes": "More rice", "happened_at": "2026-11-13 15:50"}
    client.post(f"{reverse('canteen:nutrition_new')}?first={MONDAY}&last={FRIDAY}", said)

    page = client.get(reverse("duties:register", args=["nutrition-analyses"]))

    assert [column.title for column in page.context["columns"]] == [
        "Number", "State", "Period", "From", "To", "By what", "Energy and protein", "Conclusion",
        "What is changed in the menu", "Date and time", "Recorded by", "Reviewed by",
    ]  # fmt: skip
    assert "More rice" in page.text
    assert "Energy 450 kcal, 35.3 % of the reference: too little; Protein" in page.text


def test_an_analysis_says_both_and_has_days(kitchen):
    entry = Entry(campus=kitchen.campus, happened_at=NOW)
    sheet = NutritionAnalysis(
        entry=entry, campus=kitchen.campus, about="day", first_on=FRIDAY, last_on=MONDAY,
        conclusion="x", changes="y",
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        filing.submit(sheet, by=kitchen.doctor, now=NOW)


# What others show of it.


def test_the_panel_tells_a_writer_of_menus_what_is_missing(kitchen, django_assert_num_queries):
    menu = kitchen.serve(2, published_at=None)
    menu.dishes.filter(on=MONDAY + DAY, dish=kitchen.dishes["米饭"]).delete()

    with django_assert_num_queries(4):
        shown = panel.of_menu(menu)

    assert [row.on for row in shown.days] == [MONDAY, MONDAY + DAY]
    assert [row.energy.value for row in shown.days] == [
        pytest.approx(D(KCAL_A_DAY)), pytest.approx(D(KCAL_A_DAY) - 173),
    ]  # fmt: skip
    assert shown.week.energy.value == pytest.approx(D(KCAL_A_DAY) - D("86.5"))
    assert "Energy" in {str(row.title) for row in shown.missing}


def test_the_panel_of_an_empty_menu_is_empty(kitchen):
    menu = make_menu(kitchen.campus, kitchen.doctor, {(MONDAY, "lunch"): []})

    assert (panel.of_menu(menu).days, panel.of_menu(menu).week) == ([], None)


def test_the_staffs_menu_is_not_measured_by_children(kitchen):
    shown = panel.of_menu(kitchen.serve(1, audience="staff"))

    assert (shown.target, shown.missing) == (None, [])


@time_machine.travel(NOW, tick=False)
def test_the_doctor_reads_the_week_at_home(enter, kitchen, rf):
    kitchen.serve()
    request = rf.get("/")
    request.user = kitchen.doctor
    request.session = {}

    card = home.card(request, NOW)

    assert card["nutrition_energy"].measured == D("35.3")
    assert "Nutrition this week" in enter("doctor").get("/?whole=on").text


def test_the_term_summary_tells_of_nutrition(kitchen):
    kitchen.serve()
    asked = Summary(kitchen.doctor, kitchen.term, None, kitchen.campus, NOW)

    text, table, written = chapters.write(asked)

    assert "450 kcal" in text.parts[0]
    assert [row[0] for row in table.rows][:2] == ["Energy (kcal)", "Protein (g)"]
    assert str(written.parts[1]) == "0"
