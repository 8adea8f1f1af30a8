"""The page behind the sticker of a place: what its reader can do there now."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from logistics.access import Request, allow
from logistics.contributions import stickers
from logistics.duties.models import Task
from logistics.duties.models.tasks import OPEN_STATES
from logistics.school import labels
from logistics.school.models import Place

MOST_TASKS = 8


# Whoever is not logged in comes here after the login. A form for them, such as a report of
# something broken, would be a page of its own beside this one.
@allow("school.view_place")
def sticker(request: Request, code: str) -> HttpResponse:
    """What is due here for the reader first, then whatever else the role may do here."""
    seen = Place.objects.visible_to(request.user, "school.view_place")
    seen, code = seen.select_related("campus", "school_class"), code.upper()
    place = seen.filter(code=code).first()
    if place is None:
        return out_of_use(request, labels.formerly_of(seen, code))
    now = timezone.now()
    tasks = list(due_here(place, request.user, now)[: MOST_TASKS + 1])
    context = {
        "place": place,
        "now": now,
        "tasks": tasks[:MOST_TASKS],
        "has_more": len(tasks) > MOST_TASKS,
        "others": others_due(place, request.user, now, {task.pk for task in tasks}),
        "acts": acts_here(place, request.user),
    }
    return TemplateResponse(request, "duties/sticker.html", context)


def out_of_use(request: Request, place: Place | None) -> HttpResponse:
    """The place has another code by now; a code that never was is not there."""
    if place is None:
        raise Http404
    context = {
        "place": place,
        "may_print": request.user.has_perm("school.arrange"),
        "label_url": f"{reverse('school:place_labels')}?place={place.pk}",
    }
    return TemplateResponse(request, "duties/sticker_old.html", context, status=410)


def of_place(place: Place) -> Q:
    """Owed for the place itself, or for the class whose own room it is."""
    here = Q(place=place)
    if place.school_class_id:
        here |= Q(place=None, school_class=place.school_class_id)
    return here


def due_here(place: Place, person: Any, now: datetime) -> Any:
    mine = Task.objects.owed_by(person).filter(of_place(place)).in_state(OPEN_STATES, now)
    return mine.with_state(now).for_rows().order_by("due_at", "pk")


def others_due(place: Place, person: Any, now: datetime, own: set[int]) -> list[Task]:
    """What colleagues owe here, as far as the person may see it."""
    seen = Task.objects.visible_to(person).filter(of_place(place)).in_state(OPEN_STATES, now)
    others = seen.exclude(pk__in=own).with_state(now).for_rows()
    return list(others.order_by("due_at", "pk")[:MOST_TASKS])


def acts_here(place: Place, person: Any) -> list[dict[str, Any]]:
    """What the apps offer at a place, in their order."""
    offered = [
        {"title": sticker.title, "icon": sticker.icon, "url": sticker.url(place, person)}
        for sticker in stickers()
        if sticker.permission is None or person.has_perm(sticker.permission)
    ]
    return [act for act in offered if act["url"]]
