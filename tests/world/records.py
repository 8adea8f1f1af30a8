"""What was written down a minute ago, and what is said against it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from logistics.contradictions.models import Contradiction
from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.records.models import Entry, Photo
from logistics.school.models import Campus


def a_minute_ago(now: datetime) -> dict[str, Any]:
    """When it happened; the reason is dropped unless it comes late."""
    return {"happened_at": now - timedelta(minutes=1), "late_reason": "just before midnight"}


def write_note(campus: Campus, by: Any, now: datetime, **scope: Any) -> Entry:
    entry = Entry(campus=campus, **a_minute_ago(now), **scope)
    return filing.submit(WorkNote(entry=entry, text=f"{campus} note"), by=by, now=now)


def make_contradiction(entry: Entry, now: datetime) -> Contradiction:
    return Contradiction.objects.create(
        comparison="clocks_apart", key=str(entry.pk), campus=entry.campus,
        on=timezone.localdate(now), said={"record": entry.number}, found_at=now,
    )  # fmt: skip


def make_photo(entry: Entry) -> Photo:
    """The row of a photo; its files lie where the tests keep theirs."""
    from logistics.records.photos import Prepared, attach, file_of

    jpeg = b"\xff\xd8\xff"
    photo = attach(
        Prepared(jpeg, jpeg, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        file_of(name)  # puts it in place if nothing has been committed
    return photo
