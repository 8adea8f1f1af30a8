"""The food stores of the period against the account: what was there and came, less what is left, is what was used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from canteen.account.reckoning import Book
from logistics.school.calendar import DAY


@dataclass(frozen=True)
class Stock:
    """In yuan. `used` and `lost` are costs; `moved` is what left for other food stores, less what came."""

    opening: Decimal
    received: Decimal
    used: Decimal
    lost: Decimal
    moved: Decimal

    @property
    def cost(self) -> Decimal:
        return self.used + self.lost

    @property
    def closing(self) -> Decimal:
        return self.opening + self.received - self.cost - self.moved


def stock_of(book: Book, first: date, last: date) -> Stock:
    before, now = book.sums(book.first, first - DAY), book.sums(first, last)
    opening = book.opening + before.received + before.used + before.lost + before.moved
    return Stock(opening, now.received, -now.used, -now.lost, -now.moved)
