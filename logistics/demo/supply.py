"""What the sample kitchens buy, take in, issue and send to the classes, meal by meal.

Written together: the lots are counted here as the ledger counts them, in the order of time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from django.db import transaction

from canteen.models import (
    AgeGroup,
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
    ReceivedLot,
    ServiceAct,
    Source,
    SupplierEvaluation,
    SupplierLicence,
    SupplierProfile,
)
from canteen.supply import day as kitchen_day
from canteen.supply import diners, judging, keeping, quantities
from canteen.supply.diners import group_of
from canteen.supply.quantities import Need, Serving
from health import interface as health
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity, Signature, Signer
from logistics.records.stamping import stamped
from logistics.school.calendar import DAY, at
from logistics.school.models import Campus, Enrolment, SchoolClass
from logistics.school.models.campuses import Meal
from logistics.stores import monthly
from logistics.stores.models import (
    Balance,
    Item,
    Lot,
    Movement,
    StockIn,
    StockInLine,
    StockLoss,
    StockLossLine,
    StockOut,
    StockOutLine,
    Store,
    Supplier,
)

MOST_DAYS = 130  # of a longer span only the last term is written down: the load set stays quick
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
MINUTE = timedelta(minutes=1)
FRESH = {Group.VEG_DARK, Group.VEG_LIGHT, Group.FUNGI, Group.FRUIT, Group.TUBER, Group.SOY}
COLD = {Group.MEAT, Group.POULTRY, Group.AQUATIC}
WHITE = {Group.DAIRY, Group.EGG}
# Who sells what; what belongs to none of them is of the last one.
SELLERS: tuple[tuple[str, str, set[Any], str, str, str], ...] = (
    ("绿源农产品配送中心", "producer", FRESH, "许田", "021-55550211", "蔬菜、水果、豆制品"),
    ("正和肉类食品公司", "producer", COLD, "郑和平", "021-55550222", "猪肉、禽肉、水产"),
    ("晨曦乳业配送站", "trader", WHITE, "苏晨", "021-55550233", "牛奶、酸奶、鸡蛋"),
    ("丰谷粮油商行", "trader", set(), "冯谷", "021-55550244", "米面粮油、调味品"),
)
PRICES = {
    Group.CEREAL: "6.2", Group.TUBER: "4.6", Group.SOY: "8.5", Group.VEG_DARK: "7.8",
    Group.VEG_LIGHT: "5.2", Group.FUNGI: "15", Group.FRUIT: "9.6", Group.MEAT: "36",
    Group.POULTRY: "22", Group.AQUATIC: "42", Group.EGG: "11.5", Group.DAIRY: "12.8",
    Group.NUT: "30", Group.OIL: "14", Group.SUGAR: "9", Group.CONDIMENT: "12", Group.BEAN: "10",
}  # fmt: skip
REFUSED = (("部分腐烂", Decimal("0.5")), ("规格不符", Decimal("1.0")), ("包装破损", Decimal("0.5")))
PAPERS = {"producer": ["licence", "test"], "trader": ["licence", "purchase"]}
CAUSES = ("部分儿童口味不习惯", "当天缺勤比预报多", "菜量偏多，下周减少", "")


@dataclass
class Kept:
    """A lot as the sample counts it: what is left, and what it is worth."""

    lot: Lot
    left: Decimal
    worth: Decimal


@dataclass
class Kitchen:
    """One campus: who works there, its store and the lots in it, first expiring first."""

    number: int
    campus: Campus
    store: Store
    keeper: Any
    cook: Any
    second: Any
    buyer: Any
    lots: dict[int, list[Kept]] = field(default_factory=lambda: defaultdict(list))

    def left_of(self, item: int, until: date) -> Decimal:
        """What of it can still be used on a day."""
        usable = [k for k in self.lots[item] if not k.lot.expires_on or k.lot.expires_on >= until]
        return sum((kept.left for kept in usable), Decimal(0))


def write(site: Site, staff: Staff) -> int:
    """How many documents there are of it."""
    before = Entry.objects.count()
    with transaction.atomic():
        supply = Supply(site, staff)
        supply.run()
    return Entry.objects.count() - before


def usual_price(food: Food) -> Decimal | None:
    return food.item.price if food.item else None


class Supply:
    """All kitchens, day by day."""

    def __init__(self, site: Site, staff: Staff) -> None:
        self.site, self.staff = site, staff
        self.now = site.wanted.now
        self.rng = site.wanted.random("supply")
        self.first = max(
            site.wanted.begins_on, site.wanted.today - MOST_DAYS * DAY, site.term.starts_on
        )
        self.records: list[Any] = []
        self.issues: list[tuple[Kitchen, StockOut]] = []
        self.losses: list[tuple[Kitchen, StockLoss]] = []
        self.receipts: list[tuple[Kitchen, GoodsReceipt, StockIn | None]] = []

    def run(self) -> None:
        self.recipes, self.foods = kitchen_day.recipes_of(
            MenuDish.objects.values_list("dish", flat=True).distinct()
        )
        if not self.foods:
            return
        self.keep_foods()
        self.find_suppliers()
        kitchens = [self.open(number, campus) for number, campus in enumerate(self.site.campuses)]
        for kitchen in kitchens:
            self.cook_through(kitchen)
        self.file()
        for kitchen in kitchens:
            self.close_months(kitchen)

    # What there is, and of whom ------------------------------------------------------------------

    def keep_foods(self) -> None:
        """Every food of the menus gets an item, counted by the kilogram, with its usual price."""
        group = keeping.group_of_foods()
        known = list(self.foods.values())
        items = []
        for food in known:
            item = Item(
                number=f"S{food.pk:05d}", name=food.name, unit="千克", group=group,
                price=Decimal(PRICES.get(Group(food.group), "10")),
            )  # fmt: skip
            item.spell()
            items.append(item)
        Item.objects.bulk_create(items)
        for food, item in zip(known, items, strict=True):
            food.item, food.grams_per_unit = item, keeping.KILOGRAM
        Food.objects.bulk_update(known, ["item", "grams_per_unit"])

    def find_suppliers(self) -> None:
        """Four firms with their licences; one paper ends soon, and they were evaluated once."""
        self.suppliers = []
        campus, when = self.site.campuses[0], at(self.first, "10:10")
        buyer = self.staff.holders(Role.PURCHASER, 0)[0]
        for place, (name, source, _groups, contact, phone, goods) in enumerate(SELLERS):
            supplier, _made = Supplier.objects.get_or_create(
                name=name, defaults={"contact": contact, "phone": phone, "goods": goods}
            )
            SupplierProfile.objects.create(
                supplier=supplier, source=source, legal_person=contact, is_bulk=place != 0,
                decided_by="行政会议纪要第 6 号" if place else "",
            )  # fmt: skip
            self.suppliers.append(supplier)
            ends = self.site.wanted.today + (20 if place == 2 else 400 + 90 * place) * DAY
            for paper, number, until in (
                ("production" if source == Source.PRODUCER else "trade", "131", ends),
                ("business", "9131", None),
                ("contract", "2026-", self.site.term.ends_on + 200 * DAY),
            ):
                self.add(
                    SupplierLicence(
                        supplier=supplier, paper=paper, number=f"{number}{place + 1:04d}",
                        valid_from=self.first - 300 * DAY, valid_to=until,
                    ),
                    campus, when + place * 5 * MINUTE, buyer,
                )  # fmt: skip
            points = dict.fromkeys(SupplierEvaluation.POINTS, 18 - place)
            self.add(
                SupplierEvaluation(
                    supplier=supplier, verdict="keep", heard="膳食委员会", **points
                ),
                campus, when + (60 + place) * MINUTE, self.staff.director,
            )  # fmt: skip

    def add(self, record: Any, campus: Campus, when: datetime, by: Any, **scope: Any) -> Any:
        """Keep a record to be filed, if it has happened by now."""
        record.entry = Entry(
            campus=campus, happened_at=when, entered_by=by, entered_at=when + 3 * MINUTE, **scope
        )
        if record.entry.entered_at <= self.now:
            self.records.append(record)
            return record
        return None

    def open(self, number: int, campus: Campus) -> Kitchen:
        holders = self.staff.holders
        keeper = holders(Role.STOREKEEPER, number)[0]
        cooks = holders(Role.COOK, number)
        store = Store.objects.create(campus=campus, name="食品库", kind="food", keeper=keeper)
        second = cooks[-1] if cooks[-1] != keeper else self.staff.director
        buyer = holders(Role.PURCHASER, number)[0]
        return Kitchen(number, campus, store, keeper, cooks[0], second, buyer)

    # Day by day ----------------------------------------------------------------------------------

    def cook_through(self, kitchen: Kitchen) -> None:
        rows = MenuDish.objects.filter(
            menu__campus=kitchen.campus, menu__published_at__isnull=False, menu__special="",
            on__range=(self.first, self.site.wanted.today), is_dropped=False, replaced_by=None,
        )  # fmt: skip
        days: dict[date, list[Any]] = defaultdict(list)
        for row in rows.select_related("menu").order_by("on", "position", "pk"):
            days[row.on].append(row)
        self.count_children(kitchen)
        needs = {on: self.needs_of(kitchen, on, dishes) for on, dishes in sorted(days.items())}
        dates = sorted(needs)
        for place, on in enumerate(dates):
            if place % 3 == 0:
                self.discard(kitchen, on)
                self.deliver(kitchen, on, [needs[one] for one in dates[place : place + 3]])
            for meal in dict.fromkeys(row.meal for row in days[on]):
                self.cook(kitchen, on, meal, needs[on])

    def count_children(self, kitchen: Kitchen) -> None:
        """Who is there, class by class, from the attendance; and the staff."""
        self.present = health.present_by_class(self.first, self.site.wanted.today)
        self.staff_count = diners.staff_of(self.site.wanted.today, kitchen.campus)

        terms = [t for t in self.site.terms if t.ends_on >= self.first]
        self.size: dict[int, int] = defaultdict(int)
        for pk in Enrolment.objects.filter(
            term__in=terms, school_class__campus=kitchen.campus
        ).values_list("school_class", flat=True):
            self.size[pk] += 1
        years = {t.school_year for t in terms if t.starts_on <= self.site.wanted.today}
        self.classes = list(
            SchoolClass.objects.filter(campus=kitchen.campus, school_year__in=years)
            .order_by("position", "pk")
        )  # fmt: skip

    def portions(self, on: date) -> list[tuple[SchoolClass, int, int | None]]:
        """Of each class of the year: portions, and how many its attendance names."""
        year = next((t.school_year for t in self.site.terms if t.starts_on <= on <= t.ends_on), 0)
        found = []
        for one in self.classes:
            if one.school_year == year:
                there = self.present.get((one.pk, on))
                count = self.size[one.pk] if there is None else there
                found.append((one, count, there))
        return found

    def needs_of(
        self, kitchen: Kitchen, on: date, dishes: list[MenuDish]
    ) -> dict[tuple[str, str], dict[int, Decimal]]:
        """Grams of each food, by meal and audience."""
        eaters: dict[str, int] = defaultdict(int)
        for one, count, _there in self.portions(on):
            eaters[group_of(one.grade)] += count
        staff = {str(AgeGroup.STAFF): self.staff_count}
        found: dict[tuple[str, str], list[Need]] = defaultdict(list)
        for audience, who in (("children", dict(eaters)), ("staff", staff)):
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
                baskets[self.seller_of(food)].append((food, much))
        for seller, basket in sorted(baskets.items()):
            self.bring(kitchen, on, seller, basket)

    def seller_of(self, food: Food) -> int:
        groups = [groups for _name, _source, groups, *_rest in SELLERS]
        return next((n for n, mine in enumerate(groups) if food.group in mine), len(SELLERS) - 1)

    def bring(
        self, kitchen: Kitchen, on: date, seller: int, basket: list[tuple[Food, Decimal]]
    ) -> None:
        supplier, source = self.suppliers[seller], SELLERS[seller][1]
        came_at = at(on, "06:30") + (seller * 12 + kitchen.number * 3) * MINUTE
        order = FoodOrder(
            supplier=supplier, deliver_on=on, ordered_by=kitchen.buyer,
        )  # fmt: skip
        order.new_lines = [
            FoodOrderLine(item=food.item, quantity=much, price=usual_price(food))
            for food, much in basket
        ]
        self.add(
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
        if self.add(receipt, kitchen.campus, came_at, kitchen.keeper) is None:
            return
        good = [line for line in receipt.new_lines if line.accepted > 0]
        stock_in = StockIn(
            store=kitchen.store, supplier=supplier, source=StockIn.Source.PURCHASE,
            delivered_by=SELLERS[seller][3],
        )  # fmt: skip
        stock_in.new_lines = [self.take_in(kitchen, line, on) for line in good]
        self.add(stock_in, kitchen.campus, came_at + 2 * MINUTE, kitchen.keeper)
        self.receipts.append((kitchen, receipt, stock_in))

    def discard(self, kitchen: Kitchen, on: date) -> None:
        """What has expired is written off before the next delivery."""
        gone = [
            kept
            for kept in self.all_of(kitchen)
            if kept.left > 0 and kept.lot.expires_on and kept.lot.expires_on < on
        ]
        when = at(on, "06:10") + kitchen.number * 2 * MINUTE
        if not gone or when + 3 * MINUTE > self.now:
            return
        sheet = StockLoss(store=kitchen.store, cause="expired", reason="超过保质期，销毁")
        sheet.new_lines = [
            StockLossLine(item=k.lot.item, lot=k.lot, quantity=k.left, amount=k.worth) for k in gone
        ]
        for kept in gone:
            kept.left, kept.worth = Decimal(0), Decimal(0)
        self.add(sheet, kitchen.campus, when, kitchen.keeper)
        self.losses.append((kitchen, sheet))

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
        kitchen.lots[line.item_id].append(Kept(lot, line.accepted, line.amount))
        return StockInLine(item=line.item, lot=lot, quantity=line.accepted, amount=line.amount)

    def cook(self, kitchen: Kitchen, on: date, meal: str, needs: dict[Any, Any]) -> None:
        """Issued for the meal, to children and staff apart; delivered; leftovers weighed."""
        served = at(on, kitchen.campus.meals.get(meal, "11:20"))
        for place, audience in enumerate(("children", "staff")):
            foods = needs.get((meal, audience))
            if not foods:
                continue
            when = served - timedelta(hours=2) + (place * 4 + kitchen.number) * MINUTE
            self.issue(kitchen, when, meal, audience, foods)
        portions = self.portions(on)
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
            lines += list(self.take_out(kitchen, item, wanted, when.date()))
        if lines:
            sheet.new_lines = lines
            scope = {"meal": meal, "subject": audience}
            self.add(sheet, kitchen.campus, when, kitchen.keeper, **scope)
            self.issues.append((kitchen, sheet))

    def take_out(
        self, kitchen: Kitchen, item: Any, wanted: Decimal, on: date
    ) -> Iterator[StockOutLine]:
        """First expiring first, nothing expired; the last of a lot takes what is left of its worth."""
        usable = [
            kept
            for kept in kitchen.lots[item.pk]
            if kept.left > 0 and not (kept.lot.expires_on and kept.lot.expires_on < on)
        ]
        for kept in sorted(usable, key=lambda one: one.lot.expires_on or date.max):
            part = min(kept.left, wanted)
            if part <= 0:
                return
            is_last = part == kept.left
            worth = (part * kept.lot.price).quantize(CENT, ROUND_HALF_UP)
            worth = kept.worth if is_last else min(worth, kept.worth)
            kept.left, kept.worth = kept.left - part, kept.worth - worth
            wanted -= part
            yield StockOutLine(item=item, lot=kept.lot, quantity=part, amount=worth)

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
        self.add(service, kitchen.campus, when, kitchen.cook, **act)
        kilos = Decimal(self.rng.randint(4, 30)) / 10
        cause = self.rng.choice(CAUSES)
        if is_lunch:
            left = MealService(on=on, meal=meal, leftovers_kg=kilos, cause=cause)
            left.new_lines = []
            act = {"meal": meal, "subject": ServiceAct.LEFTOVERS.value}
            self.add(left, kitchen.campus, when + 55 * MINUTE, kitchen.cook, **act)

    # Into the books ------------------------------------------------------------------------------

    def file(self) -> None:
        """Lots first, then the records in the order of time, then what hangs on their keys."""
        kept = {id(one.lot): one for (kitchen,) in self.every() for one in self.all_of(kitchen)}
        lots = [one.lot for one in kept.values()]
        suppliers = {
            id(line.lot): stock_in.supplier
            for _kitchen, _receipt, stock_in in self.receipts
            if stock_in
            for line in stock_in.new_lines or ()
        }
        for lot in lots:
            lot.supplier = suppliers.get(id(lot))
        Lot.objects.bulk_create(lots, batch_size=2000)
        self.records.sort(key=lambda record: record.entry.entered_at)
        orders = [r for r in self.records if isinstance(r, FoodOrder)]
        rest = [r for r in self.records if not isinstance(r, FoodOrder | StockIn)]
        filing.submit_many(orders)
        self.point_at_orders(orders)
        for record in rest:
            for line in record.new_lines or ():
                if isinstance(line, StockOutLine | StockLossLine):
                    line.lot_id = line.lot.pk
        filing.submit_many(rest)
        self.file_stock_ins()
        self.move()
        self.sign()

    def every(self) -> Iterable[tuple[Kitchen]]:
        seen = {kitchen.number: kitchen for kitchen, _receipt, _in in self.receipts}
        return [(kitchen,) for kitchen in seen.values()]

    def all_of(self, kitchen: Kitchen) -> list[Kept]:
        return [kept for lots in kitchen.lots.values() for kept in lots]

    def point_at_orders(self, orders: list[FoodOrder]) -> None:
        """A receipt names its order and, line by line, what was ordered."""
        lines: dict[tuple[int, int], FoodOrderLine] = {}
        filed = {order.entry_id for order in orders}
        for line in FoodOrderLine.objects.filter(sheet__in=filed):
            lines[line.sheet_id, line.item_id] = line
        for _kitchen, receipt, _stock_in in self.receipts:
            order = receipt.ordered  # type: ignore[attr-defined]
            if order.entry_id in filed:
                receipt.order = order
                for line in receipt.new_lines or ():
                    line.order_line = lines.get((order.entry_id, line.item_id))

    def file_stock_ins(self) -> None:
        """They name the receipt they came by, so they come after it."""
        sheets = []
        for _kitchen, receipt, stock_in in self.receipts:
            if stock_in is not None:
                stock_in.basis = receipt.entry
                for line in stock_in.new_lines or ():
                    line.lot_id = line.lot.pk
                sheets.append(stock_in)
        filing.submit_many(sheets)
        by_receipt: dict[tuple[int, int], GoodsReceiptLine] = {}
        keys = [receipt.entry_id for _kitchen, receipt, _in in self.receipts]
        for line in GoodsReceiptLine.objects.filter(sheet__in=keys):
            by_receipt[line.sheet_id, line.item_id] = line
        ReceivedLot.objects.bulk_create(
            [
                ReceivedLot(line=by_receipt[receipt.entry_id, line.item_id], lot=line.lot)
                for _kitchen, receipt, stock_in in self.receipts
                if stock_in
                for line in stock_in.new_lines or ()
            ],
            batch_size=2000,
        )

    def move(self) -> None:
        """The ledger, and what is left of each lot."""
        rows = [
            self.movement(kitchen, stock_in, line, Movement.Kind.RECEIVE, 1)
            for kitchen, _receipt, stock_in in self.receipts
            if stock_in
            for line in stock_in.new_lines or ()
        ]
        rows += [
            self.movement(kitchen, sheet, line, Movement.Kind.ISSUE, -1)
            for kitchen, sheet in self.issues
            for line in sheet.new_lines or ()
        ]
        rows += [
            self.movement(kitchen, loss, line, Movement.Kind.LOSS, -1)
            for kitchen, loss in self.losses
            for line in loss.new_lines or ()
        ]
        rows.sort(key=lambda row: row.entered_at)
        Movement.objects.bulk_create([stamped(row) for row in rows], batch_size=2000)
        Balance.objects.bulk_create(
            [
                Balance(
                    store=kitchen.store, lot=one.lot, item_id=one.lot.item_id, quantity=one.left
                )
                for (kitchen,) in self.every()
                for one in self.all_of(kitchen)
            ],
            batch_size=2000,
        )

    def movement(self, kitchen: Kitchen, sheet: Any, line: Any, kind: str, sign: int) -> Movement:
        entry = sheet.entry
        return Movement(
            store=kitchen.store, lot=line.lot, item_id=line.item_id, kind=kind,
            quantity=sign * line.quantity, amount=sign * line.amount,
            happened_at=entry.happened_at, entered_at=entry.entered_at, by=entry.entered_by,
            entry=entry, line=line.position,
        )  # fmt: skip

    def sign(self) -> None:
        """Everybody who looked at a delivery or drew food has signed, but for the last day."""
        asked = [
            (receipt.entry, Capacity.ACCEPTED, person)
            for _kitchen, receipt, _in in self.receipts
            for person in (receipt.inspector, receipt.second)
        ]
        asked += [(sheet.entry, Capacity.RECEIVED, sheet.receiver) for _k, sheet in self.issues]
        Signer.objects.bulk_create(
            [
                Signer(entry=entry, capacity=capacity, person=person, asked_at=entry.entered_at)
                for entry, capacity, person in asked
            ],
            batch_size=2000,
        )
        recent = self.now - DAY
        Signature.objects.bulk_create(
            [
                stamped(
                    Signature(
                        entry=entry, version=entry.version, capacity=capacity, by=person,
                        at=entry.entered_at + 4 * MINUTE,
                    )
                )
                for entry, capacity, person in asked
                if entry.entered_at < recent
            ],
            batch_size=2000,
        )  # fmt: skip

    def close_months(self, kitchen: Kitchen) -> None:
        """Each month is closed on its last day of school."""
        month = monthly.first_of(self.first)
        while month <= self.site.wanted.today:
            moment = monthly.closing_of(kitchen.campus, month) - timedelta(hours=6)
            if moment <= self.now and moment.date() >= self.first:
                monthly.file(kitchen.store, month, by=kitchen.keeper, now=moment)
            month = monthly.first_of(month + 32 * DAY)
