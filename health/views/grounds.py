"""Pests, bait and drinking water."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from health.forms.grounds import BaitForm, PestForm, WaterForm
from health.forms.scope import campuses_of, task_asked
from health.models import BaitPoint
from logistics.access import Request, allow
from logistics.pages import form_page, list_page

WRITE, SEE, ARRANGE = "duties.write_record", "health.view_hygiene", "health.arrange"


@allow(WRITE)
def pest_new(request: Request) -> HttpResponse:
    """Monitoring or removal of pests."""
    form = PestForm(request.POST or None, **given(request))
    return record_page(
        request,
        form,
        _("Pest control"),
        _("For a monitoring: each spot with its traps. The density is worked out."),
        "health/lines_form.html",
        more=form.lines(),
    )


@allow(WRITE)
def water_new(request: Request) -> HttpResponse:
    """Cleaning, filters and tests of drinking water."""
    form = WaterForm(request.POST or None, **given(request))
    purpose = _("A result that does not meet the standard says what is done about it.")
    return record_page(request, form, _("Drinking water"), purpose)


def given(request: Request) -> dict[str, Any]:
    task = task_asked(request)
    initial = {"campus": task.campus_id} if task and task.campus_id else {}
    campuses = campuses_of(request.user, WRITE)
    now = timezone.now()
    return {"campuses": campuses, "now": now, "by": request.user, "initial": initial}


def record_page(
    request: Request,
    form: Any,
    heading: str,
    purpose: str,
    template: str = "form_page.html",
    **context: Any,
) -> HttpResponse:
    task = task_asked(request)
    return form_page(
        request,
        form,
        template,
        heading=heading,
        purpose=purpose,
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=task,
        cancel_url=task.get_absolute_url() if task else "",
        **context,
    )


@allow(SEE)
def bait_list(request: Request) -> HttpResponse:
    """Where poison and traps lie now; with ?all also what has been removed."""
    points = BaitPoint.objects.visible_to(request.user, SEE).select_related("campus")
    if "all" not in request.GET:
        points = points.lying()
    return list_page(request, points, "health/bait_list.html", fragment="health/_bait_rows.html")


@allow(ARRANGE)
def bait_new(request: Request) -> HttpResponse:
    return bait_form(request, BaitPoint(), _("Lay bait"))


@allow(ARRANGE)
def bait_edit(request: Request, pk: int) -> HttpResponse:
    point = get_object_or_404(BaitPoint.objects.visible_to(request.user, ARRANGE), pk=pk)
    return bait_form(request, point, _("Change %(point)s") % {"point": point})


def bait_form(request: Request, point: BaitPoint, heading: str) -> HttpResponse:
    """A spot with poison or a trap, laid and some day removed."""
    form = BaitForm(
        request.POST or None,
        instance=point,
        campuses=campuses_of(request.user, ARRANGE),
        on=timezone.localdate(),
    )
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("Every spot is covered and marked until the bait is removed."),
        saved=_("Saved: {result}"),
        then="health:bait_list",
    )


urls: list[URLPattern] = [
    path("pest-control/new/", pest_new, name="pest_new"),
    path("drinking-water/new/", water_new, name="water_new"),
    path("bait/", bait_list, name="bait_list"),
    path("bait/new/", bait_new, name="bait_new"),
    path("bait/<int:pk>/edit/", bait_edit, name="bait_edit"),
]
