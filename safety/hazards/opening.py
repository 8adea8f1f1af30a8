"""Opening a hazard: by what a record of safety found, or reported by itself."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import arranging, filing, righting
from logistics.duties.models import Finding, WorkNote
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days, end_of
from logistics.school.rules import rule
from safety.models import Category, Hazard, Origin

# By its number in the catalogue: a hazard is put right and checked again by somebody else.
CLOSE = "D157"
DAYS, MAJOR_DAYS = "hazard_days", "hazard_days_major"


@transaction.atomic
def open_hazard(
    entry: Entry,
    *,
    what: str,
    category: str,
    source: str,
    by: Any,
    now: datetime,
    key: str = "",
    place: Any = None,
    owner: Any = None,
    due_on: date | None = None,
    interim: str = "",
    spot: str = "",
) -> Finding:
    """Open a hazard for something a filed record found; the same open thing is seen again.

    `category` and `source` are codes of the register of hazards: fire, building, food, …; daily,
    weekly, monthly, special, authority, repair. `key` names the thing within the campus, `spot`
    where at the place it is. Without `due_on` the rule's school days are given.
    """
    due_on = due_on or deadline(entry, DAYS)
    finding = righting.found(
        entry, what=what, by=by, now=now, key=key, place=place, owner=owner, due_on=due_on
    )
    if Hazard.objects.filter(finding=finding).exists():
        return finding
    hazard = Hazard(
        entry=entry_beside(entry, finding), finding=finding, what=finding.what, spot=spot[:100],
        category=Category(category), source=Origin(source), responsible=owner,
        deadline=finding.due_on, interim=interim[:300],
    )  # fmt: skip
    filing.submit(hazard, by=by, now=now)
    owe_closing(hazard)
    return finding


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


def owe_closing(hazard: Hazard) -> None:
    """The duty to put it right and have it checked again, due with the hazard."""
    finding = hazard.finding
    due = end_of(finding.due_on) if finding.due_on else None
    at = hazard.entry.happened_at
    task = arranging.owe(
        CLOSE, finding, f"h{finding.pk}", at=at, due=max(due, at) if due else None,
        subject=righting.about(finding),
    )  # fmt: skip
    if task:
        arranging.open_tasks([task])


@transaction.atomic
def report(hazard: Hazard, *, by: Any, now: datetime, photos: Sequence[Callable] = ()) -> Hazard:
    """File a hazard somebody came upon; refuses a future time, and a late one without its reason.

    Without a deadline the rule's school days are given.
    """
    hazard.deadline = hazard.deadline or deadline(hazard.entry, DAYS)
    filing.submit(hazard, by=by, now=now, photos=photos)
    righting.tell_owner(hazard.finding, by=by, now=now)
    owe_closing(hazard)
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
    righting.see_again(finding, filed)
    return filed
