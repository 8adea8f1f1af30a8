"""Exit slips of staff and goods: asked for, signed by a leader, passed at the gate."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.gate import staying
from safety.models import ExitSlip, GateStep


@transaction.atomic
def ask(slip: ExitSlip, *, by: Any, now: datetime) -> Entry:
    """Write a slip; the leader it names is asked to sign."""
    if slip.leader_id == slip.person_id or slip.leader_id == by.pk:
        raise Refused(_("Nobody signs their own exit slip."))
    entry = filing.submit(slip, by=by, now=now)
    signing.ask(entry, [(Capacity.LEADER, slip.leader)], now=now)
    return entry


@transaction.atomic
def pass_gate(entry: Entry, *, by: Any, now: datetime) -> GateStep:
    """Out through the gate; refused before the leader has signed this very slip."""
    if not signing.is_signed(entry):
        raise Refused(_("This slip is not signed yet."))
    slip = ExitSlip.objects.get(pk=entry.pk)
    passed = staying.pass_out(entry, by=by, now=now)
    if slip.sort == ExitSlip.Sort.GOODS:
        ExitSlip.objects.filter(pk=entry.pk).update(ended_at=now)
    return passed


@transaction.atomic
def register_viewing(viewing: Any, *, by: Any, now: datetime) -> Entry:
    """Camera footage was looked at or copied; the leader who agreed is asked to sign."""
    entry = filing.submit(viewing, by=by, now=now)
    signing.ask(entry, [(Capacity.LEADER, viewing.approved_by)], now=now)
    return entry
