"""The documents of the stores on paper, what taking one back would mean, and the issue sheets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.duties import signing
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.stores.models import Balance, Movement, Shelf, StockOut, StockOutLine, Store

Words = str | Promise
# What a counter-document may take back here; a stocktake is counted again instead.
TAKEN_BACK = ("stock_in", "issue", "stock_return", "stock_transfer", "stock_loss", "stocktake")


@dataclass(frozen=True)
class PaperColumn:
    """A column of the official sheet. `total` is added up below it."""

    heading: Words
    value: Callable[[Any], str]
    number: bool = False
    total: Callable[[Any], Decimal] | None = None


@dataclass(frozen=True)
class Paper:
    """One sheet as it is printed."""

    title: Words
    facts: list[tuple[Words, str]]
    columns: Sequence[PaperColumn]
    rows: list[list[str]]
    totals: list[str]
    amount: Decimal | None
    signatures: list[tuple[Words, str]]
    is_landscape: bool = False

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The rows, each text with whether it is a number."""
        numbers = [column.number for column in self.columns]
        return [list(zip(row, numbers, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Layout:
    """How a kind of document is printed: its head, its columns, who signs."""

    title: Words
    columns: Sequence[PaperColumn]
    signatures: Sequence[Words]
    facts: Callable[[Any], list[tuple[Words, Any]]] = lambda sheet: []
    signed: dict[str, int] = field(default_factory=dict)  # the place of each capacity
    keeper: int = 0  # the place of the keeper, who entered it


def plain(value: Decimal | None) -> str:
    return "" if value is None else plain_quantity(value)


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


NAME = PaperColumn(_("name of the goods"), lambda line: line.item.name)
SPECIFICATION = PaperColumn(_("specification"), lambda line: line.item.specification)
UNIT = PaperColumn(_("unit"), lambda line: line.item.unit)
QUANTITY = PaperColumn(_("quantity"), lambda line: plain(line.quantity), number=True)
PRICE = PaperColumn(
    _("unit price (yuan)"), lambda line: f"{line.lot.price.normalize():f}", number=True
)
AMOUNT = PaperColumn(
    _("amount (yuan)"), lambda line: money(line.amount), number=True, total=lambda line: line.amount
)
BATCH = PaperColumn(
    _("batch / expires on"),
    lambda line: " / ".join(p for p in (line.lot.batch, day(line.lot.expires_on)) if p),
)
BIN = PaperColumn(_("shelf"), lambda line: line.bin)
REMARK = PaperColumn(_("remark"), lambda line: line.remark)
COMMON = (NAME, SPECIFICATION, UNIT, QUANTITY, PRICE, AMOUNT)


def column(name: str, heading: Words, *, is_money: bool = False) -> PaperColumn:
    """A figure of the monthly sheet; amounts are added up."""
    if is_money:
        return PaperColumn(
            heading,
            lambda line: money(getattr(line, name)),
            number=True,
            total=lambda line: getattr(line, name),
        )
    return PaperColumn(heading, lambda line: plain(getattr(line, name)), number=True)


def issue_facts(sheet: Any) -> list[tuple[Words, Any]]:
    entry = sheet.entry
    where = " ".join(str(part) for part in (entry.school_class, entry.place) if part)
    return [
        (_("department or class"), where or sheet.receiver.department),
        (_("purpose"), sheet.purpose),
    ]


LAYOUTS = {
    "stock_in": Layout(
        _("Stock-in sheet"),
        (*COMMON, BATCH, BIN),
        (_("delivered by"), _("keeper"), _("accountant")),
        lambda sheet: [
            (_("source"), sheet.get_source_display()),
            (_("supplier"), sheet.supplier or ""),
            (_("delivered by"), sheet.delivered_by),
        ],
        keeper=1,
    ),
    "issue": Layout(
        _("Issue sheet"),
        (
            NAME,
            SPECIFICATION,
            UNIT,
            PaperColumn(
                _("quantity asked for"),
                lambda line: plain(line.asked if line.asked is not None else line.quantity),
                number=True,
            ),
            PaperColumn(_("quantity issued"), lambda line: plain(line.quantity), number=True),
            PRICE,
            AMOUNT,
            PaperColumn(
                _("old ones returned"), lambda line: plain(line.old_returned or None), number=True
            ),
            REMARK,
        ),
        (
            pgettext_lazy("signature", "received by"),
            pgettext_lazy("signature", "approved by"),
            _("keeper"),
            _("second signature"),
        ),
        issue_facts,
        signed={"received": 0, "witness": 3},
        keeper=2,
    ),
    "stock_return": Layout(
        _("Return sheet"),
        (*COMMON, PaperColumn(_("state"), lambda line: line.state), REMARK),
        (_("returned by"), _("keeper")),
        lambda sheet: [(_("issue sheet"), sheet.basis.number if sheet.basis else "")],
        signed={"handed_over": 0},
        keeper=1,
    ),
    "stock_transfer": Layout(
        _("Stock transfer"),
        (*COMMON, BATCH, REMARK),
        (_("handed over by"), _("taken over by"), _("accountant")),
        lambda sheet: [(_("to the store"), f"{sheet.to_store.campus} {sheet.to_store}")],
        signed={"taken_over": 1},
    ),
    "stock_loss": Layout(
        _("Write-off sheet"),
        (*COMMON, BATCH, REMARK),
        (_("keeper"), _("second signature"), _("person in charge")),
        lambda sheet: [
            (_("cause"), sheet.get_cause_display()),
            (_("what happened"), sheet.reason),
        ],
        signed={"witness": 1},
    ),
    "stock_movement": Layout(
        _("Monthly in-and-out sheet"),
        (
            NAME,
            SPECIFICATION,
            UNIT,
            column("opening", _("opening quantity")),
            column("opening_amount", _("opening amount"), is_money=True),
            column("incoming", _("quantity in")),
            column("incoming_amount", _("amount in"), is_money=True),
            column("outgoing", _("quantity out")),
            column("outgoing_amount", _("amount out"), is_money=True),
            column("closing", _("closing quantity")),
            column("closing_amount", _("closing amount"), is_money=True),
        ),
        (_("keeper"), _("accountant"), _("person in charge")),
        lambda sheet: [(_("month"), f"{sheet.month:%Y-%m}")],
    ),
}
PRINTED = frozenset(LAYOUTS)


def paper(entry: Entry, sheet: Any) -> Paper:
    """The sheet with what it says, and the names of those who have signed it."""
    layout = LAYOUTS[entry.kind]
    sheet.entry = entry  # at hand already
    lines = lines_of(sheet)
    totals = [totalled(column, lines) for column in layout.columns]
    amounts = [column for column in layout.columns if column.total]
    return Paper(
        title=layout.title,
        facts=[(words, str(value)) for words, value in layout.facts(sheet) if value],
        columns=layout.columns,
        rows=[[column.value(line) for column in layout.columns] for line in lines],
        totals=totals,
        amount=total_of(amounts[0], lines) if len(amounts) == 1 else None,
        signatures=names_beside(layout, entry),
        is_landscape=len(layout.columns) > 7,
    )


def lines_of(sheet: Any) -> list[Any]:
    """The lines with their goods, each with the shelf on which they lie."""
    has_lots = any(field.name == "lot" for field in sheet.lines.model._meta.fields)
    related = ("item", "lot") if has_lots else ("item",)
    lines = list(sheet.lines.select_related(*related))
    shelves = Shelf.objects.filter(store=sheet.store_id, item__in=[line.item_id for line in lines])
    bins = dict(shelves.values_list("item_id", "bin"))
    for line in lines:
        line.bin = bins.get(line.item_id, "")
    return lines


def total_of(column: PaperColumn, lines: Iterable[Any]) -> Decimal:
    return sum((column.total(line) for line in lines if column.total), Decimal(0))


def totalled(column: PaperColumn, lines: Iterable[Any]) -> str:
    return money(total_of(column, lines)) if column.total else ""


def names_beside(layout: Layout, entry: Entry) -> list[tuple[Words, str]]:
    """Each line to sign, with the name of who has signed there; the keeper entered it."""
    names = [""] * len(layout.signatures)
    if names:
        names[layout.keeper] = str(entry.entered_by)
    for line in signing.lines_of(entry):
        place = layout.signed.get(line["signer"].capacity)
        if place is not None and line["signature"]:
            names[place] = f"{line['signer'].person} {line['signature'].at:%Y-%m-%d}"
    return list(zip(layout.signatures, names, strict=True))


# What taking a document back would mean ---------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What would be left of a lot in a store; less than nothing is not possible."""

    movement: Movement
    change: Decimal
    left: Decimal

    @property
    def is_possible(self) -> bool:
        return self.left >= 0


def effects(document: Entry) -> list[Effect]:
    moved = list(document.movements.select_related("store", "lot__item").order_by("pk"))
    rows = Balance.objects.filter(lot__in=[movement.lot_id for movement in moved])
    left = {(balance.store_id, balance.lot_id): balance.quantity for balance in rows}
    found = []
    for movement in moved:
        key = movement.store_id, movement.lot_id
        left[key] = left.get(key, Decimal(0)) - movement.quantity
        found.append(Effect(movement, -movement.quantity, left[key]))
    return found


def posted_in(stores: QuerySet[Store]) -> QuerySet[Entry]:
    """Standing documents that moved goods of these stores and may be taken back."""
    moved = Movement.objects.filter(store__in=stores).order_by()
    standing = Entry.objects.standing().filter(kind__in=TAKEN_BACK)
    return standing.filter(pk__in=moved.values("entry")).select_related("campus")


def printable_by(person: Any) -> QuerySet[Entry]:
    """The documents this person may read, those asked to sign included."""
    readable = Entry.objects.readable_by(person).filter(kind__in=PRINTED)
    return readable.select_related("campus", "school_class", "place", "entered_by")


def issued(stores: QuerySet[Store], words: str) -> QuerySet[StockOut]:
    """Standing issue sheets, those with things that are to come back first."""
    durable = StockOutLine.objects.filter(sheet=OuterRef("pk"), item__is_durable=True)
    sheets = StockOut.objects.filter(store__in=stores).exclude(entry__status=Entry.Status.VOIDED)
    if words:
        receivers = Person.objects.matching(words)
        named = Q(entry__title__icontains=words) | Q(entry__number__iexact=words)
        named |= Q(entry__school_class__name__icontains=words)
        sheets = sheets.filter(named | Q(receiver__in=receivers.values("pk")))
    related = ("entry__school_class", "receiver", "store")
    ordered = sheets.annotate(has_durable=Exists(durable)).order_by("-has_durable", "-pk")
    return ordered.select_related(*related)
