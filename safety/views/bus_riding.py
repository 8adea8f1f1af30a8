"""The ride in one hand, from the check before departure to the empty bus; the arrival in class."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.pages import form_page, sent
from logistics.school.models import SchoolClass
from safety.bus import arriving, papers, riding
from safety.forms.bus import ArrivalForm, BeginForm, FinishForm
from safety.models import BusRoute, BusRun, BusSeat, Direction
from safety.views.bus_frame import BUS, RUN, VIEW
from safety.views.reached import given, record_page


@allow(RUN)
def bus_begin(request: Request, pk: int) -> HttpResponse:
    """The check before departure; without anything touched the ride begins with one press."""
    now = timezone.now()
    rows = BusRoute.objects.in_use().visible_to(request.user, RUN)
    route = get_object_or_404(rows.select_related("bus", "driver__person", "campus"), pk=pk)
    asked = request.GET.get("way", "")
    direction = asked if asked in Direction.values else Direction.TO_SCHOOL
    known = BusRun.objects.on(timezone.localdate(now)).filter(
        route=route, direction=direction, given_up_at=None
    )
    if request.method == "GET" and (run := known.first()):
        return redirect(run)
    form = BeginForm(
        request.POST or None, route=route, direction=direction, now=now, by=request.user
    )
    wrong = papers.warnings(route.bus, route.driver, timezone.localdate(now))
    return record_page(
        request,
        form,
        f"{route} · {Direction(direction).label}",
        _("Walk once around the bus. Nothing touched: everything is in order."),
        BUS,
        then=None,
        submit_label=_("Checked, set out"),
        saved=_("The ride has begun: {result}"),
        above="safety/_bus_warnings.html",
        warnings=[riding.BusTrip.WARNINGS[code] for code in wrong],
    )


def one_run(request: Request, pk: int) -> BusRun:
    rows = BusRun.objects.visible_to(request.user, RUN)
    related = ("route__campus", "bus", "driver__person", "attendant__person")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@allow(RUN)
def bus_run(request: Request, pk: int) -> HttpResponse:
    """The ride in one hand: the stop, its children, one press for all of them."""
    run = one_run(request, pk)
    if run.trip_id:
        return redirect("duties:entry", run.trip_id)
    rows = run.seats.select_related("child", "stop", "school_class")
    rows = rows.defer("child__identity_number", "child__note")
    seats = list(rows.order_by("stop__position", "pk"))
    context = {
        "run": run,
        "stops": stops_of(run, seats),
        "aboard": [seat for seat in seats if seat.state == "aboard"],
        "waiting": sum(seat.state == "waiting" for seat in seats),
        "left": sum(seat.state == "off" for seat in seats),
        "to_school": run.direction == Direction.TO_SCHOOL,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "safety/bus_run.html", context)


def stops_of(run: BusRun, seats: list[Any]) -> list[dict[str, Any]]:
    """The stops in their order with their children and the time they are due."""
    found: dict[Any, list[Any]] = {}
    for seat in seats:
        found.setdefault(seat.stop, []).append(seat)
    to_school = run.direction == Direction.TO_SCHOOL
    rows = []
    for stop, here in found.items():
        open_seats = [s for s in here if s.state == ("waiting" if to_school else "aboard")]
        at = stop.morning_at if to_school else stop.afternoon_at
        rows.append({"stop": stop, "seats": here, "open": open_seats, "at": at})
    return rows


@require_POST
@allow(RUN)
def bus_mark(request: Request, pk: int) -> HttpResponse:
    """Somebody boarded, left, does not ride, or was touched by mistake."""
    run, now = one_run(request, pk), timezone.now()
    act, where = request.POST.get("act", ""), request.POST.get("at", "")
    keys = [key for each in request.POST.getlist("child") if (key := whole_number(each))]
    try:
        marked(run, act, keys, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    anchor = f"#{where}" if where.startswith("stop-") and where[5:].isdecimal() else ""
    return redirect(f"{run.get_absolute_url()}{anchor}")


def marked(run: BusRun, act: str, keys: list[int], *, now: datetime) -> None:
    if act == "on":
        riding.board(run, keys, now=now)
    elif act == "off":
        riding.let_off(run, keys, now=now)
    elif act == "absent":
        riding.excuse(run, keys)
    elif act == "undo" and keys:
        if run.seats.filter(child=keys[0]).exists():
            riding.undo(run, keys[0])
    elif act == "arrive":
        riding.arrive(run, now=now)
    elif act == "give_up":
        riding.give_up(run, now=now)


@allow(RUN)
def bus_finish(request: Request, pk: int) -> HttpResponse:
    """Through the whole bus, a photo from the last row, and the ride is a record."""
    run, now = one_run(request, pk), timezone.now()
    if run.trip_id and request.method == "GET":
        return redirect("duties:entry", run.trip_id)
    form = FinishForm(
        *sent(request),
        run=run,
        **given(request, now, RUN),
    )
    return record_page(
        request,
        form,
        _("Empty bus: %(run)s") % {"run": run},
        _("Walk to the last row, look under every seat. The attendant leaves last."),
        BUS,
        then=reverse("safety:bus_list"),
        submit_label=_("The bus is empty"),
        cancel_url=run.get_absolute_url(),
    )


# Into the class -------------------------------------------------------------------------------


@allow(VIEW)
def bus_arrivals(request: Request) -> HttpResponse:
    """Which children of one's classes came by bus today, and whether they are counted."""
    now = timezone.now()
    context = {
        "rows": arriving.open_for(request.user, timezone.localdate(now)),
        "by": arriving.BY,
    }
    return TemplateResponse(request, "safety/bus_arrivals.html", context)


@allow(VIEW)
def bus_arrival(request: Request, pk: int) -> HttpResponse:
    """One press if everybody from the bus is in class; touch whoever is not."""
    now = timezone.now()
    school_class = class_from(request, pk)
    run = get_object_or_404(
        BusRun.objects.select_related("route__campus", "attendant__person"), pk=pk
    )
    form = ArrivalForm(
        request.POST or None, run=run, school_class=school_class, now=now, by=request.user
    )
    return form_page(
        request,
        form,
        "safety/bus_arrival.html",
        heading=_("From the bus: %(class)s") % {"class": school_class},
        purpose=_("%(ride)s · %(n)s children") % {"ride": run, "n": len(form.seats)},
        crumbs=[(_("Children from the bus"), reverse("safety:bus_arrivals"))],
        saved=_("Saved: {result}"),
        then="safety:bus_arrivals",
        cancel_url=reverse("safety:bus_arrivals"),
    )


def class_from(request: Request, run: int) -> SchoolClass:
    """The class of the address, else the first of one's own of which children are on the ride."""
    aboard = BusSeat.objects.filter(run=run, on_at__isnull=False).values("school_class")
    rows = SchoolClass.objects.visible_to(request.user, VIEW).filter(pk__in=aboard)
    if asked := whole_number(request.GET.get("class", "")):
        rows = rows.filter(pk=asked)
    found = rows.select_related("campus").order_by("position", "pk").first()
    if found is None:
        raise Http404
    return found
