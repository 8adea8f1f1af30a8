"""Handing out at the beginning of a term: shares by class, against the class teacher's signature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, DecimalField, F, Q
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.buying import purchasing
from assets.models import (
    Category,
    ChildOrder,
    Distribution,
    DistributionItem,
    GivenBack,
    PurchaseLine,
    PurchaseRequest,
    Share,
    ShareLine,
)
from logistics.access import Role
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Enrolment, Person, Post, SchoolClass
from logistics.stores import issuing, ledger
from logistics.stores.issuing import Wanted
from logistics.stores.ledger import Move
from logistics.stores.models import Item, Lot, Movement, StockReturn, StockReturnLine

PLACES = 3
Kind, Per = Distribution.Kind, DistributionItem.Per
CATEGORIES = {
    Kind.TEXTBOOKS: Category.BOOKS,
    Kind.EXERCISE_BOOKS: Category.TEACHING,
    Kind.UNIFORMS: Category.CLOTHING,
    Kind.BEDDING: Category.CLOTHING,
}


# Shares: worked out from the classes as they are, without touching what was given.


def heads_of(distribution: Distribution, *, on: date) -> dict[SchoolClass | None, int]:
    """How many children each class of the campus has; for the staff, how many colleagues."""
    if distribution.is_for_staff:
        posts = Post.objects.current(on).filter(Q(campus=distribution.campus_id) | Q(campus=None))
        return {None: posts.exclude(role=Role.INSPECTOR).values("person").distinct().count()}
    term = distribution.term
    classes = SchoolClass.objects.in_year(term.school_year).filter(campus=distribution.campus)
    counted: Any = classes.with_children(term, on)
    return {each: each.child_count for each in counted}


@transaction.atomic
def share_out(distribution: Distribution, *, on: date) -> list[Share]:
    """Make or renew the share of every class: children come and go before the first day."""
    if distribution.closed_at:
        raise Refused(_("This distribution is closed."))
    items = list(distribution.items.select_related("item"))
    ordered = ordered_by_class(distribution)
    shares = []
    for school_class, heads in heads_of(distribution, on=on).items():
        share, _made = Share.objects.update_or_create(
            distribution=distribution, school_class=school_class, defaults={"heads": heads}
        )
        key = school_class.pk if school_class else None
        need(share, needed_by(items, school_class, heads, ordered[key]))
        shares.append(share)
    return shares


def ordered_by_class(distribution: Distribution) -> dict[int | None, dict[int, Decimal]]:
    found: dict[int | None, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = distribution.orders.wanted().values_list("school_class", "item", "quantity")
    for school_class, item, quantity in rows:
        found[school_class][item] += quantity
    return found


def needed_by(
    items: Iterable[DistributionItem],
    school_class: SchoolClass | None,
    heads: int,
    ordered: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    """What one class needs, by item."""
    needed: dict[int, Decimal] = defaultdict(Decimal)
    for each in items:
        if each.grade and (school_class is None or school_class.grade != each.grade):
            continue
        if each.per == Per.ORDER:
            needed[each.item_id] += ordered.get(each.item_id, Decimal(0))
        else:
            needed[each.item_id] += each.quantity * (1 if each.per == Per.CLASS else heads)
    return needed


def need(share: Share, needed: Mapping[int, Decimal]) -> None:
    """Write down what is needed; a line by which something was given stays."""
    known = {line.item_id: line for line in share.lines.all()}
    for item, quantity in needed.items():
        line = known.pop(item, None) or ShareLine(share=share, item_id=item)
        if line.pk is None or line.needed != quantity:
            line.needed = quantity
            line.save()
    for line in known.values():
        if line.given:
            ShareLine.objects.filter(pk=line.pk).update(needed=0)
        else:
            line.delete()


@dataclass(frozen=True)
class Total:
    """Of one item over all classes: needed, given, in the store, still to be bought."""

    item: Item
    needed: Decimal
    given: Decimal
    there: Decimal

    @property
    def to_buy(self) -> Decimal:
        return max(self.needed - self.given - self.there, Decimal(0))


def totals(distribution: Distribution) -> list[Total]:
    needed: dict[int, Decimal] = defaultdict(Decimal)
    given: dict[int, Decimal] = defaultdict(Decimal)
    rows = ShareLine.objects.filter(share__distribution=distribution)
    for item, wanted, handed in rows.values_list("item", "needed", "given"):
        needed[item] += wanted
        given[item] += handed
    there = stock_in(distribution, list(needed))
    items = Item.objects.filter(pk__in=needed).select_related("group")
    return [Total(item, needed[item.pk], given[item.pk], there[item.pk]) for item in items]


def stock_in(distribution: Distribution, items: list[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = distribution.store.balances.filter(item__in=items)
    for item, quantity in rows.values_list("item", "quantity"):
        found[item] += quantity
    return found


@transaction.atomic
def request(distribution: Distribution, *, by: Any, now: datetime, budget: Any = None) -> Entry:
    """One purchase request of what the classes need and the store does not have."""
    lacking = [total for total in totals(distribution) if total.to_buy]
    if not lacking:
        raise Refused(_("The store has all of it."))
    paper = PurchaseRequest(
        entry=Entry(campus=distribution.campus, happened_at=now),
        purpose=distribution.title,
        category=CATEGORIES.get(Kind(distribution.kind), Category.SUPPLIES),
        budget=budget,
    )
    paper.new_lines = [
        PurchaseLine(
            name=total.item.name,
            specification=total.item.specification,
            unit=total.item.unit,
            quantity=total.to_buy,
            price=total.item.price or 0,
            in_stock=total.there,
            item=total.item,
            needed_on=distribution.due_on,
        )
        for total in lacking
    ]
    return purchasing.write(paper, by=by, now=now)


# Handing out.


def receivers(share: Share, *, on: date) -> list[Person]:
    """Who may sign for a class: its teachers, and its carers after them."""
    posts = Post.objects.current(on).select_related("person")
    if share.school_class_id:
        found = posts.filter(school_class=share.school_class_id)
        ordered = sorted(found, key=lambda post: (post.role != Role.TEACHER, post.pk))
    else:
        campus = share.distribution.campus_id
        here = Q(campus=campus) | Q(campus=None)
        ordered = list(posts.filter(here).exclude(role=Role.INSPECTOR).order_by("person__pinyin"))
    return list({post.person_id: post.person for post in ordered}.values())


@transaction.atomic
def hand_out(
    share: Share,
    quantities: Mapping[int, Decimal],
    *,
    receiver: Any,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    late_reason: str = "",
) -> Entry:
    """Give a class its goods by one issue sheet, which its teacher signs; shortages stay open.

    `quantities` by the key of the line. No more than is needed; what comes later is a sheet of its
    own.
    """
    distribution = share.distribution
    if distribution.closed_at:
        raise Refused(_("This distribution is closed."))
    wanted = []
    for line in share.lines.select_related("item"):
        quantity = quantities.get(line.pk, Decimal(0))
        if quantity:
            give(line, quantity)
            wanted.append(Wanted(line.item, quantity, line.needed - line.given))
    filed = issuing.issue(
        distribution.store,
        wanted,
        receiver=receiver,
        by=by,
        now=now,
        happened_at=happened_at or now,
        school_class=share.school_class,
        purpose=distribution.title[:100],
        late_reason=late_reason,
    )
    signing.ask(filed, [(Capacity.CLASS_TEACHER, receiver)] if share.school_class else [], now=now)
    share.sheets.add(filed)
    return filed


def give(line: ShareLine, quantity: Decimal) -> None:
    """Count it as given, if so much is still needed at this moment."""
    total = Round(F("given") + quantity, PLACES, output_field=DecimalField())
    left = Round(F("needed") - F("given"), PLACES, output_field=DecimalField())
    open_now = ShareLine.objects.filter(pk=line.pk).annotate(left=left)
    if not open_now.filter(left__gte=quantity).update(given=total):
        raise Refused(_("%(item)s: no more is needed by this class.") % {"item": line.item})


@transaction.atomic
def bring_back(
    line: ShareLine,
    quantity: Decimal,
    *,
    returned_by: Any,
    by: Any,
    now: datetime,
    reason: str,
    refund: Decimal = Decimal(0),
) -> GivenBack:
    """Something handed out comes back into the store; what is refunded stands on the list."""
    if not reason:
        raise Refused(_("Say why it comes back."))
    total = Round(F("returned") + quantity, PLACES, output_field=DecimalField())
    left = Round(F("given") - F("returned"), PLACES, output_field=DecimalField())
    there = ShareLine.objects.filter(pk=line.pk).annotate(left=left)
    if quantity <= 0 or not there.filter(left__gte=quantity).update(returned=total):
        raise Refused(_("No more comes back than was given."))
    sheet = take_in(line, quantity, returned_by=returned_by, by=by, now=now, reason=reason)
    return GivenBack.objects.create(
        line=line, quantity=quantity, refund=refund, reason=reason[:100], sheet=sheet, at=now
    )


def take_in(
    line: ShareLine, quantity: Decimal, *, returned_by: Any, by: Any, now: datetime, reason: str
) -> Entry:
    """A return sheet for the lot from which the class was last given."""
    share = line.share
    store = share.distribution.store
    entry = Entry(campus=store.campus, school_class=share.school_class, happened_at=now)
    lot, given_by = lot_given(line)
    paper = StockReturn(entry=entry, store=store, returned_by=returned_by, basis=given_by)
    amount = ledger.worth_of(lot, quantity)
    paper.new_lines = [
        StockReturnLine(
            item=line.item, lot=lot, quantity=quantity, amount=amount, state=reason[:50]
        )
    ]
    filed = filing.submit(paper, by=by, now=now)
    moves = [Move(store, lot, Movement.Kind.RETURN, quantity, 1, amount)]
    ledger.post(filed, moves, by=by, now=now)
    return filed


def lot_given(line: ShareLine) -> tuple[Lot, Entry]:
    """The lot from which the class was last given this item, and by which sheet."""
    issued = Movement.objects.filter(entry__in=line.share.sheets.all(), item=line.item)
    last = issued.order_by("-happened_at", "-pk").select_related("lot__item", "entry").first()
    if last is None:
        raise Refused(_("This was not issued from this store."))
    return last.lot, last.entry


@transaction.atomic
def order_for(
    distribution: Distribution,
    child: Any,
    school_class: SchoolClass | None,
    wanted: Mapping[int, Decimal],
) -> None:
    """What is ordered for a child, by the key of the item; nothing: not wanted."""
    if distribution.closed_at:
        raise Refused(_("This distribution is closed."))
    ChildOrder.objects.filter(distribution=distribution, child=child).delete()
    rows = [
        ChildOrder(
            distribution=distribution, child=child, school_class=school_class, item_id=item,
            quantity=quantity,
        )
        for item, quantity in wanted.items()
    ]  # fmt: skip
    declined = ChildOrder(
        distribution=distribution, child=child, school_class=school_class, is_declined=True
    )
    ChildOrder.objects.bulk_create(rows or [declined])


def children_of(distribution: Distribution, school_class: SchoolClass | None, *, on: date) -> Any:
    """The children of a class in the term, in the order of the register."""
    rows = Enrolment.objects.filter(term=distribution.term, school_class=school_class)
    there = rows.filter(Q(child__left_on=None) | Q(child__left_on__gt=on))
    return [row.child for row in there.select_related("child").order_by("child__pinyin", "child")]


@transaction.atomic
def close(distribution: Distribution, *, by: Any, now: datetime) -> None:
    if not Distribution.objects.open().filter(pk=distribution.pk).update(closed_at=now):
        raise Refused(_("This distribution is closed."))
    distribution.closed_at = now


def not_ready(distribution: Distribution) -> list[Share]:
    """The classes that do not have everything yet."""
    short = Count("lines", filter=Q(lines__given__lt=F("lines__needed")))
    rows = distribution.shares.select_related("school_class")
    return list(rows.annotate(short_count=short).filter(short_count__gt=0))


def is_in_time(distribution: Distribution, *, now: datetime) -> bool:
    """Whether everything was handed out before the first school day, or still can be."""
    return not not_ready(distribution) or timezone.localdate(now) <= distribution.due_on
