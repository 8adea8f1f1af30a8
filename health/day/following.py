"""What a class needs to know of its day: its counts, who is watched, who gets medicine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value

from health.day import medicating, observing, tracing
from health.day.rolls import children_in
from health.models import Attendance, ClassRound, MorningCheck, OutdoorActivity
from health.models.checks import Segment
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import ClassClosure, SchoolClass, SchoolDay, Term
from logistics.wording import Worded

CHECKED = ("expected", "present", "checked")  # what is shown of a check
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


def counted_days(
    classes: Iterable[SchoolClass], on: date, term: Term | None = None
) -> list[ClassDay]:
    """How many each class has and should have, and nothing of how they are."""
    days = laid_out(classes, on, term)
    sheets = Attendance.objects.of_day(on).filter(school_class__in=days).select_related("entry")
    for sheet in sheets:
        days[sheet.school_class_id].attendance = sheet
    return list(days.values())


def brief_days(
    classes: Iterable[SchoolClass], on: date, term: Term | None = None
) -> list[ClassDay]:
    """What the first page shows: counts, checks and medicine."""
    days = {day.school_class.pk: day for day in counted_days(classes, on, term)}
    put_checks(days, on)
    put_doses(days, on)
    return list(days.values())


def class_days(
    classes: Iterable[SchoolClass], on: date, term: Term | None = None
) -> list[ClassDay]:
    """All classes of a grid, in nine queries however many they are."""
    days = laid_out(classes, on, term)
    sheets = tracing.newest_sheets(days, on)
    for pk, sheet in sheets.items():
        if sheet.on == on:
            days[pk].attendance = sheet
    absent = tracing.away_by(sheets.values(), on)
    for each in absent:
        days[each.school_class.pk].away.append(each)
    put_checks(days, on)
    put_doses(days, on, {each.child.pk for each in absent if each.last_on == on})
    for child in observing.watched(days, on):
        days[child.school_class.pk].watched.append(child)
    return list(days.values())


def put_checks(days: dict[int, ClassDay], on: date) -> None:
    checks = MorningCheck.objects.of_day(on).filter(school_class__in=days)
    for check in checks.only("school_class", "segment", "abnormal", *CHECKED):
        days[check.school_class_id].checks[check.segment] = check


def put_doses(days: dict[int, ClassDay], on: date, gone: set[int] | None = None) -> None:
    for dose in medicating.doses(days, on, gone=gone):
        if school_class := dose.request.entry.school_class_id:
            days[school_class].doses.append(dose)


def laid_out(
    classes: Iterable[SchoolClass], on: date, term: Term | None = None
) -> dict[int, ClassDay]:
    """Each class with its children, whether it is open, and the rounds through it: one query."""
    days = {each.pk: ClassDay(each, on) for each in classes}
    term = term or term_of(on)
    for pk, here, opened, count in states(on, term.pk if term else None, *days):
        day = days[pk]
        day.expected, day.is_open, day.rounds = here or 0, opened, count or 0
    return days


@Worded
def states(on: date, term: int | None, *classes: int) -> QuerySet[Any, Any]:
    rows = SchoolClass.objects.filter(pk__in=classes).order_by()
    rows = rows.annotate(here=enrolled(on, term), is_open=is_open(on), rounds=rounds(on))
    return rows.values_list("pk", "here", "is_open", "rounds")


def number_of(rows: Any) -> Subquery:
    """How many rows belong to the row outside."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def enrolled(on: date, term: int | None) -> Subquery:
    return number_of(children_in(term, on, Q(school_class=OuterRef(OuterRef("pk")))))


def is_open(on: date) -> Q:
    """Whether a class is not at home that day."""
    opened = SchoolDay.objects.filter(campus=OuterRef("campus"), date=on, kind__in=SchoolDay.OPEN)
    closed = ClassClosure.objects.filter(
        school_class=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on
    )
    return Q(Exists(opened), ~Exists(closed))


def rounds(on: date) -> Subquery:
    rows = ClassRound.objects.filter(on=on, entry__school_class=OuterRef("pk"))
    return number_of(rows.exclude(entry__status=Entry.Status.VOIDED))


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
