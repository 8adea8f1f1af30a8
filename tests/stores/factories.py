"""Goods, stores and deliveries, made with as little as a story needs."""

from decimal import Decimal
from itertools import count

from django.utils import timezone

from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Store
from logistics.stores.receiving import Arrived

numbers = count(1)


def make_store(campus, **given):
    return Store.objects.create(campus=campus, **{"name": f"Store {next(numbers)}"} | given)


def make_item(**given):
    group, _made = ItemGroup.objects.get_or_create(name="Cleaning")
    number = next(numbers)
    usual = {"number": f"W{number}", "name": f"Mop {number}", "unit": "pcs", "group": group}
    item = Item(**usual | given)
    item.spell()
    item.save()
    return item


def bring(store, item, quantity, *, by, price="5", at=None, **given):
    """A delivery of one item, now or at a moment of the past."""
    now = timezone.now()
    arrived = Arrived(item, Decimal(quantity), Decimal(price), **given)
    late = {"late_reason": "Brought late"} if at else {}
    return receiving.receive(store, [arrived], by=by, now=now, happened_at=at or now, **late)
