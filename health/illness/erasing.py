"""What is kept of a child's illness, and what remains of it when the years are over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.models import Consequence, InfectiousCase, IsolationRoomUse, ReturnCheck
from logistics.contributions import ChildData, RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Photo, Record
from logistics.records.photos import file_of
from logistics.school.models import Child

KEEP = "keep_child_illness"
RULES = [
    RuleDefault(
        KEEP,
        gettext_lazy("A child's infectious diseases are kept"),
        "3",
        gettext_lazy("years after leaving"),
        gettext_lazy("Health care norm of 2012: three years"),
    ),
]
# What the statistics need stays: disease, days and class. What tells of the child goes.
EMPTIED: dict[type[Record], dict[str, Any]] = {
    InfectiousCase: {"symptoms": [], "diagnosed_by": "", "note": ""},
    ReturnCheck: {"issued_by": "", "statement": ""},
    IsolationRoomUse: {"symptoms": [], "temperature": None, "note": ""},
}


def cases_of(child: Child) -> Any:
    rows = InfectiousCase.objects.filter(child=child).select_related("entry", "child", "disease")
    return rows.select_related("reported_by").order_by("onset_on", "pk")


def returns_of(child: Child) -> Any:
    rows = ReturnCheck.objects.filter(case__child=child).select_related("entry", "case__entry")
    return rows.order_by("returned_on", "pk")


def uses_of(child: Child) -> Any:
    rows = IsolationRoomUse.objects.filter(child=child).select_related("entry", "child")
    return rows.order_by("entry__happened_at", "pk")


def sheets_of(child: Child) -> list[Any]:
    return [*cases_of(child), *returns_of(child), *uses_of(child)]


def tasks_of(child: Child) -> Any:
    rows = Consequence.objects.filter(case__child=child)
    return rows.select_related("task__duty", "case__entry")


def rows_of(child: Child) -> list[Any]:
    return [*sheets_of(child), *tasks_of(child)]


def photos_of(child: Child) -> Iterator[tuple[str, Path]]:
    """The certificates that were photographed."""
    entries = [sheet.pk for sheet in sheets_of(child)]
    for photo in Photo.objects.filter(entry__in=entries).order_by("entry_id", "position"):
        if path := file_of(str(photo.file)):
            yield path.name, path


def erase(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """A correction leaves out what tells of the child; the versions before it are emptied.

    Photographed certificates go with their rows; their files are swept afterwards.
    """
    for sheet in sheets_of(child):
        empty(sheet, now=now, by=by, basis=basis)


def empty(sheet: Any, *, now: datetime, by: Any, basis: str) -> None:
    entry: Entry = sheet.entry
    if entry.hold:
        said = {"hold": f"{entry.number} {entry.hold}"}
        raise Refused(_("This record is kept for an incident: %(hold)s") % said)
    Photo.objects.filter(entry=entry).delete()
    for name, value in EMPTIED[type(sheet)].items():
        setattr(sheet, name, value)
    if entry.status == Entry.Status.VOIDED:
        sheet.save()
        outdated = list(entry.versions.all())
    else:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(sheet, by=by, now=now, reason=reason, seen=entry.version)
        outdated = list(entry.versions.exclude(number=entry.version))
    forget(outdated, now=now, by=by, basis=basis)


def forget(versions: Iterable[Any], *, now: datetime, by: Any, basis: str) -> None:
    gone = set(
        Erasure.objects.filter(version__in=[v.pk for v in versions]).values_list(
            "version_id", flat=True
        )
    )
    for version in versions:
        if version.pk not in gone:
            erase_version(version, by=by, now=now, basis=basis)


CHILD_DATA = [
    ChildData(
        "illness",
        gettext_lazy("Infectious diseases and isolation"),
        (
            "health.InfectiousCase",
            "health.ReturnCheck",
            "health.IsolationRoomUse",
            "health.Consequence",
        ),
        rows_of,
        keep=KEEP,
        erase=erase,
        photos=photos_of,
    )
]
