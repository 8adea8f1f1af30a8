"""What is compared between records of any kind: signatures, clocks, and where one person was."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison, RuleDefault
from logistics.records.models import Entry, Version
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Post
from logistics.school.rules import rule

BETWEEN_CAMPUSES = "contradictions.minutes_between_campuses"
CLOCKS_DIFFER = timedelta(minutes=5)

RULES = [
    RuleDefault(
        BETWEEN_CAMPUSES,
        _("Time to get from one campus to another, at least"),
        "10",
        _("minutes"),
        _("Set by the school"),
    ),
]


def told_in(first: date, last: date) -> QuerySet[Entry]:
    """The standing records of what happened in the days of a span."""
    return Entry.objects.standing().filter(happened_at__range=(start_of(first), end_of(last)))


def clash(entry: Any, key: str = "", **said: Any) -> Clash:
    """A case of one record."""
    return Clash(
        key=f"{entry.pk}{key}",
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk,),
        said={"record": entry.number} | {name: str(value) for name, value in said.items()},
    )


def signed_before(first: date, last: date) -> Iterator[Clash]:
    """Reviewed before it was written, or before it happened."""
    rows = told_in(first, last).filter(
        Q(reviewed_at__lt=F("entered_at")) | Q(reviewed_at__lt=F("happened_at"))
    )
    return (clash(entry) for entry in rows)


def versions_back(first: date, last: date) -> Iterator[Clash]:
    """A correction that is older than what it corrects."""
    before = Version.objects.filter(
        entry=OuterRef("entry"), number__lt=OuterRef("number"), at__gt=OuterRef("at")
    )
    rows = Version.objects.filter(Exists(before), entry__in=told_in(first, last).values("pk"))
    return (
        clash(version.entry, f".{version.number}", version=version.number)
        for version in rows.select_related("entry")
    )


def clocks_apart(first: date, last: date) -> Iterator[Clash]:
    """Told before it happened, or typed after it had been received."""
    rows = told_in(first, last).filter(
        Q(happened_at__gt=F("entered_at") + CLOCKS_DIFFER)
        | Q(typed_at__gt=F("entered_at") + CLOCKS_DIFFER)
    )
    return (clash(entry) for entry in rows)


def without_a_post(first: date, last: date) -> Iterator[Clash]:
    """Written by somebody who worked nowhere in the school on the day it was entered."""
    held = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("entered_at__date")),
        person=OuterRef("entered_by"),
        starts_on__lte=OuterRef("entered_at__date"),
    )
    rows = told_in(first, last).filter(~Exists(held)).select_related("entered_by")
    return (clash(entry, person=entry.entered_by.name) for entry in rows)


def two_places(first: date, last: date) -> Iterator[Clash]:
    """One person wrote of two campuses with less time between than the way takes."""
    way = timedelta(minutes=float(rule(BETWEEN_CAMPUSES, on=last)))
    rows = (
        told_in(first, last)
        .order_by("entered_by", "happened_at", "pk")
        .select_related("entered_by")
        .only("number", "campus", "happened_at", "entered_by__name")
    )
    for _person, told in groupby(rows.iterator(chunk_size=2000), key=lambda row: row.entered_by_id):
        for one, two in pairwise(told):
            if one.campus_id != two.campus_id and two.happened_at - one.happened_at < way:
                yield Clash(
                    key=f"{one.pk}.{two.pk}",
                    on=timezone.localdate(two.happened_at),
                    campus=two.campus_id,
                    entries=(one.pk, two.pk),
                    said={
                        "person": two.entered_by.name,
                        "record": one.number,
                        "other": two.number,
                    },
                )


COMPARISONS = [
    Comparison(
        "signed_before",
        _("A signature before the record"),
        _("%(record)s was reviewed before it was written or had happened"),
        _("Correct the time in the record, giving the reason; it is then reviewed again."),
        signed_before,
    ),
    Comparison(
        "versions_back",
        _("A correction older than the record"),
        _("Version %(version)s of %(record)s is older than the one before"),
        _("Look at the server's clock of that day, then explain. Versions are never changed."),
        versions_back,
    ),
    Comparison(
        "clocks_apart",
        _("A record before the event"),
        _("%(record)s was entered before it happened or was typed"),
        _("Correct when it happened, giving the reason, and set the clock of the device."),
        clocks_apart,
    ),
    Comparison(
        "without_a_post",
        _("A record by somebody without a post"),
        _("%(person)s wrote %(record)s but held no post that day"),
        _("Enter the post with its days if it was held; otherwise void the record."),
        without_a_post,
    ),
    Comparison(
        "two_places",
        _("One person in two places at once"),
        _("%(person)s was at two campuses at once: %(record)s and %(other)s"),
        _("Correct the time or the place in one of the records, or void the one that is not true."),
        two_places,
    ),
]
