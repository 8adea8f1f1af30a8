"""Measure the canteen at the size of the load set: `python -m benchmarks.canteen`.

Makes a sample school of 36 classes and 1,200 children in a temporary folder. Menus and attendance of
three school years, and all that the kitchens wrote before this term, are laid straight into the
tables (`benchmarks.canteen_load`); this term is written as the sample school writes it. Pages are
asked in interleaved rounds beside the bare page, each by whoever uses it. `--keep PATH` keeps the
school there for the next time.
"""

import statistics
import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks import say
from benchmarks.apart import filled
from benchmarks.shelf import Shelf

CLASSES, CHILDREN, DAYS = 36, 1_200, 1_000
AWAY = 0.04
FORM, LIST, BOARD = 1.5, 1.8, 2.5
MENU_QUERIES = 20
MOST_NUTRITION, MOST_ACCOUNT = 1.0, 2.0
ORDERED = 15


def make() -> None:
    from django.utils import timezone, translation

    from benchmarks import canteen_load
    from logistics import demo
    from logistics.demo import kitchen, meal_account, menus, nutrition, samples, supply, voices
    from logistics.duties import making
    from logistics.upkeep.weighing import weigh_tables

    start = time.perf_counter()
    wanted = demo.Wanted(now=timezone.now(), days=DAYS, classes=CLASSES, children=CHILDREN)
    with translation.override("zh-hans"):
        site, staff = demo.settle_in(wanted, lambda _words: None)
        making.make_tasks(site.term)
        rows = attend(site)
        menus.write(site, staff)
        begun = (wanted.today - site.term.starts_on).days
        this_term = replace(site, wanted=replace(wanted, days=begun))
        nutrition.write(this_term, staff)
        for part in (samples, supply, voices, kitchen):
            part.write(this_term, staff)
        before = site.term.starts_on - timedelta(days=1)
        rows += canteen_load.fill(site.campuses, wanted.begins_on, before)
        meal_account.write(site, staff)
    weigh_tables()
    say(f"{rows} rows laid down, made in {time.perf_counter() - start:.0f} s")


def attend(site: Any) -> int:
    """Every class counted on every open day, child by child."""
    from django.db import transaction

    from benchmarks.health import put_attendance, seats
    from logistics.school.calendar import calendar_of
    from logistics.school.models import Person

    shelf, chance = Shelf(Person.objects.get(username="doctor")), Random(1)  # noqa: S311
    with transaction.atomic():
        for term in site.terms:
            for campus in site.campuses:
                classes = seats(term, campus)
                open_days = calendar_of(term, campus)
                for on in open_days.open_between(site.wanted.begins_on, site.wanted.today):
                    for school_class, children in classes.items():
                        away = {pk for pk in children if chance.random() < AWAY}
                        put_attendance(shelf, school_class, on, children, away)
                    shelf.clear_when_full()
        shelf.clear()
    return shelf.count


# What is asked.


def pages(on: date) -> dict[str, Any]:
    from benchmarks.run import Page

    wanted = {"bare page": ("/bare/", 1.0, "director")}
    wanted |= forms(on) | boards(on) | lists() | registers()
    return {
        name: Page(path, most, who, MENU_QUERIES if name.startswith("week menu") else 12)
        for name, (path, most, who) in wanted.items()
    }


def forms(on: date) -> dict[str, tuple[str, float, str]]:
    from canteen.models import FoodSample, GoodsReceipt
    from logistics.school.models import Campus

    campus = Campus.objects.order_by("position", "pk")[0]
    here = f"campus={campus.pk}&on={on}"
    order = order_for_tomorrow(campus)
    sample = FoodSample.objects.filter(campus=campus, on=on, meal="lunch").get()
    return {
        "samples of a lunch, to be taken": (
            f"/canteen/samples/take/?campus={campus.pk}&day={empty_day(on)}&meal=lunch", FORM, "cook",
        ),
        "samples of a lunch, taken": (
            f"/canteen/samples/take/?campus={campus.pk}&day={on}&meal=lunch", FORM, "cook",
        ),
        "samples to discard": ("/canteen/samples/discard/", FORM, "cook"),
        "receiving, an order of 15 lines": (
            f"/canteen/receipts/new/?order={order}", FORM, "storekeeper",
        ),
        "receiving without an order": ("/canteen/receipts/new/", FORM, "storekeeper"),
        "issuing for a lunch": (f"/canteen/meals/issue/?{here}&meal=lunch", BOARD, "storekeeper"),
        "a meal goes out": (f"/canteen/meals/serve/?{here}&meal=lunch", BOARD, "cook"),
        "leftovers": (f"/canteen/meals/leftovers/?{here}&meal=lunch", FORM, "cook"),
        "core temperatures": (f"/canteen/kitchen/core-temperatures/new/?{here}&meal=lunch", FORM, "cook"),
        "record of samples": (f"/records/{sample.pk}/", FORM, "director"),
        "record of a delivery": (f"/records/{newest(GoodsReceipt)}/", FORM, "director"),
    }  # fmt: skip


def boards(on: date) -> dict[str, tuple[str, float, str]]:
    from canteen.models import Menu
    from logistics.school.models import Campus
    from logistics.stores.models import Lot

    campus = Campus.objects.order_by("position", "pk")[0]
    here = f"campus={campus.pk}&on={on}"
    menus = Menu.objects.filter(campus=campus, audience="children", special="")
    written, shown = menus.latest("week_on"), menus.of(on).get()
    month = f"campus={campus.pk}&month={on:%Y%m}"
    lots = Lot.objects.filter(came_by__isnull=False, balances__store__campus=campus)
    lot = lots.filter(received_on__lt=on).latest("pk")
    return {
        "week menu, being written": (f"/canteen/menus/{written.pk}/", BOARD, "doctor"),
        "week menu, published": (f"/canteen/menus/{shown.pk}/", BOARD, "cook"),
        "sheet of a menu": (f"/canteen/menus/{shown.pk}/print/", BOARD, "doctor"),
        "quantities of a day": (f"/canteen/quantities/?{here}", LIST, "cook"),
        "shopping list": (f"/canteen/shopping/?{here}", BOARD, "storekeeper"),
        "fridge board": (f"/canteen/samples/?day={on}", LIST, "cook"),
        "labels": (f"/canteen/samples/labels/?day={on}", LIST, "cook"),
        "kitchen of a day": ("/canteen/kitchen/", BOARD, "cook"),
        "life of a lot": (f"/canteen/lots/{lot.pk}/", BOARD, "storekeeper"),
        "a meal backwards": (f"/canteen/meals/trace/?{here}&meal=lunch", BOARD, "director"),
        "nutrition of a month": (f"/canteen/nutrition/?{span(on)}", BOARD, "doctor"),
        "meal account, a month": (f"/canteen/account/?{month}", BOARD, "accountant"),
        "home of the cook": ("/", BOARD, "cook"),
        "home of the storekeeper": ("/", BOARD, "storekeeper"),
        "home of the accountant": ("/", BOARD, "accountant"),
    }


def lists() -> dict[str, tuple[str, float, str]]:
    from canteen.models import Menu

    last = -(-Menu.objects.count() // 50)
    return {
        "menus": ("/canteen/menus/", LIST, "doctor"),
        "menus, last page": (f"/canteen/menus/?page={last}", LIST, "doctor"),
        "dishes": ("/canteen/dishes/", LIST, "doctor"),
        "foods": ("/canteen/foods/", LIST, "doctor"),
        "foods, by letters": ("/canteen/foods/?q=dm", LIST, "doctor"),
        "food store": ("/canteen/store/", LIST, "storekeeper"),
        "deliveries": ("/canteen/receipts/", LIST, "storekeeper"),
        "orders": ("/canteen/orders/", LIST, "storekeeper"),
        "suppliers": ("/canteen/suppliers/", LIST, "storekeeper"),
        "lines of the account": ("/canteen/account/lines/", LIST, "accountant"),
        "published accounts": ("/canteen/account/published/", LIST, "accountant"),
        "refunds of a month": ("/canteen/account/refunds/", LIST, "accountant"),
        "opinions": ("/canteen/opinions/", LIST, "director"),
    }


REGISTERS = (
    "food-samples", "food-sample-disposals", "food-receipts", "food-stock-in", "food-issues",
    "meal-services", "menus", "tableware", "core-temperatures", "fridge-temperatures", "food-handlers",
    "waste", "accompanied-meals", "daily-food-safety", "meal-account-publications",
)  # fmt: skip


def registers() -> dict[str, tuple[str, float, str]]:
    return {f"register {name}": (f"/registers/{name}/", LIST, "director") for name in REGISTERS}


def span(on: date) -> str:
    """The month of a day, as the nutrition asks for it."""
    from logistics.school.calendar import whole_month

    first, last = whole_month(on.year, on.month)
    return f"first={first}&last={last}"


def newest(model: Any) -> int:
    return int(model.objects.latest("pk").pk)


def empty_day(on: date) -> date:
    """The last day before this term: of it nobody has written down the samples."""
    from canteen.models import MenuDish
    from logistics.school.models import Campus, Term

    here = MenuDish.objects.filter(menu__campus=Campus.objects.order_by("position", "pk")[0])
    found: date = here.filter(on__lt=Term.objects.on(on).starts_on).latest("on").on
    return found


def order_for_tomorrow(campus: Any) -> int:
    """Fifteen foods of one supplier that are still to come."""
    from django.utils import timezone

    from canteen.models import FoodOrder, FoodOrderLine, SupplierProfile
    from logistics.duties import filing
    from logistics.records.models import Entry
    from logistics.school.models import Person
    from logistics.stores.models import Item

    supplier, now = SupplierProfile.objects.order_by("pk")[0].supplier, timezone.now()
    by = Person.objects.get(username="storekeeper")
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    if found := FoodOrder.objects.filter(deliver_on=tomorrow, supplier=supplier).first():
        return int(found.pk)
    order = FoodOrder(supplier=supplier, deliver_on=tomorrow, ordered_by=by)
    order.entry = Entry(campus=campus, happened_at=now)
    order.new_lines = [
        FoodOrderLine(item=item, quantity=10, price=item.price)
        for item in Item.objects.filter(group__kind="food").order_by("pk")[:ORDERED]
    ]
    return int(filing.submit(order, by=by, now=now).pk)


# Measured.


def measure() -> None:
    from benchmarks.run import compare

    on = last_day()
    compare(pages(on))
    measure_months(on)


def last_day() -> date:
    """The last day of which the samples of a lunch are written down."""
    from canteen.models import FoodSample

    on: date = FoodSample.objects.filter(meal="lunch", owed__gt=0).latest("on").on
    return on


def measure_months(on: date) -> None:
    from benchmarks.health import client_of, seconds
    from logistics.school.calendar import whole_month
    from logistics.school.models import Campus

    campus = Campus.objects.order_by("position", "pk")[0]
    first, last = whole_month(*((on.year, on.month - 1) if on.month > 1 else (on.year - 1, 12)))
    asked = f"first={first}&last={last}"
    for name, who, path, most in (
        ("nutrition of a month, by the menus", "doctor", f"nutrition/?{asked}", MOST_NUTRITION),
        (
            "nutrition of a month, by what was eaten", "doctor",
            f"nutrition/?{asked}&basis=eaten", MOST_NUTRITION,
        ),
        ("statutory table of a month", "doctor", f"nutrition/table/?{asked}", MOST_NUTRITION),
        (
            "account of a month", "accountant",
            f"account/?campus={campus.pk}&month={first:%Y%m}", MOST_ACCOUNT,
        ),
    ):  # fmt: skip
        client = client_of(who)
        taken = [seconds(client.get, f"/canteen/{path}") for _ in range(5)]
        say(f"{name}: {statistics.median(taken):.2f} s (allowed {most} s)")
    compare_account(campus, first, last)


def compare_account(campus: Any, first: date, last: date) -> None:
    """The month's account beside a sum over every child, every movement and every line."""
    from canteen.account.reckoning import reckon
    from canteen.models import MealCost, MealFee
    from health.models import AttendanceLine
    from logistics.school.calendar import end_of, start_of
    from logistics.stores.models import Movement

    month = reckon([campus.pk], first, last).sums(first, last)
    here = AttendanceLine.objects.filter(
        on__range=(first, last), sheet__school_class__campus=campus, mark="present"
    )
    fees = sum(int(MealFee.objects.get().yuan * 100) for _line in here.iterator())
    moved = Movement.objects.filter(
        store__campus=campus, store__kind="food", happened_at__range=(start_of(first), end_of(last))
    )
    food = -sum(int(row.amount * 100) for row in moved.iterator() if row.kind != "receive")
    costs = MealCost.objects.filter(campus=campus, account="children", on__range=(first, last))
    other = sum(int(row.amount * 100) for row in costs)
    ours = tuple(int(part * 100) for part in (month.fees, month.food_cost, month.running))
    verdict = "equal" if ours == (fees, food, other) else "NOT EQUAL"
    say(f"account of {first:%Y-%m} in fen: {ours}, line by line {(fees, food, other)}: {verdict}")


def main() -> None:
    with filled(make):
        measure()


if __name__ == "__main__":
    main()
