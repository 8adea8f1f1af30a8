"""Buying: a request is written, put before those who decide by its amount, then ordered.

The thresholds are rules of the school. Who does one step does not do the next one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, F, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import budgeting, deciding, telling
from assets.models import (
    Category,
    Channel,
    LineProgress,
    Minutes,
    Purchase,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
)
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Decision
from logistics.approvals.routing import holders
from logistics.duties import filing, planning, signing
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.rules import rule
from logistics.stores.models import Balance
from logistics.templatetags.house import money

PURCHASE = "purchase_request"
CENT = Decimal("0.01")
PLACES = 3
State = Purchase.State

# Thresholds, in yuan.
DIRECT_MAX, QUOTES_MIN = "direct_max", "three_quotes_min"
TENDER_MIN, GOVERNMENT_MIN = "tender_min", "gov_procurement_min"
PRINCIPAL_MIN, GROUP_MIN = "principal_approval_min", "collective_decision_min"
SEPARATE = "separate_steps"
BY_CATEGORY = {Category.BOOKS: Channel.JOINT_TENDER, Category.SCIENCE: Channel.WEB_SHOP}
WITH_TENDER = (Channel.TENDER, Channel.GOVERNMENT)
LEAST_OFFERS = 3


def amount_of(lines: Iterable[PurchaseLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def channel_for(category: str, amount: Decimal, *, on: date) -> str:
    """The prescribed channel: some categories have their own, the others go by the amount."""
    large = amount >= rule(GOVERNMENT_MIN, on=on)
    if category == Category.IT:
        return Channel.GOVERNMENT if large else Channel.FRAMEWORK
    if own := BY_CATEGORY.get(Category(category)):
        return own
    if large:
        return Channel.GOVERNMENT
    if amount >= rule(TENDER_MIN, on=on):
        return Channel.TENDER
    return Channel.DIRECT if amount <= rule(DIRECT_MAX, on=on) else Channel.QUOTES


def keep_apart(
    person: Any, others: Iterable[Any], sentence: str, *, on: date, exception: str = ""
) -> None:
    """One person does not do two adjacent steps; a tiny school may let it pass for a reason."""
    if person.pk not in {getattr(other, "pk", other) for other in others}:
        return
    if rule(SEPARATE, on=on):
        raise Refused(sentence)
    if not exception:
        raise Refused(_("%(sentence)s Say why it has to be so.") % {"sentence": sentence})


@transaction.atomic
def go_on(purchase: Purchase, to: str, *, seen: Sequence[str], now: datetime, **more: Any) -> None:
    """From one of the states seen to the next; whoever comes second is told."""
    there = Purchase.objects.filter(pk=purchase.pk, state__in=seen)
    if not there.update(state=to, changed_at=now, **more):
        purchase.refresh_from_db()
        said = {"what": purchase, "state": purchase.get_state_display()}
        raise Refused(_("“%(what)s” is %(state)s by now. Look at it again.") % said)
    purchase.refresh_from_db()


# The request.


@transaction.atomic
def write(request: PurchaseRequest, *, by: Any, now: datetime, task: Task | None = None) -> Entry:
    """File a purchase request with its lines. Lines that answer a requisition take it up.

    `task` is what it is bought for; a line of a plan is named by the request and proved by it.
    """
    if task:
        request.plan_line, request.entry.subject = task.line, task.subject
        planning.prove_by(task, PURCHASE, by=by)
    complete(request, on=timezone.localdate(request.entry.happened_at))
    filed = filing.submit(request, by=by, now=now)
    Purchase.objects.create(request=request, changed_at=now)
    for line in request.new_lines or ():
        take_up(line, by=by, now=now)
    return filed


def complete(request: PurchaseRequest, *, on: date) -> None:
    """Work out what nobody has to type: amounts, the stock, the channel."""
    if not request.new_lines:
        raise Refused(_("Write what is to be bought."))
    for line in request.new_lines:
        line.amount = (line.quantity * line.price).quantize(CENT)
        if line.item and line.in_stock is None:
            line.in_stock = stock_of(line.item, request.entry.campus)
    request.amount = amount_of(request.new_lines)
    request.channel = request.channel or channel_for(request.category, request.amount, on=on)


def stock_of(item: Any, campus: Any) -> Decimal:
    return Balance.objects.filter(item=item, store__campus=campus).total()


def take_up(line: PurchaseLine, *, by: Any, now: datetime) -> None:
    """From here on the requisition waits for this purchase, and for no other."""
    if line.origin is None:
        return
    [fate] = RequestLine.objects.select_related("line").filter(line=line.origin)
    elsewhere = PurchaseLine.objects.filter(origin=line.origin).exclude(pk=line.pk)
    taken = elsewhere.exclude(sheet__purchase__state=State.DROPPED).exclude(sheet=line.sheet)
    if fate.state != RequestLine.State.BUYING or taken.exists():
        raise Refused(_("%(what)s is taken care of already.") % {"what": fate.line})
    deciding.move(fate, RequestLine.State.BUYING, by=by, now=now)


@transaction.atomic
def change(request: PurchaseRequest, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """Correct a request that nobody has agreed to yet."""
    purchase = request.purchase
    if not may_change(purchase):
        raise Refused(_("This was agreed to or waits for approval and is not changed any more."))
    complete(request, on=timezone.localdate(request.entry.happened_at))
    return filing.correct(request, by=by, now=now, reason=reason, seen=seen)


def may_change(purchase: Purchase) -> bool:
    return purchase.state in Purchase.CHANGEABLE or is_withdrawn(purchase)


def is_withdrawn(purchase: Purchase) -> bool:
    """It was asked, and the asker took it back on the page of the approval."""
    if purchase.state != State.ASKED:
        return False
    approval = asking.latest(PURCHASE, purchase.request)
    return approval is None or not approval.is_pending


@transaction.atomic
def ask(request: PurchaseRequest, *, by: Any, now: datetime, reason: str = "") -> Any:
    """Put it before those who decide on such an amount, once nothing is missing."""
    on = timezone.localdate(now)
    if lacking := list(missing(request, on=on)):
        raise Refused(" ".join(lacking))
    seen = (*Purchase.CHANGEABLE, State.ASKED) if may_change(request.purchase) else ()
    go_on(request.purchase, State.ASKED, seen=seen, now=now)
    return asking.ask(PURCHASE, request, by=by, now=now, reason=reason or request.purpose[:300])


def missing(request: PurchaseRequest, *, on: date) -> Iterator[str]:
    """What a request still needs before it is asked, each in a sentence with its cure."""
    prescribed = channel_for(request.category, request.amount, on=on)
    if request.channel != prescribed and not request.channel_reason:
        told = {"channel": Channel(prescribed).label}
        yield _("The prescribed channel is “%(channel)s”: say why another is taken.") % told
    if needs_offers(request, on=on) and not has_offers(request):
        yield _("Three offers are compared before this is asked. Enter them first.")
    if (over := budgeting.over(request, on=on)) and not request.over_budget_reason:
        yield _("%(line)s is exceeded by %(over)s: say why.") % {
            "line": request.budget,
            "over": money(over),
        }


def needs_offers(request: PurchaseRequest, *, on: date) -> bool:
    by_offers = request.channel in (Channel.DIRECT, Channel.QUOTES)
    return by_offers and request.amount >= rule(QUOTES_MIN, on=on)


def has_offers(request: PurchaseRequest) -> bool:
    """Of at least three suppliers, in a comparison that stands."""
    standing = request.comparisons.exclude(entry__status=Entry.Status.VOIDED)
    return any(each.lines.count() >= LEAST_OFFERS for each in standing.prefetch_related("lines"))


def needs_minutes(request: PurchaseRequest, *, on: date) -> bool:
    return request.amount >= rule(GROUP_MIN, on=on)


def has_minutes(request: PurchaseRequest) -> bool:
    """Of this purchase, or of the plan it comes from."""
    about = Q(request=request) | Q(plan__isnull=False, plan=request.plan_id)
    return Minutes.objects.standing().filter(about).exists()


# What the decision on it sets off.


def agreed(request: PurchaseRequest, *, approval: Any, by: Any, now: datetime) -> None:
    """Agreed to: it may be ordered. A decision of the group has its minutes."""
    on = timezone.localdate(now)
    if lacking := list(missing(request, on=on)):
        raise Refused(" ".join(lacking))
    if needs_minutes(request, on=on) and not has_minutes(request):
        raise Refused(_("The leading group decides on this amount. Enter its minutes first."))
    seen = (State.ASKED, *Purchase.CHANGEABLE)
    go_on(request.purchase, State.APPROVED, seen=seen, now=now, approved_at=now)
    LineProgress.objects.bulk_create(
        LineProgress(line=line, wanted=line.quantity) for line in request.lines.all()
    )
    buyers = telling.holders("assets.buy", request.entry.campus, now=now)
    telling.tell_about(request, telling.APPROVED, buyers, by=by, now=now)


def returned(request: PurchaseRequest, *, approval: Any, by: Any, now: datetime) -> None:
    seen = (State.ASKED, *Purchase.CHANGEABLE)
    go_on(request.purchase, State.RETURNED, seen=seen, now=now)


@transaction.atomic
def drop(request: PurchaseRequest, *, by: Any, now: datetime, reason: str) -> None:
    """It is not bought after all. What was asked for goes back to the storekeeper."""
    if not reason:
        raise Refused(_("Say why it is dropped."))
    approval = asking.latest(PURCHASE, request)
    if approval and approval.is_pending:
        raise Refused(_("It waits for approval. Withdraw it there first."))
    standing = request.orders.exclude(entry__status=Entry.Status.VOIDED)
    if standing.exists():
        raise Refused(_("It is ordered already. Cancel the order first."))
    seen = (State.DRAFT, State.RETURNED, State.ASKED, State.APPROVED)
    go_on(request.purchase, State.DROPPED, seen=seen, now=now)
    filing.void(request.entry, by=by, now=now, reason=reason, countered=True)
    origins = request.lines.exclude(origin=None).values("origin")
    waiting = RequestLine.objects.filter(line__in=origins, state=RequestLine.State.BUYING)
    for fate in waiting.select_related("line"):
        deciding.reopen(fate, by=by, now=now)


# The order.


@transaction.atomic
def order(paper: PurchaseOrder, *, by: Any, now: datetime) -> Entry:
    """Order agreed lines from one supplier; no more than was agreed to, in quantity and in money.

    Who agreed to a purchase does not buy. The principal is asked to sign the order.
    """
    request = paper.request
    on = timezone.localdate(now)
    refuse_untendered(request)
    own = _("Who agreed to a purchase does not buy it.")
    keep_apart(by, deciders(request), own, on=on, exception=paper.exception)
    lines = list(paper.new_lines or ())
    if not lines:
        raise Refused(_("Nothing is to be ordered."))
    for line in lines:
        line.amount = (line.quantity * line.price).quantize(CENT)
        take(line.line, "ordered", line.quantity, upto="wanted")
    paper.amount = sum((line.amount for line in lines), Decimal(0))
    refuse_dearer(paper)
    request.purchase.refresh_from_db()  # as it is now, not as the caller last saw it
    seen = Purchase.TO_ORDER
    to = State.ORDERED if request.purchase.state == State.APPROVED else request.purchase.state
    go_on(request.purchase, to, seen=seen, now=now, buyer=by)
    filed = filing.submit(paper, by=by, now=now)
    leaders = holders(Role.PRINCIPAL, request.entry.campus, on).exclude(pk=by.pk)[:1]
    signing.ask(filed, [(Capacity.LEADER, person) for person in leaders], now=now)
    return filed


def refuse_untendered(request: PurchaseRequest) -> None:
    if request.channel in WITH_TENDER:
        standing = request.tenders.exclude(entry__status=Entry.Status.VOIDED)
        if not standing.exists():
            raise Refused(_("Enter the tender first: this is bought by tender."))


def deciders(request: PurchaseRequest) -> set[int]:
    """Who agreed to it."""
    approval = asking.latest(PURCHASE, request)
    if approval is None:
        return set()
    agreed_by = approval.decisions.filter(act=Decision.Act.AGREE)
    return set(agreed_by.values_list("by_id", flat=True))


def refuse_dearer(paper: PurchaseOrder) -> None:
    request = paper.request
    others = request.orders.exclude(entry__status=Entry.Status.VOIDED)
    whole = sum((other.amount for other in others), paper.amount)
    if whole > request.amount:
        told = {"whole": money(whole), "agreed": money(request.amount)}
        raise Refused(
            _("Ordered would be %(whole)s, and %(agreed)s were agreed to. Ask anew.") % told
        )


def take(line: PurchaseLine, step: str, quantity: Decimal, *, upto: str) -> None:
    """Add to a step of a line, if what the step before left is enough for it, at this moment.

    Rounded, for SQLite adds in binary.
    """
    total = Round(F(step) + quantity, PLACES, output_field=DecimalField())
    room = LineProgress.objects.filter(line=line).annotate(
        left=Round(F(upto) - F(step), PLACES, output_field=DecimalField())
    )
    if not room.filter(left__gte=quantity).update(**{step: total}):
        raise Refused(
            _("%(what)s: there is not that much left to do. Look at it again.") % {"what": line}
        )


def give_back(line: PurchaseLine, step: str, quantity: Decimal) -> None:
    total = Round(F(step) - quantity, PLACES, output_field=DecimalField())
    LineProgress.objects.filter(line=line).update(**{step: total})


@transaction.atomic
def cancel(paper: PurchaseOrder, *, by: Any, now: datetime, reason: str) -> None:
    """Take an order back of which nothing was accepted; its lines may be ordered anew."""
    if paper.acceptances.exclude(entry__status=Entry.Status.VOIDED).exists():
        raise Refused(_("A delivery of it was accepted. It cannot be cancelled any more."))
    if paper.invoices.standing().exists():
        raise Refused(_("It has an invoice. Drop that first."))
    filing.void(paper.entry, by=by, now=now, reason=reason, countered=True)
    for line in paper.lines.select_related("line"):
        give_back(line.line, "ordered", line.quantity)
    request = paper.request
    others = request.orders.exclude(entry__status=Entry.Status.VOIDED).exists()
    to = request.purchase.state if others else State.APPROVED
    go_on(request.purchase, to, seen=Purchase.PROMISED, now=now)
