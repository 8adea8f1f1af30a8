"""Posts change hands while a request waits: who left one is asked no more, who follows is."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from logistics.approvals import news
from logistics.approvals.models import Approval, Step
from logistics.approvals.routing import gone
from logistics.approvals.walking import asked_at, current_step, hold, put_before
from logistics.errors import Refused


def succeed_everywhere(*, now: datetime) -> int:
    """Of all that waits; of how many requests it was so. What nobody could decide stays as it is."""
    on = timezone.localdate(now)
    return sum(
        succeed_in(approval, now=now)
        for approval in Approval.objects.pending()
        if gone(approval, on=on)
    )


def succeed_in(approval: Approval, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            hold(approval)
            return succeed(approval, current_step(approval), now=now)
    except Refused:  # decided meanwhile; or nobody is left, of which `doctor` tells
        return False


def succeed(approval: Approval, step: Step, *, now: datetime) -> bool:
    """Ask those who hold the role by now and were not asked here yet. Only if nobody else is left
    to wait for are they asked who have said something already.
    """
    left = gone(approval, on=timezone.localdate(now))
    if not left:
        return False
    step.signers.filter(pk__in=[signer.pk for signer in left]).update(is_open=False)
    news.settled(approval, step, now=now, people=[signer.person for signer in left])
    asked = asked_at(step, approval, now=now)
    known = set(step.signers.values_list("person", flat=True))
    fresh = tuple((person, role) for person, role in asked.people if person.pk not in known)
    if not fresh and step.signers.open().exists():
        return True
    Step.objects.filter(pk=step.pk).update(goes_to=asked.goes_to)
    asked = replace(asked, people=fresh or asked.people)
    put_before(approval, step, asked, by=approval.asked_by, now=now)
    return True
