"""What the term summary says of the meal account."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from canteen.account.reckoning import reckon
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import standing
from logistics.school.calendar import whole_month
from logistics.school.models import Campus
from logistics.templatetags.house import money, percent


def campuses_of(asked: Asked) -> Any:
    rows = Campus.objects.visible_to(asked.person, "canteen.view").filter(is_active=True)
    return rows.filter(pk=asked.campus.pk) if asked.campus else rows


def write(asked: Asked) -> Iterator[Block]:
    """Month by month, then the term; and which months were published."""
    term, campuses = asked.term, [row.pk for row in campuses_of(asked)]
    last = min(term.ends_on, timezone.localdate(asked.now))
    book = reckon(campuses, term.starts_on, last)
    rows = []
    for year, month in term.months():
        first, end = whole_month(year, month)
        if first <= last:
            whole = first >= term.starts_on and len(campuses) == 1
            url = url_of(first, campuses[0]) if whole else ""
            rows.append(row_of(f"{first:%Y-%m}", book.sums(first, end), url))
    total = book.sums(term.starts_on, last)
    rows.append(row_of(_("Term so far"), total))
    yield Table(
        (_("Month"), _("Meals by child and day"), pgettext("meal account", "Income"),
         pgettext("meal account", "Spent"), pgettext("meal account", "Surplus or loss"),
         _("Balance rate")),
        tuple(rows),
        _("Income and expenditure of the meals"),
    )  # fmt: skip
    yield Text((_("Published: "), standing(asked, "meal-account-publications")))


def row_of(title: str, sums: Any, url: str = "") -> tuple[Any, ...]:
    return (
        title, str(sums.child_days), Number(money(sums.income), url), money(sums.spent), money(sums.balance),
        percent(sums.rate),
    )  # fmt: skip


def url_of(first: date, campus: int) -> str:
    """The account of a whole month; each campus has its own."""
    query = urlencode({"month": f"{first:%Y%m}", "campus": campus})
    return f"{reverse('canteen:meal_account')}?{query}"


CHAPTERS = [Chapter(gettext_lazy("Income and expenditure of the meals"), write, order=66)]
