"""Buying food and taking it in: the shopping list, orders, deliveries, and the life of a lot."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canteen.forms.receiving import ReceiptForm, food_stores
from canteen.forms.supply import OrderForm
from canteen.models import FoodOrder, GoodsReceipt
from canteen.supply import shopping, tracing
from canteen.views.reached import campuses_in, one_campus
from canteen.views.supply_frame import (
    BUY,
    RECEIPTS,
    RECEIVE,
    SHOPPING,
    VIEW,
    crumb,
    day_asked,
)
from logistics import sheets
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.school.calendar import DAY
from logistics.stores.models import Balance, Lot, Store
from logistics.stores.models.goods import Stock

RECENT = 30


@allow(RECEIVE)
def receipt_list(request: Request) -> HttpResponse:
    """What is to come, and what came last."""
    on = timezone.localdate()
    campuses = campuses_in(request, RECEIVE)
    receipts = GoodsReceipt.objects.filter(entry__campus__in=campuses)
    recent = receipts.select_related("entry", "supplier", "inspector", "second")
    context = {
        "orders": with_words(shopping.due(campuses, on + DAY)),
        "receipts": recent.prefetch_related("lines__item").order_by("-entry__happened_at", "-pk")[
            :RECENT
        ],
        "today": on,
    }
    return TemplateResponse(request, "canteen/receipt_list.html", context)


def with_words(orders: Any) -> list[Any]:
    found = list(orders.prefetch_related("lines__item"))
    for order in found:
        order.state = shopping.state_of(order)
    return found


@allow(RECEIVE)
def receipt_new(request: Request) -> HttpResponse:
    """进货查验: by two people; with `?order=` the ordered lines stand there."""
    stores, now = food_stores(request.user), timezone.now()
    order = order_asked(request, stores)
    initial: dict[str, Any] = {}
    if order is not None:
        stores = stores.filter(campus=order.entry.campus_id)
    if second := last_second(request.user, stores):
        initial["second"] = second
    form = ReceiptForm(
        request.POST or None, request.FILES or None, stores=stores, order=order, now=now,
        by=request.user, initial=initial,
    )  # fmt: skip
    return form_page(
        request,
        form,
        "canteen/lines_form.html",
        heading=_("Receive food"),
        purpose=_("Two people look at it. What is right needs no typing; open “More” for the rest.")
        if order is None
        else _("%(supplier)s, ordered for %(day)s: change what is different.")
        % {"supplier": order.supplier, "day": order.deliver_on},
        crumbs=[crumb(RECEIPTS)],
        cancel_url=reverse("canteen:receipt_list"),
        submit_label=pgettext("food", "Receive"),
        saved=_("Received: {result}"),
        then=reverse("canteen:receipt_list"),
        order=order,
        offline=True,
    )


def order_asked(request: Request, stores: Any) -> FoodOrder | None:
    key = whole_number(request.GET.get("order", ""))
    if key is None:
        return None
    rows = FoodOrder.objects.filter(entry__campus__in={store.campus_id for store in stores})
    rows = rows.exclude(entry__status="voided").select_related(
        "entry__campus", "supplier__food_profile"
    )
    return get_object_or_404(rows, pk=key)


def last_second(person: Any, stores: Any) -> int | None:
    """Who looked at the last delivery with this person."""
    rows = GoodsReceipt.objects.filter(inspector=person, store__in=stores, second__isnull=False)
    return rows.order_by("-pk").values_list("second", flat=True).first()


@allow(VIEW)
def shopping_list(request: Request) -> HttpResponse:
    """The week's plan minus the stock, by supplier."""
    context = week_shown(request)
    return TemplateResponse(request, "canteen/shopping.html", context)


def week_shown(request: Request) -> dict[str, Any]:
    campus, today = one_campus(request, VIEW), timezone.localdate()
    monday, sunday = shopping.week_of(day_asked(request))
    week = shopping.work_out(monday, sunday, campus, today=today)
    return {
        "campus": campus,
        "monday": monday,
        "sunday": sunday,
        "week": week,
        "baskets": shopping.baskets(week),
        "before": monday - 7 * DAY,
        "after": monday + 7 * DAY,
    }


@allow(VIEW)
def shopping_print(request: Request) -> HttpResponse:
    now = timezone.now()
    context = week_shown(request) | {"now": now}
    return TemplateResponse(request, "canteen/shopping_print.html", context)


@allow(VIEW)
def shopping_sheet(request: Request) -> HttpResponse:
    """The list as a workbook, a line a food."""
    shown = week_shown(request)
    headings = [
        _("Supplier"), pgettext("an ingredient", "Food"), pgettext("food", "Needed"), pgettext("food", "In the store"), _("On its way"), _("To buy"),
        pgettext("of goods", "Unit"), _("Unit price (yuan)"), _("Amount (yuan)"),
    ]  # fmt: skip
    rows = [
        [
            str(basket.supplier or ""), str(one.food), one.needed, one.left, one.coming,
            one.to_buy, one.unit, one.price, one.amount,
        ]
        for basket in shown["baskets"]
        for one in basket.wanted
    ]  # fmt: skip
    title = _("Shopping list %(first)s") % {"first": shown["monday"]}
    response = HttpResponse(sheets.write_sheet(title, headings, rows), content_type=sheets.XLSX)
    name = f"{shown['monday']}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="shopping-{name}"'
    return response


@allow(BUY)
def order_new(request: Request) -> HttpResponse:
    """Order what the week still needs: an order for each supplier."""
    campus, today = one_campus(request, BUY), timezone.localdate()
    monday, sunday = shopping.week_of(day_asked(request))
    week = shopping.work_out(monday, sunday, campus, today=today)
    form = OrderForm(
        request.POST or None, wanted=week.to_buy, campus=campus, by=request.user,
        now=timezone.now(), initial={"deliver_on": max(monday, today + DAY)},
    )  # fmt: skip
    return form_page(
        request,
        form,
        "canteen/lines_form.html",
        heading=_("Order for %(first)s to %(last)s") % {"first": week.first, "last": week.last},
        purpose=_("Becomes an order for each supplier; receiving begins with its lines."),
        crumbs=[crumb(SHOPPING)],
        cancel_url=reverse("canteen:shopping"),
        submit_label=pgettext("food", "Order"),
        saved=_("Ordered: {result}"),
        then=reverse("canteen:order_list"),
    )


@allow(VIEW)
def order_list(request: Request) -> HttpResponse:
    """The orders of the last weeks with their state."""
    campuses = campuses_in(request, VIEW)
    since = timezone.localdate() - 30 * DAY
    rows = FoodOrder.objects.filter(entry__campus__in=campuses, deliver_on__gte=since)
    rows = shopping.with_state(rows).select_related("supplier", "entry__campus", "ordered_by")
    context = {"orders": with_words(rows.order_by("-deliver_on", "-pk")[:60])}
    return TemplateResponse(request, "canteen/order_list.html", context)


@allow(VIEW)
def lot(request: Request, pk: int) -> HttpResponse:
    """A lot from the delivery to the classes that ate it."""
    here = Balance.objects.filter(store__in=seen_stores(request))
    rows = Lot.objects.filter(balances__in=here).select_related("item__group", "supplier")
    found = get_object_or_404(rows.distinct(), pk=pk)
    return TemplateResponse(request, "canteen/lot.html", {"trace": tracing.trace_lot(found)})


def seen_stores(request: Request) -> Any:
    return Store.objects.visible_to(request.user, VIEW).filter(kind=Stock.FOOD)


urls = [
    path("receipts/", receipt_list, name="receipt_list"),
    path("receipts/new/", receipt_new, name="receipt_new"),
    path("shopping/", shopping_list, name="shopping"),
    path("shopping/print/", shopping_print, name="shopping_print"),
    path("shopping/sheet/", shopping_sheet, name="shopping_sheet"),
    path("orders/", order_list, name="order_list"),
    path("orders/new/", order_new, name="order_new"),
    path("lots/<int:pk>/", lot, name="lot"),
]
