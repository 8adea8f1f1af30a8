"""What the kitchens bought and issued, put into the books in the order of time."""

from datetime import datetime
from typing import Any

from canteen.models import FoodOrder, FoodOrderLine, GoodsReceipt, GoodsReceiptLine, ReceivedLot
from logistics.demo.supply.kitchens import MINUTE, Kept, Kitchen
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity, Signature, Signer
from logistics.records.stamping import stamped
from logistics.school.calendar import DAY
from logistics.school.models import Campus
from logistics.stores.models import (
    Balance,
    Lot,
    Movement,
    StockIn,
    StockInLine,
    StockLoss,
    StockLossLine,
    StockOut,
    StockOutLine,
)


class Books:
    """The documents of all kitchens, and what they do to the ledger."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.records: list[Any] = []
        self.issues: list[tuple[Kitchen, StockOut]] = []
        self.losses: list[tuple[Kitchen, StockLoss]] = []
        self.receipts: list[tuple[Kitchen, GoodsReceipt, StockIn | None]] = []

    def add(self, record: Any, campus: Campus, when: datetime, by: Any, **scope: Any) -> Any:
        """Keep a record to be filed, if it has happened by now."""
        record.entry = Entry(
            campus=campus, happened_at=when, entered_by=by, entered_at=when + 3 * MINUTE, **scope
        )
        if record.entry.entered_at <= self.now:
            self.records.append(record)
            return record
        return None

    def file(self) -> None:
        """Lots first, then the records in the order of time, then what hangs on their keys."""
        lots = [one.lot for _kitchen, one in self.kept]
        suppliers = {
            id(line.lot): sheet.supplier for _kitchen, _receipt, sheet, line in self.taken_in
        }
        for lot in lots:
            lot.supplier = suppliers.get(id(lot))
        Lot.objects.bulk_create(lots, batch_size=2000)
        self.records.sort(key=lambda record: record.entry.entered_at)
        orders = [r for r in self.records if isinstance(r, FoodOrder)]
        rest = [r for r in self.records if not isinstance(r, FoodOrder | StockIn)]
        filing.submit_many(orders)
        self.point_at_orders(orders)
        for record in rest:
            for line in record.new_lines or ():
                if isinstance(line, StockOutLine | StockLossLine):
                    line.lot_id = line.lot.pk
        filing.submit_many(rest)
        self.file_stock_ins()
        self.move()
        self.sign()

    @property
    def kept(self) -> list[tuple[Kitchen, Kept]]:
        """Every lot, with the kitchen whose it is."""
        kitchens = {kitchen.number: kitchen for kitchen, _receipt, _in in self.receipts}
        return [(kitchen, kept) for kitchen in kitchens.values() for kept in kitchen.all_lots]

    @property
    def taken_in(self) -> list[tuple[Kitchen, GoodsReceipt, StockIn, StockInLine]]:
        """Every line that came into a store."""
        return [
            (kitchen, receipt, stock_in, line)
            for kitchen, receipt, stock_in in self.receipts
            if stock_in
            for line in stock_in.new_lines or ()
        ]

    def point_at_orders(self, orders: list[FoodOrder]) -> None:
        """A receipt names its order and, line by line, what was ordered."""
        lines: dict[tuple[int, int], FoodOrderLine] = {}
        filed = {order.entry_id for order in orders}
        for line in FoodOrderLine.objects.filter(sheet__in=filed):
            lines[line.sheet_id, line.item_id] = line
        for _kitchen, receipt, _stock_in in self.receipts:
            order = receipt.ordered  # type: ignore[attr-defined]
            if order.entry_id in filed:
                receipt.order = order
                for line in receipt.new_lines or ():
                    line.order_line = lines.get((order.entry_id, line.item_id))

    def file_stock_ins(self) -> None:
        """They name the receipt they came by, so they come after it."""
        sheets = []
        for _kitchen, receipt, stock_in in self.receipts:
            if stock_in is not None:
                stock_in.basis = receipt.entry
                for line in stock_in.new_lines or ():
                    line.lot_id = line.lot.pk
                sheets.append(stock_in)
        filing.submit_many(sheets)
        by_receipt: dict[tuple[int, int], GoodsReceiptLine] = {}
        keys = [receipt.entry_id for _kitchen, receipt, _in in self.receipts]
        for line in GoodsReceiptLine.objects.filter(sheet__in=keys):
            by_receipt[line.sheet_id, line.item_id] = line
        ReceivedLot.objects.bulk_create(
            [
                ReceivedLot(line=by_receipt[receipt.entry_id, line.item_id], lot=line.lot)
                for _kitchen, receipt, _sheet, line in self.taken_in
            ],
            batch_size=2000,
        )

    def move(self) -> None:
        """The ledger, and what is left of each lot."""
        rows = [
            self.movement(kitchen, stock_in, line, Movement.Kind.RECEIVE, 1)
            for kitchen, _receipt, stock_in, line in self.taken_in
        ]
        rows += [
            self.movement(kitchen, sheet, line, Movement.Kind.ISSUE, -1)
            for kitchen, sheet in self.issues
            for line in sheet.new_lines or ()
        ]
        rows += [
            self.movement(kitchen, loss, line, Movement.Kind.LOSS, -1)
            for kitchen, loss in self.losses
            for line in loss.new_lines or ()
        ]
        rows.sort(key=lambda row: row.entered_at)
        Movement.objects.bulk_create([stamped(row) for row in rows], batch_size=2000)
        Balance.objects.bulk_create(
            [
                Balance(
                    store=kitchen.store, lot=one.lot, item_id=one.lot.item_id, quantity=one.left
                )
                for kitchen, one in self.kept
            ],
            batch_size=2000,
        )

    def movement(self, kitchen: Kitchen, sheet: Any, line: Any, kind: str, sign: int) -> Movement:
        entry = sheet.entry
        return Movement(
            store=kitchen.store, lot=line.lot, item_id=line.item_id, kind=kind,
            quantity=sign * line.quantity, amount=sign * line.amount,
            happened_at=entry.happened_at, entered_at=entry.entered_at, by=entry.entered_by,
            entry=entry, line=line.position,
        )  # fmt: skip

    def sign(self) -> None:
        """Everybody who looked at a delivery or drew food has signed, but for the last day."""
        asked = [
            (receipt.entry, Capacity.ACCEPTED, person)
            for _kitchen, receipt, _in in self.receipts
            for person in (receipt.inspector, receipt.second)
        ]
        asked += [(sheet.entry, Capacity.RECEIVED, sheet.receiver) for _k, sheet in self.issues]
        Signer.objects.bulk_create(
            [
                Signer(entry=entry, capacity=capacity, person=person, asked_at=entry.entered_at)
                for entry, capacity, person in asked
            ],
            batch_size=2000,
        )
        recent = self.now - DAY
        Signature.objects.bulk_create(
            [
                stamped(
                    Signature(
                        entry=entry, version=entry.version, capacity=capacity, by=person,
                        at=entry.entered_at + 4 * MINUTE,
                    )
                )
                for entry, capacity, person in asked
                if entry.entered_at < recent
            ],
            batch_size=2000,
        )  # fmt: skip
