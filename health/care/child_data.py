"""What care keeps of a child: its sheets of the whole file, and how it is emptied after the years."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.care.rolls import subject_of
from health.models import (
    CommonDiseaseCase,
    DeclinedProposal,
    EntryExam,
    HealthExam,
    HealthExamLine,
    SpecialCareCase,
    SpecialCareNote,
    SpecialCareNoteLine,
    SpecialCareVisit,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from logistics.contributions import ChildData, RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import EncryptedTextField
from logistics.records import photos
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Photo
from logistics.school import retention

KEEP = "keep_health_file"
RULES = [
    RuleDefault(
        KEEP,
        gettext_lazy("A child's health file is kept"),
        "3",
        retention.YEARS,
        gettext_lazy("Health care norm of 2012: three years"),
    )
]
# Of one child each; and lines among those of a whole class.
OWN: tuple[tuple[Any, str], ...] = (
    (EntryExam, "child"),
    (CommonDiseaseCase, "child"),
    (SpecialCareCase, "child"),
    (SpecialCareVisit, "case__child"),
    (TransferHealthCert, "child"),
)
LINES: tuple[tuple[Any, Any], ...] = (
    (HealthExamLine, HealthExam),
    (VaccinationLine, VaccinationCheck),
    (SpecialCareNoteLine, SpecialCareNote),
)
# Words of theirs that say who it was and are not encrypted.
NAMING = {"card_number", "came_from", "doctor", "goes_to", "diagnosed_by"}


def rows(child: Any) -> Iterator[Model]:
    for model, path in OWN:
        found = model.objects.filter(**{path: child}).select_related("entry")
        yield from found.select_related(*(("case",) if path != "child" else ("child",)))
    for line, _sheet in LINES:
        yield from line.objects.filter(child=child).select_related("child", "sheet__entry")
    yield from DeclinedProposal.objects.filter(child=child).select_related("child", "by")


def entries_of(child: Any) -> Any:
    """The records about this child alone."""
    kinds = [model.kind_code for model, _path in OWN]
    return Entry.objects.filter(kind__in=kinds, subject=subject_of(child)).order_by("pk")


def pictures(child: Any) -> Iterator[tuple[str, Path]]:
    for photo in Photo.objects.filter(entry__in=entries_of(child)).order_by("pk"):
        path = photos.file_of(str(photo.file))
        if path is not None:
            yield f"{photo.pk}.jpg", path


def erase(child: Any, *, now: datetime, by: Any, basis: str) -> None:
    """Figures, dates and outcomes stay for the statistics; every word about the child goes, from
    what the records say and from all they said before. Refuses while one is kept for an incident."""
    held = Entry.objects.filter(Q(pk__in=entries_of(child)) | Q(pk__in=sheets_with(child)))
    if kept := held.exclude(hold="").first():
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{kept.number} {kept.hold}"}
        )
    Photo.objects.filter(
        entry__in=entries_of(child)
    ).delete()  # before the version that counts them
    DeclinedProposal.objects.filter(child=child).delete()  # counted nowhere
    for model, path in OWN:
        for record in model.objects.filter(**{path: child}).select_related("entry"):
            blank(record)
            put_down(record, now=now, by=by, basis=basis)
    for _line, sheet in LINES:
        for record in sheet.objects.filter(lines__child=child).select_related("entry"):
            record.new_lines = emptied(record.lines.all(), child)
            put_down(record, now=now, by=by, basis=basis)


def sheets_with(child: Any) -> list[int]:
    """The sheets of classes on which the child stands."""
    return [
        sheet
        for line, _sheet in LINES
        for sheet in line.objects.filter(child=child).values_list("sheet_id", flat=True)
    ]


def blank(row: Any) -> None:
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedTextField) or field.name in NAMING:
            setattr(row, field.name, "")


def emptied(lines: Iterable[Any], child: Any) -> list[Any]:
    """All lines of a sheet, those of this child without a word."""
    found = list(lines)
    for line in found:
        if line.child_id == child.pk:
            blank(line)
        line.pk = None
    return found


def put_down(record: Any, *, now: datetime, by: Any, basis: str) -> None:
    """A correction without the words; then every version before it is emptied."""
    entry = record.entry
    if entry.status == Entry.Status.VOIDED:
        record.save()
    else:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(record, by=by, now=now, reason=reason, seen=entry.version)
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    stands = entry.status != Entry.Status.VOIDED
    for version in entry.versions.exclude(pk__in=gone):
        if not stands or version.number < entry.version:
            erase_version(version, by=by, now=now, basis=basis)


CHILD_DATA = [
    ChildData(
        "care",
        gettext_lazy("Examinations and special care"),
        (
            "health.EntryExam", "health.HealthExamLine", "health.VaccinationLine",
            "health.TransferHealthCert", "health.CommonDiseaseCase", "health.SpecialCareCase",
            "health.SpecialCareVisit", "health.DeclinedProposal", "health.SpecialCareNoteLine",
        ),
        rows,
        keep=KEEP,
        erase=erase,
        photos=pictures,
    )
]  # fmt: skip
