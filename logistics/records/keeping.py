"""How records are kept: numbers without repeats, versions that can be checked."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import F

from logistics.records.models import Entry, NumberSeries, Record, Version
from logistics.records.stamping import canonical, stamped

HEADER = ("campus_id", "school_class_id", "place_id", "meal", "subject", "happened_at", "is_zero")
FILED = ("kind", "title", "typed_at", "is_late", "late_reason")  # what the system adds


def next_numbers(prefix: str, year: int, count: int = 1) -> list[str]:
    """Numbers nobody else gets: the row is locked until the transaction ends.

    A number of a transaction that fails is given out again; one that was saved never is.
    """
    series = NumberSeries.objects.filter(prefix=prefix, year=year)
    if not series.update(last=F("last") + count):
        first = NumberSeries(prefix=prefix, year=year)
        NumberSeries.objects.bulk_create([first], ignore_conflicts=True)  # others may be as quick
        series.update(last=F("last") + count)
    [last] = series.values_list("last", flat=True)
    return [f"{prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def keep_lines(record: Record) -> None:
    """Save the lines a record is filed or corrected with, in their order."""
    if record.new_lines is None:
        return
    lines: Any = record.lines  # type: ignore[attr-defined]
    lines.all().delete()
    for position, line in enumerate(record.new_lines, start=1):
        line.sheet, line.position = record, position
    lines.bulk_create(record.new_lines)
    getattr(record, "_prefetched_objects_cache", {}).pop("lines", None)


def digest(number: str, version: int, act: str, said: dict[str, Any]) -> str:
    return sha256(canonical([number, version, act, said]).encode()).hexdigest()


def said_now(record: Record, photos: list[dict[str, Any]]) -> dict[str, Any]:
    """All that a record says as it stands."""
    entry = record.entry
    header = {name: getattr(entry, name) for name in HEADER}
    filed = {name: getattr(entry, name) for name in FILED}
    return header | record.as_version() | {"photos": photos, "extra": entry.extra, "filed": filed}


def said_by(record: Record, photos: list[dict[str, Any]]) -> dict[str, Any]:
    """The same as plain JSON, for a version."""
    return json.loads(canonical(said_now(record, photos)))


def new_version(
    record: Record,
    *,
    by: Any,
    at: datetime,
    act: str = Version.Act.SUBMIT,
    reason: str = "",
    photos: list[dict[str, Any]] | None = None,
) -> Version:
    """The version of what the record says now, with its stamp; not yet saved."""
    entry: Entry = record.entry
    if photos is None:
        photos = [photo.said() for photo in entry.photos.all()] if entry.pk else []
    said = said_by(record, photos)
    version = Version(
        entry=entry,
        number=entry.version,
        act=act,
        reason=reason,
        by=by,
        at=at,
        said=said,
        digest=digest(entry.number, entry.version, act, said),
    )
    return stamped(version)
