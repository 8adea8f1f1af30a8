"""Safety taught and talked about: activities with their material, the talk before leaving, the topics."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass, Term
from safety.models import SafetyEducation, SafetyTalk, TermTopic

DATA = Path(__file__).resolve().parents[1] / "data"
FRIDAY = 5
MOST_OFFERED = 6


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(";") if part)


@dataclass(frozen=True)
class Talk:
    """A topic ready to be talked about, with what to say."""

    code: str
    about: str
    months: frozenset[int]
    weekdays: frozenset[int]
    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if in_chinese() else self.en

    def fits(self, on: date) -> int:
        """How well it fits a day: by the weekday, by the month, or always."""
        if on.isoweekday() in self.weekdays:
            return 2
        if self.weekdays or (self.months and on.month not in self.months):
            return -1
        return 1 if self.months else 0


@cache
def talks() -> dict[str, Talk]:
    with (DATA / "talks.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Talk(
                row["code"], row["about"], numbers(row["months"]), numbers(row["weekdays"]),
                row["zh"], row["en"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return {talk.code: talk for talk in rows}


def offered(on: date) -> list[Talk]:
    """What suits the day best, another choice each day; riding safely is always among them."""
    fitting = [talk for talk in talks().values() if talk.fits(on) >= 0]
    turn = on.toordinal()
    count = len(fitting)
    place = {talk.code: (number - turn) % count for number, talk in enumerate(fitting)}
    best = sorted(fitting, key=lambda talk: (-talk.fits(on), place[talk.code]))
    riding = [talk for talk in best if talk.about == SafetyTalk.About.RIDE][:1]
    leaving = [talk for talk in best if talk.about == SafetyTalk.About.LEAVING]
    return leaving[: MOST_OFFERED - len(riding)] + riding


def talk_subject(about: str) -> str:
    return f"talk:{about}"


def occasion_subject(occasion: str) -> str:
    return f"education:{occasion}"


@transaction.atomic
def talk(
    school_class: SchoolClass,
    topic: str,
    *,
    about: str,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    late_reason: str = "",
    note: str = "",
) -> tuple[Entry, bool]:
    """File a talk; the same topic in the same class on the same day is filed once.

    Says too whether it is new: a second press is no second talk.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    at = happened_at or now
    if known := talked_already(school_class, topic, timezone.localdate(at)):
        return known.entry, False
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=talk_subject(about),
        happened_at=at,
        late_reason=late_reason,
    )
    said = SafetyTalk(entry=entry, about=about, topic=topic[:100], note=note)
    return filing.submit(said, by=by, now=now), True


def talked_already(school_class: SchoolClass, topic: str, day: date) -> SafetyTalk | None:
    rows = SafetyTalk.objects.filter(
        topic=topic[:100],
        entry__school_class=school_class,
        entry__happened_at__range=(start_of(day), end_of(day)),
    )
    return rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry").first()


def talks_of_day(classes: Iterable[SchoolClass], day: date) -> dict[int, list[SafetyTalk]]:
    """What each of these classes has talked about on a day, in one query."""
    rows = SafetyTalk.objects.filter(
        entry__school_class__in=[each.pk for each in classes],
        entry__happened_at__range=(start_of(day), end_of(day)),
    ).exclude(entry__status=Entry.Status.VOIDED)
    found: dict[int, list[SafetyTalk]] = defaultdict(list)
    for row in rows.select_related("entry").order_by("entry__happened_at", "pk"):
        found[row.entry.school_class_id or 0].append(row)
    return found


@transaction.atomic
def hold(held: SafetyEducation, *, by: Any, now: datetime, photos: Sequence[Any] = ()) -> Entry:
    """File what was taught."""
    held.entry.subject = occasion_subject(held.occasion)
    return filing.submit(held, by=by, now=now, photos=photos)


# The topics of a term.


@cache
def ready_topics() -> tuple[dict[str, str], ...]:
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@transaction.atomic
def take_ready_topics(term: Term) -> int:
    """Put the ready topics of this half of the year on the list of the term; those there stay."""
    there = set(TermTopic.objects.filter(term=term, campus=None).values_list("title", flat=True))
    language = "zh" if in_chinese() else "en"
    wanted = [row for row in ready_topics() if row["half"] == str(term.half)]
    fresh = [
        TermTopic(
            term=term,
            title=row[language],
            points=row[f"points_{language}"].replace(";", "\n"),
            position=position,
        )
        for position, row in enumerate(wanted, start=1)
        if row[language] not in there
    ]
    for topic in fresh:
        topic.save()  # one by one: its history says who took it
    return len(fresh)


@dataclass(frozen=True)
class TopicRow:
    """A class and, topic by topic, what it has done about it."""

    school_class: SchoolClass
    cells: Sequence[Sequence[SafetyEducation]]

    @property
    def done(self) -> int:
        return sum(bool(cell) for cell in self.cells)


def topic_board(classes: Iterable[SchoolClass], topics: Sequence[TermTopic]) -> list[TopicRow]:
    """Which class has taken up which topic, in one query."""
    rows = SafetyEducation.objects.filter(term_topic__in=topics)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    found: dict[tuple[int | None, int | None], list[SafetyEducation]] = defaultdict(list)
    for held in rows.order_by("entry__happened_at", "pk"):
        found[held.entry.school_class_id, held.term_topic_id].append(held)
    return [TopicRow(c, [found[c.pk, topic.pk] for topic in topics]) for c in classes]
