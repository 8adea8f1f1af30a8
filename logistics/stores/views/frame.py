"""What the pages of the stores share: which stores one keeps, and the way back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from logistics.access import Request
from logistics.fields import whole_number
from logistics.school.views.frame import looked_at
from logistics.stores import stock
from logistics.stores.models import Store
from logistics.stores.models.goods import Stock, StoreQuerySet

STOCK = (gettext_lazy("Stock"), "stores:stock")
GROUPS = (gettext_lazy("Groups of goods"), "stores:group_list")
STORES = (gettext_lazy("Stores"), "stores:store_list")
SUPPLIERS = (gettext_lazy("Suppliers"), "stores:supplier_list")
MONTHS = (gettext_lazy("Monthly sheets"), "stores:month_list")


def kept_stores(request: Request) -> StoreQuerySet:
    """The stores in which this person may receive and issue; whoever keeps none is refused."""
    if not stock.keeps_any(request.user):
        raise PermissionDenied("stores.keep")
    return Store.objects.in_use().kept_by(request.user)


def number_asked(request: Request, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


def row_asked(request: Request, name: str, rows: Any) -> Any:
    """That of these rows which the address names, or None."""
    number = number_asked(request, name)
    return None if number is None else rows.filter(pk=number).first()


def store_asked(request: Request, stores: StoreQuerySet) -> Store | None:
    """The store named in the address, else the person's own, else the first at the campus."""
    asked, campus = number_asked(request, "store"), looked_at(request)
    rows = list(stores.select_related("campus", "keeper"))

    def distance(store: Store) -> tuple[Any, ...]:
        elsewhere = campus is not None and store.campus_id != campus.pk
        others = store.keeper_id != request.user.pk
        return store.pk != asked, elsewhere, others, store.kind != Stock.SUPPLIES, store.pk

    return min(rows, key=distance, default=None)
