"""The meal account worked out, day by day: fees of the children that were there, food out of the store, the rest.

Everything is read off the attendance, the ledger of the food stores and the lines of the account:
nothing is stored, so that one head count corrected moves exactly what comes after it. In yuan, to
the fen; a balance rate is a share of the income.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Q, Sum, Value, When
from django.utils import timezone

from canteen.account import refunding
from canteen.account.fees import NOTHING, Fees
from canteen.models import Food, Group, MealCost
from health import interface as health
from logistics.school.calendar import end_of, start_of
from logistics.stores.ledger import cents
from logistics.stores.models import Movement
from logistics.stores.models.goods import Stock

Sort = MealCost.Sort
Account = MealCost.Account
# 菜品, 米油, 调味品: as the published table divides what is eaten.
DISHES, STAPLES, SEASONING = "dishes", "staples", "seasoning"
BUCKETS = (DISHES, STAPLES, SEASONING)
RUNNING = (Sort.MATERIALS, Sort.GAS, Sort.UTILITIES, Sort.WAGES)
BEYOND = (Sort.TAX, Sort.ADMIN, Sort.FINANCE)
Move = Movement.Kind
USED = (Move.ISSUE, Move.RETURN)
LOST = (Move.SHORTAGE, Move.SURPLUS, Move.LOSS)
MOVED = (Move.MOVE_IN, Move.MOVE_OUT)


def zeroes(names: Iterable[str]) -> dict[str, Decimal]:
    return dict.fromkeys(names, NOTHING)


@dataclass
class Sums:
    """What a day or a period came to. `food` is what was used of each bucket, losses included."""

    child_days: int = 0
    expected: int = 0
    fees: Decimal = NOTHING
    kept: Decimal = NOTHING
    unpriced: int = 0
    food: dict[str, Decimal] = field(default_factory=lambda: zeroes(BUCKETS))
    costs: dict[str, Decimal] = field(default_factory=lambda: zeroes(Sort.values))
    received: Decimal = NOTHING
    used: Decimal = NOTHING
    lost: Decimal = NOTHING
    moved: Decimal = NOTHING

    @property
    def income(self) -> Decimal:
        return self.fees + self.kept + self.costs[Sort.INCOME]

    @property
    def staff_food(self) -> Decimal:
        return self.costs[Sort.STAFF_FOOD]

    @property
    def food_cost(self) -> Decimal:
        """What the children's table used: without what went to the staff's."""
        return sum(self.food.values(), NOTHING) - self.staff_food

    @property
    def dishes(self) -> Decimal:
        return self.food[DISHES] - self.staff_food

    @property
    def running(self) -> Decimal:
        return sum((self.costs[sort] for sort in RUNNING), NOTHING)

    @property
    def spent(self) -> Decimal:
        """伙食费支出: food and what it takes to cook it."""
        return self.food_cost + self.running

    @property
    def beyond(self) -> Decimal:
        return sum((self.costs[sort] for sort in BEYOND), NOTHING)

    @property
    def others(self) -> Decimal:
        return self.running + self.beyond

    @property
    def balance(self) -> Decimal:
        return self.income - self.spent - self.beyond

    @property
    def rate(self) -> Decimal | None:
        """盈亏率 as a share of the income; below zero a loss."""
        return self.balance / self.income if self.income else None

    @property
    def food_share(self) -> Decimal | None:
        """食材支出占伙食费收入比例"""
        return self.food_cost / self.income if self.income else None

    @property
    def per_day(self) -> Decimal | None:
        """人均日伙食费: what one child cost on one day."""
        return self.spent / self.child_days if self.child_days else None

    def add(self, other: "Sums") -> None:
        for name in ("child_days", "expected", "fees", "kept", "unpriced",
                     "received", "used", "lost", "moved"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("food", "costs"):
            mine = getattr(self, name)
            for key, amount in getattr(other, name).items():
                mine[key] += amount


@dataclass
class Book:
    """The days of some campuses from `first` to `last`, by day; only days on which something was."""

    campuses: Sequence[int]
    first: date
    last: date
    days: dict[date, Sums] = field(default_factory=dict)
    staff: dict[date, dict[str, Decimal]] = field(default_factory=dict)

    def day(self, on: date) -> Sums:
        return self.days.setdefault(on, Sums())

    def sums(self, first: date, last: date) -> Sums:
        total = Sums()
        for on in self.days:
            if first <= on <= last:
                total.add(self.days[on])
        return total

    def staff_sums(self, first: date, last: date) -> dict[str, Decimal]:
        """The staff's account by sort; food of theirs is what left the children's."""
        total = zeroes(Sort.values)
        for on, amounts in self.staff.items():
            if first <= on <= last:
                for sort, amount in amounts.items():
                    total[sort] += amount
        return total

    def between(self, first: date, last: date) -> list[tuple[date, Sums]]:
        return [(on, self.days[on]) for on in sorted(self.days) if first <= on <= last]

    @cached_property
    def opening(self) -> Decimal:
        """What the food stores held, in yuan, when the first day began."""
        rows = food_moves(self.campuses).filter(happened_at__lt=start_of(self.first))
        return cents(rows.aggregate(all=Sum("amount"))["all"])


def reckon(campuses: Iterable[int], first: date, last: date) -> Book:
    """Every day of a period, in six queries however long it is."""
    book = Book(sorted(campuses), first, last)
    put_heads(book)
    put_food(book)
    put_costs(book)
    return book


def put_heads(book: Book) -> None:
    fees = Fees(book.campuses, book.last)
    for row in health.child_days(book.first, book.last, book.campuses):
        fee, day = fees.of(row.on, row.campus, row.grade), book.day(row.on)
        day.child_days += row.present
        day.expected += row.expected
        if fee is None:
            day.unpriced += row.present
        else:
            day.fees += fee * row.present
    for on, amount in refunding.kept_fees(book.campuses, book.first, book.last, fees):
        book.day(on).kept += amount


def put_food(book: Book) -> None:
    for on, kind, bucket, amount in food_by_day(book):
        day = book.day(on)
        if kind in USED or kind in LOST:
            day.food[bucket] -= amount
        name = "received" if kind == Move.RECEIVE else side_of(kind)
        setattr(day, name, getattr(day, name) + amount)


def side_of(kind: str) -> str:
    return "used" if kind in USED else "lost" if kind in LOST else "moved"


def food_moves(campuses: Iterable[int]) -> Any:
    """The ledger of the stores of food. A document that was taken back stands in it twice."""
    return Movement.objects.filter(store__kind=Stock.FOOD, store__campus__in=list(campuses))


def food_by_day(book: Book) -> Iterator[tuple[date, str, str, Decimal]]:
    span = (start_of(book.first), end_of(book.last))
    rows = food_moves(book.campuses).filter(happened_at__range=span).order_by()
    # By the moment of the document: a day worked out for each line takes the database longer.
    summed = rows.annotate(bucket=bucket()).values_list("happened_at", "kind", "bucket")
    for moment, kind, name, amount in summed.annotate(all=Sum("amount")):
        yield timezone.localdate(moment), kind, name, cents(amount)


def bucket() -> Case:
    """Into which line of the published table goods go, by the food they are; all else is dishes."""
    staples = Food.objects.filter(group__in=(Group.CEREAL, Group.OIL)).exclude(item=None)
    seasoning = Food.objects.filter(group=Group.CONDIMENT).exclude(item=None)
    return Case(
        When(Q(item__in=staples.values("item")), then=Value(STAPLES)),
        When(Q(item__in=seasoning.values("item")), then=Value(SEASONING)),
        default=Value(DISHES),
        output_field=CharField(),
    )


def put_costs(book: Book) -> None:
    rows = MealCost.objects.standing().filter(
        campus__in=book.campuses, on__range=(book.first, book.last)
    )
    for row in rows.only("on", "account", "sort", "amount"):
        if row.account == Account.STAFF:
            staff = book.staff.setdefault(row.on, zeroes(Sort.values))
            staff[row.sort] += row.amount
        if row.account == Account.CHILDREN or row.sort == Sort.STAFF_FOOD:
            book.day(row.on).costs[row.sort] += row.amount
