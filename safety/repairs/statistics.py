"""The month in repairs: how many, how quickly, how much, how often again; read off the tickets."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from logistics.school.calendar import end_of, start_of
from safety.models import RepairCategory, RepairTicket, Satisfaction, TicketClosing

ASIDE = (TicketClosing.MERGED, TicketClosing.WITHDRAWN)
COLUMNS = (
    "campus", "category", "reported_at", "answer_by", "answered_at", "due_on", "done_at",
    "accepted_at", "closing", "labour_cost", "parts_cost", "redone", "again_of", "satisfaction",
    "company", "hours",
)  # fmt: skip


@dataclass
class Trade:
    """One trade of a month."""

    category: str
    count: int = 0
    repaired: int = 0
    cost: Decimal = Decimal("0.00")

    @property
    def label(self) -> str:
        return str(RepairCategory(self.category).label)


@dataclass
class Month:
    """What was reported in a span. Doubles and what was withdrawn count for nothing."""

    first: date
    last: date
    count: int = 0
    repaired: int = 0
    in_time: int = 0
    answered_in_time: int = 0
    answered: int = 0
    accepted: int = 0
    unanswered: int = 0
    outside: int = 0
    repeats: int = 0
    cost: Decimal = Decimal("0.00")
    hours: Decimal = Decimal(0)
    days: list[int] = field(default_factory=list)
    satisfaction: Counter[int] = field(default_factory=Counter)
    trades: dict[str, Trade] = field(default_factory=dict)

    def add(self, ticket: RepairTicket) -> None:
        trade = self.trades.setdefault(ticket.category, Trade(ticket.category))
        self.count += 1
        trade.count += 1
        self.answered += ticket.answered_at is not None
        self.answered_in_time += bool(ticket.answered_at and ticket.answered_at <= ticket.answer_by)
        self.accepted += ticket.accepted_at is not None
        self.unanswered += ticket.closing == TicketClosing.UNANSWERED
        self.repeats += bool(ticket.redone or ticket.again_of_id)
        if ticket.satisfaction:
            self.satisfaction[ticket.satisfaction] += 1
        if ticket.done_at:
            self.add_repair(ticket, trade)

    def add_repair(self, ticket: RepairTicket, trade: Trade) -> None:
        self.repaired += 1
        trade.repaired += 1
        self.in_time += not ticket.is_late(self.last)
        self.outside += ticket.is_outside
        self.cost += ticket.cost
        trade.cost += ticket.cost
        self.hours += ticket.hours
        self.days.append(ticket.days_taken or 0)

    @property
    def in_time_rate(self) -> float | None:
        return share(self.in_time, self.repaired)

    @property
    def answer_rate(self) -> float | None:
        return share(self.answered_in_time, self.count)

    @property
    def repeat_rate(self) -> float | None:
        return share(self.repeats, self.count)

    @property
    def good_rate(self) -> float | None:
        return share(self.satisfaction[Satisfaction.GOOD], sum(self.satisfaction.values()))

    @property
    def mean_days(self) -> Decimal | None:
        if not self.days:
            return None
        return (Decimal(sum(self.days)) / len(self.days)).quantize(Decimal("0.1"))

    @property
    def by_trade(self) -> list[Trade]:
        return sorted(self.trades.values(), key=lambda trade: (-trade.count, trade.category))

    def url(self, **more: Any) -> str:
        query = {"view": "all", "first": self.first, "last": self.last} | more
        return f"{reverse('safety:ticket_list')}?{urlencode(query)}"


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def tickets_in(tickets: Any, first: date, last: date) -> Any:
    rows = tickets.filter(reported_at__range=(start_of(first), end_of(last)))
    return rows.exclude(closing__in=ASIDE).only(*COLUMNS)


def month_of(tickets: Any, first: date, last: date) -> Month:
    found = Month(first, last)
    for ticket in tickets_in(tickets, first, last).iterator(chunk_size=2000):
        found.add(ticket)
    return found


def costs_by_place(tickets: Any, first: date, last: date) -> list[tuple[str, int, Decimal]]:
    """The rooms in which most is repaired, with what it cost."""
    counted: dict[str, list[Decimal]] = defaultdict(list)
    rows = tickets_in(tickets, first, last).exclude(place=None)
    for name, labour, parts in rows.values_list("place__name", "labour_cost", "parts_cost"):
        counted[name].append(labour + parts)
    found = [(name, len(costs), total(costs)) for name, costs in counted.items()]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:10]


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
