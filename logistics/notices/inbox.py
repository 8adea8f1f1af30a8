"""待办: what waits for a person, from every module that has something waiting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse

from logistics.contributions import InboxLine, InboxSource, Words, inbox_sources
from logistics.notices import prepared
from logistics.notices.models import Notice
from logistics.notices.prepared import Asker

MOST_ROWS = 20  # of one source; the rest is on its own page
NEWS = "notices:news"  # stands beside the codes of the sources
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Waiting:
    """How many things of one source wait, and how many of them are late."""

    count: int = 0
    late: int = 0


@dataclass(frozen=True)
class Standing:
    """How it stands with a person: what must be acted on, source by source, and unread news."""

    unread: int
    waiting: dict[str, Waiting]

    @property
    def has_news(self) -> bool:
        return self.unread > 0

    @property
    def todo_count(self) -> int:
        return sum(each.count for each in self.waiting.values())


@dataclass(frozen=True)
class Group:
    """What waits from one source."""

    source: InboxSource
    count: int
    late: int
    lines: list[InboxLine]
    title: Words
    url: str = ""

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


def sources() -> tuple[InboxSource, ...]:
    return inbox_sources()


def standing(person: Any, now: datetime) -> Standing:
    """Exact, of all sources and the news, in one query: every page asks."""
    rows = prepared.ask(Asker.of(person, now), counts_of)
    counts = {code: Waiting(count, late) for code, count, late in rows}
    return Standing(unread=counts.pop(NEWS).count, waiting=counts)


def counts_of(person: Any, now: datetime) -> QuerySet[Any, Any]:
    """Each source with how many wait and how many of them are late."""
    unread = Notice.objects.of(person).unread()
    rows = [counted(NEWS, unread, NOTHING)]
    for source in sources():
        late = source.late(now) if source.late else NOTHING
        rows.append(counted(source.code, source.waiting(person, now), late))
    return rows[0].union(*rows[1:], all=True)


def counted(code: str, rows: QuerySet[Any], late: Q) -> QuerySet[Any, Any]:
    """One row of the union. A source may join what it likes: each thing counts once."""
    named = rows.order_by().values(in_source=Value(code))
    return named.annotate(
        in_all=Count("pk", distinct=True), in_time_past=Count("pk", distinct=True, filter=late)
    )


def waiting_groups(person: Any, now: datetime, known: dict[str, Waiting]) -> list[Group]:
    """The sources with something waiting, those with late things first."""
    groups = [
        waiting_group(source, count, person, now)
        for source in sources()
        if (count := known.get(source.code)) and count.count
    ]
    return sorted(groups, key=lambda group: not group.late)


def waiting_group(source: InboxSource, count: Waiting, person: Any, now: datetime) -> Group:
    lines = [source.line(row, now) for row in source.waiting(person, now)[:MOST_ROWS]]
    query = f"?{source.everything_query}" if source.everything_query else ""
    url = f"{reverse(source.everything)}{query}" if source.everything else ""
    return Group(source, count.count, count.late, lines, source.title, url)


def started_groups(person: Any, now: datetime) -> list[Group]:
    """What the person began and is not ended."""
    return [group for source in sources() if (group := started(source, person, now))]


def started(source: InboxSource, person: Any, now: datetime) -> Group | None:
    if source.started is None:
        return None
    say = source.started_line or source.line
    rows = source.started(person, now)
    lines = [say(row, now) for row in rows[:MOST_ROWS]]
    count = rows.count() if len(lines) == MOST_ROWS else len(lines)
    return Group(source, count, 0, lines, source.started_title or source.title) if lines else None
