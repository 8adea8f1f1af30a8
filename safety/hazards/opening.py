"""Opening a hazard: by what a record of safety found, or reported by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import arranging, filing, righting
from logistics.duties.arranging import Occasion
from logistics.duties.models import Finding, WorkNote
from logistics.duties.righting import Thing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days, end_of
from logistics.school.rules import rule
from safety.models import Category, Hazard, Origin

# By its number in the catalogue: a hazard is put right and checked again by somebody else.
CLOSE = "D157"
DAYS, MAJOR_DAYS = "hazard_days", "hazard_days_major"
AT_ONCE = 100  # what they prove is asked in one statement of as many parts


@dataclass(frozen=True)
class Danger:
    """Something dangerous that a record found, and who found it.

    `category` and `source` are codes of the register of hazards: fire, building, food, …; daily,
    weekly, monthly, special, authority, repair. `key` names the thing within the campus, `spot`
    where at the place it is. Without `due_on` the rule's school days are given.
    """

    what: str
    category: str
    source: str
    by: Any
    key: str = ""
    place: Any = None
    owner: Any = None
    due_on: date | None = None
    interim: str = ""
    spot: str = ""


def open_hazard(entry: Entry, *, now: datetime, **danger: Any) -> Finding:
    """Open a hazard for something a filed record found; the same open thing is seen again.

    Takes what a `Danger` says.
    """
    [finding] = open_hazards(entry, [Danger(**danger)], now=now)
    return finding


@transaction.atomic
def open_hazards(entry: Entry, dangers: Sequence[Danger], *, now: datetime) -> list[Finding]:
    """The same for all that one record found: sixty cost about as many statements as one."""
    if not dangers:
        return []
    usual = None if all(one.due_on for one in dangers) else deadline(entry, DAYS)
    things = [
        Thing(
            what=one.what, by=one.by, key=one.key, place=one.place, owner=one.owner,
            due_on=one.due_on or usual,
        )
        for one in dangers
    ]  # fmt: skip
    findings = righting.found_all(entry, things, now=now)
    known = [finding.pk for finding in findings if not finding.is_new]
    rows = Hazard.objects.filter(finding__in=known).values_list("finding_id", flat=True)
    told = set(rows) if known else set()
    hazards: dict[int, Hazard] = {}
    for finding, danger in zip(findings, dangers, strict=True):
        if finding.pk not in told and finding.pk not in hazards:
            hazards[finding.pk] = hazard_of(entry, finding, danger)
    file(list(hazards.values()), now=now)
    return findings


def hazard_of(entry: Entry, finding: Finding, danger: Danger) -> Hazard:
    return Hazard(
        entry=entry_beside(entry, finding), finding=finding, what=finding.what,
        spot=danger.spot[:100], category=Category(danger.category), source=Origin(danger.source),
        responsible=danger.owner, deadline=finding.due_on, interim=danger.interim[:300],
    )  # fmt: skip


def file(hazards: list[Hazard], *, now: datetime) -> None:
    """Each in the name of whoever found it; as many at a time as one statement bears."""
    for _by, own in groupby(sorted(hazards, key=finder), key=finder):
        rows = list(own)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            filing.submit_together(part, by=part[0].finding.found_by, now=now)
    owe_closing(hazards)


def finder(hazard: Hazard) -> int:
    return hazard.finding.found_by_id


def deadline(entry: Entry, code: str) -> date:
    """The last of the school days a hazard is given."""
    on = timezone.localdate(entry.happened_at)
    return after_school_days(entry.campus, on, int(rule(code, on=on)))


def entry_beside(entry: Entry, finding: Finding) -> Entry:
    """Where and when the record found it; entered late as that was, and for its reason."""
    return Entry(
        campus_id=finding.campus_id, school_class_id=finding.school_class_id,
        place_id=finding.place_id, subject=righting.about(finding), happened_at=entry.happened_at,
        typed_at=entry.typed_at,
        late_reason=entry.late_reason or _("Found by %(record)s") % {"record": entry.number},
    )  # fmt: skip


def owe_closing(hazards: Sequence[Hazard]) -> None:
    """The duty to put each right and have it checked again, due with the hazard.

    They were found at one campus in one moment.
    """
    if not hazards:
        return
    at = hazards[0].entry.happened_at
    occasions = [occasion(hazard.finding, at) for hazard in hazards]
    if tasks := arranging.owe_all(CLOSE, occasions, at=at):
        arranging.put_down(tasks)


def occasion(finding: Finding, at: datetime) -> Occasion:
    due = max(end_of(finding.due_on), at) if finding.due_on else None
    return Occasion(finding, f"h{finding.pk}", due, righting.about(finding))


@transaction.atomic
def report(hazard: Hazard, *, by: Any, now: datetime, photos: Sequence[Callable] = ()) -> Hazard:
    """File a hazard somebody came upon; refuses a future time, and a late one without its reason.

    Without a deadline the rule's school days are given.
    """
    hazard.deadline = hazard.deadline or deadline(hazard.entry, DAYS)
    filing.submit(hazard, by=by, now=now, photos=photos)
    righting.tell_owner(hazard.finding, by=by, now=now)
    owe_closing([hazard])
    return hazard


@transaction.atomic
def see_again(
    hazard: Hazard, note: WorkNote, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """The same hazard was come upon once more while it is open: it stays one."""
    finding = righting.locked(hazard.finding)
    if finding.closed_at or finding.withdrawn_at:
        raise Refused(_("This hazard is closed. Report it as a new one."))
    filed = filing.submit(note, by=by, now=now, photos=photos)
    righting.see_again([finding], filed)
    return filed
