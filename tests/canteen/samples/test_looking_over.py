"""Samples looked over by somebody else, compared with the menu, and on the forms of the law."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from canteen.models import FoodSample, MenuDish, SampleCheck
from canteen.samples import comparing, spot_checking
from canteen.samples.sampling import Said
from logistics.contributions import registers
from logistics.errors import Refused
from tests.canteen.factories import make_dish
from tests.canteen.kitchen import NOON, WEDNESDAY, keep
from tests.canteen.samples.sheets import HOUR, LATER, discard, findings, lunch_again

# Looking over ---------------------------------------------------------------------------------


def test_a_spot_check_is_made_by_somebody_else(campus, cook, officer, lunch):
    keep(campus, cook, lunch)
    sheet = FoodSample.objects.select_related("entry").get()
    with pytest.raises(Refused, match="Somebody else"):
        spot_checking.check(sheet, [], by=cook, now=NOON, happened_at=NOON)

    spot_checking.check(sheet, ["mark"], note="No date", by=officer, now=NOON, happened_at=NOON)

    assert SampleCheck.objects.get().result == "not in order: label"
    assert findings() == ["2026-11-18 lunch · not in order: label · No date"]


# What cannot be right -------------------------------------------------------------------------


def said_of(comparison, first=WEDNESDAY, last=WEDNESDAY):
    with time_machine.travel(LATER, tick=False):
        return [(clash.said["meal"], clash.said["dishes"]) for clash in comparison(first, last)]


def test_a_meal_or_a_dish_without_a_sample_is_found(campus, cook, lunch):
    keep(campus, cook, lunch[:2], said=Said(lunch))
    thursday = WEDNESDAY + timedelta(days=1)
    lunch_again(thursday)

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


# On paper -------------------------------------------------------------------------------------


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
