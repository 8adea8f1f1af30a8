"""Cleaning: several places by one press, and how often each was cleaned today."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Request, allow
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.school.models import Place, Term
from logistics.school.views.frame import form_under, looked_at
from safety.forms.cleaning import CleaningForm
from safety.grounds import sweeping

CLEAN = "safety.clean"
VIEW = "school.view_place"
CLEANING = (gettext_lazy("Cleaning today"), "safety:cleaning_day")


@allow(CLEAN)
def cleaning_new(request: Request) -> HttpResponse:
    """What was cleaned just now: the tasks due are ticked, other places chosen."""
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    places = Place.objects.in_use().visible_to(request.user, CLEAN).select_related("campus")
    place = places.filter(pk=whole_number(request.GET.get("place", "")) or 0).first()
    form = CleaningForm(
        request.POST or None,
        request.FILES or None,
        places=places.order_by("campus", "name"),
        asked=task,
        now=timezone.now(),
        by=request.user,
        initial={"other": place, "tasks": []} if place else {},
    )
    return form_under(
        request,
        form,
        pgettext("a form", "Cleaned"),
        CLEANING,
        purpose=_("Take out what was not done. Each place becomes a record of its own."),
        submit_label=_("Save the cleaning"),
        saved=_("Saved: {result}"),
        then=task or "safety:cleaning_day",
        offline=True,
    )


@allow(VIEW)
def cleaning_day(request: Request) -> HttpResponse:
    """Every place with who answers for it this term, and how often it was cleaned today."""
    now = timezone.now()
    on = timezone.localdate(now)
    places = Place.objects.in_use().visible_to(request.user, VIEW)
    if campus := looked_at(request):
        places = places.filter(campus=campus)
    rows = sweeping.board(places.select_related("custodian"), Term.objects.on(on), on)
    context = {
        "rows": rows,
        "done": sum(1 for row in rows if row.times),
        "owed": sum(1 for row in rows if row.owed),
        "behind": sum(1 for row in rows if row.times < row.owed),
        "now": now,
    }
    return TemplateResponse(request, "safety/cleaning_day.html", context)


urls = [
    path("cleaning/", cleaning_day, name="cleaning_day"),
    path("cleaning/new/", cleaning_new, name="cleaning_new"),
]
