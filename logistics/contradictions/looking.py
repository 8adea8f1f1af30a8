"""Looking for contradictions: what is new is written down, what is gone is marked so.

Nothing here changes a record. Looking twice finds the same cases once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from logistics.contradictions.models import Contradiction
from logistics.contributions import Clash, Comparison, comparisons

CHUNK = 500


@dataclass(frozen=True)
class Found:
    """How many cases are new, and how many are no longer there."""

    new: int = 0
    gone: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(self.new + other.new, self.gone + other.gone)


def look(first: date, last: date, *, now: datetime) -> Found:
    """Make every comparison over the days from `first` to `last`, both included.

    The comparing itself holds no lock; each comparison's result is written in one transaction.
    """
    found = Found()
    for comparison in comparisons().values():
        clashes = {clash.key: clash for clash in comparison.clashes(first, last)}
        found += keep(comparison, clashes, first, last, now=now)
    return found


@transaction.atomic
def keep(
    comparison: Comparison, clashes: dict[str, Clash], first: date, last: date, *, now: datetime
) -> Found:
    here = Contradiction.objects.filter(comparison=comparison.code)
    known = dict(here.filter(key__in=clashes).values_list("key", "gone_at"))
    back = [key for key, gone_at in known.items() if gone_at]
    here.filter(key__in=back).update(gone_at=None)
    gone = here.unsettled().filter(on__range=(first, last)).exclude(key__in=clashes)
    count = gone.update(gone_at=now)
    new = [clash for key, clash in clashes.items() if key not in known]
    write_down(comparison, new, now=now)
    return Found(len(new), count)


def write_down(comparison: Comparison, clashes: Iterable[Clash], *, now: datetime) -> None:
    """New cases with their records; one that somebody else writes at this moment stays theirs."""
    by_key = {clash.key: clash for clash in clashes}
    rows = [
        Contradiction(
            comparison=comparison.code,
            key=clash.key,
            campus_id=clash.campus,
            on=clash.on,
            said=clash.said,
            task_id=clash.task,
            found_at=now,
        )
        for clash in by_key.values()
    ]
    Contradiction.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    written = Contradiction.objects.filter(comparison=comparison.code, key__in=by_key)
    named = Contradiction.entries.through
    named.objects.bulk_create(
        [
            named(contradiction_id=pk, entry_id=entry)
            for pk, key in written.values_list("pk", "key")
            for entry in by_key[key].entries
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
