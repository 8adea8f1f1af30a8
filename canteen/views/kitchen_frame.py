"""What the pages of the kitchen share: one campus, the meal, the task asked for, the way back."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request
from logistics.duties.models import Task
from logistics.pages import form_page
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

KITCHEN = (gettext_lazy("Kitchen today"), "canteen:kitchen_day")


def meal_asked(request: Request, at: Campus, task: Task | None, now: datetime) -> str:
    """That of the task or of the address; else the one whose hour is nearest."""
    if task and task.meal in at.meals:
        return task.meal
    asked = request.GET.get("meal", "")
    if asked in at.meals:
        return asked
    clock = timezone.localtime(now)
    minute = clock.hour * 60 + clock.minute
    hours = {meal: minutes_of(clock) for meal, clock in at.meals.items()}
    return min(hours, key=lambda meal: abs(hours[meal] - minute), default="")


def minutes_of(clock: str) -> int:
    hour, _colon, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def meal_tabs(at: Campus, chosen: str) -> list[dict[str, Any]]:
    """The meals of a campus in the order of the day, each leading to its own sheet."""
    words = dict(Meal.choices)
    return [
        {
            "title": words.get(meal, meal),
            "url": f"?campus={at.pk}&meal={meal}",
            "is_current": meal == chosen,
        }
        for meal, _clock in sorted(at.meals.items(), key=lambda pair: pair[1])
    ]


def campus_tabs(campuses: Any, at: Campus) -> list[dict[str, Any]]:
    """Where somebody works at several campuses: whose sheet this is."""
    known = list(campuses)
    if len(known) < 2:
        return []
    return [
        {"title": each.name, "url": f"?campus={each.pk}", "is_current": each.pk == at.pk}
        for each in known
    ]


def record_page(
    request: Request, form: Any, heading: str, purpose: str, task: Task | None, **context: Any
) -> HttpResponse:
    """The form of a record with the way back to the kitchen, or to what it proves."""
    may_see = request.user.has_perm("canteen.view")
    crumbs = [(str(KITCHEN[0]), reverse(KITCHEN[1]))] if may_see else []
    back = crumbs[-1][1] if crumbs else reverse("home")
    if task and not may_see:
        back = task.get_absolute_url()
    usual: dict[str, Any] = {
        "heading": heading,
        "purpose": purpose,
        "crumbs": crumbs,
        "cancel_url": back,
        "then": back,
        "submit_label": _("Save the record"),
        "offline": True,
        "saved": _("Saved: {result}"),
    }
    return form_page(request, form, "canteen/kitchen_form.html", **usual | context)
