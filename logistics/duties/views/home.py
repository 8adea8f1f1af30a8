"""The first page of every role: what is due now, what is late, what came back."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, Role, allow
from logistics.contributions import HomeCard, all_contributions
from logistics.counts import counted
from logistics.duties.models import Plan, PlanLine, State, Task
from logistics.duties.models.tasks import OPEN_STATES, in_state
from logistics.fields import whole_number
from logistics.records.models import Entry
from logistics.school.models import Term
from logistics.school.posts import term_of

MOST_TASKS = 8
FIRST_CARDS = 10  # cards of a lower order wait for an answer
LATER_CARDS = 16  # cards from this order on come after the page, by a request of their own
CARDS_AT_ONCE = 8  # of the later ones: each asks a question or two
LEADERS = {Role.DIRECTOR, Role.PRINCIPAL, Role.ADMIN, Role.INSPECTOR}
ON_FOOT = {Role.COOK, Role.CARER, Role.GUARD, Role.CLEANER}  # larger type: read while standing


@allow(None)
def home(request: Request) -> HttpResponse:
    """What now, what late, what is mine; for leaders also what of the whole school."""
    now = timezone.now()
    person = request.user
    roles = person.roles()
    term = term_of(person, timezone.localdate(now))
    mine = Task.objects.owed_by(person).in_state(OPEN_STATES, now).with_state(now).for_rows()
    tasks = list(mine.order_by("due_at", "pk")[: MOST_TASKS + 1])
    leads = bool(roles & LEADERS)
    context = {
        "now": now,
        "term": term,
        "week": term.week_of(timezone.localdate(now)) if term else None,
        "tasks": tasks[:MOST_TASKS],
        "has_more": len(tasks) > MOST_TASKS,
        **figures(person, term, now, leads=leads),
        "leads": leads,
        "lines": this_month(person, term, now) if leads else [],
        "records": list(Entry.objects.filter(entered_by=person).order_by("-entered_at")[:5]),
        "own_plans": list(Plan.objects.filter(owner=person, closed_at=None)[:3]),
        **cards_for(request, now),
        "body_class": "is-on-foot" if roles & ON_FOOT else "",
    }
    return TemplateResponse(request, "duties/home.html", context)


@allow(None)
def home_cards(request: Request) -> HttpResponse:
    """The cards that the first page asks for when it stands, some at a time."""
    first = whole_number(request.GET.get("first", "")) or 0
    later = cards_of(request, LATER_CARDS)
    shown = later[first : first + CARDS_AT_ONCE]
    further = first + CARDS_AT_ONCE if len(later) > first + CARDS_AT_ONCE else None
    context = {"cards": filled(request, shown, timezone.now()), "further": further}
    return TemplateResponse(request, "duties/_home_cards.html", context)


def cards_for(request: Request, now: datetime) -> dict[str, Any]:
    """The cards of the page itself; the first stand above all it has to say.

    The later ones come with it only when all is asked for: `?whole=on`.
    """
    whole = request.GET.get("whole") == "on"
    later = [] if whole else cards_of(request, LATER_CARDS)
    cards = cards_of(request, FIRST_CARDS, None if whole else LATER_CARDS)
    return {
        "first_cards": filled(request, cards_of(request, 0, FIRST_CARDS), now),
        "cards": filled(request, cards, now),
        "has_later": bool(later),
    }


def cards_of(request: Request, first: int, end: int | None = None) -> list[HomeCard]:
    """What the apps add for one's roles, from one order up to another."""
    roles = request.user.roles()
    cards = (card for app in all_contributions() for card in app.home if card.roles & roles)
    here = (card for card in cards if first <= card.order and (end is None or card.order < end))
    return sorted(here, key=lambda card: card.order)


def filled(request: Request, cards: list[HomeCard], now: datetime) -> list[dict[str, Any]]:
    return [{"template": card.template, **card.fill(request, now)} for card in cards]


def figure(count: int, title: str, tone: str, **query: Any) -> dict[str, Any]:
    address = "&".join(f"{name}={value}" for name, value in query.items())
    url = f"{reverse('duties:task_list')}?{address}"
    return {"count": count, "title": title, "tone": tone if count else "neutral", "url": url}


def figures(
    person: Any, term: Term | None, now: datetime, *, leads: bool
) -> dict[str, list[dict[str, Any]]]:
    """One's own numbers and, for leaders, those of the whole school, in one question."""
    asked = my_rows(person, now) | (whole_rows(person, term, now) if leads else {})
    found = counted(**asked)
    return {
        "mine": my_figures(found),
        "whole": whole_figures(found, term, timezone.localdate(now)) if leads else [],
    }


def my_rows(person: Any, now: datetime) -> dict[str, Any]:
    mine = Task.objects.owed_by(person).open_at(now)
    return {
        "my_late": mine.filter(in_state(State.LATE, now)),
        "my_due": mine.filter(in_state(State.DUE, now)),
    }


def my_figures(found: dict[str, int]) -> list[dict[str, Any]]:
    return [
        figure(found["my_late"], _("Late"), "danger", mine="on", state=State.LATE),
        figure(found["my_due"], _("Due now"), "warn", mine="on", state=State.DUE),
    ]


def whole_rows(person: Any, term: Term | None, now: datetime) -> dict[str, Any]:
    seen = Task.objects.visible_to(person)
    of_today = seen.due_on(timezone.localdate(now))
    return {
        "late": seen.open_at(now).filter(in_state(State.LATE, now)),
        "due": seen.open_at(now).filter(in_state(State.DUE, now)),
        "today": of_today,
        "proved": of_today.filter(proved_at__isnull=False),
        "missed": seen.filter(in_state(State.MISSED, now), term=term, opens_at__lte=now),
    }


def whole_figures(found: dict[str, int], term: Term | None, today: date) -> list[dict[str, Any]]:
    """At most six numbers, the worst first; each opens its rows."""
    day = today.isoformat()
    of_term = {"state": State.MISSED, "term": term.pk if term else ""}
    return [
        figure(found["missed"], _("Without a record this term"), "danger", **of_term),
        figure(found["late"], _("Late"), "danger", state=State.LATE),
        figure(found["due"], _("Due now"), "warn", state=State.DUE),
        figure(found["proved"], _("Proved of today's"), "ok", day=day, state=State.PROVED),
        figure(found["today"], _("Due today"), "info", day=day),
    ]


def this_month(person: Any, term: Term | None, now: datetime) -> list[PlanLine]:
    """What the plan says for this month."""
    if term is None:
        return []
    lines = PlanLine.objects.filter(
        plan__in=Plan.objects.visible_to(person), term=term, month=timezone.localdate(now).month
    )
    return list(lines.select_related("plan", "person")[:8])
