"""What the pages of the supply share: which kitchen, which day, which meal, the way back."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from logistics.access import Request
from logistics.duties.models import Task
from logistics.fields import EARLIEST, LATEST, month_number
from logistics.school.models.campuses import Meal

VIEW, RECEIVE, BUY, COOK = "canteen.view", "canteen.receive", "canteen.buy", "canteen.cook"
QUANTITIES = (gettext_lazy("Quantities of the day"), "canteen:quantities")
RECEIPTS = (gettext_lazy("Receiving food"), "canteen:receipt_list")
SHOPPING = (gettext_lazy("Shopping list"), "canteen:shopping")
SUPPLIERS = (gettext_lazy("Food suppliers"), "canteen:supplier_list")
STORE = (gettext_lazy("Food store"), "canteen:food_store")
SETTLEMENT = (gettext_lazy("Settlement with suppliers"), "canteen:settlement")


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
