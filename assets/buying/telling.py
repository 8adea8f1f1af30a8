"""What the askers, the storekeepers and the buyers are told of what they wait for."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.models import PurchaseRequest, RequestLine
from logistics.access import roles_with
from logistics.contributions import NoticeKind
from logistics.fields import plain_quantity
from logistics.notices import telling
from logistics.school.models import Person, Post

ISSUED, BOUGHT, REFUSED, ARRIVED = (
    "request_issued", "request_bought", "request_refused", "request_arrived"
)  # fmt: skip
APPROVED, DELIVERED = "purchase_approved", "purchase_delivered"

KINDS = [
    NoticeKind(
        ISSUED,
        _("Goods are issued"),
        _("%(what)s: %(quantity)s are issued to you. Sign the sheet."),
        leaves=True,
    ),
    NoticeKind(
        BOUGHT, _("Goods are being bought"), _("%(what)s is not in stock and is bought for you."),
        leaves=True,
    ),
    NoticeKind(
        REFUSED, _("Goods are refused"), _("%(what)s is not issued: %(reason)s"), leaves=True
    ),
    NoticeKind(
        ARRIVED, _("Goods have arrived"), _("%(what)s has arrived in the store."), leaves=True
    ),
    NoticeKind(
        APPROVED, _("To be ordered"), _("The purchase “%(what)s” is agreed to."), leaves=True
    ),
    NoticeKind(
        DELIVERED,
        _("A delivery is accepted"),
        _("The delivery of %(supplier)s for “%(what)s” is accepted."),
        leaves=True,
    ),
]  # fmt: skip


def asker(fate: RequestLine) -> list[Any]:
    return [fate.requisition.entry.entered_by]


def tell_asker(fate: RequestLine, kind: str, *, by: Any, now: datetime, **said: str) -> None:
    telling.tell(
        asker(fate),
        kind,
        url=fate.get_absolute_url(),
        now=now,
        by=by,
        campus=fate.requisition.entry.campus,
        what=str(fate.line),
        **said,
    )


def issued(fate: RequestLine, quantity: Decimal, *, by: Any, now: datetime) -> None:
    tell_asker(fate, ISSUED, by=by, now=now, quantity=plain_quantity(quantity))


def to_be_bought(fate: RequestLine, *, by: Any, now: datetime) -> None:
    tell_asker(fate, BOUGHT, by=by, now=now)


def refused(fate: RequestLine, *, by: Any, now: datetime) -> None:
    tell_asker(fate, REFUSED, by=by, now=now, reason=fate.reason)


def arrived(fate: RequestLine, *, by: Any, now: datetime) -> None:
    tell_asker(fate, ARRIVED, by=by, now=now)


def holders(permission: str, campus: Any, *, now: datetime) -> list[Person]:
    """Who may do something at a campus, by post."""
    here = Q(campus=campus) | Q(campus=None)
    posts = Post.objects.current(timezone.localdate(now)).filter(
        here, role__in=roles_with(permission), person__is_active=True
    )
    return list({post.person_id: post.person for post in posts.select_related("person")}.values())


def tell_about(
    request: PurchaseRequest, kind: str, people: Iterable[Any], *, by: Any, now: datetime,
    **said: str,
) -> None:  # fmt: skip
    telling.tell(
        people,
        kind,
        url=request.get_absolute_url(),
        now=now,
        by=by,
        campus=request.entry.campus,
        what=request.entry.title,
        **said,
    )
