"""For whom something is written down: a class or a room within the person's reach."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from health.hygiene.today import KINDS
from logistics.access import Request
from logistics.duties.models import Task
from logistics.duties.models.tasks import reached_by
from logistics.fields import whole_number
from logistics.school.models import Campus, Place, SchoolClass, Term

DISINFECT = "health.disinfect"
OF_THE_KITCHEN = (Place.Kind.KITCHEN, Place.Kind.CANTEEN)


def school_year(now: datetime) -> int:
    on = timezone.localdate(now)
    term = Term.objects.on(on)
    return term.school_year if term else on.year


def classes_of(person: Any, now: datetime, permission: str = DISINFECT) -> Any:
    """The classes of this school year the person may act for."""
    reached = SchoolClass.objects.visible_to(person, permission).in_year(school_year(now))
    return reached.select_related("campus").order_by("campus__position", "position", "pk")


def places_of(person: Any, permission: str = DISINFECT) -> Any:
    """The rooms at the person's campuses; the kitchen keeps registers of its own."""
    rows = Place.objects.in_use().visible_to(person, permission)
    return rows.exclude(kind__in=OF_THE_KITCHEN).select_related("campus").order_by("campus", "name")


def campuses_of(person: Any, permission: str) -> Any:
    return Campus.objects.visible_to(person, permission).filter(is_active=True)


def task_asked(request: Request) -> Task | None:
    """The task the form was opened for, if it was and the person may see it."""
    asked = whole_number(request.GET.get("task", ""))
    return task_of_day(request, asked) if asked is not None else None


def task_of_day(request: Request, pk: int) -> Task:
    """What is owed of a class or room: for whoever disinfects there, not for the one named alone."""
    shared = Task.objects.filter(reached_by(request.user, DISINFECT), proof__in=KINDS)
    rows = Task.objects.visible_to(request.user) | shared
    return get_object_or_404(rows.for_rows(), pk=pk)
