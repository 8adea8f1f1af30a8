"""What the search box finds of the duties: tasks, records, duties, plans and registers."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from logistics.contributions import kinds, trades
from logistics.contributions import registers as declared_registers
from logistics.duties.models import Duty, Plan, PlanLine, Task
from logistics.records.models import Entry
from logistics.school.finding import beginning_first, fits, narrowed, together
from logistics.search import Asked, Found, Hit, Search
from logistics.templatetags.house import moment

AHEAD = timedelta(days=7)  # tasks that open later are found on the list page
BACK = timedelta(days=31)  # older records are found by their number, or in their register
YEARS_BACK = 3
LONGEST_NUMBER = 6


# Duties and plans ------------------------------------------------------------------------------


def titled(search: Search) -> list[dict[str, Any]]:
    """Duties in force, plans and lines of plans that fit, in one query.

    The duties and the lines are those of all: tasks are named by them, and are seen or not.
    """
    asked, always = search.asked, Value(True, output_field=BooleanField())  # noqa: FBT003  SQL's true
    seen = Case(
        When(pk__in=Duty.objects.visible_to(search.person).values("pk"), then=always),
        default=Value(False, output_field=BooleanField()),  # noqa: FBT003
    )
    duties = narrowed(Duty.objects.active(), asked, "title", "title_en")
    plans = narrowed(Plan.objects.visible_to(search.person), asked, "title")
    lines = lines_saying(asked).filter(term__ends_on__gte=timezone.localdate(search.now))
    rows = titles(duties, "duty", "title", "title_en", seen).union(
        titles(plans, "plan", "title", "group", always),
        titles(lines, "line", "text", "heading", always),
    )
    return [
        row
        for row in rows.order_by("title", "pk")
        if fits(asked, row["title"], row["title_en"] if row["what"] == "duty" else "")
    ]


def lines_saying(asked: Asked) -> QuerySet[PlanLine]:
    """Lines of plans are free text, found as it is written."""
    lines = PlanLine.objects.all()
    for word in asked.words:
        lines = lines.filter(text__icontains=word)
    return lines


def titles(rows: QuerySet, what: str, first: str, second: str, seen: Any) -> QuerySet:
    return (
        rows.order_by()
        .annotate(what=Value(what, output_field=CharField()), is_seen=seen)
        .values("pk", first, second, "what", "is_seen")
    )


def duties_and_plans(search: Search) -> Found:
    rows = [
        row for row in search.once("titled", titled) if row["is_seen"] and row["what"] != "line"
    ]
    hits = [Hit(title_of(row), reverse(f"duties:{row['what']}", args=[row["pk"]])) for row in rows]
    literal = any(row["what"] == "duty" and search.asked.is_in(row["title"]) for row in rows)
    all_url = list_url("duties:duty_list", q=search.asked.text) if literal else ""
    return search.first(beginning_first(search.asked, hits), all_url)


def title_of(row: dict[str, Any]) -> str:
    """A duty in the reader's language, a plan as it was named."""
    english = (get_language() or "").startswith("en") and row["what"] == "duty"
    return (english and row["title_en"]) or row["title"]


def list_url(name: str, *args: str, **query: Any) -> str:
    return f"{reverse(name, args=args)}?{urlencode(query)}"


# Tasks -----------------------------------------------------------------------------------------


def tasks(search: Search) -> Found:
    """What is still to be done: the next first. Those of the past are behind "show all"."""
    duties, lines = (
        [row["pk"] for row in search.once("titled", titled) if row["what"] == what]
        for what in ("duty", "line")
    )
    named = Q(duty__in=duties) | Q(line__in=lines)
    found = still_open(Task.objects.visible_to(search.person), search.now).filter(named)
    related = ("duty", "line", "campus", "school_class", "place")
    # No plain column: asked for the first few by due date, PostgreSQL walks past all there ever were.
    soonest = Coalesce("due_at", "closes_at")
    rows = found.select_related(*related).order_by(soonest, "pk")[: search.most + 1]
    hits = [
        Hit(str(task), task.get_absolute_url(), note, task.state_now(search.now))
        for task in rows
        for note in [together(task.where, moment(task.due_at))]
    ]
    literal = any(search.asked.is_in(hit.title) for hit in hits)
    one = f"{duties[0]}" if len(duties) == 1 else ""
    query = {"duty": one} if one else {"q": search.asked.text}
    return search.first(hits, list_url("duties:task_list", **query) if one or literal else "")


def still_open(rows: Any, now: datetime) -> Any:
    """Spelled so that the index of what is unsettled serves it."""
    soon = now + AHEAD
    return rows.filter(proved_at=None, excused_at=None, closes_at__gte=now, opens_at__lte=soon)


# Records ---------------------------------------------------------------------------------------

NUMBER = re.compile(r"([A-Z]{1,4})?[- ]?(20\d\d)?[- ]?(\d{1,6})", re.IGNORECASE)


def records(search: Search) -> Found:
    """By their number at any age, by their words those entered of late."""
    said = Q(entered_at__gte=search.now - BACK)
    for word in search.asked.words:
        said &= Q(title__icontains=word)
    seen = Entry.objects.visible_to(search.person, "records.view_record")
    rows = seen.filter(said | numbered(search.asked, search.now))
    rows = rows.only("kind", "number", "title", "happened_at", "status")
    entries = list(rows.order_by("-happened_at", "-pk")[: search.most + 1])
    hits = (
        Hit(entry.title or str(entry.declared.title), entry.get_absolute_url(), note, state)
        for entry in entries
        for note in [together(entry.number, moment(entry.happened_at))]
        for state in ["voided" if entry.status == Entry.Status.VOIDED else ""]
    )
    return search.first(hits, register_url(search, entries))


def numbered(asked: Asked, now: datetime) -> Q:
    """The numbers that may be meant: 123 is LY-2026-000123 of every kind and of late years.

    They are asked for whole, so that the index of numbers finds them.
    """
    match = NUMBER.fullmatch(asked.text)
    if not match:
        return Q(pk__in=())
    prefix, year, digits = match.groups()
    prefixes = [prefix.upper()] if prefix else sorted({kind.prefix for kind in kinds().values()})
    this_year = timezone.localdate(now).year
    years = [year] if year else range(this_year, this_year - YEARS_BACK, -1)
    series = [f"{letters}-{year}" for letters, year in product(prefixes, years)]
    found = Q(number__in=[f"{one}-{digits.zfill(LONGEST_NUMBER)}" for one in series])
    if prefix and year:  # the beginning of a number, while it is typed
        low, high = (f"{series[0]}-{digits.ljust(LONGEST_NUMBER, end)}" for end in "09")
        found |= Q(number__range=(low, high))
    return found


def register_url(search: Search, entries: list[Entry]) -> str:
    """The register of the first record, searched for the same words at any time."""
    if not entries or not search.asked.is_in(f"{entries[0].number} {entries[0].title}"):
        return ""
    for code, register in declared_registers().items():
        if register.kind == entries[0].kind and search.person.has_perm(register.permission):
            return list_url("duties:register", code, q=search.asked.text, period="ever")
    return ""


# Registers -------------------------------------------------------------------------------------


def registers(search: Search) -> Found:
    return Found(beginning_first(search.asked, register_hits(search)))


def register_hits(search: Search) -> Iterator[Hit]:
    for code, register in declared_registers().items():
        title = str(register.title)
        if search.person.has_perm(register.permission) and fits(search.asked, title):
            yield Hit(title, reverse("duties:register", args=[code]), str(trades()[register.trade]))
