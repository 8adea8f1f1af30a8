"""What the pages of account and voices share: the campus, the month asked for, the task, the way back."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.views.reached import within_reach
from logistics.access import Request
from logistics.duties.models import Task
from logistics.fields import month_number
from logistics.school.models import Campus
from logistics.school.views.frame import form_under, looked_at

VIEW, ACCOUNT, ARRANGE = "canteen.view", "canteen.account", "canteen.arrange"
OBSERVE, CHECK, WRITE = "canteen.observe", "canteen.check", "duties.write_record"
ACCOUNTS = (gettext_lazy("Meal account"), "canteen:meal_account")
COSTS = (gettext_lazy("Lines of the meal account"), "canteen:meal_cost_list")
FEES = (gettext_lazy("Meal fees"), "canteen:meal_fee_list")
COMMITTEE = (gettext_lazy("Diet committee"), "canteen:committee")
OBSERVATIONS = (gettext_lazy("Meal observations"), "canteen:observation_list")
COMPLAINTS = (gettext_lazy("Opinions on the meals"), "canteen:complaint_list")
SURVEYS = (gettext_lazy("Surveys on the meals"), "canteen:survey_list")
INCIDENTS = (gettext_lazy("Food incidents"), "canteen:food_incident_list")


def campuses_of(request: Request, permission: str) -> Any:
    return Campus.objects.visible_to(request.user, permission).filter(is_active=True)


def shown_campuses(request: Request, permission: str) -> Any:
    """Those within reach; of several the one that is looked at."""
    rows, chosen = campuses_of(request, permission), looked_at(request)
    return rows.filter(pk=chosen.pk) if chosen and rows.filter(pk=chosen.pk).exists() else rows


def campus_tabs(request: Request, permission: str, current: Campus, **query: Any) -> list[Any]:
    """To change between the campuses within reach; nothing where there is one."""
    rows = within_reach(request, permission)
    more = "".join(f"&{name}={value}" for name, value in query.items() if value)
    return [
        {"title": str(row), "url": f"?campus={row.pk}{more}", "is_current": row == current}
        for row in rows
        if len(rows) > 1
    ]


def month_asked(request: Request, otherwise: date) -> date:
    asked = month_number(request.GET.get("month", ""))
    return date(*asked, 1) if asked else otherwise


def who(request: Request, now: datetime) -> dict[str, Any]:
    return {"by": request.user, "now": now}


def form_of_task(
    request: Request, form: Any, heading: str, *above: Any, task: Task | None = None, **given: Any
) -> HttpResponse:
    """A form with the way back to the task it was opened from, else to what stands above it."""
    back: dict[str, Any] = {"then": task, "cancel_url": task.get_absolute_url()} if task else {}
    usual = {"saved": _("Saved: {result}"), "template": "canteen/voice_form.html"}
    return form_under(request, form, heading, *above, **(usual | given | back))
