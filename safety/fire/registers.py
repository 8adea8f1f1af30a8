"""A03–A05 and A13: equipment and its checks, services, drills, trainings, hot work, reports."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Entry
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    PHOTOS,
    STATE,
    EntryRegister,
    WithLines,
    WithPhotos,
)
from logistics.records.searching import PeriodSearch
from logistics.registers import Column, Line, Register
from safety.models import (
    EvacuationDrill,
    Exercise,
    FireCheckLine,
    FireEquipment,
    FireEquipmentCheck,
    FireFacilityService,
    FireReport,
    HotWorkEnd,
    HotWorkPermit,
    PlayEquipment,
    PlayService,
    SpecialEquipment,
    SpecialEquipmentCheck,
    StaffTraining,
)
from safety.models.equipment import check_lines

VIEW = "safety.view_fire"
IN_CHARGE = _("Person in charge")


class ThingSearch(PeriodSearch):
    """Things by campus and by words."""

    campus = forms.ChoiceField(label=_("Campus"), required=False)
    q = forms.CharField(
        label=pgettext_lazy("to search for", "Words"), required=False, max_length=60
    )

    def __init__(self, data: QueryDict, **given: Any) -> None:
        super().__init__(data, **given)
        self.offer(campus=self.campuses())


class ThingRegister(Register):
    """A register whose rows are files of things; those out of use stay on it."""

    trade = "safety"
    permission = VIEW
    search = ThingSearch
    filters: ClassVar[Sequence[str]] = ("campus", "q")
    model: ClassVar[Any]
    named: ClassVar[str] = "name"
    order: ClassVar[Sequence[str]] = ("campus", "place__name", "pk")
    related: ClassVar[Sequence[str]] = ("campus", "place")

    def rows(self, person: Any, search: Any) -> QuerySet:
        if not search.is_valid():
            return self.model.objects.none()
        things = self.model.objects.visible_to(person, self.permission)
        if campus := search.said("campus"):
            things = things.filter(campus_id=campus)
        if words := search.said("q"):
            things = things.filter(**{f"{self.named}__icontains": words})
        return things.select_related(*self.related).order_by(*self.order)

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        return [Line(row.pk, self.cells(row, columns)) for row in rows]


def mark_of(point: str) -> Callable[[Any], str]:
    """What the last check says of a point: √, ×, / or nothing."""

    def value(thing: Any) -> str:
        return thing.last_line.mark(point) if thing.last_line else ""

    return value


def checker(thing: Any) -> str:
    return str(thing.last_line.sheet.entry.entered_by) if thing.last_line else ""


class EquipmentRegister(ThingRegister):
    """A03 灭火器（消防器材）台账与检查, in the columns of the norm."""

    code = "fire-equipment"
    title = _("Ledger and checks of fire equipment")
    model = FireEquipment
    named = "number"
    keep_years = 5
    orientation = "landscape"
    columns = (
        Column("number", _("Number"), width=12, kept=True),
        Column("type", pgettext_lazy("equipment", "Type"), "get_type_display", width=14),
        Column("model", _("Specification"), width=12),
        Column("quantity", _("Quantity"), width=6, number=True),
        Column("where", _("Place"), width=18),
        Column("produced_on", _("Produced on"), width=11),
        Column(
            "served", _("Filled or serviced on"), lambda t: t.serviced_on or t.filled_on, width=11
        ),
        Column("firm", _("Serviced by"), width=14),
        Column("service_due_on", _("Next service"), width=11),
        Column("scrap_due_on", _("Replace on"), width=11),
        Column("pressure", _("Pressure"), mark_of("pressure"), width=5),
        Column("seal", _("Lead seal"), mark_of("seal"), width=5),
        Column("look", _("Look"), mark_of("look"), width=5),
        Column("hose", _("Hose and nozzle"), mark_of("hose"), width=5),
        Column("in_place", _("In its place"), mark_of("in_place"), width=5),
        Column("works", _("Works when tested"), mark_of("works"), width=5, hidden=True),
        Column("checker", pgettext_lazy("a check", "Checked by"), checker, width=10),
        Column("checked_at", _("Checked on"), width=17, hidden=True),
        Column("retired_on", _("Out of use since"), width=11, hidden=True),
        Column("campus", _("Campus"), width=12, hidden=True),
    )
    signatures = (pgettext_lazy("a check", "Checked by"), _("Fire safety manager"), IN_CHARGE)
    legend = _("√ in order, × not in order, / not applicable, empty: not checked yet.")

    def rows(self, person: Any, search: Any) -> QuerySet:
        lines = check_lines().filter(equipment=OuterRef("pk"))
        last = lines.order_by("-sheet__entry__happened_at", "-pk")
        rows: Any = super().rows(person, search)
        return rows.annotate(
            last_line_pk=Subquery(last.values("pk")[:1]),
            checked_at=Subquery(last.values("sheet__entry__happened_at")[:1]),
        )

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        things = list(rows)
        known = FireCheckLine.objects.select_related("sheet__entry__entered_by", "equipment")
        known = known.defer("sheet__entry__entered_by__identity_number")
        found = known.in_bulk([thing.last_line_pk for thing in things if thing.last_line_pk])
        for thing in things:
            thing.last_line = found.get(thing.last_line_pk)
        return super().lines(things, columns)


def listed(words: Iterable[Any]) -> str:
    return "; ".join(str(word) for word in words if word)


def faulty(record: FireEquipmentCheck) -> str:
    return listed(line for line in record.lines.all() if line.faults)


class CheckRegister(WithLines, EntryRegister):
    """Each round over the equipment: how many, what was not right."""

    code = "fire-equipment-checks"
    trade = "safety"
    title = _("Checks of fire equipment")
    kind = FireEquipmentCheck.kind_code
    model = FireEquipmentCheck
    line_related = ("equipment",)
    keep_years = 5
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("family", _("What was checked"), "get_family_display", width=18),
        Column("place", _("Place"), "entry.place", width=14),
        Column("owed", pgettext_lazy("things", "To be checked"), width=8, number=True),
        Column(
            "checked",
            pgettext_lazy("things", "Checked"),
            lambda r: len(r.lines.all()),
            width=8,
            number=True,
        ),
        Column("found", _("Not in order"), faulty, width=40),
        BY,
        CAMPUS,
        ENTERED,
    )


def served(record: FireFacilityService) -> str:
    return listed(record.lines.all())


class ServiceRegister(WithLines, EntryRegister):
    """A04 消防设施维护/检测."""

    code = "fire-services"
    trade = "safety"
    title = _("Services and tests of fire facilities")
    kind = FireFacilityService.kind_code
    model = FireFacilityService
    line_related = ("equipment",)
    searched = ("firm", "what", "report_number")
    keep_years = 5
    columns = (
        NUMBER,
        STATE,
        Column("facility", _("Facility"), "get_facility_display", width=16),
        Column("firm", _("Firm"), width=18),
        HAPPENED,
        Column("what", _("Content"), width=28),
        Column("conclusion", _("Conclusion"), "get_conclusion_display", width=10),
        Column("report_number", _("Report"), width=14),
        Column("measure", _("What is done about it"), width=20, hidden=True),
        Column("next_on", _("Due again on"), width=11),
        Column("things", _("Equipment"), served, width=30, hidden=True),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("Fire safety manager"), IN_CHARGE)


def counted(record: EvacuationDrill) -> str:
    """Each class with who was there of how many."""
    return listed(f"{line} {line.note}".strip() for line in record.lines.all())


def summed(name: str) -> Callable[[Any], int]:
    return lambda record: sum(getattr(line, name) for line in record.lines.all())


def to_the_second(name: str) -> Callable[[Any], str]:
    return lambda record: f"{timezone.localtime(getattr(record, name)):%H:%M:%S}"


class DrillRegister(WithPhotos, WithLines, EntryRegister):
    """A05 应急疏散演练记录, in the columns of the norm."""

    code = "drills"
    trade = "safety"
    title = _("Evacuation drills")
    kind = EvacuationDrill.kind_code
    model = EvacuationDrill
    line_related = ("school_class",)
    related = ("commander",)
    searched = ("plan", "problems", "route")
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("type", pgettext_lazy("drill", "Type"), "get_type_display", width=10),
        Column("plan", _("Emergency plan"), width=14),
        Column("signal", _("Signal at"), to_the_second("signal_at"), width=9),
        Column("done_at", _("Assembled at"), to_the_second("done_at"), width=9),
        Column("seconds", _("Time used"), width=7, unit="s", number=True),
        Column("owed", pgettext_lazy("at a drill", "Owed"), summed("owed"), width=6, number=True),
        Column(
            "there", pgettext_lazy("at a drill", "Counted"), summed("there"), width=6, number=True
        ),
        Column("classes", _("By class"), counted, width=30),
        Column("route", _("Routes"), width=14),
        Column("assembly", _("Counted at the assembly point"), width=12),
        Column("problems", _("Problems"), lambda r: listed(r.problem_list), width=22),
        Column("measures", _("Put right by"), width=18),
        Column("commander", _("In command"), width=10),
        PHOTOS,
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("In command"), IN_CHARGE)


class ExerciseRegister(DrillRegister):
    """Emergency exercises in which not everybody leaves the building."""

    code = "exercises"
    title = _("Emergency exercises")
    kind = Exercise.kind_code
    model = Exercise


def absent(record: StaffTraining) -> str:
    return listed(line.person for line in record.lines.all() if not line.is_there)


def present(record: StaffTraining) -> int:
    return sum(1 for line in record.lines.all() if line.is_there) + record.others


class TrainingRegister(WithLines, EntryRegister):
    """培训记录."""

    code = "trainings"
    trade = "safety"
    title = _("Staff trainings")
    kind = StaffTraining.kind_code
    model = StaffTraining
    line_related = ("person",)
    searched = ("title", "trainer", "content")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("topic", pgettext_lazy("a training", "About"), "get_topic_display", width=12),
        Column("title", _("Theme"), width=20),
        Column("trainer", _("Taught by"), width=14),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("present", pgettext_lazy("at a training", "Present"), present, width=8, number=True),
        Column("absent", _("To be taught later"), absent, width=20),
        Column("content", _("Content"), width=30),
        Column("result", _("Test and result"), width=16),
        BY,
        CAMPUS,
        ENTERED,
    )


class HotWorkRegister(EntryRegister):
    """动火作业审批与监护记录."""

    code = "hot-work"
    trade = "safety"
    title = _("Permits for hot work")
    kind = HotWorkPermit.kind_code
    model = HotWorkPermit
    related = ("watcher",)
    searched = ("what", "firm", "worker")
    columns = (
        NUMBER,
        STATE,
        Column("work", _("Work"), "get_work_display", width=14),
        Column("what", pgettext_lazy("as hot work", "What is done"), width=22),
        Column("place", _("Place"), "entry.place", width=14),
        Column("starts_at", pgettext_lazy("hot work", "From"), width=17),
        Column("ends_at", _("Until"), width=17),
        Column("worker", _("Carried out by"), width=12),
        Column("certificate", pgettext_lazy("for hot work", "Certificate"), width=14),
        Column("measures", _("Made safe"), lambda r: listed(r.measures_said), width=28),
        Column("watcher", _("Watched by"), width=10),
        BY,
        Column("signed", _("Signed by"), "signed", width=16),
        Column("ended", _("Watched until"), "ended", width=17),
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Asked by"), _("Permitted by"), _("Watched by"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With who has signed, and until when somebody watched."""
        rows: list[Any] = super().records(keys)
        entries = Entry.objects.filter(pk__in=[row.pk for row in rows])
        signed: dict[int, list[str]] = {row.pk: [] for row in rows}
        for entry in entries.prefetch_related("signatures__by"):
            signed[entry.pk] = [str(mark.by) for mark in entry.signatures.all()]
        ends = {end.permit_id: end for end in ends_of(rows)}
        for row in rows:
            row.signed = ", ".join(signed[row.pk]) or gettext("not signed")
            row.ended = ends[row.pk].watched_until if row.pk in ends else None
        return rows


def ends_of(permits: Sequence[HotWorkPermit]) -> Any:
    found = HotWorkEnd.objects.filter(permit__in=[permit.pk for permit in permits])
    return found.exclude(entry__status=Entry.Status.VOIDED)


class ReportRegister(EntryRegister):
    """消防安全月报."""

    code = "fire-reports"
    trade = "safety"
    title = _("Monthly fire reports")
    kind = FireReport.kind_code
    model = FireReport
    columns = (
        NUMBER,
        STATE,
        Column("month", _("Month"), lambda r: f"{r.month:%Y-%m}", width=9),
        *(
            Column(name, heading, lambda r, name=name: r.figures.get(name, 0), width=8, number=True)  # type: ignore[misc]
            for name, heading in FireReport.FIGURES.items()
        ),
        Column("situation", _("How fire safety stands"), width=24),
        Column("measures", _("What is done next"), width=24),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("Principal"))


class SpecialRegister(ThingRegister):
    """A13 特种设备台账, in the columns of the norm."""

    code = "special-equipment"
    title = _("Special equipment")
    model = SpecialEquipment
    keep_years = 30
    columns = (
        Column("name", _("Name"), width=16, kept=True),
        Column("category", _("Category"), "get_category_display", width=12),
        Column("registration", _("Number of the use registration"), width=18),
        Column("place", _("Place"), width=14),
        Column("firm", _("Maintenance firm"), width=18),
        Column("inspected_on", _("Inspected on"), width=11),
        Column("next_inspection_on", _("Next inspection"), width=11),
        Column("operators", _("Operators and their certificates"), width=24),
        Column("operator_until", _("Certificates good until"), width=11, hidden=True),
        Column("retired_on", _("Out of use since"), width=11, hidden=True),
        Column("campus", _("Campus"), width=12, hidden=True),
    )
    signatures = (_("Recorded by"), _("Equipment safety manager"), IN_CHARGE)


class SpecialCheckRegister(EntryRegister):
    """特种设备维保检验记录."""

    code = "special-equipment-services"
    trade = "safety"
    title = _("Services and inspections of special equipment")
    kind = SpecialEquipmentCheck.kind_code
    model = SpecialEquipmentCheck
    related = ("equipment",)
    searched = ("firm", "what", "report_number", "equipment__name")
    keep_years = 30
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("equipment", _("Special equipment"), width=16),
        Column("act", _("What was done"), "get_act_display", width=12),
        Column("firm", _("Carried out by"), width=18),
        Column("what", _("Content and result"), width=30),
        Column("passed", _("Qualified"), width=8),
        Column("report_number", _("Report"), width=14),
        Column("next_on", _("Due again on"), width=11),
        BY,
        CAMPUS,
        ENTERED,
    )


class PlayRegister(ThingRegister):
    """大型玩具与体育器材档案."""

    code = "play-equipment"
    title = _("Files of play and sports equipment")
    model = PlayEquipment
    related = ("campus", "place", "custodian")
    keep_years = 5
    columns = (
        Column("number", _("Number"), width=10, kept=True),
        Column("name", _("Name"), width=16, kept=True),
        Column("category", _("Category"), "get_category_display", width=12),
        Column("place", _("Place"), width=14),
        Column("custodian", pgettext_lazy("for a place", "Responsible"), width=10),
        Column("maker", _("Maker"), width=16),
        Column("installed_on", _("Installed on"), width=11),
        Column("old_on", pgettext_lazy("a thing", "May be used until"), width=11),
        Column("overhaul_on", _("Next overhaul"), width=11),
        Column("retired_on", _("Out of use since"), width=11, hidden=True),
        Column("campus", _("Campus"), width=12, hidden=True),
    )


class PlayServiceRegister(EntryRegister):
    """器材检修记录."""

    code = "play-services"
    trade = "safety"
    title = _("Looks, repairs and overhauls of play equipment")
    kind = PlayService.kind_code
    model = PlayService
    related = ("equipment",)
    searched = ("what", "firm", "equipment__name", "equipment__number")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("equipment", _("Play equipment"), width=18),
        Column("place", _("Place"), "entry.place", width=14),
        Column("act", _("What was done"), "get_act_display", width=10),
        Column("faults", _("Not in order"), lambda r: listed(r.faults_said), width=24),
        Column("what", _("Found and done"), width=28),
        Column("firm", _("Carried out by"), width=14),
        Column("next_on", _("Next overhaul"), width=11),
        BY,
        CAMPUS,
        ENTERED,
    )


REGISTERS = [
    EquipmentRegister,
    CheckRegister,
    ServiceRegister,
    DrillRegister,
    ExerciseRegister,
    TrainingRegister,
    HotWorkRegister,
    ReportRegister,
    SpecialRegister,
    SpecialCheckRegister,
    PlayRegister,
    PlayServiceRegister,
]
