"""What the term summary says of duties and plans, read off tasks and their proofs."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, trades
from logistics.documents import Block, Listing, Number, Table, Text
from logistics.duties.models import FollowUp, Plan, State, Task
from logistics.duties.models.tasks import TaskQuerySet, in_state

MOST_NAMED = 30
COUNTED = (State.PROVED, State.PROVED_LATE, State.LATE, State.MISSED, State.EXCUSED)


def tasks_of(asked: Asked, term: Any) -> TaskQuerySet:
    """Those the person may open, as the list of tasks counts them."""
    rows = Task.objects.visible_to(asked.person).filter(term=term).order_by()
    return rows.filter(campus=asked.campus) if asked.campus else rows


def where(asked: Asked, term: Any, *, due: bool = True) -> dict[str, Any]:
    """The part of an address that says of which tasks we speak; `due`: those due by now."""
    query = {"term": term.pk}
    if asked.campus:
        query["campus"] = asked.campus.pk
    if due:
        query["until"] = f"{timezone.localtime(asked.now):%Y-%m-%dT%H:%M}"
    return query


def listed(value: int, query: dict[str, Any]) -> Number:
    return Number(value, f"{reverse('duties:task_list')}?{urlencode(query)}")


def states(now: Any) -> dict[str, Count]:
    """How many tasks were due by now, and what became of them."""
    by_now = Q(due_at__lte=now)
    counts = {s.value: Count("pk", filter=by_now & in_state(s, now)) for s in COUNTED}
    return {"planned": Count("pk"), "due": Count("pk", filter=by_now)} | counts


def share(row: dict[str, Any]) -> str:
    """In time of what was owed; what was excused was not."""
    owed = row["due"] - row[State.EXCUSED]
    return f"{100 * row[State.PROVED] / owed:.1f}%" if owed else "—"


def cells(asked: Asked, term: Any, row: dict[str, Any], **more: Any) -> tuple[str | Number, ...]:
    """The figures of one row of a table, each with the tasks behind it."""
    planned = listed(row["planned"], where(asked, term, due=False) | more)
    query = where(asked, term) | more
    found = (listed(row[s], query | {"state": s.value}) for s in COUNTED)
    return planned, listed(row["due"], query), *found, share(row)


def headings(first: str) -> tuple[str, ...]:
    words = (State(state).label for state in COUNTED)
    return first, _("Planned"), _("Due by now"), *map(str, words), _("In time")


def overview(asked: Asked) -> Iterator[Block]:
    """This term and the one before, side by side."""
    terms = [term for term in (asked.term, asked.before) if term]
    rows = [(term, tasks_of(asked, term).aggregate(**states(asked.now))) for term in terms]
    [(_term, now), *_before] = rows
    yield Text((_("Tasks planned this term: "), cells(asked, asked.term, now)[0]))
    yield Text((_("Proved in time, of what was due by now: "), share(now)))
    yield Table(
        headings(_("Term")),
        tuple((str(term), *cells(asked, term, row)) for term, row in rows),
        _("This term and the one before"),
    )


def by_month(asked: Asked) -> Iterator[Block]:
    rows = list(
        tasks_of(asked, asked.term)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(**states(asked.now))
        .order_by("month")
    )
    yield Table(
        headings(_("Month")),
        tuple(
            (f"{row['month']:%Y-%m}", *cells(asked, asked.term, row, month=f"{row['month']:%Y%m}"))
            for row in rows
        ),
        _("Tasks by month"),
    )


def by_trade(asked: Asked) -> Iterator[Block]:
    """With the share in time of the term before, so that one sees where it moved."""
    before = {row["trade"]: share(row) for row in of_trades(asked, asked.before)}
    rows = of_trades(asked, asked.term)
    yield Table(
        (*headings(_("Trade")), _("In time, last term")),
        tuple(
            (
                str(trades().get(row["trade"]) or _("Other")),
                *cells(asked, asked.term, row, trade=row["trade"]),
                before.get(row["trade"], "—"),
            )
            for row in rows
            if row["trade"]
        ),
        _("Tasks by trade"),
    )
    yield month_by_trade(asked)


def of_trades(asked: Asked, term: Any) -> list[dict[str, Any]]:
    if term is None:
        return []
    rows = tasks_of(asked, term).values("trade").annotate(**states(asked.now))
    order = list(trades())
    return sorted(rows, key=lambda row: order.index(row["trade"]) if row["trade"] in order else 99)


def month_by_trade(asked: Asked) -> Table:
    """Proved, of what was planned: a month a row, a trade a column."""
    counted: dict[Any, dict[str, Any]] = defaultdict(dict)
    rows = (
        tasks_of(asked, asked.term)
        .exclude(trade="")
        .annotate(month=TruncMonth("day"))
        .values("month", "trade")
        .annotate(proved=Count("pk", filter=Q(proved_at__isnull=False)))
        .order_by("month")
    )
    for row in rows:
        counted[row["month"]][row["trade"]] = row["proved"]
    seen = [code for code in trades() if any(code in row for row in counted.values())]
    proved = {"state": [State.PROVED.value, State.PROVED_LATE.value]}
    return Table(
        (_("Month"), *(str(trades()[code]) for code in seen)),
        tuple(
            (
                f"{month:%Y-%m}",
                *(
                    proved_number(asked, row.get(code, 0), month, code, proved) if code else ""
                    for code in seen
                ),
            )
            for month, row in counted.items()
        ),
        _("Proved tasks by month and trade"),
    )


def proved_number(asked: Asked, value: int, month: Any, trade: str, proved: Any) -> Number:
    query = where(asked, asked.term, due=False) | {"month": f"{month:%Y%m}", "trade": trade}
    return Number(value, f"{reverse('duties:task_list')}?{urlencode(query | proved, doseq=True)}")


def planned_and_proved(asked: Asked) -> Iterator[Block]:
    yield from overview(asked)
    yield from by_month(asked)
    yield from by_trade(asked)


def late_and_missing(asked: Asked) -> Iterator[Block]:
    """By duty what has no record, and why tasks were excused."""
    rows = tasks_of(asked, asked.term).filter(due_at__lte=asked.now)
    missing = (
        rows.filter(in_state(State.MISSED, asked.now) | in_state(State.LATE, asked.now))
        .values("duty", "duty__title")
        .annotate(missed=Count("pk", filter=in_state(State.MISSED, asked.now)), all=Count("pk"))
        .order_by("-all", "duty")
    )
    query = where(asked, asked.term)
    unproved = {"state": [State.LATE.value, State.MISSED.value]}
    table = [
        (
            row["duty__title"] or _("Lines of the plan"),
            Number(row["all"], address(query | of_duty(row["duty"]) | unproved)),
            Number(
                row["missed"],
                address(query | of_duty(row["duty"]) | {"state": State.MISSED.value}),
            ),
        )
        for row in missing
    ]
    if not table:
        yield Text((_("Everything that was due by now has its record or was excused."),))
    else:
        yield Table(
            (_("Duty"), _("Without a record"), _("of these, missed for good")),
            tuple(table),
            _("Tasks without a record, by duty"),
        )
    yield from excused(asked, rows)


def of_duty(duty: int | None) -> dict[str, Any]:
    return {"duty": duty} if duty else {"without": "duty"}


def address(query: dict[str, Any]) -> str:
    return f"{reverse('duties:task_list')}?{urlencode(query, doseq=True)}"


def excused(asked: Asked, rows: QuerySet) -> Iterator[Block]:
    found = (
        rows.filter(in_state(State.EXCUSED, asked.now))
        .values("excuse")
        .annotate(count=Count("pk"), last=Max("excused_at"))
        .order_by("-count", "excuse")
    )
    reasons = [f"{row['excuse']} × {row['count']}" for row in found]
    if reasons:
        count = sum(row["count"] for row in found)
        query = where(asked, asked.term) | {"state": State.EXCUSED.value}
        yield Text((_("Excused, with these reasons: "), listed(count, query)))
        yield Listing(tuple(reasons))


def still_open(asked: Asked) -> Iterator[Block]:
    """What of the term can still be done, and what was found when looking after it."""
    rows = tasks_of(asked, asked.term).in_state([State.DUE, State.LATE], asked.now)
    count = rows.count()
    query = where(asked, asked.term, due=False) | {"state": [State.DUE.value, State.LATE.value]}
    all_of_them = Number(count, address(query))
    yield Text((_("Tasks that are open now: "), all_of_them))
    named = rows.select_related("duty", "line").order_by("due_at", "pk")[:MOST_NAMED]
    items = tuple(Number(str(task), task.get_absolute_url()) for task in named)
    if items:
        yield Listing(items, all_of_them if count > len(items) else None)
    looked = FollowUp.objects.filter(task__in=tasks_of(asked, asked.term))
    found = looked.select_related("task__duty", "task__line").order_by("-at", "-pk")[:MOST_NAMED]
    notes = tuple(
        Number(f"{each.task}：{each.found}", each.task.get_absolute_url()) for each in found
    )
    if notes:
        yield Text((_("Found when following up:"),))
        yield Listing(notes)


def plans(asked: Asked) -> Iterator[Block]:
    """Each plan of the term: lines proved of lines planned, what is not, and its own summary."""
    seen = Plan.objects.visible_to(asked.person).filter(term=asked.term)
    found = list(seen.select_related("owner").order_by("kind", "pk"))
    if not found:
        yield Text((_("No plan was written for this term."),))
        return
    visible = Task.objects.filter(line__plan__in=found)
    counted = {
        row["line__plan"]: row
        for row in visible.order_by()
        .values("line__plan")
        .annotate(all=Count("pk"), proved=Count("pk", filter=Q(proved_at__isnull=False)))
    }
    nothing = {"all": 0, "proved": 0}
    yield Table(
        (_("Plan"), _("Author"), _("Tasks"), _("Proved"), _("Closed on")),
        tuple(
            (
                Number(plan.title, plan.get_absolute_url()),
                str(plan.owner),
                str(counted.get(plan.pk, nothing)["all"]),
                str(counted.get(plan.pk, nothing)["proved"]),
                f"{timezone.localdate(plan.closed_at):%Y-%m-%d}" if plan.closed_at else "—",
            )
            for plan in found
        ),
    )
    for plan in found:
        if plan.summary:
            yield Text((_("“%(plan)s” says of itself: ") % {"plan": plan}, plan.summary))


CHAPTERS = [
    Chapter(gettext_lazy("What was planned and what was proved"), planned_and_proved, 10),
    Chapter(gettext_lazy("What was late or is missing, and why"), late_and_missing, 20),
    Chapter(gettext_lazy("The plans of the term"), plans, 40),
    Chapter(gettext_lazy("What is open"), still_open, 80),
]
