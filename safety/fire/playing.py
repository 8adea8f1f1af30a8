"""Play equipment looked over: what is not in order is a hazard, an overhaul sets the next one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from logistics.duties import filing
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import PlayEquipment, PlayService


@transaction.atomic
def look_after(
    record: PlayService, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File a look, repair or overhaul of one piece."""
    thing = record.equipment
    record.entry.subject = PlayService.Act(record.act).subject
    filed = filing.submit(record, by=by, now=now, photos=photos)
    settle(thing)
    if record.faults and record.act == PlayService.Act.CHECK:
        what = f"{thing}: {', '.join(record.faults_said)} {record.what}"
        open_hazard(
            filed, what=what, category="facility", source="weekly", by=by, now=now,
            key=f"play:{thing.pk}", place=thing.place,
        )  # fmt: skip
    return filed


def settle(thing: PlayEquipment) -> None:
    """The next overhaul is the one the last standing record names; else what was typed."""
    named = thing.services.exclude(entry__status=Entry.Status.VOIDED).exclude(next_on=None)
    last = named.order_by("-entry__happened_at").first()
    if last is not None:
        thing.overhaul_on = last.next_on
        thing.save()


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    settle(PlayService.objects.select_related("equipment").get(pk=entry.pk).equipment)
