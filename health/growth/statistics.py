"""儿童健康检查统计分析表: half a school year by age group, as the norm of 2012 asks for it.

Each child belongs to one age group: that of its last measurement in the period, else that of the
period's last day. Who has only just come is not counted at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.growth import evaluating, thresholds
from health.growth.judging import completed_months
from logistics.records.searching import PeriodSearch
from logistics.registers import Cell, Column, Line, Register, Words
from logistics.school.models import Child, SchoolClass, Term

TENTH = Decimal("0.1")
OLDEST_GROUP = 12  # years: all pupils above stand together
MOST_TERMS = 6

THIN = frozenset({"severe_wasting", "wasting", "moderate_wasting", "mild_wasting"})
COUNTED = {
    "underweight": ("weight_status", frozenset({"underweight", "severe_underweight"})),
    "stunting": ("height_status", frozenset({"stunting", "severe_stunting"})),
    "wasting": ("build_status", THIN),
    "overweight": ("build_status", frozenset({"overweight"})),
    "obese": ("build_status", frozenset({"obese", "severe_obesity"})),
}
NUMBERS = (
    "enrolled", "examined", *COUNTED, "blood", "anaemia", "anaemia_mild", "anaemia_severe",
    "eyes",
    "low_vision", "corrected", "ears", "hearing", "teeth", "caries", "treated",
)  # fmt: skip


@dataclass
class Group:
    """One age group of the table. `years` None: all children together."""

    years: int | None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    pk: int = 0

    def __getattr__(self, name: str) -> int:
        try:
            return self.__dict__["counts"][name]
        except KeyError as missing:
            raise AttributeError(name) from missing

    def add(self, other: "Group") -> None:
        for name, count in other.counts.items():
            self.counts[name] += count

    def share(self, part: str, whole: str) -> Decimal | None:
        """In per cent with one decimal; nothing of nothing."""
        if not self.counts[whole]:
            return None
        share = Decimal(100) * self.counts[part] / self.counts[whole]
        return share.quantize(TENTH, ROUND_HALF_UP)

    @property
    def words(self) -> str:
        if self.years is None:
            return _("Total")
        if self.years == OLDEST_GROUP:
            return _("%(years)s years and older") % {"years": self.years}
        return _("%(years)s to under %(next)s years") % {
            "years": self.years,
            "next": self.years + 1,
        }


@dataclass(frozen=True)
class Period:
    """Half a school year, as far as it has come."""

    term: Term
    on: date

    @property
    def last(self) -> date:
        return min(self.on, self.term.ends_on)


def children_of(
    classes: Iterable[SchoolClass], period: Period, joined_days: int
) -> dict[int, Child]:
    """Who was on the register at the end of the period and had been for long enough."""
    since = period.last - timedelta(days=joined_days)
    there = Child.objects.filter(
        enrolments__term=period.term, enrolments__school_class__in=classes
    ).attending(period.last)
    there = there.filter(Q(joined_on=None) | Q(joined_on__lte=since))
    return {child.pk: child for child in there.only("pk", "birth_on")}


def groups(classes: Iterable[SchoolClass], period: Period) -> list[Group]:
    """The table of these classes: each age group with children, and all of them together."""
    figures = thresholds.figures(period.last)
    children = children_of(classes, period, int(figures["statistics_joined_days"]))
    found = evaluating.findings(children, period.last, since=period.term.starts_on)
    by_years: dict[int, Group] = {}
    for key, child in children.items():
        line = found.growth.get(key)
        months = line.months if line else completed_months(child.birth_on, period.last)
        years = min(max(months, 0) // 12, OLDEST_GROUP)
        group = by_years.setdefault(years, Group(years, pk=years + 1))
        count(group, key, found)
    rows = [by_years[years] for years in sorted(by_years)]
    total = Group(None)
    for row in rows:
        total.add(row)
    return [*rows, total] if rows else []


def count(group: Group, key: int, found: evaluating.Findings) -> None:
    """Put one child into its group."""
    counts = group.counts
    counts["enrolled"] += 1
    if line := found.growth.get(key):
        counts["examined"] += 1
        for name, (column, codes) in COUNTED.items():
            counts[name] += getattr(line, column) in codes
    if line := found.blood.get(key):
        counts["blood"] += 1
        counts["anaemia"] += line.anaemia != "none"
        counts["anaemia_mild"] += line.anaemia == "mild"
        counts["anaemia_severe"] += line.anaemia in ("moderate", "severe")
    if line := found.eyes.get(key):
        counts["eyes"] += 1
        counts["low_vision"] += bool(line.is_low)
        counts["corrected"] += bool(line.is_low and getattr(line, "is_corrected", False))
    if line := found.ears.get(key):
        counts["ears"] += 1
        counts["hearing"] += bool(line.is_failed)
    if line := found.teeth.get(key):
        counts["teeth"] += 1
        counts["caries"] += bool(line.has_caries)
        counts["treated"] += bool(line.has_caries and line.is_treated)


# The register ------------------------------------------------------------------------------------


class TermSearch(PeriodSearch):
    """Finds the half of a school year, and narrows it to a campus or a class."""

    first = None  # type: ignore[assignment]  # how Django takes an inherited field away
    last = None  # type: ignore[assignment]
    period = forms.ChoiceField(label=gettext_lazy("Term"), required=False)
    campus = forms.ChoiceField(label=gettext_lazy("Campus"), required=False)
    school_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)

    def __init__(self, data: Any, **given: Any) -> None:
        begun = Term.objects.order_by("-starts_on")[:MOST_TERMS]
        self.terms = {f"t{term.pk}": term for term in begun}
        super().__init__(data, **given)
        fields: dict[str, Any] = self.fields
        fields["period"].choices = list(self.terms.items())
        classes = SchoolClass.objects.visible_to(self.person, self.permission)
        term = self.term
        self.offer(
            campus=self.campuses(), school_class=classes.in_year(term.school_year if term else 0)
        )

    @property
    def term(self) -> Term | None:
        """The term that is asked for, else the current one."""
        return self.terms.get(self.data.get("period", "")) or Term.objects.on(self.today)

    def default_period(self) -> str:
        term = Term.objects.on(self.today)
        return f"t{term.pk}" if term else ""

    def span_of(self, period: str) -> tuple[date, date]:
        term = self.terms.get(period)
        return (term.starts_on, term.ends_on) if term else (self.today, self.today)

    def period_words(self) -> str:
        return str(self.terms.get(self.said("period"), "")) or super().period_words()

    def classes(self) -> Any:
        term = self.term
        found = SchoolClass.objects.visible_to(self.person, self.permission)
        found = found.in_year(term.school_year if term else 0)
        if chosen := self.said("campus"):
            found = found.filter(campus=chosen)
        if chosen := self.said("school_class"):
            found = found.filter(pk=chosen)
        return found


class Rows:
    """The few rows of a table that was worked out, asked as a register asks a query."""

    def __init__(self, rows: Sequence[Group]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Group]:
        return iter(self.rows)

    def count(self) -> int:
        return len(self.rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[Group]:
        return iter(self.rows)


def number(name: str, heading: Words) -> Column:
    return Column(name, heading, width=8, number=True)


def rate(name: str, heading: Words, part: str, whole: str) -> Column:
    def value(group: Group) -> Decimal | None:
        return group.share(part, whole)

    return Column(name, heading, value, unit="%", width=8, number=True)


class HealthStatisticRegister(Register):
    """学年（上、下）儿童健康检查统计分析表."""

    code = "health-statistics"
    trade = "health"
    title = gettext_lazy("Statistics of the children's health examinations")
    permission = "health.view_statistics"
    search = TermSearch
    filters = ("period", "campus", "school_class")
    orientation = "landscape"
    signatures = (
        gettext_lazy("Compiled by"),
        gettext_lazy("Reviewed by"),
        gettext_lazy("Person in charge"),
    )
    columns = (
        Column("age", gettext_lazy("Age group"), "words", width=16, kept=True),
        number("enrolled", gettext_lazy("On the register")),
        number("examined", gettext_lazy("Examined")),
        rate("examined_rate", gettext_lazy("Examined share"), "examined", "enrolled"),
        number("underweight", gettext_lazy("Underweight")),
        rate("underweight_rate", gettext_lazy("Underweight share"), "underweight", "examined"),
        number("stunting", gettext_lazy("Stunting")),
        rate("stunting_rate", gettext_lazy("Stunting share"), "stunting", "examined"),
        number("wasting", gettext_lazy("Wasting")),
        rate("wasting_rate", gettext_lazy("Wasting share"), "wasting", "examined"),
        number("overweight", gettext_lazy("Overweight")),
        rate("overweight_rate", gettext_lazy("Overweight share"), "overweight", "examined"),
        number("obese", gettext_lazy("Obesity")),
        rate("obese_rate", gettext_lazy("Obesity share"), "obese", "examined"),
        number("blood", gettext_lazy("Blood tested")),
        number("anaemia_mild", gettext_lazy("Mild anaemia")),
        number("anaemia_severe", gettext_lazy("Moderate or severe anaemia")),
        rate("anaemia_rate", gettext_lazy("Anaemia share"), "anaemia", "blood"),
        number("eyes", gettext_lazy("Eyes tested")),
        number("low_vision", gettext_lazy("Low vision")),
        rate("low_vision_rate", gettext_lazy("Low vision share"), "low_vision", "eyes"),
        number("corrected", gettext_lazy("Eyes corrected")),
        rate("corrected_rate", gettext_lazy("Corrected share"), "corrected", "low_vision"),
        number("ears", gettext_lazy("Hearing tested")),
        number("hearing", gettext_lazy("Hearing abnormal")),
        number("teeth", gettext_lazy("Teeth checked")),
        number("caries", gettext_lazy("Caries")),
        rate("caries_rate", gettext_lazy("Caries share"), "caries", "teeth"),
        number("treated", gettext_lazy("Caries treated")),
        rate("treated_rate", gettext_lazy("Treated share"), "treated", "caries"),
    )
    legend = gettext_lazy(
        "By the last measurement of the half-year. Shares in per cent with one decimal: of those "
        "on the register, of those examined, of those found. Children who came within the last 30 "
        "days are not counted."
    )

    def rows(self, person: Any, search: TermSearch) -> Any:
        term = search.term if search.is_valid() else None
        if term is None:
            return Rows([])
        return Rows(groups(search.classes(), Period(term, search.today)))

    def lines(self, rows: Any, columns: Sequence[Column], *, history: bool = False) -> Any:
        return [Line(row.pk, self.cells(row, columns)) for row in rows]

    def totals(self, rows: Any, columns: Sequence[Column]) -> list[Cell]:
        """All children together stand in the last row."""
        return []
