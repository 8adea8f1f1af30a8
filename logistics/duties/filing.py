"""Filing a record: entry, first version and proofs in one transaction; correcting, voiding, reviewing.

A record comes with an unsaved `Entry` that says campus, scope and when it happened. Nothing is
ever ticked done: these verbs are the only way in which a task gets its proof.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import kinds
from logistics.duties import arranging, news, proving
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.keeping import keep_lines, keep_new_lines, new_version, next_numbers
from logistics.records.models import Entry, Record, Review, Version
from logistics.records.stamping import stamped
from logistics.school.calendar import end_of
from logistics.school.models import Rule

CLOCKS_DIFFER = timedelta(minutes=5)
CHUNK = 2000


def late_after(kind: str, happened_at: datetime) -> datetime:
    """Until when a record of something is in time: the kind's limit, else the end of that day.

    The limit is the school's rule `late_hours.<kind>`, else what the kind declares, in hours.
    """
    day = timezone.localdate(happened_at)
    own = (
        Rule.objects.filter(code=f"late_hours.{kind}", valid_from__lte=day)
        .order_by("-valid_from")
        .values_list("value", flat=True)
        .first()
    )
    return limit(own, kind, happened_at)


def limit(own: str | None, kind: str, happened_at: datetime) -> datetime:
    hours = float(own) if own else kinds()[kind].late_hours
    if hours is None:
        return end_of(timezone.localdate(happened_at))
    return happened_at + timedelta(hours=hours)


def refuse_future(entry: Entry, now: datetime) -> None:
    if entry.happened_at > now + CLOCKS_DIFFER:
        raise Refused(_("This lies in the future. A record tells what has happened."))


def judge_lateness(entry: Entry, until: datetime) -> None:
    """Mark a late entry; it says why, or it is refused. One written offline says so itself."""
    entry.is_late = entry.entered_at > until
    if not entry.is_late:
        entry.late_reason = ""
    elif not entry.late_reason and entry.typed_at:
        entry.late_reason = _("No network")
    if entry.is_late and not entry.late_reason:
        raise Refused(_("This is entered late. Say why."))


def complete(record: Record, *, by: Any, at: datetime, number: str, until: datetime) -> Entry:
    """Fill in what the system knows about a record."""
    entry = record.entry
    refuse_future(entry, at)
    entry.kind = record.kind_code
    entry.entered_by, entry.entered_at = by, at
    entry.number = number
    entry.title = record.one_line()[:200]
    judge_lateness(entry, until)
    return entry


@transaction.atomic
def submit(record: Record, *, by: Any, now: datetime, photos: Sequence[Callable] = ()) -> Entry:
    """File one record. Refuses a future time, and a late entry that does not say why.

    `photos` are prepared before the transaction; each is called with `entry=`, the saved one.
    """
    kind = kinds()[record.kind_code]
    until = late_after(kind.code, record.entry.happened_at)
    year = timezone.localdate(record.entry.happened_at).year
    [number] = next_numbers(kind.prefix, year)
    entry = complete(record, by=by, at=now, number=number, until=until)
    entry.save(force_insert=True)
    record.entry = entry
    record.save(force_insert=True)
    keep_lines(record)
    kept = [attach(entry=entry) for attach in photos]
    new_version(record, by=by, at=now, photos=[photo.said() for photo in kept]).save()
    proving.prove(entry)
    arranging.open_event_tasks(entry)
    return entry


@transaction.atomic
def submit_many(
    records: Iterable[Record], *, settle: bool = True, entered: Callable | None = None
) -> list[Entry]:
    """File many records of one kind: imports, whole classes, the sample school.

    Each record's entry says `entered_by` and `entered_at` itself. Proofs are derived once at the
    end; `settle=False` leaves that to the caller.
    """
    records = list(records)
    for (code, year), group in groupby(records, key=kind_and_year):
        file_group(code, year, list(group))
    if settle:
        prove_all([record.entry for record in records])
    return [record.entry for record in records]


def kind_and_year(record: Record) -> tuple[str, int]:
    return record.kind_code, timezone.localdate(record.entry.happened_at).year


def file_group(code: str, year: int, records: list[Record]) -> None:
    own = (
        Rule.objects.filter(code=f"late_hours.{code}")
        .order_by("-valid_from")
        .values_list("value", flat=True)
        .first()
    )
    numbers = next_numbers(kinds()[code].prefix, year, len(records))
    for record, number in zip(records, numbers, strict=True):
        entry = record.entry
        until = limit(own, code, entry.happened_at)
        complete(record, by=entry.entered_by, at=entry.entered_at, number=number, until=until)
    Entry.objects.bulk_create([record.entry for record in records], batch_size=CHUNK)
    for record in records:
        record.entry = record.entry  # takes the key the entry has just got
    type(records[0])._default_manager.bulk_create(records, batch_size=CHUNK)
    keep_new_lines(records)
    versions = (
        new_version(r, by=r.entry.entered_by, at=r.entry.entered_at, photos=[]) for r in records
    )
    Version.objects.bulk_create(versions, batch_size=CHUNK)


def prove_all(entries: list[Entry]) -> None:
    """Derive the proofs of every series that could hold one of many records."""
    if not entries:
        return
    first = min(entry.happened_at for entry in entries)
    last = max(entry.happened_at for entry in entries)
    series = (
        Task.objects.filter(
            proof__in={entry.kind for entry in entries}, opens_at__lte=last, closes_at__gte=first
        )
        .order_by()
        .values_list("series", flat=True)
        .distinct()
    )
    named = list(series)
    for start in range(0, len(named), 200):
        proving.settle(named[start : start + 200])


def claim_version(entry: Entry, seen: int, **changes: Any) -> None:
    """Take the next version number, unless somebody else took it since the record was read."""
    taken = Entry.objects.standing().filter(pk=entry.pk, version=seen)
    if not taken.update(version=F("version") + 1, **changes):
        raise Refused(_("This record has been changed or voided meanwhile. Look at it again."))
    entry.version = seen + 1


@transaction.atomic
def correct(record: Record, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """Let a record say something else, as a new version with its reason.

    `seen` is the version the person had before them. What was reviewed waits for review again.
    """
    if not reason:
        raise Refused(_("A correction says why."))
    entry = record.entry
    refuse_posted(entry)
    refuse_future(entry, now)
    entry.late_reason = entry.late_reason or reason[:200]
    judge_lateness(entry, late_after(entry.kind, entry.happened_at))
    claim_version(entry, seen)
    entry.title = record.one_line()[:200]
    entry.status, entry.reviewed_by, entry.reviewed_at = Entry.Status.SUBMITTED, None, None
    entry.save()
    record.save()
    keep_lines(record)
    new_version(record, by=by, at=now, act=Version.Act.CORRECT, reason=reason).save()
    proving.prove(entry)
    news.taken_back(entry, news.CORRECTED, by=by, now=now, reason=reason)
    return entry


def refuse_posted(entry: Entry) -> None:
    """What moved goods or money is never rewritten: another document takes it back."""
    if entry.declared.is_posted:
        raise Refused(_("This document is posted. It is taken back by a counter-document."))


@transaction.atomic
def void(entry: Entry, *, by: Any, now: datetime, reason: str, countered: bool = False) -> None:
    """Declare that a record never counted. It stays readable, struck through.

    What is posted is voided by its counter-document alone (`countered`).
    """
    if not reason:
        raise Refused(_("A record is voided for a reason."))
    if not countered:
        refuse_posted(entry)
    if entry.hold:
        raise Refused(_("This record is kept for an incident: %(hold)s") % {"hold": entry.hold})
    record = entry.content
    claim_version(entry, entry.version, status=Entry.Status.VOIDED)
    record.entry = entry
    new_version(record, by=by, at=now, act=Version.Act.VOID, reason=reason).save()
    proving.prove(entry)
    news.taken_back(entry, news.VOIDED, by=by, now=now, reason=reason)


@transaction.atomic
def review(entry: Entry, *, by: Any, now: datetime) -> None:
    """A second person has looked at the record. Nobody reviews their own."""
    if entry.entered_by_id == by.pk:
        raise Refused(_("Nobody reviews their own record."))
    waiting = Entry.objects.filter(
        pk=entry.pk, status=Entry.Status.SUBMITTED, version=entry.version
    )
    changes = {"status": Entry.Status.REVIEWED, "reviewed_by": by, "reviewed_at": now}
    if not waiting.update(**changes):
        raise Refused(_("This record was changed or reviewed meanwhile. Look at it again."))
    stamped(Review(entry=entry, version=entry.version, by=by, at=now)).save()
