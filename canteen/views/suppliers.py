"""Suppliers of food, their papers and prices; the food store's dates; the month's settlement."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.forms.receiving import food_stores
from canteen.forms.settlements import SettleForm
from canteen.forms.supply import EnquiryForm, EvaluationForm, LicenceForm, ProfileForm
from canteen.models import (
    GoodsReceipt,
    PriceEnquiry,
    SupplierEvaluation,
    SupplierProfile,
)
from canteen.supply import licensing, settling
from canteen.views.reached import campuses_in
from canteen.views.supply_frame import (
    BUY,
    SETTLEMENT,
    SUPPLIERS,
    VIEW,
    crumb,
    month_asked,
)
from logistics.access import Request, allow
from logistics.pages import form_page
from logistics.school.calendar import DAY, whole_month
from logistics.stores.models import Balance, Store, Supplier
from logistics.stores.models.goods import Stock

SHORT_DATED = (
    (0, gettext_lazy("Expired or expiring today")),
    (3, gettext_lazy("Within three days")),
    (7, gettext_lazy("Within a week")),
)
VOIDED = "voided"


def food_suppliers() -> Any:
    """Those with a profile of the canteen, or of whom food came."""
    rows = Supplier.objects.filter(is_active=True).select_related("food_profile")
    bought = GoodsReceipt.objects.values("supplier")
    return rows.filter(food_profile__isnull=False) | rows.filter(pk__in=bought)


@allow(VIEW)
def supplier_list(request: Request) -> HttpResponse:
    """Of whom food is bought, and whether each may sell it today."""
    on = timezone.localdate()
    suppliers = list(food_suppliers().order_by("name"))
    standings = licensing.standings(suppliers, on)
    for supplier in suppliers:
        supplier.standing = standings[supplier.pk]
    others = Supplier.objects.filter(is_active=True, food_profile=None).order_by("name")
    context = {
        "suppliers": suppliers,
        "others": others.exclude(pk__in=[s.pk for s in suppliers]),
        "prices": recent_prices(request),
        "today": on,
    }
    return TemplateResponse(request, "canteen/supplier_list.html", context)


def recent_prices(request: Request) -> Any:
    rows = PriceEnquiry.objects.filter(entry__campus__in=campuses_in(request, VIEW))
    rows = rows.exclude(entry__status=VOIDED).select_related("entry")
    return rows.order_by("-entry__happened_at")[:8]


def one_supplier(pk: int) -> Supplier:
    """Suppliers are the same for all campuses."""
    return get_object_or_404(Supplier.objects.select_related("food_profile"), pk=pk)


@allow(VIEW)
def supplier(request: Request, pk: int) -> HttpResponse:
    """One supplier with all of it: licences, contract, points, deliveries, money."""
    on, shown = timezone.localdate(), one_supplier(pk)
    campuses = campuses_in(request, VIEW)
    receipts = GoodsReceipt.objects.filter(supplier=shown, entry__campus__in=campuses)
    evaluations = SupplierEvaluation.objects.filter(supplier=shown).exclude(entry__status=VOIDED)
    first, last = whole_month(on.year, on.month)
    context = {
        "supplier": shown,
        "standing": licensing.standing(shown, on),
        "evaluations": evaluations.select_related("entry").order_by("-entry__happened_at")[:8],
        "receipts": receipts.select_related("entry").order_by("-entry__happened_at", "-pk")[:12],
        "account": settling.account_of(shown, first, last, campuses),
        "month": first,
    }
    return TemplateResponse(request, "canteen/supplier.html", context)


def of_supplier(shown: Supplier) -> tuple[str, str]:
    return str(shown), reverse("canteen:supplier", args=[shown.pk])


def supplier_form(
    request: Request, shown: Supplier, form_class: Any, heading: str, purpose: str
) -> HttpResponse:
    crumbs = [crumb(SUPPLIERS), of_supplier(shown)]
    form = form_class(
        request.POST or None, request.FILES or None, supplier=shown, by=request.user,
        now=timezone.now(), campuses=campuses_in(request, BUY),
    )  # fmt: skip
    return form_page(
        request, form, "canteen/lines_form.html", heading=heading, purpose=purpose,
        crumbs=crumbs, cancel_url=crumbs[-1][1], then=crumbs[-1][1],
        submit_label=_("Save the record"), saved=_("Saved: {result}"), is_plain=True,
    )  # fmt: skip


@allow(BUY)
def supplier_licence_new(request: Request, pk: int) -> HttpResponse:
    """A licence or contract was looked at: its number, its end, its photo."""
    shown = one_supplier(pk)
    heading = _("Paper of %(supplier)s") % {"supplier": shown}
    return supplier_form(
        request, shown, LicenceForm, heading,
        _("Photograph it. You are reminded before it ends."),
    )  # fmt: skip


@allow("canteen.arrange")
def supplier_evaluation_new(request: Request, pk: int) -> HttpResponse:
    shown = one_supplier(pk)
    heading = _("Evaluate %(supplier)s") % {"supplier": shown}
    return supplier_form(
        request, shown, EvaluationForm, heading,
        _("Once a year at least; who is dropped can no longer be chosen."),
    )  # fmt: skip


@allow(BUY)
def supplier_edit(request: Request, pk: int) -> HttpResponse:
    """What kind of seller it is."""
    shown = one_supplier(pk)
    profile = getattr(shown, "food_profile", None) or SupplierProfile(supplier=shown)
    form = ProfileForm(request.POST or None, instance=profile)
    heading = _("Food supplier %(supplier)s") % {"supplier": shown}
    crumbs = [crumb(SUPPLIERS), of_supplier(shown)]
    return form_page(
        request, form, "canteen/lines_form.html", heading=heading, crumbs=crumbs,
        cancel_url=crumbs[-1][1], then=crumbs[-1][1], saved=_("Saved: {result}"), is_plain=True,
    )  # fmt: skip


@allow(BUY)
def price_new(request: Request) -> HttpResponse:
    """询价或价格检查: what it costs elsewhere."""
    rows = Store.objects.in_use().visible_to(request.user, BUY).filter(kind=Stock.FOOD)
    form = EnquiryForm(
        request.POST or None, stores=rows.select_related("campus"), by=request.user,
        now=timezone.now(),
    )  # fmt: skip
    return form_page(
        request, form, "canteen/lines_form.html", heading=_("Prices found"),
        purpose=_("The price paid last is put beside each."), crumbs=[crumb(SUPPLIERS)],
        cancel_url=reverse("canteen:supplier_list"), then=reverse("canteen:supplier_list"),
        submit_label=_("Save the record"), saved=_("Saved: {result}"),
    )  # fmt: skip


@allow(VIEW)
def licence_choose(request: Request) -> HttpResponse:
    """Whoever comes from a task chooses the supplier first."""
    return redirect("canteen:supplier_list")


@allow(VIEW)
def food_store(request: Request) -> HttpResponse:
    """What expires in the food stores, first expiring first; what is there beside it."""
    on = timezone.localdate()
    stores = Store.objects.in_use().filter(campus__in=campuses_in(request, VIEW), kind=Stock.FOOD)
    rows = Balance.objects.there().filter(store__in=stores).first_expiring()
    rows = rows.select_related("lot__item", "lot__supplier", "store__campus")
    balances = list(rows[:400])
    groups = []
    seen: set[int] = set()
    for days, title in SHORT_DATED:
        until = on + days * DAY
        part = [
            b
            for b in balances
            if b.lot.expires_on and b.lot.expires_on <= until and b.pk not in seen
        ]
        seen |= {b.pk for b in part}
        groups.append({"title": title, "rows": part, "is_over": days == 0})
    context = {
        "groups": groups,
        "rest": [b for b in balances if b.pk not in seen],
        "stores": stores.select_related("campus"),
        "today": on,
        "keeps": food_stores(request.user).exists(),
    }
    return TemplateResponse(request, "canteen/food_store.html", context)


@allow(VIEW)
def settlement(request: Request) -> HttpResponse:
    """The month's sum of each supplier, by what was accepted."""
    return TemplateResponse(request, "canteen/settlement.html", settled(request))


def settled(request: Request) -> dict[str, Any]:
    first = month_asked(request)
    last = whole_month(first.year, first.month)[1]
    campuses = list(campuses_in(request, VIEW))
    accounts = settling.accounts(first, last, campuses)
    settled_by = {sheet.supplier_id: sheet for sheet in settling.standing(first, last)}
    for account in accounts:
        account.settled = settled_by.get(account.supplier.pk)
    return {
        "first": first,
        "last": last,
        "accounts": accounts,
        "total": settling.total(first, last, campuses),
        "campuses": campuses,
        "before": (first - DAY).strftime("%Y%m"),
        "after": (last + DAY).strftime("%Y%m"),
        "month": first.strftime("%Y%m"),
        "is_over": last < timezone.localdate(),
        "may_settle": request.user.has_perm(BUY),
    }


@allow(BUY)
def settlement_settle(request: Request, pk: int) -> HttpResponse:
    """Agree with one supplier on a month: the receipts added up, the invoice beside them."""
    first, shown = month_asked(request), one_supplier(pk)
    last = whole_month(first.year, first.month)[1]
    campuses = list(campuses_in(request, BUY))
    account = settling.account_of(shown, first, last, campuses)
    form = SettleForm(
        request.POST or None, request.FILES or None, account=account, first=first, last=last,
        campuses=campuses, by=request.user, now=timezone.now(),
    )  # fmt: skip
    back = f"{reverse('canteen:settlement')}?month={first:%Y%m}"
    told = {"n": account.deliveries, "much": f"{account.amount:.2f}"}
    return form_page(
        request, form, "canteen/lines_form.html",
        heading=_("Settle %(month)s with %(supplier)s")
        % {"month": f"{first:%Y-%m}", "supplier": shown},
        purpose=_("%(n)s deliveries, %(much)s yuan accepted. The accountant, the witness and the "
                  "head are asked to sign.") % told,
        crumbs=[crumb(SUPPLIERS), crumb(SETTLEMENT)], cancel_url=back, then=back,
        submit_label=_("Save the settlement"), saved=_("Saved: {result}"), is_plain=True,
    )  # fmt: skip


@allow(VIEW)
def settlement_print(request: Request, pk: int) -> HttpResponse:
    """One supplier's month, line by line, to be signed by both sides."""
    now, shown = timezone.now(), one_supplier(pk)
    given = settled(request)
    account = settling.account_of(shown, given["first"], given["last"], given["campuses"])
    account.settled = next(
        (one.settled for one in given["accounts"] if one.supplier.pk == shown.pk), None
    )
    context = given | {
        "account": account, "now": now,
    }  # fmt: skip
    return TemplateResponse(request, "canteen/settlement_print.html", context)


urls = [
    path("suppliers/", supplier_list, name="supplier_list"),
    path("suppliers/licences/", licence_choose, name="licence_choose"),
    path("suppliers/prices/new/", price_new, name="price_new"),
    path("suppliers/settlement/", settlement, name="settlement"),
    path("suppliers/<int:pk>/", supplier, name="supplier"),
    path("suppliers/<int:pk>/edit/", supplier_edit, name="supplier_edit"),
    path("suppliers/<int:pk>/licences/new/", supplier_licence_new, name="supplier_licence_new"),
    path("suppliers/<int:pk>/evaluate/", supplier_evaluation_new, name="supplier_evaluation_new"),
    path("suppliers/<int:pk>/settle/", settlement_settle, name="settlement_settle"),
    path("suppliers/<int:pk>/settlement/", settlement_print, name="settlement_print"),
    path("store/", food_store, name="food_store"),
]
