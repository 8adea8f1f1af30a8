"""For whom something is written down: a class or a room within the person's reach."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from logistics.access import Request
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
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
    return one_task(request, asked) if asked is not None else None
