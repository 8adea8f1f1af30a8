"""Who was there: the register of each day, and the statistic of a month, term or school year."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.day import statistics
from health.day.registers.columns import CLASS, DAY, DayRegister
from health.models import Attendance
from logistics.records.registers import BY, CAMPUS, ENTERED, NUMBER, STATE
from logistics.records.searching import PeriodSearch, month_before, month_end, month_words
from logistics.registers import Cell, Column, Line, Register, cell
from logistics.school.models import SchoolClass, Term


def counted(name: str, heading: Any) -> Column:
    return Column(name, heading, width=8, total=True)


class AttendanceRegister(DayRegister):
    """表3 as one row a class and day; the month of a class stands on its own page."""

    code = "attendance"
    title = _("Attendance register of the children")
    kind = "attendance"
    model = Attendance
    columns = (
        DAY,
        CLASS,
        counted("expected", _("Should be there")),
        counted("present", pgettext_lazy("children", "Present")),
        Column("rate", _("Attendance"), lambda s: statistics.share(s.present, s.expected), unit="%",
               width=8, number=True),
        counted("infectious", _("Infectious disease")),
        counted("ill", _("Other illness")),
        counted("personal", _("Personal leave")),
        counted("vacation", _("School holiday")),
        counted("other", _("Other reason")),
        counted("unexcused", _("Absent without leave")),
        BY,
        STATE,
        NUMBER,
        CAMPUS,
        ENTERED,
    )  # fmt: skip
    signatures = (_("Class teacher"), _("Reviewed by"), _("Person in charge"))
    legend = _(
        "Filled in each morning by the class teacher. Nobody is present before the class was "
        "opened; a day nobody opened has no row and stays unchecked."
    )


class StatisticsSearch(PeriodSearch):
    """A whole month, term or school year, and a campus."""

    first = None  # type: ignore[assignment]  # how Django takes an inherited field away
    last = None  # type: ignore[assignment]
    period = forms.ChoiceField(label=_("Period"), required=False)
    campus = forms.ChoiceField(label=_("Campus"), required=False)

    def __init__(self, data: Any, **given: Any) -> None:
        super().__init__(data, **given)
        terms = list(Term.objects.all()[:6])
        self.terms = {f"t{term.pk}": term for term in terms}
        self.years = {f"y{term.school_year}": term.school_year for term in terms}
        self.fields["period"].choices = [
            (gettext("Month"), [(f"{day:%Y%m}", month_words(day)) for day in self.months()]),
            (gettext("Term"), list(self.terms.items())),
            (gettext("School year"), [(code, f"{y}—{y + 1}") for code, y in self.years.items()]),
        ]
        self.offer(campus=self.campuses())

    def default_period(self) -> str:
        return f"{self.today:%Y%m}"

    def months(self) -> list[date]:
        days = [self.today.replace(day=1)]
        while len(days) < 12:
            days.append(month_before(days[-1]))
        return days

    def span_of(self, period: str) -> tuple[date, date]:
        if term := self.terms.get(period):
            return term.starts_on, min(term.ends_on, self.today)
        if year := self.years.get(period):
            return date(year, 9, 1), min(date(year + 1, 8, 31), self.today)
        period = period or self.default_period()
        first = date(int(period[:4]), int(period[4:]), 1)
        return first, min(month_end(first), max(self.today, first))

    @property
    def without(self) -> frozenset[int]:
        """The rate of a year leaves the holiday months out."""
        yearly = self.said("period") in self.years
        return statistics.HOLIDAY_MONTHS if yearly else frozenset()

    def period_words(self) -> str:
        period = self.said("period")
        if term := self.terms.get(period):
            return str(term)
        if year := self.years.get(period):
            return f"{year}—{year + 1}"
        return month_words(self.span[0])


def figure(name: str, heading: Any, read: Callable[[Any], Any], **given: Any) -> Column:
    return Column(name, heading, lambda row: read(row["figures"]), width=8, number=True, **given)


def count_of(name: str, heading: Any) -> Column:
    return figure(name, heading, lambda figures: figures.of(name))


class AttendanceStatistics(Register):
    """S1 儿童出勤统计分析表: one row a class, without any child's name."""

    code = "attendance-statistics"
    trade = "health"
    title = _("Statistics of attendance")
    permission = "health.view_statistics"
    search = StatisticsSearch
    filters = ("period", "campus")
    orientation = "landscape"
    signatures = (_("Compiled by"), _("Reviewed by"), _("Person in charge"))
    columns = (
        Column("name", _("Class"), lambda row: row["name"], width=12, kept=True),
        figure("enrolled", _("Enrolled"), lambda f: f.enrolled),
        figure("due_days", _("Days to attend"), lambda f: f.due_days),
        count_of("expected", _("Attendances due")),
        count_of("present", _("Attendances")),
        figure("rate", _("Attendance rate"), lambda f: f.rate, unit="%"),
        figure("absent", _("Absences"), lambda f: f.absent),
        count_of("infectious", _("Infectious disease")),
        count_of("ill", _("Other illness")),
        count_of("personal", _("Personal leave")),
        count_of("vacation", _("School holiday")),
        figure("other", _("Other reason"), lambda f: f.of("other") + f.of("unexcused")),
        figure("missing_days", _("Days nobody opened"), lambda f: f.missing_days),
    )
    legend = _(
        "Attendance rate = attendances ÷ attendances due × 100 %, one decimal place. Days nobody "
        "opened are no attendances and none due; they are named in the last column. The rate of a "
        "year leaves out January, February, July and August."
    )

    def rows(self, person: Any, search: StatisticsSearch) -> QuerySet:
        classes = SchoolClass.objects.none()
        if search.is_valid():
            self.search_used = search
            first, last = search.span
            years = {term.school_year for term in Term.objects.overlapping(first, last)}
            seen = SchoolClass.objects.visible_to(person, self.permission)
            classes = seen.filter(school_year__in=years)
            if campus := search.said("campus"):
                classes = classes.filter(campus=campus)
        ordered = classes.order_by("-school_year", "campus__position", "position", "pk")
        return ordered.values("pk", "name", "campus_id")

    def figures(self, rows: Iterable[Any]) -> dict[int, statistics.Figures]:
        pairs = [(row["pk"], row["campus_id"]) for row in rows]
        if not pairs:
            return {}  # also where nobody could say of which days
        search = self.search_used
        return statistics.by_class(pairs, *search.span, without=search.without)

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        rows = list(rows)
        found = self.figures(rows)
        return super().lines([row | {"figures": found[row["pk"]]} for row in rows], columns)

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        found = list(rows)
        if not found:
            return []
        row = {"name": "", "figures": statistics.total(self.figures(found).values())}
        return [cell(column, row) for column in columns]
