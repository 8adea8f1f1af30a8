"""报修 without a login: the page behind a label for whoever has none, and what the school makes of it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Request, allow
from logistics.accounts.devices import address_of
from logistics.records.views.photos import served
from logistics.school.views.frame import form_under
from safety.forms.repairs import DoorForm, RefuseDoorForm
from safety.models import DoorReport
from safety.repairs import door
from safety.repairs.door import Spot, TooMany

WAITING = (gettext_lazy("Reported without a login"), "safety:door_list")


@login_not_required
def door_report(request: HttpRequest, code: str) -> HttpResponse:
    """What is broken here, for whoever scans the label and has no login. Nothing is told of the school."""
    spot = door.spot_of(code)
    if spot is None:
        raise Http404
    if request.user.is_authenticated:
        return redirect(own_page(spot))
    now = timezone.now()
    try:
        if request.method == "POST":
            door.refuse_flood(spot, str(address_of(request)), now)
        form = DoorForm(request.POST or None, request.FILES or None)
        if form.is_bound and form.is_machine:
            return TemplateResponse(request, "safety/door_thanks.html", {})
        if form.is_valid():
            return redirect("safety:door_state", left(request, spot, form, now).token)
    except TooMany as full:
        context = {"sentence": full.sentence, "spot": spot}
        return TemplateResponse(request, "safety/door_full.html", context, status=429)
    shown: dict[str, Any] = {
        "form": form,
        "spot": spot,
        "submit_label": pgettext("a repair", "Report"),
    }
    return TemplateResponse(request, "safety/door_report.html", shown)


def own_page(spot: Spot) -> str:
    """Who has a login reports in their own name."""
    about = f"asset={spot.asset}" if spot.asset else f"place={spot.place.pk if spot.place else ''}"
    return f"{reverse('safety:ticket_new')}?{about}"


def left(request: HttpRequest, spot: Spot, form: DoorForm, now: Any) -> DoorReport:
    said = form.cleaned_data
    return door.leave(
        spot, category=said["category"], what=said["what"], name=said["name"],
        phone=said["phone"], photo=next(iter(said["photos"]), None),
        address=str(address_of(request)), now=now,
    )  # fmt: skip


@login_not_required
def door_state(request: HttpRequest, token: str) -> HttpResponse:
    """Where a report stands, for whoever left it: the state in words, and no name."""
    left = get_object_or_404(DoorReport.objects.select_related("ticket", "place"), token=token)
    context = {"left": left, "ticket": left.ticket, "now": timezone.now()}
    return TemplateResponse(request, "safety/door_state.html", context)


@allow("safety.report")
def door_list(request: Request) -> HttpResponse:
    """What was left without a login and waits for somebody to take it up."""
    rows = door.waiting_for(request.user)[:100]
    context = {"rows": rows, "now": timezone.now()}
    return TemplateResponse(request, "safety/door_list.html", context)


def waiting(request: Request, pk: int) -> DoorReport:
    row: DoorReport = get_object_or_404(door.waiting_for(request.user), pk=pk)
    return row


@allow("safety.report")
def door_take_up(request: Request, pk: int) -> HttpResponse:
    """Take a report up in one's own name: it gets its ticket."""
    left = waiting(request, pk)
    context = {"left": left, "now": timezone.now()}
    if request.method != "POST":
        return TemplateResponse(request, "safety/door_take_up.html", context)
    return redirect(door.take_up(left, by=request.user, now=timezone.now()))


@allow("safety.report")
def door_refuse(request: Request, pk: int) -> HttpResponse:
    left, now = waiting(request, pk), timezone.now()

    def act(why: str) -> DoorReport:
        door.refuse(left, why=why, by=request.user, now=now)
        return left

    form = RefuseDoorForm(request.POST or None, act=act)
    return form_under(
        request, form, _("Refuse the report"), WAITING, saved=pgettext("of a repair", "Refused."), is_dangerous=True,
        purpose=str(left), submit_label=pgettext("of a repair", "Refuse"), then="safety:door_list",
    )  # fmt: skip


@allow("safety.report")
def door_photo(request: Request, pk: int) -> HttpResponseBase:
    """The picture of a report that waits, for those who may take it up."""
    left = waiting(request, pk)
    if not left.photo:
        raise Http404
    return served(left.photo)


urls: list[Any] = [
    path("r/<slug:code>/", door_report, name="door_report"),
    path("r/state/<slug:token>/", door_state, name="door_state"),
    path("repairs/door/", door_list, name="door_list"),
    path("repairs/door/<int:pk>/", door_take_up, name="door_take_up"),
    path("repairs/door/<int:pk>/refuse/", door_refuse, name="door_refuse"),
    path("repairs/door/<int:pk>/photo/", door_photo, name="door_photo"),
]
