"""The registers of the class's day, in the columns of the official forms."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.day import statistics, tracing
from health.day.rolls import VIEW
from health.models import (
    AbsenceTrace,
    Attendance,
    ClassRound,
    Finding,
    HealthObservation,
    MedicineGiven,
    MorningCheck,
    OutdoorActivity,
    ParentContact,
    ShiftHandover,
)
from health.models.checks import Sign
from health.symptoms import in_words
from logistics.records.models import Entry, Version
from logistics.records.naming import NamesChildren, named
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    REVIEWER,
    STATE,
    EntryRegister,
    remark,
)
from logistics.records.searching import PeriodSearch, month_before, month_end, month_words
from logistics.registers import Cell, Column, Line, Register, shown
from logistics.school.models import SchoolClass, Term

PARTS = "between the parts of a list"
CLASS = Column("school_class", _("Class"), "entry.school_class", width=12, content=False)
DAY = Column("on", _("Date"), width=11)
NAME = Column("child", pgettext_lazy("of a person", "Name"), "child", width=10)
SECRET = ("child__identity_number", "child__note")


def joined(*parts: Any) -> str:
    return pgettext(PARTS, "; ").join(str(part) for part in parts if part)


def coded(choices: Any, codes: str) -> str:
    known = dict(choices.choices)
    return pgettext(PARTS, ", ").join(str(known.get(code, code)) for code in codes.split())


def symptoms(record: Any) -> str:
    return in_words(record.symptoms.split())


def disease(record: Any) -> str:
    return record.get_disease_display()


class DayRegister(EntryRegister):
    """A register of the class's day: the doctor reads it, page by page."""

    trade = "health"
    permission = VIEW
    secret: ClassVar[Sequence[str]] = SECRET
    filters = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")

    def records(self, keys: Iterable[int]) -> list[Any]:
        """Nobody's identity number is decrypted for a list."""
        keys = list(keys)
        related = ("entry__campus", "entry__school_class", "entry__place", "entry__entered_by",
                   "entry__reviewed_by", *self.related)  # fmt: skip
        rows = self.model._default_manager.select_related(*related).defer(
            "entry__entered_by__identity_number",
            "entry__reviewed_by__identity_number",
            *self.secret,
        )
        found = {record.pk: record for record in rows.filter(pk__in=keys)}
        return self.prepared([found[key] for key in keys])

    def prepared(self, records: list[Any]) -> list[Any]:
        return records


def counted(name: str, heading: Any) -> Column:
    return Column(name, heading, width=8, total=True)


class AttendanceRegister(DayRegister):
    """表3 as one row a class and day; the month of a class stands on its own page."""

    code = "attendance"
    title = _("Attendance register of the children")
    kind = "attendance"
    model = Attendance
    secret = ()
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


@dataclass
class Observed:
    """A row of 表1: a child with a finding, or a class with none."""

    entry: Entry
    on: date
    segment: str
    child: Any = None
    complaint: str = ""
    temperature: Any = None
    handling: str = ""
    observation: str = ""
    observed_at: datetime | None = None
    follow_up: str = ""
    outcome: str = ""
    brought: str = ""
    counts: str = ""

    @property
    def pk(self) -> int:
        return self.entry.pk


def of_check(check: MorningCheck) -> Iterator[Observed]:
    """A row for each child with a finding; a class where all were well has one row."""
    counts = gettext("%(expected)s / %(present)s / %(checked)s / %(abnormal)s") % {
        "expected": check.expected,
        "present": check.present,
        "checked": check.checked,
        "abnormal": check.abnormal,
    }
    findings = [line for line in check.lines.all() if line.is_checked]
    segment = check.get_segment_display()
    for finding in findings:
        yield of_finding(check, finding, segment, counts)
    if not findings:
        yield Observed(
            check.entry, check.on, segment, complaint=gettext("nothing found"), counts=counts
        )


def of_finding(check: MorningCheck, finding: Finding, segment: str, counts: str) -> Observed:
    brought = [gettext("medicine")] if finding.medicine_brought else []
    return Observed(
        check.entry,
        check.on,
        segment,
        child=finding.child,
        complaint=joined(finding.complaint, coded(Sign, finding.signs), symptoms(finding)),
        temperature=finding.temperature,
        handling=finding.get_handling_display(),
        follow_up=finding.analysis,
        brought=joined(*brought, finding.dangerous_object),
        counts=counts,
    )


def of_observation(seen: HealthObservation) -> Iterator[Observed]:
    aspects = coded(HealthObservation.Aspect, seen.aspects)
    words = joined(symptoms(seen), aspects, seen.observation)
    yield Observed(
        seen.entry,
        seen.on,
        gettext("all-day observation"),
        child=seen.child,
        temperature=seen.temperature,
        handling=seen.get_handling_display(),
        observation=words or gettext("nothing found"),
        observed_at=seen.entry.happened_at,
        follow_up=seen.follow_up,
        outcome=seen.get_outcome_display(),
    )


class ObservationRegister(DayRegister):
    """表1 晨午检及全日健康观察记录表: a row a child with findings, one row for a class without."""

    code = "health-observations"
    title = _("Register of morning and noon checks and all-day observation")
    kind = "morning_check"
    model = MorningCheck
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        NAME,
        Column("segment", _("Segment"), width=10),
        Column("complaint", _("What the parents say, and check"), width=24),
        Column("temperature", _("Temperature"), unit="℃", width=8, number=True),
        Column("handling", _("Handling"), width=12),
        Column("observation", _("All-day observation"), width=22),
        Column("observed_at", _("Observed at"), width=17),
        Column("follow_up", _("Follow-up"), width=16),
        Column("outcome", _("Outcome"), width=9),
        Column("brought", _("Medicine, dangerous objects"), width=14),
        Column("counts", _("Should be there / present / checked / with findings"), width=14),
        Column("by", _("Checked by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
    )
    signatures = (_("Checked by"), _("Reviewed by"), _("Person in charge"))
    legend = _(
        "Ask, look, touch, check. Only children with findings have a row of their own; a class in "
        "which nothing was found has one row."
    )

    def rows(self, person: Any, search: Any) -> QuerySet[Entry]:
        if not search.is_valid():
            return Entry.objects.none()
        kinds = (MorningCheck.kind_code, HealthObservation.kind_code)
        seen = Entry.objects.visible_to(person, self.permission).filter(kind__in=kinds)
        entries = search.apply(seen)
        words = search.said("q")
        return entries.filter(self.containing(words)) if words else entries

    def children(self, rows: QuerySet) -> Iterable[int]:
        entries = rows.order_by().values("pk")
        checked = named(Finding.objects.filter(sheet__in=entries), "child")
        seen = named(HealthObservation.objects.filter(pk__in=entries), "child")
        return {*checked, *seen}

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        remarks = remarks_on(keys) if history else {}
        found = self.of_entries(keys)
        return [self.told(row, columns, remarks) for key in keys for row in found.get(key, ())]

    def of_entries(self, keys: list[int]) -> dict[int, list[Observed]]:
        related = ("entry__campus", "entry__school_class", "entry__entered_by")
        checks = MorningCheck.objects.filter(pk__in=keys).select_related(*related)
        checks = checks.prefetch_related("lines__child")
        seen = HealthObservation.objects.filter(pk__in=keys).select_related("child", *related)
        return {check.pk: list(of_check(check)) for check in checks} | {
            each.pk: list(of_observation(each)) for each in seen
        }

    def told(self, row: Observed, columns: Sequence[Column], remarks: dict[int, Any]) -> Line:
        line = Line(row.pk, [one_cell(column, row) for column in columns], remarks.get(row.pk, []))
        line.remark_place = [column.name for column in columns].index(STATE.name) + 1
        if row.entry.status == Entry.Status.VOIDED:
            for column, cell in zip(columns, line.cells, strict=True):
                cell.is_struck = column.content and bool(cell.text)
        return line


def one_cell(column: Column, row: Any) -> Cell:
    value = column.of(row)
    return Cell(value, shown(value), column.title, column.number, column.is_short)


def remarks_on(keys: Iterable[int]) -> dict[int, list[str]]:
    """Who corrected or voided a record, when and why."""
    found: dict[int, list[str]] = {}
    rows = Version.objects.filter(entry__in=keys, number__gt=1).select_related("by")
    for version in rows.order_by("entry_id", "number"):
        found.setdefault(version.entry_id, []).append(remark(version))
    return found


def allergies(given: MedicineGiven) -> str:
    rows = given.request.child.allergies.all()
    return pgettext(PARTS, ", ").join(str(allergy) for allergy in rows)


def of_request(name: str) -> str:
    return f"request.{name}"


class MedicineRegister(NamesChildren, DayRegister):
    """表2 在园儿童带药服药记录表: a row a dose, signed by the guardian and by who gave it."""

    code = "medicine-given"
    title = _("Register of medicine brought and given")
    kind = "medication_record"
    model = MedicineGiven
    child = "request__child"
    related = ("request__child", "request__entry__entered_by", "checked_by")
    secret = (
        "request__child__identity_number",
        "request__child__note",
        "checked_by__identity_number",
        "request__entry__entered_by__identity_number",
    )
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        Column("child", pgettext_lazy("of a person", "Name"), of_request("child"), width=10),
        Column("medicine", _("Name of the medicine"), of_request("medicine"), width=16),
        Column("dose", _("Dose and time"), lambda g: f"{g.dose} {g.clock}", width=14),
        Column("usage", _("Use"), of_request("get_usage_display"), width=9),
        Column("cause", _("Cause or diagnosis"), of_request("cause"), width=14),
        Column("prescribed", _("Prescription"), of_request("is_prescribed"), width=8),
        Column("allergies", _("Allergies"), allergies, width=12),
        Column("expires_on", _("To be used by"), of_request("expires_on"), width=11),
        Column("guardian", _("Guardian's signature"), of_request("guardian"), width=11),
        Column("taken_in", _("Taken in by"), of_request("entry.entered_by"), width=10),
        Column("given_at", _("Given at"), "entry.happened_at", width=17, content=False),
        Column("by", _("Given by"), "entry.entered_by", width=10, content=False),
        Column("checked_by", _("Checked by"), width=10),
        Column("left_over", _("What is left"), of_request("get_left_over_display"), width=12),
        STATE,
        NUMBER,
    )
    signatures = (_("Guardian"), _("Given by"), _("Reviewed by"))
    legend = _(
        "Nothing is given without the guardian's signed request. Two people check name, medicine "
        "and dose; what is left goes back to the guardian."
    )

    def prepared(self, records: list[Any]) -> list[Any]:
        prefetch_related_objects(records, "request__child__allergies")
        return records


class TraceRegister(NamesChildren, DayRegister):
    """缺勤追踪: until the child is back."""

    code = "absence-traces"
    title = _("Register of traced absences")
    kind = "absence_trace"
    model = AbsenceTrace
    related = ("child",)
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        NAME,
        Column(
            "contacted_at",
            pgettext_lazy("an absence", "Asked at"),
            "entry.happened_at",
            width=17,
            content=False,
        ),
        Column("contact", _("Who was asked"), width=12),
        Column("reason", _("Reason"), "get_reason_display", width=12),
        Column("symptoms", _("Symptoms"), symptoms, width=16),
        Column("hospital", _("Hospital"), width=14),
        Column("diagnosis", _("Diagnosis"), lambda t: joined(disease(t), t.diagnosis), width=16),
        Column("is_infectious", _("Infectious"), width=8),
        Column("back", _("Back on"), lambda t: t.returned_on, width=11, content=False),
        Column("by", _("Traced by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
    )
    legend = _("Asked the same day, and each day until the child is back.")

    def prepared(self, records: list[Any]) -> list[Any]:
        pairs = {(r.child_id, r.on) for r in records if r.child_id}
        back = tracing.returns(pairs)
        for record in records:
            record.returned_on = back.get((record.child_id, record.on))
        return records


class RoundRegister(DayRegister):
    code = "class-rounds"
    title = _("Register of the doctor's rounds")
    kind = "class_round"
    model = ClassRound
    secret = ()
    columns = (
        HAPPENED,
        CLASS,
        Column("sick_count", _("Children looked after"), width=10, total=True),
        Column("measured_count", _("Temperatures taken"), width=10, total=True),
        Column("contact_count", _("Parents spoken with"), width=10, total=True),
        Column("text", _("What was found and done"), width=30),
        BY,
        STATE,
        NUMBER,
    )


class ContactRegister(NamesChildren, DayRegister):
    """家长联系记录."""

    code = "parent-contacts"
    title = _("Register of contacts with parents")
    kind = "parent_contact"
    model = ParentContact
    related = ("child",)
    columns = (
        HAPPENED,
        CLASS,
        NAME,
        Column("way", _("How"), "get_way_display", width=10),
        Column("about", _("About"), "get_about_display", width=12),
        Column("text", _("Result"), width=30),
        Column("contact", _("With whom"), width=12),
        BY,
        STATE,
        NUMBER,
    )


class HandoverRegister(DayRegister):
    """交接班记录."""

    code = "shift-handovers"
    title = _("Register of shift handovers")
    kind = "shift_handover"
    model = ShiftHandover
    related = ("taken_by",)
    secret = ("taken_by__identity_number",)
    orientation = "landscape"
    columns = (
        HAPPENED,
        CLASS,
        Column("shift", _("Shift"), "get_shift_display", width=12),
        Column(
            "counts",
            _("Should be there / present"),
            lambda s: f"{s.expected}/{s.present}",
            width=10,
        ),
        Column("sick", _("Sick leave"), width=7, number=True),
        Column("personal", _("Personal leave"), width=7, number=True),
        Column(
            "children",
            _("Children watched / on medicine"),
            lambda s: f"{s.watched_count}/{s.medicine_count}",
            width=10,
        ),
        Column("text", _("Anything special"), width=26),
        Column(
            "by",
            pgettext_lazy("a shift", "Handed over by"),
            "entry.entered_by",
            width=10,
            content=False,
        ),
        Column("taken_by", pgettext_lazy("a shift", "Taken over by"), width=10),
        REVIEWER,
        STATE,
        NUMBER,
    )
    signatures = (
        pgettext_lazy("a shift", "Handed over by"),
        pgettext_lazy("a shift", "Taken over by"),
        _("Reviewed by"),
    )


class OutdoorRegister(DayRegister):
    """户外活动观察."""

    code = "outdoor-activities"
    title = _("Register of outdoor activity")
    kind = "outdoor_activity_log"
    model = OutdoorActivity
    permission = "records.view_register"
    secret = ()
    columns = (
        DAY,
        CLASS,
        Column(
            "span", _("From – until"), lambda o: f"{o.starts_at:%H:%M}–{o.ends_at:%H:%M}", width=12
        ),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("activity", _("What was done"), width=22),
        Column("pulse", _("Average pulse"), width=8, number=True),
        Column("density", _("Share of the time in motion"), unit="%", width=8, number=True),
        Column("weather", _("What the weather hindered"), width=18),
        BY,
        STATE,
        NUMBER,
    )


# The statistic of a month, term or school year.


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
        return [one_cell(column, row) for column in columns]


REGISTERS = [
    AttendanceRegister,
    ObservationRegister,
    MedicineRegister,
    TraceRegister,
    RoundRegister,
    ContactRegister,
    HandoverRegister,
    OutdoorRegister,
    AttendanceStatistics,
]
