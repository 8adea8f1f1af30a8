"""Money of the meals that does not fit what happened: food without children, accounts that changed, days charged."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.account import publishing
from canteen.models import FeeSettlement, MealStatement
from health import interface as health
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.stores.ledger import cents
from logistics.stores.models import Movement
from logistics.stores.models.goods import Stock


def food_without_children(first: date, last: date) -> Iterator[Clash]:
    """Food left the store on a day on which no class of the campus was confirmed.

    The newest day of the attendance bounds it: what is still to be confirmed today is no clash.
    """
    moved = Movement.objects.filter(
        store__kind=Stock.FOOD, kind=Movement.Kind.ISSUE,
        happened_at__range=(start_of(first), end_of(last)),
    ).exclude(entry__status=Entry.Status.VOIDED)  # fmt: skip
    days = moved.order_by().annotate(on=TruncDate("happened_at"))
    summed = list(days.values_list("store__campus", "on").annotate(all=Sum("amount")))
    here: dict[int, set[date]] = defaultdict(set)
    for row in health.child_days(first, last, {campus for campus, _on, _all in summed}):
        here[row.campus].add(row.on)
    for campus, on, amount in summed:
        if here[campus] and on not in here[campus] and on < max(here[campus]):
            yield Clash(
                key=f"{campus}.{on}", on=on, campus=campus,
                said={"day": f"{on}", "amount": f"{-cents(amount)}"},
            )  # fmt: skip


def published_otherwise(first: date, last: date) -> Iterator[Clash]:
    """What was published of a month comes out otherwise today."""
    rows = MealStatement.objects.valid().filter(last__range=(first, last), span="month")
    for statement in rows.select_related("publication__entry"):
        if publishing.differs(statement):
            entry = statement.publication.entry
            yield Clash(
                key=str(entry.pk), on=statement.last, campus=statement.campus_id,
                entries=(entry.pk,), said={"record": entry.number},
            )  # fmt: skip


def charged_for_more(first: date, last: date) -> Iterator[Clash]:
    """A clearing counts more days eaten than the attendance of the period has."""
    rows = FeeSettlement.objects.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.filter(entry__happened_at__range=(start_of(first), end_of(last)))
    for sheet in rows.select_related("entry").prefetch_related("lines"):
        entry, there = sheet.entry, 0
        for row in health.child_days(sheet.first, sheet.last, [entry.campus_id]):
            there += row.present
        days = sum(line.days for line in sheet.lines.all())
        if days > there:
            yield Clash(
                key=str(entry.pk), on=timezone.localdate(entry.happened_at),
                campus=entry.campus_id, entries=(entry.pk,),
                said={"record": entry.number, "days": str(days), "there": str(there)},
            )  # fmt: skip


COMPARISONS = [
    Comparison(
        "meal_food_without_children",
        _("Food issued on a day without children"),
        _("On %(day)s food of ¥%(amount)s left the store, and no class was confirmed"),
        _("Confirm the attendance of that day, or take the issue back and enter it on its day."),
        food_without_children,
    ),
    Comparison(
        "meal_account_published_otherwise",
        _("A published meal account that comes out otherwise"),
        _("%(record)s: the attendance, the store or the lines were changed after it was published"),
        _("Look what was changed; put another edition forward, it replaces the first."),
        published_otherwise,
    ),
    Comparison(
        "meal_fee_for_more_days",
        _("More days charged than children were there"),
        _("%(record)s counts %(days)s days eaten, the attendance has %(there)s"),
        _("Void the clearing and file it again from the attendance."),
        charged_for_more,
    ),
]
