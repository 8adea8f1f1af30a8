"""Cleaning of the sample school and the companies it pays: each month evaluated, each day on post."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, SERIES, Hands, Sketch, excuse
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import at, calendar_of, end_of, start_of
from logistics.school.models import Campus, Term
from logistics.stores.models import Supplier
from safety.grounds import companies
from safety.models import (
    Cleaning,
    CompanyEvaluation,
    CompanyOpinion,
    PostAttendance,
    PostLine,
    Service,
    ServiceContract,
    work_of,
)

DAY = timedelta(days=1)
POST_DAYS = 30  # so long ago the people on post are counted
FIRMS = (
    (Service.DAY_GUARD, "平安保安服务有限公司", "周队长", 3, "9600"),
    (Service.NIGHT_GUARD, "平安保安服务有限公司", "周队长", 2, "7200"),
    (Service.CLEANING, "洁美物业服务有限公司", "何主管", 3, "8400"),
    (Service.GREENING, "青禾园林养护有限公司", "孙师傅", 1, "2600"),
    (Service.CATERING, "康膳餐饮管理有限公司", "梁经理", 4, "12800"),
)
PROBLEMS = {
    Service.CLEANING: "二楼卫生间下午第二次清洁不及时",
    Service.GREENING: "东侧绿篱修剪不齐，落叶未当日清走",
    Service.CATERING: "周三午餐汤温偏低",
}
OPINION = ("午餐的青菜偏咸", "家长", "减少用盐，每餐前试味")


def write(site: Site, staff: Staff) -> int:
    """Cleaning term by term; contracts, months and posts of the companies."""
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    contracts = sign(site)
    return count + evaluate(site, staff, contracts) + count_posts(site, staff, contracts)


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Sweepers(site, staff, term)
    records = sorted(hands.records(), key=lambda record: record.entry.entered_at)
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    settle(term)
    excuse(staff, hands.excused)
    return len(records)


def settle(term: Term) -> None:
    """What the cleaning of a term proves, series by series."""
    rows = Task.objects.filter(term=term, proof=Cleaning.kind_code).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])


class Sweepers(Hands):
    """Who cleans in a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.rng = site.wanted.random(f"cleaning {term.starts_on}")

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            Q(due_at__gte=start_of(self.site.wanted.begins_on)),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof=Cleaning.kind_code,
        )
        return begun.select_related("duty").order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def records(self) -> Iterator[Cleaning]:
        for sketch in self.crossing_over():
            yield self.cleaning(sketch)

    def cleaning(self, sketch: Sketch) -> Cleaning:
        task = sketch.task
        entry = Entry(
            campus_id=task.campus_id or self.site.campuses[0].pk,
            school_class_id=task.school_class_id, place_id=task.place_id, subject=task.subject,
            happened_at=sketch.happened_at, entered_at=sketch.entered_at, entered_by=sketch.by,
            late_reason=sketch.late_reason,
        )  # fmt: skip
        return Cleaning(entry=entry, work=work_of(task.subject))


# The companies.


@transaction.atomic
def sign(site: Site) -> list[ServiceContract]:
    """One contract a service for the whole school, from the first term that is recorded."""
    first, last = site.wanted.begins_on, site.terms[-1].ends_on + 40 * DAY
    rows = []
    for number, (service, name, foreman, posts, fee) in enumerate(FIRMS, start=1):
        supplier, _new = Supplier.objects.get_or_create(name=name)
        row = ServiceContract(
            service=service, supplier=supplier, number=f"FW-{first.year}-{number:02d}",
            starts_on=first, ends_on=last, monthly_fee=Decimal(fee), foreman=foreman, posts=posts,
        )  # fmt: skip
        row.save()
        rows.append(row)
    return rows


def evaluate(site: Site, staff: Staff, contracts: list[ServiceContract]) -> int:
    """Each month on its last school day; now and then something has to change."""
    campus, by = site.campuses[0], staff.director
    count = 0
    for month, day in month_ends(site, campus):
        now = at(day, "18:00")
        if now > site.wanted.now:
            continue
        for contract in contracts:
            evaluate_month(contract, month, campus, by=by, now=now)
            count += 1
    return count + tell_opinion(site, staff, contracts[-1])


def month_ends(site: Site, campus: Campus) -> list[tuple[date, date]]:
    """The first day and the last open day of every month of the recorded terms."""
    last: dict[date, date] = {}
    for term in site.terms:
        for day in calendar_of(term, campus).open_days:
            if day >= site.wanted.begins_on:
                last[day.replace(day=1)] = day
    return sorted(last.items())


def evaluate_month(
    contract: ServiceContract, month: date, campus: Campus, *, by: Any, now: datetime
) -> None:
    fate = Random(f"{contract.service} {month}")  # noqa: S311  nothing here is secret
    problem = PROBLEMS.get(Service(contract.service), "") if fate.random() < 0.15 else ""
    score = fate.randint(84, 91) if problem else fate.randint(90, 98)
    evaluation = CompanyEvaluation(
        entry=Entry(campus=campus, subject=contract.subject, happened_at=now),
        contract=contract, month=month, score=Decimal(score), problems=problem,
        verdict="已约谈改进" if problem else "按合同履约",
    )  # fmt: skip
    companies.evaluate(evaluation, owner=by, by=by, now=now)


def tell_opinion(site: Site, staff: Staff, contract: ServiceContract) -> int:
    """A recent opinion about the meals, which the company still has to answer."""
    campus, by = site.campuses[0], staff.holders("carer", 0)[0]
    days = [day for _month, day in month_ends(site, campus) if at(day, "13:00") <= site.wanted.now]
    if not days:
        return 0
    now = at(days[-1], "13:00")
    said, said_by, demand = OPINION
    opinion = CompanyOpinion(
        entry=Entry(campus=campus, subject=contract.subject, happened_at=now), contract=contract,
        said=said, said_by=said_by, demand=demand,
    )  # fmt: skip
    companies.take_up(opinion, owner=staff.director, by=by, now=now)
    return 1


def count_posts(site: Site, staff: Staff, contracts: list[ServiceContract]) -> int:
    """The guards of each campus count who is there, on the school days of the last weeks."""
    since, sheets = site.wanted.today - POST_DAYS * DAY, []
    hands = Hands(site, staff, site.term)
    for number, campus in enumerate(site.campuses):
        guards = staff.holders("guard", number)
        for day in [d for d in hands.open_days[campus.pk] if since <= d <= site.wanted.today]:
            if (now := at(day, "08:05")) <= site.wanted.now:
                by = guards[day.toordinal() % len(guards)]
                sheets.append(sheet_of(campus, contracts, by=by, now=now))
    filing.submit_many(sheets)
    return len(sheets)


def sheet_of(campus: Campus, contracts: list[ServiceContract], *, by: Any, now: datetime) -> Any:
    fate = Random(f"{campus.name} {timezone.localdate(now)}")  # noqa: S311
    entry = Entry(campus=campus, happened_at=now, entered_at=now, entered_by=by)
    sheet = PostAttendance(entry=entry)
    sheet.new_lines = [line_of(contract, fate) for contract in contracts]
    return sheet


def line_of(contract: ServiceContract, fate: Random) -> PostLine:
    late = int(fate.random() < 0.04)
    note = "1 人迟到 10 分钟，已提醒" if late else ""
    return PostLine(
        contract=contract, owed=contract.posts, present=contract.posts, late=late, note=note
    )
