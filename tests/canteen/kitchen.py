"""A kitchen on a Wednesday in November: its menu, its cook, its fridge."""

from datetime import date
from decimal import Decimal

from canteen.models import Dish, Fridge
from canteen.samples import sampling
from canteen.samples.owing import MealOf, owed
from canteen.samples.sampling import Said, Taken
from logistics.school.calendar import at
from tests.canteen.factories import make_dish, make_menu

WEDNESDAY = date(2026, 11, 18)
SERVED = at(WEDNESDAY, "11:20")
NOON = at(WEDNESDAY, "11:40")
LUNCH = "lunch"
DISHES = ("Braised chicken", "Steamed rice", "Pumpkin soup")


def make_lunch(campus, by, *, on=WEDNESDAY, names=DISHES, published=True):
    """The published lunch of a day; fruit with it, of which nothing is sampled."""
    dishes = [Dish.objects.filter(name=name).first() or make_dish(name) for name in names]
    fruit = Dish.objects.filter(name="Apple").first() or make_dish(
        "Apple", category=Dish.Category.FRUIT
    )
    make_menu(
        campus, by, {(on, LUNCH): [*dishes, fruit]},
        published_at=at(date(2026, 11, 13), "09:00") if published else None,
    )  # fmt: skip
    return dishes


def make_fridge(campus, name="Sample fridge", **given):
    return Fridge.objects.create(campus=campus, name=name, **{"use": "sample"} | given)


def taken(dish, by, *, grams="130", when=NOON, **given):
    return Taken(dish=dish, weight_g=Decimal(grams), sampled_at=when, sampled_by=by, **given)


def keep(campus, by, dishes, *, on=WEDNESDAY, now=NOON, said=None, late_reason="", **given):
    """Samples of these dishes at lunch, each as it should be; or as it is given."""
    meal = MealOf(campus.pk, on, LUNCH)
    due = owed(on, on, [campus]).get(meal, [])
    rows = [d if isinstance(d, Taken) else taken(d, by, when=now, **given) for d in dishes]
    return sampling.take(
        campus, meal, rows, said or Said(due), by=by, now=now, late_reason=late_reason
    )
