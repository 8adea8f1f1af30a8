"""Visitors whose year is over: their names and numbers go, that somebody came stays."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure
from logistics.school.calendar import start_of
from logistics.school.retention import years_before
from logistics.school.rules import rule
from safety.models import ExpectedVisit, VehicleLog, Visitor, VisitorLog

KEEP = "keep_visitors"
GONE = "—"
AT_ONCE = 500
# What says who it was, by what is kept of the gate; the rest says nothing of anybody.
WORDS: dict[Any, dict[str, str]] = {
    VisitorLog: {
        "name": GONE, "company": "", "phone": "", "paper_number": "", "reason": "", "plate": "",
        "carrying": "",
    },
    VehicleLog: {"driver": GONE, "plate": GONE, "company": "", "cargo": ""},
}  # fmt: skip
BEARS_NAME = {VisitorLog: ~Q(name=GONE), VehicleLog: ~Q(driver=GONE)}


def last_day(on: date) -> date:
    """Who came on this day or before is forgotten."""
    return years_before(on, int(rule(KEEP, on=on)))


def due(on: date) -> dict[Any, Any]:
    """What is to be forgotten of each kind, the oldest first; what an incident holds stays."""
    until = start_of(last_day(on))
    return {
        model: model.objects.filter(bears, entry__happened_at__lt=until, entry__hold="").order_by(
            "entry__happened_at", "pk"
        )
        for model, bears in BEARS_NAME.items()
    }


def count_due(on: date) -> int:
    return sum(rows.count() for rows in due(on).values())


def forget(*, on: date, by: Any, now: datetime) -> int:
    """Empty up to a few hundred of them; says how many. Each by itself, so that none is half done."""
    count = 0
    for record in oldest(on):
        empty(record, by=by, now=now, basis=KEEP)
        count += 1
    return count


def oldest(on: date) -> Iterator[Any]:
    left = AT_ONCE
    for rows in due(on).values():
        found = list(rows.select_related("entry")[:left])
        left -= len(found)
        yield from found


@transaction.atomic
def empty(record: Any, *, by: Any, now: datetime, basis: str) -> None:
    """Correct the record so that it names nobody, then empty what it said before."""
    entry = record.entry
    for name, blank in WORDS[type(record)].items():
        setattr(record, name, blank)
    entry.photos.all().delete()  # the files go with the next sweep
    if entry.status == Entry.Status.VOIDED:
        record.save()
    else:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(record, by=by, now=now, reason=reason, seen=entry.version)
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    said = entry.versions.exclude(pk__in=gone)
    if entry.status != Entry.Status.VOIDED:
        said = said.exclude(number=entry.version)
    for version in said:
        erase_version(version, by=by, now=now, basis=basis)


def sweep(on: date) -> int:
    """What is no record goes by itself: known visitors and visits that were only announced."""
    until = last_day(on)
    known, _rows = Visitor.objects.filter(last_at__lt=start_of(until)).delete()
    expected, _rows = ExpectedVisit.objects.filter(on__lt=until).delete()
    return known + expected
