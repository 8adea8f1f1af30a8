"""Writing down what was cleaned: several places by one press, each a record of its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing, righting
from logistics.duties.models import Finding, Task
from logistics.duties.models.tasks import OPEN_STATES
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Place, Term, ZoneAssignment
from safety.models import Cleaning, Work, work_of

KIND = Cleaning.kind_code


@dataclass(frozen=True)
class Swept:
    """Where something was cleaned, and what: a task's scope, or a place somebody named."""

    work: Work
    campus_id: int
    place_id: int | None = None
    school_class_id: int | None = None

    @classmethod
    def for_task(cls, task: Task, home: int) -> "Swept":
        """`home`: the campus of whoever cleaned, where the task is the whole school's."""
        campus_id = task.campus_id or home
        return cls(work_of(task.subject), campus_id, task.place_id, task.school_class_id)

    @classmethod
    def at(cls, place: Place, work: Work) -> "Swept":
        return cls(work, place.campus_id, place.pk, place.school_class_id)


def owed_now(person: Any, now: datetime) -> Any:
    """The cleaning this person owes and may write down now, the earliest due first."""
    rows = Task.objects.owed_by(person).in_state(OPEN_STATES, now).filter(proof=KIND)
    return rows.for_rows().order_by("due_at", "pk")


@transaction.atomic
def write_down(
    swept: Iterable[Swept],
    *,
    happened_at: datetime,
    by: Any,
    now: datetime,
    note: str = "",
    late_reason: str = "",
    typed_at: datetime | None = None,
    photos: Sequence[Callable] = (),
) -> list[Entry]:
    """A record for each place; the photos go with the first. Refuses to file nothing."""
    places = list(dict.fromkeys(swept))
    if not places:
        raise Refused(_("Choose at least one place."))
    records = [
        Cleaning(
            entry=Entry(
                campus_id=one.campus_id, place_id=one.place_id,
                school_class_id=one.school_class_id, subject=one.work.subject,
                happened_at=happened_at, typed_at=typed_at, late_reason=late_reason,
                entered_by=by, entered_at=now,
            ),
            work=one.work,
            note=note,
        )
        for one in places
    ]  # fmt: skip
    first, rest = records[:1], records[1:]
    filed = [filing.submit(record, by=by, now=now, photos=photos) for record in first]
    return filed + filing.submit_many(rest)


def find_fault(
    entry: Entry, *, what: str, by: Any, now: datetime, due_on: date | None = None
) -> Finding:
    """What is not in order at a place that was cleaned: for whoever answers for the place."""
    owner = answerable(entry.place_id, timezone.localdate(now)) if entry.place_id else None
    return righting.found(entry, what=what, by=by, now=now, owner=owner, due_on=due_on)


def answerable(place_id: int, on: date) -> Any:
    """The person the place is assigned to this term, else its custodian."""
    term = Term.objects.on(on)
    rows = ZoneAssignment.objects.filter(place=place_id, term=term, person__isnull=False)
    assigned = rows.select_related("person").first()
    if assigned:
        return assigned.person
    place = Place.objects.select_related("custodian").filter(pk=place_id).first()
    return place.custodian if place else None


def board(places: Any, term: Term | None, on: date) -> list[Any]:
    """Places with who answers for them this term, and how often they were cleaned on the day."""
    assigned = ZoneAssignment.objects.filter(term=term).select_related("person", "school_class")
    done, owed = done_counts(on), owed_counts(on)
    found = []
    for place in places.prefetch_related(Prefetch("assignments", assigned, to_attr="answerable")):
        place.times, place.last = done.get(place.pk, (0, None))
        place.owed = owed.get(place.pk, 0)
        if place.answerable or place.times or place.owed:
            found.append(place)
    return found


def done_counts(on: date) -> dict[int, tuple[int, datetime]]:
    """How often each place was cleaned on a day, and when last."""
    rows: Any = Cleaning.objects.filter(entry__happened_at__range=(start_of(on), end_of(on)))
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).order_by().values_list("entry__place")
    counted = rows.annotate(Count("pk"), Max("entry__happened_at"))
    return {place: (times, last) for place, times, last in counted}


def owed_counts(on: date) -> dict[int, int]:
    """How often each place is owed a cleaning on a day."""
    rows: Any = Task.objects.filter(proof=KIND, due_at__range=(start_of(on), end_of(on)))
    rows = rows.exclude(place=None).order_by().values_list("place")
    return dict(rows.annotate(Count("pk")))
