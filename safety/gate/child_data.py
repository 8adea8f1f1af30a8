"""What of a child's ways in and out stands in its file, and what goes when the years are over."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import ChildData
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Photo
from logistics.records.photos import file_of
from logistics.school.models import Child
from safety.gate.rules import KEEP_PICKUP
from safety.models import ChildLate, EarlyLeave, LeaveSlip, PickupAuthorization, PickupLog

GONE = "—"
# What a record says of the child and its family; that it left or was fetched stays.
WORDS: dict[Any, dict[str, str]] = {
    PickupAuthorization: {
        "name": GONE, "relation": "", "phone": "", "phone_end": "", "paper_end": "", "card": "",
        "guardian": GONE,
    },
    PickupLog: {"fetched_by": GONE, "relation": "", "note": ""},
    LeaveSlip: {"fetched_by": GONE, "relation": ""},
    EarlyLeave: {"fetched_by": GONE, "relation": ""},
    ChildLate: {"note": ""},
}  # fmt: skip


def of_child(child: Child) -> Iterator[Any]:
    for model in WORDS:
        names = [
            field.name
            for field in model._meta.concrete_fields
            if field.is_relation and field.name != "entry"
        ]
        rows = model._default_manager.filter(child=child).order_by("pk")
        yield from rows.select_related("entry__school_class", *names)


def pictures(child: Child) -> Iterator[tuple[str, Path]]:
    """Photos of those who may fetch it, and of what its guardians signed."""
    entries = PickupAuthorization.objects.filter(child=child).values("entry")
    for photo in Photo.objects.filter(entry__in=entries):
        if path := file_of(photo.file.name or ""):
            yield f"{photo.entry_id}.jpg", path


def erase(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    for record in of_child(child):
        blanks = WORDS[type(record)]
        if any(getattr(record, name) != blank for name, blank in blanks.items()):
            refuse_held(record.entry)
            record.entry.photos.all().delete()  # the files go with the next sweep
            for name, blank in blanks.items():
                setattr(record, name, blank)
            settle(record, now=now, by=by, basis=basis)


def settle(record: Any, *, now: datetime, by: Any, basis: str) -> None:
    """Correct the record so that it says nothing of the family, then empty what it said before."""
    entry = record.entry
    is_voided = entry.status == Entry.Status.VOIDED
    if is_voided:
        record.save()
    else:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(record, by=by, now=now, reason=reason, seen=entry.version)
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    said = entry.versions.exclude(pk__in=gone)
    for version in said if is_voided else said.exclude(number=entry.version):
        erase_version(version, by=by, now=now, basis=basis)


def refuse_held(entry: Entry) -> None:
    if entry.hold:
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{entry.number} {entry.hold}"}
        )


CHILD_DATA = [
    ChildData(
        "pickup",
        gettext_lazy("Who fetched the child, and when it left early"),
        (
            "safety.PickupAuthorization",
            "safety.PickupLog",
            "safety.LeaveSlip",
            "safety.EarlyLeave",
            "safety.ChildLate",
        ),
        of_child,
        keep=KEEP_PICKUP,
        erase=erase,
        photos=pictures,
    ),
]
