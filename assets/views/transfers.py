"""Transfers: what was moved, and a new one."""

from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.forms.sheets import KEEP
from assets.forms.transfers import TransferForm
from assets.models import AssetEvent, AssetTransfer
from assets.views.sheets import cards_asked, numbers_of
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.views.frame import form_under, looked_at

TRANSFERS = (gettext_lazy("Transfers"), "assets:transfer_list")
VIEW = "assets.view_asset"


@allow(VIEW)
def transfer_list(request: Request) -> HttpResponse:
    """What goes where; between campuses and departments also what waits."""
    entries = Entry.objects.visible_to(request.user, VIEW)
    if campus := looked_at(request):
        entries = entries.filter(campus=campus)
    moved = AssetEvent.objects.filter(entry=OuterRef("pk"))
    rows = AssetTransfer.objects.filter(entry__in=entries.values("pk")).annotate(
        is_done=Exists(moved), cards=Count("lines")
    )
    rows = rows.select_related("entry__campus", "to_campus", "to_place", "to_custodian")
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "assets/transfer_list.html",
        fragment="assets/_transfer_rows.html",
    )


@allow(KEEP)
def transfer_new(request: Request) -> HttpResponse:
    form = TransferForm(
        request.POST or None, by=request.user, now=timezone.now(), initial=start(request)
    )
    return form_under(
        request,
        form,
        _("New transfer"),
        TRANSFERS,
        purpose=_(
            "Between rooms it is moved at once. To another department or campus it is agreed to "
            "first, and both sides sign."
        ),
        submit_label=_("Move"),
        saved=_("Saved: {result}"),
    )


def start(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if cards := cards_asked(request):
        found["assets"] = numbers_of(cards)
    if (place := whole_number(request.GET.get("place", ""))) is not None:
        found["place"] = place
    return found
