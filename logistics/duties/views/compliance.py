"""Compliance: how much of what was owed is proved in time, late, missed; every number opens."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, F
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, Role, allow
from logistics.contributions import trades
from logistics.duties.models import Duty, State, Task
from logistics.duties.models.tasks import in_state
from logistics.fields import month_number
from logistics.school.calendar import whole_month
from logistics.school.models import SchoolClass, Term
from logistics.school.posts import campuses_of, chosen_campus
from logistics.school.views.frame import term_asked

GROUPS = {
    "duty": gettext_lazy("By duty"),
    "role": gettext_lazy("By role"),
    "school_class": gettext_lazy("By class"),
    "month": gettext_lazy("By month"),
    "trade": gettext_lazy("By trade"),
}
COLUMNS = {
    "role": "role",
    "duty": "duty_id",
    "school_class": "school_class_id",
    "trade": "trade",
    "month": "day",
}
COUNTED = (State.PROVED, State.PROVED_LATE, State.LATE, State.MISSED, State.EXCUSED)


@allow("duties.view_compliance")
def compliance(request: Request) -> HttpResponse:
    """One table of what was due until now, in the month or the term asked for."""
    now = timezone.now().replace(second=0, microsecond=0)  # as exact as an address says it
    group = request.GET.get("by", "duty")
    group = group if group in GROUPS else "duty"
    term = asked_term(request)
    month = request.GET.get("month", f"{timezone.localdate():%Y%m}")
    tasks, period = due_tasks(request, term, "" if group == "month" else month, now)
    rows = grouped(tasks, group, now)
    name_rows(rows, group)
    for row in rows:
        row |= shares(row, period | of_row(group, row["key"]))
    whole = total(rows)
    context = {
        "term": term,
        "terms": Term.objects.all()[:6],
        "month": month if group != "month" else "",
        "months": [f"{year}{number:02d}" for year, number in (term.months() if term else [])],
        "group": group,
        "rows": rows,
        "total": whole | shares(whole, period),
        "tabs": [
            {"title": title, "is_current": code == group,
             "url": f"?by={code}&term={term.pk if term else ''}&month={month}"}
            for code, title in GROUPS.items()
        ],
    }  # fmt: skip
    return TemplateResponse(request, "duties/compliance.html", context)


def asked_term(request: Request) -> Term | None:
    return term_asked(request) or Term.objects.on(timezone.localdate())


def due_tasks(
    request: Request, term: Term | None, month: str, now: datetime
) -> tuple[Any, dict[str, Any]]:
    """What was due by now, and the part of the address that says so."""
    tasks = Task.objects.visible_to(request.user, "duties.view_compliance")
    tasks = tasks.filter(term=term, due_at__lte=now).order_by()
    period: dict[str, Any] = {"term": term.pk if term else ""}
    period["until"] = f"{timezone.localtime(now):%Y-%m-%dT%H:%M}"
    campus = chosen_campus(request, campuses_of(request.user, timezone.localdate()))
    if campus:
        tasks = tasks.filter(campus=campus)
        period["campus"] = campus.pk
    if found := month_number(month):
        tasks = tasks.due_between(*whole_month(*found))
        period["month"] = month
    return tasks, period


def grouped(tasks: Any, group: str, now: datetime) -> list[dict[str, Any]]:
    counts = {state.value: Count("pk", filter=in_state(state, now)) for state in COUNTED}
    rows = tasks.values(key=F(COLUMNS[group])).annotate(all=Count("pk"), **counts).order_by("key")
    return by_month(rows) if group == "month" else list(rows)


def by_month(days: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days added up to months: the database would need a function call for every task."""
    months = []
    for month, rows in groupby(days, key=lambda row: row["key"].year * 100 + row["key"].month):
        of_month = list(rows)
        sums = {name: sum(row[name] for row in of_month) for name in of_month[0] if name != "key"}
        months.append({"key": month} | sums)
    return months


def name_rows(rows: list[dict[str, Any]], group: str) -> None:
    """Give each row its words."""
    keys = [row["key"] for row in rows]
    ways: dict[str, Callable[[], Any]] = {
        "role": lambda: dict(Role.choices),
        "trade": trades,
        "duty": lambda: Duty.objects.in_bulk([key for key in keys if key]),
        "school_class": lambda: SchoolClass.objects.in_bulk([key for key in keys if key]),
        "month": lambda: {key: f"{str(key)[:4]}-{str(key)[4:]}" for key in keys},
    }
    names = ways[group]()
    nothing = {"duty": _("Lines of the plan"), "school_class": _("Not of a class")}
    for row in rows:
        row["name"] = str(names.get(row["key"]) or nothing.get(group) or row["key"] or "—")


def of_row(group: str, key: Any) -> dict[str, Any]:
    """The part of the address that names the row."""
    return {"without": group} if key is None else {group: key}


def shares(row: dict[str, Any], query: dict[str, Any]) -> dict[str, Any]:
    """The share proved in time, and the address of the rows behind each number."""
    owed = row["all"] - row[State.EXCUSED]
    address = "&".join(f"{name}={value}" for name, value in query.items() if value)
    base = f"{reverse('duties:task_list')}?{address}"
    return {
        "share": f"{100 * row[State.PROVED] / owed:.1f}" if owed else "—",
        "base": base,
    }


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    keys = ("all", *(state.value for state in COUNTED))
    return {key: sum(row[key] for row in rows) for key in keys} | {"name": _("Together")}
