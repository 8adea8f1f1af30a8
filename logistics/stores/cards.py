"""The card of the first page of those who keep a store."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request
from logistics.duties import signing
from logistics.stores import monthly, stock, watching
from logistics.stores.models import Balance, Shelf, Store


def home_card(request: Request, now: datetime) -> dict[str, Any]:
    """What is low, what expires, what is to be signed, which months are owed; each opens its rows."""
    person, on = request.user, timezone.localdate(now)
    if not stock.keeps_any(person):
        return {"figures": []}
    kept = Store.objects.in_use().kept_by(person)
    low = Shelf.objects.filter(store__in=kept, low_since__isnull=False)
    near = Balance.objects.there().filter(store__in=kept, lot__expires_on__lte=watching.soon(on))
    listed = reverse("stores:stock")
    owed = sum(1 for each in monthly.unfiled(kept, on=on) if each.is_over)
    figures = [
        figure(low.count(), _("Low"), f"{listed}?state=low&campus=", "danger"),
        figure(near.count(), _("Expiring or expired"), f"{listed}?state=expiring&campus=", "warn"),
        figure(
            signing.waiting(person, now).count(), _("To sign"), reverse("notices:inbox"), "warn"
        ),
        figure(owed, _("Months not filed"), reverse("stores:month_list"), "warn"),
    ]
    return {"figures": figures}


def figure(count: int, title: str, url: str, tone: str) -> dict[str, Any]:
    return {"count": count, "title": title, "url": url, "tone": tone if count else ""}
