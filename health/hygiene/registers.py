"""The registers of hygiene: H06, H19, H20, disinfection, bedding, inspections, pests, water."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.hygiene import grid, inspecting
from health.models import (
    ClassHygieneLog,
    DisinfectantPreparation,
    Disinfection,
    DrinkingWaterService,
    HygieneInspection,
    PestControl,
    UvLampLog,
)
from health.models.disinfection import BEDDING
from logistics.records.models import Entry
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
    WithLines,
)
from logistics.registers import Column

CARER, DOCTOR = _("Carer"), _("Health doctor")
CLASS = Column("school_class", _("Class"), "entry.school_class", width=12, content=False)


def mark_of(code: str) -> Any:
    """What stands in a column of the sheet: what the carer filled in, else the day's records."""

    def value(log: Any) -> str:
        own = grid.marks_of_log(log)
        return log.known.get(code) or own.get(code, "")

    return value


def disinfectant(log: Any) -> str:
    return log.disinfectant or log.known.get("disinfectant", "")


class ClassHygieneRegister(EntryRegister):
    """H06 班级卫生消毒检查记录表, in the columns of the norm."""

    code = "class-hygiene"
    trade = "health"
    title = _("Hygiene and disinfection check of a class")
    kind = ClassHygieneLog.kind_code
    model = ClassHygieneLog
    searched = ("exceptions", "disinfectant")
    orientation = "landscape"
    daily = True
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CLASS,
        *(Column(c.code, c.heading, mark_of(c.code), width=8) for c in grid.COLUMNS),
        Column("disinfectant", _("disinfectant and strength"), disinfectant, width=16),
        Column("exceptions", _("not done, and why"), width=20),
        BY,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )
    signatures = (CARER, DOCTOR, _("Person in charge"))
    legend = _(
        "√ is done; minutes are those of the day's records. The carer fills it in, the doctor "
        "checks it; a day without anything to report still has its row."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With what the day's other records of the class say, read once for all rows."""
        logs: list[Any] = super().records(keys)
        if not logs:
            return []
        dates = [timezone.localdate(log.entry.happened_at) for log in logs]
        classes = {log.entry.school_class_id for log in logs}
        days = grid.days_of(classes, min(dates), max(dates))
        for log, on in zip(logs, dates, strict=True):
            day = days[log.entry.school_class_id, on]
            log.known = day.marks | {"disinfectant": ", ".join(day.disinfectants)}
        return logs


class DisinfectionRegister(EntryRegister):
    """消毒记录: each time, with what, how long, and why otherwise than the table."""

    code = "disinfections"
    trade = "health"
    title = _("Disinfection register")
    kind = Disinfection.kind_code
    model = Disinfection
    related: ClassVar = ("lamp__place", "preparation")
    searched = ("departure", "note")
    columns: ClassVar[Sequence[Column]] = (
        NUMBER,
        STATE,
        HAPPENED,
        WHERE,
        Column("item", _("What is disinfected"), "get_item_display", width=14),
        Column("method", _("Method"), "get_method_display", width=10),
        Column("strength", _("Strength"), "strength_said", width=10),
        Column("ended_at", _("Ended at"), width=17),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("lamp", _("Lamp"), width=12, hidden=True),
        Column("nobody_inside", _("Nobody inside"), width=8, hidden=True),
        Column("aired", _("Aired afterwards"), width=8),
        Column("pieces", _("Pieces"), width=8, hidden=True, number=True),
        Column("departure", _("Why otherwise than the table"), width=20),
        Column("note", _("Note"), width=16, hidden=True),
        BY,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )
    signatures = (CARER, DOCTOR, _("Person in charge"))


class BeddingRegister(DisinfectionRegister):
    """被褥衣物晾晒清洗记录: bedding, linen, mats, sleeping bags, quilts and shoes."""

    code = "bedding"
    title = _("Bedding and clothing register")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CLASS,
        Column("item", _("What"), "get_item_display", width=14),
        Column("method", _("What was done"), "get_method_display", width=10),
        Column("ended_at", _("Ended at"), width=17),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("pieces", _("Pieces"), width=8, total=True),
        Column("note", _("Note"), width=20),
        BY,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )

    def rows(self, person: Any, search: Any) -> QuerySet[Entry]:
        return super().rows(person, search).filter(subject__in=[each.subject for each in BEDDING])


class UvLampRegister(EntryRegister):
    """H19 紫外线灯使用记录."""

    code = "uv-lamps"
    trade = "health"
    title = _("Use register of the ultraviolet lamps")
    kind = UvLampLog.kind_code
    model = UvLampLog
    searched = ("lamp__number", "lamp__place__name")
    columns = (
        NUMBER,
        STATE,
        Column("lamp", _("Lamp number"), "lamp.number", width=8),
        Column("room", pgettext_lazy("of a school", "Room"), "lamp.place", width=14),
        HAPPENED,
        Column("ended_at", _("Ended at"), width=17),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, total=True),
        Column("hours", _("Hours of the tube"), width=10, number=True),
        Column("nobody_inside", _("Nobody inside"), width=8),
        Column("wiped", _("Wiped"), width=8),
        Column("intensity", _("Intensity"), unit="µW/cm²", width=10, number=True),
        BY,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )
    signatures = (CARER, DOCTOR, _("Person in charge"))
    legend = _(
        "A tube is replaced when its hours are over, or its intensity falls below 70 µW/cm²."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With the hours each tube had burned by then."""
        keys = list(keys)
        found = {row.pk: row for row in super().records(keys)}
        for log in UvLampLog.objects.with_tube().filter(pk__in=keys):
            found[log.pk].minutes_burned, found[log.pk].lamp = log.minutes_burned, log.lamp
            found[log.pk].tube = log.tube
        return [found[key] for key in keys]


class PreparationRegister(EntryRegister):
    """H20 消毒剂领用与配制记录."""

    code = "disinfectants"
    trade = "health"
    title = _("Register of disinfectants mixed")
    kind = DisinfectantPreparation.kind_code
    model = DisinfectantPreparation
    searched = ("product", "batch", "purpose")
    columns = (
        NUMBER,
        STATE,
        Column("product", _("Product"), width=14),
        Column("batch", _("Batch number"), width=12),
        Column("expires_on", _("Product good until"), width=11),
        Column("content", _("Strength on the label"), width=10, number=True),
        Column("label_unit", _("Unit"), width=6),
        Column("strength", _("Strength mixed"), unit="mg/L", width=10, number=True),
        Column("total_ml", _("Total"), unit="ml", width=10, number=True),
        Column("needed", _("Product needed"), width=10, number=True),
        Column("unit", _("Unit of the product"), width=6),
        Column("purpose", _("Used for"), width=14),
        BY,
        HAPPENED,
        Column("good_until", _("May be used until"), width=17),
        Column("departure", _("Why otherwise than usual"), width=16, hidden=True),
        CLASS,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("disinfectant", "Mixed by"), DOCTOR, _("Person in charge"))


def findings(record: HygieneInspection) -> str:
    titles = inspecting.titles(record.about)
    return "; ".join(
        f"{titles.get(line.what, line.what)}: {line.found}" for line in record.lines.all()
    )


def measures(record: HygieneInspection) -> str:
    return "; ".join(line.measure for line in record.lines.all() if line.measure)


class InspectionRegister(WithLines, EntryRegister):
    """卫生检查记录."""

    code = "hygiene-inspections"
    trade = "health"
    title = _("Register of hygiene inspections")
    kind = HygieneInspection.kind_code
    model = HygieneInspection
    searched = ("summary", "lines__found")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("about", _("What was inspected"), "get_about_display", width=16),
        WHERE,
        Column("seen", _("Records looked at"), width=8, hidden=True, number=True),
        Column("returned", _("Records sent back"), width=8, hidden=True, number=True),
        Column("findings", _("What was found"), findings, width=30),
        Column("measures", _("Measure"), measures, width=24),
        Column("summary", _("Result"), width=20),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("hygiene", "Inspected by"), _("Person in charge"))


def densities(record: PestControl) -> str:
    return "; ".join(str(line) for line in record.lines.all())


class PestRegister(WithLines, EntryRegister):
    """F17 有害生物防制记录, with the density of the traps."""

    code = "pest-control"
    trade = "health"
    title = _("Register of pest control")
    kind = PestControl.kind_code
    model = PestControl
    searched = ("area", "agent", "firm", "effect")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("area", _("Area"), width=16),
        Column("pests", _("Against"), "pests_said", width=14),
        Column("act", _("What was done"), "get_act_display", width=14),
        Column("agent", _("Method or agent"), width=16),
        Column("firm", _("Firm"), width=16),
        Column("worker", _("Carried out by"), width=12),
        Column("densities", _("Density"), densities, width=30),
        Column("effect", _("Effect"), width=20),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), DOCTOR, _("Person in charge"))


class WaterRegister(EntryRegister):
    """饮用水设备清洗检测记录."""

    code = "drinking-water"
    trade = "health"
    title = _("Register of drinking water")
    kind = DrinkingWaterService.kind_code
    model = DrinkingWaterService
    searched = ("device", "firm", "finding", "licence")
    columns = (
        NUMBER,
        STATE,
        Column("device", _("Device or tank"), width=16),
        Column("act", _("What was done"), "get_act_display", width=14),
        HAPPENED,
        Column("firm", _("Carried out by"), width=16),
        Column("result", _("Result"), "get_result_display", width=12),
        Column("finding", _("Figures and measure"), width=24),
        Column("licence", _("Hygiene licence or report number"), width=16),
        Column("next_on", _("Due again on"), width=11),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), DOCTOR, _("Person in charge"))


REGISTERS = [
    ClassHygieneRegister,
    DisinfectionRegister,
    UvLampRegister,
    PreparationRegister,
    BeddingRegister,
    InspectionRegister,
    PestRegister,
    WaterRegister,
]
