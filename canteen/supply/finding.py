"""What the search box finds of buying food: suppliers and batches."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from logistics.search import Found, Hit, Search
from logistics.stores.models import Lot, Store, Supplier
from logistics.stores.models.goods import Stock

VIEW = "canteen.view"


def suppliers(search: Search) -> Found:
    words = search.asked.name
    found = Q(name__icontains=words) | Q(contact__icontains=words) | Q(goods__icontains=words)
    rows = Supplier.objects.filter(found, is_active=True).order_by("name")[: search.most + 1]
    hits = (Hit(row.name, reverse("canteen:supplier", args=[row.pk]), row.goods) for row in rows)
    return search.first(hits, reverse("canteen:supplier_list"))


def lots(search: Search) -> Found:
    """A batch by its number, at the campuses one reaches."""
    words = search.asked.name
    rows = Lot.objects.filter(
        batch__icontains=words, item__group__kind=Stock.FOOD,
        balances__store__in=stores_seen(search.person),
    )  # fmt: skip
    rows = rows.select_related("item").distinct().order_by("-received_on", "-pk")
    hits = (
        Hit(str(row), reverse("canteen:lot", args=[row.pk]), f"{row.received_on:%Y-%m-%d}")
        for row in rows[: search.most + 1]
    )
    return search.first(hits, reverse("canteen:food_store"))


def stores_seen(person: Any) -> Any:
    return Store.objects.visible_to(person, VIEW).filter(kind=Stock.FOOD)
