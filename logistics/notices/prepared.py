"""The question every page asks, worded once a day for each person: wording it costs more than asking.

A source's query may compare with the moment and with its day, and with nothing else of the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

MOST = 2000  # people
# Stand in the wording for the moment and the day of asking. No school writes them.
MOMENT = datetime(2199, 12, 30, 12, 34, 56, 789012, tzinfo=UTC)
DAY = date(2199, 12, 30)


@dataclass(frozen=True)
class Asker:
    """Two with the same posts on the same day are asked for in the same words."""

    pk: int
    is_active: bool
    posts: tuple[tuple[Any, ...], ...]
    on: date
    person: Any = field(compare=False)
    now: datetime = field(compare=False)

    @classmethod
    def of(cls, person: Any, now: datetime) -> "Asker":
        on = timezone.localdate(now)
        held = [(p.role, p.campus_id, p.school_class_id) for p in person.posts_on(on)]
        return cls(person.pk, person.is_active, tuple(held), on, person, now)


def ask(asker: Asker, word: Callable[[Any, datetime], QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """The rows of `word(person, moment)` as of now."""
    sql, params = worded(asker, word)
    here = {adapted(MOMENT): adapted(asker.now), adapted(DAY): adapted(asker.on)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [here.get(p, p) if isinstance(p, KINDS) else p for p in params])
        return cursor.fetchall()


KINDS = (str, date)  # how either database is given a moment or a day


@lru_cache(maxsize=MOST)
def worded(
    asker: Asker, word: Callable[[Any, datetime], QuerySet[Any, Any]]
) -> tuple[str, tuple[Any, ...]]:
    return word(asker.person, MOMENT).query.sql_with_params()


def adapted(value: Any) -> Any:
    adapt = connection.ops
    if isinstance(value, datetime):
        return adapt.adapt_datetimefield_value(value)
    return adapt.adapt_datefield_value(value)
