"""What is there, asked in one query: quantities, what is low, what expires, by the stores one reaches."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    DecimalField,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Round

from logistics.stores.models import Balance, Item, Shelf, Store
from logistics.stores.models.goods import KEEP, StoreQuerySet

VIEW = "stores.view"
QUANTITY: DecimalField = DecimalField(max_digits=14, decimal_places=3)


def stores_seen_by(person: Any) -> StoreQuerySet:
    return Store.objects.visible_to(person, VIEW)


def keeps_any(person: Any) -> bool:
    """Whether the person may receive and issue in some store."""
    return any(person.has_perm(permission) for permission in KEEP.values())


def with_total(items: QuerySet[Item], stores: Sequence[int] | QuerySet[Store]) -> QuerySet[Item]:
    """Adds `total`, what these stores have of an item, expired goods included."""
    here = Balance.objects.filter(item=OuterRef("pk"), store__in=stores).order_by()
    total = here.values("item").annotate(all=Round(Sum("quantity"), 3)).values("all")
    none = Value(Decimal(0), output_field=QUANTITY)
    return items.annotate(total=Coalesce(Subquery(total, output_field=QUANTITY), none))


def with_stock(
    items: QuerySet[Item], stores: Sequence[int], *, on: date, soon: date
) -> QuerySet[Item]:
    """Adds what the list of the stock shows of an item: total, state, next expiry."""
    here = Balance.objects.filter(item=OuterRef("pk"), store__in=stores).there().order_by()
    dated = here.filter(lot__expires_on__gte=on)
    first = dated.values("item").annotate(day=Min("lot__expires_on")).values("day")
    low = Shelf.objects.filter(item=OuterRef("pk"), store__in=stores, low_since__isnull=False)
    return with_total(items, stores).annotate(
        expires_on=Subquery(first, output_field=DateField()),
        is_low=Exists(low),
        is_expiring=Exists(dated.filter(lot__expires_on__lte=soon)),
        is_expired=Exists(here.filter(lot__expires_on__lt=on)),
    )


def with_places(items: QuerySet[Item], stores: Sequence[int]) -> QuerySet[Item]:
    """Adds `here`, the balances of these stores, and `kept`, their shelves."""
    balances = Balance.objects.filter(store__in=stores).there().select_related("store")
    shelves = Shelf.objects.filter(store__in=stores).select_related("store")
    return items.prefetch_related(
        Prefetch("balances", balances.order_by("store", "pk"), to_attr="here"),
        Prefetch("shelves", shelves, to_attr="kept"),
    )


def expired_first(balances: QuerySet[Balance]) -> QuerySet[Balance]:
    return balances.order_by(
        F("lot__expires_on").asc(nulls_last=True), "item__name", "lot__received_on", "pk"
    )
