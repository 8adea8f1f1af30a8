"""Looking over fire equipment: all of a family in one press, what is not right becomes a hazard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import whole_month
from safety.hazards.opening import open_hazard
from safety.models import Family, FireCheckLine, FireEquipment, FireEquipmentCheck, FireType

PART = ":part"


@dataclass(frozen=True)
class Seen:
    """What is said of one thing: not reached, or which points were not in order."""

    equipment: int
    faults: list[str] = field(default_factory=list)
    note: str = ""
    is_reached: bool = True


def owed(campus: Any, family: str, place: Any = None) -> Any:
    """The things a check of this family goes over, in the order in which one walks."""
    rows = FireEquipment.objects.in_use().filter(campus=campus).of_family(family)
    if place is not None:
        rows = rows.at(place)
    return rows.select_related("place").order_by("place__name", "number", "pk")


@transaction.atomic
def check(
    entry: Entry,
    family: str,
    things: Sequence[FireEquipment],
    said: Sequence[Seen],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File what was seen of these things: of whom nothing is said, all was in order.

    What was not reached gets no line and stays unchecked. A thing that is not in order becomes a
    hazard, once as long as it is open.
    """
    words = {seen.equipment: seen for seen in said}
    lines = [line_of(thing, words.get(thing.pk)) for thing in things if reached(thing, words)]
    if not lines:
        raise Refused(_("Nothing was checked: there is no record to keep."))
    record = FireEquipmentCheck(entry=entry, family=family, owed=len(things))
    record.new_lines = lines
    entry.subject = subject_for(entry, family, {line.equipment_id for line in lines})
    filed = filing.submit(record, by=by, now=now, photos=photos)
    for line in lines:
        if line.faults:
            report(filed, line, by=by, now=now)
    return filed


def reached(thing: FireEquipment, words: dict[int, Seen]) -> bool:
    return thing.pk not in words or words[thing.pk].is_reached


def line_of(thing: FireEquipment, seen: Seen | None) -> FireCheckLine:
    if seen is None:
        return FireCheckLine(equipment=thing)
    return FireCheckLine(equipment=thing, faults=list(seen.faults), note=seen.note)


def subject_for(entry: Entry, family: str, looked_at: set[int]) -> str:
    """The duty asks for every single one: only the check that completes the month says so."""
    first, last = month_of(entry.happened_at)
    rows = FireEquipment.objects.filter(campus=entry.campus).of_family(family)
    left = rows.unchecked_since(first, last).exclude(pk__in=looked_at)
    subject = Family(family).subject
    return f"{subject}{PART}" if left.exists() else subject


def month_of(moment: datetime) -> tuple[date, date]:
    day = timezone.localdate(moment)
    return whole_month(day.year, day.month)


def report(entry: Entry, line: FireCheckLine, *, by: Any, now: datetime) -> None:
    thing = line.equipment
    open_hazard(
        entry,
        what=f"{thing} ({thing.where}): {line.found}",
        category="fire",
        source="monthly",
        by=by,
        now=now,
        key=thing.key,
        place=thing.place,
    )


def still_owed(campuses: Any, on: date) -> list[tuple[Any, Family, int, int]]:
    """Each campus and family with how many there are and how many nobody has looked at this month."""
    first, last = whole_month(on.year, on.month)
    here = FireEquipment.objects.in_use().filter(campus__in=campuses).order_by()
    all_of = counted(here)
    left = counted(here.unchecked_since(first, last))
    return [
        (campus, family, all_of[campus.pk, family], left.get((campus.pk, family), 0))
        for campus in campuses
        for family in Family
        if (campus.pk, family) in all_of
    ]


def counted(rows: Any) -> dict[tuple[int, Family], int]:
    found: dict[tuple[int, Family], int] = {}
    for campus, kind in rows.values_list("campus", "type"):
        key = campus, FireType(kind).family
        found[key] = found.get(key, 0) + 1
    return found
