"""Which findings wait for whom: to be given out, put right, or looked at again."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import InboxLine, InboxSource, all_contributions
from logistics.duties.models import Finding, FindingState
from logistics.duties.standing import put_right_with
from logistics.school.calendar import end_of
from logistics.search import Found, Hit, Search

GIVE_OUT = "duties.follow_up"
SEE = "duties.view_all"


def page_of(finding: Finding) -> str:
    """Where a trade shows it as a thing of its own; empty: on the page of the core."""
    for app in all_contributions():
        if app.finding_page and (url := app.finding_page(finding)):
            return url
    return ""


def to_put_right(person: Any, now: datetime) -> QuerySet[Finding]:
    rows = Finding.objects.in_state(FindingState.OPEN).filter(owner_id=person.pk)
    return rows.for_rows().order_by("due_on", "pk")


def to_give_out(person: Any, now: datetime) -> QuerySet[Finding]:
    """Found, and nobody is named yet who puts it right."""
    rows = Finding.objects.in_state(FindingState.OPEN).filter(owner=None)
    return rows.reached_by(person, GIVE_OUT).for_rows().order_by("due_on", "pk")


def to_recheck(person: Any, now: datetime) -> QuerySet[Finding]:
    """Put right by others: for who found it, and who answers for all."""
    rows = Finding.objects.in_state(FindingState.PUT_RIGHT).exclude(put_right_by_id=person.pk)
    rows = rows.exclude(put_right_with(person))
    reached = Finding.objects.reached_by(person, GIVE_OUT).order_by().values("pk")
    mine = rows.exclude(owner_id=person.pk).filter(Q(found_by_id=person.pk) | Q(pk__in=reached))
    return mine.for_rows().order_by("due_on", "pk")


def late(now: datetime) -> Q:
    return Q(due_on__lt=timezone.localdate(now))


def line(finding: Finding, now: datetime) -> InboxLine:
    return InboxLine(
        title=finding.what,
        url=finding.get_absolute_url(),
        facts=finding.where,
        state=finding.state.value,
        is_late=finding.is_late(timezone.localdate(now)),
        at=end_of(finding.due_on) if finding.due_on else None,
    )


def found_by(person: Any, now: datetime) -> QuerySet[Finding]:
    rows = Finding.objects.unsettled().filter(found_by_id=person.pk)
    return rows.for_rows().order_by("-found_at", "-pk")


INBOX = [
    InboxSource(
        code="findings",
        title=_("To be put right"),
        waiting=to_put_right,
        late=late,
        line=line,
        started=found_by,
        started_title=_("What was found"),
        started_line=line,
        everything="duties:finding_list",
        everything_query="view=mine",
        leaves=True,
        order=22,
    ),
    InboxSource(
        code="findings_unowned",
        title=_("Found, to be given to somebody"),
        waiting=to_give_out,
        late=late,
        line=line,
        everything="duties:finding_list",
        leaves=True,
        order=24,
    ),
    InboxSource(
        code="findings_recheck",
        title=_("Put right, to be checked again"),
        waiting=to_recheck,
        late=late,
        line=line,
        everything="duties:finding_list",
        everything_query="view=to_recheck",
        leaves=True,
        order=26,
    ),
]


def searched(search: Search) -> Found:
    """By what is not right, the measure or the place; what is open first."""
    seen = Finding.objects.visible_to(search.person, SEE)
    for word in search.asked.words:
        seen = seen.saying(word)
    rows = list(seen.for_rows().order_by("-found_at", "-pk")[: search.most + 1])
    hits = (Hit(row.what, row.get_absolute_url(), row.where, row.state.value) for row in rows)
    query = urlencode({"view": "all", "q": search.asked.text})
    return search.first(hits, f"{reverse('duties:finding_list')}?{query}")
