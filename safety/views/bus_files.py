"""The files of the school bus: buses, drivers and attendants, services, papers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.records.models import Entry
from logistics.school.views.frame import last_changes
from safety.bus import papers
from safety.forms.bus import BusForm, BusServiceForm, CrewForm, PaperCheckForm
from safety.models import BusCrew, BusPaperCheck, SchoolBus
from safety.views.bus_frame import BUS, KEEP, RUN
from safety.views.files import changed, kept_form, one
from safety.views.reached import given, record_page, service_page, task_asked


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
    return service_page(
        request,
        BusServiceForm,
        _("Service of a bus"),
        _("A renewal moves the date on the file of the bus."),
        BUS,
        of="bus",
        permission=RUN,
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
