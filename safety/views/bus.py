"""The school bus: its day, its month, and the list of all its pages."""

from datetime import date

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from logistics.access import Request, allow
from logistics.records.searching import month_before, month_end
from safety.bus import home, listing, papers
from safety.models import BusCrew, SchoolBus
from safety.views import bus_files, bus_lines, bus_riding
from safety.views.bus_frame import KEEP, RUN
from safety.views.reached import campuses_in


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
    path("bus/lines/new/", bus_lines.bus_route_new, name="bus_route_new"),
    path("bus/lines/<int:pk>/", bus_lines.bus_route, name="bus_route"),
    path("bus/lines/<int:pk>/edit/", bus_lines.bus_route_edit, name="bus_route_edit"),
    path("bus/lines/<int:pk>/stops/new/", bus_lines.bus_stop_new, name="bus_stop_new"),
    path("bus/lines/<int:pk>/riders/new/", bus_lines.bus_rider_new, name="bus_rider_new"),
    path("bus/lines/<int:pk>/list/", bus_lines.bus_list_file, name="bus_list_file"),
    path("bus/lines/<int:pk>/begin/", bus_riding.bus_begin, name="bus_begin"),
    path("bus/lists/new/", bus_lines.bus_list_new, name="bus_list_new"),
    path("bus/stops/<int:pk>/edit/", bus_lines.bus_stop_edit, name="bus_stop_edit"),
    path("bus/riders/<int:pk>/edit/", bus_lines.bus_rider_edit, name="bus_rider_edit"),
    path("bus/riders/options/", bus_lines.bus_child_options, name="bus_child_options"),
    path("bus/rides/<int:pk>/", bus_riding.bus_run, name="bus_run"),
    path("bus/rides/<int:pk>/mark/", bus_riding.bus_mark, name="bus_mark"),
    path("bus/rides/<int:pk>/finish/", bus_riding.bus_finish, name="bus_finish"),
    path("bus/arrivals/", bus_riding.bus_arrivals, name="bus_arrivals"),
    path("bus/arrivals/<int:pk>/", bus_riding.bus_arrival, name="bus_arrival"),
    path("bus/buses/new/", bus_files.bus_new, name="bus_new"),
    path("bus/buses/<int:pk>/", bus_files.bus, name="bus"),
    path("bus/buses/<int:pk>/edit/", bus_files.bus_edit, name="bus_edit"),
    path("bus/crew/new/", bus_files.bus_crew_new, name="bus_crew_new"),
    path("bus/crew/<int:pk>/edit/", bus_files.bus_crew_edit, name="bus_crew_edit"),
    path("bus/services/new/", bus_files.bus_service_new, name="bus_service_new"),
    path("bus/papers/new/", bus_files.bus_papers_new, name="bus_papers_new"),
]
