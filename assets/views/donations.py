"""What the school is given: the list, a new one, booking it in, the sheet on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.buying import donating
from assets.forms.donations import DonationBookForm, DonationForm
from assets.forms.sheets import KEEP
from assets.models import DonationReceipt
from assets.models.donations import whereabouts
from logistics.access import Request, allow
from logistics.duties import signing
from logistics.duties.forms import ReasonForm
from logistics.pages import list_page
from logistics.school.views.frame import form_under, looked_at
from logistics.stores.models import Store

DONATIONS = (gettext_lazy("Donations"), "assets:donation_list")
VIEW = "assets.view_asset"
ROWS = "assets/rows_form.html"


@allow(VIEW)
def donation_list(request: Request) -> HttpResponse:
    """What was given; at first what is not booked yet."""
    view = "all" if request.GET.get("view") == "all" else "open"
    rows = DonationReceipt.objects.visible_to(request.user, VIEW)
    if campus := looked_at(request):
        rows = rows.filter(entry__campus=campus)
    found = rows.to_book() if view == "open" else rows
    tabs = [("open", _("To book in"), rows.to_book().count()), ("all", _("All"), None)]
    return list_page(
        request,
        found.for_rows().order_by("-entry__happened_at", "-pk"),
        "assets/donation_list.html",
        fragment="assets/_donation_rows.html",
        view=view,
        tabs=[
            {"title": title, "url": f"?view={name}", "is_current": name == view, "count": count}
            for name, title, count in tabs
        ],
    )


@allow(KEEP)
def donation_new(request: Request) -> HttpResponse:
    form = DonationForm(request.POST or None, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Register a donation"),
        DONATIONS,
        template=ROWS,
        saved=_("Registered: {result}"),
        submit_label=pgettext("act", "Register"),
    )


def near(request: Request, pk: int, permission: str = VIEW) -> DonationReceipt:
    rows = DonationReceipt.objects.visible_to(request.user, permission)
    return get_object_or_404(rows.select_related("entry__campus", "inspector", "second"), pk=pk)


@allow(KEEP)
def donation_book(request: Request, pk: int) -> HttpResponse:
    """Put what was given into the store and on cards."""
    paper, now = near(request, pk, KEEP), timezone.now()
    stores = Store.objects.in_use().kept_by(request.user).filter(campus=paper.entry.campus_id)
    given = {"by": request.user, "now": now, "on": timezone.localdate(now)}
    form = DonationBookForm(request.POST or None, paper=paper, stores=stores, **given)
    return form_under(
        request,
        form,
        _("Book in what %(donor)s gave") % {"donor": paper.donor},
        DONATIONS,
        paper,
        template=ROWS,
        saved=_("The goods are booked in."),
        then=paper,
        submit_label=_("Book in"),
    )


@allow(KEEP)
def donation_take_back(request: Request, pk: int) -> HttpResponse:
    """It was written wrongly."""
    paper, now = near(request, pk, KEEP), timezone.now()

    def act(reason: str) -> None:
        donating.take_back(paper, by=request.user, now=now, reason=reason)

    form = ReasonForm(request.POST or None, act=act)
    label = _("Take back the registration")
    return form_under(
        request,
        form,
        label,
        DONATIONS,
        paper,
        then=paper,
        is_dangerous=True,
        submit_label=label,
        saved=_("The registration is taken back."),
    )


@allow(VIEW)
def donation_print(request: Request, pk: int) -> HttpResponse:
    """捐赠物资登记 on A4, column by column; the two who accepted it sign below."""
    paper, now = near(request, pk), timezone.now()
    context: dict[str, Any] = {
        "paper": paper,
        "entry": paper.entry,
        "lines": [(line, whereabouts(line)) for line in lines_of(paper)],
        "signers": signing.lines_of(paper.entry),
        "now": now,
    }
    return TemplateResponse(request, "assets/donation_print.html", context)


def lines_of(paper: DonationReceipt) -> Any:
    related = ("sheet__intake__stock_in", "sheet__intake__booking")
    return paper.lines.select_related(*related).order_by("position")


donation_urls = [
    path("", donation_list, name="donation_list"),
    path("new/", donation_new, name="donation_new"),
    path("<int:pk>/book/", donation_book, name="donation_book"),
    path("<int:pk>/take-back/", donation_take_back, name="donation_take_back"),
    path("<int:pk>/print/", donation_print, name="donation_print"),
]
