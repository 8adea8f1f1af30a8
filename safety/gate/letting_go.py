"""Children who leave before the day is over: the class teacher's slip, then the gate."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.models import EarlyLeave, LeaveSlip


@transaction.atomic
def give_slip(slip: LeaveSlip, *, by: Any, now: datetime) -> Entry:
    """The class teacher writes the slip and has signed it with that."""
    slip.entry.subject = f"child:{slip.child_id}"
    entry = filing.submit(slip, by=by, now=now)
    signing.ask(entry, [(Capacity.CLASS_TEACHER, by)], now=now)
    signing.sign(entry, Capacity.CLASS_TEACHER, by=by, now=now, seen=entry.version)
    return entry


@transaction.atomic
def let_go(leave: EarlyLeave, *, by: Any, now: datetime) -> Entry:
    """The child goes through the gate: with its slip of the day, once; or with the reason why not."""
    if leave.slip_id:
        use(leave, leave.slip_id)
    elif not leave.without_slip:
        raise Refused(_("Without a slip, say why the child may go."))
    leave.entry.subject = f"child:{leave.child_id}"
    return filing.submit(leave, by=by, now=now)


def use(leave: EarlyLeave, slip_id: int) -> None:
    """Of two gates that let the child go with one slip the later one is told."""
    Entry.objects.select_for_update().get(pk=slip_id)
    slip = LeaveSlip.objects.unused().filter(pk=slip_id).first()
    if slip is None or slip.child_id != leave.child_id:
        raise Refused(_("This slip is used or withdrawn. Ask the class teacher for another one."))
    if slip.on != timezone.localdate(leave.entry.happened_at):
        raise Refused(_("This slip is for another day."))
    leave.approved_by = slip.entry.entered_by
