"""What to buy for a week: the published menu times those who should be there, minus what is there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from canteen.menus.serving import Audience
from canteen.models import (
    AgeGroup,
    Food,
    FoodOrder,
    FoodOrderLine,
    GoodsReceiptLine,
    MenuDish,
)
from canteen.supply import diners, keeping, quantities
from canteen.supply.day import left_of, recipes_of, who_gets_what
from canteen.supply.quantities import Serving
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.stores.ledger import exact
from logistics.stores.models import Supplier

TENTH = Decimal("0.1")
VOIDED = Entry.Status.VOIDED


@dataclass
class Wanted:
    """One food of the week, in units of the store; `grams` where it is not kept there yet."""

    food: Food
    grams: Decimal
    needed: Decimal
    left: Decimal = Decimal(0)
    coming: Decimal = Decimal(0)  # ordered and not here yet
    supplier: int | None = None
    price: Decimal | None = None

    @property
    def to_buy(self) -> Decimal:
        """Rounded up to a tenth: nobody sells 0.037 kg."""
        return max(self.needed - self.left - self.coming, Decimal(0)).quantize(TENTH, ROUND_UP)

    @property
    def unit(self) -> str:
        return self.food.item.unit if self.food.item else str(_("kg"))

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else (self.to_buy * self.price).quantize(Decimal("0.01"))


@dataclass
class Basket:
    """What one supplier brings; `supplier` None: nobody has sold it before."""

    supplier: Supplier | None
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((one.amount or Decimal(0) for one in self.wanted), Decimal(0))


@dataclass
class Week:
    """The shopping of a week from a day on."""

    first: date
    last: date
    eaters: int
    wanted: list[Wanted]
    without_grams: list[Any]

    @property
    def to_buy(self) -> list[Wanted]:
        return [one for one in self.wanted if one.to_buy > 0]


def week_of(on: date) -> tuple[date, date]:
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def work_out(first: date, last: date, campus: Campus, *, today: date) -> Week:
    """Everything from `first` to `last` that is still to come; what was, was eaten.

    Reckoned with those who should be there today: nobody knows yet who will be ill on Thursday.
    """
    begins = max(first, today)
    rows = list(dishes_between(begins, last, campus))
    classes = diners.of_day(today, campus, also_closed=True)
    expecting = expected(classes)
    children = diners.eaters(expecting)
    theirs = [row for row in rows if row.menu.audience == Audience.CHILDREN]
    by_row = {}
    if any(row.menu.special for row in theirs):
        by_row = who_gets_what(theirs, expecting, today, campus, also_away=True)
    staff = {str(AgeGroup.STAFF): diners.staff_of(today, campus)}
    recipes, foods = recipes_of(row.dish_id for row in rows)
    grams: dict[int, Decimal] = defaultdict(Decimal)
    for audience, eaters in ((Audience.CHILDREN, children), (Audience.STAFF, staff)):
        servings = [
            Serving(row.meal, row.dish_id, by_row.get(row.pk))
            for row in rows
            if row.menu.audience == audience
        ]
        for food, more in quantities.by_food(quantities.needs(servings, recipes, eaters)).items():
            grams[food] += more
    missing = quantities.without_grams([Serving("", row.dish_id) for row in rows], recipes)
    bare = {row.dish_id: row.dish for row in rows if row.dish_id in missing}
    wanted = [wanted_of(foods[pk], much) for pk, much in grams.items()]
    tell_stock(wanted, campus, today)
    return Week(begins, last, sum(children.values()), wanted, list(bare.values()))


def expected(classes: Iterable[diners.Diners]) -> list[diners.Diners]:
    for one in classes:
        one.count = one.expected
    return list(classes)


def dishes_between(first: date, last: date, campus: Campus) -> QuerySet[MenuDish]:
    """What comes to the table in a span, special menus included; as `serving.served`, day by day."""
    rows = MenuDish.objects.filter(
        menu__campus=campus, menu__published_at__isnull=False,
        on__range=(first, last), is_dropped=False, replaced_by=None,
    )  # fmt: skip
    return rows.select_related("dish", "menu").order_by("on", "menu__special", "position", "pk")


def wanted_of(food: Food, grams: Decimal) -> Wanted:
    per_unit = food.grams_per_unit or keeping.KILOGRAM
    return Wanted(food, grams, quantities.in_units(grams, per_unit) or Decimal(0))


def tell_stock(wanted: list[Wanted], campus: Campus, on: date) -> None:
    """What is there, what is on its way, of whom it was bought last and for how much."""
    items = [one.food.item_id for one in wanted if one.food.item_id]
    left, coming = left_of(items, on, campus), coming_of(items, campus, on)
    paid = keeping.last_paid(items)
    for one in wanted:
        if key := one.food.item_id:
            one.left, one.coming = left.get(key, Decimal(0)), coming.get(key, Decimal(0))
            one.supplier, one.price = paid.get(key, (None, None))
    wanted.sort(key=lambda one: (one.food.group, one.food.pinyin, one.food.pk))


def received(line: Any) -> Any:
    """What of an order line was accepted; what was voided was not."""
    rows = GoodsReceiptLine.objects.filter(order_line=line).exclude(sheet__entry__status=VOIDED)
    sums = rows.order_by().values("order_line").annotate(all=Sum(F("quantity") - F("rejected")))
    return sums.values("all")


def open_lines(campus: Campus | None = None) -> QuerySet[FoodOrderLine]:
    """Lines of standing orders of which something is still to come; adds `came`."""
    number: DecimalField = DecimalField(max_digits=14, decimal_places=3)
    came = Coalesce(
        Subquery(received(OuterRef("pk")), output_field=number),
        Value(Decimal(0), output_field=number),
    )
    rows: Any = FoodOrderLine.objects.exclude(sheet__entry__status=VOIDED).annotate(came=came)
    if campus is not None:
        rows = rows.filter(sheet__entry__campus=campus)
    return rows.filter(quantity__gt=F("came"))


def coming_of(items: Iterable[int], campus: Campus, on: date) -> dict[int, Decimal]:
    """What is ordered for the last week or later and has not come."""
    rows: Any = open_lines(campus).filter(
        item__in=set(items), sheet__deliver_on__gte=on - timedelta(days=3)
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for item, quantity, came in rows.values_list("item", "quantity", "came"):
        found[item] += exact(quantity - came)
    return dict(found)


def baskets(week: Week) -> list[Basket]:
    """The list by supplier, who brings most first; what nobody has sold yet comes last."""
    known = Supplier.objects.in_bulk({one.supplier for one in week.to_buy if one.supplier})
    found: dict[int | None, Basket] = {}
    for one in week.to_buy:
        key = one.supplier if one.supplier in known else None
        found.setdefault(key, Basket(known.get(key) if key else None)).wanted.append(one)
    return sorted(found.values(), key=lambda b: (b.supplier is None, -b.amount))


@dataclass(frozen=True)
class ToOrder:
    """So much of a food from one supplier."""

    food: Food
    quantity: Decimal
    supplier: Supplier
    price: Decimal | None = None


@transaction.atomic
def order(
    lines: Sequence[ToOrder], *, campus: Campus, deliver_on: date, by: Any, now: datetime,
    note: str = "",
) -> list[FoodOrder]:  # fmt: skip
    """File an order for each supplier named; every food becomes an item of the store."""
    if not lines:
        raise Refused(_("Nothing is to be ordered."))
    items = keeping.keep(line.food for line in lines)
    orders = []
    for supplier in dict.fromkeys(line.supplier for line in lines):
        entry = Entry(campus=campus, happened_at=now)
        sheet = FoodOrder(
            entry=entry, supplier=supplier, deliver_on=deliver_on, ordered_by=by, note=note
        )
        sheet.new_lines = [
            FoodOrderLine(item=items[line.food.pk], quantity=line.quantity, price=line.price)
            for line in lines
            if line.supplier == supplier
        ]
        filing.submit(sheet, by=by, now=now)
        orders.append(sheet)
    return orders


def with_state(orders: QuerySet[FoodOrder]) -> QuerySet[FoodOrder]:
    """Adds `is_open`: something is to come; and `has_come`: something has."""
    return orders.annotate(
        is_open=Exists(open_lines().filter(sheet=OuterRef("pk"))),
        has_come=Exists(
            GoodsReceiptLine.objects.filter(order_line__sheet=OuterRef("pk")).exclude(
                sheet__entry__status=VOIDED
            )
        ),
    )


def state_of(order: Any) -> FoodOrder.State:
    """Of an order `with_state`."""
    if order.entry.status == VOIDED:
        return FoodOrder.State.VOIDED
    if not order.is_open:
        return FoodOrder.State.RECEIVED
    return FoodOrder.State.PARTLY if order.has_come else FoodOrder.State.ORDERED


def due(campuses: Iterable[Campus], until: date) -> QuerySet[FoodOrder]:
    """Orders of which something should have come by a day; the earliest first."""
    rows: Any = FoodOrder.objects.filter(entry__campus__in=list(campuses), deliver_on__lte=until)
    rows = with_state(rows.exclude(entry__status=VOIDED))
    rows = rows.filter(is_open=True)
    recent = Q(deliver_on__gte=until - timedelta(days=14))
    return (
        rows.filter(recent).select_related("supplier", "entry__campus").order_by("deliver_on", "pk")
    )
