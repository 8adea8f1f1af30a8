"""盘点表: the register of stocktakes, a counted lot a line, in the order of the official form."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.records.registers import EntryRegister
from logistics.records.searching import EntrySearch
from logistics.registers import Cell, Column, Line, Value, cell
from logistics.stores.models import Stocktake, StocktakeLine
from logistics.stores.registers import taken_back

SHEET = ("sheet__entry__campus", "sheet__entry__school_class", "sheet__entry__place")


class LineRegister(EntryRegister):
    """A register with a row for each line of a sheet. A row opens the sheet it stands on.

    `line_model` are the lines, `related` what their columns follow.
    """

    line_model: ClassVar[Any]  # a kind of RecordLine

    def rows(self, person: Any, search: EntrySearch) -> QuerySet:
        entries = super().rows(person, search)
        rows = self.line_model._default_manager.filter(sheet__in=entries.order_by().values("pk"))
        oldest = search.is_valid() and search.said("order") == "oldest"
        time = F("sheet__entry__happened_at")
        return rows.order_by(time.asc() if oldest else time.desc(), "sheet", "position", "pk")

    def containing(self, words: str) -> Q:
        """The sheets on which it stands; a number finds its own sheet."""
        found = Q(number__icontains=words) | Q(title__icontains=words)
        lines = Q()
        for column in self.searched:
            lines |= Q(**{f"{column}__icontains": words})
        sheets = self.line_model._default_manager.filter(lines).values("sheet")
        return found | Q(pk__in=sheets)

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        found = self.line_model._default_manager.select_related(*SHEET, *self.related)
        known = found.in_bulk(keys)
        ordered = [known[key] for key in keys]
        told = taken_back(ordered) if history else {}
        return [self.row(line, columns, told) for line in ordered]

    def row(self, line: Any, columns: Sequence[Column], told: dict[int, list[str]]) -> Line:
        cells = [without_idle_zeros(cell(column, line)) for column in columns]
        row = Line(line.sheet_id, cells, told.get(line.sheet_id, []))
        if line.sheet.entry.status == Entry.Status.VOIDED:
            row.strike(columns)
        return row

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        return []


def without_idle_zeros(said: Cell) -> Cell:
    """A quantity as people write it."""
    if isinstance(said.value, Decimal):
        said.text = plain_quantity(said.value)
    return said


def surplus_or_shortage(line: Any) -> str:
    difference = line.counted - line.expected
    if not difference:
        return ""
    return _("surplus") if difference > 0 else _("shortage")


def frozen_on(line: Any) -> Value:
    return timezone.localdate(line.sheet.frozen_at)


def state_of_lot(line: StocktakeLine) -> str:
    """Usable, or expired when it was counted."""
    expires = line.lot.expires_on
    if expires and expires < timezone.localdate(line.sheet.frozen_at):
        return _("expired")
    return _("usable")


NUMBER = Column(
    "sheet", gettext_lazy("Sheet"), "sheet.entry.number", width=16, kept=True, content=False
)
FROZEN = Column("frozen_at", gettext_lazy("Counted on"), frozen_on, width=11, content=False)
EXPECTED = Column("expected", gettext_lazy("By the account"), width=9, number=True)
COUNTED = Column("counted", gettext_lazy("Counted"), width=9, number=True)
DIFFERENCE = Column(
    "difference",
    gettext_lazy("Difference"),
    lambda line: line.counted - line.expected,
    width=9,
    number=True,
)
WAY = Column("way", gettext_lazy("Surplus or shortage"), surplus_or_shortage, width=9)
REASON = Column("reason", gettext_lazy("Reason"), width=20)
HANDLING = Column("handling", gettext_lazy("Handling"), width=20)
SIGNATURES = (
    gettext_lazy("Counted by"),
    gettext_lazy("Supervised by"),
    gettext_lazy("Person in charge"),
)


class StocktakeRegister(LineRegister):
    """B08 for the stores."""

    code = "stocktakes"
    trade = "assets"
    title = gettext_lazy("Stocktake sheet")
    kind = Stocktake.kind_code
    model = Stocktake
    line_model = StocktakeLine
    related = ("sheet__store", "item", "lot")
    searched = ("item__name", "item__number", "lot__batch", "reason")
    filters = ("period", "campus", "place", "state", "q", "order")
    signatures = SIGNATURES
    orientation = "landscape"
    keep_years = 15
    columns = (
        FROZEN,
        Column("store", gettext_lazy("Scope"), "sheet.store", width=14),
        NUMBER,
        Column("number", gettext_lazy("Item number"), "item.number", width=10),
        Column("name", gettext_lazy("Name"), "item.name", width=24),
        Column("specification", gettext_lazy("Specification"), "item.specification", width=20),
        Column("batch", gettext_lazy("Batch"), "lot.batch", width=10, hidden=True),
        Column("unit", gettext_lazy("Unit"), "item.unit", width=6),
        EXPECTED,
        COUNTED,
        DIFFERENCE,
        WAY,
        Column("amount", gettext_lazy("Worth (yuan)"), width=10, number=True, hidden=True),
        REASON,
        Column("lot_state", gettext_lazy("State"), state_of_lot, width=8),
        HANDLING,
    )
    legend = gettext_lazy(
        "By the account: what the ledger says was there when it was counted. The difference was "
        "posted as surplus or shortage when the sheet was filed."
    )
