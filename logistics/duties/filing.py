"""Filing a record: entry, first version and proofs in one transaction; correcting, voiding, reviewing.

A record comes with an unsaved `Entry` that says campus, scope and when it happened. Nothing is
ever ticked done: these verbs are the only way in which a task gets its proof.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import kinds
from logistics.duties import arranging, news, proving, standing
from logistics.duties.models import Task
from logistics.duties.standards import Standards
from logistics.errors import Refused
from logistics.records.keeping import keep_lines, keep_new_lines, new_version, numbers_for
from logistics.records.models import Entry, Record, Review, Version
from logistics.records.stamping import stamped

CLOCKS_DIFFER = timedelta(minutes=5)
CHUNK = 2000


def late_after(kind: str, happened_at: datetime) -> datetime:
    """Until when a record of something is in time."""
    return Standards.of([kind]).until(kind, happened_at)


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


def complete(record: Record, standards: Standards, *, number: str) -> None:
    """Fill in what the system knows about a record."""
    entry = record.entry
    refuse_future(entry, entry.entered_at)
    entry.kind = record.kind_code
    entry.number = number
    entry.title = record.one_line()[:200]
    judge_lateness(entry, standards.until(entry.kind, entry.happened_at))


@transaction.atomic
def submit(record: Record, *, by: Any, now: datetime, photos: Sequence[Callable] = ()) -> Entry:
    """File one record. Refuses a future time, and a late entry that does not say why.

    `photos` are prepared before the transaction; each is called with `entry=`, the saved one.
    """
    [entry] = submit_together([record], by=by, now=now, photos=photos)
    return entry


@transaction.atomic
def submit_together(
    records: Sequence[Record], *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> list[Entry]:
    """File what one act writes down, records of any kinds. Photos go with the first.

    A second record costs one statement more, for what it says: all else is asked for both.
    """
    for record in records:
        record.entry.entered_by, record.entry.entered_at = by, now
    standards = Standards.of(codes_of(records))
    entries = put_down(records, standards, photos)
    proving.prove_new(*entries)
    for entry in entries:
        if entry.kind in standards.triggers:
            arranging.open_event_tasks(entry)
    return entries


@transaction.atomic
def submit_many(
    records: Iterable[Record], *, settle: bool = True, entered: Callable | None = None
) -> list[Entry]:
    """File many records: imports, whole classes, the sample school.

    Each record's entry says `entered_by` and `entered_at` itself. Proofs are derived once at the
    end; `settle=False` leaves that to the caller. They set nothing off.
    """
    records = list(records)
    if not records:
        return []
    entries = put_down(records, Standards.of(codes_of(records)))
    if settle:
        prove_all(entries)
    return entries


def put_down(
    records: Sequence[Record], standards: Standards, photos: Sequence[Callable] = ()
) -> list[Entry]:
    """Entries, contents, lines and versions, in as few statements as there may be."""
    numbers = numbers_for(Counter(series_of(record) for record in records))
    for record in records:
        complete(record, standards, number=next(numbers[series_of(record)]))
    Entry.objects.bulk_create([record.entry for record in records], batch_size=CHUNK)
    for record in records:
        record.entry = record.entry  # takes the key the entry has just got
        record.before_insert()
    for model, group in by_model(records).items():
        model._default_manager.bulk_create(group, batch_size=CHUNK)
        keep_new_lines(group)
    kept = [attach(entry=records[0].entry).said() for attach in photos]
    with_photos = zip(records, chain([kept], repeat([])), strict=False)
    versions = (first_version(record, said) for record, said in with_photos)
    Version.objects.bulk_create(versions, batch_size=CHUNK)
    return [record.entry for record in records]


def codes_of(records: Iterable[Record]) -> list[str]:
    return sorted({record.kind_code for record in records})


def series_of(record: Record) -> tuple[str, int]:
    """Which numbers it is counted by."""
    return kinds()[record.kind_code].prefix, timezone.localdate(record.entry.happened_at).year


def by_model(records: Iterable[Record]) -> dict[type[Record], list[Record]]:
    groups: dict[type[Record], list[Record]] = {}
    for record in records:
        groups.setdefault(type(record), []).append(record)
    return groups


def first_version(record: Record, photos: list[dict[str, Any]]) -> Version:
    entry = record.entry
    return new_version(record, by=entry.entered_by, at=entry.entered_at, photos=photos)


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
    refuse_posted(record.entry)
    return reword(record, by=by, now=now, reason=reason, seen=seen)


@transaction.atomic
def reword(record: Record, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """A correction of words alone: what is posted may lose a name, its goods and money stay."""
    if not reason:
        raise Refused(_("A correction says why."))
    entry = record.entry
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
    standing.resettle(entry, now=now)
    entry.declared.voided(entry, by=by, now=now)
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
