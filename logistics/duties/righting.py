"""Putting right what was found: opened by a record, given to somebody, done, checked by another.

Any trade opens a finding with `found`; every further step is a record of its own, with photos.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import NoticeKind
from logistics.duties import filing, standing
from logistics.duties.models.findings import (
    Finding,
    FindingState,
    Recheck,
    Rectification,
    Sighting,
)
from logistics.duties.news import AT_NIGHT_TOO
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.notices.telling import settle, tell
from logistics.records.models import Entry

ASSIGNED, LATE, FAILED_AGAIN = "finding_assigned", "finding_late", "finding_failed"
FAILED = ":open"  # ends what a failed recheck is about: it closes nothing and proves nothing

NOTICES = [
    NoticeKind(
        ASSIGNED,
        gettext_lazy("To be put right"),
        gettext_lazy("%(person)s asks you to put right: %(what)s"),
        leaves=True,
    ),
    NoticeKind(
        FAILED_AGAIN,
        gettext_lazy("Not right yet"),
        gettext_lazy("%(person)s has looked again, it is not right yet: %(what)s"),
        leaves=True,
    ),
    NoticeKind(
        LATE,
        gettext_lazy("To be put right, overdue"),
        gettext_lazy("Overdue: %(what)s, to be put right until %(due)s"),
        leaves=True,
    ),
]


@dataclass(frozen=True)
class Thing:
    """Something that is not as it should be, and who found it.

    `key` names the thing within the campus, at most 80 characters; empty: nothing else is the same.
    `place` is that of the record if not given.
    """

    what: str
    by: Any
    key: str = ""
    place: Any = None
    measure: str = ""
    owner: Any = None
    due_on: date | None = None


def found(entry: Entry, *, now: datetime, **thing: Any) -> Finding:
    """Open a finding for something a filed record found; the same open thing is seen again.

    Takes what a `Thing` says. The owner, if named, is told.
    """
    [finding] = found_all(entry, [Thing(**thing)], now=now)
    return finding


@transaction.atomic
def found_all(entry: Entry, things: Sequence[Thing], *, now: datetime) -> list[Finding]:
    """The same for all that one record found, in as few statements as for one thing."""
    known = open_ones(entry, things)
    fresh = fresh_ones(entry, things, known)
    try:
        with transaction.atomic():
            Finding.objects.bulk_create(fresh.values())
    except IntegrityError:  # somebody else has just found one of them
        known = open_ones(entry, things)
        if known.keys().isdisjoint(fresh):
            raise
        fresh = fresh_ones(entry, things, known)
        Finding.objects.bulk_create(fresh.values())
    see_again(known.values(), entry)
    for finding in fresh.values():
        tell_owner(finding, by=finding.found_by, now=now)
    return [(known | fresh)[name] for name in names_of(things)]


def names_of(things: Sequence[Thing]) -> list[str | int]:
    """The key of each; its number where it has none and is like nothing else."""
    return [thing.key or number for number, thing in enumerate(things)]


def open_ones(entry: Entry, things: Sequence[Thing]) -> dict[str | int, Finding]:
    """Those of these names that are not closed yet; who closes one meanwhile waits for us."""
    keys = {thing.key for thing in things if thing.key}
    if not keys:
        return {}
    rows = Finding.objects.unsettled().filter(campus_id=entry.campus_id, key__in=keys)
    return {row.key: row for row in rows.select_for_update().order_by("pk")}


def fresh_ones(
    entry: Entry, things: Sequence[Thing], known: dict[str | int, Finding]
) -> dict[str | int, Finding]:
    """A new finding for each that nobody knows yet; what the record names twice is one."""
    fresh: dict[str | int, Finding] = {}
    for name, thing in zip(names_of(things), things, strict=True):
        if name not in known and name not in fresh:
            fresh[name] = new_one(entry, thing)
            fresh[name].is_new = True
    return fresh


def new_one(entry: Entry, thing: Thing) -> Finding:
    return Finding(
        entry=entry, key=thing.key, campus_id=entry.campus_id, place=thing.place or entry.place,
        school_class_id=entry.school_class_id, what=thing.what[:300], found_at=entry.happened_at,
        found_by=thing.by, measure=thing.measure, owner=thing.owner, due_on=thing.due_on,
    )  # fmt: skip


def see_again(findings: Iterable[Finding], entry: Entry) -> None:
    """A later record found the same once more."""
    others = [finding for finding in findings if finding.entry_id != entry.pk]
    if not others:
        return
    told = Sighting.objects.filter(entry=entry, finding__in=others)
    seen = set(told.values_list("finding_id", flat=True))
    Sighting.objects.bulk_create(
        Sighting(finding=finding, entry=entry) for finding in others if finding.pk not in seen
    )


def tell_owner(finding: Finding, *, by: Any, now: datetime) -> None:
    if finding.owner and finding.owner != by:
        tell(
            [finding.owner], ASSIGNED, url=finding.get_absolute_url(), now=now, by=by,
            key=f"{finding.pk}.{finding.owner_id}", campus=finding.campus,
            person=str(by), what=finding.what,
        )  # fmt: skip


@transaction.atomic
def assign(
    finding: Finding, *, owner: Any, due_on: date | None, measure: str, by: Any, now: datetime
) -> None:
    """Say who puts it right, how and until when.

    Refuses what is put right already: else whoever answered for it could hand it on and check it.
    """
    rows = Finding.objects.in_state(FindingState.OPEN).filter(pk=finding.pk)
    settle(LATE, key_of_late(finding), now=now)
    if not rows.update(owner=owner, due_on=due_on, measure=measure[:300]):
        raise Refused(_("This is put right or closed already. Look at it again."))
    finding.refresh_from_db()
    tell_owner(finding, by=by, now=now)


@transaction.atomic
def put_right(
    finding: Finding,
    *,
    done: str,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    typed_at: datetime | None = None,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File what was done. It is not closed by that: somebody else looks at it again."""
    finding = locked(finding)
    if finding.closed_at or finding.withdrawn_at:
        raise Refused(_("This is closed already. Look at it again."))
    entry = entry_for(finding, happened_at or now, late_reason, typed_at)
    record = Rectification(entry=entry, finding=finding, done=done[:300])
    filed = filing.submit(record, by=by, now=now, photos=photos)
    standing.settle(finding, now=now)
    settle(LATE, key_of_late(finding), now=now)
    return filed


@transaction.atomic
def recheck(
    finding: Finding,
    *,
    passed: bool,
    by: Any,
    now: datetime,
    seen: str = "",
    happened_at: datetime | None = None,
    typed_at: datetime | None = None,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """File that somebody looked at it again: passed closes it, failed opens it once more.

    Refuses whoever put it right, alone or beside others, whoever answers for it, and what nobody
    has put right.
    """
    finding = locked(finding)
    if finding.closed_at or finding.withdrawn_at or not finding.put_right_at:
        raise Refused(_("There is nothing to check again. Look at it again."))
    if standing.has_put_right(finding, by):
        raise Refused(_("Nobody checks again what they put right themselves."))
    if by.pk == finding.owner_id:
        raise Refused(_("Who answers for it does not check it again."))
    entry = entry_for(finding, happened_at or now, late_reason, typed_at)
    if not passed:
        entry.subject += FAILED
    record = Recheck(entry=entry, finding=finding, passed=passed, seen=seen[:300])
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if not passed:
        tell_failed(finding, filed, by=by, now=now)
    standing.settle(finding, now=now)
    return filed


def tell_failed(finding: Finding, entry: Entry, *, by: Any, now: datetime) -> None:
    """Those who put it right and answer for it learn that it is open again."""
    people = [person for person in (finding.owner, finding.put_right_by) if person]
    tell(
        people, FAILED_AGAIN, url=finding.get_absolute_url(), now=now, by=by, key=str(entry.pk),
        campus=finding.campus, person=str(by), what=finding.what,
    )  # fmt: skip


def tell_late(*, now: datetime) -> int:
    """Tell whoever has to put something right, once, that its day is over; of safety at night too."""
    late = Finding.objects.in_state(FindingState.OPEN).overdue(timezone.localdate(now))
    known = set(Notice.objects.filter(kind=LATE).values_list("key", "person"))
    rows = late.exclude(owner=None).select_related("owner", "campus", "entry")
    fresh = [row for row in rows if (key_of_late(row), row.owner_id) not in known]
    for finding in fresh:
        tell(
            [finding.owner], LATE, url=finding.get_absolute_url(), now=now,
            key=key_of_late(finding), campus=finding.campus, urgent=is_of_safety(finding),
            what=finding.what, due=finding.due_on,
        )  # fmt: skip
    return len(fresh)


def is_of_safety(finding: Finding) -> bool:
    """By the trade whose record found it; the day of any other ends at midnight without a sound."""
    return finding.entry.declared.trade == AT_NIGHT_TOO


def key_of_late(finding: Finding) -> str:
    """One deadline of one finding: another day is told of again."""
    return f"{finding.pk}.{finding.due_on}"


def locked(finding: Finding) -> Finding:
    """As it stands now; of two who act at once the later one sees what the first did."""
    return Finding.objects.select_for_update().get(pk=finding.pk)


def about(finding: Finding) -> str:
    """What the records of one finding are about: the duty to close it asks for these alone."""
    return f"finding:{finding.pk}"


def entry_for(
    finding: Finding, happened_at: datetime, late_reason: str, typed_at: datetime | None
) -> Entry:
    return Entry(
        campus_id=finding.campus_id, place_id=finding.place_id,
        school_class_id=finding.school_class_id, subject=about(finding),
        happened_at=happened_at, late_reason=late_reason, typed_at=typed_at,
    )  # fmt: skip
