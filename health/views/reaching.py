"""Which class, child and day a page of health is about, within the person's reach."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date

from health.day.rolls import VIEW, WRITE, children_on, classes_of
from logistics.access import Request
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.school.models import Child, SchoolClass


def one_class(request: Request, pk: int, permission: str = VIEW) -> SchoolClass:
    """A class one has to do with; else it is not there."""
    rows = SchoolClass.objects.visible_to(request.user, permission).select_related("campus")
    return get_object_or_404(rows, pk=pk)


def day_asked(request: Request, now: datetime) -> date:
    """The ?day= of the address; today, if it says none or none that can be."""
    today = timezone.localdate(now)
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if asked is not None and date(2000, 1, 1) <= asked <= today else today


def task_asked(request: Request) -> Task | None:
    key = whole_number(request.GET.get("task", ""))
    return one_task(request, key) if key is not None else None


def asked_about(request: Request, now: datetime) -> dict[str, Any]:
    """The class and child of the address, for a form that is about them."""
    on = timezone.localdate(now)
    task = task_asked(request)
    classes = classes_of(request.user, on, WRITE)
    key = task.school_class_id if task else whole_number(request.GET.get("class", ""))
    return {
        "school_class": classes.filter(pk=key or 0).first(),
        "child": child_asked(request, classes, on),
    }


def child_asked(request: Request, classes: Any, on: date) -> Child | None:
    key = whole_number(request.GET.get("child", ""))
    return children_on(on, Q(school_class__in=classes)).filter(pk=key or 0).first()
