"""Telling people, and taking back what no longer needs them: what other apps call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from logistics.contributions import notice_kinds
from logistics.notices import pushing
from logistics.notices.models import Delivery, Notice
from logistics.notices.wording import kept


@transaction.atomic
def tell(
    people: Iterable[Any],
    kind: str,
    *,
    url: str,
    now: datetime,
    by: Any = None,
    key: str = "",
    campus: Any = None,
    urgent: Any = False,
    **said: Any,
) -> list[Notice]:
    """Tell each of these people once: it stands in their inbox, and goes out by their channels.

    `kind` is the code of a declared `NoticeKind` (another one raises KeyError), `said` fills the
    places of its sentence. With a `key` whoever was told before is not told again; whoever did it
    (`by`) is never told. `urgent`: this time, though the kind is not always. Call it in the
    transaction of what happened: if that is undone, nobody was told, and what goes out is sent
    after the commit.
    """
    declared, key = notice_kinds()[kind], key or uuid4().hex
    told = Notice.objects.about(kind, key).values_list("person_id", flat=True)
    leave_out = {*told, by.pk if by else None}
    people = {person.pk: person for person in people if person.pk not in leave_out}
    filled = {name: kept(value) for name, value in said.items()}
    given = {"kind": kind, "key": key, "url": url, "said": filled, "by": by, "campus": campus}
    rows = [
        Notice(person=person, made_at=now, urgent=declared.urgent or urgent, **given)
        for person in people.values()
    ]
    # Somebody else may tell the same at this very moment: then theirs stands. Not by
    # `ignore_conflicts`: SQLite would ignore the other constraints with it.
    Notice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "kind", "key"],
        update_fields=["kind"],
    )
    notices = list(Notice.objects.about(kind, key).filter(person__in=people))
    pushing.push_notices(notices, people, now=now)
    return notices


@transaction.atomic
def settle(kind: str, key: str, *, now: datetime, people: Iterable[Any] | None = None) -> int:
    """What this news asked for is done or no longer asked: it counts as read, and is not sent.

    Of everybody, or of the people named. Says how many were still unread.
    """
    notices = Notice.objects.about(kind, key)
    if people is not None:
        notices = notices.filter(person__in=[person.pk for person in people])
    Delivery.objects.free(now).filter(notice__in=notices).delete()
    return notices.unread().update(read_at=now)
