"""Taking the attendance of a class: who is not there, and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from health.day import tracing
from health.day.ailments import is_infectious
from health.day.rolls import Roll, moment_of
from health.illness import watching
from health.models import Attendance, AttendanceLine
from health.models.attendance import Mark
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry, Record

CLOCK = "09:00"  # when the attendance of a day that is over was taken


@dataclass(frozen=True)
class Said:
    """What the teacher says of one child that is not simply there."""

    child: int
    mark: str
    late_at: time | None = None
    left_at: time | None = None
    symptoms: Iterable[str] = field(default_factory=tuple)
    disease: str = ""
    note: str = ""


def counted_as(line: AttendanceLine) -> str:
    """The column of the statistic in which a child is counted."""
    ill = {Mark.SICK: "ill", Mark.QUARANTINE: "infectious"}
    if line.mark == Mark.SICK and is_infectious(line.disease):
        return "infectious"
    return ill.get(Mark(line.mark), line.mark)


def lines_of(roll: Roll, said: Iterable[Said]) -> list[AttendanceLine]:
    """A line for each child of the class: present, unless something else is said."""
    by_child = {each.child: each for each in said}
    roll.refuse_strangers(by_child)
    return [
        line_of(child.pk, roll.on, by_child.get(child.pk) or Said(child.pk, Mark.PRESENT))
        for child in roll.children
    ]


def line_of(child: int, on: date, said: Said) -> AttendanceLine:
    return AttendanceLine(
        child_id=child,
        on=on,
        mark=said.mark,
        late_at=said.late_at,
        left_at=said.left_at,
        symptoms=" ".join(said.symptoms),
        disease=said.disease,
        note=said.note,
    )


def tally(sheet: Attendance, lines: list[AttendanceLine]) -> None:
    """Write the counts of the lines on the sheet."""
    counts = Counter(counted_as(line) for line in lines)
    sheet.new_lines = lines
    sheet.expected = len(lines)
    for name in ("present", "infectious", "ill", "personal", "vacation", "other", "unexcused"):
        setattr(sheet, name, counts[name])


@transaction.atomic
def confirm(
    roll: Roll, said: Iterable[Said], *, by: Any, now: datetime, late_reason: str = ""
) -> Entry:
    """Confirm a class: all are present but those named. Refuses a second sheet of the day.

    If nobody is away, the trace of absences says so by itself.
    """
    roll.refuse_future(now)
    if not roll.children:
        raise Refused(_("No child is enrolled in this class on this day."))
    said = list(said)
    sheet = new_sheet(roll, said, now, late_reason)
    try:
        return filed(sheet, roll, by=by, now=now)
    except IntegrityError:  # there was one; if it was voided, this is the next
        another = new_sheet(roll, said, now, late_reason, copy=voided_before(roll))
        return filed(another, roll, by=by, now=now)


def new_sheet(
    roll: Roll, said: Iterable[Said], now: datetime, late_reason: str, *, copy: int = 0
) -> Attendance:
    entry = Entry(
        campus_id=roll.school_class.campus_id,
        school_class=roll.school_class,
        happened_at=moment_of(roll.on, now, CLOCK),
        late_reason=late_reason,
    )
    sheet = Attendance(entry=entry, school_class=roll.school_class, on=roll.on, copy=copy)
    tally(sheet, lines_of(roll, said))
    return sheet


def filed(sheet: Attendance, roll: Roll, *, by: Any, now: datetime) -> Entry:
    """With the trace of absences, if there are none to trace."""
    records: list[Record] = [sheet]
    if not sheet.absent:
        reason = sheet.entry.late_reason
        records.append(tracing.nobody_away(roll, now=now, late_reason=reason))
    entry, *_zero = filing.submit_together(records, by=by, now=now)
    if any(line.symptoms or line.disease for line in sheet.new_lines or ()):
        watching.look_soon()
    return entry


def voided_before(roll: Roll) -> int:
    """How many sheets of the day were voided; one that stands refuses another."""
    rows = Attendance.objects.filter(school_class=roll.school_class, on=roll.on)
    states = list(rows.values_list("entry__status", flat=True))
    if any(state != Entry.Status.VOIDED for state in states):
        raise taken_already()
    return len(states)


def taken_already() -> Refused:
    return Refused(_("The attendance of this class is already taken. Open it to change it."))


@transaction.atomic
def correct(
    sheet: Attendance,
    roll: Roll,
    said: Iterable[Said],
    *,
    by: Any,
    now: datetime,
    reason: str,
    seen: int,
) -> Entry:
    """Say it otherwise: somebody came later, the reason became known."""
    tally(sheet, lines_of(roll, said))
    watching.look_soon()  # what stood there before may have counted
    return filing.correct(sheet, by=by, now=now, reason=reason, seen=seen)


def sheet_of(school_class: Any, on: date) -> Attendance | None:
    rows = Attendance.objects.of_day(on).filter(school_class=school_class)
    return rows.select_related("entry", "school_class").first()
