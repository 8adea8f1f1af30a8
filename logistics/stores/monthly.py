"""The month of a store: what it had, took in, gave out and has, filed as the monthly sheet.

Every figure is read off the movements. A month is filed from its last day of school on, so that the
sheet of November proves what was owed for November.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices import telling
from logistics.records.models import Entry
from logistics.school.calendar import DAY, end_of, start_of, whole_month
from logistics.school.models import Campus, Person, Post, SchoolDay
from logistics.stores.ledger import cents, exact
from logistics.stores.models import Item, Movement, StockMonth, StockMonthLine, Store

FILED = "stock_month_filed"
KIND = NoticeKind(
    FILED,
    gettext_lazy("Monthly in-and-out sheet"),
    gettext_lazy("%(store)s has handed in its sheet of %(month)s."),
    leaves=True,
)
COMING = Q(kind__in=Movement.COMING)


def first_of(day: date) -> date:
    return day.replace(day=1)


def end_of_month(first: date) -> datetime:
    return end_of(whole_month(first.year, first.month)[1])


def lines_of(store: Store, first: date) -> list[StockMonthLine]:
    """By item, whatever lay in the store or moved in the month that begins on `first`."""
    start = start_of(first)
    before, within = Q(happened_at__lt=start), Q(happened_at__gte=start)
    moved = Movement.objects.filter(store=store, happened_at__lte=end_of_month(first))
    sums = (
        moved.order_by()
        .values("item")
        .annotate(
            opening=Sum("quantity", filter=before),
            opening_amount=Sum("amount", filter=before),
            incoming=Sum("quantity", filter=within & COMING),
            incoming_amount=Sum("amount", filter=within & COMING),
            outgoing=Sum("quantity", filter=within & ~COMING),
            outgoing_amount=Sum("amount", filter=within & ~COMING),
        )
    )
    items = Item.objects.select_related("group").in_bulk([row["item"] for row in sums])
    lines = (line_of(items[row["item"]], dict(row)) for row in sums)
    there = [line for line in lines if line.opening or line.incoming or line.outgoing]
    return sorted(there, key=lambda line: (line.item.group.position, str(line.item), line.item.pk))


def line_of(item: Item, sums: dict[str, Any]) -> StockMonthLine:
    """What went out stands without its sign; the closing follows from the rest."""
    opening, incoming, outgoing = (
        exact(sums[name]) for name in ("opening", "incoming", "outgoing")
    )
    had, came, went = (
        cents(sums[f"{name}_amount"]) for name in ("opening", "incoming", "outgoing")
    )
    return StockMonthLine(
        item=item,
        opening=opening,
        opening_amount=had,
        incoming=incoming,
        incoming_amount=came,
        outgoing=-outgoing,
        outgoing_amount=-went,
        closing=opening + incoming + outgoing,
        closing_amount=had + came + went,
    )


@transaction.atomic
def file(
    store: Store, first: date, *, by: Any, now: datetime, note: str = "", late_reason: str = ""
) -> Entry:
    """File the sheet of the month that begins on `first`, and tell the logistics office.

    Refused: a month with school still to come, and one whose sheet is there and stands.
    """
    on = timezone.localdate(now)
    if not may_be_filed(store.campus, first, on):
        raise Refused(_("This month is not over yet."))
    # One at a time: the row of the store is taken until the sheet is there.
    Store.objects.filter(pk=store.pk).update(is_active=store.is_active)
    if standing().filter(store=store, month=first).exists():
        raise Refused(_("The sheet of this month is there already."))
    happened_at = min(now, closing_of(store.campus, first))
    entry = Entry(campus=store.campus, happened_at=happened_at, late_reason=late_reason)
    sheet = StockMonth(entry=entry, store=store, month=first, note=note)
    sheet.new_lines = lines_of(store, first)
    entry.is_zero = not sheet.new_lines
    filed = filing.submit(sheet, by=by, now=now)
    month = f"{first:%Y-%m}"
    telling.tell(
        office_of(store.campus, on),
        FILED,
        url=filed.get_absolute_url(),
        now=now,
        by=by,
        campus=store.campus,
        store=str(store),
        month=month,
    )
    return filed


def closing_of(campus: Campus, first: date) -> datetime:
    """The end of the last day of the month on which there is school; in vacation of its last day.

    What is owed for a month is due then, and its sheet tells of the month until then.
    """
    span = whole_month(first.year, first.month)
    days = SchoolDay.objects.filter(campus=campus, date__range=span, kind__in=SchoolDay.OPEN)
    last = days.aggregate(last=Max("date"))["last"]
    return end_of(last or span[1])


def may_be_filed(campus: Campus, first: date, on: date) -> bool:
    """From the last day of the month on which there is school."""
    last = whole_month(first.year, first.month)[1]
    if on >= last:
        return True
    return on >= first and timezone.localdate(closing_of(campus, first)) <= on


def office_of(campus: Campus, on: date) -> QuerySet[Person]:
    """The logistics office: whoever directs the campus."""
    here = Q(campus=campus) | Q(campus=None)
    posts = Post.objects.current(on).filter(here, role=Role.DIRECTOR)
    return Person.objects.filter(pk__in=posts.values("person"))


def standing() -> QuerySet[StockMonth]:
    return StockMonth.objects.exclude(entry__status=Entry.Status.VOIDED)


def with_changes(sheets: QuerySet[StockMonth]) -> QuerySet[StockMonth]:
    """Adds `has_changed`: something was entered later that happened in its month or before it."""
    of_month = TruncMonth("happened_at", output_field=models.DateField())
    later = Movement.objects.annotate(of_month=of_month).filter(
        store=OuterRef("store"),
        of_month__lte=OuterRef("month"),
        entered_at__gt=OuterRef("entry__entered_at"),
    )
    return sheets.annotate(has_changed=Exists(later))


@dataclass(frozen=True)
class Unfiled:
    """A month of a store whose sheet is owed."""

    store: Store
    month: date
    is_over: bool


def unfiled(stores: QuerySet[Store], *, on: date) -> Iterator[Unfiled]:
    """By store, the months since its first movement without a sheet, the oldest first."""
    rows = list(with_beginning(stores).select_related("campus"))
    filed = filed_months(stores)
    closing = closing_days(first_of(on))
    for store in rows:
        for month in months_since(store.begun, on):  # type: ignore[attr-defined]  # annotated
            last = whole_month(month.year, month.month)[1]
            may_be = last <= on or closing.get(store.campus_id, last) <= on
            if (store.pk, month) not in filed and may_be:
                yield Unfiled(store, month, last < on)


def with_beginning(stores: QuerySet[Store]) -> QuerySet[Store]:
    """Adds `begun`, when something first moved there."""
    moved = Movement.objects.filter(store=OuterRef("pk")).order_by("happened_at")
    return stores.annotate(begun=Subquery(moved.values("happened_at")[:1]))


def filed_months(stores: QuerySet[Store]) -> set[tuple[int, date]]:
    return set(standing().filter(store__in=stores).values_list("store", "month"))


def closing_days(first: date) -> dict[int, date]:
    """By campus, the last day of a month on which there is school."""
    span = whole_month(first.year, first.month)
    days = SchoolDay.objects.filter(date__range=span, kind__in=SchoolDay.OPEN).order_by()
    return dict(days.values_list("campus").annotate(last=Max("date")))


def months_since(begun: datetime | None, on: date) -> Iterator[date]:
    if begun is not None:
        month = first_of(timezone.localdate(begun))
        while month <= on:
            yield month
            month = first_of(month + 32 * DAY)
