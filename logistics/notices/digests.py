"""The digest: twice a day, what waits for each person who can be reached, but not on days off."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from logistics.notices import inbox, pushing
from logistics.notices.measure import measure_on
from logistics.notices.models import Digest, Wish
from logistics.school.models import Campus, Person, Post, SchoolDay

MOST_TITLES = 8


def make_owed(*, now: datetime) -> int:
    """The digests of the slot that is owed, for those who have none of it yet. Says how many."""
    on = timezone.localdate(now)
    slot = measure_on(on).slot(now)
    people = without_digest(slot, now) if slot else []
    ways = pushing.ways_to([person.pk for person in people], on=on)
    if slot is None or ways is None:
        return 0
    reached = [person for person in people if ways.to(person.pk)]
    return sum(make_one(person, slot, ways, now=now) for person in reached)


def without_digest(slot: datetime, now: datetime) -> list[Person]:
    """Who works here today; whoever has one of this slot or a later one is left out."""
    working = posts_at_work(timezone.localdate(now)).values("person")
    made = Digest.objects.from_slot(slot).values("person")
    return list(Person.objects.filter(is_active=True, pk__in=working).exclude(pk__in=made))


def posts_at_work(on: date) -> QuerySet[Post]:
    """Not those of a campus that has its weekend or a holiday; overdue safety is told all the same."""
    days = SchoolDay.objects.filter(date=on, kind__in=SchoolDay.OFF)
    off, posts = set(days.values_list("campus", flat=True)), Post.objects.current(on)
    if off and not Campus.objects.filter(is_active=True).exclude(pk__in=off).exists():
        return posts.none()
    return posts.exclude(campus__in=off)


@transaction.atomic
def make_one(person: Person, slot: datetime, ways: pushing.Ways, *, now: datetime) -> bool:
    """Of two workers one makes it."""
    wish = ways.wishes.get(person.pk) or Wish()
    with translation.override(wish.language):
        said = said_to(person, now=now)
    digest, made = Digest.objects.get_or_create(
        person=person, slot=slot, defaults={"made_at": now, "said": said}
    )
    if made and (said["waiting"] or said["news"]):
        pushing.push_digest(digest, ways, now=now)
    return made


def said_to(person: Any, *, now: datetime) -> dict[str, Any]:
    """Counts for everybody; titles only from sources that let them out of the house."""
    standing = inbox.standing(person, now)
    waiting = {code: [n.count, n.late] for code, n in standing.waiting.items() if n.count}
    return {
        "waiting": waiting,
        "news": standing.unread,
        "titles": list(titles(person, waiting, now)),
    }


def titles(person: Any, waiting: dict[str, Any], now: datetime) -> Any:
    for source in inbox.sources():
        if source.leaves and source.code in waiting:
            for row in source.waiting(person, now)[:MOST_TITLES]:
                yield f"· {source.line(row, now).title}"
