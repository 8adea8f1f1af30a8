"""The meal account of the sample school: fees, gas and wages, what was published, the monthly report."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from canteen.account import layout, publishing, reporting
from canteen.account.reckoning import reckon
from canteen.models import MealCost, MealFee, MealPublication, MealReport
from logistics.access import Role
from logistics.approvals import asking, deciding
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, end_of, start_of, whole_month
from logistics.school.models import Campus, Person, Term

FEE, FROM = Decimal("16.00"), date(2020, 9, 1)
KINDS = (MealReport.kind_code, MealPublication.kind_code)
MOST_MONTHS = 8  # of a longer span only the last are published: the load set stays quick
# Of the income of a month; what is missing to one hundred is food and a little left over.
SHARES = ((MealCost.Sort.GAS, "0.04"), (MealCost.Sort.UTILITIES, "0.03"))
STAFF = ((MealCost.Sort.INCOME, "4200.00"), (MealCost.Sort.MATERIALS, "3960.00"))


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Fees and lines first, then month by month what was published; says how many records there are."""
    before = Entry.objects.count()
    MealFee.objects.create(yuan=FEE, valid_from=FROM, basis="家长委员会讨论通过")
    accountant = staff.holders(Role.ACCOUNTANT, None)[0]
    months = list(months_over(site))
    for first in months:
        for campus in site.campuses:
            spend(campus, first, accountant)
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


def spend(campus: Campus, first: date, by: Person) -> None:
    """Gas, water and electricity as a share of the fees; the staff's table in an account of its own."""
    period = publishing.month_of(first)
    fees = reckon([campus.pk], period.first, period.last).sums(period.first, period.last).fees
    if not fees:
        return
    given: dict[str, Any] = {"campus": campus, "on": period.last, "by": by}
    rows = [
        MealCost(sort=sort, amount=(fees * Decimal(share)).quantize(Decimal("0.01")), **given)
        for sort, share in SHARES
    ]
    rows += [
        MealCost(sort=sort, amount=Decimal(amount), account="staff", **given)
        for sort, amount in STAFF
    ]
    MealCost.objects.bulk_create(rows)


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
