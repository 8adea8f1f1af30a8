"""Samples are owed of every dish, kept as they should be, and prove the duty of their meal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from canteen.menus.serving import sampled
from canteen.models import FoodSample, MenuDish
from canteen.samples import sampling
from canteen.samples.owing import MealOf, owed
from canteen.samples.sampling import COMPLETE, Said
from logistics.duties import catalogue, filing, making
from logistics.duties.models import Finding, State, Task
from logistics.errors import Refused
from logistics.school.calendar import at
from logistics.school.models import Rule
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.kitchen import LUNCH, NOON, WEDNESDAY, keep, make_lunch, taken
from tests.canteen.samples.sheets import (
    HOUR,
    LATER,
    TWO_DAYS,
    discard,
    findings,
    lines,
    url_of_lunch,
)
from tests.factories import make_campus

# What is owed ---------------------------------------------------------------------------------


def test_owed_says_of_a_span_what_the_menu_says_of_each_meal(campus, cook, lunch):
    """With a dish swapped, another dropped, the staff's menu beside it and one not published."""
    swapped, dropped = MenuDish.objects.filter(dish__in=lunch[:2])
    MenuDish.objects.create(
        menu=swapped.menu, on=WEDNESDAY, meal=LUNCH, dish=make_dish("Fish"), instead_of=swapped
    )
    MenuDish.objects.filter(pk=dropped.pk).update(is_dropped=True, reason="Burnt")
    staff = make_menu(
        campus, cook, {(WEDNESDAY, LUNCH): [lunch[2], make_dish("Tofu")]},
        published_at=NOON, audience="staff",
    )  # fmt: skip
    make_lunch(make_campus(), cook, published=False)

    found = owed(WEDNESDAY, WEDNESDAY, [campus])

    meal = MealOf(campus.pk, WEDNESDAY, LUNCH)
    assert staff.audience == "staff"
    assert {meal: {dish.pk for dish in dishes} for meal, dishes in found.items()} == {
        meal: {row.dish_id for row in sampled(WEDNESDAY, campus, LUNCH)}
    }
    assert sorted(str(dish) for dish in found[meal]) == ["Fish", "Pumpkin soup", "Tofu"]


# Taking ---------------------------------------------------------------------------------------


def test_a_sheet_of_every_dish_is_kept_for_48_hours_and_finds_nothing(campus, cook, lunch, fridge):
    keep(campus, cook, lunch, fridge=fridge, temperature=Decimal(4))

    assert [(str(line.dish), line.kept_until - line.sampled_at) for line in lines()] == [
        (str(dish), TWO_DAYS) for dish in lunch
    ]
    assert FoodSample.objects.get().missing == []
    assert findings() == []


def test_an_older_school_keeps_samples_for_24_hours_if_it_says_so(campus, cook, lunch):
    Rule.objects.create(code="sample_hours_min", value=24, valid_from=date(2026, 9, 1))

    keep(campus, cook, lunch)

    assert {line.kept_until - line.sampled_at for line in lines()} == {timedelta(hours=24)}


def test_ninety_grams_are_kept_marked_and_followed_up(campus, cook, lunch):
    chicken, *others = lunch

    keep(campus, cook, [taken(chicken, cook, grams="90"), *others])

    assert [line.faults for line in lines()] == [["light"], [], []]
    assert findings() == ["2026-11-18 lunch · Sample too light: Braised chicken 90 g"]


def test_exactly_the_least_weight_is_enough(campus, cook, lunch):
    keep(campus, cook, lunch, grams="125")

    assert [line.faults for line in lines()] == [[], [], []]


@pytest.mark.parametrize(
    ("degrees", "faults"),
    [("0", []), ("8", []), ("8.1", ["warm"]), ("14", ["warm"]), ("-0.5", ["warm"])],
)
def test_a_fridge_is_between_0_and_8_degrees(campus, cook, lunch, fridge, degrees, faults):
    keep(campus, cook, lunch[:1], fridge=fridge, temperature=Decimal(degrees), said=Said())

    assert lines()[0].faults == faults


def test_one_warm_fridge_is_one_finding_however_many_meals_lie_in_it(campus, cook, lunch, fridge):
    thursday = make_lunch(campus, cook, on=WEDNESDAY + timedelta(days=7))

    keep(campus, cook, lunch, fridge=fridge, temperature=Decimal(14))
    then = NOON + timedelta(days=7)
    keep(campus, cook, thursday, on=then.date(), now=then, fridge=fridge, temperature=Decimal(12))

    assert findings() == ["2026-11-18 lunch · Sample fridge at 14 ℃"]
    assert Finding.objects.get().sightings.count() == 1


def test_what_was_done_about_it_stands_with_the_finding(campus, cook, lunch):
    said = Said(lunch, measure="topped_up", measure_note="10 g more")

    keep(campus, cook, lunch, grams="120", said=said)

    assert Finding.objects.get().measure == "topped up at once · 10 g more"


def test_a_frozen_sample_is_not_in_order(campus, cook, lunch):
    keep(campus, cook, lunch[:1], storage="frozen", said=Said())

    assert lines()[0].faults == ["storage"]


def test_a_sample_long_after_the_meal_is_marked_and_no_finding(campus, cook, lunch):
    keep(campus, cook, lunch, now=at(WEDNESDAY, "16:00"))

    assert lines()[0].faults == ["off_meal"]
    assert findings() == []


def test_a_dish_without_a_sample_is_missing_and_says_so(campus, cook, lunch):
    keep(campus, cook, lunch[:2], said=Said(lunch, unsampled_because="Eaten up"))

    sheet = FoodSample.objects.get()
    assert (sheet.missing, sheet.unsampled_because) == (["Pumpkin soup"], "Eaten up")
    assert findings() == ["2026-11-18 lunch · Dish without a sample: Pumpkin soup"]


def test_nothing_sampled_is_kept_only_with_its_reason(campus, cook, lunch):
    with pytest.raises(Refused, match="Say why"):
        keep(campus, cook, [], said=Said(lunch))

    keep(campus, cook, [], said=Said(lunch, unsampled_because="No containers"))

    assert (lines(), FoodSample.objects.get().missing) == ([], [str(dish) for dish in lunch])


def test_a_second_sheet_of_the_meal_is_refused_until_the_first_is_voided(campus, cook, lunch):
    first = keep(campus, cook, lunch)
    with pytest.raises(Refused, match="written down already"):
        keep(campus, cook, lunch)

    filing.void(first, by=cook, now=NOON, reason="Another day")
    keep(campus, cook, lunch)

    assert sorted(FoodSample.objects.values_list("copy", flat=True)) == [0, 1]


def test_yesterdays_meal_entered_today_is_late_with_its_reason(campus, cook, lunch, term):
    tomorrow = NOON + timedelta(days=1)
    meal, rows = MealOf(campus.pk, WEDNESDAY, LUNCH), [taken(dish, cook) for dish in lunch]
    with pytest.raises(Refused, match="Say why"):
        sampling.take(campus, meal, rows, Said(lunch), by=cook, now=tomorrow)

    filed = sampling.take(
        campus, meal, rows, Said(lunch), by=cook, now=tomorrow, late_reason="No network"
    )

    assert (filed.is_late, filed.late_reason) == (True, "No network")


# What it proves -------------------------------------------------------------------------------


@pytest.fixture
def duty(campus, term):
    duty = catalogue.bring_in(catalogue.catalogue()["D012"], None, None)
    making.make_tasks(term)
    return duty


def task_of_lunch(campus, duty):
    return Task.objects.with_state(LATER).get(duty=duty, campus=campus, meal=LUNCH, day=WEDNESDAY)


def test_the_sheet_proves_the_duty_of_its_own_meal(campus, cook, lunch, duty):
    keep(campus, cook, lunch)

    proved = Task.objects.filter(duty=duty).exclude(proved_at=None)
    assert [(task.meal, task.day) for task in proved] == [(LUNCH, WEDNESDAY)]


def test_a_sheet_with_a_dish_missing_proves_nothing_until_the_dish_is_added(
    campus, cook, lunch, duty
):
    filed = keep(campus, cook, lunch[:2], said=Said(lunch))
    before = task_of_lunch(campus, duty).state
    sheet = sampling.sheet_of(campus, MealOf(campus.pk, WEDNESDAY, LUNCH))
    rows = [as_taken(line) for line in sheet.lines.all()] + [taken(lunch[2], cook)]

    sampling.correct(
        sheet, rows, Said(lunch), by=cook, now=NOON + HOUR, reason="Soup came later", seen=1
    )

    filed.refresh_from_db()
    assert (before, filed.subject) == (State.MISSED, COMPLETE)
    assert task_of_lunch(campus, duty).state == State.PROVED


def as_taken(line):
    return taken(
        line.dish, line.sampled_by, grams=line.weight_g, when=line.sampled_at, code=line.code
    )


def test_a_meal_of_fruit_alone_is_told_in_one_tick(campus, enter, duty, at_noon):
    enter("cook").post(url_of_lunch(campus), {"happened_at": "2026-11-18T11:40", "nothing": "on"})

    assert FoodSample.objects.get().one_line() == "2026-11-18 lunch · nothing to be sampled"
    assert task_of_lunch(campus, duty).state == State.PROVED
    assert findings() == []


def test_a_correction_is_a_version_and_the_labels_stay(campus, cook, lunch):
    keep(campus, cook, lunch)
    before = [line.code for line in lines()]
    sheet = sampling.sheet_of(campus, MealOf(campus.pk, WEDNESDAY, LUNCH))
    rows = [as_taken(line) for line in sheet.lines.all()]
    rows[0] = taken(lunch[0], cook, grams="140", code=before[0])

    filed = sampling.correct(
        sheet, rows, Said(lunch), by=cook, now=NOON, reason="Weighed again", seen=1
    )

    assert [line.code for line in lines()] == before
    assert lines()[0].weight_g == 140
    assert [v.said["lines"][0]["weight_g"] for v in filed.versions.all()] == ["130.0", "140.0"]


def test_a_discarded_sample_is_not_taken_off_the_sheet(campus, cook, lunch):
    keep(campus, cook, lunch)
    discard(cook)
    sheet = sampling.sheet_of(campus, MealOf(campus.pk, WEDNESDAY, LUNCH))

    with pytest.raises(Refused, match="discarded already"):
        sampling.correct(sheet, [], Said(lunch), by=cook, now=LATER, reason="Wrong", seen=1)
