"""The registers of custody: property lists, handovers, loans, transfers, damage, disposal."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.custody import papers
from assets.models import (
    AssetDisposal,
    AssetTransfer,
    ClassProperty,
    CustodyHandover,
    DamageCase,
    DisposalLine,
    LoanLine,
    LoanSheet,
    TransferLine,
)
from logistics.records.models import Entry
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    ENTRY,
    HAPPENED,
    NUMBER,
    SECRET,
    STATE,
    WHERE,
    EntryRegister,
    remark,
)
from logistics.registers import Column, Line

FILTERS = ("period", "campus", "place", "person", "state", "reason", "q", "order")
OF_CLASSES = ("period", "campus", "school_class", *FILTERS[2:])


class ClassPropertyRegister(EntryRegister):
    """班级（室）财产清查登记: one line a list."""

    code = "class-property"
    trade = "assets"
    title = _("Register of property checks")
    kind = "class_property"
    model = ClassProperty
    related = ("answers",)
    searched = ("note", "answers__name")
    filters = OF_CLASSES
    keep_years = 5
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        WHERE,
        Column("occasion", pgettext_lazy("a check", "Occasion"), "get_occasion_display", width=14),
        Column("answers", _("Answered for by"), width=12),
        Column("expected", _("By the register"), width=10, total=True),
        Column("found", pgettext_lazy("quantity", "Found"), width=10, total=True),
        Column("missing", pgettext_lazy("things", "Missing"), width=10, total=True),
        Column("damaged", _("Damaged"), width=10, total=True),
        Column("note", _("Note"), width=20, hidden=True),
        BY,
        ENTERED,
    )
    signatures = (
        pgettext_lazy("property", "Checked by"),
        _("Answered for by"),
        _("Person in charge"),
    )


class HandoverRegister(EntryRegister):
    """物资保管移交登记."""

    code = "custody-handovers"
    trade = "assets"
    title = _("Register of handovers")
    kind = "custody_handover"
    model = CustodyHandover
    related = ("giver", "taker", "supervisor", "store")
    searched = ("giver__name", "taker__name", "reason")
    filters = FILTERS
    keep_years = 15
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        Column("giver", _("Handed over by"), width=12),
        Column("taker", _("Taken over by"), width=12),
        Column("supervisor", pgettext_lazy("a handover", "Supervised by"), width=12),
        Column("store", _("Store"), width=14),
        Column("reason", _("Reason"), width=24),
        BY,
        ENTERED,
    )
    signatures = (
        _("Handed over by"),
        _("Taken over by"),
        pgettext_lazy("a handover", "Supervised by"),
    )


class LineRegister(EntryRegister):
    """One row a line of the sheets: a card with what the form asks of it.

    `line` is the model of the line. These sheets are never corrected; of what was dropped each
    line is struck through, with the reason.
    """

    line_model: ClassVar[type[Any]]
    filters: ClassVar[Sequence[str]] = FILTERS
    only: ClassVar[Q] = Q()

    def rows(self, person: Any, search: Any) -> QuerySet:
        entries = super().rows(person, search)
        rows = self.line_model._default_manager.filter(self.only, sheet__in=entries.values("pk"))
        if search.is_valid() and search.said("order") == "oldest":
            return rows.order_by("sheet__entry__happened_at", "sheet", "position", "pk")
        return rows.order_by("-sheet__entry__happened_at", "-sheet", "position", "pk")

    def records(self, keys: Iterable[int]) -> list[Any]:
        keys = list(keys)
        entry = tuple(f"sheet__{name}" for name in (*ENTRY, *self.of_sheet))
        rows = self.line_model._default_manager.select_related(*entry, *self.related)
        rows = rows.defer(*(f"sheet__{name}" for name in SECRET))
        found = {line.pk: line for line in rows.filter(pk__in=keys)}
        return [found[key] for key in keys]

    of_sheet: ClassVar[Sequence[str]] = ()

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        return [self.row(line, columns) for line in self.records(rows)]

    def row(self, line: Any, columns: Sequence[Column]) -> Line:
        told: Any = Wearing(line)
        shown = Line(line.sheet.entry.pk, self.cells(told, columns))
        if line.sheet.entry.status == Entry.Status.VOIDED:
            last = line.sheet.entry.versions.select_related("by").last()
            shown.remarks = [remark(last)] if last else []
            shown.strike(columns)
        return shown

    def summed(self, rows: QuerySet) -> QuerySet:
        return rows.order_by().exclude(sheet__entry__status=Entry.Status.VOIDED)


class Wearing:
    """A line that answers for its sheet's entry, as columns of records ask."""

    def __init__(self, line: Any) -> None:
        self.line = line
        self.sheet = line.sheet
        self.entry = line.sheet.entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


class LoanRegister(LineRegister):
    """借用（归还）登记表: the columns of the official sheet."""

    code = "loans"
    trade = "assets"
    title = _("Register of loans and returns")
    kind = "loan"
    model = LoanSheet
    line_model = LoanLine
    only = Q(sheet__act=LoanSheet.Act.LENT)
    related = ("loan__asset", "loan__borrower", "loan__lent_by", "loan__school_class")
    searched = ("lines__loan__asset__name", "lines__loan__borrower__name")
    keep_years = 5
    columns = (
        NUMBER,
        STATE,
        Column("asset", _("Asset"), "loan.asset", width=24),
        Column("quantity", _("Quantity"), width=8, total=True),
        Column("borrower", _("Borrower"), lambda row: papers.holder(row.loan), width=12),
        Column("purpose", _("Purpose"), "loan.purpose", width=18),
        Column("lent_on", _("Lent on"), "loan.lent_on", width=11),
        Column("due_on", pgettext_lazy("a loan", "Due on"), "loan.due_on", width=11),
        Column("returned_on", pgettext_lazy("a loan", "Returned on"), "loan.returned_on", width=11),
        Column("condition", _("Condition"), "loan.get_condition_display", width=10),
        Column("lent_by", pgettext_lazy("a loan", "Keeper"), "loan.lent_by", width=10),
        CAMPUS,
        HAPPENED,
    )
    signatures = (_("Borrower"), pgettext_lazy("a loan", "Keeper"))


class TransferRegister(LineRegister):
    """资产调拨（转移）登记表."""

    code = "asset-transfers"
    trade = "assets"
    title = _("Register of transfers")
    kind = "asset_transfer"
    model = AssetTransfer
    line_model = TransferLine
    related = ("asset", "from_place", "from_user", "from_custodian")
    of_sheet = ("to_campus", "to_place", "to_user", "to_custodian")
    searched = ("lines__asset__name", "lines__asset__number", "reason")
    keep_years = 15
    columns = (
        NUMBER,
        STATE,
        Column("asset", _("Asset"), width=24),
        Column("from_department", _("From department"), width=12),
        Column("from_user", _("User before"), lambda row: row.from_user or row.from_custodian,
               width=10),
        Column("from_place", pgettext_lazy("a transfer", "From place"), width=14),
        Column("to_department", _("To department"), "sheet.to_department", width=12),
        Column("to_user", _("New user"),
               lambda row: row.sheet.to_user or row.sheet.to_custodian, width=10),
        Column("to_place", _("To place"), "sheet.to_place", width=14),
        Column("why", _("Reason"), "sheet.reason", width=18),
        Column("condition", _("Condition"), "get_condition_display", width=8),
        CAMPUS,
        HAPPENED,
    )  # fmt: skip
    signatures = (
        _("Handed over by"),
        _("Taken over by"),
        pgettext_lazy("a transfer", "Storekeeper"),
    )


class DamageRegister(EntryRegister):
    """损坏丢失赔偿登记."""

    code = "damage-cases"
    trade = "assets"
    title = _("Register of damage and loss")
    kind = "damage_case"
    model = DamageCase
    related = ("asset", "responsible")
    searched = ("asset__name", "asset__number", "cause", "responsible__name")
    filters = OF_CLASSES
    keep_years = 10
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        WHERE,
        Column("asset", _("Asset"), width=24),
        Column("quantity", _("Quantity"), width=8),
        Column("loss", pgettext_lazy("damage", "What happened"), "get_loss_display", width=10),
        Column("cause", _("Cause"), width=26),
        Column("who", _("Responsible"), width=12),
        Column("amount", _("To be paid"), unit=_("yuan"), width=12, total=True),
        Column("points", _("Points off the class"), width=8, total=True),
        Column("outcome", _("Outcome"), lambda case: said(case, "outcome"), width=10),
        Column("receipt", _("Receipt number"), lambda case: said(case, "receipt"), width=14),
        BY,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("Responsible"), _("Person in charge"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows = self.model._default_manager.select_related(*ENTRY, *self.related).defer(*SECRET)
        keys = list(keys)
        with_settlements = rows.filter(pk__in=keys).prefetch_related("settlements__entry")
        found = {case.pk: case for case in with_settlements}
        return [found[key] for key in keys]


def said(case: Any, what: str) -> str:
    """Of the settlement that stands."""
    for each in case.settlements.all():
        if each.entry.status != Entry.Status.VOIDED:
            return str(each.get_outcome_display() if what == "outcome" else each.receipt)
    return ""


class DisposalRegister(LineRegister):
    """资产处置申请（审批）表: a card with its worth, what was said of it, the authority's number."""

    code = "asset-disposals"
    trade = "assets"
    title = _("Register of disposals")
    kind = "asset_disposal"
    model = AssetDisposal
    line_model = DisposalLine
    related = ("asset",)
    of_sheet = ("appraiser", "write_off")
    searched = ("lines__asset__name", "lines__asset__number", "reason")
    keep_years = 15
    columns = (
        NUMBER,
        STATE,
        Column("asset", _("Asset"), width=24),
        Column("value", _("Original value"), unit=_("yuan"), width=12, total=True),
        Column("depreciation", _("Depreciation so far"), unit=_("yuan"), width=12, total=True),
        Column("net", _("Net value"), unit=_("yuan"), width=12, total=True),
        Column("acquired_on", pgettext_lazy("a disposal", "Acquired on"), width=11),
        Column("used_years", _("Used for (years)"), width=8, number=True),
        Column("way", _("Way of disposal"), "sheet.get_way_display", width=10),
        Column("why", _("Reason"), "sheet.reason", width=18),
        Column("opinion", _("Technical opinion"), "sheet.opinion", width=18),
        Column("department", _("Opinion of the department"), "sheet.department", width=14),
        Column("resolution", _("Resolution of the school"), "sheet.resolution", width=14),
        Column("document", _("Approval document"), lambda row: gone(row, "document"), width=16),
        Column("approved_on", _("Approved on"), lambda row: gone(row, "approved_on"), width=11),
        Column("income", _("Income"), lambda row: gone(row, "income"), unit=_("yuan"), width=10,
               number=True),
        Column("salvage", _("What became of the remains"), lambda row: gone(row, "salvage"),
               width=16),
        CAMPUS,
        HAPPENED,
    )  # fmt: skip
    signatures = (_("Using department"), _("Appraised by"), _("Principal"), _("Authority"))


def gone(row: Any, name: str) -> Any:
    write_off = getattr(row.sheet, "write_off", None)
    return getattr(write_off, name) if write_off else None


REGISTERS = [
    ClassPropertyRegister,
    HandoverRegister,
    LoanRegister,
    TransferRegister,
    DamageRegister,
    DisposalRegister,
]
