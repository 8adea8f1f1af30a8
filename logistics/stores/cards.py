"""The card of the first page of those who keep a store."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request
from logistics.stores import monthly, stock, watching
from logistics.stores.models import Balance, Shelf, Store


def home_card(request: Request, now: datetime) -> dict[str, Any]:
    """What is low, what expires, which months are owed: two queries; each number opens its rows."""
    if not stock.keeps_any(request.user):
        return {"figures": []}
    on = timezone.localdate(now)
    kept = Store.objects.in_use().kept_by(request.user)
    rows = list(counted(kept, watching.soon(on)))
    filed = monthly.filed_months(kept)
    this_month = monthly.first_of(on)
    owed = sum(
        month < this_month and (store.pk, month) not in filed
        for store in rows
        for month in monthly.months_since(store.begun, on)
    )
    listed = reverse("stores:stock")
    low, near = (sum(getattr(row, name) or 0 for row in rows) for name in ("low", "near"))
    figures = [
        figure(low, _("Low"), f"{listed}?state=low&campus=", "danger"),
        figure(near, _("Expiring or expired"), f"{listed}?state=dated&campus=", "warn"),
        figure(owed, _("Months not filed"), reverse("stores:month_list"), "warn"),
    ]
    return {"figures": figures}


def counted(kept: QuerySet[Store], soon: date) -> QuerySet[Any]:
    """Each store with how many of its items are low, and how many expire or have expired."""
    low = Shelf.objects.filter(store=OuterRef("pk"), low_since__isnull=False)
    near = Balance.objects.there().filter(store=OuterRef("pk"), lot__expires_on__lte=soon)
    return monthly.with_beginning(kept).annotate(low=number_of(low), near=number_of(near))


def number_of(rows: QuerySet[Any]) -> Subquery:
    items = rows.order_by().values("store").annotate(n=Count("item", distinct=True)).values("n")
    return Subquery(items, output_field=IntegerField())


def figure(count: int, title: str, url: str, tone: str) -> dict[str, Any]:
    return {"count": count, "title": title, "url": url, "tone": tone if count else ""}
