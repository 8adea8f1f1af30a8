"""What a supplier brought in a month and what it is owed for: the sum of what was accepted.

Agreed to by both sides it is filed; what was received or voided since then shows beside it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from canteen.models import GoodsReceiptLine, SupplierSettlement
from logistics.access import Role
from logistics.duties import filing, righting, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Post
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
    settled: SupplierSettlement | None = None

    @property
    def is_otherwise(self) -> bool:
        """Something was received or voided after it was settled."""
        return self.settled is not None and self.settled.amount != self.amount


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


def standing(first: date, last: date) -> Any:
    """The settlements that begin in a span and stand, the newest last."""
    rows = SupplierSettlement.objects.filter(first__range=(first, last))
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    return rows.order_by("entry__happened_at", "pk")


@transaction.atomic
def settle(
    sheet: SupplierSettlement, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File what both sides agreed to, and ask the accountant, the witness and the head to sign.

    The sum is read off the receipts. An invoice that says otherwise is a finding. Refuses a span
    settled already.
    """
    known = standing(sheet.first, sheet.last).filter(supplier=sheet.supplier)
    campuses = {*sheet.campuses}
    if any(campuses & {*other.campuses} for other in known):
        raise Refused(_("This month is settled already. Void that settlement first."))
    account = account_of(sheet.supplier, sheet.first, sheet.last, sheet.campuses)
    sheet.deliveries, sheet.amount = account.deliveries, cents(account.amount)
    entry = filing.submit(sheet, by=by, now=now, photos=photos)
    signing.ask(entry, signers(sheet, by, now), now=now)
    if sheet.off_by:
        said = {"who": sheet.supplier, "much": sheet.off_by, "why": sheet.difference or "—"}
        what = _("The invoice of %(who)s is off the receipts by %(much)s yuan: %(why)s") % said
        righting.found(entry, what=what, by=by, now=now, key=f"settled{entry.pk}")
    return entry


def signers(sheet: SupplierSettlement, by: Any, now: datetime) -> list[tuple[str, Any]]:
    """L24.3 and L24.10: the accountant checks the invoice, staff are represented, the head signs."""
    here = Q(campus=None) | Q(campus__in=sheet.campuses)
    posts = Post.objects.current(localdate(now)).filter(
        here, role__in=(Role.ACCOUNTANT, Role.PRINCIPAL)
    )
    found: dict[str, Any] = {}
    for post in posts.select_related("person").order_by("pk"):
        found.setdefault(post.role, post.person)
    asked = [
        (Capacity.ACCOUNTANT, found.get(Role.ACCOUNTANT)),
        (Capacity.WITNESS, sheet.witness),
        (Capacity.LEADER, found.get(Role.PRINCIPAL)),
    ]
    return [(capacity, person) for capacity, person in asked if person is not None]
