"""The lines of the school bus: stops, riders, passenger lists."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import asked_words, form_page, sent
from logistics.records.models import Entry
from logistics.school.models import Child
from safety.bus import listing
from safety.forms.bus import ListForm, RiderForm, RouteForm, StopForm
from safety.models import BusPassengerList, BusRider, BusRoute, BusStop
from safety.views.bus_frame import BUS, KEEP, RUN
from safety.views.files import changed, kept_form, one
from safety.views.reached import given, record_page, task_asked

OPTIONS = 20


@allow(RUN)
def bus_route(request: Request, pk: int) -> HttpResponse:
    """A line: its stops, who rides from where, the lists that were filed."""
    rows = BusRoute.objects.visible_to(request.user, RUN)
    related = ("bus", "driver__person", "attendant__person", "campus")
    route = get_object_or_404(rows.select_related(*related), pk=pk)
    on = timezone.localdate()
    riders = listing.riders_of(route, on)
    lists = BusPassengerList.objects.filter(route=route).exclude(entry__status=Entry.Status.VOIDED)
    context = {
        "route": route,
        "stops": [
            (stop, [rider for rider in riders if rider.stop_id == stop.pk])
            for stop in route.stops.filter(is_active=True)
        ],
        "riders": riders,
        "lists": lists.select_related("entry").order_by("-entry__happened_at")[:4],
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/bus_route.html", context)


def one_route(request: Request, pk: int) -> BusRoute:
    rows = BusRoute.objects.visible_to(request.user, RUN).select_related("campus")
    return get_object_or_404(rows, pk=pk)


@allow(KEEP)
def bus_route_new(request: Request) -> HttpResponse:
    return kept_form(request, RouteForm, BusRoute(), _("New bus line"), BUS)


@allow(KEEP)
def bus_route_edit(request: Request, pk: int) -> HttpResponse:
    route = one(request, BusRoute, pk)
    return kept_form(request, RouteForm, route, changed(route), BUS)


def under_route(request: Request, form: Any, heading: str, route: BusRoute) -> HttpResponse:
    back = route.get_absolute_url()
    return form_page(
        request,
        form,
        "safety/record_form.html",
        heading=heading,
        crumbs=[(str(BUS[0]), reverse(BUS[1])), (str(route), back)],
        saved=_("Saved: {result}"),
        then=route,
        cancel_url=back,
    )


@allow(KEEP)
def bus_stop_new(request: Request, pk: int) -> HttpResponse:
    route = one_route(request, pk)
    stop = BusStop(route=route, position=route.stops.count() + 1)
    form = StopForm(request.POST or None, instance=stop, campuses=[route.campus])
    return under_route(request, form, _("New stop"), route)


@allow(KEEP)
def bus_stop_edit(request: Request, pk: int) -> HttpResponse:
    stop = get_object_or_404(
        BusStop.objects.visible_to(request.user, KEEP).select_related("route__campus"), pk=pk
    )
    form = StopForm(request.POST or None, instance=stop, campuses=[stop.route.campus])
    return under_route(request, form, changed(stop), stop.route)


@allow(RUN)
def bus_rider_new(request: Request, pk: int) -> HttpResponse:
    route = one_route(request, pk)
    return rider_form(request, BusRider(), route, _("Register a child"))


@allow(RUN)
def bus_rider_edit(request: Request, pk: int) -> HttpResponse:
    rows = BusRider.objects.visible_to(request.user, RUN).select_related(
        "stop__route__campus", "child"
    )
    rider = get_object_or_404(rows, pk=pk)
    return rider_form(request, rider, rider.stop.route, changed(rider.child))


def rider_form(request: Request, rider: BusRider, route: BusRoute, heading: str) -> HttpResponse:
    form = RiderForm(
        request.POST or None,
        instance=rider,
        campuses=[route.campus],
        route=route,
        by=request.user,
    )
    return under_route(request, form, heading, route)


@allow(RUN)
def bus_child_options(request: Request) -> HttpResponse:
    """What a box offers in which a child is typed."""
    seen = Child.objects.visible_to(request.user, RUN).attending(timezone.localdate())
    found = seen.defer("identity_number", "note").matching(asked_words(request))
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})


@allow(RUN)
def bus_list_new(request: Request) -> HttpResponse:
    """Which line's list is filed, for the task of the term."""
    task = task_asked(request)
    routes = BusRoute.objects.in_use().visible_to(request.user, RUN).select_related("campus")
    if task and task.campus_id:
        routes = routes.filter(campus=task.campus_id)
    context = {
        "routes": routes.annotate(n=Count("stops__riders", filter=Q(stops__riders__ends_on=None)))
    }
    return TemplateResponse(request, "safety/bus_list_choice.html", context)


@allow(RUN)
def bus_list_file(request: Request, pk: int) -> HttpResponse:
    route, now = one_route(request, pk), timezone.now()
    form = ListForm(
        *sent(request),
        route=route,
        **given(request, now, RUN),
    )
    riders = listing.riders_of(route, timezone.localdate(now))
    return record_page(
        request,
        form,
        _("Passenger list: %(route)s") % {"route": route},
        _("Everybody who rides now stands on it."),
        BUS,
        then=route,
        cancel_url=route.get_absolute_url(),
        submit_label=_("File the list"),
        above="safety/_riders.html",
        riders=riders,
    )
