"""The doctor's first page: what this week's menus give the children."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from canteen.nutrition import showing
from canteen.nutrition.analysing import Asked, analyse
from canteen.nutrition.judging import Verdict
from logistics.access import Request
from logistics.school.models import Campus
from logistics.school.views.frame import looked_at

VIEW = "canteen.view"


def card(request: Request, now: datetime) -> dict[str, Any]:
    """The week of the kitchen looked at; nothing where the school has no kitchen in reach."""
    campus = looked_at(request) or Campus.objects.visible_to(request.user, VIEW).first()
    if campus is None:
        return {"nutrition": None}
    on = timezone.localdate(now)
    monday = on - timedelta(days=on.weekday())
    found = analyse(Asked(campus, monday, monday + timedelta(days=6)))
    energy = found.nutrients[0]
    return {
        "nutrition": None if found.is_empty else found,
        "nutrition_sentence": showing.sentence(found),
        "nutrition_energy": energy,
        "nutrition_low": len([row for row in found.everything if row.verdict == Verdict.LOW]),
    }
