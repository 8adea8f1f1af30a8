"""Nobody of the sample school is at two campuses at once."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from logistics.records.models import Entry

ON_THE_WAY = timedelta(minutes=30)


def apart(records: list[Any]) -> list[Any]:
    """Without those whose writer was at another campus so shortly before or after."""
    told = Entry.objects.filter(entered_by__in={record.entry.entered_by for record in records})
    elsewhere: dict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
    for person, at, campus in told.values_list("entered_by", "happened_at", "campus"):
        elsewhere[person].append((at, campus))
    return [
        record
        for record in records
        if not any(
            campus != record.entry.campus.pk and abs(record.entry.happened_at - at) <= ON_THE_WAY
            for at, campus in elsewhere.get(record.entry.entered_by.pk, ())
        )
    ]
