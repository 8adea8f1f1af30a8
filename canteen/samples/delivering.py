"""Receiving meals that a firm has cooked: two people look, what is not right is kept and followed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.models import CateringDelivery
from canteen.samples import rules
from logistics.duties import filing, righting, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity

Fault = CateringDelivery.Fault


@transaction.atomic
def receive(
    record: CateringDelivery, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File a delivery; the second receiver is asked to sign. Its entry says when it arrived."""
    if record.second_id == by.pk:
        raise Refused(_("The second receiver is somebody else."))
    record.faults = faults_of(record)
    filed = filing.submit(record, by=by, now=now, photos=photos)
    signing.ask(filed, [(Capacity.RECEIVED, record.second)], now=now)
    if record.faults:
        parts = [record.one_line(), record.fault_words, record.note]
        what = " · ".join(part for part in parts if part)
        righting.found(filed, what=what, by=by, now=now, key=f"catering:{filed.pk}")
    return filed


def faults_of(record: CateringDelivery) -> list[str]:
    """What is not as the rules ask. What nobody measured is not held against it."""
    on = timezone.localdate(record.entry.happened_at)
    hot, hours = rules.in_force([rules.HOT, rules.DANGER], on)
    cooked, served = record.cooked_at, record.served_at
    judged = {
        Fault.COOL: record.temperature is not None and record.temperature < hot,
        Fault.PACKAGING: not record.is_packed_right,
        Fault.LICENCE: not record.licence,
        Fault.UNSAMPLED: not (record.firm_sampled and record.school_sampled),
        Fault.LONG: bool(cooked and served and served - cooked > timedelta(hours=float(hours))),
    }
    return [fault.value for fault, is_so in judged.items() if is_so]
