"""The storekeeper's card of the home page: what is new, what ends, what nobody uses."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from assets.cards.keeping import kept
from assets.models import Asset

VIEW = "assets.view_asset"
SOON = timedelta(days=30)


def card(request: Any, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    seen = Asset.objects.owned().visible_to(request.user, VIEW).order_by()
    question = ("home", seen.query.sql_with_params(), today)
    return {"assets_counted": kept(question, lambda: counted(seen, today))}


def new(today: date) -> Q:
    return Q(booked_on__gte=today.replace(day=1))


def ending(today: date) -> Q:
    """Whose warranty ends soon: what is broken is reported before it does."""
    return Q(warranty_until__range=(today, today + SOON))


def counted(assets: Any, today: date) -> dict[str, int]:
    return assets.aggregate(
        new=Count("pk", filter=new(today)),
        ending=Count("pk", filter=ending(today)),
        idle=Count("pk", filter=Q(state=Asset.State.IDLE)),
    )
