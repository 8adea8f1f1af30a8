"""What of the requests stands on other pages: the inbox, and the first page of those who decide."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.access import Request
from logistics.approvals.models import Approval, Decision
from logistics.contributions import InboxLine
from logistics.counts import first_of
from logistics.templatetags.house import money

MOST_ON_HOME = 3
LATELY = timedelta(days=14)


def waiting(person: Any, now: datetime) -> Any:
    """What this person has to decide, the longest waiting first."""
    return (
        Approval.objects.waiting_for(person).select_related("asked_by").order_by("asked_at", "pk")
    )


def started(person: Any, now: datetime) -> Any:
    """What is not decided, and what came back lately and was not asked again."""
    back = Q(state=Approval.State.RETURNED, over_at__gte=now - LATELY)
    rows = Approval.objects.asked_by(person).filter(Q(state=Approval.State.PENDING) | back)
    said = Decision.objects.filter(approval=OuterRef("pk"), act=Decision.Act.RETURN)
    why = Subquery(said.order_by("-pk").values("opinion")[:1])
    return rows.for_rows().annotate(returned_because=why).order_by("asked_at", "pk")


def waiting_line(approval: Approval, now: datetime) -> InboxLine:
    facts = [str(approval.kind_title), str(approval.asked_by), money_of(approval)]
    return InboxLine(
        title=approval.title,
        url=approval.get_absolute_url(),
        facts=" · ".join(fact for fact in facts if fact),
        at=approval.asked_at,
    )


def started_line(approval: Approval, now: datetime) -> InboxLine:
    people = _(", ").join(str(person) for person in approval.waits_for)
    waits = _("Waits for %(people)s") % {"people": people}
    return InboxLine(
        title=approval.title,
        url=approval.get_absolute_url(),
        facts=waits if approval.is_pending else str(approval.returned_because),  # type: ignore[attr-defined]  # annotated
        state=approval.state,
        at=approval.asked_at,
    )


def money_of(approval: Approval) -> str:
    return "" if approval.amount is None else money(approval.amount)


def days_waiting(approval: Approval, now: datetime) -> int:
    asked = timezone.localdate(approval.asked_at) if approval.asked_at else timezone.localdate(now)
    return (timezone.localdate(now) - asked).days


def since(approval: Approval, now: datetime) -> str:
    days = days_waiting(approval, now)
    if not days:
        return _("since today")
    return ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days}


def home_card(request: Request, now: datetime) -> dict[str, Any]:
    """The first requests that wait, each with its purpose, amount and how long it waits."""
    rows, count = first_of(waiting(request.user, now), MOST_ON_HOME)
    return {
        "rows": [(row, money_of(row), since(row, now)) for row in rows],
        "count": count,
    }
