"""F01 食品留样记录表, its disposals and spot checks, and F21 校外供餐接收记录."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.models import (
    CateringDelivery,
    DisposalLine,
    FoodSample,
    SampleCheck,
    SampleDisposal,
    SampleLine,
)
from canteen.samples.owing import MealOf
from logistics.records.models import Entry
from logistics.records.registers import (
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
    WithLines,
    remarks_on,
)
from logistics.registers import Cell, Column, Line, cell

SECRET = ("entry__entered_by__identity_number", "entry__reviewed_by__identity_number")
FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")
VIEW = "canteen.view"


@dataclass
class SampleRow:
    """A row of F01: a sample on its sheet, with what became of it and who had cooked the meal.

    A sheet without any sample has one row that says so.
    """

    sheet: FoodSample
    line: SampleLine | None
    gone: DisposalLine | None = None
    delivery: CateringDelivery | None = None
    is_first: bool = True

    @property
    def entry(self) -> Entry:
        return self.sheet.entry

    @property
    def pk(self) -> int:
        return self.sheet.pk

    @property
    def dish(self) -> str:
        if self.line is not None:
            return str(self.line.dish)
        if self.entry.is_zero:
            return gettext("nothing to be sampled")
        return gettext("nothing was sampled")

    @property
    def disposed_at(self) -> datetime | None:
        return self.gone.sheet.entry.happened_at if self.gone else None

    @property
    def disposed_by(self) -> Any:
        return self.gone.sheet.entry.entered_by if self.gone else None

    @property
    def remark(self) -> str:
        """What is not in order, in words."""
        said = [self.line.fault_words] if self.line and self.line.faults else []
        if self.is_first and self.sheet.missing:
            which = gettext(", ").join(self.sheet.missing)
            said.append(gettext("without a sample: %(which)s") % {"which": which})
        if self.gone and self.gone.sheet.reason:
            said.append(gettext("discarded early: %(why)s") % {"why": self.gone.sheet.reason})
        return "; ".join(part for part in said if part)


def of_line(name: str) -> str:
    return f"line.{name}"


class SampleRegister(EntryRegister):
    """F01, one row a dish and meal, in the order of the annex of the code of practice."""

    code = "food-samples"
    trade = "canteen"
    permission = VIEW
    title = _("Food sample register")
    kind = FoodSample.kind_code
    model = FoodSample
    filters = FILTERS
    orientation = "landscape"
    columns = (
        Column("date", _("Date"), "sheet.on", width=11),
        Column("meal", _("Meal"), "sheet.get_meal_display", width=8),
        Column("dish", _("Name of the sampled food"), width=16),
        Column("sampled_at", _("Sampled at"), of_line("sampled_at"), width=17),
        Column("weight_g", _("Quantity kept"), of_line("weight_g"), unit="g", width=8, number=True),
        Column("storage", _("Storage condition"), of_line("get_storage_display"), width=14),
        Column("kept_until", _("Kept until"), of_line("kept_until"), width=17),
        Column("ordering_unit", _("Ordering unit"), lambda row: str(row.sheet.campus)
               if row.delivery else "", width=12, hidden=True),
        Column("delivered_at", _("Delivered at"), "delivery.entry.happened_at", width=17,
               hidden=True),
        Column("sampled_by", _("Sampled by"), of_line("sampled_by"), width=10),
        Column("fridge", _("Sample fridge"), of_line("fridge"), width=12),
        Column("temperature", pgettext_lazy("of a fridge", "Temperature"), of_line("temperature"), unit="℃", width=8,
               number=True),
        Column("container_no", _("Container or label number"), lambda row: row.line.container_no
               or row.line.code if row.line else "", width=14),
        Column("disposed_at", _("Discarded at"), width=17),
        Column("disposed_by", _("Discarded by"), width=10),
        Column("reviewer", _("Reviewed by"), "entry.reviewed_by", width=10, content=False),
        Column("remark", _("Remarks"), width=18),
        STATE,
        NUMBER,
        CAMPUS,
        ENTERED,
    )  # fmt: skip
    signatures = (_("Sampled by"), _("Reviewed by"))
    legend = _(
        "Every finished dish of every meal, at least 125 g, at least 48 hours at 0 to 8 ℃. What is "
        "less, warmer or discarded earlier is kept as it was and followed up."
    )

    def containing(self, words: str) -> Q:
        lines = SampleLine.objects.filter(
            Q(dish__name__icontains=words) | Q(code__iexact=words) | Q(container_no=words)
        )
        return super().containing(words) | Q(pk__in=lines.values("sheet"))

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        remarks = remarks_on(keys) if history else {}
        found = self.of_sheets(keys)
        return [
            self.told(row, columns, remarks if place == 0 else {})
            for key in keys
            for place, row in enumerate(found.get(key, ()))
        ]

    def of_sheets(self, keys: list[int]) -> dict[int, list[SampleRow]]:
        related = ("campus", "entry__campus", "entry__entered_by", "entry__reviewed_by")
        sheets = FoodSample.objects.filter(pk__in=keys).select_related(*related).defer(*SECRET)
        by_key = {sheet.pk: sheet for sheet in sheets}
        lines: dict[int, list[SampleLine]] = {}
        samples = SampleLine.objects.filter(sheet__in=keys).order_by("position", "pk")
        samples = samples.select_related("dish", "fridge", "sampled_by")
        for line in samples.defer("sampled_by__identity_number"):
            lines.setdefault(line.sheet_id, []).append(line)
        gone = disposals_of([line.code for each in lines.values() for line in each])
        came = deliveries_of(by_key.values())
        return {
            key: rows_of(sheet, lines.get(key, []), gone, came) for key, sheet in by_key.items()
        }

    def told(
        self, row: SampleRow, columns: Sequence[Column], remarks: dict[int, list[str]]
    ) -> Line:
        line = Line(row.pk, [cell(column, row) for column in columns])
        line.remark(remarks.get(row.pk, []), columns, STATE.name)
        if row.entry.status == Entry.Status.VOIDED:
            line.strike(columns)
        return line

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        return []


def rows_of(
    sheet: FoodSample,
    lines: Sequence[SampleLine],
    gone: dict[str, DisposalLine],
    came: dict[MealOf, CateringDelivery],
) -> list[SampleRow]:
    delivery = came.get(MealOf(sheet.campus_id, sheet.on, sheet.meal))
    rows = [
        SampleRow(sheet, line, gone.get(line.code), delivery, is_first=place == 0)
        for place, line in enumerate(lines)
    ]
    return rows or [SampleRow(sheet, None, None, delivery)]


def disposals_of(codes: Sequence[str]) -> dict[str, DisposalLine]:
    rows = DisposalLine.objects.filter(code__in=codes)
    rows = rows.exclude(sheet__entry__status=Entry.Status.VOIDED)
    rows = rows.select_related("sheet__entry__entered_by")
    return {row.code: row for row in rows.defer("sheet__entry__entered_by__identity_number")}


def deliveries_of(sheets: Iterable[FoodSample]) -> dict[MealOf, CateringDelivery]:
    """The meals of these sheets that a firm had brought."""
    days = {sheet.on for sheet in sheets}
    rows = CateringDelivery.objects.filter(on__in=days).select_related("entry")
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    return {MealOf(row.entry.campus_id, row.on, row.meal): row for row in rows}


def discarded(record: SampleDisposal) -> str:
    return gettext(", ").join(str(line.dish) for line in record.lines.all())


class DisposalRegister(WithLines, EntryRegister):
    """The disposals of samples, one row a meal."""

    code = "food-sample-disposals"
    trade = "canteen"
    permission = VIEW
    title = _("Register of discarded samples")
    kind = SampleDisposal.kind_code
    model = SampleDisposal
    filters = FILTERS
    related = ("sample",)
    line_related = ("dish",)
    columns = (
        HAPPENED,
        Column("date", _("Date"), "sample.on", width=11),
        Column("meal", _("Meal"), "sample.get_meal_display", width=8),
        Column("dishes", _("Samples"), discarded, width=36),
        Column("reason", _("Why before the time"), width=20),
        Column("by", _("Discarded by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Discarded by"), _("Reviewed by"))


class CheckRegister(EntryRegister):
    """The spot checks of samples."""

    code = "food-sample-checks"
    trade = "canteen"
    permission = VIEW
    title = _("Spot checks of samples")
    kind = SampleCheck.kind_code
    model = SampleCheck
    filters = FILTERS
    related = ("sample",)
    columns = (
        HAPPENED,
        Column("date", _("Samples of"), "sample.on", width=11),
        Column("meal", _("Meal"), "sample.get_meal_display", width=8),
        Column("result", _("Time, quantity, label"), width=28),
        Column("store", _("Records of the store"), "store_result", width=24),
        Column("note", _("What was found"), width=24),
        Column("by", _("Checked by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Checked by"), _("Person in charge"))


def samples_kept(record: CateringDelivery) -> str:
    kept = {_("the firm"): record.firm_sampled, _("the school"): record.school_sampled}
    return gettext(", ").join(str(who) for who, has in kept.items() if has) or gettext("neither")


def packaging(record: CateringDelivery) -> str:
    return gettext("qualified") if record.is_packed_right else gettext("not qualified")


class DeliveryRegister(EntryRegister):
    """F21, for campuses that order their meals."""

    code = "catering-deliveries"
    trade = "canteen"
    permission = VIEW
    title = _("Register of delivered meals")
    kind = CateringDelivery.kind_code
    model = CateringDelivery
    filters = FILTERS
    related = ("second",)
    searched = ("firm", "licence", "dishes")
    orientation = "landscape"
    columns = (
        Column("firm", _("Firm that cooked it"), width=16),
        Column("licence", _("Licence"), width=16),
        Column("delivered_at", _("Delivered at"), "entry.happened_at", width=17, content=False),
        Column("meal", _("Meal"), "get_meal_display", width=8),
        Column("portions", _("Portions"), width=8, number=True, total=True),
        Column("dishes", pgettext_lazy("a delivered meal", "Dishes"), width=20),
        Column("cooked_at", _("Cooked through at"), width=17),
        Column("temperature", _("Core temperature"), unit="℃", width=8, number=True),
        Column("packaging", _("Packaging and label"), packaging, width=10),
        Column("samples", _("Samples kept by"), samples_kept, width=12),
        Column("by", _("Received by"), "entry.entered_by", width=10, content=False),
        Column("second", _("Second receiver"), width=10),
        Column("served_at", _("Served out at"), width=17),
        Column("remark", _("Remarks"), lambda record: "; ".join(
            part for part in (record.fault_words, record.note) if part), width=16),
        STATE,
        NUMBER,
        CAMPUS,
        ENTERED,
    )  # fmt: skip
    signatures = (_("Received by"), _("Second receiver"))


REGISTERS = [SampleRegister, DisposalRegister, CheckRegister, DeliveryRegister]
