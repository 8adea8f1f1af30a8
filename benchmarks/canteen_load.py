"""Three school years of a canteen: what a large school has cooked, bought, sampled and written down.

Every open day of both kitchens: orders and deliveries of four suppliers into the food store, issues
meal by meal through the ledger, portions class by class, a sample of every dish and its disposal,
and the logs of the day. What is bought for a day is used up on it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from random import Random
from typing import Any

from benchmarks.shelf import Shelf

CENT, GRAIN = Decimal("0.01"), Decimal("0.001")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KEPT = timedelta(hours=48)
SELLERS = 4


@dataclass
class Kitchen:
    """One campus: who works there, what stands there, what it may cook with."""

    campus: Any
    store: Any
    keeper: Any
    cook: Any
    director: Any
    suppliers: Sequence[Any]
    fridges: Sequence[Any]
    roster: Sequence[Any]
    risks: Sequence[Any]
    recipes: dict[int, Any]
    foods: dict[int, Any]


@dataclass
class Day:
    """One open day: dishes by meal and audience, classes with their portions, eaters by age group."""

    on: date
    dishes: dict[tuple[str, str], list[Any]]
    portions: list[tuple[int, int]]
    eaters: dict[str, int]
    bought: dict[int, Any] = field(default_factory=dict)  # lots of the day, by food

    @property
    def meals(self) -> list[str]:
        return list(dict.fromkeys(meal for meal, _audience in self.dishes))

    def sampled(self, meal: str) -> list[Any]:
        """The dishes of a meal out of which a sample is kept, each once."""
        here = (self.dishes.get((meal, who), []) for who in ("children", "staff"))
        return list(
            {dish.pk: dish for dishes in here for dish in dishes if dish.is_sampled}.values()
        )


class Keys:
    """The keys of rows others point at, before they are written."""

    def __init__(self) -> None:
        from canteen.models import FoodOrderLine, GoodsReceiptLine
        from logistics.stores.models import Lot

        self.lots, self.ordered, self.received = (
            count(1 + max(model._default_manager.values_list("pk", flat=True), default=0))
            for model in (Lot, FoodOrderLine, GoodsReceiptLine)
        )


def fill(campuses: Sequence[Any], first: date, last: date) -> int:
    """Lay down every open day from one to another; how many rows it was.

    Of the last day nobody has written down the samples.
    """
    from django.db import transaction

    from logistics.school.models import Person

    shelf, chance = Shelf(Person.objects.get(username="director")), Random(1)  # noqa: S311
    keys = Keys()
    with transaction.atomic():
        for campus in campuses:
            kitchen = read_kitchen(campus)
            every = list(days(kitchen, first, last))
            for day in every:
                buy(shelf, kitchen, day, keys)
                cook(shelf, kitchen, day)
                if day is not every[-1]:
                    sample(shelf, kitchen, day, chance)
                write_logs(shelf, kitchen, day, chance)
                shelf.clear_when_full()
        shelf.clear()
    return shelf.count


def read_kitchen(campus: Any) -> Kitchen:
    from canteen.kitchen import roster
    from canteen.models import Dish, RiskItem, SupplierProfile
    from canteen.supply import day as kitchen_day
    from logistics.school.models import Person
    from logistics.stores.models import Store

    def holder(role: str) -> Any:
        rows = Person.objects.filter(posts__role=role).order_by("pk")
        return rows.filter(posts__campus=campus).first() or rows[0]

    recipes, foods = kitchen_day.recipes_of(Dish.objects.values_list("pk", flat=True))
    return Kitchen(
        campus=campus,
        store=Store.objects.get(campus=campus, kind="food"),
        keeper=holder("storekeeper"),
        cook=holder("cook"),
        director=Person.objects.get(username="director"),
        suppliers=[row.supplier for row in SupplierProfile.objects.order_by("pk")[:SELLERS]],
        fridges=list(campus.fridge_set.order_by("pk")),
        roster=roster.on_the_roster(campus, date.today()),  # noqa: DTZ011  whoever works here now
        risks=list(RiskItem.objects.daily()),
        recipes=recipes,
        foods={pk: food for pk, food in foods.items() if food.item_id},
    )


def days(kitchen: Kitchen, first: date, last: date) -> Iterator[Day]:
    """What the menus say of every day, and who was there by the attendance."""
    from canteen.models import MenuDish
    from canteen.supply.diners import group_of
    from health import interface as health
    from logistics.school.models import SchoolClass

    rows = MenuDish.objects.filter(
        menu__campus=kitchen.campus, menu__published_at__isnull=False, menu__special="",
        on__range=(first, last), is_dropped=False, replaced_by=None,
    )  # fmt: skip
    menus: dict[date, dict[tuple[str, str], list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("dish", "menu").order_by("on", "position", "pk"):
        menus[row.on][row.meal, row.menu.audience].append(row.dish)
    grades = dict(SchoolClass.objects.filter(campus=kitchen.campus).values_list("pk", "grade"))
    there: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for (school_class, on), present in health.present_by_class(first, last).items():
        if school_class in grades:
            there[on].append((school_class, present))
    for on in sorted(menus):
        eaters: dict[str, int] = defaultdict(int)
        for school_class, present in there[on]:
            eaters[group_of(grades[school_class])] += present
        yield Day(on, menus[on], there[on], dict(eaters))


# Bought and issued.


def needed(kitchen: Kitchen, day: Day, meal: str, audience: str) -> dict[int, Decimal]:
    """Kilograms of each food for a meal."""
    from canteen.supply import quantities

    who = day.eaters if audience == "children" else {"staff": len(kitchen.roster) * 4}
    dishes = day.dishes.get((meal, audience), [])
    servings = [quantities.Serving(meal, dish.pk) for dish in dishes]
    grams = quantities.by_food(quantities.needs(servings, kitchen.recipes, who))
    kilos = {food: (much / 1000).quantize(GRAIN) for food, much in grams.items()}
    return {food: much for food, much in kilos.items() if much and food in kitchen.foods}


def buy(shelf: Shelf, kitchen: Kitchen, day: Day, keys: Keys) -> None:
    """Everything of the day from four suppliers, in the morning."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for meal, audience in day.dishes:
        for food, much in needed(kitchen, day, meal, audience).items():
            wanted[food] += much
    for number, supplier in enumerate(kitchen.suppliers):
        mine = {food: much for food, much in wanted.items() if food % SELLERS == number}
        if mine:
            bring(shelf, kitchen, day, keys, number, supplier, mine)


def bring(
    shelf: Shelf, kitchen: Kitchen, day: Day, keys: Keys, number: int, supplier: Any,
    goods: dict[int, Decimal],
) -> None:  # fmt: skip
    from canteen.models import (
        FoodOrder,
        FoodOrderLine,
        GoodsReceipt,
        GoodsReceiptLine,
        ReceivedLot,
    )
    from logistics.stores.models import Balance, Lot, Movement, StockIn, StockInLine

    campus, on = kitchen.campus.pk, day.on
    came = moment(on, "06:30") + number * 12 * MINUTE
    about = f"{supplier} {on}"
    told = {"entered_by": kitchen.keeper, "title": about}
    order = shelf.entry("food_order", campus, came - timedelta(hours=15), **told)
    shelf.put(
        FoodOrder(entry_id=order, supplier=supplier, deliver_on=on, ordered_by=kitchen.keeper)
    )
    receipt = shelf.entry("goods_receipt", campus, came, **told)
    shelf.put(
        GoodsReceipt(
            entry_id=receipt, store=kitchen.store, supplier=supplier, order_id=order,
            source="trader", papers=["licence", "purchase"], inspector=kitchen.keeper,
            second=kitchen.cook, buyer=kitchen.director,
        )
    )  # fmt: skip
    booked = shelf.entry("stock_in", campus, came + 2 * MINUTE, **told)
    shelf.put(StockIn(entry_id=booked, store=kitchen.store, supplier=supplier, basis_id=receipt))
    for position, (food, much) in enumerate(goods.items(), start=1):
        item = kitchen.foods[food].item
        price = item.price or Decimal(1)
        amount = (much * price).quantize(CENT, ROUND_HALF_UP)
        line = {"item": item, "quantity": much, "position": position}
        ordered, received = next(keys.ordered), next(keys.received)
        shelf.put(FoodOrderLine(pk=ordered, sheet_id=order, price=price, **line))
        until = on + 5 * DAY
        shelf.put(
            GoodsReceiptLine(
                pk=received, sheet_id=receipt, order_line_id=ordered, due=much, price=price,
                amount=amount, batch=f"{on:%Y%m%d}", produced_on=on - DAY, shelf_life_until=until,
                **line,
            )
        )  # fmt: skip
        lot = Lot(
            pk=next(keys.lots), item=item, batch=f"{on:%Y%m%d}", made_on=on - DAY,
            expires_on=until, price=price, supplier=supplier, received_on=on,
        )  # fmt: skip
        day.bought[food] = [lot, much, amount]
        shelf.put(lot)
        shelf.put(StockInLine(sheet_id=booked, lot=lot, amount=amount, **line))
        shelf.put(ReceivedLot(line_id=received, lot=lot))
        shelf.put(Balance(store=kitchen.store, lot=lot, item=item, quantity=0))
        move(shelf, kitchen, lot, Movement.Kind.RECEIVE, much, amount, came, booked, position)


def move(
    shelf: Shelf, kitchen: Kitchen, lot: Any, kind: str, much: Decimal, amount: Decimal,
    when: datetime, document: int, position: int,
) -> None:  # fmt: skip
    from logistics.records.stamping import stamped
    from logistics.stores.models import Movement

    shelf.put(
        stamped(
            Movement(
                store=kitchen.store, lot=lot, item_id=lot.item_id, kind=kind, quantity=much,
                amount=amount, happened_at=when, entered_at=when, by=kitchen.keeper,
                entry_id=document, line=position,
            )
        )
    )  # fmt: skip


def cook(shelf: Shelf, kitchen: Kitchen, day: Day) -> None:
    """Issued for children and staff apart; the children's portions go to their classes."""
    for meal in day.meals:
        served = moment(day.on, kitchen.campus.meals.get(meal, "11:20"))
        for audience in ("children", "staff"):
            if goods := needed(kitchen, day, meal, audience):
                issue(shelf, kitchen, day, meal, audience, served, goods)
        if (meal, "children") in day.dishes:
            deliver(shelf, kitchen, day, meal, served)


def issue(
    shelf: Shelf, kitchen: Kitchen, day: Day, meal: str, audience: str, served: datetime,
    goods: dict[int, Decimal],
) -> None:  # fmt: skip
    from logistics.stores.models import Movement, StockOut, StockOutLine

    when = served - timedelta(hours=2)
    key = shelf.entry(
        "issue", kitchen.campus.pk, when, entered_by=kitchen.keeper, meal=meal, subject=audience
    )
    shelf.put(StockOut(entry_id=key, store=kitchen.store, receiver=kitchen.cook))
    for position, (food, much) in enumerate(goods.items(), start=1):
        kept = day.bought[food]
        lot, left, worth = kept
        amount = min((much * lot.price).quantize(CENT, ROUND_HALF_UP), worth)
        amount = worth if much == left else amount
        kept[1], kept[2] = left - much, worth - amount
        shelf.put(
            StockOutLine(
                sheet_id=key, position=position, item_id=lot.item_id, lot=lot, quantity=much,
                amount=amount,
            )
        )  # fmt: skip
        move(shelf, kitchen, lot, Movement.Kind.ISSUE, -much, -amount, when, key, position)


def deliver(shelf: Shelf, kitchen: Kitchen, day: Day, meal: str, served: datetime) -> None:
    from canteen.models import MealService, MealServiceLine

    whole = sum(portions for _class, portions in day.portions)
    told = {"entered_by": kitchen.cook, "meal": meal}
    key = shelf.entry("meal_service", kitchen.campus.pk, served, subject="served", **told)
    shelf.put(
        MealService(
            entry_id=key, on=day.on, meal=meal, planned=whole, diners=whole, is_hot=True,
            temperature_c=Decimal("70.5"),
        )
    )  # fmt: skip
    for position, (school_class, portions) in enumerate(day.portions, start=1):
        shelf.put(
            MealServiceLine(
                sheet_id=key, position=position, school_class_id=school_class, planned=portions,
                portions=portions, present=portions, delivered_at=served + position * MINUTE,
            )
        )  # fmt: skip
    left = served + 60 * MINUTE
    key = shelf.entry("meal_service", kitchen.campus.pk, left, subject="leftovers", **told)
    shelf.put(MealService(entry_id=key, on=day.on, meal=meal, leftovers_kg=Decimal("2.4")))


# Samples.


def sample(shelf: Shelf, kitchen: Kitchen, day: Day, chance: Random) -> None:
    """Of every dish, thrown away two days later."""
    from canteen.models import DisposalLine, FoodSample, SampleDisposal, SampleLine
    from canteen.samples import sampling

    for meal in day.meals:
        dishes = day.sampled(meal)
        when = moment(day.on, kitchen.campus.meals.get(meal, "11:20")) + 10 * MINUTE
        told = {"entered_by": kitchen.cook, "meal": meal}
        key = shelf.entry(
            "food_sample",
            kitchen.campus.pk,
            when,
            subject=sampling.COMPLETE,
            is_zero=not dishes,
            **told,
        )
        shelf.put(
            FoodSample(
                entry_id=key, campus=kitchen.campus, on=day.on, meal=meal, owed=len(dishes)
            )
        )  # fmt: skip
        if not dishes:
            continue
        gone = shelf.entry(
            "food_sample_disposal", kitchen.campus.pk, when + KEPT + 30 * MINUTE,
            subject=f"sample:{key}", **told,
        )  # fmt: skip
        shelf.put(SampleDisposal(entry_id=gone, sample_id=key))
        for position, dish in enumerate(dishes, start=1):
            given = {"position": position, "dish": dish, "kept_until": when + KEPT}
            line = SampleLine(
                sheet_id=key, sampled_at=when, weight_g=chance.randint(128, 142),
                fridge=kitchen.fridges[0], temperature=Decimal(chance.randint(25, 60)) / 10,
                sampled_by=kitchen.cook, **given,
            )  # fmt: skip
            shelf.put(line)
            shelf.put(DisposalLine(sheet_id=gone, code=line.code, **given))


# Logs.


def write_logs(shelf: Shelf, kitchen: Kitchen, day: Day, chance: Random) -> None:
    """What the cooks, the leader who eats with the children and the officer write on a day."""
    put_staff(shelf, kitchen, day)
    for clock in ("07:30", "16:00"):
        put_cold(shelf, kitchen, day, clock, chance)
    for meal in day.meals:
        put_meal(shelf, kitchen, day, meal, chance)
    put_lines_of_the_day(shelf, kitchen, day)
    put_check(shelf, kitchen, day)


def log(shelf: Shelf, kitchen: Kitchen, kind: str, when: datetime, **told: Any) -> int:
    usual = {"entered_by": kitchen.cook}
    return shelf.entry(kind, kitchen.campus.pk, when, **usual | told)


def put_staff(shelf: Shelf, kitchen: Kitchen, day: Day) -> None:
    from canteen.models import FoodHandlerCheck, FoodHandlerLine

    key = log(shelf, kitchen, "food_handler_check", moment(day.on, "06:50"))
    shelf.put(FoodHandlerCheck(entry_id=key, count=len(kitchen.roster)))
    for position, person in enumerate(kitchen.roster, start=1):
        shelf.put(
            FoodHandlerLine(
                sheet_id=key, position=position, person=person, degrees=Decimal("36.5"), cert="valid"
            )
        )  # fmt: skip


def put_cold(shelf: Shelf, kitchen: Kitchen, day: Day, clock: str, chance: Random) -> None:
    from canteen.models import ColdLine, ColdStorageReading

    key = log(shelf, kitchen, "cold_storage_reading", moment(day.on, clock))
    shelf.put(ColdStorageReading(entry_id=key, count=len(kitchen.fridges), owed=3))
    for position, fridge in enumerate(kitchen.fridges, start=1):
        tenths = chance.randint(-205, -165) if fridge.use == "frozen" else chance.randint(21, 62)
        shelf.put(
            ColdLine(sheet_id=key, position=position, fridge=fridge, degrees=Decimal(tenths) / 10)
        )


def put_meal(shelf: Shelf, kitchen: Kitchen, day: Day, meal: str, chance: Random) -> None:
    """How hot each dish was, how it tasted, and the tableware after it."""
    from canteen.models import (
        CoreLine,
        CoreTemperature,
        TablewareDisinfection,
        TasteLine,
        TasteTest,
    )

    served = moment(day.on, kitchen.campus.meals.get(meal, "11:20"))
    dishes = day.sampled(meal)
    hot = log(shelf, kitchen, "core_temperature", served - 20 * MINUTE, meal=meal)
    shelf.put(CoreTemperature(entry_id=hot, count=len(dishes)))
    tasted = log(shelf, kitchen, "taste_test", served - 10 * MINUTE, meal=meal)
    shelf.put(TasteTest(entry_id=tasted, count=len(dishes)))
    for position, dish in enumerate(dishes, start=1):
        given = {"position": position, "dish": dish, "name": dish.name}
        shelf.put(CoreLine(sheet_id=hot, degrees=Decimal(chance.randint(750, 920)) / 10, **given))
        shelf.put(TasteLine(sheet_id=tasted, **given))
    when = served + 70 * MINUTE
    key = log(shelf, kitchen, "tableware_disinfection", when, meal=meal)
    shelf.put(
        TablewareDisinfection(
            entry_id=key, items=["bowls", "spoons"], count=800, method="steam",
            degrees=Decimal(102), ended_at=when + 15 * MINUTE,
        )
    )  # fmt: skip


def put_lines_of_the_day(shelf: Shelf, kitchen: Kitchen, day: Day) -> None:
    from canteen.models import (
        KitchenDisinfection,
        MealAccompaniment,
        RestroomCleaning,
        WasteDisposal,
    )

    key = log(shelf, kitchen, "kitchen_disinfection", moment(day.on, "17:00"))
    shelf.put(
        KitchenDisinfection(
            entry_id=key, surfaces=["worktops", "shelves"], strength=250, minutes=30
        )
    )
    key = log(shelf, kitchen, "waste_disposal", moment(day.on, "15:00"))
    shelf.put(
        WasteDisposal(
            entry_id=key, sort="leftovers", kg=Decimal("38.5"), firm="洁源餐厨收运有限公司",
            handler="周师傅",
        )
    )  # fmt: skip
    for clock in ("10:00", "14:00"):
        key = log(shelf, kitchen, "restroom_cleaning", moment(day.on, clock))
        shelf.put(RestroomCleaning(entry_id=key))
    dishes = "、".join(dish.name for dish in day.dishes.get(("lunch", "children"), []))
    key = log(
        shelf, kitchen, "meal_accompaniment", moment(day.on, "11:30"), meal="lunch",
        entered_by=kitchen.director, subject="with:leader",
    )  # fmt: skip
    shelf.put(
        MealAccompaniment(
            entry_id=key, eater="leader", person=kitchen.director, diners=30, dishes=dishes
        )
    )


def put_check(shelf: Shelf, kitchen: Kitchen, day: Day) -> None:
    from canteen.models import DailyCheckLine, DailyFoodSafetyCheck

    when = moment(day.on, "16:30")
    key = log(shelf, kitchen, "daily_food_safety_check", when, entered_by=kitchen.director)
    shelf.put(DailyFoodSafetyCheck(entry_id=key, count=len(kitchen.risks)))
    for position, item in enumerate(kitchen.risks, start=1):
        shelf.put(
            DailyCheckLine(
                sheet_id=key, position=position, item=item, group=item.group, title=item.title
            )
        )


def moment(on: date, clock: str) -> datetime:
    from logistics.school.calendar import at

    return at(on, clock)
