"""The pages of the school bus: the day, the ride in one hand, the arrival in class, the files."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.pages import asked_words, form_page
from logistics.records.models import Entry
from logistics.records.searching import month_before, month_end
from logistics.school.models import Child, SchoolClass
from logistics.school.views.frame import last_changes
from safety.bus import arriving, home, listing, papers, riding
from safety.forms.bus import (
    ArrivalForm,
    BeginForm,
    BusForm,
    BusServiceForm,
    CrewForm,
    FinishForm,
    ListForm,
    PaperCheckForm,
    RiderForm,
    RouteForm,
    StopForm,
)
from safety.models import (
    BusCrew,
    BusPaperCheck,
    BusPassengerList,
    BusRider,
    BusRoute,
    BusRun,
    BusSeat,
    BusStop,
    Direction,
    SchoolBus,
)
from safety.views.files import changed, kept_form, one
from safety.views.reached import campuses_in, given, record_page, task_asked

RUN, VIEW, KEEP = "safety.run_bus", "safety.view_bus", "safety.manage"
BUS = (gettext_lazy("School bus"), "safety:bus_list")
OPTIONS = 20


# The day --------------------------------------------------------------------------------------


@allow(RUN)
def bus_list(request: Request) -> HttpResponse:
    """Today's rides of every line; the buses and people with papers that run out."""
    now = timezone.now()
    on = timezone.localdate(now)
    campuses = list(campuses_in(request, RUN))
    buses = SchoolBus.objects.in_use().filter(campus__in=campuses)
    crew = BusCrew.objects.filter(campus__in=campuses, ended_on=None).select_related("person")
    soon, asked = papers.days_ahead(on), papers.Asked.on(on)
    context = {
        "now": now,
        "rides": home.rides_of(campuses, on),
        "buses": [(bus, papers.of_bus(bus, on, soon)) for bus in buses],
        "crew": [
            (one_of, papers.of_crew(one_of, on, soon), papers.shortcomings(one_of, on, asked))
            for one_of in crew.defer("person__identity_number")
        ],
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/bus_list.html", context)


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
        *([request.POST, request.FILES] if request.method == "POST" else []),
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


# Lines and riders -----------------------------------------------------------------------------


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
        *([request.POST, request.FILES] if request.method == "POST" else []),
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


# Buses, people, papers ------------------------------------------------------------------------


@allow(RUN)
def bus(request: Request, pk: int) -> HttpResponse:
    """The file of a bus: papers, what is on board, services, its last rides."""
    rows = SchoolBus.objects.visible_to(request.user, RUN).select_related("campus")
    found = get_object_or_404(rows, pk=pk)
    on = timezone.localdate()
    services = found.services.exclude(entry__status=Entry.Status.VOIDED)
    trips = found.trips.exclude(entry__status=Entry.Status.VOIDED)
    context = {
        "bus": found,
        "papers": papers.of_bus(found, on, papers.days_ahead(on)),
        "services": services.select_related("entry").order_by("-entry__happened_at")[:12],
        "trips": trips.select_related("entry", "route").order_by("-entry__happened_at")[:10],
        "events": last_changes(found),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/bus.html", context)


@allow(KEEP)
def bus_new(request: Request) -> HttpResponse:
    return kept_form(request, BusForm, SchoolBus(), _("Register a bus"), BUS)


@allow(KEEP)
def bus_edit(request: Request, pk: int) -> HttpResponse:
    found = one(request, SchoolBus, pk)
    return kept_form(request, BusForm, found, changed(found), BUS)


@allow(KEEP)
def bus_crew_new(request: Request) -> HttpResponse:
    return kept_form(request, CrewForm, BusCrew(), _("Register a driver or attendant"), BUS)


@allow(KEEP)
def bus_crew_edit(request: Request, pk: int) -> HttpResponse:
    crew = one(request, BusCrew, pk)
    return kept_form(request, CrewForm, crew, changed(crew), BUS)


@allow(RUN)
def bus_service_new(request: Request) -> HttpResponse:
    """A service, repair or renewal; the papers of the bus take the new date."""
    now, task = timezone.now(), task_asked(request)
    asked = whole_number(request.GET.get("bus", ""))
    initial: dict[str, Any] = {"bus": asked} if asked else {}
    if task and task.subject:
        initial["act"] = task.subject.partition(":")[2]
    form = BusServiceForm(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        initial=initial,
        **given(request, now, RUN, task),
    )
    return record_page(
        request,
        form,
        _("Service of a bus"),
        _("A renewal moves the date on the file of the bus."),
        BUS,
        task=task,
    )


@allow(KEEP)
def bus_papers_new(request: Request) -> HttpResponse:
    """The papers of the buses, or of the people on them, as they stand today."""
    now, task = timezone.now(), task_asked(request)
    about = task.subject.partition(":")[2] if task else request.GET.get("about", "")
    about = about if about in BusPaperCheck.Subject.values else BusPaperCheck.Subject.BUS
    form = PaperCheckForm(request.POST or None, about=about, **given(request, now, KEEP, task))
    rows = [row for campus in form.campuses for row in form.rows(campus)]
    return record_page(
        request,
        form,
        str(BusPaperCheck.Subject(about).label),
        _("As they stand today. What is not valid says what is done about it."),
        BUS,
        task=task,
        above="safety/_paper_rows.html",
        rows=rows,
    )


@allow(RUN)
def bus_month(request: Request) -> HttpResponse:
    """How the rides of a month went, line by line: for the feedback to the school."""
    today = timezone.localdate()
    asked = request.GET.get("month", "")
    first = today.replace(day=1)
    if (
        len(asked) == 6
        and asked.isdecimal()
        and 1 <= int(asked[4:]) <= 12
        and int(asked[:4]) > 1999
    ):
        first = date(int(asked[:4]), int(asked[4:]), 1)
    campuses = list(campuses_in(request, RUN))
    context = {
        "rows": listing.rides(campuses, first, month_end(first)),
        "first": first,
        "earlier": f"{month_before(first):%Y%m}",
        "later": f"{date(first.year + first.month // 12, first.month % 12 + 1, 1):%Y%m}",
    }
    return TemplateResponse(request, "safety/bus_month.html", context)


urls: list[URLPattern] = [
    path("bus/", bus_list, name="bus_list"),
    path("bus/month/", bus_month, name="bus_month"),
    path("bus/lines/new/", bus_route_new, name="bus_route_new"),
    path("bus/lines/<int:pk>/", bus_route, name="bus_route"),
    path("bus/lines/<int:pk>/edit/", bus_route_edit, name="bus_route_edit"),
    path("bus/lines/<int:pk>/stops/new/", bus_stop_new, name="bus_stop_new"),
    path("bus/lines/<int:pk>/riders/new/", bus_rider_new, name="bus_rider_new"),
    path("bus/lines/<int:pk>/list/", bus_list_file, name="bus_list_file"),
    path("bus/lines/<int:pk>/begin/", bus_begin, name="bus_begin"),
    path("bus/lists/new/", bus_list_new, name="bus_list_new"),
    path("bus/stops/<int:pk>/edit/", bus_stop_edit, name="bus_stop_edit"),
    path("bus/riders/<int:pk>/edit/", bus_rider_edit, name="bus_rider_edit"),
    path("bus/riders/options/", bus_child_options, name="bus_child_options"),
    path("bus/rides/<int:pk>/", bus_run, name="bus_run"),
    path("bus/rides/<int:pk>/mark/", bus_mark, name="bus_mark"),
    path("bus/rides/<int:pk>/finish/", bus_finish, name="bus_finish"),
    path("bus/arrivals/", bus_arrivals, name="bus_arrivals"),
    path("bus/arrivals/<int:pk>/", bus_arrival, name="bus_arrival"),
    path("bus/buses/new/", bus_new, name="bus_new"),
    path("bus/buses/<int:pk>/", bus, name="bus"),
    path("bus/buses/<int:pk>/edit/", bus_edit, name="bus_edit"),
    path("bus/crew/new/", bus_crew_new, name="bus_crew_new"),
    path("bus/crew/<int:pk>/edit/", bus_crew_edit, name="bus_crew_edit"),
    path("bus/services/new/", bus_service_new, name="bus_service_new"),
    path("bus/papers/new/", bus_papers_new, name="bus_papers_new"),
]
