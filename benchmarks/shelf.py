"""Rows on their way straight into the tables, thousands at a time."""

from collections import defaultdict
from datetime import datetime
from typing import Any

CHUNK = 5_000


class Shelf:
    """Rows of any tables, with the keys their records will have."""

    def __init__(self, by: Any) -> None:
        from logistics.records.models import Entry

        newest = Entry.objects.order_by("-pk").first()
        self.by, self.key, self.count = by, newest.pk if newest else 0, 0
        self.rows: dict[Any, list[Any]] = defaultdict(list)

    def put(self, row: Any) -> None:
        self.rows[type(row)].append(row)
        self.count += 1

    def entry(self, kind: str, campus: int, when: datetime, **given: Any) -> int:
        """A record with its version; the key is what its content hangs on."""
        from logistics.records.models import Entry, Version

        self.key += 1
        usual = {"entered_by": self.by, "entered_at": when, "number": f"L-{self.key:07d}"}
        entry = Entry(
            pk=self.key, kind=kind, campus_id=campus, happened_at=when, **usual | given
        )  # fmt: skip
        self.put(entry)
        said = {"kind": kind}
        self.put(Version(entry_id=self.key, number=1, by=entry.entered_by, at=when, said=said))
        return self.key

    def entry_of(self, kind: str, school_class: Any, when: datetime, **given: Any) -> int:
        """The record of a class."""
        return self.entry(kind, school_class.campus_id, when, school_class=school_class, **given)

    def clear_when_full(self) -> None:
        if sum(len(rows) for rows in self.rows.values()) > 4 * CHUNK:
            self.clear()

    def clear(self) -> None:
        """Records first: what hangs on them comes after, in the order in which it was first put."""
        for model in sorted(self.rows, key=lambda model: model.__name__ != "Entry"):
            model._default_manager.bulk_create(self.rows[model], batch_size=CHUNK)
        self.rows.clear()
