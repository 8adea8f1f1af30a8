"""What of asking and buying is put before others: a requisition, a purchase, an invoice."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.buying import budgeting, paying, purchasing, requesting
from assets.models import (
    Acceptance,
    Category,
    Channel,
    Invoice,
    PurchaseRequest,
    Requisition,
)
from logistics.access import Role
from logistics.approvals.models import GROUP
from logistics.contributions import ApprovalKind, Fact, Stop, Words
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.school.rules import rule
from logistics.templatetags.house import money


def joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def filled(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.value]


# A requisition.


def requisition_said(paper: Requisition) -> dict[str, Any]:
    entry = paper.entry
    return {
        "lines": [
            {"text": line.text, "quantity": plain_quantity(line.quantity), "unit": line.unit}
            for line in paper.lines.all()
        ],
        "for": joined(entry.school_class, entry.place),
        "post": paper.post,
        "purpose": paper.purpose,
    }


def requisition_facts(said: dict[str, Any]) -> list[Fact]:
    lines = tuple(joined(f"{x['text']} {x['quantity']} {x['unit']}") for x in said["lines"])
    return filled(
        [
            Fact("lines", _("Goods"), lines[0] if lines else "", lines, is_beginning=True),
            Fact("for", pgettext("whom goods are asked for", "For"), said["for"]),
            Fact("post", _("Asked as"), said["post"]),
            Fact("purpose", _("Purpose"), said["purpose"]),
        ]
    )


def worth_of(paper: Requisition) -> Decimal:
    lines = paper.lines.select_related("item")
    prices = (line.quantity * (line.item.price or 0) for line in lines if line.item)
    return sum(prices, Decimal(0)).quantize(purchasing.CENT)


def opens_requisition(person: Any, paper: Requisition) -> bool:
    return Requisition.objects.visible_to(person).filter(pk=paper.pk).exists()


# A purchase request.


def purchase_said(request: PurchaseRequest) -> dict[str, Any]:
    return {
        "department": request.department,
        "purpose": request.purpose,
        "category": request.category,
        "channel": request.channel,
        "channel_reason": request.channel_reason,
        "budget": str(request.budget or ""),
        "over_budget_reason": request.over_budget_reason,
        "lines": [
            {
                "name": str(line),
                "quantity": plain_quantity(line.quantity),
                "unit": line.unit,
                "price": f"{line.price:.2f}",
                "amount": f"{line.amount:.2f}",
                "in_stock": None if line.in_stock is None else plain_quantity(line.in_stock),
            }
            for line in request.lines.all()
        ],
    }


def purchase_facts(said: dict[str, Any]) -> list[Fact]:
    lines = tuple(line_words(line) for line in said["lines"])
    channel = str(Channel(said["channel"]).label)
    return filled(
        [
            Fact("lines", _("Goods"), lines[0] if lines else "", lines, is_beginning=True),
            Fact("category", _("Category"), str(Category(said["category"]).label)),
            Fact(
                "channel",
                pgettext("of a purchase", "Channel"),
                joined(channel, said["channel_reason"]),
            ),
            Fact("budget", _("Budget line"), said["budget"]),
            Fact("over", _("Over the budget because"), said["over_budget_reason"]),
            Fact("department", _("Department"), said["department"]),
        ]
    )


def line_words(line: dict[str, Any]) -> str:
    whole = f"{line['name']} {line['quantity']} {line['unit']} × ¥{line['price']}"
    there = "" if line["in_stock"] is None else _("in stock %(n)s") % {"n": line["in_stock"]}
    return joined(f"{whole} = ¥{line['amount']}", there)


def purchase_route(request: PurchaseRequest, on: date) -> tuple[Stop, ...]:
    """By the amount: the director; the principal too; the leading group together.

    What the principal asks for is never decided by those who answer to the principal alone.
    """
    asked_by = {post.role for post in request.entry.entered_by.posts_on(on)}
    if Role.PRINCIPAL in asked_by or purchasing.needs_minutes(request, on=on):
        return (Stop(GROUP, everybody=True),)
    if request.amount >= rule(purchasing.PRINCIPAL_MIN, on=on):
        return Stop(Role.DIRECTOR), Stop(Role.PRINCIPAL)
    return (Stop(Role.DIRECTOR),)


def purchase_route_said(on: date) -> str:
    return _("From %(first)s the principal too, from %(second)s the group decision.") % {
        "first": money(rule(purchasing.PRINCIPAL_MIN, on=on)),
        "second": money(rule(purchasing.GROUP_MIN, on=on)),
    }


def papers_of(request: PurchaseRequest) -> Iterator[tuple[Words, str]]:
    """The offers, the minutes, the tender; and how it stands with the budget at this moment."""
    if request.budget:
        standing = budgeting.standing(request.budget)
        told = {"line": request.budget, "left": money(standing.left)}
        yield _("%(line)s: %(left)s left") % told, request.budget.get_absolute_url()
    for title, rows in (
        (_("Comparison of offers"), request.comparisons),
        (_("Minutes of the group"), request.minutes),
        (_("Tender"), request.tenders),
    ):
        for row in rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry"):
            yield f"{title} {row.entry.number}", row.entry.get_absolute_url()


def opens_purchase(person: Any, request: PurchaseRequest) -> bool:
    return PurchaseRequest.objects.visible_to(person).filter(pk=request.pk).exists()


# An invoice.


def invoice_said(invoice: Invoice) -> dict[str, Any]:
    order = invoice.order
    return {
        "number": invoice.number,
        "supplier": order.supplier.name,
        "order": order.entry.number,
        "ordered": f"{order.amount:.2f}",
        "purpose": order.request.purpose,
        "issued_on": invoice.issued_on,
        "exception": invoice.exception,
    }


def invoice_facts(said: dict[str, Any]) -> list[Fact]:
    return filled(
        [
            Fact("supplier", _("Supplier"), said["supplier"]),
            Fact("order", pgettext("a paper", "Order"), f"{said['order']} · ¥{said['ordered']}"),
            Fact("purpose", _("Purpose"), said["purpose"]),
            Fact("issued_on", _("Issued on"), str(said["issued_on"])),
            Fact("exception", _("Why one person did both"), said["exception"]),
        ]
    )


def papers_of_invoice(invoice: Invoice) -> Iterator[tuple[Words, str]]:
    """The deliveries that were accepted, so that the accountant compares without searching."""
    yield pgettext("a paper", "Order"), reverse("duties:entry", args=[invoice.order_id])
    rows = Acceptance.objects.standing().filter(order=invoice.order).select_related("entry")
    for row in rows:
        yield f"{_('Acceptance note')} {row.entry.number}", row.entry.get_absolute_url()


def opens_invoice(person: Any, invoice: Invoice) -> bool:
    return Invoice.objects.visible_to(person).filter(pk=invoice.pk).exists()


APPROVALS = [
    ApprovalKind(
        code=requesting.REQUISITION,
        title=gettext_lazy("Requisition"),
        model=Requisition,
        route=(Stop(Role.DIRECTOR),),
        said=requisition_said,
        facts=requisition_facts,
        related=("entry", "entry__school_class", "entry__place", "entry__campus"),
        campus=lambda paper, on: paper.entry.campus,
        amount=worth_of,
        opens=opens_requisition,
        agreed=requesting.agreed,
        returned=requesting.returned,
        phrases=(
            gettext_lazy("Use up what you have first"),
            gettext_lazy("Ask for a smaller quantity"),
        ),
    ),
    ApprovalKind(
        code=purchasing.PURCHASE,
        title=gettext_lazy("Purchase request"),
        model=PurchaseRequest,
        route=(Stop(Role.DIRECTOR),),
        route_for=purchase_route,
        route_said=purchase_route_said,
        said=purchase_said,
        facts=purchase_facts,
        related=("entry", "entry__campus", "budget", "purchase"),
        campus=lambda request, on: request.entry.campus,
        amount=lambda request: request.amount,
        opens=opens_purchase,
        attachments=papers_of,
        agreed=purchasing.agreed,
        returned=purchasing.returned,
        phrases=(
            gettext_lazy("Use what is in the store first"),
            gettext_lazy("Too dear, ask for other offers"),
            gettext_lazy("Not in this year's budget"),
        ),
    ),
    ApprovalKind(
        code=paying.INVOICE,
        title=gettext_lazy("Invoice"),
        model=Invoice,
        route=(Stop(Role.ACCOUNTANT), Stop(Role.PRINCIPAL)),
        said=invoice_said,
        facts=invoice_facts,
        related=("order__entry", "order__supplier", "order__request__entry__campus"),
        campus=lambda invoice, on: invoice.order.request.entry.campus,
        amount=lambda invoice: invoice.amount,
        opens=opens_invoice,
        attachments=papers_of_invoice,
        agreed=paying.agreed,
        returned=paying.returned,
        phrases=(
            gettext_lazy("The amount does not fit the order"),
            gettext_lazy("The acceptance note is missing"),
        ),
    ),
]
