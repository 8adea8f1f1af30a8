"""A month or a term put forward, agreed to by the principal, and from then on open to everybody."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.account import layout
from canteen.account.rules import PUBLISH_DAY
from canteen.models import MealPublication, MealStatement
from logistics.access import Role
from logistics.approvals import asking
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import DAY, whole_month
from logistics.school.models import Campus, Term
from logistics.school.rules import rule
from logistics.stores.monthly import may_be_filed

PUBLISH = "meal_account"


def subject_of(span: str) -> str:
    return f"meal-account:{span}"


def month_of(on: date) -> layout.Period:
    return layout.Period.month(*whole_month(on.year, on.month))


def month_before(on: date) -> date:
    return (on.replace(day=1) - DAY).replace(day=1)


def due_on(first: date, on: date) -> date:
    """Until when the account of the month that begins on `first` is to be public."""
    after = whole_month(first.year, first.month)[1] + DAY
    day = int(rule(PUBLISH_DAY, on=on))
    return min(after + (day - 1) * DAY, whole_month(after.year, after.month)[1])


@transaction.atomic
def put_forward(
    campus: Campus, period: layout.Period, *, words: str = "", by: Any, now: datetime
) -> MealStatement:
    """Work the account out as it is now and put it before the principal.

    Refuses a month with school still to come, and a period that waits for the principal already.
    """
    on = timezone.localdate(now)
    refuse_early(campus, period, on)
    editions = MealStatement.objects.filter(campus=campus, span=period.span, first=period.first)
    refuse_waiting(editions.filter(published_at=None))
    last = editions.aggregate(last=Max("edition"))["last"] or 0
    statement = MealStatement.objects.create(
        campus=campus, span=period.span, first=period.first, last=period.last, edition=last + 1,
        figures=layout.figures([campus.pk], period), words=words, prepared_by=by, prepared_at=now,
    )  # fmt: skip
    asking.ask(PUBLISH, statement, by=by, now=now)
    return statement


def refuse_early(campus: Campus, period: layout.Period, on: date) -> None:
    if period.span == MealStatement.Span.MONTH and not may_be_filed(campus, period.first, on):
        raise Refused(_("This month is not over yet."))
    if period.first > on:
        raise Refused(_("This term has not begun yet."))


def refuse_waiting(editions: Any) -> None:
    for one in editions:
        approval = asking.latest(PUBLISH, one)
        if approval is not None and approval.state == "pending":
            raise Refused(_("The account of this period is before the principal already."))


def agreed(statement: MealStatement, *, approval: Any, by: Any, now: datetime) -> None:
    """It is public from now on; that is what proves the duty."""
    statement.reviewed_by, statement.published_at = by, now
    statement.save(update_fields=["reviewed_by", "published_at"])
    told = statement.figures["now"]
    entry = Entry(campus=statement.campus, subject=subject_of(statement.span), happened_at=now)
    record = MealPublication(
        entry=entry, statement=statement, income=Decimal(told["income"]),
        spent=Decimal(told["spent"]), balance=Decimal(told["balance"]),
        child_days=int(told["child_days"]),
    )  # fmt: skip
    filing.submit(record, by=statement.prepared_by, now=now)


def decided_on(statement: MealStatement) -> dict[str, Any]:
    return {
        "campus": str(statement.campus),
        "first": statement.first.isoformat(),
        "last": statement.last.isoformat(),
        "edition": statement.edition,
        "words": statement.words,
        "figures": statement.figures,
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    figures = told["figures"]
    now = figures["now"]
    lines = tuple(f"{row.title} ¥{row.now}" for row in layout.rows(figures))
    found = [
        Fact("campus", _("Campus"), told["campus"]),
        Fact("days", _("Period"), f"{told['first']} – {told['last']}"),
        Fact("income", _("Income from meals"), f"¥{now['income']}", lines),
        Fact("spent", _("Spent on meals"), f"¥{now['spent']}"),
        Fact("balance", _("Surplus or loss"), f"¥{now['balance']}"),
        Fact("rate", _("Balance rate"), percent(now["rate"])),
        Fact("term_rate", _("Balance rate of the term so far"), percent(figures["term_rate"])),
        Fact("child_days", _("Meals by child and day"), now["child_days"]),
        Fact(
            "per_day", _("Cost of a child and day"), f"¥{now['per_day']}" if now["per_day"] else ""
        ),
        Fact("words", _("Explanation"), told["words"]),
    ]
    return [fact for fact in found if fact.value]


def percent(text: str) -> str:
    return f"{text} %" if text else ""


def opens(person: Any, statement: MealStatement) -> bool:
    rows = MealStatement.objects.visible_to(person, "canteen.view")
    return rows.filter(pk=statement.pk).exists()


APPROVALS = [
    ApprovalKind(
        code=PUBLISH,
        title=gettext_lazy("Meal account to be published"),
        model=MealStatement,
        route=(Stop(Role.PRINCIPAL),),
        said=decided_on,
        facts=facts,
        related=("campus", "prepared_by"),
        campus=lambda statement, on: statement.campus,
        amount=lambda statement: Decimal(statement.figures["now"]["spent"]),
        opens=opens,
        agreed=agreed,
        phrases=(
            gettext_lazy("Explain the loss first"),
            gettext_lazy("A line of the costs is missing"),
        ),
    ),
]


def unpublished(campuses: Iterable[Campus], on: date) -> list[tuple[Campus, date]]:
    """Of each campus last month's account, if it is not public yet."""
    month = month_before(on)
    done = MealStatement.objects.published().filter(span="month", first=month)
    known = set(done.values_list("campus", flat=True))
    return [(campus, month) for campus in campuses if campus.pk not in known]


def terms_of(on: date) -> Term | None:
    term = Term.objects.on(on)
    return term if term and term.starts_on <= on else None


def differs(statement: MealStatement) -> bool:
    """Whether the account comes out otherwise now than it was published."""
    period = period_of(statement)
    return layout.figures([statement.campus_id], period)["now"] != statement.figures["now"]


def period_of(statement: MealStatement) -> layout.Period:
    if statement.span == MealStatement.Span.MONTH:
        return layout.Period.month(statement.first, statement.last)
    return layout.Period(
        statement.span, statement.first, statement.last,
        statement.last.replace(month=1, day=1), statement.first,
    )  # fmt: skip
