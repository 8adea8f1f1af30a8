"""Disposal: the applications, a new one, writing off; and what has gone, open to all the staff."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import disposing
from assets.forms.disposal import DisposalForm, WriteOffForm
from assets.forms.sheets import KEEP
from assets.models import AssetDisposal
from assets.views.sheets import cards_asked, numbers_of
from logistics.access import Request, allow
from logistics.approvals.models import Approval
from logistics.pages import list_page
from logistics.school.views.frame import form_under, looked_at

DISPOSALS = (gettext_lazy("Disposal"), "assets:disposal_list")
VIEW, ACCOUNT, PUBLIC = "assets.view_asset", "assets.account", "school.view_place"
VIEWS = ("open", "agreed", "gone")


def rows_of(disposals: QuerySet[AssetDisposal]) -> QuerySet[AssetDisposal]:
    rows = disposals.select_related("entry__campus", "entry__entered_by", "write_off")
    return rows.annotate(cards=Count("lines")).order_by("-entry__happened_at", "-pk")


@allow(VIEW)
def disposal_list(request: Request) -> HttpResponse:
    """What is applied for, what waits for the authority's number, what has gone."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else VIEWS[0]
    seen = AssetDisposal.objects.visible_to(request.user, VIEW)
    if campus := looked_at(request):
        seen = seen.filter(entry__campus=campus)
    rows = {"open": seen.open(), "agreed": seen.agreed(), "gone": seen.written_off()}[view]
    words = {"open": _("Under way"), "agreed": _("To be written off"), "gone": _("Written off")}
    counts = {"agreed": seen.agreed().count()}
    response = list_page(
        request,
        rows_of(rows),
        "assets/disposal_list.html",
        fragment="assets/_disposal_rows.html",
        view=view,
        tabs=[
            {
                "title": words[v],
                "url": f"?view={v}",
                "is_current": v == view,
                "count": counts.get(v),
            }
            for v in VIEWS
        ],
    )
    page = response.context_data["page"]  # type: ignore[attr-defined]
    states = Approval.objects.filter(
        kind=disposing.APPROVAL, object_id__in=[row.pk for row in page]
    ).order_by("pk")
    latest = {approval.object_id: approval for approval in states}
    for row in page:
        row.approval = latest.get(row.pk)
    return response


@allow(PUBLIC)
def disposal_public(request: Request) -> HttpResponse:
    """What has left the books: everybody on the staff may see how and why."""
    seen = AssetDisposal.objects.visible_to(request.user, PUBLIC).written_off()
    if campus := looked_at(request):
        seen = seen.filter(entry__campus=campus)
    rows = rows_of(seen).prefetch_related("lines__asset")
    return list_page(
        request,
        rows,
        "assets/disposal_public.html",
        fragment="assets/_disposal_public_rows.html",
    )


@allow(KEEP)
def disposal_new(request: Request) -> HttpResponse:
    """An application; what still serves is proposed to other rooms first."""
    cards = cards_asked(request)
    initial = {"way": AssetDisposal.Way.SCRAP} | ({"assets": numbers_of(cards)} if cards else {})
    form = DisposalForm(request.POST or None, by=request.user, now=timezone.now(), initial=initial)
    usable = [card for card in cards if card.state in ("in_use", "idle")]
    rooms = disposing.rooms_in_need(usable[0]) if usable else []
    return form_under(
        request,
        form,
        _("Apply for a disposal"),
        DISPOSALS,
        template="assets/disposal_form.html",
        purpose=_("It is put before those who decide by the original value."),
        submit_label=_("Apply"),
        saved=_("Applied: {result}"),
        card=usable[0] if usable else None,
        rooms=rooms,
    )


def keeps_books(request: Request) -> str:
    """The storekeeper or the accountant writes off, each at their campuses."""
    for permission in (KEEP, ACCOUNT):
        if request.user.has_perm(permission):
            return permission
    raise PermissionDenied(KEEP)


@allow(VIEW)
def disposal_write_off(request: Request, pk: int) -> HttpResponse:
    """With the document of the authority the cards leave the books."""
    seen = AssetDisposal.objects.visible_to(request.user, keeps_books(request)).standing()
    sheet = get_object_or_404(seen.select_related("entry__campus"), pk=pk)
    form = WriteOffForm(request.POST or None, by=request.user, now=timezone.now(), sheet=sheet)
    return form_under(
        request,
        form,
        _("Write off %(number)s") % {"number": sheet.entry.number},
        DISPOSALS,
        sheet,
        purpose=_("The cards of this application leave the books on this day."),
        submit_label=_("Write off"),
        is_dangerous=True,
        saved=_("Written off: {result}"),
    )
