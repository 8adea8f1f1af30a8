"""Groups, stores, shelves and suppliers: what those who arrange the stores look after."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import asked_words, list_page
from logistics.school.views.frame import by_whom, form_under, last_changes, looked_at
from logistics.stores import monthly, stock
from logistics.stores.forms.goods import GroupForm, ShelfForm, StoreForm, SupplierForm
from logistics.stores.models import (
    Balance,
    Item,
    ItemGroup,
    Lot,
    Shelf,
    StockIn,
    Store,
    Supplier,
)
from logistics.stores.views.frame import GROUPS, STOCK, STORES, SUPPLIERS, number_asked

ARRANGE = "stores.arrange"
MOST_DELIVERIES = 20


# Groups ----------------------------------------------------------------------------------------


@allow("stores.view")
def group_list(request: Request) -> HttpResponse:
    rows = ItemGroup.objects.annotate(item_count=Count("item", filter=Q(item__is_active=True)))
    return list_page(
        request,
        rows.order_by("kind", "position", "name", "pk"),
        "stores/group_list.html",
        fragment="stores/_group_rows.html",
    )


@allow("stores.arrange")
def group_new(request: Request) -> HttpResponse:
    form = GroupForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    given = {"saved": saved, "then": "stores:group_list"}
    return form_under(request, form, _("New group"), STOCK, GROUPS, **given)


@allow("stores.arrange")
def group_edit(request: Request, pk: int) -> HttpResponse:
    group = get_object_or_404(ItemGroup, pk=pk)
    form = GroupForm(request.POST or None, instance=group, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": group}
    given = {"saved": saved, "then": "stores:group_list"}
    return form_under(request, form, _("Edit"), STOCK, GROUPS, **given)


# Stores ----------------------------------------------------------------------------------------


@allow("stores.view")
def store_list(request: Request) -> HttpResponse:
    rows = stock.stores_seen_by(request.user).select_related("campus", "place", "keeper")
    there = Count("balances__item", filter=Q(balances__quantity__gt=0), distinct=True)
    return list_page(
        request,
        rows.annotate(item_count=there).order_by("campus__position", "kind", "name", "pk"),
        "stores/store_list.html",
        fragment="stores/_store_rows.html",
    )


@allow("stores.view")
def store(request: Request, pk: int) -> HttpResponse:
    """One store: who keeps it, its shelves, what expires, its months."""
    on = timezone.localdate()
    rows = stock.stores_seen_by(request.user).select_related("campus", "place", "keeper")
    shown = get_object_or_404(rows, pk=pk)
    shelves = shown.shelves.select_related("item").order_by("bin", "item__name", "pk")
    near = Balance.objects.there().filter(store=shown, lot__expires_on__isnull=False)
    sheets = monthly.with_changes(monthly.standing().filter(store=shown))
    context = {
        "store": shown,
        "shelves": shelves,
        "near": near.select_related("lot__item").order_by("lot__expires_on", "pk")[:12],
        "sheets": sheets.select_related("entry").order_by("-month")[:12],
        "changes": last_changes(shown),
        "on": on,
        "now": timezone.now(),
        "may_keep": Store.objects.kept_by(request.user).filter(pk=pk).exists(),
        "may_change": Store.objects.visible_to(request.user, ARRANGE).filter(pk=pk).exists(),
    }
    return TemplateResponse(request, "stores/store.html", context)


@allow("stores.arrange")
def store_new(request: Request) -> HttpResponse:
    given = {"initial": {"campus": looked_at(request)}, **by_whom(request)}
    form = StoreForm(request.POST or None, **given)
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New store"), STOCK, STORES, saved=saved)


@allow("stores.arrange")
def store_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Store.objects.visible_to(request.user, ARRANGE), pk=pk)
    form = StoreForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), STORES, shown, saved=saved)


@allow("stores.arrange")
def shelf_edit(request: Request, pk: int) -> HttpResponse:
    """Where a store keeps the item asked for and how little is too little; made when first set."""
    kept_in = get_object_or_404(Store.objects.visible_to(request.user, ARRANGE), pk=pk)
    asked = number_asked(request, "item")
    if asked is None:
        return redirect(kept_in)
    item = get_object_or_404(Item, pk=asked)
    shelf = Shelf.objects.filter(store=kept_in, item=item).first()
    shelf = shelf or Shelf(store=kept_in, item=item)
    form = ShelfForm(request.POST or None, instance=shelf, now=timezone.now(), **by_whom(request))
    saved = _("The shelf of %(item)s in %(store)s is saved.") % {"item": item, "store": kept_in}
    heading = _("Shelf of %(item)s in %(store)s") % {"item": item, "store": kept_in}
    purpose = _("Below the minimum the keeper is told once, until there is enough again.")
    return form_under(request, form, heading, STOCK, item, saved=saved, purpose=purpose, then=item)


# Suppliers -------------------------------------------------------------------------------------


@allow("stores.view")
def supplier_list(request: Request) -> HttpResponse:
    words = asked_words(request)
    rows = Supplier.objects.all()
    if words:
        found = Q(name__icontains=words) | Q(goods__icontains=words) | Q(contact__icontains=words)
        rows = rows.filter(found)
    return list_page(
        request,
        rows.order_by("-is_active", "name", "pk"),
        "stores/supplier_list.html",
        fragment="stores/_supplier_rows.html",
        words=words,
    )


@allow("stores.view")
def supplier(request: Request, pk: int) -> HttpResponse:
    """Who sells to us: how to reach them, what they brought and at which price."""
    shown = get_object_or_404(Supplier, pk=pk)
    seen = stock.stores_seen_by(request.user)
    deliveries = StockIn.objects.filter(supplier=shown, store__in=seen)
    lots = Lot.objects.filter(supplier=shown, balances__store__in=seen).distinct()
    context = {
        "supplier": shown,
        "deliveries": deliveries.select_related("entry", "store").order_by("-pk")[:MOST_DELIVERIES],
        "lots": lots.select_related("item").order_by("-received_on", "-pk")[:MOST_DELIVERIES],
        "changes": last_changes(shown),
        "now": timezone.now(),
        "may_keep": stock.keeps_any(request.user),
    }
    return TemplateResponse(request, "stores/supplier.html", context)


@allow("stores.arrange")
def supplier_new(request: Request) -> HttpResponse:
    form = SupplierForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New supplier"), STOCK, SUPPLIERS, saved=saved)


@allow("stores.arrange")
def supplier_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Supplier, pk=pk)
    form = SupplierForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), SUPPLIERS, shown, saved=saved)
