"""What the people of the sample school wrote down: nearly everything in time, some of it late.

Each task is decided by itself, then what has not happened by now is left away: the same day gives
the same records, only more of them towards the evening.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from zlib import crc32

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from logistics.demo import words
from logistics.demo.notes import note_for
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import arranging, filing, proving
from logistics.duties.models import Task, WorkNote
from logistics.duties.models.duties import WORK_NOTE
from logistics.records.models import Entry
from logistics.school.calendar import calendar_of, dates, end_of, start_of
from logistics.school.models import Person, Term

CHUNK = 3000
SERIES = 200
EXCUSED = 0.006
# Of what somebody does not manage in time: not at all, written the next day, done after it was due.
MISSED, WRITTEN_LATE = 0.3, 0.7
WORK = (8 * 60 + 40, 16 * 60 + 40)  # when people work, in minutes of the day
MORNING = (8 * 60, 9 * 60 + 40)
EVENING = 21 * 60 + 30
MINUTE = timedelta(minutes=1)
WAY = 12 * MINUTE  # from one campus to the other
A_WHILE = 55  # minutes before a task of the day is due in which most do it


@dataclass(slots=True)
class Sketch:
    """A record to be written: for which task, by whom, when it happened and when it was entered."""

    task: Task
    by: Person
    happened_at: datetime
    entered_at: datetime
    late_reason: str = ""


def write(site: Site, staff: Staff) -> int:
    """All records up to now, term by term."""
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today:
            count += write_term(site, staff, term)
    return count


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Hands(site, staff, term)
    sketches = sorted(hands.crossing_over(), key=lambda s: (s.entered_at, s.task.pk))
    rng = site.wanted.random(f"words {term.starts_on}")
    for first in range(0, len(sketches), CHUNK):
        part = sketches[first : first + CHUNK]
        filing.submit_many((hands.record(s, rng) for s in part), settle=False)
    settle(term)
    excuse(staff, hands.excused)
    return len(sketches)


@transaction.atomic
def excuse(staff: Staff, wanted: list[tuple[Task, str, datetime]]) -> None:
    """Release from what nobody made up for in the meantime."""
    rows = Task.objects.filter(pk__in=[task.pk for task, _reason, _at in wanted])
    owed = set(rows.filter(proved_at=None).values_list("pk", flat=True))
    for task, reason, at in wanted:
        if task.pk in owed:
            own = Task.objects.owed_by(staff.director).filter(pk=task.pk).exists()
            by = staff.principal if own else staff.director  # nobody excuses their own task
            arranging.excuse(task, by=by, now=at, reason=reason)


def settle(term: Term) -> None:
    """What the records of a term prove, series by series."""
    rows = Task.objects.filter(term=term).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])


class Hands:
    """Who does the work of a term, and how well they manage."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        self.site, self.staff, self.term = site, staff, term
        self.now = site.wanted.now
        self.rng = site.wanted.random(f"records {term.starts_on}")
        self.index = {campus.pk: number for number, campus in enumerate(site.campuses)}
        self.teams = {
            row.pk: team for (year, team), row in site.classes.items() if year == term.school_year
        }
        self.open_days = {c.pk: calendar_of(term, c).open_days for c in site.campuses}
        self.people = {person.pk: person for person in Person.objects.all()}
        self.excused: list[tuple[Task, str, datetime]] = []

    def tasks(self) -> Iterable[Task]:
        """What was owed until today: of the duties since records are kept, of the plan always."""
        kept = Q(due_at__gte=start_of(self.site.wanted.begins_on)) | Q(duty=None)
        begun = Task.objects.filter(
            kept,
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof=WORK_NOTE,  # what other documents prove is written by their own parts
        )
        return begun.prefetch_related("duty").order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def sketches(self) -> Iterator[Sketch]:
        for task in self.tasks():
            for sketch in self.decide(task):
                if sketch.entered_at <= self.now:
                    yield sketch

    def crossing_over(self) -> Iterator[Sketch]:
        """Nobody is at two campuses at once: the second one gets its record after the way there."""
        last: dict[int, tuple[int, datetime]] = {}
        for sketch in sorted(self.sketches(), key=lambda s: (s.happened_at, s.task.pk)):
            here = sketch.task.campus_id or self.site.campuses[0].pk
            there, then = last.get(sketch.by.pk, (here, sketch.happened_at))
            earliest = then if there == here else then + WAY
            if sketch.happened_at < earliest:
                sketch = delayed(sketch, earliest)
            if sketch.happened_at <= sketch.task.closes_at and sketch.entered_at <= self.now:
                last[sketch.by.pk] = (here, sketch.happened_at)
                yield sketch

    def decide(self, task: Task) -> list[Sketch]:
        """What becomes of a task. Chance is asked equally often, whatever the hour."""
        by = self.writer(task)
        luck, kind, fate = self.rng.random(), self.rng.random(), Random(self.rng.random())  # noqa: S311
        if luck > care(by.name):
            return self.fail(task, by, kind, fate)
        if task.duty_id and fate.random() < EXCUSED:
            return self.excuse(task, fate)
        return [self.in_time(task, by, fate) for _ in range(task.count)]

    def fail(self, task: Task, by: Person, kind: float, fate: Random) -> list[Sketch]:
        if kind < MISSED:
            return []
        how = self.next_day if kind < WRITTEN_LATE else self.overdue
        return [how(task, by, fate) for _ in range(task.count)]

    def excuse(self, task: Task, fate: Random) -> list[Sketch]:
        reasons = words.EXCUSES.get(task.role, ()) + words.EXCUSES[""]
        at = task.due_at + timedelta(hours=2)
        reason = fate.choice(reasons)
        if at <= self.now:
            self.excused.append((task, reason, at))
        return []

    def in_time(self, task: Task, by: Person, fate: Random) -> Sketch:
        happened = self.moment(task, fate)
        entered = min(happened + fate.randint(1, 14) * MINUTE, end_of(timezone.localdate(happened)))
        return Sketch(task, by, happened, entered)

    def next_day(self, task: Task, by: Person, fate: Random) -> Sketch:
        """Done in time, but entered on the next morning of work."""
        happened = self.moment(task, fate)
        entered = clock(self.open_after(task, timezone.localdate(happened)), MORNING, fate)
        return Sketch(task, by, happened, entered, fate.choice(words.LATE_REASONS))

    def overdue(self, task: Task, by: Person, fate: Random) -> Sketch:
        """Done after it was due, and entered at once."""
        due = timezone.localtime(task.due_at)
        happened = task.due_at + fate.randint(15, 90) * MINUTE
        if due.hour * 60 + due.minute > EVENING:
            happened = clock(self.open_after(task, due.date()), MORNING, fate)
        if happened >= task.closes_at:  # before the school is open again
            return self.in_time(task, by, fate)
        return Sketch(task, by, happened, happened + MINUTE, fate.choice(words.LATE_REASONS))

    def moment(self, task: Task, fate: Random) -> datetime:
        """When it is done, if it is done in time."""
        opens, due = timezone.localtime(task.opens_at), timezone.localtime(task.due_at)
        late_in_day = due.hour * 60 + due.minute > EVENING and due.minute == 59
        if opens.date() == due.date() and not late_in_day:
            return max(task.opens_at, task.due_at - fate.randint(2, A_WHILE) * MINUTE)
        day = self.day_between(task, opens.date(), due.date(), fate)
        return min(max(clock(day, WORK, fate), task.opens_at), task.due_at)

    def day_between(self, task: Task, first: date, last: date, fate: Random) -> date:
        """An open day of the span, rather later than earlier; if there is none, a weekday."""
        days = self.days_of(task)
        within = days[bisect_left(days, first) : bisect_right(days, last)]
        within = within or [d for d in dates(first, last) if d.weekday() < 5] or [last]
        return within[min(int(fate.triangular(0, 1, 0.8) * len(within)), len(within) - 1)]

    def open_after(self, task: Task, day: date) -> date:
        days = self.days_of(task)
        place = bisect_right(days, day)
        return days[place] if place < len(days) else day + timedelta(days=1)

    def days_of(self, task: Task) -> list[date]:
        return self.open_days[task.campus_id or self.site.campuses[0].pk]

    def writer(self, task: Task) -> Person:
        """Who writes for a task: the person named, the people of the class, the holders of the post."""
        if task.person_id:
            return self.people[task.person_id]
        team = self.teams.get(task.school_class_id or 0)
        if team and task.role == "carer" and team in self.staff.former and self.is_past:
            return self.staff.former[team]
        of_class = self.staff.by_team.get((team, task.role), []) if team else []
        campus = self.index.get(task.campus_id) if task.campus_id else 0
        people = of_class or self.staff.holders(task.role, campus)
        owed = f"{task.due_at:%Y%m%d}{task.duty.code if task.duty else ''}"
        return people[crc32(owed.encode()) % len(people)]

    @property
    def is_past(self) -> bool:
        """Whether it is a year in which the new carers were not here yet."""
        return self.term.school_year != self.site.wanted.years[-1]

    def record(self, sketch: Sketch, rng: Random) -> WorkNote:
        task = sketch.task
        team = self.teams.get(task.school_class_id or 0)
        text, is_zero = note_for(task, team.size if team else 0, rng)
        entry = Entry(
            campus_id=task.campus_id or self.site.campuses[0].pk,
            school_class_id=task.school_class_id,
            place_id=task.place_id,
            meal=task.meal,
            subject=task.subject,
            happened_at=sketch.happened_at,
            entered_at=sketch.entered_at,
            entered_by=sketch.by,
            late_reason=sketch.late_reason,
            is_zero=is_zero,
        )
        return WorkNote(entry=entry, duty_id=task.duty_id, line_id=task.line_id, text=text)


@cache
def care(name: str) -> float:
    """How much of it somebody manages in time: most people nearly all, a few rather less."""
    return 0.985 - 0.13 * Random(name).random() ** 3  # noqa: S311


def delayed(sketch: Sketch, at: datetime) -> Sketch:
    return replace(sketch, happened_at=at, entered_at=max(sketch.entered_at, at + MINUTE))


def clock(day: date, between: tuple[int, int], fate: Random) -> datetime:
    return midnight(day) + fate.randint(*between) * MINUTE


midnight = cache(start_of)  # asked for every record, of a hundred days
