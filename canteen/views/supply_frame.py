"""What the pages of the supply share: which kitchen, which day, which meal, the way back."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from logistics.access import Request
from logistics.duties.models import Task
from logistics.fields import EARLIEST, LATEST, month_number, whole_number
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.school.views.frame import looked_at

VIEW, RECEIVE, BUY, COOK = "canteen.view", "canteen.receive", "canteen.buy", "canteen.cook"
QUANTITIES = (gettext_lazy("Quantities of the day"), "canteen:quantities")
RECEIPTS = (gettext_lazy("Receiving food"), "canteen:receipt_list")
SHOPPING = (gettext_lazy("Shopping list"), "canteen:shopping")
SUPPLIERS = (gettext_lazy("Food suppliers"), "canteen:supplier_list")
STORE = (gettext_lazy("Food store"), "canteen:food_store")
SETTLEMENT = (gettext_lazy("Settlement with suppliers"), "canteen:settlement")


def campuses_in(request: Request, permission: str) -> Any:
    """Those within reach; of several the one that is looked at."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    chosen = looked_at(request)
    return rows.filter(pk=chosen.pk) if chosen else rows


def one_campus(request: Request, permission: str, task: Task | None = None) -> Campus:
    """The campus of the task or of the address; else the one looked at, else the first."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    asked = task.campus_id if task else whole_number(request.GET.get("campus", ""))
    if asked is not None:
        return get_object_or_404(rows, pk=asked)
    chosen = looked_at(request)
    found = list(rows.order_by("position", "pk"))
    if chosen in found:
        return chosen
    if not found:
        raise Http404
    return found[0]


def day_asked(request: Request, task: Task | None = None) -> date:
    """The day of the task or of the address, else today."""
    if task:
        return timezone.localdate(task.due_at)
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        day = None
    return day if day and EARLIEST < day.year < LATEST else timezone.localdate()


def meal_asked(request: Request, task: Task | None = None) -> str:
    """The meal of the task or of the address, else lunch."""
    asked = (task.meal if task else "") or request.GET.get("meal", "")
    return asked if asked in Meal.values else Meal.LUNCH.value


def month_asked(request: Request) -> date:
    """The first day of the month in the address, else of this one."""
    on = timezone.localdate()
    year, month = month_number(request.GET.get("month", "")) or (on.year, on.month)
    return date(year, month, 1)


def crumb(step: Any) -> tuple[str, str]:
    title, name = step
    return str(title), reverse(name)
