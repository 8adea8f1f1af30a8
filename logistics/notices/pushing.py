"""From news to deliveries: which channels reach a person, and whether one more may go out now."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from logistics.notices.measure import measure_on, today
from logistics.notices.models import Channel, Delivery, Digest, Notice, Wish
from logistics.school.models import Post, School


@dataclass(frozen=True)
class Ways:
    """The channels in use, and how each of some people may be reached by them."""

    channels: list[Channel]
    posts: Mapping[int, list[Post]]
    wishes: Mapping[int, Wish]
    silent: Mapping[int, set[int]]

    def to(self, person_id: int, *, campus_id: int | None = None) -> list[Channel]:
        """Mail needs an address; a robot stands in a group of those it is for."""
        wish = self.wishes.get(person_id)
        return [
            channel
            for channel in self.channels
            if channel.is_for(self.posts.get(person_id, ()), campus_id=campus_id)
            and channel.pk not in self.silent.get(person_id, ())
            and (channel.is_robot or (wish and wish.mail))
        ]


def is_sample() -> bool:
    """Nothing leaves a sample school, whatever somebody sets up there to try it."""
    return settings.DEMO or School.current().is_demo


def ways_to(people: Collection[int], *, on: date) -> Ways | None:
    """Asked once for all of them; nothing if no channel is in use, or the school is the sample."""
    channels = list(Channel.objects.open())
    if not channels or not people or is_sample():
        return None
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.current(on).filter(person__in=people, person__is_active=True):
        posts[post.person_id].append(post)
    wishes = {wish.person_id: wish for wish in Wish.objects.filter(person__in=people)}
    silent: dict[int, set[int]] = defaultdict(set)
    chosen = Wish.silent.through.objects.filter(wish__person__in=people)
    for person_id, channel_id in chosen.values_list("wish__person", "channel"):
        silent[person_id].add(channel_id)
    return Ways(channels, posts, wishes, silent)


def sent_today(people: Collection[int], now: datetime) -> Counter[int]:
    """How often each of these people was told outside the house today; by two channels is once."""
    sent: Counter[int] = Counter()
    for model in (Notice, Digest):
        rows = model.objects.filter(person__in=people, pushed_at__gte=today(now))
        sent.update(dict(rows.order_by().values_list("person").annotate(Count("pk"))))
    return sent


def push_notices(notices: Iterable[Notice], people: Mapping[int, Any], *, now: datetime) -> None:
    """Send these news by the channels that carry them, as far as the day's measure allows.

    What may not go out now waits in the inbox, and is counted in the next digest.
    """
    ways = ways_to(people.keys(), on=timezone.localdate(now))
    if ways is None:
        return
    measure, sent = measure_on(timezone.localdate(now)), sent_today(people.keys(), now)
    deliveries = []
    for notice in notices:
        if measure.may_push(now, sent[notice.person_id], urgent=notice.urgent):
            deliveries += [
                Delivery(channel=channel, notice=notice, urgent=notice.urgent)
                for channel in ways.to(notice.person_id, campus_id=notice.campus_id)
                if channel.carries_news(urgent=notice.urgent)
            ]
    hand_over(deliveries, now=now)


def push_digest(digest: Digest, ways: Ways, *, now: datetime) -> None:
    wish = ways.wishes.get(digest.person_id)
    sent = sent_today([digest.person_id], now)[digest.person_id]
    if (wish and not wish.digest) or not measure_on(timezone.localdate(now)).may_push_digest(sent):
        return
    carried = [c for c in ways.to(digest.person_id) if c.carries != Channel.Carries.URGENT]
    hand_over([Delivery(channel=channel, digest=digest) for channel in carried], now=now)


def hand_over(deliveries: list[Delivery], *, now: datetime) -> None:
    """To the worker, once what is told is really stored."""
    for delivery in deliveries:
        source = delivery.notice or delivery.digest
        delivery.person_id = source.person_id  # type: ignore[union-attr]  # it has one of the two
        delivery.made_at = delivery.next_at = now
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=500)
    for model, name in ((Notice, "notice_id"), (Digest, "digest_id")):
        keys = {getattr(delivery, name) for delivery in deliveries} - {None}
        model.objects.filter(pk__in=keys, pushed_at=None).update(pushed_at=now)
    if deliveries:
        transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Only a nudge: what it does not reach is found by the worker itself within the minute."""
    from logistics.notices.tasks import send_owed

    send_owed()
