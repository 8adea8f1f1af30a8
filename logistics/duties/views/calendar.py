"""The calendar: day, week, month and term; by person, class, place and trade."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import Request, allow
from logistics.duties.forms import TaskSearch
from logistics.duties.models import State, Task
from logistics.duties.models.tasks import in_state
from logistics.duties.views.tasks import search_chips
from logistics.fields import DateField
from logistics.school.calendar import DAY, dates, unknown_years, whole_month
from logistics.school.models import SchoolClass, SchoolDay, Term
from logistics.school.posts import campuses_of, chosen_campus

MOST_OF_A_DAY = 200
VIEWS = [
    ("day", _("Day")),
    ("week", _("Week")),
    ("month", _("Month")),
    ("term", _("Term")),
]


def asked_day(request: Request) -> date:
    try:
        return DateField().clean(request.GET.get("on", ""))
    except ValidationError:
        return timezone.localdate()


def frame(request: Request, view: str) -> dict[str, Any]:
    """What all four views share: the day asked for, its term, the filter and the tabs."""
    on = asked_day(request)
    search = TaskSearch(request.GET)
    search.is_valid()
    rest = request.GET.copy()
    for name in ("on", "page", "day", "month"):
        rest.pop(name, None)
    term = Term.objects.on(on)
    return {
        "view": view,
        "on": on,
        "today": timezone.localdate(),
        "now": timezone.now(),
        "term": term,
        "week": term.week_of(on) if term else None,
        "unknown_years": not_known(term, on, whole=view == "term"),
        "search": search,
        "chips": search_chips(search, request.user),
        "rest": rest.urlencode(),
        "classes": SchoolClass.objects.visible_to(request.user, "duties.view_all").in_year(
            term.school_year if term else on.year
        ),
        "tabs": [
            {"title": title, "url": f"/calendar/{code}/?on={on}&{rest.urlencode()}",
             "is_current": code == view}
            for code, title in VIEWS
        ],
    }  # fmt: skip


def not_known(term: Term | None, on: date, *, whole: bool) -> list[int]:
    """The years shown whose public holidays nobody has entered yet."""
    years = unknown_years(term) if term else []
    return years if whole else [year for year in years if year == on.year]


def shown(request: Request, search: TaskSearch) -> Any:
    tasks = Task.objects.visible_to(request.user)
    return search.apply(tasks, person=request.user, now=timezone.now())


def days_off(request: Request, first: date, last: date) -> dict[date, SchoolDay]:
    """What the days are at the campus looked at; at several, at the first of them."""
    campuses = campuses_of(request.user, timezone.localdate())
    campus = chosen_campus(request, campuses) or (campuses[0] if campuses else None)
    rows = SchoolDay.objects.filter(campus=campus, date__range=(first, last))
    return {row.date: row for row in rows}


def counts_by_day(tasks: Any, first: date, last: date, now: datetime) -> dict[date, dict]:
    """For each day: how many were due, proved, late, missed."""
    rows = (
        tasks.due_between(first, last)
        .order_by()
        .values("day")
        .annotate(
            all=Count("pk"),
            proved=Count("pk", filter=Q(proved_at__isnull=False)),
            late=Count("pk", filter=in_state(State.LATE, now)),
            missed=Count("pk", filter=in_state(State.MISSED, now)),
            due=Count("pk", filter=in_state(State.DUE, now)),
            upcoming=Count("pk", filter=in_state(State.UPCOMING, now)),
        )
    )
    return {row["day"]: row for row in rows}


@allow("duties.view_calendar")
def calendar_home(request: Request) -> HttpResponse:
    return redirect("duties:calendar_month")


@allow("duties.view_calendar")
def calendar_day(request: Request) -> HttpResponse:
    """Everything due on one day, with its state."""
    context = frame(request, "day")
    on, now = context["on"], context["now"]
    tasks = shown(request, context["search"]).due_on(on).with_state(now).for_rows()
    context |= {
        "tasks": tasks.order_by("due_at", "pk")[:MOST_OF_A_DAY],
        "day": days_off(request, on, on).get(on),
        "before": on - DAY,
        "after": on + DAY,
    }
    return TemplateResponse(request, "duties/calendar_day.html", context)


@allow("duties.view_calendar")
def calendar_week(request: Request) -> HttpResponse:
    """One teaching week: its days side by side, duties with one line each."""
    context = frame(request, "week")
    on, now = context["on"], context["now"]
    monday = on - timedelta(days=on.weekday())
    sunday = monday + 6 * DAY
    off = days_off(request, monday, sunday)
    lines = week_lines(shown(request, context["search"]), monday, sunday, now)
    context |= {
        "days": [
            {"date": day, "row": off.get(day), "lines": lines.get(day, [])}
            for day in dates(monday, sunday)
        ],
        "before": monday - 7 * DAY,
        "after": monday + 7 * DAY,
        "monday": monday,
        "sunday": sunday,
    }
    return TemplateResponse(request, "duties/calendar_week.html", context)


def week_lines(tasks: Any, first: date, last: date, now: datetime) -> dict[date, list[dict]]:
    """Per day one line a duty or plan line: how many are owed and how many are proved."""
    rows = (
        tasks.due_between(first, last)
        .order_by()
        .values("day", "duty_id", "line_id", title=F("duty__title"), text=F("line__text"))
        .annotate(
            all=Count("pk"),
            proved=Count("pk", filter=Q(proved_at__isnull=False)),
            missing=Count("pk", filter=in_state(State.LATE, now) | in_state(State.MISSED, now)),
        )
        .order_by("day", "duty__trade", "duty_id", "line_id")
    )
    found = defaultdict(list)
    for row in rows:
        row["name"] = row["title"] or row["text"]
        found[row["day"]].append(row)
    return found


@allow("duties.view_calendar")
def calendar_month(request: Request) -> HttpResponse:
    """A month in weeks, each day with its counts."""
    context = frame(request, "month")
    on, now = context["on"], context["now"]
    first, last = whole_month(on.year, on.month)
    start = first - timedelta(days=first.weekday())
    end = last + (6 - last.weekday()) * DAY
    counts = counts_by_day(shown(request, context["search"]), start, end, now)
    off = days_off(request, start, end)
    days = [
        {"date": d, "row": off.get(d), "counts": counts.get(d), "is_other": d.month != on.month}
        for d in dates(start, end)
    ]
    term = context["term"]
    context |= {
        "weeks": [
            {"number": term.week_of(days[n]["date"]) if term else None, "days": days[n : n + 7]}
            for n in range(0, len(days), 7)
        ],
        "before": first - DAY,
        "after": last + DAY,
        "month_lines": month_lines(request, context["search"], first, last, now),
    }
    return TemplateResponse(request, "duties/calendar_month.html", context)


def month_lines(
    request: Request, search: TaskSearch, first: date, last: date, now: datetime
) -> list[Task]:
    """What the plans say for the month, under the grid of days."""
    lines = shown(request, search).filter(line__isnull=False).due_between(first, last)
    return list(lines.with_state(now).for_rows().order_by("due_at", "pk")[:60])


@allow("duties.view_calendar")
def calendar_term(request: Request) -> HttpResponse:
    """The whole term by weeks: what kind of week it is, what the plan says, how much is proved."""
    context = frame(request, "term")
    term, now = context["term"], context["now"]
    if term is None:
        return TemplateResponse(request, "duties/calendar_term.html", context)
    tasks = shown(request, context["search"])
    counts = counts_by_day(tasks, term.starts_on, term.ends_on, now)
    off = days_off(request, term.starts_on, term.ends_on)
    dated = tasks.filter(Q(line__isnull=False) | ~Q(duty__rhythm__in=FREQUENT))
    context |= {
        "weeks": term_weeks(term, counts, off, rare_tasks(dated, term, now)),
        "before": term.starts_on - 60 * DAY,
        "after": term.ends_on + 60 * DAY,
    }
    return TemplateResponse(request, "duties/calendar_term.html", context)


FREQUENT = ["daily", "meal", "shift", "weekly", "biweekly"]


def rare_tasks(tasks: Any, term: Term, now: datetime) -> dict[int, list[dict]]:
    """What is not owed every week, by the week in which it is due, one line a duty."""
    rows = (
        tasks.filter(term=term)
        .order_by()
        .values("day", "duty_id", "line_id", title=F("duty__title"), text=F("line__text"))
        .annotate(all=Count("pk"), proved=Count("pk", filter=Q(proved_at__isnull=False)))
        .order_by("day", "duty_id", "line_id")
    )
    found = defaultdict(list)
    for row in rows:
        row["name"] = row["title"] or row["text"]
        found[term.week_of(row["day"])].append(row)
    return found


def term_weeks(term: Term, counts: dict, off: dict, rare: dict) -> list[dict[str, Any]]:
    first, last = term.week_of(term.starts_on), max([term.last_week, *rare])
    weeks = []
    for number in range(first, last + 1):
        monday, sunday = term.week(number)
        days = dates(monday, sunday)
        of_week = [counts[day] for day in days if day in counts]
        weeks.append(
            {
                "number": number,
                "monday": monday,
                "sunday": sunday,
                "names": sorted({off[d].name for d in days if d in off and off[d].name}),
                "open": sum(off[d].is_open for d in days if d in off),
                "lines": rare.get(number, []),
                **{
                    key: sum(row[key] for row in of_week)
                    for key in ("all", "proved", "late", "missed")
                },
            }
        )
    return weeks
