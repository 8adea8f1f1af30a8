"""What safety keeps of a child: injuries and pledges, shown in its file and emptied after the years."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import ChildData
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import EncryptedTextField
from logistics.records import photos
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Photo
from safety.models import Accountability, ChildInjury, InjuryFollowUp, InjuryReport, PledgeMark
from safety.organisation.rules import KEEP_INJURY

OF_INJURY: tuple[tuple[Any, str], ...] = (
    (ChildInjury, "child"),
    (InjuryFollowUp, "injury__child"),
    (InjuryReport, "injury__child"),
)


def records(child: Any) -> Iterator[Any]:
    for model, path in OF_INJURY:
        more = ("child", "on_duty") if path == "child" else ("injury__entry",)
        rows = model.objects.filter(**{path: child})
        yield from rows.select_related("entry__school_class", *more).order_by("pk")
    # Who answers for an injury: written without the name of a child, and kept as it is.
    answered = Accountability.objects.filter(injury__child=child)
    yield from answered.select_related("entry", "person").order_by("pk")


def entries_of(child: Any) -> Any:
    kinds = [model.kind_code for model, _path in OF_INJURY]
    return Entry.objects.filter(kind__in=kinds, subject=f"child:{child.pk}").order_by("pk")


def pictures(child: Any) -> Iterator[tuple[str, Path]]:
    for photo in Photo.objects.filter(entry__in=entries_of(child)).order_by("pk"):
        if path := photos.file_of(str(photo.file)):
            yield f"{photo.pk}.jpg", path


def erase(child: Any, *, now: datetime, by: Any, basis: str) -> None:
    """Codes and counts stay for the rate; every word goes, from all versions. Refuses what is held."""
    if held := entries_of(child).exclude(hold="").first():
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{held.number} {held.hold}"}
        )
    Photo.objects.filter(entry__in=entries_of(child)).delete()
    for model, path in OF_INJURY:
        for record in model.objects.filter(**{path: child}).select_related("entry"):
            blank(record)
            put_down(record, now=now, by=by, basis=basis)


def blank(record: Any) -> None:
    for field in record._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            setattr(record, field.name, "")


def put_down(record: Any, *, now: datetime, by: Any, basis: str) -> None:
    """A correction without the words; then every version before it is emptied."""
    entry = record.entry
    stands = entry.status != Entry.Status.VOIDED
    if stands:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(record, by=by, now=now, reason=reason, seen=entry.version)
    else:
        record.save()
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    for version in entry.versions.exclude(pk__in=gone):
        if not stands or version.number < entry.version:
            erase_version(version, by=by, now=now, basis=basis)


def pledges(child: Any) -> Iterator[Any]:
    rows = PledgeMark.objects.filter(child=child).order_by("pk")
    yield from rows.select_related("child", "round__school_class", "noted_by")


def erase_pledges(child: Any, *, now: datetime, by: Any, basis: str) -> None:
    """The numbers handed in stay; whose parents signed is kept no longer."""
    PledgeMark.objects.filter(child=child).delete()


CHILD_DATA = [
    ChildData(
        "injuries",
        gettext_lazy("Injuries"),
        (
            "safety.ChildInjury",
            "safety.InjuryFollowUp",
            "safety.InjuryReport",
            "safety.Accountability",
        ),
        records,
        keep=KEEP_INJURY,
        erase=erase,
        photos=pictures,
    ),
    ChildData(
        "safety_pledges",
        gettext_lazy("Pledges of the parents"),
        ("safety.PledgeMark",),
        pledges,
        keep=KEEP_INJURY,
        erase=erase_pledges,
    ),
]
