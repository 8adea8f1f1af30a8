"""A class's day in cards: what is due, what is going on, what is done, what came back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from health.hygiene import tubes
from health.hygiene.disinfecting import usable
from health.hygiene.table import MethodTable
from health.models import (
    ClassHygieneLog,
    DisinfectantPreparation,
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    Item,
    Method,
    SentBack,
    UvLamp,
    item_of,
)
from health.models.disinfection import minutes_between
from logistics.contributions import kinds
from logistics.duties.models import Task
from logistics.duties.models.tasks import OPEN_STATES
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

KINDS = (
    Disinfection.kind_code,
    ClassHygieneLog.kind_code,
    DisinfectantPreparation.kind_code,
    "uv_lamp_log",
)
MOST_CARDS = 30


@dataclass
class Card:
    """One thing due: the task, how it is usually done here, and what is going on of it."""

    task: Task
    item: Item | None = None
    row: DisinfectionMethod | None = None
    made: DisinfectantPreparation | None = None
    lamp: UvLamp | None = None
    is_worn: bool = False

    @property
    def can_begin(self) -> bool:
        """By one press: item and method are known, and what it needs is mixed or hangs there."""
        if self.row is None:
            return False
        needs_lamp = self.row.method == Method.UV_LAMP
        return (not self.row.agent or self.made is not None) and (not needs_lamp or bool(self.lamp))

    @property
    def needs_mixing(self) -> bool:
        return self.row is not None and bool(self.row.strength_min) and self.made is None

    @property
    def is_by_lamp(self) -> bool:
        return self.row is not None and self.row.method == Method.UV_LAMP

    @property
    def form_url(self) -> str:
        kind = kinds()[self.task.proof]
        return f"{reverse(kind.form)}?{urlencode({'task': self.task.pk})}"


@dataclass(frozen=True)
class Going:
    """Something begun, for how many minutes, and how many there have to be."""

    run: DisinfectionRun
    minutes: int
    row: DisinfectionMethod | None

    @property
    def is_enough(self) -> bool:
        return not (self.row and self.row.minutes_min) or self.minutes >= self.row.minutes_min

    @property
    def waits_for_words(self) -> bool:
        """It has ended, and it has not been said why it was otherwise than the table."""
        return self.run.ended_at is not None


@dataclass
class Today:
    school_class: Any
    cards: list[Card] = field(default_factory=list)
    going: list[Going] = field(default_factory=list)
    done: list[Entry] = field(default_factory=list)
    back: list[SentBack] = field(default_factory=list)


def today_of(school_class: Any, *, now: datetime) -> Today:
    """Everything of one class, in the order in which it is due."""
    table = MethodTable()
    going = [going_of(run, table, now) for run in runs_of(school_class)]
    slots = {run.run.slot for run in going}
    lamps = {lamp.place_id: lamp for lamp in lamps_of(school_class)}
    most = tubes.limit(timezone.localdate(now))
    made: dict[int, Any] = {}
    cards = []
    for task in due_tasks(school_class, now):
        card = Card(task, item_of(task.subject))
        equip(card, table, lamps, most, made, now)
        if not (card.item and slot_of(card) in slots):
            cards.append(card)
    return Today(school_class, cards, going, done_on(school_class, now), sent_back(school_class))


def due_tasks(school_class: Any, now: datetime) -> list[Task]:
    """What can be done now, the longest overdue first."""
    rows = Task.objects.filter(school_class=school_class, proof__in=KINDS)
    open_now = rows.in_state(OPEN_STATES, now).with_state(now).for_rows()
    return list(open_now.order_by("due_at", "pk")[:MOST_CARDS])


def slot_of(card: Card) -> str:
    task = card.task
    return f"{task.campus_id}.{task.school_class_id}.{task.place_id or 0}.{card.item}"


def equip(
    card: Card, table: MethodTable, lamps: dict[int, UvLamp], most: Any, made: Any, now: datetime
) -> None:
    """What the card needs for its press: the method, what was mixed, the lamp of the room."""
    if card.item is None:
        return
    card.row = table.usual(card.item)
    if card.row is None:
        return
    if card.row.agent:
        if card.row.pk not in made:
            task = card.task
            scope = {"campus": task.campus, "school_class": task.school_class}
            made[card.row.pk] = usable(card.row, **scope, on=now)
        card.made = made[card.row.pk]
    if card.is_by_lamp:
        only = next(iter(lamps.values())) if len(lamps) == 1 and not card.task.place_id else None
        card.lamp = lamps.get(card.task.place_id or 0, only)
        card.is_worn = bool(card.lamp and card.lamp.hours >= most)


def lamps_of(school_class: Any) -> Iterable[UvLamp]:
    lamps = UvLamp.objects.in_use().filter(place__school_class=school_class)
    return lamps.with_tube().select_related("place")


def runs_of(school_class: Any) -> Iterable[DisinfectionRun]:
    return DisinfectionRun.objects.of(school_class).select_related("place", "lamp__place")


def going_of(run: DisinfectionRun, table: MethodTable, now: datetime) -> Going:
    minutes = minutes_between(run.started_at, run.ended_at or now)
    return Going(run, minutes, table.row(run.item, run.method))


def done_on(school_class: Any, now: datetime) -> list[Entry]:
    today = timezone.localdate(now)
    rows = Entry.objects.standing().filter(
        school_class=school_class,
        kind__in=KINDS,
        happened_at__range=(start_of(today), end_of(today)),
    )
    return list(rows.select_related("entered_by", "place").order_by("-happened_at", "-pk"))


def sent_back(school_class: Any) -> list[SentBack]:
    rows = SentBack.objects.open().filter(entry__school_class=school_class)
    return list(rows.select_related("entry", "by").order_by("at", "pk"))
