"""What must hold of the stores; `manage.py doctor` asks it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from logistics.contributions import Finding
from logistics.records.models import Entry
from logistics.stores.ledger import cents, exact
from logistics.stores.models import (
    Balance,
    Movement,
    StockIn,
    StockLoss,
    StockMonthLine,
    StockOut,
    StockReturn,
    StockTransfer,
)

MOST = 5  # examples of one kind
POSTED = (StockIn, StockOut, StockReturn, StockTransfer, StockLoss)


def restore() -> str:
    return _("Restore the last backup that is verified; the ledger is never put right by hand.")


def balances_apart(now: datetime) -> Iterator[Finding]:
    """The balance of each lot in each store is the sum of its movements."""
    moved = {
        (store, lot): exact(total)
        for store, lot, total in Movement.objects.order_by()
        .values_list("store", "lot")
        .annotate(all=Sum("quantity"))
    }
    kept = {
        (store, lot): exact(quantity)
        for store, lot, quantity in Balance.objects.values_list("store", "lot", "quantity")
    }
    none = Decimal(0)
    wrong = [key for key in moved.keys() | kept if moved.get(key, none) != kept.get(key, none)]
    if wrong:
        yield Finding(
            _("Balances are not the sum of their movements: %(rows)s")
            % {"rows": named(sorted(wrong))},
            restore(),
        )
    if any(quantity < 0 for quantity in kept.values()):
        yield Finding(_("There are balances below zero."), restore())


def named(keys: list[tuple[int, int]]) -> str:
    rows = Balance.objects.filter(Q(pk__in=())).none()
    for store, lot in keys[:MOST]:
        rows = rows | Balance.objects.filter(store=store, lot=lot)
    return ", ".join(f"{row.store} {row.lot}" for row in rows.select_related("store", "lot__item"))


def amounts_apart(now: datetime) -> Iterator[Finding]:
    """Nothing left is worth nothing, and a sheet is worth what its movements are."""
    sums = (
        Movement.objects.order_by()
        .values("store", "lot")
        .annotate(left=Sum("quantity"), worth=Sum("amount"))
    )
    empty = [row for row in sums if not exact(row["left"]) and cents(row["worth"])]
    if empty:
        yield Finding(
            _("%(count)s lots are gone and still worth something.") % {"count": len(empty)},
            _("Look at their running account; a sheet posted at the same moment took the cents."),
        )
    for model in POSTED:
        yield from sheets_apart(model)


def sheets_apart(model: type) -> Iterator[Finding]:
    """The lines of a document and the movements it posted say the same."""
    sheets = {
        pk: (exact(total), cents(worth))
        for pk, total, worth in model.objects.order_by()  # type: ignore[attr-defined]
        .values_list("pk")
        .annotate(total=Sum("lines__quantity"), worth=Sum("lines__amount"))
    }
    outward = Q(quantity__gt=0) if model in (StockIn, StockReturn) else Q(quantity__lt=0)
    rows = Movement.objects.filter(outward, entry__in=list(sheets)).order_by()
    if model is StockTransfer:
        rows = rows.filter(kind=Movement.Kind.MOVE_OUT)
    posted = {
        pk: (abs(exact(total)), abs(cents(worth)))
        for pk, total, worth in rows.values_list("entry").annotate(
            total=Sum("quantity"), worth=Sum("amount")
        )
    }
    wrong = [pk for pk, said in sheets.items() if posted.get(pk) != said]
    if wrong:
        numbers = Entry.objects.filter(pk__in=wrong[:MOST]).values_list("number", flat=True)
        yield Finding(
            _("Documents say otherwise than what they moved: %(rows)s")
            % {"rows": ", ".join(numbers)},
            restore(),
        )


def months_apart(now: datetime) -> Iterator[Finding]:
    """Every line of a monthly sheet adds up."""
    adds_up = Q(closing=F("opening") + F("incoming") - F("outgoing"))
    adds_up &= Q(closing_amount=F("opening_amount") + F("incoming_amount") - F("outgoing_amount"))
    rows = StockMonthLine.objects.select_related("sheet__entry")
    wrong = {
        line.sheet.entry.number
        for line in rows.exclude(adds_up)
        if line.closing != line.opening + line.incoming - line.outgoing
        or line.closing_amount != line.opening_amount + line.incoming_amount - line.outgoing_amount
    }
    if wrong:
        yield Finding(
            _("Monthly sheets do not add up: %(rows)s") % {"rows": ", ".join(sorted(wrong)[:MOST])},
            _("Void the sheet and file the month again."),
        )
