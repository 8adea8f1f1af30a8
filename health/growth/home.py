"""The doctor's card: which classes wait to be measured, and how many children to look after."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from health.growth import overview
from logistics.school.views.frame import looked_at

MOST = 6


def card(request: HttpRequest, now: datetime) -> dict[str, Any]:
    found = overview.of(
        request.user,
        "health.view_child",
        timezone.localdate(now),
        campus=looked_at(request),  # type: ignore[arg-type]
    )
    waiting = found.unmeasured
    return {
        "growth": found,
        "growth_waiting": waiting[:MOST],
        "growth_more": max(0, len(waiting) - MOST),
        "growth_measured": len(found.rows) - len(waiting),
    }
