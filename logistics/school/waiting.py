"""What waits for those who answer for the data: guardians' requests, deletions to be confirmed."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import InboxLine, InboxSource
from logistics.school.models import DataRequest, ErasureOrder

PERMISSION = "school.protect_data"


def requests(person: Any, now: datetime) -> "QuerySet[DataRequest]":
    asked = DataRequest.objects.visible_to(person, PERMISSION).open()
    return asked.select_related("child").order_by("due_on", "pk")


def late_requests(now: datetime) -> Q:
    return Q(due_on__lt=timezone.localdate(now))


def request_line(asked: DataRequest, now: datetime) -> InboxLine:
    late = asked.is_late(timezone.localdate(now))
    due_at = timezone.make_aware(datetime.combine(asked.due_on, datetime.max.time()))
    state = "late" if late else "due"
    return InboxLine(str(asked), asked.get_absolute_url(), state=state, is_late=late, at=due_at)


def orders(person: Any, now: datetime) -> "QuerySet[ErasureOrder]":
    """Those somebody else has ordered."""
    waiting = ErasureOrder.objects.visible_to(person, PERMISSION).waiting()
    return (
        waiting.exclude(ordered_by=person.pk).select_related("child").order_by("ordered_at", "pk")
    )


def order_line(ordered: ErasureOrder, now: datetime) -> InboxLine:
    return InboxLine(str(ordered), ordered.get_absolute_url(), state="due", at=ordered.ordered_at)


REQUESTS = InboxSource(
    code="data_requests",
    title=_("Guardians' requests"),
    waiting=requests,
    line=request_line,
    late=late_requests,
    everything="school:request_list",
    order=60,
)
ORDERS = InboxSource(
    code="erasures",
    title=_("Deletions to confirm"),
    waiting=orders,
    line=order_line,
    everything="school:erasure_waiting",
    order=61,
)
