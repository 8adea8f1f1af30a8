"""The months of the stores: which sheets are filed, which are owed, and filing one."""

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.duties import filing
from logistics.fields import month_number
from logistics.pages import form_page, list_page
from logistics.records.searching import month_words
from logistics.school.views.frame import way_to
from logistics.stores import monthly, stock
from logistics.stores.forms.sheets import MonthForm
from logistics.stores.models import Store
from logistics.stores.views.frame import MONTHS, STOCK, kept_stores, number_asked


@allow("stores.view")
def month_list(request: Request) -> HttpResponse:
    """Every sheet that was filed, below the months that still owe theirs."""
    seen = stock.stores_seen_by(request.user)
    sheets = monthly.with_changes(monthly.standing().filter(store__in=seen))
    rows = sheets.select_related("entry__entered_by", "store__campus")
    unfiled = list(monthly.unfiled(seen.in_use(), on=timezone.localdate()))
    return list_page(
        request,
        rows.order_by("-month", "store__campus__position", "store__name", "pk"),
        "stores/month_list.html",
        fragment="stores/_month_rows.html",
        unfiled=unfiled,
        may_keep=stock.keeps_any(request.user),
        crumbs=[way_to(STOCK)],
    )


@allow("stores.view")
def month_new(request: Request) -> HttpResponse:
    """File the sheet of a month: chosen from those that are owed, the oldest first."""
    stores, now = kept_stores(request), timezone.now()
    on = timezone.localdate(now)
    asked = asked_for(request, on)
    if asked is None:
        owed = list(monthly.unfiled(stores, on=on))
        context = {"owed": owed, "crumbs": [way_to(STOCK), way_to(MONTHS)]}
        return TemplateResponse(request, "stores/month_choose.html", context)
    store = get_object_or_404(stores.select_related("campus"), pk=asked[0])
    return month_form(request, store, asked[1], now)


def asked_for(request: Request, on: date) -> tuple[int, date] | None:
    store, month = number_asked(request, "store"), month_number(request.GET.get("month", ""))
    if store is None or month is None:
        return None
    first = date(*month, 1)
    if first > on:
        raise Http404(first)
    return store, first


def month_form(request: Request, store: Store, first: date, now: datetime) -> HttpResponse:
    happened_at = min(now, monthly.closing_of(store.campus, first))
    form = MonthForm(
        request.POST or None,
        store=store,
        month=first,
        is_late=now > filing.late_after("stock_movement", happened_at),
        by=request.user,
        now=now,
    )
    return form_page(
        request,
        form,
        "stores/month_new.html",
        heading=_("Monthly sheet of %(month)s") % {"month": month_words(first)},
        saved=_("Filed: {result}"),
        submit_label=_("File the sheet"),
        cancel_url=way_to(MONTHS)[1],
        crumbs=[way_to(STOCK), way_to(MONTHS)],
        store=store,
        lines=monthly.lines_of(store, first),
        may_be_filed=monthly.may_be_filed(store.campus, first, timezone.localdate(now)),
    )
