"""The leaders' first page: opinions that wait, an incident whose inquiry is open."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from canteen.models import FoodIncident, MealComplaint
from canteen.voices.waiting import reached
from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.counts import counted


def fill(request: Request, now: datetime) -> dict[str, Any]:
    mine = reached(request.user)
    told = MealComplaint.objects.open().filter(mine)
    return counted(
        complaints=told,
        late=told.filter(Q(due_at__lt=now)),
        incidents=FoodIncident.objects.open().filter(mine),
    )


HOME = [
    HomeCard(
        frozenset({Role.DIRECTOR, Role.PRINCIPAL, Role.DOCTOR}), "canteen/_voices_home.html",
        fill, 45,
    ),
]  # fmt: skip
