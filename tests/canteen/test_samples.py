"""Food samples: kept of every dish, thrown away in time, and true when something was wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from canteen.menus.serving import sampled
from canteen.models import (
    CateringDelivery,
    FoodSample,
    Fridge,
    MenuDish,
    SampleCheck,
    SampleDisposal,
    SampleLine,
)
from canteen.samples import comparing, discarding, sampling, spot_checking
from canteen.samples.owing import MealOf, owed
from canteen.samples.sampling import COMPLETE, PART, Said
from logistics.access import Role
from logistics.duties import catalogue, filing, making, signing
from logistics.duties.models import Finding, State, Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import at, end_of, lay_out
from logistics.school.models import Rule
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.kitchen import (
    LUNCH,
    NOON,
    WEDNESDAY,
    keep,
    make_fridge,
    make_lunch,
    taken,
)
from tests.factories import make_campus, make_person, make_term

HOUR = timedelta(hours=1)
TWO_DAYS = timedelta(hours=48)
LATER = NOON + TWO_DAYS
MONDAY = date(2026, 11, 23)


@pytest.fixture
def term(db):
    term = make_term()
    lay_out(term)
    return term


@pytest.fixture
def cook(campus):
    return make_person(role=Role.COOK, campus=campus, name="Old Li", username="cook-li")


@pytest.fixture
def officer(campus):
    return make_person(
        role=Role.FOOD_SAFETY_OFFICER, campus=campus, name="Ms Qian", username="qian"
    )


@pytest.fixture
def fridge(campus):
    return make_fridge(campus)


@pytest.fixture
def lunch(campus, cook):
    return make_lunch(campus, cook)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def findings():
    return sorted(Finding.objects.values_list("what", flat=True))


def lines():
    return list(SampleLine.objects.order_by("position"))


# What is owed -----------------------------------------------------------------------------------


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


# Taking -----------------------------------------------------------------------------------------


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


# What it proves ---------------------------------------------------------------------------------


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


# Discarding -------------------------------------------------------------------------------------


def discard(by, *, now=LATER, of=None, **given):
    rows = SampleLine.objects.select_related("sheet__entry", "dish")
    chosen = [line for line in rows if of is None or str(line.dish) in of]
    return discarding.discard(chosen, by=by, now=now, **given)


def test_a_minute_before_48_hours_the_answer_is_no_and_then_it_is_yes(campus, cook, lunch):
    keep(campus, cook, lunch)
    with pytest.raises(Refused, match="is kept until 2026-11-20 11:40"):
        discard(cook, now=LATER - timedelta(minutes=1))

    discard(cook)

    assert SampleDisposal.objects.get().lines.count() == 3
    assert list(SampleLine.objects.in_fridge()) == []
    assert findings() == []


def test_what_is_under_legal_hold_stays(campus, cook, lunch):
    filed = keep(campus, cook, lunch)
    Entry.objects.filter(pk=filed.pk).update(hold="Incident of 18 November")

    with pytest.raises(Refused, match="Incident of 18 November"):
        discard(cook)

    assert SampleLine.objects.in_fridge().count() == 3
    assert list(FoodSample.objects.with_due(LATER)) == []


def test_what_has_already_happened_is_kept_as_early_and_followed_up(campus, cook, lunch):
    keep(campus, cook, lunch)

    discard(cook, now=NOON + HOUR, of=["Steamed rice"], reason="Container broken")

    [gone] = SampleDisposal.objects.get().lines.all()
    assert (str(gone.dish), gone.faults) == ("Steamed rice", ["early"])
    assert findings() == [
        "2026-11-18 lunch · Samples discarded before their time: Steamed rice · Container broken"
    ]


def test_a_sample_under_hold_that_is_gone_says_both(campus, cook, lunch):
    filed = keep(campus, cook, lunch[:1], said=Said())
    Entry.objects.filter(pk=filed.pk).update(hold="Incident")

    discard(cook, now=NOON + HOUR, reason="Thrown away by mistake")

    assert SampleDisposal.objects.get().lines.get().faults == ["early", "held"]


def test_nothing_is_discarded_twice_or_before_it_was_taken(campus, cook, lunch):
    keep(campus, cook, lunch)
    with pytest.raises(Refused, match="not taken yet"):
        discard(cook, now=NOON, happened_at=NOON - HOUR, reason="x")
    discard(cook)

    with pytest.raises(Refused, match="discarded already"):
        discard(cook)


def test_a_voided_disposal_puts_the_samples_back(campus, cook, lunch):
    keep(campus, cook, lunch)
    [gone] = discard(cook)

    filing.void(gone, by=cook, now=LATER, reason="Wrong meal")

    assert SampleLine.objects.in_fridge().count() == 3


def test_the_duty_to_discard_waits_for_the_last_of_the_meal(campus, cook, lunch, term):
    keep(campus, cook, lunch)
    task = Task.objects.get(proof="food_sample_disposal")
    discard(cook, of=["Steamed rice"])
    part = Task.objects.get(pk=task.pk).proved_at

    discard_left(cook)

    assert (task.opens_at, task.due_at) == (LATER, end_of(MONDAY))  # not on the Saturday
    assert part is None
    assert Task.objects.get(pk=task.pk).proved_at == LATER


def discard_left(by):
    rows = SampleLine.objects.in_fridge().select_related("sheet__entry", "dish")
    return discarding.discard(list(rows), by=by, now=LATER)


def test_each_meal_is_discarded_by_its_own_record(campus, cook, lunch, term):
    keep(campus, cook, lunch)
    then = NOON + timedelta(days=1)
    keep(campus, cook, make_lunch_of(campus, cook, then.date()), on=then.date(), now=then)

    filed = discard_left_at(cook, then + TWO_DAYS)

    assert len(filed) == 2
    assert Task.objects.filter(proof="food_sample_disposal", proved_at=None).count() == 0


def make_lunch_of(campus, by, on):
    menu = MenuDish.objects.first().menu
    dishes = [row.dish for row in menu.dishes.filter(dish__is_sampled=True, on=WEDNESDAY)]
    MenuDish.objects.bulk_create(
        MenuDish(menu=menu, on=on, meal=LUNCH, dish=dish) for dish in dishes
    )
    return dishes


def discard_left_at(by, now):
    rows = SampleLine.objects.in_fridge().select_related("sheet__entry", "dish")
    return discarding.discard(list(rows), by=by, now=now)


def test_what_is_gone_early_is_not_owed_later(campus, cook, lunch, term):
    keep(campus, cook, lunch)

    discard(cook, now=NOON + HOUR, reason="Power cut")

    assert Task.objects.get(proof="food_sample_disposal").proved_at == NOON + HOUR


def test_a_voided_sheet_owes_no_disposal(campus, cook, lunch, term):
    filed = keep(campus, cook, lunch)

    filing.void(filed, by=cook, now=NOON, reason="Wrong campus")

    task = Task.objects.with_state(LATER).get(proof="food_sample_disposal")
    assert task.state == State.EXCUSED


# Looking over -----------------------------------------------------------------------------------


def test_a_spot_check_is_made_by_somebody_else(campus, cook, officer, lunch):
    keep(campus, cook, lunch)
    sheet = FoodSample.objects.select_related("entry").get()
    with pytest.raises(Refused, match="Somebody else"):
        spot_checking.check(sheet, [], by=cook, now=NOON, happened_at=NOON)

    spot_checking.check(sheet, ["mark"], note="No date", by=officer, now=NOON, happened_at=NOON)

    assert SampleCheck.objects.get().result == "not in order: label"
    assert findings() == ["2026-11-18 lunch · not in order: label · No date"]


# What cannot be right ---------------------------------------------------------------------------


def said_of(comparison, first=WEDNESDAY, last=WEDNESDAY):
    with time_machine.travel(LATER, tick=False):
        return [(clash.said["meal"], clash.said["dishes"]) for clash in comparison(first, last)]


def test_a_meal_or_a_dish_without_a_sample_is_found(campus, cook, lunch):
    keep(campus, cook, lunch[:2], said=Said(lunch))
    thursday = WEDNESDAY + timedelta(days=1)
    make_lunch_of(campus, cook, thursday)

    found = said_of(comparing.unsampled, last=thursday + timedelta(days=1))

    assert found == [
        ("2026-11-18 lunch", "Pumpkin soup"),
        ("2026-11-19 lunch", "Braised chicken, Steamed rice, Pumpkin soup"),
    ]


def test_a_dish_dropped_with_its_reason_is_not_missed(campus, cook, lunch):
    keep(campus, cook, lunch[:2], said=Said(lunch))

    MenuDish.objects.filter(dish=lunch[2]).update(is_dropped=True, reason="Out of pumpkins")

    assert said_of(comparing.unsampled) == []


def test_a_dish_that_is_not_on_the_menu_and_two_of_one_are_found(campus, cook, lunch):
    stew = make_dish("Stew")

    keep(campus, cook, [*lunch, lunch[0], stew])

    assert said_of(comparing.unasked) == [("2026-11-18 lunch", "Stew")]
    assert said_of(comparing.doubled) == [("2026-11-18 lunch", "Braised chicken")]


def test_what_went_too_early_is_found(campus, cook, lunch):
    keep(campus, cook, lunch)
    discard(cook, now=NOON + HOUR, of=["Steamed rice"], reason="Broken")

    [clash] = comparing.too_early(WEDNESDAY, WEDNESDAY)

    assert (clash.said["dish"], clash.said["why"]) == ("Steamed rice", "Broken")


# Pages ------------------------------------------------------------------------------------------


def typed(campus, dishes, **said):
    rows = {f"d{dish.pk}-weight_g": "130" for dish in dishes}
    return rows | {"happened_at": "2026-11-18T11:40", "storage": "chilled"} | said


def url_of_lunch(campus, on=WEDNESDAY):
    return f"{reverse('canteen:sample_take')}?campus={campus.pk}&day={on}&meal=lunch"


def test_all_as_shown_is_one_press(campus, enter, lunch, fridge, term, at_noon):
    client = enter("cook")
    page = client.get(url_of_lunch(campus)).text

    client.post(url_of_lunch(campus), typed(campus, lunch, fridge=fridge.pk, temperature="4"))

    assert [name in page for name in ("Braised chicken", "Apple", 'value="130"')] == [
        True, False, True,
    ]  # fmt: skip
    assert [(line.weight_g, line.fridge, line.temperature) for line in lines()] == [
        (130, fridge, 4)
    ] * 3
    assert FoodSample.objects.get().entry.subject == COMPLETE


def test_full_width_digits_are_read_and_a_left_out_dish_is_missing(
    campus, enter, lunch, term, at_noon
):
    chicken, rice, _soup = lunch
    said = typed(
        campus, lunch, **{f"d{chicken.pk}-weight_g": "１４０", f"d{rice.pk}-is_left_out": "on"}
    )

    enter("cook").post(url_of_lunch(campus), said)

    assert [(str(line.dish), line.weight_g) for line in lines()] == [
        ("Braised chicken", 140),
        ("Pumpkin soup", 130),
    ]
    assert FoodSample.objects.get().entry.subject == PART


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"weight": "90"}, "At least 125 g are needed, Braised chicken has 90 g"),
        ({"weight": "0.13"}, "Is 0.13 g right?"),
        ({"weight": "-5"}, "weighs more than nothing"),
        ({"weight": "many"}, "Enter a number"),
        ({"weight": ""}, "Type the weight"),
        ({"temperature": "14"}, "The fridge at 14 ℃ is outside 0 to 8 ℃"),
        ({"happened_at": "2026-11-18T15:00"}, "lies in the future"),
    ],
)
def test_what_is_odd_is_asked_back_and_nothing_typed_is_lost(
    campus, enter, lunch, term, at_noon, said, sentence
):
    weight = said.pop("weight", "131")
    given = typed(campus, lunch, **said) | {f"d{lunch[0].pk}-weight_g": weight}

    page = enter("cook").post(url_of_lunch(campus), given).text

    assert sentence in page
    assert f'value="{weight}"' in page or weight == ""
    assert lines() == []


def test_ninety_grams_with_what_was_done_are_saved(campus, enter, lunch, term, at_noon):
    given = typed(campus, lunch, measure="reported") | {f"d{lunch[0].pk}-weight_g": "90"}

    enter("cook").post(url_of_lunch(campus), given)

    assert [line.faults for line in lines()] == [["light"], [], []]
    assert Finding.objects.get().measure == "reported to the food safety officer"


def test_written_without_network_it_is_never_asked_back(campus, enter, lunch, term, at_noon):
    given = typed(campus, lunch, typed_at="2026-11-18T03:40:00Z", temperature="14")

    enter("cook").post(url_of_lunch(campus), given)

    assert {tuple(line.faults) for line in lines()} == {("warm",)}


def test_yesterdays_page_asks_why_it_is_late(campus, enter, lunch, term):
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        client = enter("cook")
        page = client.post(url_of_lunch(campus), typed(campus, lunch)).text
        client.post(url_of_lunch(campus), typed(campus, lunch, late_reason="Forgotten"))

    assert "entered late" in page
    assert FoodSample.objects.get().entry.late_reason == "Forgotten"


def test_a_sheet_opened_again_is_corrected(campus, enter, lunch, term, at_noon):
    client = enter("cook")
    client.post(url_of_lunch(campus), typed(campus, lunch[:2]))
    first, second = lines()
    given = {
        f"s{first.code}-weight_g": "150", f"s{first.code}-sampled_at": "2026-11-18T11:40",
        f"s{second.code}-weight_g": "130", f"s{second.code}-sampled_at": "2026-11-18T11:40",
        f"d{lunch[2].pk}-weight_g": "130", "happened_at": "2026-11-18T11:40", "seen": "1",
        "reason": "The soup was late",
    }  # fmt: skip

    client.post(url_of_lunch(campus), given)

    assert [(str(line.dish), line.weight_g) for line in lines()] == [
        ("Braised chicken", 150), ("Steamed rice", 130), ("Pumpkin soup", 130),
    ]  # fmt: skip
    assert FoodSample.objects.get().entry.version == 2


def test_a_dish_off_the_menu_is_added(campus, enter, lunch, term, at_noon):
    stew = make_dish("Stew")

    enter("cook").post(
        url_of_lunch(campus), typed(campus, lunch, **{"x0-dish": stew.pk, "x0-weight_g": "128"})
    )

    assert (str(lines()[-1].dish), lines()[-1].weight_g) == ("Stew", 128)


def test_the_board_says_what_is_missing_and_what_may_go(campus, enter, cook, lunch, term):
    keep(campus, cook, lunch[:2], said=Said(lunch))
    with time_machine.travel(LATER, tick=False):
        page = enter("cook").get(f"{reverse('canteen:samples')}?day={WEDNESDAY}").text

    assert "Pumpkin soup" in page
    assert "1 missing" in page
    assert "Discard 2 samples" in page


@pytest.mark.parametrize("meals", [1, 4])
def test_the_board_asks_as_often_for_many_meals_as_for_one(
    campus, enter, cook, lunch, term, meals, django_assert_max_num_queries
):
    client = enter("cook")
    for day in range(meals):
        then = NOON + timedelta(days=day)
        dishes = lunch if day == 0 else make_lunch_of(campus, cook, then.date())
        keep(campus, cook, dishes, on=then.date(), now=then)
    with time_machine.travel(NOON + timedelta(days=4), tick=False):
        client.get(reverse("canteen:samples"))

        with django_assert_max_num_queries(12):
            page = client.get(reverse("canteen:samples")).text

    assert page.count("Pumpkin soup") == meals


def test_the_screen_of_a_meal_asks_at_most_twelve_times(
    campus, enter, lunch, fridge, term, at_noon, django_assert_max_num_queries
):
    client = enter("cook")
    client.get(url_of_lunch(campus))

    with django_assert_max_num_queries(12):
        page = client.get(url_of_lunch(campus)).text

    assert page.count("data-weight") == 3


def test_everything_due_goes_in_one_press(campus, enter, cook, lunch, term):
    keep(campus, cook, lunch)
    with time_machine.travel(LATER, tick=False):
        client = enter("cook")
        page = client.get(reverse("canteen:sample_discard")).text
        codes = [line.code for line in lines()]
        client.post(
            reverse("canteen:sample_discard"),
            {"sample": codes, "happened_at": "2026-11-20T11:40"},
        )

    assert page.count("checked") == 3
    assert list(SampleLine.objects.in_fridge()) == []


def test_the_label_opens_a_sample_that_says_no_before_its_time(
    campus, enter, cook, lunch, term, at_noon
):
    keep(campus, cook, lunch)
    one = lines()[0]
    client = enter("cook")

    page = client.get(one.get_absolute_url()).text
    early = client.post(
        reverse("canteen:sample_discard_early", args=[one.code]),
        {"reason": "Fell down", "happened_at": "2026-11-18T11:40"},
    )

    assert "Not to be discarded before 2026-11-20 11:40" in page
    assert early.status_code == 302
    assert SampleDisposal.objects.get().reason == "Fell down"


def test_the_label_has_the_six_things_the_form_asks_for(campus, enter, cook, lunch, at_noon):
    keep(campus, cook, lunch)
    url = reverse("canteen:sample_labels_print")

    page = enter("cook").get(f"{url}?paper=roll&sample={lines()[0].code}").text

    said = ("Braised chicken", "11-18 lunch", "11-18 11:40", "130 g", "11-20 11:40", "Old Li")
    assert [words for words in said if words not in page] == []
    assert page.count("<svg") >= 1


def test_another_campus_finds_nothing(campus, enter, cook, lunch, at_noon):
    keep(campus, cook, lunch)
    stranger = enter("cook", at=make_campus())

    statuses = [
        stranger.get(url).status_code
        for url in (
            lines()[0].get_absolute_url(),
            url_of_lunch(campus),
            reverse("canteen:sample_discard_early", args=[lines()[0].code]),
            reverse("canteen:sample_correct", args=[FoodSample.objects.get().pk]),
        )
    ]

    assert statuses == [404, 404, 404, 404]


def test_the_cook_sees_first_which_samples_come_next(campus, enter, lunch, term):
    with time_machine.travel(at(WEDNESDAY, "10:30"), tick=False):
        page = enter("cook").get("/").text

    assert "Take samples: lunch" in page
    assert "until 13:20" in page


# On paper ---------------------------------------------------------------------------------------

# regulations 3.4 F01: the columns of the annex in their order, then what schools add.
F01 = [
    "Date", "Meal", "Name of the sampled food", "Sampled at", "Quantity kept (g)",
    "Storage condition", "Kept until", "Sampled by", "Sample fridge", "Temperature (℃)",
    "Container or label number", "Discarded at", "Discarded by", "Reviewed by",
]  # fmt: skip
# F21 校外供餐接收记录.
F21 = [
    "Firm that cooked it", "Licence", "Delivered at", "Meal", "Portions", "Dishes",
    "Cooked through at", "Core temperature (℃)", "Packaging and label", "Samples kept by",
    "Received by", "Second receiver", "Served out at",
]  # fmt: skip


def printed(client, register):
    url = reverse("duties:register_print", args=[register])
    return client.get(f"{url}?first=2026-11-18&last=2026-11-20").text


@pytest.mark.parametrize(
    ("register", "columns"), [("food-samples", F01), ("catering-deliveries", F21)]
)
def test_the_register_has_the_columns_of_the_form_in_its_order(register, columns):
    from logistics.contributions import registers

    shown = [column.title for column in registers()[register]().columns_shown()]

    assert shown[: len(columns)] == columns


def test_the_register_prints_a_row_a_dish_with_what_became_of_it(
    campus, enter, cook, lunch, fridge, term
):
    keep(campus, cook, lunch[:2], said=Said(lunch), fridge=fridge, temperature=Decimal("3.5"))
    discard(cook)
    with time_machine.travel(LATER, tick=False):
        page = printed(enter("director"), "food-samples")

    said = ("Steamed rice", "130.0", "chilled at 0 to 8 ℃", "2026-11-20 11:40", "3.5", "Old Li")
    assert [words for words in said if words not in page] == []
    assert "without a sample: Pumpkin soup" in page


# Meals from a firm ------------------------------------------------------------------------------


def test_a_lukewarm_delivery_is_received_by_two_and_followed_up(
    campus, enter, officer, term, at_noon
):
    client = enter("cook")

    client.post(
        reverse("canteen:delivery_new"),
        {
            "meal": "lunch", "firm": "Good Meals", "licence": "JY1", "portions": "60",
            "dishes": "Rice and fish", "temperature": "52", "is_packed_right": "on",
            "firm_sampled": "on", "school_sampled": "on", "second": officer.pk,
            "happened_at": "2026-11-18T11:00",
        },
    )  # fmt: skip

    record = CateringDelivery.objects.get()
    assert record.faults == ["cool"]
    assert [line["signer"].person for line in signing.lines_of(record.entry)] == [officer]
    assert findings() == ["2026-11-18 lunch · Good Meals · 60 portions · not hot enough"]


def test_nobody_receives_a_delivery_alone(campus, cook, at_noon):
    from canteen.samples import delivering

    record = CateringDelivery(
        entry=Entry(campus=campus, happened_at=NOON), on=WEDNESDAY, meal="lunch", firm="F",
        portions=1, dishes="Rice", second=cook,
    )  # fmt: skip

    with pytest.raises(Refused, match="somebody else"):
        delivering.receive(record, by=cook, now=NOON)


def test_a_fridge_is_named_once_at_a_campus(campus, enter, fridge):
    client = enter("director")

    page = client.post(
        reverse("canteen:fridge_new"),
        {"campus": campus.pk, "name": fridge.name, "use": "chilled"},
    ).text
    client.post(
        reverse("canteen:fridge_new"), {"campus": campus.pk, "name": "Cold 2", "use": "chilled"}
    )

    assert "has a fridge of this name already" in page
    assert sorted(Fridge.objects.values_list("name", flat=True)) == ["Cold 2", "Sample fridge"]
