"""The absent, followed day by day until they are back."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from health.day.rolls import Roll, moment_of
from health.models import AbsenceTrace, Attendance, AttendanceLine
from health.models.attendance import Mark
from logistics.records.models import Entry
from logistics.school.calendar import DAY
from logistics.school.models import Child, SchoolClass

CLOCK = "10:00"
FAR = timedelta(days=60)  # longer absences are followed in the child's file
COUNTED = ("expected", "present", "ill", "infectious", "personal")  # what is shown of a sheet


@dataclass(frozen=True)
class Away:
    """A child that was not there when its class was last counted."""

    child: Child
    school_class: SchoolClass
    mark: str
    since: date
    last_on: date  # the day on which it was last counted
    traced_on: date | None  # when somebody last asked after it
    symptoms: tuple[str, ...] = ()
    disease: str = ""

    @property
    def mark_words(self) -> str:
        return str(Mark(self.mark).label)

    @property
    def days(self) -> int:
        return (self.last_on - self.since).days + 1

    def is_traced(self, on: date) -> bool:
        return self.traced_on is not None and self.traced_on >= min(on, self.last_on)


def nobody_away(roll: Roll, *, now: datetime, late_reason: str = "") -> AbsenceTrace:
    """The zero report of the day, to be filed: there was nobody to ask after."""
    entry = Entry(
        campus_id=roll.school_class.campus_id,
        school_class=roll.school_class,
        happened_at=moment_of(roll.on, now, CLOCK),
        late_reason=late_reason,
        is_zero=True,
    )
    return AbsenceTrace(entry=entry, on=roll.on)


def newest_sheets(classes: Iterable[Any], on: date) -> dict[int, Attendance]:
    """Of each class the last sheet up to a day."""
    wanted = {getattr(c, "pk", c) for c in classes}
    rows = Attendance.objects.standing().filter(
        school_class__in=wanted, on__lte=on, on__gte=on - FAR
    )
    newest = rows.filter(school_class=OuterRef("school_class")).order_by("-on").values("pk")[:1]
    last = rows.filter(pk=Subquery(newest)).select_related("entry", "school_class")
    last = last.only("on", *COUNTED, "entry__is_late", "school_class__name")
    return {sheet.school_class_id: sheet for sheet in last}


def away(classes: Iterable[Any], on: date) -> list[Away]:
    """Those absent on the last sheet of their class, the longest first."""
    return away_by(newest_sheets(classes, on).values(), on)


def away_by(sheets: Collection[Attendance], on: date) -> list[Away]:
    """Those absent on these sheets, the longest first; in one query."""
    classes = {sheet.pk: sheet.school_class for sheet in sheets}
    lines = AttendanceLine.objects.filter(sheet__in=classes).exclude(mark=Mark.PRESENT)
    lines = with_span(lines, on).select_related("child")
    lines = lines.only("sheet", "on", "mark", "symptoms", "disease", "child__name", "child__pinyin")
    found = [
        Away(
            line.child,
            classes[line.sheet_id],
            line.mark,
            line.since or line.on,
            line.on,
            line.traced_on,
            tuple(line.symptoms.split()),
            line.disease,
        )
        for line in lines
    ]
    return sorted(found, key=lambda each: (each.since, each.child.pinyin, each.child.pk))


def with_span(lines: Any, on: date) -> Any:
    """With the first day of each absence, back to the last day there, and when it was asked after.

    The newest day is asked of the index of a child's days: nobody's weeks are read.
    """
    days = AttendanceLine.objects.filter(
        ~Q(sheet__entry__status=Entry.Status.VOIDED),
        child=OuterRef("child"),
        on__lte=on,
        on__gte=on - FAR,
    ).values("on")
    traces = AbsenceTrace.objects.filter(child=OuterRef("child"), on__lte=on).values("on")
    traces = traces.exclude(entry__status=Entry.Status.VOIDED)
    there = days.filter(mark=Mark.PRESENT).order_by("-on")[:1]
    lines = lines.annotate(there_on=Coalesce(Subquery(there), on - FAR - DAY))
    return lines.annotate(
        since=Subquery(days.filter(on__gt=OuterRef("there_on")).order_by("on")[:1]),
        traced_on=Subquery(traces.order_by("-on")[:1]),
    )


def returns(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], date]:
    """When each child was back after a day: the first day on which it was there again."""
    wanted = list(pairs)
    if not wanted:
        return {}
    first = min(day for _child, day in wanted)
    rows = AttendanceLine.objects.filter(
        ~Q(sheet__entry__status=Entry.Status.VOIDED),
        child__in={child for child, _day in wanted},
        mark=Mark.PRESENT,
        on__gt=first,
    ).order_by("on")
    there: dict[int, list[date]] = defaultdict(list)
    for child, day in rows.values_list("child", "on"):
        there[child].append(day)
    back = {(c, d): next((day for day in there[c] if day > d), None) for c, d in wanted}
    return {pair: day for pair, day in back.items() if day}
