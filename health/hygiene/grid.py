"""班级卫生消毒检查记录表: a class's month, day by day, in the columns of the norm.

A cell is read off the records of the disinfections, airings, washings of the day, and of the sheet
the carer filled in beside them. Columns of longer rhythm are inside their interval or overdue.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.models import ClassHygieneLog, Disinfection, Item, Method
from logistics.contributions import Words
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models.campuses import Meal
from logistics.school.rules import rule

DONE = "√"
NOON = 12


@dataclass(frozen=True)
class GridColumn:
    """One column: of which item, in minutes or ticked, and after how many days it is overdue."""

    code: str
    heading: Words
    item: Item
    method: str = ""
    is_minutes: bool = False
    meal: str = ""
    every: str = ""  # the code of the rule


def of_tables() -> list[GridColumn]:
    """Tables are wiped before each meal: a column each."""
    return [
        GridColumn(
            f"table_{meal.value}",
            format_lazy(gettext_lazy("tables, {meal}"), meal=meal.label),
            Item.TABLE,
            meal=meal.value,
        )
        for meal in Meal
    ]


COLUMNS: tuple[GridColumn, ...] = (
    GridColumn(
        "airing_morning", gettext_lazy("windows open, morning (min)"), Item.AIRING, is_minutes=True
    ),
    GridColumn(
        "airing_afternoon",
        gettext_lazy("windows open, afternoon (min)"),
        Item.AIRING,
        is_minutes=True,
    ),
    GridColumn(
        "lamp",
        gettext_lazy("ultraviolet lamp (min)"),
        Item.AIR,
        method=Method.UV_LAMP,
        is_minutes=True,
    ),
    *of_tables(),
    GridColumn("napkin", Item.NAPKIN.label, Item.NAPKIN),
    GridColumn("towel", Item.TOWEL.label, Item.TOWEL),
    GridColumn("cup", Item.CUP.label, Item.CUP),
    GridColumn("handle", gettext_lazy("door handles"), Item.SURFACE),
    GridColumn("tap", gettext_lazy("taps"), Item.SURFACE),
    GridColumn("bed_rail", gettext_lazy("bed rails"), Item.SURFACE),
    GridColumn("desk", gettext_lazy("desks, cupboard tops"), Item.DESK),
    GridColumn("toy", gettext_lazy("toys (weekly)"), Item.TOY, every="hygiene_toys"),
    GridColumn("book", gettext_lazy("books (two weeks)"), Item.BOOK, every="hygiene_books"),
    GridColumn(
        "bedding", gettext_lazy("bedding sunned (monthly)"), Item.BEDDING, every="hygiene_bedding"
    ),
    GridColumn("linen", gettext_lazy("linen washed (monthly)"), Item.LINEN, every="hygiene_linen"),
    GridColumn("mat", gettext_lazy("mats wiped"), Item.MAT),
    GridColumn("floor", Item.FLOOR.label, Item.FLOOR),
    GridColumn("potty", Item.POTTY.label, Item.POTTY),
    GridColumn("cloth", Item.CLOTH.label, Item.CLOTH),
)
BY_CODE = {column.code: column for column in COLUMNS}
TICKED = tuple(column for column in COLUMNS if not column.is_minutes)
PERIODIC = tuple(column for column in COLUMNS if column.every)


@dataclass
class Day:
    """What is known of one class on one day: marks by column, and who and what was at work."""

    marks: dict[str, str] = field(default_factory=dict)
    disinfectants: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    reviewers: dict[str, None] = field(default_factory=dict)
    log: ClassHygieneLog | None = None
    entries: list[Entry] = field(default_factory=list)

    def take(self, record: Disinfection) -> None:
        """What one disinfection puts into the sheet."""
        entry = record.entry
        for column in columns_of(record):
            before = int(self.marks.get(column.code) or 0) if column.is_minutes else 0
            self.marks[column.code] = str(before + record.minutes) if column.is_minutes else DONE
        if record.strength is not None:
            self.disinfectants[record.strength_said] = None
        self.sign(entry)

    def take_log(self, log: ClassHygieneLog) -> None:
        """What the carer filled in; a minute that was measured elsewhere stays as it is."""
        self.log = log
        for code, value in marks_of_log(log).items():
            self.marks.setdefault(code, value)
        if log.disinfectant:
            self.disinfectants[log.disinfectant] = None
        self.sign(log.entry)

    def sign(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.people[str(entry.entered_by)] = None
        if entry.reviewed_by:
            self.reviewers[str(entry.reviewed_by)] = None


def marks_of_log(log: ClassHygieneLog) -> dict[str, str]:
    marks = {code: DONE for code in log.done if code in BY_CODE}
    if log.morning_minutes:
        marks["airing_morning"] = str(log.morning_minutes)
    if log.afternoon_minutes:
        marks["airing_afternoon"] = str(log.afternoon_minutes)
    return marks


def columns_of(record: Disinfection) -> list[GridColumn]:
    """The columns into which a disinfection is entered."""
    return [column for column in COLUMNS if column.item == record.item and fits(column, record)]


def fits(column: GridColumn, record: Disinfection) -> bool:
    if column.item == Item.AIRING:
        half = "afternoon" if is_afternoon(record) else "morning"
        return column.code == f"airing_{half}"
    if column.meal:
        return column.meal == record.entry.meal
    return not column.method or column.method == record.method


def is_afternoon(record: Disinfection) -> bool:
    return timezone.localtime(record.entry.happened_at).hour >= NOON


def days_of(classes: Iterable[int], first: date, last: date) -> dict[tuple[int, date], Day]:
    """What is known of these classes on each day, in two queries."""
    days: dict[tuple[int, date], Day] = defaultdict(Day)
    span = {
        "entry__school_class__in": list(classes),
        "entry__happened_at__range": (start_of(first), end_of(last)),
    }
    for model, take in ((Disinfection, Day.take), (ClassHygieneLog, Day.take_log)):
        rows: Any = model._default_manager.filter(**span).exclude(entry__status="voided")
        related = ("entry__entered_by", "entry__reviewed_by")
        for record in rows.select_related(*related).order_by("entry__happened_at", "pk"):
            key = (record.entry.school_class_id, timezone.localdate(record.entry.happened_at))
            take(days[key], record)
    return days


# The month of one class.


@dataclass(frozen=True)
class GridCell:
    """A cell: what stands in it, how it is coloured, and the same in words."""

    text: str
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class GridRow:
    on: date
    state: str
    cells: list[GridCell]
    disinfectant: str
    people: str
    reviewers: str
    url: str


@dataclass(frozen=True)
class Month:
    columns: Sequence[GridColumn]
    rows: list[GridRow]


def month_of(
    school_class: Any, first: date, last: date, *, open_days: set[date], since: date, today: date
) -> Month:
    """The sheet of a month in a term that began on `since`; of later days nothing is said."""
    intervals = {column.code: int(rule(column.every, on=last)) for column in PERIODIC}
    earliest = first - timedelta(days=max(intervals.values()))
    known = days_of([school_class.pk], earliest, last)
    days = {day: known[pk, day] for pk, day in list(known)}
    columns = columns_for(school_class)
    done = {column.code: days_done(days, column.code) for column in PERIODIC}
    rows = [
        row_of(
            first + timedelta(days=n),
            days.get(first + timedelta(days=n), Day()),
            columns,
            due=lambda code, on: overdue(done[code], on, intervals[code], since),
            is_open=first + timedelta(days=n) in open_days,
            today=today,
        )
        for n in range((last - first).days + 1)
    ]
    return Month(columns, rows)


def columns_for(school_class: Any) -> list[GridColumn]:
    """All columns; of the tables only those before meals the campus serves."""
    meals = school_class.campus.meals
    return [column for column in COLUMNS if not column.meal or column.meal in meals]


def days_done(days: dict[date, Day], code: str) -> list[date]:
    return sorted(day for day, known in days.items() if code in known.marks)


def overdue(done: list[date], on: date, interval: int, since: date) -> bool:
    """Longer ago than the interval allows; what was never done counts from the beginning of term."""
    last = max((day for day in done if day <= on), default=since)
    return (on - last).days > interval


def row_of(
    on: date,
    day: Day,
    columns: Sequence[GridColumn],
    *,
    due: Any,
    is_open: bool,
    today: date,
) -> GridRow:
    between = pgettext("between the parts of a list", ", ")
    is_past = on <= today
    return GridRow(
        on=on,
        state="" if is_open else "closed",
        cells=[cell_of(on, day, column, due, shows=is_open and is_past) for column in columns],
        disinfectant=between.join(day.disinfectants),
        people=between.join(day.people),
        reviewers=between.join(day.reviewers),
        url=day.log.get_absolute_url() if day.log else "",
    )


def cell_of(on: date, day: Day, column: GridColumn, due: Any, *, shows: bool) -> GridCell:
    if mark := day.marks.get(column.code):
        return GridCell(mark, "there", _("done"))
    if not shows or not column.every:
        return GridCell("")
    if due(column.code, on):
        return GridCell("×", "missing", _("overdue"))
    return GridCell("·", "there", _("inside its interval"))
