"""A kitchen that buys, keeps and issues: as little as a story needs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from canteen.models import (
    Food,
    FoodOrder,
    FoodOrderLine,
    GoodsReceipt,
    GoodsReceiptLine,
    SupplierLicence,
    SupplierProfile,
)
from canteen.supply import keeping, receiving
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import set_days
from logistics.school.models import Term
from logistics.stores.models import Store, Supplier
from tests.canteen.factories import make_dish, make_menu
from tests.factories import make_campus, make_child, make_class, make_person, make_post

WEDNESDAY = date(2026, 9, 9)
MORNING = datetime(2026, 9, 9, 0, 30, tzinfo=UTC)  # 08:30 in the school's own time


def make_kitchen(on: date = WEDNESDAY, *, children: int = 3) -> SimpleNamespace:
    """A campus with a class of three to four year olds, a cook, a keeper, a store, a supplier."""
    campus = make_campus()
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    days = [on - timedelta(20), on - timedelta(15), on + timedelta(100), on + timedelta(110)]
    year = on.year if on.month >= 8 else on.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, days, strict=True)))
    set_days([campus], on - timedelta(5), on + timedelta(5), kind="school")
    school_class = make_class(campus=campus, school_year=term.school_year, grade="junior")
    pupils = [make_child(school_class=school_class, term=term) for _ in range(children)]
    people = {}
    for role in ("cook", "storekeeper", "purchaser"):
        people[role] = make_person(name=role.title())
        make_post(person=people[role], role=role, campus=campus, starts_on=date(2020, 1, 1))
    store = Store.objects.create(campus=campus, name="Food", kind="food")
    supplier = Supplier.objects.create(name="Green Farm Foods")
    SupplierProfile.objects.create(supplier=supplier, source="trader")
    return SimpleNamespace(
        campus=campus, term=term, school_class=school_class, children=pupils, store=store,
        supplier=supplier, on=on, now=MORNING, **people,
    )  # fmt: skip


def license_it(kitchen: Any, valid_to: date | None = date(2028, 1, 1), **given: Any) -> Entry:
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now, late_reason="filed later")
    paper = SupplierLicence(
        entry=entry, supplier=kitchen.supplier, valid_to=valid_to,
        **{"paper": "trade", "number": "JY1"} | given,
    )  # fmt: skip
    return filing.submit(paper, by=kitchen.purchaser, now=kitchen.now)


def item_of(name: str) -> Any:
    """The item of the store a shipped food is kept as."""
    food = Food.objects.select_related("item").get(name=name)
    return keeping.keep([food])[food.pk]


def bring(kitchen: Any, name: str, quantity: str, price: str = "5", **given: Any) -> Entry:
    """A delivery of one food, in order unless it is said otherwise."""
    sheet_names = ("inspector", "second", "buyer", "papers", "order", "reason", "happened_at")
    said = {key: given.pop(key) for key in sheet_names if key in given}
    happened_at = said.pop("happened_at", kitchen.now)
    entry = Entry(campus=kitchen.campus, happened_at=happened_at, late_reason="brought later")
    usual = {
        "inspector": kitchen.storekeeper, "second": kitchen.cook, "buyer": kitchen.purchaser,
        "papers": ["licence", "purchase", "quarantine", "meat"],
    }  # fmt: skip
    sheet = GoodsReceipt(
        entry=entry, store=kitchen.store, supplier=kitchen.supplier, source="trader",
        **usual | said,
    )  # fmt: skip
    line = GoodsReceiptLine(
        item=item_of(name), quantity=Decimal(quantity), price=Decimal(price), **given
    )
    sheet.new_lines = [line]
    return receiving.receive(sheet, by=kitchen.storekeeper, now=kitchen.now)


def order_of(kitchen: Any, name: str, quantity: str) -> FoodOrder:
    entry = Entry(campus=kitchen.campus, happened_at=kitchen.now)
    sheet = FoodOrder(
        entry=entry, supplier=kitchen.supplier, deliver_on=kitchen.on,
        ordered_by=kitchen.purchaser,
    )  # fmt: skip
    sheet.new_lines = [FoodOrderLine(item=item_of(name), quantity=Decimal(quantity))]
    filing.submit(sheet, by=kitchen.purchaser, now=kitchen.now)
    return sheet


def put_on_the_table(kitchen: Any, grams: dict[str, Any], *, meal: str = "lunch") -> Any:
    """A published dish of the day."""
    dish = make_dish(f"Dish of {meal}", grams)
    published = kitchen.now - timedelta(days=5)
    meals = {(kitchen.on, meal): [dish]}
    return make_menu(kitchen.campus, kitchen.cook, meals, published_at=published)
