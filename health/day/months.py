"""儿童出勤登记表 as it hangs in the class: children down, the days 1 to 31 across."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.day import statistics
from health.day.comparing import batch_days
from health.models import Attendance, AttendanceLine
from health.models.attendance import Mark
from health.symptoms import in_words
from logistics.records.models import Entry
from logistics.school.calendar import dates, whole_month
from logistics.school.models import Child, SchoolClass

SIGNS: dict[str, tuple[str, str | Promise]] = {
    Mark.PRESENT: ("√", Mark.PRESENT.label),
    "late": ("⊕", gettext_lazy("came late")),
    "left": ("⊖", gettext_lazy("left early")),
    Mark.SICK: ("○", Mark.SICK.label),
    Mark.PERSONAL: ("△", Mark.PERSONAL.label),
    Mark.QUARANTINE: ("◇", Mark.QUARANTINE.label),
    Mark.VACATION: ("☆", Mark.VACATION.label),
    Mark.OTHER: ("□", Mark.OTHER.label),
    Mark.UNEXCUSED: ("×", Mark.UNEXCUSED.label),
}


@dataclass
class Day:
    """A column: an open day has a sheet, or nobody has opened the class."""

    on: date
    is_open: bool
    sheet: Attendance | None = None
    is_future: bool = False
    is_batch: bool = False

    @property
    def is_unchecked(self) -> bool:
        return self.is_open and self.sheet is None and not self.is_future

    @property
    def is_late(self) -> bool:
        return self.sheet is not None and self.sheet.entry.is_late


@dataclass
class Row:
    child: Child
    cells: list[str] = field(default_factory=list)
    present: int = 0
    absent: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def remark(self) -> str:
        return pgettext("between the parts of a list", "; ").join(self.remarks)


@dataclass
class Month:
    school_class: SchoolClass
    first: date
    days: list[Day]
    rows: list[Row]
    figures: statistics.Figures

    @property
    def legend(self) -> str:
        signs = (f"{sign} {words}" for sign, words in SIGNS.values())
        return pgettext("between the parts of a list", "; ").join(signs)

    @property
    def unchecked(self) -> list[Day]:
        return [day for day in self.days if day.is_unchecked]

    @property
    def batch(self) -> list[Day]:
        return [day for day in self.days if day.is_batch]


def sign_of(line: AttendanceLine) -> str:
    if line.is_present and line.late_at:
        return SIGNS["late"][0]
    if line.is_present and line.left_at:
        return SIGNS["left"][0]
    return SIGNS[line.mark][0]


def read(school_class: SchoolClass, month: date, today: date) -> Month:
    """The month of a class: its sheets, their lines and the days it should have been open."""
    first, last = whole_month(month.year, month.month)
    sheets = {sheet.on: sheet for sheet in sheets_of(school_class, first, last)}
    days = columns(school_class, first, last, sheets, today)
    classes = [(school_class.pk, school_class.campus_id)]
    figures = statistics.by_class(classes, first, min(last, today))[school_class.pk]
    return Month(school_class, first, days, rows_of(sheets, days), figures)


def sheets_of(school_class: SchoolClass, first: date, last: date) -> Any:
    rows = Attendance.objects.standing().filter(school_class=school_class, on__range=(first, last))
    return rows.select_related("entry")


def columns(
    school_class: SchoolClass, first: date, last: date, sheets: dict[date, Any], today: date
) -> list[Day]:
    campuses = {school_class.pk: school_class.campus_id}
    due = set(statistics.due_days(campuses, first, last)[school_class.pk])
    batch = batch_days(sheets.values())
    return [
        Day(on, on in due, sheets.get(on), on > today, on in batch) for on in dates(first, last)
    ]


def rows_of(sheets: dict[date, Attendance], days: list[Day]) -> list[Row]:
    lines = AttendanceLine.objects.filter(sheet__in=list(sheets.values())).select_related("child")
    lines = lines.defer("note", "child__identity_number", "child__note")
    by_child: dict[Child, dict[date, AttendanceLine]] = defaultdict(dict)
    for line in lines.exclude(sheet__entry__status=Entry.Status.VOIDED):
        by_child[line.child][line.on] = line
    children = sorted(by_child, key=lambda child: (child.pinyin, child.pk))
    return [row_of(child, by_child[child], days) for child in children]


def row_of(child: Child, lines: dict[date, AttendanceLine], days: list[Day]) -> Row:
    row = Row(child)
    for day in days:
        line = lines.get(day.on)
        row.cells.append(sign_of(line) if line else "")
        if line is not None:
            row.present += line.is_present
            row.absent += not line.is_present
            row.remarks += remark_of(line)
    return row


def remark_of(line: AttendanceLine) -> list[str]:
    """Whoever is away ill is named with the illness."""
    words = line.get_disease_display() or in_words(line.symptoms.split())
    ill = line.mark in (Mark.SICK, Mark.QUARANTINE)
    return (
        [_("%(day)s: %(illness)s") % {"day": line.on.day, "illness": words}]
        if ill and words
        else []
    )


def today_of(now: Any) -> date:
    return timezone.localdate(now)
