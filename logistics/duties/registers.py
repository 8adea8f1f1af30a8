"""The first two registers: work notes, and how the duties of a month or term were kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import trades
from logistics.duties.models import State, Task, WorkNote
from logistics.duties.models.tasks import in_state
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    REVIEWER,
    STATE,
    WHERE,
    EntryRegister,
)
from logistics.records.searching import ALL, PeriodSearch, month_before, month_end, month_words
from logistics.registers import Arrangement, Column, Line, Register, Words
from logistics.school.models import Term

TASK_LIST = reverse_lazy("duties:task_list")
MOST_TERMS, MOST_MONTHS = 6, 12


class WorkNoteRegister(EntryRegister):
    """What was done, in the words of those who did it."""

    code = "work-notes"
    trade = "logistics"
    title = _("Work note register")
    kind = "work_note"
    model = WorkNote
    related = ("duty", "line")
    searched = ("text",)
    filters = (
        "period",
        "campus",
        "school_class",
        "place",
        "person",
        "trade",
        "state",
        "reason",
        "q",
        "order",
    )
    columns = (
        NUMBER,
        STATE,
        Column("text", _("What was done"), width=44),
        Column(
            "about", _("Duty or line of the plan"), lambda note: note.duty or note.line, width=26
        ),
        CAMPUS,
        WHERE,
        BY,
        REVIEWER,
        HAPPENED,
        ENTERED,
    )
    legend = _(
        "Written where the work is done, by the person who did it, on the same day. What is "
        "entered later is marked as a late entry with its reason; a day without anything to "
        "report says so."
    )

    def of_trade(self, trade: str) -> QuerySet[WorkNote]:
        return WorkNote.objects.filter(Q(duty__trade=trade) | Q(line__trade=trade))


class DutySearch(PeriodSearch):
    """Finds the duties that were owed in a month or a term."""

    # Only whole months and terms, so that each number can be opened.
    first = None  # type: ignore[assignment]  # how Django takes an inherited field away
    last = None  # type: ignore[assignment]
    period = forms.ChoiceField(label=_("Month or term"), required=False)
    campus = forms.ChoiceField(label=_("Campus"), required=False)
    trade = forms.ChoiceField(label=_("Trade"), required=False)
    role = forms.ChoiceField(label=_("Owed by"), required=False, choices=[ALL, *Role.choices])
    q = forms.CharField(label=_("Words"), required=False, max_length=60)

    EXACT = {"campus": "campus_id", "trade": "trade", "role": "role"}

    def __init__(self, data: QueryDict, **given: Any) -> None:
        super().__init__(data, **given)
        self.terms = {f"t{term.pk}": term for term in Term.objects.all()[:MOST_TERMS]}
        self.fields["period"].choices = [
            (gettext("Month"), [(f"{day:%Y%m}", month_words(day)) for day in self.months()]),
            (gettext("Term"), list(self.terms.items())),
        ]
        self.offer_trades()
        self.offer(campus=self.campuses())

    def default_period(self) -> str:
        return f"{self.today:%Y%m}"

    def months(self) -> list[date]:
        """The first days of this month and of the eleven before."""
        days = [self.today.replace(day=1)]
        while len(days) < MOST_MONTHS:
            days.append(month_before(days[-1]))
        return days

    def span_of(self, period: str) -> tuple[date, date]:
        if term := self.terms.get(period):
            return term.starts_on, term.ends_on
        period = period or self.default_period()
        first = date(int(period[:4]), int(period[4:]), 1)
        return first, month_end(first)

    def period_words(self) -> str:
        term = self.terms.get(self.said("period"))
        return str(term) if term else super().period_words()

    def apply(self, tasks: QuerySet[Task]) -> QuerySet[Task]:
        tasks = tasks.due_between(*self.span)
        for name, column in self.EXACT.items():
            if chosen := self.said(name):
                tasks = tasks.filter(**{column: chosen})
        if words := self.said("q"):
            title = Q(duty__title__icontains=words) | Q(duty__title_en__icontains=words)
            tasks = tasks.filter(title)
        return tasks

    def address(self) -> dict[str, Any]:
        """The same filter in the words of the task list."""
        period = self.said("period")
        term = self.terms.get(period)
        when = {"term": term.pk} if term else {"month": f"{self.span[0]:%Y%m}"}
        return when | {name: self.said(name) for name in self.EXACT if self.said(name)}


def duty_title(row: dict[str, Any]) -> str:
    english = (get_language() or "").startswith("en")
    return (english and row["duty__title_en"]) or row["duty__title"]


def share_in_time(row: dict[str, Any]) -> Decimal | None:
    """Proved in time, of what was owed and not excused; in percent, one decimal place."""
    owed = row["owed_count"] - row["excused_count"]
    if not owed:
        return None
    return (Decimal(100) * row["proved_count"] / owed).quantize(Decimal("0.1"))


def trade_title(row: dict[str, Any]) -> str:
    return str(trades().get(row["duty__trade"], ""))


def role_title(row: dict[str, Any]) -> str:
    return str(dict(Role.choices).get(row["duty__role"], ""))


def opening(*states: State) -> Callable[[dict[str, Any]], str]:
    """The address of the tasks a number counts."""

    def link(row: dict[str, Any]) -> str:
        asked = {**row["address"], "duty": row["duty_id"], "state": states}
        return f"{TASK_LIST}?{urlencode(asked, doseq=True)}"

    return link


# What is owed by now: settled, or overdue.
OWED = (State.PROVED, State.PROVED_LATE, State.LATE, State.MISSED, State.EXCUSED)


def counted(state: State, heading: Words) -> Column:
    name = f"{state.value}_count"
    return Column(name, heading, width=12, total=True, link=opening(state))


class DutyComplianceRegister(Register):
    """One row a duty: how often it was owed until now, and how often it was proved, and when."""

    code = "duties"
    trade = "logistics"
    title = _("Duty compliance register")
    search = DutySearch
    filters = ("period", "campus", "trade", "role", "q")
    orientation = "landscape"
    signatures = (_("Compiled by"), _("Reviewed by"), _("Person in charge"))
    columns = (
        Column("duty", _("Duty"), duty_title, width=36, kept=True),
        Column("trade", _("Trade"), trade_title, width=12, hidden=True),
        Column("role", _("Owed by"), role_title, width=14),
        Column("owed_count", _("Owed"), width=10, total=True, link=opening(*OWED)),
        counted(State.PROVED, _("Proved in time")),
        counted(State.PROVED_LATE, _("Proved late")),
        counted(State.LATE, _("Overdue")),
        counted(State.MISSED, _("Record missing")),
        counted(State.EXCUSED, _("Excused")),
        Column("share", _("In time"), share_in_time, unit="%", width=10, number=True),
    )
    legend = _(
        "Counted is what has been proved or excused, or is overdue. The share in time leaves out "
        "what was excused."
    )

    def __init__(self, setting: Arrangement | None = None) -> None:
        super().__init__(setting)
        self.address: dict[str, Any] = {}

    def rows(self, person: Any, search: DutySearch) -> QuerySet:
        tasks = Task.objects.none()
        if search.is_valid():
            self.address = search.address()
            seen = Task.objects.visible_to(person, self.permission).exclude(duty=None)
            tasks = search.apply(seen).in_state(OWED, search.now)
        counts = {f"{s.value}_count": Count("pk", filter=in_state(s, search.now)) for s in OWED}
        return (
            tasks.values("duty_id", "duty__title", "duty__title_en", "duty__trade", "duty__role")
            .annotate(owed_count=Count("pk"), **counts)
            .order_by("duty__trade", "duty__code", "duty_id")
        )

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        told = [row | {"pk": row["duty_id"], "address": self.address} for row in rows]
        return super().lines(told, columns)
