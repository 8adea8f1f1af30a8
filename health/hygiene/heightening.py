"""Disinfecting more often for a while: the further tasks of chosen classes, made with the usual ones.

They stand in the series of the usual task, so that each of them asks for a record of its own.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from health.models import Disinfection, HeightenedDisinfection
from logistics.duties import making
from logistics.duties.models import Duty, Task
from logistics.errors import Refused

BEGIN_OF_WORK = timedelta(hours=7)
MARK = "/x"  # in the slot of a further task


def more_tasks(term: Any, tasks: list[Task]) -> Iterator[Task]:
    """What is owed beyond the usual in a term, while something is heightened."""
    spells = spells_of(term) if any(map(is_disinfection, tasks)) else []
    for task in tasks:
        if is_disinfection(task):
            yield from multiplied(task, spells)


def is_disinfection(task: Task) -> bool:
    return task.proof == Disinfection.kind_code and task.school_class_id is not None


def spells_of(term: Any) -> list[tuple[HeightenedDisinfection, set[int]]]:
    rows = HeightenedDisinfection.objects.touching(term.starts_on, term.ends_on).order_by("pk")
    return [
        (row, {each.pk for each in row.classes.all()}) for row in rows.prefetch_related("classes")
    ]


def multiplied(
    task: Task, spells: Iterable[tuple[HeightenedDisinfection, set[int]]]
) -> Iterator[Task]:
    """So many further tasks as the strongest spell of the day asks for, due one after another."""
    day = timezone.localdate(task.due_at)
    factors = [
        spell.factor
        for spell, classes in spells
        if task.school_class_id in classes and spell.starts_on <= day <= spell.ends_on
    ]
    factor = max(factors, default=1)
    for number in range(1, factor):
        yield further(task, number, factor)


def further(task: Task, number: int, factor: int) -> Task:
    more = copy(task)
    more.slot = f"{task.slot}{MARK}{number}"
    more.due_at = due_of(task, number, factor)
    return more


def due_of(task: Task, number: int, factor: int) -> datetime:
    """Evenly spread between the beginning of work and the time of the usual one."""
    begin = min(task.opens_at + BEGIN_OF_WORK, task.due_at)
    moment = begin + (task.due_at - begin) * number / factor
    return moment.replace(second=0, microsecond=0)


@transaction.atomic
def heighten(spell: HeightenedDisinfection, *, classes: Iterable[Any], now: datetime) -> None:
    """Begin, change or prolong it, and make the tasks of its days anew from now on."""
    classes = list(classes)
    if not classes:
        raise Refused(_("Choose at least one class."))
    if any(each.campus_id != spell.campus_id for each in classes):
        raise Refused(_("This class is at another campus."))
    spell.save()
    spell.classes.set(classes)
    remake(now=now)


@transaction.atomic
def end(spell: HeightenedDisinfection, *, on: date, now: datetime) -> None:
    """The day named is its last. What was owed until now stays owed."""
    if spell.starts_on > on:
        spell.starts_on = on
    spell.ends_on = min(spell.ends_on, on)
    spell.save()
    remake(now=now)


def remake(*, now: datetime) -> None:
    """The tasks of all disinfections from now on."""
    making.remake_all(list(Duty.objects.active().filter(proof=Disinfection.kind_code)), now=now)
