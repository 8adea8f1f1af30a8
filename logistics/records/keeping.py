"""How records are kept: numbers without repeats, versions that can be checked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db import connection

from logistics.records.models import Entry, NumberSeries, Record, Version
from logistics.records.stamping import canonical, stamped

Series = tuple[str, int]  # prefix and year

HEADER = ("campus_id", "school_class_id", "place_id", "meal", "subject", "happened_at", "is_zero")
FILED = ("kind", "title", "typed_at", "is_late", "late_reason")  # what the system adds


def next_numbers(prefix: str, year: int, count: int = 1) -> list[str]:
    """Numbers nobody else gets: the row is locked until the transaction ends.

    A number of a transaction that fails is given out again; one that was saved never is.
    """
    return list(numbers_for({(prefix, year): count})[prefix, year])


def numbers_for(counts: Mapping[Series, int]) -> dict[Series, Iterator[str]]:
    """The next numbers of several series, asked in one statement."""
    last = taken(counts)
    if missing := sorted(counts.keys() - last.keys()):
        first = [NumberSeries(prefix=prefix, year=year) for prefix, year in missing]
        NumberSeries.objects.bulk_create(first, ignore_conflicts=True)  # others may be as quick
        last |= taken({series: counts[series] for series in missing})
    return {series: numbers(series, count, last[series]) for series, count in counts.items()}


def numbers(series: Series, count: int, last: int) -> Iterator[str]:
    prefix, year = series
    return (f"{prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1))


def taken(counts: Mapping[Series, int]) -> dict[Series, int]:
    """Take numbers and learn the last of each series; nothing of a series that is not there."""
    table, last = map(connection.ops.quote_name, (NumberSeries._meta.db_table, "last"))
    one = "WHEN prefix = %s AND year = %s THEN %s"
    steps: list[tuple[str | int, ...]] = [
        (prefix, year, count) for (prefix, year), count in sorted(counts.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {last} = {last} + CASE {' '.join([one] * len(steps))} END"  # noqa: S608  names of our own
            f" WHERE {' OR '.join(['(prefix = %s AND year = %s)'] * len(steps))}"
            f" RETURNING prefix, year, {last}",
            [*chain(*steps), *chain(*(step[:2] for step in steps))],
        )
        return {(prefix, year): number for prefix, year, number in cursor.fetchall()}


def keep_lines(record: Record) -> None:
    """Save the lines a record is filed or corrected with, in their order."""
    if record.new_lines is None:
        return
    lines: Any = record.lines  # type: ignore[attr-defined]
    if record.entry.version > 1:  # a new record has none yet
        lines.all().delete()
    for position, line in enumerate(record.new_lines, start=1):
        line.sheet, line.position = record, position
    lines.bulk_create(record.new_lines)
    getattr(record, "_prefetched_objects_cache", {}).pop("lines", None)


def keep_new_lines(records: Sequence[Record]) -> None:
    """The lines of many new records of one kind, in as few statements as there may be."""
    rows = []
    for record in records:
        for position, line in enumerate(record.new_lines or (), start=1):
            line.sheet, line.position = record, position
            rows.append(line)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=2000)


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
