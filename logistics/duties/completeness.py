"""The completeness of a register: what was owed on each day of a month, and what there is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import Words
from logistics.duties.models import State, Task
from logistics.duties.models.tasks import TaskQuerySet, in_state
from logistics.school.calendar import dates, whole_month
from logistics.school.models import Campus, Place, SchoolClass, SchoolDay

# What a place in the grid says, the gravest first, and the states of the tasks it counts.
MARKS: dict[str, tuple[Words, tuple[State, ...]]] = {
    "missing": (pgettext_lazy("mark", "gap"), (State.LATE, State.MISSED)),
    "open": (pgettext_lazy("mark", "open"), (State.UPCOMING, State.DUE)),
    "late": (pgettext_lazy("mark", "late"), (State.PROVED_LATE,)),
    "there": (pgettext_lazy("mark", "yes"), (State.PROVED,)),
    "excused": (pgettext_lazy("mark", "excused"), (State.EXCUSED,)),
}
NOTHING_OWED = "—"

SCOPES: dict[str, tuple[Words, type[Model]]] = {
    "school_class": (_("By class"), SchoolClass),
    "place": (_("By place"), Place),
    "campus": (_("By campus"), Campus),
}


@dataclass
class Tally:
    """The tasks of one place of the grid by what has become of them, and where they are listed."""

    counts: dict[str, int]
    address: str = ""

    @property
    def owed(self) -> int:
        """What is proved by now or overdue; what was excused is not owed."""
        return self.counts["there"] + self.counts["late"] + self.counts["missing"]

    @property
    def mark(self) -> str:
        """The gravest there is; empty where nothing is owed."""
        return next((mark for mark in MARKS if self.counts[mark]), "")

    @property
    def text(self) -> str:
        """The mark in a word, with its number where several tasks fall together."""
        if not self.mark:
            return NOTHING_OWED
        number = self.counts[self.mark] if sum(self.counts.values()) > 1 else ""
        return f"{MARKS[self.mark][0]} {number}".strip()

    @property
    def figures(self) -> list[tuple[int, str]]:
        """Owed, there, late and missing, each with the address of its tasks."""
        marks = {"owed": ("there", "late", "missing")} | {m: (m,) for m in COUNTED}
        return [(self.counted(wanted), self.opening(wanted)) for wanted in marks.values()]

    def counted(self, marks: tuple[str, ...]) -> int:
        return sum(self.counts[mark] for mark in marks)

    def opening(self, marks: tuple[str, ...]) -> str:
        states = [("state", state.value) for mark in marks for state in MARKS[mark][1]]
        return f"{self.address}&{urlencode(states)}" if self.address and states else ""


COUNTED = ("there", "late", "missing")
HEADINGS = (_("Owed"), _("Recorded in time"), _("Recorded late"), _("Missing"))


def tallied(rows: list[dict[str, Any]], address: str) -> Tally:
    return Tally({mark: sum(row[mark] for row in rows) for mark in MARKS}, address)


@dataclass
class GridRow:
    """A class, place or campus through the month."""

    name: str
    days: list[Tally]
    total: Tally


@dataclass
class Day:
    """A day as it heads its column. `closed`: no campus was open."""

    on: date
    closed: bool = False
    makeup: bool = False
    name: str = ""


class Grid:
    """The month of one kind of record: scopes down, days across."""

    def __init__(self, kind: str, month: date, by: str = "") -> None:
        self.kind, self.month, self.by = kind, month, by
        self.span = whole_month(month.year, month.month)

    def read(self, person: Any, permission: str, now: datetime) -> "Grid":
        """Ask for the month, in three queries."""
        seen = Task.objects.visible_to(person, permission).filter(proof=self.kind)
        counted = list(self.counted(seen, now))
        self.scopes = [s for s in SCOPES if s == "campus" or any(row[s] for row in counted)]
        self.by = self.by if self.by in self.scopes else self.scopes[0]
        self.days = self.headed(person, permission)
        self.rows = self.rows_of(counted)
        return self

    @property
    def title(self) -> Words:
        return SCOPES[self.by][0]

    def choices(self) -> list[tuple[str, Words, bool]]:
        """The ways in which this month can be read: code, title, whether it is this one."""
        return [(scope, SCOPES[scope][0], scope == self.by) for scope in self.scopes]

    def counted(self, seen: TaskQuerySet, now: datetime) -> QuerySet:
        marks = {
            mark: Count("pk", filter=any_of(states, now)) for mark, (_word, states) in MARKS.items()
        }
        rows = seen.due_between(*self.span).order_by()
        return rows.values("day", *SCOPES).annotate(**marks)

    def headed(self, person: Any, permission: str) -> list[Day]:
        campuses = Campus.objects.visible_to(person, permission).values("pk")
        known: dict[date, list[SchoolDay]] = defaultdict(list)
        for day in SchoolDay.objects.filter(date__range=self.span, campus__in=campuses):
            known[day.date].append(day)
        return [headed(on, known[on]) for on in dates(*self.span)]

    def rows_of(self, counted: list[dict[str, Any]]) -> list[GridRow]:
        """One row each class, place or campus; what belongs to none only stands by campus."""
        kept = [row for row in counted if row[self.by] or self.by == "campus"]
        groups: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
        for row in kept:
            groups[row[self.by]].append(row)
        model = SCOPES[self.by][1]
        named = model._default_manager.filter(pk__in=[pk for pk in groups if pk])
        names = {row.pk: str(row) for row in named}  # in the order of their list
        order = [*names, *(pk for pk in groups if pk is None)]
        whole = self.address() if self.by == "campus" else ""
        self.total, self.day_totals = tallied(kept, whole), self.by_day(kept, whole)
        return [self.row(pk, names.get(pk) or str(_("Whole school")), groups[pk]) for pk in order]

    def row(self, pk: int | None, name: str, rows: list[dict[str, Any]]) -> GridRow:
        # The task list cannot be asked for what belongs to no campus.
        address = self.address(pk) if pk else ""
        return GridRow(name, self.by_day(rows, address), tallied(rows, address))

    def by_day(self, rows: list[dict[str, Any]], address: str) -> list[Tally]:
        of_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            of_day[row["day"]].append(row)
        return [
            tallied(of_day[day.on], f"{address}&day={day.on}" if address else "")
            for day in self.days
        ]

    def address(self, pk: int | None = None) -> str:
        """The list of the tasks of the month, of one scope or of all."""
        asked = {"proof": self.kind, "month": f"{self.month:%Y%m}"} | ({self.by: pk} if pk else {})
        return f"{reverse('duties:task_list')}?{urlencode(asked)}"


def any_of(states: tuple[State, ...], now: datetime) -> Q:
    found = in_state(states[0], now)
    for state in states[1:]:
        found |= in_state(state, now)
    return found


def headed(on: date, rows: list[SchoolDay]) -> Day:
    return Day(
        on,
        closed=bool(rows) and not any(row.is_open for row in rows),
        makeup=any(row.kind == SchoolDay.Kind.MAKEUP for row in rows),
        name=next((row.name for row in rows if row.name), ""),
    )
