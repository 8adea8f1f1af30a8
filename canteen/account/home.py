"""The accountant's first page: is last month's account public?"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from canteen.account import publishing
from canteen.models import MealStatement
from canteen.views.account_frame import ACCOUNT, shown_campuses
from logistics.access import Request, Role
from logistics.contributions import HomeCard


def fill(request: Request, now: datetime) -> dict[str, Any]:
    on = timezone.localdate(now)
    rows = publishing.unpublished(shown_campuses(request, ACCOUNT), on)
    month = publishing.month_before(on)
    waiting = MealStatement.objects.filter(
        campus__in=[campus.pk for campus, _month in rows], first=month, span="month"
    )
    asked = set(waiting.values_list("campus", flat=True))
    return {
        "month": month,
        "rows": [(campus, campus.pk in asked) for campus, _month in rows],
        "due_on": publishing.due_on(month, on) if rows else None,
        "is_late": bool(rows) and on > publishing.due_on(month, on),
    }


HOME = [HomeCard(frozenset({Role.ACCOUNTANT}), "canteen/_account_home.html", fill, 25)]
