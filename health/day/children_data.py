"""What of a child's days stands in its file, and what goes when the years are over."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.day.rules import KEEP
from health.models import (
    AbsenceTrace,
    AttendanceLine,
    Finding,
    HealthObservation,
    MedicineGiven,
    MedicineRequest,
    ParentContact,
)
from logistics.contributions import ChildData
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Photo
from logistics.records.photos import file_of
from logistics.school.models import Child

# What a line or record says of the child; the mark and the counts stay for the statistics.
WORDS: dict[Any, dict[str, Any]] = {
    AttendanceLine: {"symptoms": "", "disease": "", "note": ""},
    Finding: {
        "complaint": "", "symptoms": "", "signs": "", "temperature": None, "is_odd": False,
        "dangerous_object": "", "medicine_brought": False, "analysis": "",
    },
    AbsenceTrace: {
        "contact": "", "symptoms": "", "hospital": "", "diagnosis": "", "disease": "",
    },
    HealthObservation: {
        "aspects": "", "symptoms": "", "temperature": None, "is_odd": False, "observation": "",
        "follow_up": "", "outcome": "",
    },
    ParentContact: {"contact": "", "text": ""},
    MedicineRequest: {
        "medicine": "", "dose": "", "times": "", "cause": "", "quantity": "", "guardian": "",
    },
    MedicineGiven: {"dose": "", "note": ""},
}  # fmt: skip


def of_child(model: Any, child: Child) -> Any:
    by = "request__child" if model is MedicineGiven else "child"
    return model.objects.filter(**{by: child})


def lines(child: Child) -> Iterator[Any]:
    for model in (AttendanceLine, Finding):
        yield from (
            of_child(model, child)
            .select_related("child", "sheet__school_class")
            .order_by("on", "pk")
        )


def records(child: Child) -> Iterator[Any]:
    for model in (AbsenceTrace, HealthObservation, ParentContact):
        yield from related(model, child)


def medicine(child: Child) -> Iterator[Any]:
    for model in (MedicineRequest, MedicineGiven):
        yield from related(model, child)


def related(model: Any, child: Child) -> Any:
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "entry"
    ]
    return of_child(model, child).select_related("entry__school_class", *names).order_by("pk")


def pictures(child: Child) -> Iterator[tuple[str, Path]]:
    """The photos of what its guardians signed."""
    entries = of_child(MedicineRequest, child).values("entry")
    for photo in Photo.objects.filter(entry__in=entries):
        if path := file_of(photo.file.name or ""):
            yield f"{photo.entry_id}.jpg", path


def erase_lines(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """The sheets stay with their counts; of the child stays that it was there or away."""
    for model in (AttendanceLine, Finding):
        for line in of_child(model, child).select_related("sheet__entry"):
            if says_something(line):
                empty_line(line, now=now, by=by, basis=basis)


def says_something(row: Any) -> bool:
    return any(getattr(row, name) != blank for name, blank in WORDS[type(row)].items())


def emptied(row: Any) -> Any:
    for name, blank in WORDS[type(row)].items():
        setattr(row, name, blank)
    return row


def empty_line(line: Any, *, now: datetime, by: Any, basis: str) -> None:
    sheet = line.sheet
    refuse_held(sheet.entry)
    fresh = list(sheet.lines.all())
    for each in fresh:
        if each.pk == line.pk:
            emptied(each)
        each.pk = None
    sheet.new_lines = fresh
    settle(sheet, now=now, by=by, basis=basis)


def erase_records(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    erase_of(child, (AbsenceTrace, HealthObservation, ParentContact), now=now, by=by, basis=basis)


def erase_medicine(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    erase_of(child, (MedicineRequest, MedicineGiven), now=now, by=by, basis=basis)


def erase_of(child: Child, models: Any, *, now: datetime, by: Any, basis: str) -> None:
    for model in models:
        for record in of_child(model, child).select_related("entry"):
            if says_something(record):
                refuse_held(record.entry)
                record.entry.photos.all().delete()  # the files go with the next sweep
                settle(emptied(record), now=now, by=by, basis=basis)


def settle(record: Any, *, now: datetime, by: Any, basis: str) -> None:
    """Correct the record so that it says nothing of the child, then empty what it said before."""
    entry = record.entry
    if entry.status == Entry.Status.VOIDED:
        put_away(record)
    else:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(record, by=by, now=now, reason=reason, seen=entry.version)
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    said = entry.versions.exclude(pk__in=gone)
    if entry.status != Entry.Status.VOIDED:
        said = said.exclude(number=entry.version)
    for version in said:
        erase_version(version, by=by, now=now, basis=basis)


def put_away(record: Any) -> None:
    """A voided record has no further version."""
    if record.new_lines is not None:
        record.lines.all().delete()
        for position, line in enumerate(record.new_lines, start=1):
            line.sheet, line.position = record, position
        record.lines.bulk_create(record.new_lines)
    record.save()


def refuse_held(entry: Entry) -> None:
    if entry.hold:
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{entry.number} {entry.hold}"}
        )


CHILD_DATA = [
    ChildData(
        "day_sheets",
        gettext_lazy("Attendance and checks"),
        ("health.AttendanceLine", "health.Finding"),
        lines,
        keep=KEEP,
        erase=erase_lines,
    ),
    ChildData(
        "day_records",
        gettext_lazy("Observations, absences traced, talks with parents"),
        ("health.AbsenceTrace", "health.HealthObservation", "health.ParentContact"),
        records,
        keep=KEEP,
        erase=erase_records,
    ),
    ChildData(
        "medicine",
        gettext_lazy("Medicine entrusted and given"),
        ("health.MedicineRequest", "health.MedicineGiven"),
        medicine,
        keep=KEEP,
        erase=erase_medicine,
        photos=pictures,
    ),
]
