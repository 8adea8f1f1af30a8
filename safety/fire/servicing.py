"""Services and tests by firms: what they say becomes the dates of the things they serviced."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.fire import ageing
from safety.hazards.opening import open_hazard
from safety.models import (
    Conclusion,
    Facility,
    FireEquipment,
    FireFacilityService,
    FireServiceLine,
    SpecialEquipment,
    SpecialEquipmentCheck,
)


@transaction.atomic
def serve(
    record: FireFacilityService,
    acts: dict[int, str],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File a service; `acts` says by key of what was serviced or taken out of use."""
    entry = record.entry
    things = list(FireEquipment.objects.filter(pk__in=acts, campus=entry.campus).order_by("pk"))
    record.new_lines = [FireServiceLine(equipment=thing, act=acts[thing.pk]) for thing in things]
    refuse_unsaid(record)
    entry.subject = Facility(record.facility).subject
    filed = filing.submit(record, by=by, now=now, photos=photos)
    ageing.settle(things, on=timezone.localdate(now))
    if record.conclusion == Conclusion.BAD:
        what = f"{record.get_facility_display()}: {record.measure}"
        key = f"service:{record.facility}"
        open_hazard(filed, what=what, category="fire", source="special", by=by, now=now, key=key)
    return filed


def refuse_unsaid(record: FireFacilityService) -> None:
    if record.conclusion == Conclusion.BAD and not record.measure:
        raise Refused(_("What is not qualified says what is done about it."))


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """A service never counted: its things are as old as they were."""
    lines = FireServiceLine.objects.filter(sheet=entry.pk).values("equipment")
    ageing.settle(FireEquipment.objects.filter(pk__in=lines), on=timezone.localdate(now))


# Special equipment: the dates of its file are those of its last inspection that stands.


@transaction.atomic
def look_after(
    record: SpecialEquipmentCheck, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File a service, application or inspection; what did not pass is a hazard at once."""
    record.entry.subject = SpecialEquipmentCheck.Act(record.act).subject
    filed = filing.submit(record, by=by, now=now, photos=photos)
    settle_special(record.equipment)
    if not record.passed:
        what = f"{record.equipment}: {record.what}"
        open_hazard(
            filed, what=what, category="special_equipment", source="special", by=by, now=now,
            key=f"special:{record.equipment_id}", place=record.equipment.place,
        )  # fmt: skip
    return filed


def special_voided(entry: Entry, *, by: Any, now: datetime) -> None:
    settle_special(SpecialEquipmentCheck.objects.get(pk=entry.pk).equipment)


def settle_special(thing: SpecialEquipment) -> None:
    """Where an inspection stands, the file takes its dates; else what was typed stays."""
    inspection = SpecialEquipmentCheck.Act.INSPECTION
    last = (
        thing.checks.filter(act=inspection, passed=True)
        .exclude(entry__status=Entry.Status.VOIDED)
        .select_related("entry")
        .order_by("-entry__happened_at")
        .first()
    )
    if last is not None:
        thing.inspected_on = timezone.localdate(last.entry.happened_at)
        thing.next_inspection_on = last.next_on
        thing.save()
