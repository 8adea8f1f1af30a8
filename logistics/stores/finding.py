"""What the search box and the label of a storeroom find of the stores."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from logistics.contributions import SearchSource, Sticker, Words
from logistics.search import Found, Hit, Search
from logistics.stores import stock
from logistics.stores.models import Item
from logistics.templatetags.house import quantity


def items(search: Search) -> Found:
    """Items by name, number, pinyin, specification or barcode, with what there is of them."""
    stores = stock.stores_seen_by(search.person)
    matching = Item.objects.in_use().matching(search.asked.name)
    rows: QuerySet[Any] = stock.with_total(matching, stores).order_by("initials", "pk")[
        : search.most + 1
    ]
    hits = (
        Hit(
            str(item), item.get_absolute_url(), f"{item.number} · {quantity(item.total, item.unit)}"
        )
        for item in rows
    )
    query = urlencode({"q": search.asked.name, "campus": ""})
    return search.first(hits, f"{reverse('stores:stock')}?{query}")


def about_store(place: Any, person: Any) -> str:
    """The page of the store that lies in this room."""
    store = stock.stores_seen_by(person).in_use().filter(place=place).order_by("pk").first()
    return store.get_absolute_url() if store else ""


def sources(title: Words) -> list[SearchSource]:
    return [SearchSource("items", title, items, stock.VIEW, 35)]


def stickers(title: Words) -> list[Sticker]:
    return [Sticker(title, "boxes", about_store, stock.VIEW, 40)]
