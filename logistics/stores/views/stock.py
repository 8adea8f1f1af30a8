"""The working list of the stock, the card of an item, and what the boxes of the forms offer."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.fields import month_number
from logistics.pages import asked_words, list_page
from logistics.records.models import Entry
from logistics.records.searching import month_before, month_words
from logistics.school.calendar import whole_month
from logistics.school.views.frame import asked, by_whom, form_under, last_changes
from logistics.stores import accounts, stock
from logistics.stores.forms.goods import ItemForm, StockSearch
from logistics.stores.forms.sheets import staff_of
from logistics.stores.forms.typed import words_for
from logistics.stores.ledger import cents, exact
from logistics.stores.models import Balance, Item, ItemGroup, Movement
from logistics.stores.views.frame import STOCK, kept_stores, number_asked, row_asked

OPTIONS = 12
MOST_RECEIVERS = 12
MONTHS_SHOWN = 6


@allow("stores.view")
def stock_list(request: Request) -> HttpResponse:
    """What there is, by item; the stores of one's campuses."""
    search = StockSearch(asked(request), **by_whom(request))
    items = search.apply(Item.objects.select_related("group"))
    items = stock.with_places(items, search.stores())
    return list_page(
        request,
        items.order_by("group__kind", "group__position", "group__name", "name", "pk"),
        "stores/stock.html",
        fragment="stores/_stock_rows.html",
        search=search,
        on=timezone.localdate(),
        may_keep=stock.keeps_any(request.user),
    )


@allow("stores.view")
def item_options(request: Request) -> HttpResponse:
    """The items a box offers, with what the store one takes from has of them."""
    stores = stock.stores_seen_by(request.user)
    if (asked := number_asked(request, "store")) is not None:
        stores = stores.filter(pk=asked)
    words = asked_words(request)
    items = stock.with_total(Item.objects.in_use().matching(words), stores)
    found = stock.nearest(items, words)[:OPTIONS]
    options = [{"item": item, "words": words_for(item)} for item in found]
    return TemplateResponse(request, "stores/_item_options.html", {"options": options})


@allow("stores.view")
def receiver_options(request: Request) -> HttpResponse:
    """The colleagues to whom one may issue: those of the campuses whose stores one keeps."""
    people = staff_of(kept_stores(request), timezone.localdate())
    found = people.matching(asked_words(request)).order_by("pinyin", "pk")[:OPTIONS]
    options = [{"person": person, "words": words_for(person)} for person in found]
    return TemplateResponse(request, "stores/_receiver_options.html", {"options": options})


@allow("stores.view")
def item(request: Request, pk: int) -> HttpResponse:
    """The card of an item: lots, shelves, the running account, who got it, what it cost."""
    on = timezone.localdate()
    seen = stock.stores_seen_by(request.user)
    first, last = month_asked(request, on)
    items = stock.with_opening(Item.objects.select_related("group"), seen, first)
    shown: Any = get_object_or_404(items, pk=pk)
    opening = accounts.Worth(exact(shown.had), cents(shown.had_amount))
    moved = Movement.objects.filter(item=shown, store__in=seen)
    balances = Balance.objects.there().filter(item=shown, store__in=seen)
    lots = list(stock.expired_first(balances.select_related("store__campus", "lot__supplier")))
    months = last_months(on)
    draws = accounts.draws(moved, months)
    context = {
        "item": shown,
        "lots": lots,
        "total": exact(sum((balance.quantity for balance in lots), accounts.NONE)),
        "stores": stock.shelves_of(shown, seen),
        "account": accounts.account(moved, first, last, opening),
        "month": first,
        "month_words": month_words(first),
        "months": [(f"{day:%Y%m}", month_words(day)) for day in reversed(months)],
        "receivers": [each for each in draws if is_issue(each)][:MOST_RECEIVERS],
        "costs": accounts.by_class(draws, months),
        "cost_months": [month_words(day) for day in months],
        "changes": last_changes(shown),
        "on": on,
        "now": timezone.now(),
        "may_keep": stock.keeps_any(request.user),
    }
    return TemplateResponse(request, "stores/item.html", context)


def is_issue(draw: dict[str, Any]) -> bool:
    """Issued, and not taken back since."""
    return draw["kind"] == Movement.Kind.ISSUE and draw["entry__status"] != Entry.Status.VOIDED


def month_asked(request: Request, on: date) -> tuple[date, date]:
    year, month = month_number(request.GET.get("month", "")) or (on.year, on.month)
    return whole_month(year, month)


def last_months(on: date) -> list[date]:
    """The first days of this month and of those before, the oldest first."""
    days = [on.replace(day=1)]
    while len(days) < MONTHS_SHOWN:
        days.append(month_before(days[-1]))
    return days[::-1]


@allow("stores.arrange")
def item_new(request: Request) -> HttpResponse:
    form = ItemForm(request.POST or None, initial=group_asked(request), **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New item"), STOCK, saved=saved)


def group_asked(request: Request) -> dict[str, Any]:
    group = row_asked(request, "group", ItemGroup.objects)
    return {"group": group} if group else {}


@allow("stores.arrange")
def item_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Item, pk=pk)
    form = ItemForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), STOCK, shown, saved=saved)


@allow("stores.view")
def cost_list(request: Request) -> HttpResponse:
    """What each class has drawn in each of the last months, in yuan."""
    on = timezone.localdate()
    months = last_months(on)
    moved = Movement.objects.visible_to(request.user, stock.VIEW)
    group = row_asked(request, "group", ItemGroup.objects)
    if group:
        moved = moved.filter(item__group=group)
    rows = accounts.costs(moved, months)
    totals = [sum((row.months[n] or 0 for row in rows), accounts.NONE) for n in range(len(months))]
    context = {
        "rows": rows,
        "months": [month_words(day) for day in months],
        "totals": totals,
        "total": sum((row.total for row in rows), accounts.NONE),
        "groups": ItemGroup.objects.all(),
        "group": group,
    }
    return TemplateResponse(request, "stores/cost_list.html", context)
