"""What those do whom a request waits for: agree, return, hand on, add a signer.

Each act belongs to the version seen (`seen`, its digest) and is taken back whole if what it sets
off is refused. Of several people at once one is first; the others are told who.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.approvals import news
from logistics.approvals.models import Approval, Decision, Signer, Step
from logistics.approvals.routing import apart_from, colleagues, still_holds
from logistics.approvals.versions import document_of, must_be_seen
from logistics.approvals.walking import (
    bring_to_end,
    close,
    current_step,
    hold,
    is_complete,
    next_step,
    note,
    nothing_left,
    open_step,
)
from logistics.errors import Refused


@transaction.atomic
def agree(approval: Approval, *, by: Any, now: datetime, seen: str, opinion: str = "") -> Decision:
    """Agree at the current step; with the last agreement the document's own rule is called."""
    signer = take_up(approval, by=by, now=now, seen=seen)
    opinion = opinion or pgettext("opinion", "Agreed")
    decision = note(approval, Decision.Act.AGREE, step=signer.step, by=by, now=now, opinion=opinion)
    Signer.objects.filter(pk=signer.pk).update(is_open=False, has_agreed=True)
    news.settled(approval, signer.step, now=now, people=[by])
    if is_complete(signer.step):
        go_on(approval, signer.step, by=by, now=now, opinion=opinion)
    return decision


def go_on(approval: Approval, step: Step, *, by: Any, now: datetime, opinion: str) -> None:
    """To the next step; after the last one it is agreed."""
    if following := next_step(step.version):
        close(approval, step, now=now)
        open_step(approval, following, by=by, now=now)
        return
    bring_to_end(approval, step, Approval.State.AGREED, now=now)
    if kind := approval.declared:
        kind.agreed(document_of(approval), approval=approval, by=by, now=now)
    news.decided(approval, "approval_agreed", by=by, now=now, opinion=opinion)


@transaction.atomic
def return_(approval: Approval, *, by: Any, now: datetime, seen: str, opinion: str) -> Decision:
    """Give it back to the asker with a reason; it may be changed and asked again."""
    signer = take_up(approval, by=by, now=now, seen=seen)
    if not opinion:
        raise Refused(_("Say why it is returned."))
    decision = note(
        approval, Decision.Act.RETURN, step=signer.step, by=by, now=now, opinion=opinion
    )
    bring_to_end(approval, signer.step, Approval.State.RETURNED, now=now)
    if kind := approval.declared:
        kind.returned(document_of(approval), approval=approval, by=by, now=now)
    news.decided(approval, "approval_returned", by=by, now=now, opinion=opinion)
    return decision


@transaction.atomic
def hand_on(
    approval: Approval, *, by: Any, now: datetime, seen: str, to: Any, opinion: str = ""
) -> Decision:
    """Let another person decide in one's place."""
    signer = take_up(approval, by=by, now=now, seen=seen)
    may_decide(approval, signer.step, to, now=now)
    act = Decision.Act.HAND_ON
    decision = note(approval, act, step=signer.step, by=by, now=now, opinion=opinion, to=to)
    Signer.objects.filter(pk=signer.pk).update(is_open=False)
    Signer.objects.create(approval=approval, step=signer.step, person=to, must=signer.must)
    news.settled(approval, signer.step, now=now, people=[by])
    news.must_act(approval, signer.step, "approval_handed_on", [to], by=by, now=now)
    return decision


@transaction.atomic
def add_signer(
    approval: Approval, *, by: Any, now: datetime, seen: str, to: Any, opinion: str = ""
) -> Decision:
    """Ask another person to agree as well: without them this step does not end."""
    signer = take_up(approval, by=by, now=now, seen=seen)
    may_decide(approval, signer.step, to, now=now)
    act = Decision.Act.ADD_SIGNER
    decision = note(approval, act, step=signer.step, by=by, now=now, opinion=opinion, to=to)
    Signer.objects.create(approval=approval, step=signer.step, person=to, must=True)
    news.must_act(approval, signer.step, "approval_added", [to], by=by, now=now)
    return decision


def take_up(approval: Approval, *, by: Any, now: datetime, seen: str) -> Signer:
    """Hold it, and see that it waits for this person, who has seen what there is to decide."""
    hold(approval)
    waiting = current_step(approval).signers.open().select_related("step__version")
    signer = waiting.filter(person=by).first()
    if signer is None:
        raise Refused(waits_for_others(approval))
    on = timezone.localdate(now)
    if not still_holds(signer, approval, on):
        raise Refused(_("This was asked of you in a post that you no longer hold."))
    if by.pk in apart_from(approval, on):
        raise Refused(_("Nobody decides on their own request."))
    must_be_seen(approval, seen)
    return signer


def waits_for_others(approval: Approval) -> str:
    """Why somebody who was asked has nothing to decide: who was faster, and whom it waits for."""
    if approval.decisions.filter(act__in=Decision.DECIDERS).exists():
        return nothing_left(approval)
    return _("This waits for others now: %(people)s.") % {
        "people": _(", ").join(str(person) for person in approval.waits_for)
    }


def may_decide(approval: Approval, step: Step, person: Any, *, now: datetime) -> None:
    """Only a colleague who is not kept apart and is not asked already."""
    if not colleagues(approval, on=timezone.localdate(now)).filter(pk=person.pk).exists():
        raise Refused(_("%(person)s cannot decide this.") % {"person": person})
    if step.signers.open().filter(person=person).exists():
        raise Refused(_("It already waits for %(person)s.") % {"person": person})
