"""Foods as things of the store: every food that is bought has an item it is counted as."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.models import Food
from logistics.school.models import Campus
from logistics.stores.models import Item, ItemGroup, Lot, Store
from logistics.stores.models.goods import Stock

KILOGRAM = Decimal(1000)


def group_of_foods() -> ItemGroup:
    group = ItemGroup.objects.filter(kind=Stock.FOOD).order_by("position", "pk").first()
    return group or ItemGroup.objects.create(name=_("Food"), kind=Stock.FOOD)


@transaction.atomic
def keep(foods: Iterable[Food]) -> dict[int, Item]:
    """The item of each food; a food without one gets it, counted by the kilogram.

    What it gets is bought fresh and names no date; whoever keeps the list says otherwise.
    """
    found: dict[int, Item] = {}
    group = None
    for food in foods:
        if food.item is None:
            group = group or group_of_foods()
            food.item = item_for(food, group)
            food.grams_per_unit = food.grams_per_unit or KILOGRAM
            food.save(update_fields=["item", "grams_per_unit"])
        found[food.pk] = food.item
    return found


def item_for(food: Food, group: ItemGroup) -> Item:
    known = Item.objects.filter(name=food.name, group__kind=Stock.FOOD).order_by("pk").first()
    if known is not None:
        return known
    item = Item(number=f"S{food.pk:05d}", name=food.name, unit=_("kg"), group=group)
    item.spell()
    item.save()
    return item


def store_of(campus: Campus) -> Store | None:
    """The food store of a campus; the first, where it has several."""
    rows = Store.objects.in_use().filter(campus=campus, kind=Stock.FOOD)
    return rows.select_related("campus", "keeper").order_by("pk").first()


def last_paid(items: Iterable[int]) -> dict[int, tuple[Any, Decimal]]:
    """Supplier and price of the newest lot of each item that was bought."""
    rows = Lot.objects.filter(item__in=set(items), supplier__isnull=False)
    newest: dict[int, tuple[Any, Decimal]] = {}
    for item, supplier, price in rows.order_by("received_on", "pk").values_list(
        "item", "supplier", "price"
    ):
        newest[item] = (supplier, price)
    return newest
