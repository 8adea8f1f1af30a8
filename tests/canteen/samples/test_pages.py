"""The screens of the samples: taking, correcting, the board, discarding, labels."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from canteen.models import FoodSample, SampleDisposal, SampleLine
from canteen.samples.sampling import COMPLETE, PART, Said
from logistics.duties.models import Finding
from logistics.school.calendar import at
from tests.canteen.factories import make_dish
from tests.canteen.kitchen import NOON, WEDNESDAY, keep
from tests.canteen.samples.sheets import LATER, lines, lunch_again, typed, url_of_lunch
from tests.factories import make_campus


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
        dishes = lunch if day == 0 else lunch_again(then.date())
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
