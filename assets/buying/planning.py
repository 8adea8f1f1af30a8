"""The purchase plan of a term: proposed from last year's use and the stock, agreed, requested."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import purchasing
from assets.buying.requesting import ASKED_FOR
from assets.models import (
    Category,
    Minutes,
    PurchaseLine,
    PurchasePlan,
    PurchasePlanLine,
    PurchaseRequest,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Term
from logistics.stores.models import Balance, Item, Movement, Shelf

A_YEAR, DAY = timedelta(days=365), timedelta(days=1)
USE = (Movement.Kind.ISSUE, Movement.Kind.RETURN)
State = PurchasePlan.State


def span_of(term: Term) -> tuple[date, date]:
    """The same term a year before; where the school has none, a year back from its beginning."""
    before = Term.objects.filter(school_year=term.school_year - 1, half=term.half).first()
    if before:
        return before.starts_on, before.ends_on
    return term.starts_on - A_YEAR, term.starts_on - DAY


@transaction.atomic
def propose(term: Term, campus: Any, *, by: Any, now: datetime) -> PurchasePlan:
    """What was used in the same term last year, less what is there, by item."""
    first, last = span_of(term)
    title = _("Purchases of %(term)s") % {"term": term}
    plan = PurchasePlan.objects.create(
        term=term, campus=campus, title=title[:80], made_by=by, made_at=now,
        used_from=first, used_until=last,
    )  # fmt: skip
    used, there, shelves = use_of(campus, first, last), stock_of(campus), enough_of(campus)
    items = Item.objects.in_use().filter(group__kind__in=ASKED_FOR, pk__in={*used, *shelves})
    lines = [
        line_of(plan, item, used[item.pk], there[item.pk], shelves.get(item.pk)) for item in items
    ]
    PurchasePlanLine.objects.bulk_create(line for line in lines if line.used or line.proposed)
    return plan


def use_of(campus: Any, first: date, last: date) -> dict[int, Decimal]:
    """Issued, less what came back; what a counter-document took back counts for nothing."""
    moved = Movement.objects.filter(
        store__campus=campus,
        kind__in=USE,
        happened_at__gte=start_of(first),
        happened_at__lte=end_of(last),
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for item, quantity in moved.values_list("item", "quantity"):
        found[item] -= quantity
    return found


def stock_of(campus: Any) -> dict[int, Decimal]:
    rows = Balance.objects.there().filter(store__campus=campus)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for item, quantity in rows.values_list("item", "quantity"):
        found[item] += quantity
    return found


def enough_of(campus: Any) -> dict[int, Decimal]:
    """Up to how much the shelves of the campus are to be filled."""
    rows = Shelf.objects.filter(store__campus=campus, enough__isnull=False)
    summed = rows.values("item").annotate(most=Sum("enough")).values_list("item", "most")
    return dict(summed)


def line_of(
    plan: PurchasePlan, item: Item, used: Decimal, there: Decimal, enough: Decimal | None
) -> PurchasePlanLine:
    wanted = max(used, enough or Decimal(0))
    proposed = max(wanted - there, Decimal(0)).to_integral_value(ROUND_CEILING)
    return PurchasePlanLine(
        plan=plan, item=item, used=max(used, Decimal(0)), in_stock=there, proposed=proposed,
        quantity=proposed, price=item.price or 0,
    )  # fmt: skip


@transaction.atomic
def agree(
    plan: PurchasePlan,
    *,
    present: str,
    decision: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
) -> Entry:
    """The group has settled the list together; its minutes are filed."""
    if not plan.lines.filter(quantity__gt=0).exists():
        raise Refused(_("Nothing of this plan is to be bought."))
    move(plan, State.DRAFT, State.AGREED)
    entry = Entry(campus=plan.campus, happened_at=happened_at)
    if filing.late_after(Minutes.kind_code, happened_at) < now:
        entry.late_reason = _("Written after the meeting")
    paper = Minutes(entry=entry, plan=plan, present=present, decision=decision)
    return filing.submit(paper, by=by, now=now)


def move(plan: PurchasePlan, seen: str, to: str) -> None:
    if not PurchasePlan.objects.filter(pk=plan.pk, state=seen).update(state=to):
        plan.refresh_from_db()
        told = {"plan": plan, "state": plan.get_state_display()}
        raise Refused(_("“%(plan)s” is %(state)s by now. Look at it again.") % told)
    plan.state = to


@transaction.atomic
def request(plan: PurchasePlan, *, by: Any, now: datetime, budget: Any = None) -> Entry:
    """One purchase request of the whole plan, as it was agreed."""
    move(plan, State.AGREED, State.REQUESTED)
    wanted = plan.lines.filter(quantity__gt=0).select_related("item")
    paper = PurchaseRequest(
        entry=Entry(campus=plan.campus, happened_at=now),
        purpose=plan.title,
        category=Category.SUPPLIES,
        plan=plan,
        budget=budget,
    )
    paper.new_lines = [
        PurchaseLine(
            name=line.item.name,
            specification=line.item.specification,
            unit=line.item.unit,
            quantity=line.quantity,
            price=line.price,
            in_stock=line.in_stock,
            item=line.item,
            needed_on=max(plan.term.first_teaching_day, timezone.localdate(now)),
        )
        for line in wanted
    ]
    return purchasing.write(paper, by=by, now=now)
