"""Invoices: entered by the buyer, checked by the accountant, signed by the principal, then paid."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying.purchasing import go_on, keep_apart
from assets.models import Intake, Invoice, Purchase, PurchaseOrder
from logistics.approvals import asking
from logistics.approvals.models import Decision
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.templatetags.house import money

INVOICE = "invoice"
State = Invoice.State


@transaction.atomic
def enter(invoice: Invoice, *, by: Any, now: datetime) -> Invoice:
    """Enter an invoice to an order and put it before the accountant, then the principal."""
    refuse_too_much(invoice)
    if invoice.order.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This order was cancelled."))
    invoice.entered_by, invoice.entered_at, invoice.state = by, now, State.ASKED
    invoice.validate_constraints()
    invoice.save()
    asking.ask(INVOICE, invoice, by=by, now=now, reason=str(invoice.order.request.purpose)[:300])
    return invoice


def refuse_too_much(invoice: Invoice) -> None:
    others = invoice.order.invoices.standing().exclude(pk=invoice.pk)
    whole = sum((other.amount for other in others), invoice.amount)
    if whole > invoice.order.amount:
        told = {"whole": money(whole), "ordered": money(invoice.order.amount)}
        raise Refused(_("The invoices would be %(whole)s, and the order is %(ordered)s.") % told)


def agreed(invoice: Invoice, *, approval: Any, by: Any, now: datetime) -> None:
    """Checked and signed, by two people."""
    on = timezone.localdate(now)
    others = approval.decisions.filter(act=Decision.Act.AGREE).order_by("pk")
    before = list(others.values_list("by_id", flat=True))[:-1]
    sentence = _("Who checked an invoice does not sign it.")
    keep_apart(by, before, sentence, on=on, exception=invoice.exception)
    move(invoice, (State.ASKED, State.RETURNED), State.SIGNED, signed_by=by, signed_at=now)


def returned(invoice: Invoice, *, approval: Any, by: Any, now: datetime) -> None:
    move(invoice, (State.ASKED, State.RETURNED), State.RETURNED)


def move(invoice: Invoice, seen: tuple[str, ...], to: str, **changes: Any) -> None:
    """From a state that was seen to the next; of two at once the second is told."""
    there = Invoice.objects.filter(pk=invoice.pk, state__in=seen)
    if not there.update(state=to, **changes):
        invoice.refresh_from_db()
        said = {"invoice": invoice.number, "state": invoice.get_state_display()}
        raise Refused(_("Invoice %(invoice)s is %(state)s by now. Look at it again.") % said)
    invoice.refresh_from_db()
    invoice.save()  # its history is kept


@transaction.atomic
def pay(
    invoice: Invoice,
    *,
    paid_on: date,
    voucher: str,
    by: Any,
    now: datetime,
    prepaid_reason: str = "",
    exception: str = "",
) -> None:
    """Write down that it was paid. Before anything was accepted, only for a reason."""
    on = timezone.localdate(now)
    if paid_on > on:
        raise Refused(_("This lies in the future. A record tells what has happened."))
    if not voucher:
        raise Refused(_("Enter the number of the voucher."))
    if not is_accepted(invoice.order) and not prepaid_reason:
        raise Refused(_("Nothing of this order has been accepted. Say why it is paid before."))
    given = exception or invoice.exception
    own = _("Who entered or signed an invoice does not pay it.")
    keep_apart(by, [invoice.entered_by_id, invoice.signed_by_id], own, on=on, exception=given)
    stored = _("Who took the goods into the store does not pay for them.")
    keep_apart(by, keepers_of(invoice.order), stored, on=on, exception=given)
    told = {"paid_on": paid_on, "paid_by": by, "voucher": voucher}
    told |= {"prepaid_reason": prepaid_reason, "exception": given}
    move(invoice, (State.SIGNED,), State.PAID, **told)
    close_when_all_is_paid(invoice.order, now=now)


def is_accepted(order: PurchaseOrder) -> bool:
    standing = order.acceptances.exclude(entry__status=Entry.Status.VOIDED)
    return standing.exclude(conclusion="rejected").exists()


def keepers_of(order: PurchaseOrder) -> set[int]:
    booked = Intake.objects.filter(acceptance__order=order)
    return set(booked.values_list("by_id", flat=True))


def close_when_all_is_paid(order: PurchaseOrder, *, now: datetime) -> None:
    request = order.request
    if request.purchase.state != Purchase.State.DELIVERED:
        return
    if unpaid(request) <= 0:
        go_on(request.purchase, Purchase.State.DONE, seen=[Purchase.State.DELIVERED], now=now)


def unpaid(request: Any) -> Decimal:
    """Of what was ordered."""
    orders = request.orders.exclude(entry__status=Entry.Status.VOIDED)
    ordered = sum((order.amount for order in orders), Decimal(0))
    paid = Invoice.objects.paid().filter(order__request=request)
    return ordered - sum((invoice.amount for invoice in paid), Decimal(0))


@transaction.atomic
def take_back(invoice: Invoice, *, by: Any, now: datetime, reason: str) -> None:
    """A payment that was entered wrongly: the invoice waits for payment again; its history stays."""
    if not reason:
        raise Refused(_("Say why it is taken back."))
    invoice._change_reason = reason[:100]  # type: ignore[attr-defined]  # of simple_history
    cleared = {"paid_on": None, "paid_by": None, "voucher": ""}
    move(invoice, (State.PAID,), State.SIGNED, **cleared)
    purchase = invoice.order.request.purchase
    if purchase.state == Purchase.State.DONE:
        go_on(purchase, Purchase.State.DELIVERED, seen=[Purchase.State.DONE], now=now)


@transaction.atomic
def drop(invoice: Invoice, *, by: Any, now: datetime) -> None:
    """An invoice that was returned and is not put right."""
    move(invoice, (State.RETURNED,), State.DROPPED)
