"""The outsourced companies: evaluated by the month, told what has to change, counted on post."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.contributions import RuleDefault
from logistics.duties import filing, righting
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days, end_of, start_of, whole_month
from logistics.school.models import Campus
from logistics.school.rules import rule
from safety.models import (
    CompanyEvaluation,
    CompanyOpinion,
    PostAttendance,
    PostLine,
    Round,
    ServiceContract,
)

ANSWER_DAYS, PASS, ENDING = "company_answer_days", "company_pass", "contract_ending_days"
RULES = [
    RuleDefault(
        ANSWER_DAYS,
        gettext_lazy("A company puts right what is asked of it within"),
        "5",
        pgettext_lazy("as a unit", "school days"),
        gettext_lazy("Usual practice"),
    ),
    RuleDefault(
        PASS,
        gettext_lazy("A company's work is good enough from"),
        "80",
        pgettext_lazy("of an item", "points"),
        gettext_lazy("Usual practice"),
    ),
    RuleDefault(
        ENDING,
        gettext_lazy("A contract is spoken of this long before it ends"),
        "60",
        gettext_lazy("days"),
        gettext_lazy("Usual practice"),
    ),
]
VOIDED = Entry.Status.VOIDED


def due_after(campus: Campus, now: datetime) -> date:
    on = timezone.localdate(now)
    return after_school_days(campus, on, int(rule(ANSWER_DAYS, on=on)))


def evaluated(contract: ServiceContract, month: date) -> Any:
    """The evaluation of a month that stands, if there is one."""
    rows = CompanyEvaluation.objects.filter(contract=contract, month=month)
    return rows.exclude(entry__status=VOIDED).select_related("entry")


def rounds_of_month(contract: ServiceContract, month: date) -> Any:
    """The scored rounds about this company in the month: what the points rest on."""
    first, last = whole_month(month.year, month.month)
    rows = Round.objects.filter(
        company=contract.supplier_id, score__isnull=False,
        entry__happened_at__range=(start_of(first), end_of(last)),
    ).exclude(entry__status=VOIDED)  # fmt: skip
    return rows.select_related("entry", "checklist").order_by("-entry__happened_at", "-pk")


@transaction.atomic
def evaluate(
    evaluation: CompanyEvaluation, *, owner: Any, by: Any, now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:  # fmt: skip
    """File a month's points; what has to change becomes a finding for `owner` to see to.

    Refuses a second evaluation of the same month, and a month that has not begun.
    """
    contract, month = evaluation.contract, evaluation.month
    ServiceContract.objects.select_for_update().get(pk=contract.pk)
    if other := evaluated(contract, month).first():
        raise Refused(_("This month is evaluated already: %(record)s") % {"record": other.entry})
    if month > timezone.localdate(now):
        raise Refused(_("This lies in the future. A record tells what has happened."))
    filed = filing.submit(evaluation, by=by, now=now, photos=photos)
    if evaluation.problems:
        demand(filed, contract, evaluation.problems, owner=owner, by=by, now=now)
    return filed


@transaction.atomic
def take_up(
    opinion: CompanyOpinion, *, owner: Any, by: Any, now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:  # fmt: skip
    """File what was said of a company; it is asked for something, and somebody looks after it."""
    filed = filing.submit(opinion, by=by, now=now, photos=photos)
    demand(
        filed, opinion.contract, opinion.said, owner=owner, by=by, now=now, measure=opinion.demand
    )
    return filed


def demand(
    entry: Entry, contract: ServiceContract, what: str, *, owner: Any, by: Any, now: datetime,
    measure: str = "",
) -> None:  # fmt: skip
    righting.found(
        entry, what=f"{contract.supplier}: {what}", by=by, now=now, owner=owner, measure=measure,
        due_on=due_after(entry.campus, now),
    )  # fmt: skip


@transaction.atomic
def count_on_post(
    sheet: PostAttendance, lines: Iterable[PostLine], *, by: Any, now: datetime
) -> Entry:
    """File who was on post; refuses a sheet of no contract."""
    sheet.new_lines = list(lines)
    if not sheet.new_lines:
        raise Refused(_("No contract runs at this campus."))
    return filing.submit(sheet, by=by, now=now)


@dataclass(frozen=True)
class Verdict:
    """What a span says of one contract: the verdict of the term is read off it."""

    contract: ServiceContract
    months: int
    average: Decimal | None
    problems: int
    opinions: int
    owed: int
    present: int
    late: int
    is_good: bool | None

    @property
    def missing(self) -> int:
        return max(self.owed - self.present, 0)

    @property
    def words(self) -> str:
        if self.is_good is None:
            return _("not evaluated")
        return _("good enough") if self.is_good else _("not good enough")


def verdict(contract: ServiceContract, first: date, last: date) -> Verdict:
    """Points, problems, opinions and days on post of one contract in a span of days."""
    span = Q(entry__happened_at__range=(start_of(first), end_of(last))) & ~Q(entry__status=VOIDED)
    months = contract.evaluations.filter(month__range=(first.replace(day=1), last))
    scores = months.exclude(entry__status=VOIDED).aggregate(
        n=Count("pk"), average=Avg("score"), problems=Count("pk", filter=~Q(problems=""))
    )
    days = contract.days.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(sheet__entry__status=VOIDED)
    posts = days.aggregate(owed=Sum("owed"), present=Sum("present"), late=Sum("late"))
    average = scores["average"]
    return Verdict(
        contract=contract,
        months=scores["n"],
        average=Decimal(average).quantize(Decimal("0.1")) if average is not None else None,
        problems=scores["problems"],
        opinions=contract.opinions.filter(span).count(),
        **{name: posts[name] or 0 for name in ("owed", "present", "late")},
        is_good=None if average is None else Decimal(average) >= rule(PASS, on=last),
    )


def with_last_score(contracts: Any) -> Any:
    """Adds the newest month's points and its month to rows of contracts."""
    rows = CompanyEvaluation.objects.filter(contract=OuterRef("pk"))
    newest = rows.exclude(entry__status=VOIDED).order_by("-month", "-pk")
    return contracts.annotate(
        last_score=Subquery(newest.values("score")[:1]),
        last_month=Subquery(newest.values("month")[:1]),
    )


def demands_of(contract: ServiceContract) -> Any:
    """What the company was asked to change, by evaluations and opinions, the newest first."""
    entries = Entry.objects.filter(
        kind__in=[CompanyEvaluation.kind_code, CompanyOpinion.kind_code], subject=contract.subject
    )
    rows = Finding.objects.filter(entry__in=entries.values("pk")).for_rows()
    return rows.order_by("-found_at", "-pk")
