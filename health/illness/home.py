"""The cards of the home page: what goes round, and what has to be done about it today."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from health.illness import observing
from health.models import Alert, InfectiousCase

CASES, NUMBERS = "health.view_child", "health.view_statistics"


def doctor(request: Any, now: datetime) -> dict[str, Any]:
    on = timezone.localdate(now)
    seen = InfectiousCase.objects.visible_to(request.user, CASES)
    counts = seen.away().aggregate(
        isolated=Count("pk", filter=Q(isolation_until__gte=on)),
        due=Count("pk", filter=Q(isolation_until=None) | Q(isolation_until__lt=on)),
    )
    observed = observing.observed_on(on, seen.values("entry__school_class"))
    return counts | {"alerts": alerts_of(request), "observed": len(observed)}


def head(request: Any, now: datetime) -> dict[str, Any]:
    return {"alerts": alerts_of(request)}


def alerts_of(request: Any) -> list[Alert]:
    alerts = Alert.objects.visible_to(request.user, NUMBERS).open()
    return list(alerts.for_rows().order_by("-reached_on", "-pk")[:5])
