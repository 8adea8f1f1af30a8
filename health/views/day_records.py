"""Writing down what happens in a class during the day, child by child."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from health.day import tracing
from health.day.rolls import VIEW, WRITE, classes_of
from health.forms.days import (
    ContactForm,
    DayForm,
    HandoverForm,
    ObservationForm,
    OutdoorForm,
    RoundForm,
    TraceForm,
)
from health.views.reaching import asked_about, day_asked
from logistics.access import Request, allow
from logistics.pages import form_page


def write(
    request: Request, form_class: type[DayForm], *, heading: str, purpose: str = "", **context: Any
) -> HttpResponse:
    """The form of a record, about the class or child of the address."""
    now = timezone.now()
    about = asked_about(request, now)
    form = form_class(request.POST or None, **about, now=now, by=request.user)
    back = reverse("health:day_grid")
    if about["school_class"] is not None:
        back = reverse("health:class_day", args=[about["school_class"].pk])
    return form_page(
        request,
        form,
        heading=heading,
        purpose=purpose,
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        cancel_url=back,
        **{"then": back} | context,
    )


@allow(WRITE)
def observation_new(request: Request) -> HttpResponse:
    """A child as it is during the day; with an outcome it is watched no more."""
    return write(
        request,
        ObservationForm,
        heading=_("Observe a child"),
        purpose=_("A child that is watched stays on the list until its outcome is written down."),
    )


@allow("health.keep")
def round_new(request: Request) -> HttpResponse:
    return write(request, RoundForm, heading=_("Round through a class"))


@allow(WRITE)
def trace_new(request: Request) -> HttpResponse:
    return write(
        request,
        TraceForm,
        heading=_("Trace an absence"),
        purpose=_("Asked the same day, and each day until the child is back."),
        then=reverse("health:absence_list"),
    )


@allow(WRITE)
def contact_new(request: Request) -> HttpResponse:
    return write(request, ContactForm, heading=_("Contact with parents"))


@allow(WRITE)
def handover_new(request: Request) -> HttpResponse:
    return write(
        request,
        HandoverForm,
        heading=_("Hand over the class"),
        purpose=_("The counts are those of the day. Leave “anything special” empty if all is well; "
                  "your colleague is asked to sign."),
    )  # fmt: skip


@allow(WRITE)
def outdoor_new(request: Request) -> HttpResponse:
    return write(request, OutdoorForm, heading=_("Outdoor activity"))


@allow(VIEW)
def absence_list(request: Request) -> HttpResponse:
    """Who is away, since when, and whether somebody asked today: until they are back."""
    now = timezone.now()
    on = day_asked(request, now)
    rows = tracing.away(classes_of(request.user, on), on)
    context = {
        "rows": [(each, each.is_traced(on)) for each in rows],
        "waiting": sum(not each.is_traced(on) for each in rows),
        "on": on,
        "may_write": request.user.has_perm(WRITE),
    }
    return TemplateResponse(request, "health/absence_list.html", context)


urls = [
    path("observations/new/", observation_new, name="observation_new"),
    path("rounds/new/", round_new, name="round_new"),
    path("absences/", absence_list, name="absence_list"),
    path("absences/new/", trace_new, name="trace_new"),
    path("contacts/new/", contact_new, name="contact_new"),
    path("handovers/new/", handover_new, name="handover_new"),
    path("outdoors/new/", outdoor_new, name="outdoor_new"),
]
