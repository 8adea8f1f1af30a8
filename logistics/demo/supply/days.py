"""The days of the kitchens: what is ordered and brought, issued, cooked and sent to the classes."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from canteen.models import (
    Food,
    FoodOrder,
    FoodOrderLine,
    GoodsReceipt,
    GoodsReceiptLine,
    Group,
    Keeping,
    MealService,
    MealServiceLine,
    MenuDish,
    ServiceAct,
)
from canteen.supply import day as kitchen_day
from canteen.supply import judging, keeping, quantities
from canteen.supply.quantities import Need, Serving
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.demo.supply.books import Books
from logistics.demo.supply.eaters import Eaters
from logistics.demo.supply.kitchens import CENT, MINUTE, Kitchen
from logistics.demo.supply.sellers import (
    COLD,
    FRESH,
    SELLERS,
    WHITE,
    find_suppliers,
    keep_foods,
    seller_of,
    usual_price,
)
from logistics.school.calendar import DAY, at
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.stores import monthly
from logistics.stores.models import (
    Lot,
    StockIn,
    StockInLine,
    StockLoss,
    StockLossLine,
    StockOut,
    Store,
)

MOST_DAYS = 130  # of a longer span only the last term is written down: the load set stays quick
TENTH = Decimal("0.1")
REFUSED = (("部分腐烂", Decimal("0.5")), ("规格不符", Decimal("1.0")), ("包装破损", Decimal("0.5")))
PAPERS = {"producer": ["licence", "test"], "trader": ["licence", "purchase"]}
CAUSES = ("部分儿童口味不习惯", "当天缺勤比预报多", "菜量偏多，下周减少", "")


class Supply:
    """All kitchens, day by day."""

    def __init__(self, site: Site, staff: Staff) -> None:
        self.site, self.staff = site, staff
        self.now = site.wanted.now
        self.rng = site.wanted.random("supply")
        self.first = max(
            site.wanted.begins_on, site.wanted.today - MOST_DAYS * DAY, site.term.starts_on
        )
        self.books = Books(self.now)

    def run(self) -> None:
        self.recipes, self.foods = kitchen_day.recipes_of(
            MenuDish.objects.values_list("dish", flat=True).distinct()
        )
        if not self.foods:
            return
        keep_foods(list(self.foods.values()))
        self.suppliers = find_suppliers(self.site, self.staff, self.books, self.first)
        kitchens = [self.open(number, campus) for number, campus in enumerate(self.site.campuses)]
        for kitchen in kitchens:
            self.cook_through(kitchen)
        self.books.file()
        for kitchen in kitchens:
            self.close_months(kitchen)

    def open(self, number: int, campus: Campus) -> Kitchen:
        holders = self.staff.holders
        keeper = holders(Role.STOREKEEPER, number)[0]
        cooks = holders(Role.COOK, number)
        store = Store.objects.create(campus=campus, name="食品库", kind="food", keeper=keeper)
        second = cooks[-1] if cooks[-1] != keeper else self.staff.director
        buyer = holders(Role.PURCHASER, number)[0]
        return Kitchen(number, campus, store, keeper, cooks[0], second, buyer)

    def cook_through(self, kitchen: Kitchen) -> None:
        rows = MenuDish.objects.filter(
            menu__campus=kitchen.campus, menu__published_at__isnull=False, menu__special="",
            on__range=(self.first, self.site.wanted.today), is_dropped=False, replaced_by=None,
        )  # fmt: skip
        days: dict[date, list[Any]] = defaultdict(list)
        for row in rows.select_related("menu").order_by("on", "position", "pk"):
            days[row.on].append(row)
        eaters = Eaters(self.site, kitchen.campus, self.first)
        needs = {on: self.needs_of(eaters, on, dishes) for on, dishes in sorted(days.items())}
        dates = sorted(needs)
        for place, on in enumerate(dates):
            if place % 3 == 0:
                self.discard(kitchen, on)
                self.deliver(kitchen, on, [needs[one] for one in dates[place : place + 3]])
            for meal in dict.fromkeys(row.meal for row in days[on]):
                self.cook(kitchen, on, meal, needs[on], eaters.portions(on))

    def needs_of(
        self, eaters: Eaters, on: date, dishes: list[MenuDish]
    ) -> dict[tuple[str, str], dict[int, Decimal]]:
        """Grams of each food, by meal and audience."""
        found: dict[tuple[str, str], list[Need]] = defaultdict(list)
        for audience, who in eaters.by_audience(on).items():
            servings = [Serving(r.meal, r.dish_id) for r in dishes if r.menu.audience == audience]
            for need in quantities.needs(servings, self.recipes, who):
                found[need.meal, audience].append(need)
        return {key: quantities.by_food(needed) for key, needed in found.items()}

    def deliver(self, kitchen: Kitchen, on: date, needs: list[Any]) -> None:
        """Ordered the afternoon before, brought and looked at in the morning."""
        wanted: dict[int, Decimal] = defaultdict(Decimal)
        for one_day in needs:
            for foods in one_day.values():
                for food, grams in foods.items():
                    wanted[food] += grams / 1000
        baskets: dict[int, list[tuple[Food, Decimal]]] = defaultdict(list)
        for pk, kilos in wanted.items():
            food = self.foods[pk]
            short = kilos * Decimal("1.01") - kitchen.left_of(food.item_id or 0, on + 4 * DAY)
            if short > 0:
                much = short.quantize(TENTH, ROUND_UP)
                baskets[seller_of(food)].append((food, much))
        for seller, basket in sorted(baskets.items()):
            self.bring(kitchen, on, seller, basket)

    def bring(
        self, kitchen: Kitchen, on: date, seller: int, basket: list[tuple[Food, Decimal]]
    ) -> None:
        supplier, source = self.suppliers[seller], SELLERS[seller][1]
        came_at = at(on, "06:30") + (seller * 12 + kitchen.number * 3) * MINUTE
        order = FoodOrder(supplier=supplier, deliver_on=on, ordered_by=kitchen.buyer)
        order.new_lines = [
            FoodOrderLine(item=food.item, quantity=much, price=usual_price(food))
            for food, much in basket
        ]
        self.books.add(
            order,
            kitchen.campus,
            at(on - DAY, "15:20") + (kitchen.number * 60 + seller * 4) * MINUTE,
            kitchen.buyer,
        )
        asked = judging.papers_asked(source, [food for food, _much in basket])
        receipt = GoodsReceipt(
            store=kitchen.store, supplier=supplier, source=source,
            papers=list(dict.fromkeys([*PAPERS[source], *asked])), inspector=kitchen.keeper,
            second=kitchen.second, buyer=kitchen.buyer, delivered_by=SELLERS[seller][3],
        )  # fmt: skip
        receipt.ordered = order  # type: ignore[attr-defined]
        receipt.new_lines = [self.line(food, much, on) for food, much in basket]
        if self.books.add(receipt, kitchen.campus, came_at, kitchen.keeper) is None:
            return
        good = [line for line in receipt.new_lines if line.accepted > 0]
        stock_in = StockIn(
            store=kitchen.store, supplier=supplier, source=StockIn.Source.PURCHASE,
            delivered_by=SELLERS[seller][3],
        )  # fmt: skip
        stock_in.new_lines = [self.take_in(kitchen, line, on) for line in good]
        self.books.add(stock_in, kitchen.campus, came_at + 2 * MINUTE, kitchen.keeper)
        self.books.receipts.append((kitchen, receipt, stock_in))

    def discard(self, kitchen: Kitchen, on: date) -> None:
        """What has expired is written off before the next delivery."""
        gone = kitchen.expired(on)
        when = at(on, "06:10") + kitchen.number * 2 * MINUTE
        if not gone or when + 3 * MINUTE > self.now:
            return
        sheet = StockLoss(store=kitchen.store, cause="expired", reason="超过保质期，销毁")
        sheet.new_lines = [
            StockLossLine(item=k.lot.item, lot=k.lot, quantity=k.left, amount=k.worth) for k in gone
        ]
        for kept in gone:
            kept.left, kept.worth = Decimal(0), Decimal(0)
        self.books.add(sheet, kitchen.campus, when, kitchen.keeper)
        self.books.losses.append((kitchen, sheet))

    def line(self, food: Food, much: Decimal, on: date) -> GoodsReceiptLine:
        """Nearly always in order; now and then some of it is refused."""
        change = Decimal(self.rng.choice((96, 100, 100, 104))) / 100
        luck = self.rng.random()
        why, part = REFUSED[int(luck * 1000) % len(REFUSED)]
        refused = part if luck < 0.012 and much > 8 else Decimal(0)
        keeps = 5 if food.group in FRESH | COLD else 12 if food.group in WHITE else 180
        is_cold = food.group in COLD or food.group == Group.DAIRY
        price = ((usual_price(food) or Decimal(1)) * change).quantize(CENT)
        degrees = Decimal(self.rng.randint(10, 55)) / 10
        return GoodsReceiptLine(
            item=food.item, due=much, quantity=much, rejected=refused, price=price,
            amount=((much - refused) * price).quantize(CENT, ROUND_HALF_UP),
            batch=f"{on:%Y%m%d}" if keeps > 5 else "",
            produced_on=on - DAY, shelf_life_until=on + keeps * DAY,
            keeping=Keeping.CHILLED if is_cold else "",
            temperature_c=degrees if is_cold else None,
            self_test="passed" if food.group in (Group.VEG_DARK, Group.VEG_LIGHT) else "",
            reject_reason=why if refused else "", reject_action="returned" if refused else "",
        )  # fmt: skip

    def take_in(self, kitchen: Kitchen, line: GoodsReceiptLine, on: date) -> StockInLine:
        lot = Lot(
            item=line.item, batch=line.batch, made_on=line.produced_on,
            expires_on=line.shelf_life_until, price=line.price, received_on=on,
        )  # fmt: skip
        kitchen.take_in(lot, line.accepted, line.amount)
        return StockInLine(item=line.item, lot=lot, quantity=line.accepted, amount=line.amount)

    def cook(
        self, kitchen: Kitchen, on: date, meal: str, needs: dict[Any, Any], portions: list[Any]
    ) -> None:
        """Issued for the meal, to children and staff apart; delivered; leftovers weighed."""
        served = at(on, kitchen.campus.meals.get(meal, "11:20"))
        for place, audience in enumerate(("children", "staff")):
            foods = needs.get((meal, audience))
            if not foods:
                continue
            when = served - timedelta(hours=2) + (place * 4 + kitchen.number) * MINUTE
            self.issue(kitchen, when, meal, audience, foods)
        if not portions or (meal, "children") not in needs:
            return
        self.deliver_meal(kitchen, on, meal, served, portions)

    def issue(
        self, kitchen: Kitchen, when: datetime, meal: str, audience: str, foods: dict[int, Decimal]
    ) -> None:
        if when + 3 * MINUTE > self.now:
            return
        sheet = StockOut(store=kitchen.store, receiver=kitchen.cook, purpose=str(Meal(meal).label))
        lines = []
        for food, grams in foods.items():
            item = self.foods[food].item
            wanted = quantities.in_units(grams, keeping.KILOGRAM) or Decimal(0)
            lines += list(kitchen.take_out(item, wanted, when.date()))
        if lines:
            sheet.new_lines = lines
            scope = {"meal": meal, "subject": audience}
            self.books.add(sheet, kitchen.campus, when, kitchen.keeper, **scope)
            self.books.issues.append((kitchen, sheet))

    def deliver_meal(
        self, kitchen: Kitchen, on: date, meal: str, served: datetime, portions: list[Any]
    ) -> None:
        count = sum(count for _class, count, _there in portions)
        is_lunch = meal == Meal.LUNCH
        degrees = Decimal(self.rng.randint(640, 760)) / 10 if is_lunch else None
        service = MealService(
            on=on, meal=meal, planned=count, diners=count, is_hot=True if is_lunch else None,
            temperature_c=degrees,
        )  # fmt: skip
        service.new_lines = [
            MealServiceLine(
                school_class=one, planned=count, portions=count, present=there,
                delivered_at=served + place * 2 * MINUTE,
            )
            for place, (one, count, there) in enumerate(portions)
        ]  # fmt: skip
        when = served + (kitchen.number + 5) * MINUTE
        act = {"meal": meal, "subject": ServiceAct.SERVED.value}
        self.books.add(service, kitchen.campus, when, kitchen.cook, **act)
        kilos = Decimal(self.rng.randint(4, 30)) / 10
        cause = self.rng.choice(CAUSES)
        if is_lunch:
            left = MealService(on=on, meal=meal, leftovers_kg=kilos, cause=cause)
            left.new_lines = []
            act = {"meal": meal, "subject": ServiceAct.LEFTOVERS.value}
            self.books.add(left, kitchen.campus, when + 55 * MINUTE, kitchen.cook, **act)

    def close_months(self, kitchen: Kitchen) -> None:
        """Each month is closed on its last day of school."""
        month = monthly.first_of(self.first)
        while month <= self.site.wanted.today:
            moment = monthly.closing_of(kitchen.campus, month) - timedelta(hours=6)
            if moment <= self.now and moment.date() >= self.first:
                monthly.file(kitchen.store, month, by=kitchen.keeper, now=moment)
            month = monthly.first_of(month + 32 * DAY)
