"""Handing out at the beginning of a term: campaigns, the share of each class, orders, returns."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from assets.buying import distributing
from assets.forms.distributions import (
    BringBackForm,
    DistributionForm,
    HandOutForm,
    OrdersForm,
)
from assets.models import Distribution, GivenBack, Share
from assets.views.purchase_frame import ROWS, given_by
from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school.views.frame import form_under

DISTRIBUTIONS = (gettext_lazy("Handing out"), "assets:distribution_list")


@allow("stores.view")
def distribution_list(request: Request) -> HttpResponse:
    rows = Distribution.objects.visible_to(request.user, "stores.view")
    return list_page(
        request,
        rows.select_related("term", "campus", "store").order_by("-due_on", "-pk"),
        "assets/distribution_list.html",
        fragment="assets/_distribution_rows.html",
        today=timezone.localdate(),
    )


@allow("stores.keep")
def distribution_new(request: Request) -> HttpResponse:
    form = DistributionForm(request.POST or None, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("New distribution"),
        DISTRIBUTIONS,
        template=ROWS,
        saved=_("“{result}” is set up, with the share of every class."),
    )


def near(request: Request, pk: int, permission: str = "stores.view") -> Distribution:
    rows = Distribution.objects.visible_to(request.user, permission)
    return get_object_or_404(rows.select_related("term", "campus", "store"), pk=pk)


@allow("stores.view")
def distribution(request: Request, pk: int) -> HttpResponse:
    """All classes with what they have and what they lack, and whether it was in time."""
    shown, now = near(request, pk), timezone.now()
    shares = shown.shares.select_related("school_class").prefetch_related("sheets")
    context = {
        "distribution": shown,
        "shares": shares.prefetch_related("lines__item"),
        "totals": distributing.totals(shown),
        "lacking": distributing.not_ready(shown),
        "is_in_time": distributing.is_in_time(shown, now=now),
        "has_orders": shown.items.filter(per="order").exists(),
        "returns": GivenBack.objects.filter(line__share__distribution=shown).select_related(
            "line__item", "line__share__school_class", "sheet"
        ),
        "now": now,
    }
    return TemplateResponse(request, "assets/distribution.html", context)


@require_POST
@allow("stores.keep")
def distribution_renew(request: Request, pk: int) -> HttpResponse:
    """Count the classes again: children have come and gone."""
    shown = near(request, pk, "stores.keep")
    distributing.share_out(shown, on=timezone.localdate())
    messages.success(request, _("The classes are counted again."))
    return redirect(shown)


@require_POST
@allow("stores.keep")
def distribution_request(request: Request, pk: int) -> HttpResponse:
    """Ask for the purchase of what the store does not have."""
    shown = near(request, pk, "stores.keep")
    entry = distributing.request(shown, by=request.user, now=timezone.now())
    messages.success(request, _("Purchase request saved: %(title)s") % {"title": entry.title})
    return redirect("assets:purchase", entry.pk)


@require_POST
@allow("stores.keep")
def distribution_close(request: Request, pk: int) -> HttpResponse:
    shown = near(request, pk, "stores.keep")
    distributing.close(shown, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is closed.") % {"title": shown})
    return redirect(shown)


def share_near(request: Request, pk: int) -> Share:
    rows = Share.objects.visible_to(request.user, "stores.keep")
    related = ("distribution__store", "distribution__term", "school_class")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@allow("stores.keep")
def distribution_share(request: Request, pk: int) -> HttpResponse:
    """Hand out to one class; its teacher signs the sheet."""
    share = share_near(request, pk)
    form = HandOutForm(request.POST or None, share=share, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("Hand out to %(share)s") % {"share": share},
        DISTRIBUTIONS,
        share.distribution,
        template=ROWS,
        saved=_("Handed out to %(share)s. The receiver signs the sheet.") % {"share": share},
        then=share.distribution,
        submit_label=_("Hand out"),
    )


@allow("stores.keep")
def distribution_return(request: Request, pk: int) -> HttpResponse:
    share = share_near(request, pk)
    form = BringBackForm(request.POST or None, share=share, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("Taken back from %(share)s") % {"share": share},
        DISTRIBUTIONS,
        share.distribution,
        saved=_("It is back in the store."),
        then=share.distribution,
        submit_label=pgettext("goods of a class", "Take back"),
    )


@allow("stores.keep")
def distribution_orders(request: Request, pk: int) -> HttpResponse:
    """What is ordered for each child of a class, with the size."""
    share = share_near(request, pk)
    if share.school_class is None:
        return redirect(share.distribution)
    form = OrdersForm(request.POST or None, share=share, **given_by(request, timezone.now()))
    return form_under(
        request,
        form,
        _("Orders of %(share)s") % {"share": share},
        DISTRIBUTIONS,
        share.distribution,
        template=ROWS,
        saved=_("The orders of %(share)s are saved.") % {"share": share},
        then=share.distribution,
    )


distribution_urls = [
    path("", distribution_list, name="distribution_list"),
    path("new/", distribution_new, name="distribution_new"),
    path("<int:pk>/", distribution, name="distribution"),
    path("<int:pk>/count/", distribution_renew, name="distribution_renew"),
    path("<int:pk>/buy/", distribution_request, name="distribution_request"),
    path("<int:pk>/close/", distribution_close, name="distribution_close"),
    path("shares/<int:pk>/", distribution_share, name="distribution_share"),
    path("shares/<int:pk>/orders/", distribution_orders, name="distribution_orders"),
    path("shares/<int:pk>/return/", distribution_return, name="distribution_return"),
]
