"""The doctor's check of a day: all that classes disinfected, in order by one press, the rest sent back.

Nobody checks their own records. What was sent back waits with the carers until it is corrected or
done again; the check itself is a record of the campus's day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from health.models import (
    ClassHygieneLog,
    Disinfection,
    HygieneInspection,
    SentBack,
    UvLampLog,
    subject_of,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry, Review
from logistics.records.stamping import stamped
from logistics.school.calendar import end_of, start_of

# The log of a lamp is looked at with its disinfection.
CHECKED = (Disinfection.kind_code, ClassHygieneLog.kind_code)
OWED = (*CHECKED, UvLampLog.kind_code)
PERMISSION = "health.arrange"


@dataclass(frozen=True)
class Checked:
    """What one press did."""

    reviewed: int
    returned: int


def of_day(person: Any, campus: Any, on: date) -> Any:
    """The records of a campus's day that this person may check: of everybody but themselves."""
    rows = Entry.objects.standing().filter(
        kind__in=CHECKED, campus=campus, happened_at__range=(start_of(on), end_of(on))
    )
    return rows.visible_to(person, PERMISSION).exclude(entered_by_id=person.pk)


def waiting(person: Any, campus: Any, on: date) -> Any:
    """Those nobody has looked at yet."""
    fresh = of_day(person, campus, on).filter(status=Entry.Status.SUBMITTED)
    return fresh.exclude(pk__in=SentBack.objects.open().values("entry"))


@transaction.atomic
def check_day(
    campus: Any,
    *,
    on: date,
    seen: Iterable[int],
    back: Mapping[int, str],
    by: Any,
    now: datetime,
    summary: str = "",
) -> Checked:
    """All that was shown (`seen`, by key) is in order, but for what goes `back` with a reason.

    Only what was before the person's eyes is reviewed: what came meanwhile waits for the next press.
    """
    if any(not reason.strip() for reason in back.values()):
        raise Refused(_("Say what is not in order."))
    shown = set(seen) | set(back)
    rows = list(waiting(by, campus, on).filter(pk__in=shown).select_for_update(of=["self"]))
    good = [row for row in rows if row.pk not in back]
    review_all([*good, *logs_of(good, by)], by=by, now=now)
    for row in rows:
        if row.pk in back:
            send_back(row, reason=back[row.pk], by=by, now=now)
    checked = Checked(len(good), len(rows) - len(good))
    inspection = inspection_of(campus, on, checked, by=by, now=now, summary=summary)
    filing.submit(inspection, by=by, now=now)
    return checked


def logs_of(rows: list[Entry], by: Any) -> list[Entry]:
    """The logs of the lamps by which these disinfections were done, if nobody has seen them yet."""
    logs = UvLampLog.objects.filter(disinfection__in=[row.pk for row in rows])
    entries = Entry.objects.filter(pk__in=logs.values("pk"), status=Entry.Status.SUBMITTED).exclude(
        entered_by_id=by.pk
    )
    return list(entries.select_for_update(of=["self"]))


def review_all(rows: list[Entry], *, by: Any, now: datetime) -> None:
    """The same as reviewing each, in three statements for all."""
    reviewed = {"status": Entry.Status.REVIEWED, "reviewed_by": by, "reviewed_at": now}
    Entry.objects.filter(pk__in=[row.pk for row in rows]).update(**reviewed)
    reviews = [stamped(Review(entry=row, version=row.version, by=by, at=now)) for row in rows]
    Review.objects.bulk_create(reviews, batch_size=500)


def send_back(entry: Entry, *, reason: str, by: Any, now: datetime) -> SentBack:
    """One record goes back to those who wrote it."""
    return SentBack.objects.create(entry=entry, reason=reason.strip()[:200], by=by, at=now)


def inspection_of(
    campus: Any, on: date, checked: Checked, *, by: Any, now: datetime, summary: str
) -> HygieneInspection:
    """The check as a record: of today now, of an earlier day at its end and so late."""
    about = HygieneInspection.Subject.DAY
    happened_at = min(now, end_of(on))
    entry = Entry(campus=campus, subject=subject_of(about), happened_at=happened_at)
    if happened_at != now:
        entry.late_reason = _("Checked on a later day")
    inspection = HygieneInspection(
        entry=entry,
        about=about,
        seen=checked.reviewed + checked.returned,
        returned=checked.returned,
        summary=summary,
    )
    inspection.new_lines = []
    return inspection
