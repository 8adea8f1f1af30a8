"""What a supplier brought in a month and what it is owed for: the sum of what was accepted."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from canteen.models import GoodsReceiptLine
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.stores.ledger import cents
from logistics.stores.models import Supplier

ZERO = Decimal(0)


@dataclass
class Account:
    """One supplier in one span: deliveries, yuan accepted, lines refused."""

    supplier: Supplier
    deliveries: int = 0
    amount: Decimal = ZERO
    refused: int = 0
    lines: list[Any] = field(default_factory=list)


def lines_between(first: date, last: date, campuses: Collection[Any]) -> Any:
    """The lines of the receipts of a span that stand."""
    rows = GoodsReceiptLine.objects.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last)),
        sheet__entry__campus__in=list(campuses),
    )
    return rows.exclude(sheet__entry__status=Entry.Status.VOIDED)


def accounts(first: date, last: date, campuses: Collection[Any]) -> list[Account]:
    """Of every supplier that brought something, the dearest first; two queries."""
    rows = lines_between(first, last, campuses).order_by()
    sums = rows.values("sheet__supplier", "sheet", "rejected", "amount")
    found: dict[int, Account] = {}
    sheets: dict[int, set[int]] = {}
    for row in sums:
        key = row["sheet__supplier"]
        account = found.setdefault(key, Account(Supplier(pk=key)))
        sheets.setdefault(key, set()).add(row["sheet"])
        account.amount += row["amount"]
        account.refused += row["rejected"] > 0
    known = Supplier.objects.in_bulk(found)
    for key, account in found.items():
        account.supplier, account.deliveries = known[key], len(sheets[key])
    return sorted(found.values(), key=lambda one: (-one.amount, one.supplier.pk))


def account_of(supplier: Supplier, first: date, last: date, campuses: Collection[Any]) -> Account:
    """One supplier's account with every line, day by day."""
    rows = lines_between(first, last, campuses).filter(sheet__supplier=supplier)
    lines = list(
        rows.select_related("sheet__entry", "item").order_by(
            "sheet__entry__happened_at", "sheet", "position"
        )
    )
    account = Account(supplier, lines=lines)
    account.deliveries = len({line.sheet_id for line in lines})
    account.amount = sum((line.amount for line in lines), ZERO)
    account.refused = sum(line.rejected > 0 for line in lines)
    return account


def total(first: date, last: date, campuses: Collection[Any]) -> Decimal:
    """Yuan accepted in a span, to the cent."""
    rows = lines_between(first, last, campuses)
    return cents(rows.aggregate(all=Sum("amount"))["all"])
