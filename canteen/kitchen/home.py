"""The kitchen on the first page: the cook's next task, how food safety stands for who answers."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from canteen.kitchen import day, watching
from canteen.kitchen.summing import kitchen_kinds
from canteen.models import FoodLicence, KitchenVisit
from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.duties.models import Finding, Task
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus
from logistics.school.views.frame import looked_at

MOST = 4


def here(request: Request) -> Any:
    rows = Campus.objects.visible_to(request.user, "canteen.view").filter(is_active=True)
    chosen = looked_at(request)
    return rows.filter(pk=chosen.pk) if chosen else rows


def cook(request: Request, now: datetime) -> dict[str, Any]:
    """The next things to write, the first of them as the button."""
    due = day.due_now(request.user, here(request), now, most=MOST + 1)
    return {"next": due[0] if due else None, "then": due[1:MOST], "more": len(due) > MOST}


def officer(request: Request, now: datetime) -> dict[str, Any]:
    """Today's check, what is late, out of range, open; licences that end; who is in the kitchen."""
    on = timezone.localdate(now)
    campuses = list(here(request))
    span = (start_of(on), end_of(on))
    owed = Task.objects.filter(Q(campus__in=campuses), trade="canteen", day=on)
    checks = owed.filter(proof="daily_food_safety_check", proved_at=None, excused_at=None)
    found = Finding.objects.unsettled().filter(campus__in=campuses, entry__kind__in=kitchen_kinds())
    licences = FoodLicence.objects.ending(watching.soon(on)).filter(entry__campus__in=campuses)
    visits = KitchenVisit.objects.filter(
        entry__campus__in=campuses, left_at=None, entry__happened_at__range=span
    ).exclude(entry__status=Entry.Status.VOIDED)
    return {
        "check": checks.order_by("due_at").first(),
        "late": owed.in_state(["late"], now).count(),
        "open": found.count(),
        "licences": licences.count(),
        "inside": visits.count(),
    }


HOME = [
    HomeCard(frozenset({Role.COOK}), "canteen/_kitchen_home.html", cook, 1),
    HomeCard(
        frozenset({Role.FOOD_SAFETY_OFFICER, Role.DIRECTOR}),
        "canteen/_officer_home.html",
        officer,
        18,
    ),
]
