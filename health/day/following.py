"""What a class needs to know of its day: its counts, who is watched, who gets medicine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from health.day import medicating, observing, tracing
from health.day.rolls import children_on
from health.models import Attendance, ClassRound, MorningCheck, OutdoorActivity
from health.models.checks import Segment
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import ClassClosure, Enrolment, SchoolClass, SchoolDay, Term

UNCHECKED, NORMAL, ABNORMAL = "unchecked", "normal", "abnormal"


def term_of(on: date) -> Term | None:
    return Term.objects.on(on)


@dataclass
class ClassDay:
    """One class on one day, as the doctor's grid and the teacher's home show it."""

    school_class: SchoolClass
    on: date
    expected: int = 0
    is_open: bool = True
    attendance: Attendance | None = None
    checks: dict[str, MorningCheck] = field(default_factory=dict)
    watched: list[observing.Watched] = field(default_factory=list)
    away: list[tracing.Away] = field(default_factory=list)
    doses: list[medicating.Dose] = field(default_factory=list)
    rounds: int = 0

    def state_of(self, segment: str) -> str:
        """未检 / 正常 / 异常. Nobody is normal before somebody has looked."""
        sheet = self.checks.get(segment)
        if sheet is None:
            return UNCHECKED
        return ABNORMAL if sheet.abnormal else NORMAL

    @property
    def morning(self) -> str:
        return self.state_of(Segment.MORNING)

    @property
    def noon(self) -> str:
        return self.state_of(Segment.NOON)

    @property
    def check(self) -> MorningCheck | None:
        return self.checks.get(Segment.MORNING)

    @property
    def noon_check(self) -> MorningCheck | None:
        return self.checks.get(Segment.NOON)

    @property
    def still_watched(self) -> list[observing.Watched]:
        return observing.open_of(self.watched)

    @property
    def to_trace(self) -> list[tracing.Away]:
        return [each for each in self.away if not each.is_traced(self.on)]

    @property
    def doses_due(self) -> list[medicating.Dose]:
        return [dose for dose in self.doses if not dose.is_settled]


def counted_days(classes: Iterable[SchoolClass], on: date) -> list[ClassDay]:
    """How many each class has and should have, and nothing of how they are."""
    days = {each.pk: ClassDay(each, on) for each in classes}
    count_children(days, on)
    close_days(days, on)
    sheets = Attendance.objects.of_day(on).filter(school_class__in=days).select_related("entry")
    for sheet in sheets:
        days[sheet.school_class_id].attendance = sheet
    return list(days.values())


def brief_days(classes: Iterable[SchoolClass], on: date) -> list[ClassDay]:
    """What the first page shows: counts, checks and medicine."""
    days = {day.school_class.pk: day for day in counted_days(classes, on)}
    for check in MorningCheck.objects.of_day(on).filter(school_class__in=days):
        days[check.school_class_id].checks[check.segment] = check
    for dose in medicating.doses(days, on):
        if school_class := dose.request.entry.school_class_id:
            days[school_class].doses.append(dose)
    return list(days.values())


def class_days(classes: Iterable[SchoolClass], on: date) -> list[ClassDay]:
    """All classes of a grid, in a score of queries however many they are."""
    days = {day.school_class.pk: day for day in brief_days(classes, on)}
    for child in observing.watched(days, on):
        days[child.school_class.pk].watched.append(child)
    for gone in tracing.away(days, on):
        days[gone.school_class.pk].away.append(gone)
    for pk, count in rounds(days, on):
        days[pk].rounds = count
    return list(days.values())


def count_children(days: dict[int, ClassDay], on: date) -> None:
    term = term_of(on)
    here = children_on(on, Q(school_class__in=days), term).order_by().values("pk")
    rows = Enrolment.objects.filter(child__in=here, term=term, school_class__in=days)
    for pk, count in rows.values_list("school_class").annotate(Count("pk")):
        days[pk].expected = count


def close_days(days: dict[int, ClassDay], on: date) -> None:
    """Which classes are at home that day."""
    campuses = {day.school_class.campus_id for day in days.values()}
    open_at = set(
        SchoolDay.objects.filter(campus__in=campuses, date=on, kind__in=SchoolDay.OPEN).values_list(
            "campus", flat=True
        )
    )
    closed = set(
        ClassClosure.objects.filter(
            school_class__in=days, starts_on__lte=on, ends_on__gte=on
        ).values_list("school_class", flat=True)
    )
    for pk, day in days.items():
        day.is_open = day.school_class.campus_id in open_at and pk not in closed


def rounds(classes: Iterable[int], on: date) -> Any:
    rows = ClassRound.objects.filter(on=on, entry__school_class__in=list(classes))
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    return rows.values_list("entry__school_class").annotate(Count("pk"))


def handover_counts(school_class: Any, on: date) -> dict[str, int]:
    """The counts of the day that a handover need not ask for."""
    [day] = class_days([school_class], on)
    sheet = day.attendance
    children = {dose.request.child_id for dose in day.doses if not dose.is_away}
    counts = {"watched_count": len(day.still_watched), "medicine_count": len(children)}
    if sheet is not None:
        counts |= {
            "expected": sheet.expected,
            "present": sheet.present,
            "sick": sheet.ill + sheet.infectious,
            "personal": sheet.personal,
        }
    return counts


def minutes_outdoors(school_class: Any, on: date) -> int:
    rows = OutdoorActivity.objects.filter(
        entry__school_class=school_class, entry__happened_at__range=(start_of(on), end_of(on))
    )
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0
