"""What is there, asked in one query: quantities, what is low, what expires, by the stores one reaches."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round

from logistics.school.calendar import start_of
from logistics.stores.models import Balance, Item, Movement, Shelf, Store
from logistics.stores.models.goods import KEEP, StoreQuerySet

VIEW = "stores.view"
QUANTITY: DecimalField = DecimalField(max_digits=14, decimal_places=3)
AMOUNT: DecimalField = DecimalField(max_digits=14, decimal_places=2)


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


def nearest(items: QuerySet[Item], words: str) -> QuerySet[Item]:
    """What begins as it was typed before what only contains it: Enter takes the first."""
    letters = words.replace(" ", "").lower()
    begins = Q(name__startswith=words) | Q(number__istartswith=words)
    begins |= Q(initials__startswith=letters)
    spelled = items.annotate(
        distance=Case(When(begins, then=0), default=1, output_field=IntegerField()),
        is_out=Case(When(total__gt=0, then=0), default=1, output_field=IntegerField()),
    )
    return spelled.order_by("distance", "is_out", "initials", "number")


def with_stock(
    items: QuerySet[Item], stores: Sequence[int], *, on: date, soon: date
) -> QuerySet[Item]:
    """Adds what the list of the stock shows of an item: total, state, next expiry."""
    here = Balance.objects.filter(item=OuterRef("pk"), store__in=stores).there().order_by()
    dated = here.filter(lot__expires_on__gte=on)
    first = dated.values("item").annotate(day=Min("lot__expires_on")).values("day")
    low = Shelf.objects.filter(item=OuterRef("pk"), store__in=stores, low_since__isnull=False)
    bins = Shelf.objects.filter(item=OuterRef("pk"), store__in=stores).exclude(bin="")
    return with_total(items, stores).annotate(
        expires_on=Subquery(first, output_field=DateField()),
        is_low=Exists(low),
        bin=Subquery(bins.values("bin")[:1]),
        is_expiring=Exists(dated.filter(lot__expires_on__lte=soon)),
        is_expired=Exists(here.filter(lot__expires_on__lt=on)),
    )


def with_places(items: QuerySet[Item], stores: Sequence[int]) -> QuerySet[Item]:
    """Adds `here`, the balances of these stores."""
    balances = Balance.objects.filter(store__in=stores).there().select_related("store")
    return items.prefetch_related(
        Prefetch("balances", balances.order_by("store", "pk"), to_attr="here")
    )


def with_opening(items: QuerySet[Item], stores: QuerySet[Store], day: date) -> QuerySet[Item]:
    """Adds `had` and `had_amount`: what these stores had of an item when a day began."""
    moved = Movement.objects.filter(item=OuterRef("pk"), store__in=stores)
    before = moved.filter(happened_at__lt=start_of(day)).order_by().values("item")
    return items.annotate(
        had=Subquery(before.annotate(all=Sum("quantity")).values("all"), output_field=QUANTITY),
        had_amount=Subquery(before.annotate(all=Sum("amount")).values("all"), output_field=AMOUNT),
    )


def shelves_of(item: Item, stores: QuerySet[Store]) -> QuerySet[Any, Any]:
    """Each store with the shelf of an item there, if it has one: one query for both."""
    mine = FilteredRelation("shelves", condition=Q(shelves__item=item))
    return (
        stores.annotate(shelf=mine)
        .order_by("campus__position", "kind", "name", "pk")
        .values("pk", "name", "campus__name", "is_active", "shelf__pk", "shelf__bin",
                "shelf__minimum", "shelf__enough", "shelf__low_since")
    )  # fmt: skip


def expired_first(balances: QuerySet[Balance]) -> QuerySet[Balance]:
    return balances.order_by(
        F("lot__expires_on").asc(nulls_last=True), "item__name", "lot__received_on", "pk"
    )
