"""食堂费用公示表: the account in the lines of the official table, this month beside the year so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.account.reckoning import BEYOND, SEASONING, STAPLES, Book, Sums, reckon
from canteen.models import MealCost, MealStatement
from logistics.school.models import Term

Sort = MealCost.Sort
CENT = Decimal("0.01")
# code, words, depth. The codes are those of `MealStatement.figures`.
LINES: Sequence[tuple[str, Any, int]] = (
    ("income", _("Income from meals"), 0),
    ("fees", _("Fees, by the days the children were there"), 1),
    ("kept", _("Fees of absent days that are not given back"), 1),
    ("other_income", _("Other income"), 1),
    ("spent", _("Spent on meals"), 0),
    ("dishes", pgettext_lazy("meal account", "meat, vegetables and other dishes"), 1),
    ("staples", pgettext_lazy("meal account", "rice, flour and oil"), 1),
    ("seasoning", pgettext_lazy("meal account", "seasoning"), 1),
    ("materials", pgettext_lazy("meal account", "other materials"), 1),
    ("gas", pgettext_lazy("meal account", "gas"), 1),
    ("utilities", pgettext_lazy("meal account", "water and electricity"), 1),
    ("wages", pgettext_lazy("meal account", "wages"), 1),
    ("tax", pgettext_lazy("meal account", "taxes"), 0),
    ("admin", pgettext_lazy("meal account", "administration"), 0),
    ("finance", pgettext_lazy("meal account", "financial costs"), 0),
    ("balance", pgettext_lazy("meal account", "Surplus or loss"), 0),
)
OPTIONAL = {"kept", "other_income"}


def fen(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.quantize(CENT, ROUND_HALF_UP):.2f}"


def rate(share: Decimal | None) -> str:
    """In per cent with two decimals, as it is published."""
    return "" if share is None else f"{(share * 100).quantize(CENT, ROUND_HALF_UP):.2f}"


def said(sums: Sums) -> dict[str, str]:
    """Plain texts: what is decided on and kept hangs on no rounding of a database."""
    costs = {sort.value: fen(sums.costs[sort]) for sort in (*BEYOND,)}
    running = {name: fen(sums.costs[name]) for name in ("materials", "gas", "utilities", "wages")}
    return {
        "income": fen(sums.income),
        "fees": fen(sums.fees),
        "kept": fen(sums.kept),
        "other_income": fen(sums.costs[Sort.INCOME]),
        "spent": fen(sums.spent),
        "dishes": fen(sums.dishes),
        "staples": fen(sums.food[STAPLES]),
        "seasoning": fen(sums.food[SEASONING]),
        **running,
        **costs,
        "balance": fen(sums.balance),
        "rate": rate(sums.rate),
        "food_share": rate(sums.food_share),
        "child_days": str(sums.child_days),
        "per_day": fen(sums.per_day),
    }


@dataclass(frozen=True)
class Period:
    """A month or a term at one campus: its days, and from where the year and the term are added up."""

    span: str
    first: date
    last: date
    year_first: date
    term_first: date

    @classmethod
    def month(cls, first: date, last: date) -> "Period":
        term = Term.objects.on(first)
        begins = term.starts_on if term and term.starts_on <= last else first
        return cls(MealStatement.Span.MONTH, first, last, first.replace(month=1, day=1), begins)

    @classmethod
    def term(cls, term: Term, last: date) -> "Period":
        first = term.starts_on
        return cls(MealStatement.Span.TERM, first, last, last.replace(month=1, day=1), first)

    @property
    def since(self) -> date:
        return min(self.first, self.year_first, self.term_first)


def book_of(campuses: Iterable[int], period: Period) -> Book:
    return reckon(campuses, period.since, period.last)


def figures(campuses: Iterable[int], period: Period) -> dict[str, Any]:
    """What is published: the period, the year so far, and the balance rate of the term so far."""
    return figures_of(book_of(campuses, period), period)


def figures_of(book: Book, period: Period) -> dict[str, Any]:
    term = book.sums(period.term_first, period.last)
    return {
        "now": said(book.sums(period.first, period.last)),
        "year": said(book.sums(period.year_first, period.last)),
        "term_rate": rate(term.rate),
    }


@dataclass(frozen=True)
class Row:
    """A line of the table as it is shown."""

    code: str
    title: Any
    depth: int
    now: str
    year: str


def rows(found: dict[str, Any]) -> list[Row]:
    """The lines; what a school does not have of the optional ones is left out."""
    now, year = found["now"], found["year"]
    return [
        Row(code, title, depth, now[code], year[code])
        for code, title, depth in LINES
        if code not in OPTIONAL or is_some(now[code]) or is_some(year[code])
    ]


def is_some(amount: str) -> bool:
    return bool(amount) and Decimal(amount) != 0
