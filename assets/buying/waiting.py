"""Whom a request waits for, and what stands in whose inbox and on whose first page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import requesting, telling
from assets.models import (
    Acceptance,
    DonationReceipt,
    Invoice,
    Purchase,
    PurchaseLine,
    RequestLine,
    Requisition,
)
from logistics.access import Request
from logistics.approvals import asking
from logistics.contributions import InboxLine, InboxSource
from logistics.counts import first_of
from logistics.records.models import Signer
from logistics.templatetags.house import money

State, Buying = RequestLine.State, Purchase.State
MOST_ON_HOME = 4


def names(people: Iterable[Any]) -> str:
    return _(", ").join(str(person) for person in people)


def said_of(paper: Requisition, fates: Iterable[RequestLine], *, now: datetime) -> dict[int, str]:
    """For each line that is not settled, whom it waits for; by its key."""
    fates = list(fates)
    states = {fate.state for fate in fates}
    campus, told = paper.entry.campus, {}
    if State.APPROVAL in states:
        approval = asking.latest(requesting.REQUISITION, paper)
        told[State.APPROVAL] = names(approval.waits_for) if approval else ""
    if states & set(RequestLine.TO_DECIDE):
        keepers = names(telling.holders("stores.keep", campus, now=now))
        told |= dict.fromkeys(RequestLine.TO_DECIDE, keepers)
    bought = purchases_of(fates)
    return {
        fate.pk: buying_words(bought.get(fate.line_id), campus, now=now)
        if fate.state == State.BUYING
        else told.get(State(fate.state), "")
        for fate in fates
    }


def purchases_of(fates: Iterable[RequestLine]) -> dict[int, PurchaseLine]:
    """The purchase that answers each line, by the key of the line."""
    lines = [fate.line_id for fate in fates if fate.state == State.BUYING]
    rows = PurchaseLine.objects.filter(origin__in=lines).exclude(
        sheet__purchase__state=Buying.DROPPED
    )
    found = rows.select_related("sheet__entry", "sheet__purchase__buyer").order_by("pk")
    return {line.origin_id: line for line in found if line.origin_id}


def buying_words(line: PurchaseLine | None, campus: Any, *, now: datetime) -> str:
    """Who has the purchase in hand."""
    if line is None:
        return names(telling.holders("assets.buy", campus, now=now)[:2])
    purchase = line.sheet.purchase
    told = {"number": line.sheet.entry.number, "state": purchase.get_state_display()}
    return _("%(number)s: %(state)s") % told


# The inboxes. They are worded without asking the database for anything.


def to_decide(person: Any, now: datetime) -> Any:
    lines = RequestLine.objects.kept_by(person).to_decide().order_by().values("requisition")
    return Requisition.objects.filter(pk__in=lines).for_rows().order_by("entry__happened_at", "pk")


def my_requests(person: Any, now: datetime) -> Any:
    return Requisition.objects.of(person).open().for_rows().order_by("-entry__happened_at", "-pk")


def request_line(paper: Requisition, now: datetime) -> InboxLine:
    entry = paper.entry
    facts = [str(entry.entered_by), str(entry.school_class or entry.place or entry.campus)]
    return InboxLine(entry.title, paper.get_absolute_url(), " · ".join(facts), at=entry.happened_at)


def my_line(paper: Requisition, now: datetime) -> InboxLine:
    states = dict.fromkeys(str(fate.get_state_display()) for fate in paper.fates.all())
    return InboxLine(
        paper.entry.title,
        paper.get_absolute_url(),
        _(", ").join(states),
        at=paper.entry.happened_at,
    )


def at_my_campuses(rows: Any, person: Any, permission: str, column: str) -> Any:
    if not person.has_perm(permission):
        return rows.none()
    return rows.filter(person.reach(permission).within(campus=column))


def to_order(person: Any, now: datetime) -> Any:
    rows = Purchase.objects.in_state(Buying.APPROVED).for_rows().order_by("approved_at", "pk")
    return at_my_campuses(rows, person, "assets.buy", "request__entry__campus_id")


def my_purchases(person: Any, now: datetime) -> Any:
    mine = Purchase.objects.standing().filter(request__entry__entered_by_id=person.pk)
    over = (Buying.DONE, Buying.DROPPED)
    return mine.exclude(state__in=over).for_rows().order_by("-pk")


def purchase_line(purchase: Purchase, now: datetime) -> InboxLine:
    request = purchase.request
    facts = [request.entry.number, money(request.amount), str(purchase.get_state_display())]
    return InboxLine(
        request.entry.title, request.get_absolute_url(), " · ".join(facts), at=purchase.changed_at
    )


def unrequested() -> Any:
    """Lines to be bought that stand in no purchase request yet."""
    taken = PurchaseLine.objects.filter(origin=OuterRef("line")).exclude(
        sheet__purchase__state=Buying.DROPPED
    )
    return RequestLine.objects.filter(~Exists(taken), state=State.BUYING)


def to_request(person: Any, now: datetime) -> Any:
    rows = unrequested().for_rows().order_by("decided_at", "pk")
    return at_my_campuses(rows, person, "assets.buy", "requisition__entry__campus_id")


def unrequested_line(fate: RequestLine, now: datetime) -> InboxLine:
    entry = fate.requisition.entry
    facts = f"{entry.number} · {entry.entered_by}"
    return InboxLine(str(fate.line), reverse("assets:purchase_new"), facts, at=fate.decided_at)


def to_book(person: Any, now: datetime) -> Any:
    """Deliveries that both have signed and that are not booked yet."""
    unsigned = Signer.objects.open().filter(entry=OuterRef("pk"))
    rows = Acceptance.objects.to_book().filter(~Exists(unsigned)).exclude(conclusion="rejected")
    rows = rows.select_related("entry", "order__supplier").order_by("entry__happened_at", "pk")
    return at_my_campuses(rows, person, "stores.keep", "entry__campus_id")


def booking_line(paper: Acceptance, now: datetime) -> InboxLine:
    url = reverse("assets:acceptance_book", args=[paper.pk])
    facts = f"{paper.entry.number} · {paper.order.supplier}"
    title = _("Book in the delivery of %(supplier)s") % {"supplier": paper.order.supplier}
    return InboxLine(title, url, facts, at=paper.entry.happened_at)


def gifts_to_book(person: Any, now: datetime) -> Any:
    """What was given, signed by both and not booked yet."""
    unsigned = Signer.objects.open().filter(entry=OuterRef("pk"))
    rows = DonationReceipt.objects.to_book().filter(~Exists(unsigned)).select_related("entry")
    rows = rows.order_by("entry__happened_at", "pk")
    return at_my_campuses(rows, person, "assets.change_asset", "entry__campus_id")


def gift_line(paper: DonationReceipt, now: datetime) -> InboxLine:
    url = reverse("assets:donation_book", args=[paper.pk])
    title = _("Book in what %(donor)s gave") % {"donor": paper.donor}
    return InboxLine(title, url, paper.entry.number, at=paper.entry.happened_at)


def to_pay(person: Any, now: datetime) -> Any:
    rows = Invoice.objects.filter(state=Invoice.State.SIGNED).for_rows()
    rows = rows.order_by("signed_at", "pk")
    return at_my_campuses(rows, person, "assets.account", "order__request__entry__campus_id")


def invoice_line(invoice: Invoice, now: datetime) -> InboxLine:
    title = _("Pay %(supplier)s") % {"supplier": invoice.order.supplier}
    url = reverse("assets:invoice_pay", args=[invoice.pk])
    return InboxLine(
        title, url, f"{invoice.number} · {money(invoice.amount)}", at=invoice.signed_at
    )


INBOX = [
    InboxSource(
        code="requests",
        title=gettext_lazy("Requests to decide"),
        waiting=to_decide,
        line=request_line,
        started=my_requests,
        started_title=gettext_lazy("Goods asked for"),
        started_line=my_line,
        everything="assets:request_list",
        everything_query="view=decide",
        leaves=True,
        order=30,
    ),
    InboxSource(
        code="bookings",
        title=gettext_lazy("Deliveries to book in"),
        waiting=to_book,
        line=booking_line,
        leaves=True,
        order=31,
    ),
    InboxSource(
        code="gifts",
        title=gettext_lazy("Gifts to book in"),
        waiting=gifts_to_book,
        line=gift_line,
        everything="assets:donation_list",
        leaves=True,
        order=31,
    ),
    InboxSource(
        code="purchases",
        title=gettext_lazy("Purchases to order"),
        waiting=to_order,
        line=purchase_line,
        started=my_purchases,
        started_title=gettext_lazy("Purchases asked for"),
        everything="assets:purchase_list",
        leaves=True,
        order=32,
    ),
    InboxSource(
        code="unrequested",
        title=gettext_lazy("To be requested"),
        waiting=to_request,
        line=unrequested_line,
        leaves=True,
        order=33,
    ),
    InboxSource(
        code="payments",
        title=gettext_lazy("Invoices to pay"),
        waiting=to_pay,
        line=invoice_line,
        order=34,
    ),
]


# The first pages.


def keeper_card(request: Request, now: datetime) -> dict[str, Any]:
    """What the storekeeper has to decide and to book in."""
    rows, count = first_of(to_decide(request.user, now), MOST_ON_HOME)
    return {
        "rows": rows,
        "count": count,
        "bookings": list(to_book(request.user, now)[:MOST_ON_HOME]),
    }


def my_card(request: Request, now: datetime) -> dict[str, Any]:
    """What one has asked for and how it stands."""
    return {"rows": list(my_requests(request.user, now)[:MOST_ON_HOME])}
