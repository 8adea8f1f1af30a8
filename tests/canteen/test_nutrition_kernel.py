"""What is in so many grams, what children need, and whether the one is enough for the other."""

from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canteen.foods.nutrients import NUTRIENTS
from canteen.foods.shipped import rows
from canteen.nutrition import groups, judging, needs, rules
from canteen.nutrition.holding import added, hold, times
from canteen.nutrition.judging import Judged, Verdict, judge
from canteen.nutrition.needs import Eater

D = Decimal
ALL_DAY = ("breakfast", "morning_snack", "lunch", "afternoon_snack", "dinner")
FIGURES = {each.code.removeprefix("nutrition_"): D(each.value) for each in rules.RULES}


def food_of(row):
    return SimpleNamespace(
        name=row["name_zh"],
        group=row["food_group"],
        is_animal=row["is_animal"] == "1",
        is_quality_protein=row["is_quality_protein"] == "1",
        edible_percent=D(row["edible_pct"]),
        **{name: D(row[name]) if row[name] else None for name in NUTRIENTS},
    )


TABLE = [food_of(row) for row in rows("food_composition")]
FOODS = dict(enumerate(TABLE))
KEYS = {food.name: key for key, food in FOODS.items()}


def dish(**grams):
    return {KEYS[name]: D(str(much)) for name, much in grams.items()}


def held(grams):
    return hold(grams, FOODS)


# Five dishes, worked out by hand from the printed table.


def test_eggs_with_tomatoes():
    """60 g of tomatoes are 58.2 g to eat (97 %), 40 g of eggs are 34.8 g (87 %), and 5 g of oil."""
    found = held(dish(番茄=60, 鸡蛋=40, 豆油=5))

    assert found["energy_kcal"] == D("8.73") + D("48.372") + D("44.95") == D("102.052")
    assert found["protein_g"] == D("0.5238") + D("4.5588") == D("5.0826")
    assert found["calcium_mg"] == D("2.328") + D("19.488") + D("0.65") == D("22.466")
    assert found["vitamin_a_ug_rae"] == D("18.042") + D("88.74") == D("106.782")
    # The eggs' protein is good, the tomatoes' is not: 4.5588 of 5.0826.
    assert (found.quality, found.animal, found.soy) == (D("4.5588"), D("4.5588"), 0)
    # Nobody has measured the vitamin C of oil: 5 of 98 grams.
    assert found.unknown["vitamin_c_mg"] == 5
    assert found.unknown_share("vitamin_c_mg") == D(5) / D(98)


def test_rice():
    """50 g × 346 kcal, 7.9 g, 8 mg, 1.1 mg of a hundred."""
    found = held(dish(大米=50))

    assert found["energy_kcal"] == 173
    assert (found["protein_g"], found["calcium_mg"]) == (D("3.95"), 4)
    assert (found["iron_mg"], found["zinc_mg"]) == (D("0.55"), D("0.77"))


def test_braised_tofu():
    """60 g of tofu, 4 g of oil, 3 g of soy sauce; nothing is cut away."""
    found = held(dish(豆腐=60, 豆油=4, 酱油=3))

    assert found["energy_kcal"] == D("50.4") + D("35.96") + D("1.89") == D("88.25")
    assert found["protein_g"] == D("3.96") + D("0.168") == D("4.128")
    assert found["fat_g"] == D("3.18") + D("3.996") + D("0.003") == D("7.179")
    assert found["sodium_mg"] == D("3.36") + D("0.196") + D("172.71") == D("176.266")
    assert (found.quality, found.soy, found.animal) == (D("3.96"), D("3.96"), 0)


def test_spinach():
    """80 g are 71.2 g to eat (89 %); 4 g of oil; half a gram of salt."""
    found = held({**dish(豆油=4, 精盐="0.5"), KEYS["菠菜(鲜)"]: D(80)})

    assert found["energy_kcal"] == D("19.936") + D("35.96") == D("55.896")
    assert found["vitamin_c_mg"] == D("22.784")
    assert found["iron_mg"] == D("2.0648") + D("0.08") + D("0.005") == D("2.1498")
    assert found["sodium_mg"] == D("60.6624") + D("0.196") + D("196.555") == D("257.4134")


def test_milk():
    found = held({KEYS["纯牛奶(全脂)"]: D(200)})

    assert (found["energy_kcal"], found["calcium_mg"]) == (130, 214)
    assert (found["protein_g"], found["fat_g"]) == (D("6.6"), D("7.2"))
    # 6.6 × 4, 7.2 × 9 and 9.8 × 4 kcal are 130.4 together; fat is 64.8 of them.
    assert found.energy_share("fat_g") == D(100) * D("64.8") / D("130.4")


# What adds up, whatever the grams.

TENTHS = st.integers(0, 5000).map(lambda n: D(n) / 10)  # of a gram
SOME = st.dictionaries(st.sampled_from(sorted(FOODS)), TENTHS, min_size=1, max_size=12)
patient = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(SOME, SOME)
def test_two_dishes_together_hold_what_each_holds(one, other):
    together, apart = held(added([one, other])), [held(one), held(other)]

    assert together.weight == sum(each.weight for each in apart)
    for name in NUTRIENTS:
        assert together[name] == sum(each[name] for each in apart)
        assert together.unknown[name] == sum(each.unknown[name] for each in apart)
    assert together.quality == together.animal + together.soy <= together["protein_g"]


@patient
@given(SOME, st.integers(1, 20))
def test_so_many_portions_hold_so_many_times_as_much(one, portions):
    many = held(times(one, D(portions)))

    assert {name: many[name] for name in NUTRIENTS} == {
        name: portions * held(one)[name] for name in NUTRIENTS
    }


@patient
@given(SOME)
def test_the_table_read_cell_by_cell_says_the_same(one):
    """The oracle: the file itself, in floats, food by food."""
    raw = rows("food_composition")
    found = held(one)

    for name in NUTRIENTS:
        brute = sum(
            float(grams) * float(raw[key]["edible_pct"]) / 100 * float(raw[key][name]) / 100
            for key, grams in one.items()
            if raw[key][name]
        )
        assert float(found[name]) == pytest.approx(brute)


@patient
@given(SOME)
def test_the_shares_of_energy_make_a_hundred(one):
    shares = [held(one).energy_share(name) for name in ("protein_g", "fat_g", "carbohydrate_g")]

    assert shares == [None] * 3 or sum(shares) == pytest.approx(100)


# What children need.


@pytest.mark.parametrize(
    ("age", "sex", "kcal", "protein", "calcium"),
    [(2, "boy", 1100, 25, 500), (3, "girl", 1150, 30, 500), (4, "boy", 1300, 30, 600),
     (5, "girl", 1300, 30, 600), (6, "boy", 1400, 35, 600), (1, "girl", 800, 25, 500),
     (0, "girl", 800, 25, 500), (30, "boy", 2300, 70, 1000)],
)  # fmt: skip
def test_what_a_child_needs_by_the_edition_of_2023(age, sex, kcal, protein, calcium):
    found = needs.need(Eater(age, sex), edition="2023", activity=1).reference

    assert (found["energy_kcal"], found["protein_g"], found["calcium_mg"]) == (
        kcal, protein, calcium,
    )  # fmt: skip


def test_the_older_edition_asks_for_more_calcium():
    found = needs.need(Eater(4, "boy"), edition="2013", activity=1).reference

    assert (found["calcium_mg"], found["vitamin_a_ug_rae"]) == (800, 360)
    assert "fiber_g" not in found


def test_pupils_are_measured_by_the_standard_of_their_meals():
    found = needs.need(Eater(9, "girl", is_pupil=True), edition="2023", activity=1).reference

    assert (found["energy_kcal"], found["protein_g"], found["iron_mg"]) == (1900, 50, 14)
    assert needs.need(Eater(5, "boy", is_pupil=True), edition="2023", activity=1).first == 6


def test_the_target_is_the_mean_over_the_children():
    """10 boys of three (1250), 20 girls of four (1250), 10 boys of five (1400): 51,500 for 40."""
    eaters = {Eater(3, "boy"): 10, Eater(4, "girl"): 20, Eater(5, "boy"): 10}

    target = needs.target(eaters, edition="2023", activity=1)

    assert target.get("energy_kcal") == D(12500 + 25000 + 14000) / 40
    assert target.get("zinc_mg") == D(10 * 4 + 30 * D("5.5")) / 40
    assert target.fat == (D(10 * 35 + 30 * 20) / 40, D(10 * 35 + 30 * 30) / 40)
    assert target.count == 40


@patient
@given(
    st.dictionaries(
        st.builds(Eater, st.integers(1, 13), st.sampled_from(["boy", "girl"])),
        st.integers(1, 50),
        min_size=1,
    )
)
def test_a_mean_lies_between_the_least_and_the_most(eaters):
    each = [needs.need(e, edition="2023", activity=2).reference["energy_kcal"] for e in eaters]

    mean = needs.target(eaters, edition="2023", activity=2).get("energy_kcal")

    assert float(min(each)) - 1e-9 <= float(mean) <= float(max(each)) + 1e-9


# Whether it is enough.


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [("79.9", 80, None, "low"), ("80", 80, None, "enough"), ("15.1", 12, 15, "high"),
     ("15", 12, 15, "enough"), (None, 80, None, "none"), ("5", None, None, "none")],
)  # fmt: skip
def test_both_ends_belong_to_what_is_asked(value, low, high, verdict):
    ends = [None if end is None else D(end) for end in (low, high)]

    assert judge(None if value is None else D(value), *ends) == verdict


def test_what_is_shown_is_what_is_judged():
    """79.96 % is shown as 80.0 %, and then nobody understands why it should be too little."""
    row = Judged("x", "x", "mg", D("799.6"), D(1000), D(80), None)

    assert (row.measured, row.verdict) == (D("80.0"), Verdict.ENOUGH)


@pytest.mark.parametrize(
    ("meals", "energy"),
    [(ALL_DAY, 80), (("lunch", "morning_snack", "afternoon_snack"), 50),
     (("breakfast", "lunch", "afternoon_snack"), 65),
     (("breakfast", "morning_snack", "lunch", "afternoon_snack"), 70),
     (("breakfast", "lunch", "dinner", "afternoon_snack"), 80), (("lunch",), 30), ((), 80)],
)  # fmt: skip
def test_who_serves_part_of_the_day_owes_part_of_the_day(meals, energy):
    asked = judging.wanted(FIGURES, meals, is_school=False)

    assert asked.nutrients["energy_kcal"] == (energy, None)


def test_meals_share_the_energy_as_thirty_forty_thirty():
    asked = judging.wanted(FIGURES, ALL_DAY, is_school=False)
    kcal = {"breakfast": D(200), "morning_snack": D(50), "lunch": D(500), "afternoon_snack": D(50),
            "dinner": D(200)}  # fmt: skip

    rows = {row.code: row for row in judging.meal_shares(kcal, asked)}

    assert {code: (row.value, row.verdict) for code, row in rows.items()} == {
        "breakfast": (25, "enough"), "lunch": (55, "high"), "dinner": (20, "low"),
    }  # fmt: skip


def test_without_dinner_the_others_keep_their_proportion():
    """30 to 40 is 42.9 to 57.1 of a hundred."""
    asked = judging.wanted(FIGURES, ["breakfast", "lunch"], is_school=False)
    even = judging.meal_shares({"breakfast": D(300), "lunch": D(400)}, asked)
    uneven = judging.meal_shares({"breakfast": D(100), "lunch": D(600)}, asked)

    assert [row.verdict for row in even] == ["enough", "enough"]
    assert [row.verdict for row in uneven] == ["low", "high"]


def test_pupils_have_limits_of_their_own():
    asked = judging.wanted(FIGURES, ["breakfast", "lunch", "dinner"], is_school=True)
    lunch = judging.wanted(FIGURES, ["lunch"], is_school=True)

    assert asked.nutrients["energy_kcal"] == (90, 110)
    assert asked.nutrients["protein_g"] == (80, 120)
    assert asked.meals["breakfast"] == (25, 30)
    assert (asked.dark, asked.kinds) == (50, 3)
    # A lunch is 35 to 40 % of the day.
    assert lunch.nutrients["energy_kcal"] == (D("31.5"), D("44"))


def test_half_of_the_pupils_vegetables_are_dark():
    asked = judging.wanted(FIGURES, ALL_DAY, is_school=True)

    rows = list(judging.vegetables(D(60), D(150), D(3), asked))

    assert [(row.value, row.verdict) for row in rows] == [(40, "low"), (3, "enough")]
    assert list(judging.vegetables(D(60), D(150), D(3), judging.wanted(FIGURES, ALL_DAY, is_school=False))) == []  # fmt: skip


# Groups of food.


def test_soy_is_counted_as_dry_beans_and_salt_is_salt():
    """100 g of tofu have 6.6 g of protein, dry soybeans 35: 18.9 g. Soy sauce is no salt."""
    grams = dish(豆腐=100, 精盐=2, 酱油=10, 大米=50)
    edible = held(grams).edible

    found = {name: groups.eaten(edible, FOODS, name) for name in ("soybean", "salt", "grain")}

    assert found["soybean"] == pytest.approx(D("18.857"), rel=D("0.001"))
    assert (found["salt"], found["grain"]) == (2, 50)


def test_the_amounts_of_small_children_are_those_of_their_ages():
    """Three of two to three (75 to 125 g of cereals), one of four (100 to 150)."""
    eaters = Counter({Eater(3, "boy"): 3, Eater(4, "girl"): 1})
    asked = judging.wanted(FIGURES, ALL_DAY, is_school=False)

    rows = {
        row.code: row for row in groups.judged(held(dish(大米=80)).edible, FOODS, eaters, asked)
    }

    grain = rows["grain"]
    assert (grain.low, grain.high) == (D("81.25") * D("0.9"), D("131.25"))
    assert (grain.value, grain.verdict) == (80, "enough")
    assert (rows["nut"].low, rows["nut"].verdict) == (None, "none")
    assert "water" not in rows


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.code)
def test_every_figure_has_a_number_and_a_source(rule):
    assert D(rule.value) >= 0
    assert str(rule.source)
