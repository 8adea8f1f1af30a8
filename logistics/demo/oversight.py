"""What the heads of the sample school did with the records: reviewed, asked after, voided."""

from datetime import datetime, timedelta

from django.db import transaction

from logistics.demo import words
from logistics.demo.people import Staff
from logistics.demo.records import MINUTE, WORK, clock
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.duties.models import FollowUp, Task, WorkNote
from logistics.records.models import Entry
from logistics.school.calendar import is_open_on
from logistics.school.models import Person

RECENT = timedelta(days=30)
REVIEWED, CORRECTED, VOIDED, ASKED = 60, 8, 3, 14
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@transaction.atomic
def write(site: Site, staff: Staff) -> None:
    write_unplanned(site, staff)
    recent = list(
        WorkNote.objects.filter(entry__entered_at__gte=site.wanted.now - RECENT)
        .filter(entry__entered_at__lte=site.wanted.now - HOUR, entry__subject__gt="")
        .select_related("entry", "entry__entered_by")
        .order_by("entry__number")
    )
    chosen = site.wanted.random("oversight").sample(recent, min(len(recent), 71))
    correct(site, chosen[:CORRECTED])
    void(site, staff, chosen[CORRECTED : CORRECTED + VOIDED])
    review(site, staff, chosen[CORRECTED + VOIDED :])
    ask_after(site, staff)


def soon_after(moment: datetime, site: Site) -> datetime:
    return min(moment + HOUR, site.wanted.now)


def correct(site: Site, notes: list[WorkNote]) -> None:
    rng = site.wanted.random("corrections")
    for note in notes:
        reason, addition = rng.choice(words.CORRECTIONS)
        note.text, note.entry.is_zero = note.text + addition, False
        at = soon_after(note.entry.entered_at, site)
        filing.correct(
            note, by=note.entry.entered_by, now=at, reason=reason, seen=note.entry.version
        )


def void(site: Site, staff: Staff, notes: list[WorkNote]) -> None:
    for note, reason in zip(notes, words.VOIDS, strict=False):
        at = soon_after(note.entry.entered_at, site)
        filing.void(note.entry, by=staff.director, now=at, reason=reason)


def review(site: Site, staff: Staff, notes: list[WorkNote]) -> None:
    for note in notes:
        own = note.entry.entered_by_id == staff.director.pk
        reviewer = staff.principal if own else staff.director
        filing.review(note.entry, by=reviewer, now=soon_after(note.entry.entered_at, site))


def ask_after(site: Site, staff: Staff) -> None:
    """The director asks after what came late or not at all."""
    rng = site.wanted.random("follow-ups")
    now = site.wanted.now
    bad = Task.objects.in_state(("late", "missed", "proved_late"), now)
    rows = list(bad.filter(due_at__range=(now - RECENT, now - DAY)).order_by("due_at", "pk"))
    FollowUp.objects.bulk_create(
        FollowUp(
            task=task,
            by=rng.choice((staff.director, staff.director, staff.principal)),
            at=min(task.due_at + timedelta(hours=20), now),
            found=rng.choice(words.FOUND),
        )
        for task in rng.sample(rows, min(len(rows), ASKED))
    )


def people_of(staff: Staff, place: int) -> list[Person]:
    """Those who work at one campus: whoever works at several may be at another at that hour."""
    held = [(at, person) for (at, _role), people in staff.by_role.items() for person in people]
    elsewhere = {person.pk for at, person in held if at != place}
    here = {person.pk: person for at, person in held if at == place and person.pk not in elsewhere}
    return [here[pk] for pk in sorted(here)]


def write_unplanned(site: Site, staff: Staff) -> None:
    """Notes about work that nobody had planned, every third day."""
    rng = site.wanted.random("unplanned")
    notes = []
    for number, text in enumerate(words.UNPLANNED):
        place = number % len(site.campuses)
        campus, people = site.campuses[place], people_of(staff, place)
        day = site.wanted.today - (3 * number + 1) * DAY
        at, by = clock(day, WORK, rng), rng.choice(people)
        entry = Entry(campus=campus, happened_at=at, entered_at=at + 4 * MINUTE, entered_by=by)
        if is_open_on(campus, day):
            notes.append(WorkNote(entry=entry, text=text))
    filing.submit_many(reversed(notes), settle=False)
