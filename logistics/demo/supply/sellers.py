"""Who sells food to the kitchens of the sample, and at what price."""

from datetime import date
from decimal import Decimal
from typing import Any

from canteen.models import Food, Group, Source, SupplierEvaluation, SupplierLicence, SupplierProfile
from canteen.supply import keeping
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.demo.supply.books import Books
from logistics.demo.supply.kitchens import MINUTE
from logistics.school.calendar import DAY, at
from logistics.stores.models import Item, Supplier

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


def find_suppliers(site: Site, staff: Staff, books: Books, first: date) -> list[Supplier]:
    """Four firms with their licences; one paper ends soon, and they were evaluated once."""
    found = []
    campus, when = site.campuses[0], at(first, "10:10")
    buyer = staff.holders(Role.PURCHASER, 0)[0]
    for place, (name, source, _groups, contact, phone, goods) in enumerate(SELLERS):
        supplier, _made = Supplier.objects.get_or_create(
            name=name, defaults={"contact": contact, "phone": phone, "goods": goods}
        )
        SupplierProfile.objects.create(
            supplier=supplier, source=source, legal_person=contact, is_bulk=place != 0,
            decided_by="行政会议纪要第 6 号" if place else "",
        )  # fmt: skip
        found.append(supplier)
        ends = site.wanted.today + (20 if place == 2 else 400 + 90 * place) * DAY
        for paper, number, until in (
            ("production" if source == Source.PRODUCER else "trade", "131", ends),
            ("business", "9131", None),
            ("contract", "2026-", site.term.ends_on + 200 * DAY),
        ):
            books.add(
                SupplierLicence(
                    supplier=supplier, paper=paper, number=f"{number}{place + 1:04d}",
                    valid_from=first - 300 * DAY, valid_to=until,
                ),
                campus, when + place * 5 * MINUTE, buyer,
            )  # fmt: skip
        points = dict.fromkeys(SupplierEvaluation.POINTS, 18 - place)
        books.add(
            SupplierEvaluation(
                supplier=supplier, verdict="keep", heard="膳食委员会", **points
            ),
            campus, when + (60 + place) * MINUTE, staff.director,
        )  # fmt: skip
    return found


def seller_of(food: Food) -> int:
    groups = [groups for _name, _source, groups, *_rest in SELLERS]
    return next((n for n, mine in enumerate(groups) if food.group in mine), len(SELLERS) - 1)


def usual_price(food: Food) -> Decimal | None:
    return food.item.price if food.item else None


def keep_foods(known: list[Food]) -> None:
    """Every food of the menus gets an item, counted by the kilogram, with its usual price."""
    group = keeping.group_of_foods()
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
