"""The budget of a year: planned, promised (agreed to and not yet paid) and spent, line by line."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assets.models import Budget, BudgetedLine, BudgetLine, Invoice, Purchase, PurchaseRequest
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """How it stands with one line, in yuan."""

    planned: Decimal
    promised: Decimal = NOTHING
    spent: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        return self.planned - self.promised - self.spent

    @property
    def is_over(self) -> bool:
        return self.left < 0


def standings(lines: Iterable[BudgetLine]) -> dict[int, Standing]:
    """Of each line, in three queries however many there are."""
    lines = list(lines)
    keys = [line.pk for line in lines]
    spent, promised = paid_by_line(keys), promised_by_line(keys)
    return {line.pk: Standing(line.planned, promised[line.pk], spent[line.pk]) for line in lines}


def paid_by_line(keys: Iterable[int]) -> dict[int, Decimal]:
    rows = Invoice.objects.paid().filter(order__request__budget__in=list(keys))
    found: dict[int, Decimal] = defaultdict(Decimal)
    for line, amount in rows.values_list("order__request__budget", "amount"):
        found[line] += amount
    return found


def promised_by_line(keys: Iterable[int]) -> dict[int, Decimal]:
    """Agreed to and not yet paid: what was ordered, else what it is estimated at."""
    rows = PurchaseRequest.objects.filter(
        budget__in=list(keys), purchase__state__in=Purchase.PROMISED
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for request in rows.prefetch_related("orders__entry", "orders__invoices"):
        found[request.budget_id or 0] += still_to_pay(request)
    return found


def still_to_pay(request: PurchaseRequest) -> Decimal:
    orders = [o for o in request.orders.all() if o.entry.status != Entry.Status.VOIDED]
    paid = [
        invoice.amount
        for order in orders
        for invoice in order.invoices.all()
        if invoice.state == Invoice.State.PAID
    ]
    ordered = sum((order.amount for order in orders), NOTHING)
    is_open = request.purchase.state != Purchase.State.DELIVERED
    promised = max(ordered, request.amount) if is_open else ordered
    return max(promised - sum(paid, NOTHING), NOTHING)


def standing(line: BudgetLine) -> Standing:
    return standings([line])[line.pk]


def over(request: PurchaseRequest, *, on: date) -> Decimal:
    """By how much this request would exceed its line; nothing without a line."""
    if request.budget is None:
        return NOTHING
    now = standing(request.budget)
    own = request.amount if not is_promised(request) else NOTHING
    return max(own - now.left, NOTHING)


def is_promised(request: PurchaseRequest) -> bool:
    purchase = Purchase.objects.filter(request=request.pk).first() if request.pk else None
    return purchase is not None and purchase.state in Purchase.PROMISED


@transaction.atomic
def submit(year: int, campus: Any, *, by: Any, now: datetime, note: str = "") -> Entry:
    """File the budget of a year as it stands, beside what the year before has cost."""
    lines = list(BudgetLine.objects.of_year(year).filter(campus__in=[campus]))
    lines += BudgetLine.objects.of_year(year).filter(campus=None)
    if not lines:
        raise Refused(_("This year has no budget line yet."))
    before = {line.name: line for line in BudgetLine.objects.of_year(year - 1)}
    spent = paid_by_line([line.pk for line in before.values()])
    entry = Entry(campus=campus, happened_at=now)
    total = sum((line.planned for line in lines), NOTHING)
    paper = Budget(entry=entry, year=year, total=total, note=note)
    paper.new_lines = [
        BudgetedLine(
            name=line.name,
            planned=line.planned,
            spent_before=spent[before[line.name].pk] if line.name in before else NOTHING,
        )
        for line in lines
    ]
    return filing.submit(paper, by=by, now=now)
