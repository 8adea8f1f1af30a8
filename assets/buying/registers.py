"""The registers of asking and buying, and what cannot be true between their records."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assets.custody.registers import LineRegister
from assets.models import (
    Acceptance,
    DonationLine,
    DonationReceipt,
    Invoice,
    PurchaseRequest,
    RequestLine,
    Requisition,
)
from assets.models.donations import whereabouts
from logistics.contributions import Asked, Chapter, Clash, Comparison
from logistics.documents import Block, Table, Text
from logistics.fields import plain_quantity
from logistics.records.counting import standing
from logistics.records.models import Entry
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    WHERE,
    EntryRegister,
)
from logistics.registers import Column
from logistics.school.calendar import end_of, start_of
from logistics.search import Found, Hit, Search

WHAT = Column("title", gettext_lazy("Goods"), "entry.title", width=36)


class RequisitionRegister(EntryRegister):
    """领用登记: who asked for what, for whom and as what."""

    code = "requisitions"
    trade = "assets"
    title = gettext_lazy("Requisition register")
    kind = "requisition"
    model = Requisition
    searched = ("purpose", "post")
    columns = (
        NUMBER, STATE, WHAT, Column("purpose", gettext_lazy("Purpose"), width=20),
        Column("post", gettext_lazy("Asked as"), width=18), CAMPUS, WHERE, BY, HAPPENED, ENTERED,
    )  # fmt: skip
    signatures = (
        gettext_lazy("Received by"), gettext_lazy("Approved by"), gettext_lazy("Storekeeper"),
    )  # fmt: skip


class PurchaseRegister(EntryRegister):
    """采购登记: what was asked for, by which procedure, for how much, and how far it came."""

    code = "purchases"
    trade = "assets"
    title = gettext_lazy("Purchase register")
    kind = "purchase_request"
    model = PurchaseRequest
    related = ("purchase__buyer", "budget")
    searched = ("purpose", "department")
    keep_years = 15
    orientation = "landscape"
    columns = (
        NUMBER, STATE, WHAT,
        Column("category", gettext_lazy("Category"), "get_category_display", width=14),
        Column("channel", pgettext_lazy("of a purchase", "Channel"), "get_channel_display", width=14),
        Column("amount", gettext_lazy("Amount"), unit=gettext_lazy("yuan"), width=12, total=True),
        Column("progress", gettext_lazy("How it stands"), "purchase.get_state_display", width=12),
        Column("buyer", gettext_lazy("Buyer"), "purchase.buyer", width=10),
        CAMPUS, BY, HAPPENED, ENTERED,
    )  # fmt: skip


class AcceptanceRegister(EntryRegister):
    """验收登记: what came from whom, and who looked at it."""

    code = "acceptances"
    trade = "assets"
    title = gettext_lazy("Acceptance register")
    kind = "acceptance_note"
    model = Acceptance
    related = ("order__supplier", "order__entry", "inspector", "second", "buyer")
    keep_years = 15
    columns = (
        NUMBER, STATE, Column("order", gettext_lazy("Purchase number"), "order.entry.number", width=16),
        Column("supplier", gettext_lazy("Supplier"), "order.supplier", width=24),
        Column("conclusion", gettext_lazy("Conclusion"), "get_conclusion_display", width=12),
        Column("inspector", gettext_lazy("Accepted by"), width=10),
        Column("second", gettext_lazy("Second person who accepts"), width=10), CAMPUS, HAPPENED,
    )  # fmt: skip


def accepted(line: Any) -> str:
    """How it was found, and by whom."""
    return f"{line.sheet.finding} ({line.sheet.inspector}、{line.sheet.second})"


class DonationRegister(LineRegister):
    """捐赠物资登记: the columns of the official form, a thing a line."""

    code = "donations"
    trade = "assets"
    title = gettext_lazy("Register of donated goods")
    kind = "donation_receipt"
    model = DonationReceipt
    line_model = DonationLine
    of_sheet = ("inspector", "second", "intake__stock_in", "intake__booking")
    searched = ("donor", "purpose", "lines__name")
    keep_years = 15
    orientation = "landscape"
    columns = (
        NUMBER, STATE, Column("donor", gettext_lazy("Donor"), "sheet.donor", width=18),
        Column("origin", gettext_lazy("Origin"), "sheet.get_origin_display", width=10, hidden=True),
        HAPPENED, Column("name", gettext_lazy("Name of goods"), width=18),
        Column("specification", gettext_lazy("Specification"), width=12, hidden=True),
        Column("quantity", gettext_lazy("Quantity"),
               lambda line: f"{plain_quantity(line.quantity)} {line.unit}", width=9, number=True),
        Column("value", gettext_lazy("Worth"), unit=gettext_lazy("yuan"), width=11, total=True),
        Column("purpose", gettext_lazy("Agreed use"), "sheet.purpose", width=18),
        Column("accepted", gettext_lazy("Acceptance"), accepted, width=20),
        Column("whereto", gettext_lazy("Where it went"),
               lambda line: " · ".join(whereabouts(line)), width=20),
        Column("receipt", pgettext_lazy("a paper", "Receipt"), "sheet.receipt", width=14), CAMPUS,
    )  # fmt: skip
    signatures = (gettext_lazy("Accepted by"), gettext_lazy("Accepted by"))


REGISTERS = [RequisitionRegister, PurchaseRegister, AcceptanceRegister, DonationRegister]


# What cannot be true.


def clash(entry: Entry, key: str, *more: int, **said: str) -> Clash:
    return Clash(
        key=key, on=timezone.localdate(entry.happened_at), campus=entry.campus_id,
        entries=(entry.pk, *more), said={"record": entry.number} | said,
    )  # fmt: skip


def accepted_by_buyer(first: date, last: date) -> Iterator[Clash]:
    span = (start_of(first), end_of(last))
    own = Q(inspector=F("buyer")) | Q(second=F("buyer"))
    rows = Acceptance.objects.standing().filter(own, entry__happened_at__range=span)
    for paper in rows.select_related("entry", "buyer"):
        yield clash(paper.entry, str(paper.pk), person=str(paper.buyer))


def paid_before_acceptance(first: date, last: date) -> Iterator[Clash]:
    paid = Invoice.objects.paid().filter(paid_on__range=(first, last))
    for invoice in paid.select_related("order__entry").prefetch_related(
        "order__acceptances__entry"
    ):
        days = [
            timezone.localdate(paper.entry.happened_at)
            for paper in invoice.order.acceptances.all()
            if paper.entry.status != Entry.Status.VOIDED
        ]
        if invoice.paid_on and min(days, default=date.max) > invoice.paid_on:
            yield clash(invoice.order.entry, str(invoice.pk), invoice=invoice.number)


def issued_beyond_request(first: date, last: date) -> Iterator[Clash]:
    span = (start_of(first), end_of(last))
    rows = RequestLine.objects.filter(
        issued__gt=F("line__quantity"), requisition__entry__happened_at__range=span
    )
    for fate in rows.select_related("requisition__entry", "line"):
        yield clash(fate.requisition.entry, str(fate.pk), what=str(fate.line))


COMPARISONS = [
    Comparison(
        "accepted_by_buyer",
        gettext_lazy("A delivery accepted by its buyer"),
        gettext_lazy("%(record)s was accepted by %(person)s, who bought the goods"),
        gettext_lazy("Let two others look at the goods, and explain why it was done so."),
        accepted_by_buyer,
    ),
    Comparison(
        "paid_before_acceptance",
        gettext_lazy("Paid before anything was accepted"),
        gettext_lazy("Invoice %(invoice)s of %(record)s was paid before a delivery was accepted"),
        gettext_lazy("Write the acceptance note, or explain why it was paid in advance."),
        paid_before_acceptance,
    ),
    Comparison(
        "issued_beyond_request",
        gettext_lazy("More issued than was asked for"),
        gettext_lazy("More was issued for %(record)s than %(what)s"),
        gettext_lazy("Take the issue sheet back and issue what was asked for."),
        issued_beyond_request,
    ),
]


# The term summary and the search box.


def bought(asked: Asked) -> Iterator[Block]:
    """What was asked for and bought in the term, by category."""
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    rows = PurchaseRequest.objects.visible_to(asked.person).standing()
    rows = rows.filter(entry__happened_at__range=span, purchase__approved_at__isnull=False)
    if asked.campus:
        rows = rows.filter(entry__campus=asked.campus)
    found: dict[str, list[Any]] = {}
    for request in rows:
        found.setdefault(str(request.get_category_display()), []).append(request.amount)
    yield Table(
        (_("Category"), _("Purchases"), _("Amount")),
        tuple((name, str(len(a)), f"{sum(a):,.2f}") for name, a in found.items()),
        _("Purchases agreed to in the term"),
    )
    yield Text((_("Purchases asked for: "), standing(asked, PurchaseRegister.code)))


CHAPTERS = [Chapter(gettext_lazy("Purchases"), bought, 60)]


def find_requests(search: Search) -> Found:
    """Requisitions by what was asked for."""
    rows = Requisition.objects.visible_to(search.person)
    for word in search.asked.words:
        rows = rows.filter(entry__title__icontains=word)
    rows = rows.select_related("entry").order_by("-entry__happened_at", "-pk")
    hits = (
        Hit(paper.entry.title, paper.get_absolute_url(), paper.entry.number)
        for paper in rows[: search.most + 1]
    )
    return search.first(hits, "")
