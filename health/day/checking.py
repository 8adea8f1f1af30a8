"""Checking a class in the morning and at noon: one press when all are well, else by exception."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from health.day.rolls import Roll, moment_of
from health.illness import watching
from health.models import AttendanceLine, Finding, MorningCheck
from health.models.attendance import Mark
from health.models.checks import Handling, Segment
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.rules import rule

CLOCKS = {Segment.MORNING: "08:30", Segment.NOON: "14:20"}
FEVER, LOWEST, HIGHEST = "health_fever", "health_temperature_low", "health_temperature_high"


@dataclass(frozen=True)
class Found:
    """What was found on one child, or that it was not there to be checked."""

    child: int
    is_checked: bool = True
    complaint: str = ""
    symptoms: Iterable[str] = field(default_factory=tuple)
    signs: Iterable[str] = field(default_factory=tuple)
    temperature: Decimal | None = None
    is_odd: bool = False
    dangerous_object: str = ""
    medicine_brought: bool = False
    handling: str = ""
    analysis: str = ""


def is_implausible(temperature: Decimal | None, on: date) -> bool:
    """Outside what a body has: asked back, kept if it is confirmed."""
    if temperature is None:
        return False
    return not rule(LOWEST, on=on) <= temperature <= rule(HIGHEST, on=on)


def is_fever(temperature: Decimal | None, on: date) -> bool:
    return temperature is not None and temperature >= rule(FEVER, on=on)


def line_of(found: Found, on: date) -> Finding:
    return Finding(
        child_id=found.child,
        on=on,
        is_checked=found.is_checked,
        complaint=found.complaint,
        symptoms=" ".join(found.symptoms),
        signs=" ".join(found.signs),
        temperature=found.temperature,
        is_odd=found.is_odd,
        dangerous_object=found.dangerous_object,
        medicine_brought=found.medicine_brought,
        handling=(found.handling or Handling.OBSERVE) if found.is_checked else "",
        analysis=found.analysis,
    )


def tally(sheet: MorningCheck, roll: Roll, found: Iterable[Found]) -> None:
    """Lines for those with findings and those not there; the others are counted as checked."""
    by_child = {each.child: each for each in found}
    roll.refuse_strangers(by_child)
    lines = [line_of(by_child[c.pk], roll.on) for c in roll.children if c.pk in by_child]
    missing = sum(not line.is_checked for line in lines)
    sheet.new_lines = lines
    sheet.expected = len(roll.children)
    sheet.present = sheet.checked = len(roll.children) - missing
    sheet.abnormal = sum(line.is_checked for line in lines)


@transaction.atomic
def check(
    roll: Roll,
    segment: str,
    found: Iterable[Found],
    *,
    by: Any,
    now: datetime,
    late_reason: str = "",
    photos: Sequence[Callable] = (),
) -> Entry:
    """Write down the check of a class. Who is away by the attendance is not checked either."""
    roll.refuse_future(now)
    if not roll.children:
        raise Refused(_("No child is enrolled in this class on this day."))
    found = list(found)
    named = {each.child for each in found}
    gone = [Found(pk, is_checked=False) for pk in away_today(roll) if pk not in named]
    said = {"by": by, "now": now, "photos": photos}
    if any(each.symptoms for each in found):
        watching.look_soon()
    try:
        return filing.submit(new_sheet(roll, segment, [*found, *gone], now, late_reason), **said)
    except IntegrityError:  # there was one; if it was voided, this is the next
        copy = voided_before(roll, segment)
        another = new_sheet(roll, segment, [*found, *gone], now, late_reason, copy=copy)
        return filing.submit(another, **said)


def new_sheet(
    roll: Roll,
    segment: str,
    found: Iterable[Found],
    now: datetime,
    late_reason: str,
    *,
    copy: int = 0,
) -> MorningCheck:
    entry = Entry(
        campus_id=roll.school_class.campus_id,
        school_class=roll.school_class,
        happened_at=moment_of(roll.on, now, CLOCKS[Segment(segment)]),
        late_reason=late_reason,
        subject=subject_of(segment),
    )
    sheet = MorningCheck(
        entry=entry, school_class=roll.school_class, on=roll.on, segment=segment, copy=copy
    )
    tally(sheet, roll, found)
    return sheet


@transaction.atomic
def correct(
    sheet: MorningCheck,
    roll: Roll,
    found: Iterable[Found],
    *,
    by: Any,
    now: datetime,
    reason: str,
    seen: int,
) -> Entry:
    """A child came later and is checked now, or something was written wrongly."""
    tally(sheet, roll, found)
    watching.look_soon()  # what stood there before may have counted
    return filing.correct(sheet, by=by, now=now, reason=reason, seen=seen)


def away_today(roll: Roll) -> list[int]:
    """Who is away by the attendance of the day, if it is taken."""
    lines = AttendanceLine.objects.filter(on=roll.on, child__in=list(roll.by_key))
    lines = lines.exclude(mark=Mark.PRESENT).exclude(sheet__entry__status=Entry.Status.VOIDED)
    return list(lines.values_list("child", flat=True))


def subject_of(segment: str) -> str:
    return f"check:{segment}"


def voided_before(roll: Roll, segment: str) -> int:
    rows = MorningCheck.objects.filter(school_class=roll.school_class, on=roll.on, segment=segment)
    states = list(rows.values_list("entry__status", flat=True))
    if any(state != Entry.Status.VOIDED for state in states):
        raise checked_already()
    return len(states)


def checked_already() -> Refused:
    return Refused(_("This class is already checked. Open the check to change it."))


def sheet_of(school_class: Any, on: date, segment: str) -> MorningCheck | None:
    rows = MorningCheck.objects.of_day(on).filter(school_class=school_class, segment=segment)
    return rows.select_related("entry", "school_class").first()
