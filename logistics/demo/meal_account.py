"""The meal account of the sample school: fees, gas and wages, what was published, the monthly report."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from canteen.account import layout, publishing, reporting
from canteen.account.reckoning import reckon
from canteen.menus.checking import COST
from canteen.models import MealCost, MealFee, MealPublication, MealReport, Menu
from logistics.access import Role
from logistics.approvals import asking, deciding
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, end_of, start_of, whole_month
from logistics.school.models import Campus, Person, Rule, Term
from logistics.stores.models import Movement
from logistics.stores.models.goods import Stock

FROM = date(2020, 9, 1)
KINDS = (MealReport.kind_code, MealPublication.kind_code)
SUNDAY = 6
MOST_MONTHS = 8  # of a longer span only the last are published: the load set stays quick
# Of the fees, read off the meters every week; all the rest is food.
SHARES = ((MealCost.Sort.GAS, Decimal("0.04")), (MealCost.Sort.UTILITIES, Decimal("0.03")))
STAFF_MATERIALS = Decimal("180.00")  # a month, what their pot needs beside food
CENT, DIME = Decimal("0.01"), Decimal("0.1")


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Fees and lines first, then month by month what was published; says how many records there are."""
    before = Entry.objects.count()
    accountant = staff.holders(Role.ACCOUNTANT, None)[0]
    begun = cooking_since(site)
    for campus in site.campuses:
        share_out(campus, site.wanted.today, accountant)
    set_fee(site, begun)
    for campus in site.campuses:
        read_meters(campus, begun, site.wanted.today, accountant)
    months = list(months_over(site))
    for first in months[-MOST_MONTHS:]:
        for number, campus in enumerate(site.campuses):
            publish(campus, first, number, accountant, staff, site.wanted.now)
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            report(site, staff, term)
    return Entry.objects.count() - before


def months_over(site: Site) -> Iterator[date]:
    """Those since records are kept that are over."""
    first = site.wanted.begins_on.replace(day=1)
    while (last := whole_month(first.year, first.month)[1]) < site.wanted.today:
        yield first
        first = last + DAY


def cooking_since(site: Site) -> date:
    """The first day on which food was issued."""
    moved = Movement.objects.filter(store__kind=Stock.FOOD, kind=Movement.Kind.ISSUE)
    first = moved.order_by("happened_at").values_list("happened_at", flat=True).first()
    return timezone.localdate(first) if first else site.wanted.begins_on


def set_fee(site: Site, begun: date) -> None:
    """What a day of meals costs, gas and water included, to ten fen: the account has to balance.

    It is also the standard that the menus are compared with.
    """
    campuses = [campus.pk for campus in site.campuses]
    whole = reckon(campuses, begun, site.wanted.today).sums(begun, site.wanted.today)
    food = whole.food_cost / whole.child_days if whole.child_days else Decimal(0)
    fee = (food / (1 - sum(share for _sort, share in SHARES))).quantize(DIME, ROUND_HALF_UP)
    MealFee.objects.create(yuan=fee, valid_from=FROM, basis="家长委员会讨论通过")
    Rule.objects.create(code=COST, value=f"{fee:.2f}", valid_from=FROM)


def share_out(campus: Campus, today: date, by: Person) -> None:
    """What the staff ate out of the children's store burdens them, month by month, and they pay it."""
    moved = Movement.objects.filter(
        store__campus=campus, store__kind=Stock.FOOD, kind=Movement.Kind.ISSUE,
        entry__subject=Menu.Audience.STAFF,
    )  # fmt: skip
    months: dict[date, Decimal] = {}
    for moment, amount in moved.values_list("happened_at", "amount"):
        first = timezone.localdate(moment).replace(day=1)
        months[first] = months.get(first, Decimal(0)) - amount
    rows = []
    for first, food in months.items():
        on = min(whole_month(first.year, first.month)[1], today)
        given: dict[str, Any] = {"campus": campus, "on": on, "by": by, "account": "staff"}
        lines = (
            (MealCost.Sort.STAFF_FOOD, food),
            (MealCost.Sort.MATERIALS, STAFF_MATERIALS),
            (MealCost.Sort.INCOME, food + STAFF_MATERIALS),
        )
        rows += [MealCost(sort=sort, amount=amount, **given) for sort, amount in lines]
    MealCost.objects.bulk_create(rows)


def read_meters(campus: Campus, begun: date, today: date, by: Person) -> None:
    """Gas, water and electricity, a share of the fees of each week, on the last day of it."""
    book = reckon([campus.pk], begun, today)
    weeks: dict[date, Decimal] = {}
    for on, sums in book.between(begun, today):
        last = min(on + (SUNDAY - on.weekday()) * DAY, whole_month(on.year, on.month)[1], today)
        weeks[last] = weeks.get(last, Decimal(0)) + sums.fees
    MealCost.objects.bulk_create(
        MealCost(
            campus=campus, on=on, by=by, sort=sort, note="按表计量",
            amount=(fees * share).quantize(CENT, ROUND_HALF_UP),
        )
        for on, fees in sorted(weeks.items())
        for sort, share in SHARES
        if fees
    )  # fmt: skip


def publish(
    campus: Campus, first: date, number: int, by: Person, staff: Staff, now: datetime
) -> None:
    """Put forward on the sixth of the next month, agreed to the day after, as far as it is that late."""
    after = whole_month(first.year, first.month)[1] + DAY
    asked = at(after + 5 * DAY, "07:05") + number * timedelta(minutes=25)
    agreed = asked + DAY
    if agreed > now:
        return
    period = publishing.month_of(first)
    if layout.figures([campus.pk], period)["now"]["child_days"] == "0":
        return
    statement = publishing.put_forward(campus, period, by=by, now=asked)
    approval = asking.latest(publishing.PUBLISH, statement)
    if approval is not None:
        deciding.agree(approval, by=approval.waits_for[0], now=agreed, seen=approval.digest)


def report(site: Site, staff: Staff, term: Term) -> None:
    hands = Reports(site, staff, term)
    records = sorted(hands.records(), key=lambda row: row.entry.entered_at)
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    proving.settle(list(rows.values_list("series", flat=True).distinct()))


class Reports(Hands):
    """The month told back by the doctor."""

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            due_at__gte=start_of(self.site.wanted.begins_on), term=self.term,
            opens_at__lte=end_of(self.site.wanted.today), proof=MealReport.kind_code,
        )  # fmt: skip
        return begun.select_related("duty", "campus").order_by("due_at", "pk")

    def records(self) -> Iterator[MealReport]:
        for sketch in self.crossing_over():
            if sketch.entered_at <= self.now:
                yield self.report(sketch)

    def report(self, sketch: Sketch) -> MealReport:
        campus = sketch.task.campus or self.site.campuses[0]
        month = publishing.month_before(sketch.happened_at.date())
        said = reporting.draft(campus, month)
        said["nutrition"] = (
            said["nutrition"] or "能量与蛋白质达标，钙摄入偏低，下月增加奶类和豆制品。"
        )
        entry = Entry(
            campus=campus, subject=sketch.task.subject, happened_at=sketch.happened_at,
            entered_at=sketch.entered_at, entered_by=sketch.by, late_reason=sketch.late_reason,
        )  # fmt: skip
        return MealReport(
            entry=entry, month=month, measures="增加花样，控制油盐", told_to="家长公示栏、膳食委员会",
            **said,
        )  # fmt: skip
