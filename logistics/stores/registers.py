"""The registers of the stores: one row a line of a document, as the booklets have it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from logistics.contributions import Words
from logistics.records.models import Entry, Version
from logistics.records.registers import remark
from logistics.records.searching import EntrySearch
from logistics.registers import Cell, Column, Line, Register, shown
from logistics.stores.ledger import cents, exact
from logistics.stores.models import Movement, Shelf, StockInLine, StockOutLine, StockReturnLine
from logistics.stores.models.goods import Stock


def trimmed(value: Decimal | None) -> Decimal | None:
    """A quantity without idle zeros, still a number."""
    return None if value is None else Decimal(f"{value.normalize():f}")


def quantity(line: Any) -> Decimal | None:
    return trimmed(line.quantity)


def price(line: Any) -> Decimal | None:
    return trimmed(line.lot.price)


def whereto(line: Any) -> str:
    """The class or place it was for, else the department of who received it."""
    entry = line.sheet.entry
    parts = [str(part) for part in (entry.school_class, entry.place) if part]
    return " · ".join(parts) or str(line.sheet.receiver.department)


def batch(line: Any) -> str:
    parts = [line.lot.batch, f"{line.lot.expires_on:%Y-%m-%d}" if line.lot.expires_on else ""]
    return " / ".join(part for part in parts if part)


def state(line: Any) -> str:
    """Status and marks in words: what was taken back or entered late says so."""
    entry = line.sheet.entry
    marks = [str(entry.get_status_display())]
    if entry.is_late:
        marks.append(_("late entry: %(reason)s") % {"reason": entry.late_reason})
    return pgettext("between the parts of a list", "; ").join(marks)


DATE = Column(
    "happened_at", gettext_lazy("Date"), "sheet.entry.happened_at", width=17, content=False
)
NUMBER = Column(
    "number", gettext_lazy("Number"), "sheet.entry.number", width=16, kept=True, content=False
)
STATE = Column("state", gettext_lazy("State"), state, width=14, kept=True, content=False)
STORE = Column("store", gettext_lazy("Store"), "sheet.store", width=12, hidden=True)
CAMPUS = Column(
    "campus", gettext_lazy("Campus"), "sheet.entry.campus", width=12, hidden=True, content=False
)
NAME = Column("item", gettext_lazy("Name of the goods"), "item.name", width=16)
SPECIFICATION = Column("specification", gettext_lazy("Specification"), "item.specification")
UNIT = Column("unit", gettext_lazy("Unit"), "item.unit", width=6)
QUANTITY = Column("quantity", gettext_lazy("Quantity"), quantity, width=9, number=True)
PRICE = Column("price", gettext_lazy("Unit price"), price, unit=gettext_lazy("yuan"), width=10,
               number=True)  # fmt: skip
AMOUNT = Column("amount", gettext_lazy("Amount"), unit=gettext_lazy("yuan"), width=10, total=True)
KEEPER = Column("keeper", gettext_lazy("Keeper"), "sheet.entry.entered_by", width=10, content=False)
REMARK = Column("remark", gettext_lazy("Remark"), width=14)


class GoodsRegister(Register):
    """A register whose rows are the lines of the documents of one kind.

    A row opens the document. What was taken back stays in its place, struck through.
    """

    trade = "assets"
    by_key = True
    model: ClassVar[type[Any]]
    related: ClassVar[Sequence[str]] = ()
    about: ClassVar[Q] = Q()  # which lines it is about
    search: ClassVar[Callable[..., Any]] = EntrySearch
    filters: ClassVar[Sequence[str]] = (
        "period", "campus", "school_class", "person", "state", "reason", "q", "order",
    )  # fmt: skip
    orientation = "landscape"
    permission = "records.view_register"

    def rows(self, person: Any, search: EntrySearch) -> QuerySet:
        lines = self.model.objects.filter(self.about)
        if not search.is_valid():
            return lines.none()
        seen = Entry.objects.visible_to(person, self.permission).filter(kind=self.kind)
        lines = lines.filter(sheet__entry__in=search.apply(seen).order_by().values("pk"))
        if words := search.said("q"):
            named = Q(item__name__icontains=words) | Q(item__initials__contains=words.lower())
            number = Q(sheet__entry__number__icontains=words)
            lines = lines.filter(named | number | Q(sheet__entry__title__icontains=words))
        newest = "" if search.said("order") == "oldest" else "-"
        return lines.order_by(f"{newest}sheet__entry__happened_at", f"{newest}sheet", "position")

    def keys(self, rows: QuerySet) -> QuerySet:
        return rows.values_list("pk", flat=True)

    def found(self, keys: Iterable[int]) -> list[Any]:
        """The lines of these keys with all that the columns follow, in one query."""
        keys = list(keys)
        related = ("sheet__entry__campus", "sheet__entry__entered_by", "sheet__store",
                   "item__group", "lot", *self.related)  # fmt: skip
        rows = self.model.objects.select_related(*related).in_bulk(keys)
        return [rows[key] for key in keys]

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        found = self.found(rows)
        self.prepare(found)
        remarks = taken_back(found) if history else {}
        return [self.told(line, columns, remarks) for line in found]

    def prepare(self, lines: Sequence[Any]) -> None:
        """Look up, for many lines at once, what is not on the line itself."""

    def told(self, line: Any, columns: Sequence[Column], remarks: dict[int, list[str]]) -> Line:
        told = Line(line.sheet_id, self.cells(line, columns))
        told.remark(remarks.get(line.sheet_id, []), columns, STATE.name)
        if line.sheet.entry.status == Entry.Status.VOIDED:
            told.strike(columns)
        return told

    def summed(self, rows: QuerySet) -> QuerySet:
        """What was taken back counts for nothing."""
        return rows.order_by().exclude(sheet__entry__status=Entry.Status.VOIDED)

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        """Amounts alone: quantities of different goods do not add up."""
        if not any(column.total for column in columns):
            return []
        amount = cents(self.summed(rows).aggregate(all=Sum("amount"))["all"])
        sums = {AMOUNT.name: amount}
        return [
            Cell(value, shown(value), column.title, is_number=True)
            for column in columns
            for value in [sums.get(column.name)]
        ]


def taken_back(lines: Iterable[Any]) -> dict[int, list[str]]:
    """Of each sheet that was taken back: by whom, when and why."""
    voided = {line.sheet_id for line in lines if line.sheet.entry.status == Entry.Status.VOIDED}
    rows = Version.objects.filter(entry__in=voided, act=Version.Act.VOID).select_related("by")
    return {version.entry_id: [remark(version)] for version in rows}


class StockInRegister(GoodsRegister):
    """入库登记: bought, given or won back, line by line."""

    code = "stock-in"
    title = gettext_lazy("Stock-in register")
    kind = "stock_in"
    model = StockInLine
    related = ("sheet__supplier",)
    columns = (
        NUMBER, STATE, DATE,
        Column("source", gettext_lazy("Source"), "sheet.get_source_display", width=10),
        Column("supplier", gettext_lazy("Supplier"), "sheet.supplier", width=16),
        NAME, SPECIFICATION, UNIT, QUANTITY, PRICE, AMOUNT,
        Column("batch", gettext_lazy("Batch and expiry"), batch, width=16),
        Column("bin", gettext_lazy("Shelf"), width=9), CAMPUS, STORE,
        Column("delivered_by", gettext_lazy("Delivered by"), "sheet.delivered_by", width=10),
        KEEPER,
    )  # fmt: skip
    signatures = (
        gettext_lazy("Delivered by"), gettext_lazy("Keeper"), gettext_lazy("Accountant"),
    )  # fmt: skip
    legend = gettext_lazy("Everything bought is booked in here first and issued only then.")

    def prepare(self, lines: Sequence[Any]) -> None:
        """On which shelf of its store each of the goods lies."""
        shelves = Shelf.objects.filter(
            store__in={line.sheet.store_id for line in lines},
            item__in={line.item_id for line in lines},
        )
        bins = {
            (store, item): bin_ for store, item, bin_ in shelves.values_list("store", "item", "bin")
        }
        for line in lines:
            line.bin = bins.get((line.sheet.store_id, line.item_id), "")


class StockOutRegister(GoodsRegister):
    """领用(出库)登记: who got what, for whom."""

    code = "stock-out"
    title = gettext_lazy("Issue register")
    kind = "issue"
    model = StockOutLine
    related: ClassVar[Sequence[str]] = (
        "sheet__receiver",
        "sheet__entry__school_class",
        "sheet__entry__place",
    )
    columns: ClassVar[Sequence[Column]] = (
        NUMBER, STATE, DATE,
        Column("whereto", gettext_lazy("Department or class"), whereto, width=14),
        Column("purpose", gettext_lazy("Purpose"), "sheet.purpose", width=16),
        NAME, SPECIFICATION, UNIT,
        Column("asked", pgettext_lazy("quantity", "Asked for"),
               lambda line: trimmed(line.asked if line.asked is not None else line.quantity),
               width=8, number=True),
        Column("quantity", gettext_lazy("Issued"), quantity, width=8, number=True),
        PRICE, AMOUNT, CAMPUS, STORE,
        Column("receiver", gettext_lazy("Received by"), "sheet.receiver", width=10),
        KEEPER,
    )  # fmt: skip
    signatures: ClassVar[Sequence[Words]] = (
        gettext_lazy("Received by"), gettext_lazy("Approved by"), gettext_lazy("Keeper"),
    )  # fmt: skip


class DurableRegister(StockOutRegister):
    """低值易耗品领用台账: what is to come back, and what of it has."""

    code = "durable-goods"
    title = gettext_lazy("Register of durable goods issued")
    about = Q(item__is_durable=True) | Q(item__old_for_new=True)
    columns = (
        NUMBER, STATE, NAME, SPECIFICATION,
        Column("receiver", gettext_lazy("Received by"), "sheet.receiver", width=10),
        Column("whereto", gettext_lazy("Department or class"), whereto, width=14),
        QUANTITY, UNIT, DATE,
        Column("returned", pgettext_lazy("durable goods", "Returned"), lambda line: trimmed(line.returned), width=8,
               number=True),
        Column("old_returned", gettext_lazy("Old ones for new"),
               lambda line: trimmed(line.old_returned), width=8, number=True),
        CAMPUS, STORE, REMARK,
    )  # fmt: skip
    signatures = (gettext_lazy("Keeper"),)

    def prepare(self, lines: Sequence[Any]) -> None:
        """What came back of each lot of each sheet; shared out among its lines in their order."""
        back: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        rows = StockReturnLine.objects.filter(sheet__basis__in={line.sheet_id for line in lines})
        standing = rows.exclude(sheet__entry__status=Entry.Status.VOIDED).order_by()
        sums = standing.values_list("sheet__basis", "lot").annotate(all=Sum("quantity"))
        for basis, lot, total in sums:
            back[basis, lot] = exact(total)
        for line in sorted(lines, key=lambda line: (line.sheet_id, line.position)):
            key = line.sheet_id, line.lot_id
            line.returned = min(line.quantity, back[key])
            back[key] -= line.returned


class HazardRegister(StockOutRegister):
    """危险品、消毒用品领用登记: limited, with two signatures, and what was left afterwards."""

    code = "hazardous-goods"
    title = gettext_lazy("Register of hazardous goods and disinfectants issued")
    about = Q(item__is_hazardous=True) | Q(item__group__kind=Stock.CHEMICALS)
    related = (*StockOutRegister.related, "sheet__witness")
    columns = (
        NUMBER, STATE, DATE, NAME, SPECIFICATION, UNIT, QUANTITY,
        Column("rest", gettext_lazy("Left afterwards"), lambda line: trimmed(line.rest), width=9,
               number=True),
        Column("purpose", gettext_lazy("Purpose"), "sheet.purpose", width=16),
        Column("whereto", gettext_lazy("Department or class"), whereto, width=14),
        Column("receiver", gettext_lazy("Received by"), "sheet.receiver", width=10),
        Column("witness", gettext_lazy("Second signature"), "sheet.witness", width=10),
        CAMPUS, STORE, KEEPER,
    )  # fmt: skip
    signatures = (
        gettext_lazy("Received by"), gettext_lazy("Second signature"), gettext_lazy("Keeper"),
    )  # fmt: skip

    def prepare(self, lines: Sequence[Any]) -> None:
        """What a store had left of an item after each line, over all its lots."""
        items, stores = {line.item_id for line in lines}, {line.sheet.store_id for line in lines}
        moved = Movement.objects.filter(item__in=items, store__in=stores)
        left: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        after: dict[tuple[int, int, int], Decimal] = {}
        named = ("store", "item", "entry", "line", "quantity")
        for store, item, entry, line, moving in moved.order_by("happened_at", "pk").values_list(
            *named
        ):
            left[store, item] += moving
            after[store, entry, line] = left[store, item]
        for line in lines:
            line.rest = after.get((line.sheet.store_id, line.sheet_id, line.position))


REGISTERS = (StockInRegister, StockOutRegister, DurableRegister, HazardRegister)
