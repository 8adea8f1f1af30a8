"""What is measured of a child goes when the law asks: the values, also those of every version.

Age, sex and what a finding was called stay under the pseudonym, to be counted.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.growth.thresholds import KEEP
from health.models import SHEETS, ChildLine
from logistics.contributions import ChildData
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Version
from logistics.school.models import Child


def rows(child: Child) -> Iterator[ChildLine]:
    """Every line of the child, the oldest first."""
    for sheet in SHEETS:
        lines = sheet.line_model()._default_manager.filter(child=child)
        yield from lines.select_related("child", "sheet__entry__school_class").order_by("pk")


@transaction.atomic
def forget(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """Refuses while one of the sheets is kept for an incident."""
    for sheet in SHEETS:
        of_child = sheet.line_model()._default_manager.filter(child=child).values("sheet")
        for record in sheet._default_manager.filter(pk__in=of_child).select_related("entry"):
            empty(record, child, now=now, by=by, basis=basis)


def empty(sheet: Any, child: Child, *, now: datetime, by: Any, basis: str) -> None:
    entry = sheet.entry
    if entry.hold:
        raise Refused(_("This record is kept for an incident: %(hold)s") % {"hold": entry.hold})
    lines = list(sheet.lines.all())
    for line in lines:
        if line.child_id == child.pk:
            line.empty()
    if entry.status == Entry.Status.VOIDED:
        for line in lines:
            line.save()
    else:
        sheet.new_lines = lines
        reason = _("Personal data deleted as the rules ask")
        filing.correct(sheet, by=by, now=now, reason=reason, seen=entry.version)
    for version in saying(entry, child):
        erase_version(version, by=by, now=now, basis=basis)


def saying(entry: Entry, child: Child) -> Iterable[Version]:
    """The versions that still tell what was measured of the child."""
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    newest = entry.version if entry.status != Entry.Status.VOIDED else 0
    older = entry.versions.exclude(pk__in=gone).exclude(number=newest)
    return [version for version in older if tells_of(version, child)]


def tells_of(version: Version, child: Child) -> bool:
    return any(line.get("child_id") == child.pk for line in version.said.get("lines", ()))


CHILD_DATA = [
    ChildData(
        "measurements",
        gettext_lazy("Measurements and tests"),
        tuple(sheet.line_model()._meta.label for sheet in SHEETS),
        lambda child: list(rows(child)),
        keep=KEEP,
        erase=forget,
    )
]
