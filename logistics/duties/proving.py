"""Which record proves which task.

A record proves at most one task of each series (one duty for one class, place or meal): first the
one it is in time for, and only if that one needs nothing more, the earliest one overdue. It never
makes up for yesterday while today is still owed. What follows is read off the records and tasks as
they stand, whatever the order in which they came, so that correcting and voiding derive it anew.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from logistics.duties.models import Proof, Task
from logistics.records.models import Entry
from logistics.wording import Worded

SCOPE = ("campus_id", "school_class_id", "place_id")
WRITTEN = ("pk", "happened_at", "entered_at", "is_late", "entered_by")
COLUMNS = ("kind", "subject", "meal", *SCOPE, *WRITTEN)  # what is read of a record
TOLD = ("kind", "subject", "meal", "happened_at", *SCOPE)  # what is asked of the tasks
TELLING = attrgetter(*TOLD)
# What is read of a task: which records it shares, what is owed, what is known, and each proof.
SHARED = ("series", "proof", "subject", "meal", *SCOPE)
OWED = ("pk", "opens_at", "due_at", "closes_at", "count", "person_id")
KNOWN = ("proved_at", "proved_late")
PROVED_BY = ("proofs__entry_id", *(f"proofs__entry__{name}" for name in WRITTEN[1:]))


@dataclass
class Owed:
    """A task, and the records that prove it by now."""

    pk: int
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    count: int = 1
    person: int | None = None
    proofs: list["Written"] = field(default_factory=list)

    def takes(self, moment: datetime) -> bool:
        return self.opens_at <= moment <= self.closes_at and len(self.proofs) < self.count

    @property
    def is_proved(self) -> bool:
        return len(self.proofs) >= self.count

    @property
    def proved_at(self) -> datetime | None:
        return max(proof.entered_at for proof in self.proofs) if self.is_proved else None

    @property
    def proved_late(self) -> bool:
        return self.is_proved and any(
            proof.is_late or proof.happened_at > self.due_at for proof in self.proofs
        )


@dataclass(frozen=True)
class Written:
    """A record, as far as proof asks."""

    pk: int
    happened_at: datetime
    entered_at: datetime
    is_late: bool = False
    by: int | None = None


def share_out(tasks: list[Owed], records: Iterable[Written]) -> None:
    """Give each record, in the order in which things happened, to the task it proves."""
    tasks.sort(key=lambda task: (task.opens_at, task.due_at, task.pk))
    opens = [task.opens_at for task in tasks]
    longest = max((task.closes_at - task.opens_at for task in tasks), default=timedelta())
    for record in sorted(records, key=lambda record: (record.happened_at, record.pk)):
        moment = record.happened_at
        near = tasks[bisect_left(opens, moment - longest) : bisect_right(opens, moment)]
        waiting = [task for task in near if task.takes(moment)]
        if waiting:
            chosen = min(waiting, key=lambda task: preference(task, record))
            chosen.proofs.append(record)


def preference(task: Owed, record: Written) -> tuple:
    """Not yet overdue, then earliest due, then owed by the writer."""
    overdue = task.due_at < record.happened_at
    return overdue, task.due_at, task.person not in (None, record.by), task.pk


def prove(entry: Entry) -> None:
    """Settle what a corrected or voided record proves: at most six queries."""
    settle({series for (series,) in touched(entry.pk, *TELLING(entry))})


def prove_new(*entries: Entry) -> None:
    """The same for new records, which change nothing of what happened before them."""
    series = {series for (series,) in provable(*chain.from_iterable(map(TELLING, entries)))}
    settle(series, since=min(entry.happened_at for entry in entries))


@Worded
def touched(key: int, *told: Any) -> QuerySet[Any, Any]:
    """The series of the tasks that a record may prove, and of those it has proved.

    Asked first and in two parts: as one condition over both tables a database without statistics
    reads them row by row.
    """
    proved = series_of(Task.objects.filter(proofs__entry=key))
    return proved.union(series_of(Task.objects.filter(taking(*told))))


@Worded
def provable(*told: Any) -> QuerySet[Any, Any]:
    """The series of the tasks whose kind, scope and span take records of which this is told."""
    each = zip(*[iter(told)] * len(TOLD), strict=True)
    first, *others = (series_of(Task.objects.filter(taking(*record))) for record in each)
    return first.union(*others) if others else first


def taking(kind: str, subject: str, meal: str, at: datetime, *scope: int | None) -> Q:
    within = Q(subject__in=("", subject), meal__in=("", meal))
    for column, value in zip(SCOPE, scope, strict=True):
        within &= Q(**{column: None}) | Q(**{column: value})
    return within & Q(proof=kind, opens_at__lte=at, closes_at__gte=at)


def series_of(tasks: QuerySet[Task]) -> QuerySet[Any, Any]:
    return tasks.order_by().values_list("series").distinct()


@transaction.atomic(savepoint=False)
def settle(series: Collection[str], *, since: datetime | None = None) -> int:
    """Derive the proofs of whole series anew; the number of tasks that changed.

    With `since` only of what happened from then on: what came before was shared out without it.
    """
    lock(series)
    rows = owed_in(since, *series) if series else []
    if not rows:
        return 0
    tasks: dict[int, Owed] = {}
    groups: dict[tuple, list[Owed]] = defaultdict(list)
    before: dict[int, set[int]] = defaultdict(set)
    stored: dict[int, tuple] = {}
    for row in rows:
        scope, owed, known, proof = row[:7], row[7:13], row[13:15], row[15:]
        pk = owed[0]
        if pk not in tasks:
            tasks[pk] = Owed(*owed)
            groups[scope].append(tasks[pk])
            stored[pk] = known
        if proof[0]:
            before[pk].add(proof[0])
            if since and proof[1] < since:
                tasks[pk].proofs.append(Written(*proof))
    candidates = records_for(groups, since)
    for scope, waiting in groups.items():
        share_out(waiting, candidates.get(scope, ()))
    return write_down(tasks, before, stored)


@Worded
def owed_in(since: datetime | None, *series: str) -> QuerySet[Any, Any]:
    """The tasks of these series, those that were over before left out."""
    tasks = Task.objects.filter(series__in=series).order_by()
    tasks = tasks.filter(closes_at__gte=since) if since else tasks
    return tasks.values_list(*SHARED, *OWED, *KNOWN, *PROVED_BY)


def lock(series: Collection[str]) -> None:
    """Wait for others who settle the same tasks, so as to see what they have written.

    SQLite lets nobody else write meanwhile.
    """
    if connection.features.has_select_for_update:
        rows = Task.objects.filter(series__in=series).order_by("pk").select_for_update()
        list(rows.values_list("pk"))


def records_for(
    groups: dict[tuple, list[Owed]], since: datetime | None = None
) -> dict[tuple, list[Written]]:
    """The standing records that lie within each group's scope, in one query."""
    kinds = {scope[1] for scope in groups}
    spans = [task for owed in groups.values() for task in owed]
    first = min(task.opens_at for task in spans)
    entries = Entry.objects.standing().filter(
        kind__in=kinds,
        happened_at__gte=max(first, since or first),
        happened_at__lte=max(task.closes_at for task in spans),
    )
    for place, column in enumerate(("subject", "meal", *SCOPE), start=2):
        wanted = {scope[place] for scope in groups}
        if not wanted & {"", None} and len(wanted) < 200:
            entries = entries.filter(**{f"{column}__in": wanted})
    return within_scopes(groups, entries.order_by().values_list(*COLUMNS))


def within_scopes(groups: Iterable[tuple], rows: Iterable[tuple]) -> dict[tuple, list[Written]]:
    """Sort records, read as COLUMNS, to the scopes that contain them: an open column takes any."""
    fitting: dict[tuple, list[tuple]] = defaultdict(list)
    patterns = {tuple(bool(part) for part in scope[2:]) for scope in groups}
    for scope in groups:
        fitting[scope[1:]].append(scope)
    found: dict[tuple, list[Written]] = defaultdict(list)
    for kind, subject, meal, campus, school_class, place, *rest in rows:
        said = (subject, meal, campus, school_class, place)
        empty = ("", "", None, None, None)
        # Patterns that differ only in what the record leaves open lead to the same scope, once.
        keys = {
            (kind, *(v if on else e for v, on, e in zip(said, pattern, empty, strict=True)))
            for pattern in patterns
        }
        for key in keys:
            for scope in fitting.get(key, ()):
                found[scope].append(Written(*rest))
    return found


def write_down(
    tasks: dict[int, Owed], before: dict[int, set[int]], stored: dict[int, tuple]
) -> int:
    """Write what changed: proofs that fell away, proofs that came, tasks whose state moved."""
    gone = Q(pk__in=())
    new = []
    changed = []
    for pk, task in tasks.items():
        now = {record.pk for record in task.proofs}
        if stale := before[pk] - now:
            gone |= Q(task_id=pk, entry_id__in=stale)
        new += [Proof(task_id=pk, entry_id=entry) for entry in now - before[pk]]
        if stored[pk] != (task.proved_at, task.proved_late):
            changed.append(task)
    if gone != Q(pk__in=()):
        Proof.objects.filter(gone).delete()
    if new:
        Proof.objects.bulk_create(new, batch_size=2000)
    if changed:
        write_states(changed)
    return len(changed)


def write_states(tasks: list[Owed]) -> None:
    """One statement for all of them: `bulk_update` takes ten times as long for a whole term."""
    moment = Task._meta.get_field("proved_at").get_db_prep_save
    rows = [(moment(task.proved_at, connection), task.proved_late, task.pk) for task in tasks]
    table = connection.ops.quote_name(Task._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET proved_at = %s, proved_late = %s WHERE id = %s",  # noqa: S608
            rows,
        )
