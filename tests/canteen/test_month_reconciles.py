"""A month of meals from the head count to the published account, beside one reckoned by hand.

The oracle knows the recipes, who was away and what was bought at which price, nothing else: it counts
child by child in whole milligrams, grams and fen, and asks no code of ours.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest

from canteen.account.reckoning import reckon
from canteen.account.stock import stock_of
from canteen.models import Food, SampleLine
from canteen.nutrition import eaten
from canteen.samples.owing import MealOf, owed
from canteen.samples.sampling import Said, Taken, take
from canteen.supply import day as kitchen_day
from canteen.supply import serving_out
from logistics.school.calendar import at
from logistics.stores.models import Movement, StockOutLine
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.fed import Kitchen

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DAYS = [date(2026, 11, n) for n in range(2, 31) if date(2026, 11, n).weekday() < 5]
FEE = 1500  # fen
# Milligrams for one child; the milk is a drink, of which nothing is sampled.
RECIPES = {
    "breakfast": {"Cup of milk": {"纯牛奶(全脂)": 200_000}},
    "lunch": {
        "Bowl of rice": {"大米": 60_500, "小米": 12_300},
        "Pork with salt": {"猪肉(瘦)": 33_300, "精盐": 400, "豆油": 4_100},
    },
}
SAMPLED = ["Bowl of rice", "Pork with salt"]
# Every Monday so many grams at so many fen a kilogram, dearer from week to week.
BOUGHT = {
    "纯牛奶(全脂)": (2_900, 1_279), "大米": (1_000, 517), "小米": (200, 943), "猪肉(瘦)": (501, 3_999),
    "精盐": (7, 333), "豆油": (67, 1_450),
}  # fmt: skip
CHILDREN = ("Ann", "Bea", "Cid")
AWAY = {DAYS[1]: ["Bea"], DAYS[6]: ["Ann", "Cid"], DAYS[7]: ["Ann"], DAYS[13]: ["Cid"]}


@dataclass
class Oracle:
    """What each day should have taken, in grams and fen, first bought first used; half a gram is one."""

    away: dict
    grams: dict = field(default_factory=dict)  # by day, meal and food
    cost: dict = field(default_factory=dict)  # fen by day
    lots: dict = field(default_factory=lambda: {name: [] for name in BOUGHT})

    def run(self, days=DAYS):
        for number, on in enumerate(days):
            if on.weekday() == 0:
                self.buy(number // 5)
            eaters = len(CHILDREN) - len(self.away.get(on, []))
            self.cost[on] = 0
            for meal, dishes in RECIPES.items():
                for foods in dishes.values():
                    for food, milligrams in foods.items():
                        if much := half_up(milligrams * eaters, 1_000):
                            self.grams[on, meal, food] = much
                            self.cost[on] += self.use(food, much)
        return self

    def buy(self, week):
        for food, (much, price) in BOUGHT.items():
            price += 7 * week
            self.lots[food].append([much, price, half_up(much * price, 1_000)])

    def use(self, food, much):
        """Fen of so many grams; what empties a lot takes all that is left of its worth."""
        fen = 0
        for lot in self.lots[food]:
            part = min(lot[0], much)
            if not part:
                continue
            worth = lot[2] if part == lot[0] else half_up(part * lot[1], 1_000)
            lot[0], lot[2], much, fen = lot[0] - part, lot[2] - worth, much - part, fen + worth
        assert not much, f"too little {food} was bought"
        return fen

    def child_days(self, on):
        return len(CHILDREN) - len(self.away.get(on, []))


def half_up(number, by):
    return (number * 2 + by) // (2 * by)


def live(kitchen, away, days=DAYS):
    """The same days at the school: counted, bought, reckoned, issued, sampled."""
    dishes = {
        name: make_dish(
            name,
            {food: Decimal(milligrams) / 1_000 for food, milligrams in foods.items()},
            category="milk" if meal == "breakfast" else "main",
        )
        for meal, all_of_them in RECIPES.items()
        for name, foods in all_of_them.items()
    }
    cook(kitchen, away, days, dishes)


def cook(kitchen, away, days, dishes):
    for food in BOUGHT:
        kitchen.item(food)
    Food.objects.filter(name__in=BOUGHT).update(grams_per_unit=1_000)
    for number, on in enumerate(days):
        if on.weekday() == 0:
            put_up(kitchen, on, days, dishes)
            for food, (much, price) in BOUGHT.items():
                yuan = Decimal(price + 7 * (number // 5)) / 100
                kitchen.receive(on, food, f"{Decimal(much) / 1_000}", f"{yuan}")
        kitchen.attend(on, away=away.get(on, []))
        issue_all(kitchen, on)
        sample(kitchen, on)


def put_up(kitchen, monday, days, dishes):
    meals = {
        (on, meal): [dishes[name] for name in names]
        for on in days
        if monday <= on < monday + 7 * DAY
        for meal, names in RECIPES.items()
    }
    make_menu(kitchen.campus, kitchen.keeper, meals, published_at=at(monday - 3 * DAY, "15:00"))


def issue_all(kitchen, on):
    now = at(on, "09:30")
    for plan in kitchen_day.work_out(on, kitchen.campus).meals:
        lines = [(line.item, line.to_issue) for line in plan.lines]
        serving_out.issue(
            kitchen.store, lines, meal=plan.meal, audience=plan.audience, receiver=kitchen.teacher,
            by=kitchen.keeper, now=now, happened_at=now,
        )  # fmt: skip


def sample(kitchen, on):
    now, meal = at(on, "11:40"), MealOf(kitchen.campus.pk, on, "lunch")
    due = owed(on, on, [kitchen.campus])[meal]
    rows = [Taken(dish, Decimal(130), now, kitchen.keeper) for dish in due]
    take(kitchen.campus, meal, rows, Said(due), by=kitchen.keeper, now=now)


def issued(kitchen):
    """Grams by day, meal and food, off the lines of the sheets."""
    found = {}
    rows = StockOutLine.objects.filter(sheet__store=kitchen.store)
    for row in rows.select_related("sheet__entry", "item"):
        entry = row.sheet.entry
        key = entry.happened_at.date(), entry.meal, row.item.name
        found[key] = found.get(key, 0) + int(row.quantity * 1_000)
    return found


def fen(yuan):
    assert yuan == yuan.quantize(Decimal("0.01"))
    return int(yuan * 100)


def accounted(kitchen):
    """Fen of food by day, as the account has it."""
    book = reckon([kitchen.campus.pk], FIRST, LAST)
    return book, {on: fen(sums.food_cost) for on, sums in book.between(FIRST, LAST)}


@pytest.fixture
def kitchen():
    return Kitchen.open()


def test_grams_money_samples_and_the_cost_of_a_child_agree_with_the_oracle(kitchen):
    oracle = Oracle(AWAY).run()

    live(kitchen, AWAY)

    book, cost = accounted(kitchen)
    month = book.sums(FIRST, LAST)
    child_days = sum(oracle.child_days(on) for on in DAYS)
    spent = sum(oracle.cost.values())
    assert issued(kitchen) == oracle.grams
    assert cost == oracle.cost
    assert {on: sums.child_days for on, sums in book.between(FIRST, LAST)} == {
        on: oracle.child_days(on) for on in DAYS
    }
    assert (fen(month.fees), fen(month.food_cost)) == (child_days * FEE, spent)
    assert fen(month.balance) == child_days * FEE - spent
    assert month.per_day == Decimal(spent) / 100 / child_days
    left = sum(lot[2] for lots in oracle.lots.values() for lot in lots)
    stock = stock_of(book, FIRST, LAST)
    assert fen(stock.closing) == left == fen(sum(row.amount for row in Movement.objects.all()))

    samples = SampleLine.objects.order_by("sheet__on", "dish__name")
    kept = [(line.sheet.on, line.dish.name) for line in samples.select_related("sheet", "dish")]
    assert kept == [(on, name) for on in DAYS for name in SAMPLED]

    held = eaten.grams(kitchen.campus, FIRST, LAST)
    names = dict(Food.objects.values_list("pk", "name"))
    by_food = {
        names[food]: sum(day.get(food, 0) for day in held.by_day.values())
        for food in {key for day in held.by_day.values() for key in day}
    }
    assert by_food == {
        food: sum(much for (_on, _meal, name), much in oracle.grams.items() if name == food)
        for food in BOUGHT
    }
    assert fen(held.cost) == spent


def test_one_child_less_on_one_day_moves_that_day_and_nothing_before_it(kitchen):
    """East and West live through the same weeks, but in West Ann is ill on one Wednesday."""
    other, days, changed = Kitchen.open(name="West"), DAYS[:10], DAYS[2]
    ill = {**AWAY, changed: ["Ann"]}
    as_it_was, as_it_is = Oracle(AWAY).run(days), Oracle(ill).run(days)

    live(kitchen, AWAY, days)
    dishes = {dish.name: dish for dish in owed_dishes(kitchen, days[0])}
    cook(other, ill, days, dishes)

    (one, before), (two, after) = accounted(kitchen), accounted(other)
    assert (before, after) == (as_it_was.cost, as_it_is.cost)
    assert issued(other) == as_it_is.grams
    moved = {on for on in days if before[on] != after[on]}
    assert changed == min(moved)
    # Of the head count only this day hangs; of the money also what is later taken of dearer lots.
    grams = {key[0] for key in as_it_was.grams if issued(kitchen)[key] != issued(other)[key]}
    assert grams == {changed}
    assert {on for on in days if one.days[on].fees != two.days[on].fees} == {changed}
    assert one.days[changed].fees - two.days[changed].fees == 15
    assert moved == {on for on in days if as_it_was.cost[on] != as_it_is.cost[on]}


def owed_dishes(kitchen, on):
    """Every dish of a day, the milk too."""
    return [
        row.dish for plan in kitchen_day.work_out(on, kitchen.campus).meals for row in plan.dishes
    ]
