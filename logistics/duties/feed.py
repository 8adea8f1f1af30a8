"""The calendar of one person for phones and office programs, behind a secret address.

It leaves the house, so it says nothing of single children and nothing of health.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from logistics.duties.models import CalendarAddress, Task
from logistics.ical import Event, calendar_text
from logistics.school.calendar import DAY, start_of
from logistics.school.models import Campus, Child, Person, SchoolDay, Term
from logistics.school.models.calendar import WORDS
from logistics.school.posts import PostBackend, campuses_of
from logistics.templatetags.house import moment

SECRET_BYTES = 24  # 192 bits: nobody guesses it
AHEAD = timedelta(weeks=4)
BEHIND = 7 * DAY
MOST_TASKS = 500
BEFORE = timedelta(minutes=30)  # a deadline is shown as the half hour before it
EVENING = 23  # due at the end of a day means: on that day
# What names an illness or a need of a child, in a sentence somebody wrote.
HEALTH_WORDS = (
    *("过敏", "哮喘", "癫痫", "惊厥", "糖尿病", "心脏病", "喂药", "服药", "用药", "患病", "患儿"),
    *("传染病", "残疾", "自闭症", "孤独症", "体弱", "肥胖", "确诊", "诊断"),
    *("allerg", "asthma", "epilep", "diabet", "medicine", "medication", "illness", "diagnos"),
)

# The address -----------------------------------------------------------------------------------


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_address(person: Person, *, now: datetime) -> str:
    """A new secret, told this once. One made before opens nothing any more."""
    token = token_urlsafe(SECRET_BYTES)
    CalendarAddress.objects.update_or_create(
        person=person, defaults={"digest": hashed(token), "made_at": now}
    )
    return token


def revoke_address(person: Person) -> None:
    CalendarAddress.objects.filter(person=person).delete()


def reader_of(token: str, *, on: date) -> Person | None:
    """Whose address it is, as long as they work here and may log in."""
    address = CalendarAddress.objects.filter(digest=hashed(token)).select_related("person").first()
    if address is None or not PostBackend().user_can_authenticate(address.person):
        return None
    has_left = address.person.ends_on is not None and address.person.ends_on < on
    return None if has_left else address.person


# What stands in it -----------------------------------------------------------------------------


def calendar_of(person: Person, *, site: str, now: datetime) -> str:
    """Tasks not yet settled, term dates, holidays. The same text all day unless something changes."""
    today = timezone.localdate(now)
    campuses = campuses_of(person, today)
    events = [*task_events(person, site, now), *term_events(today), *day_events(campuses, today)]
    name = _("What is due: %(name)s") % {"name": person}
    return calendar_text(name, events, stamp=start_of(today))


def uid(*parts: object) -> str:
    """The same for the same thing, and no other school's."""
    said = ":".join(str(part) for part in parts)
    return f"{salted_hmac('calendar', said).hexdigest()}@houqin"


def task_events(person: Person, site: str, now: datetime) -> Iterator[Event]:
    tasks = list(tasks_of(person, now))
    hidden = sensitive({str(task) for task in tasks})
    for task in tasks:
        title = _("A task, see its page") if str(task) in hidden else str(task)
        url = site + reverse("duties:task", args=[task.pk])
        said = _("Until %(time)s. Write it down here: %(url)s")
        text = said % {"time": moment(task.due_at), "url": url}
        starts, ends = span_of(task)
        # A task that is made anew when the calendar changes keeps its slot.
        yield Event(uid("task", task.slot), title, starts, ends, text, task.where, url)


def tasks_of(person: Person, now: datetime) -> QuerySet[Task]:
    unsettled = Task.objects.owed_by(person).filter(proved_at=None, excused_at=None)
    soon = unsettled.filter(closes_at__gte=now, due_at__lte=now + AHEAD)
    related = ("duty", "line", "campus", "school_class", "place")
    return soon.select_related(*related).order_by("due_at", "pk")[:MOST_TASKS]


def span_of(task: Task) -> tuple[date | datetime, date | datetime]:
    due = timezone.localtime(task.due_at)
    if due.hour >= EVENING:
        return due.date(), due.date() + DAY
    return due - BEFORE, due


def sensitive(titles: set[str]) -> set[str]:
    """The titles that name a child or an illness: people write what they like into a plan."""
    text = Value("\n".join(sorted(titles)), output_field=TextField())
    there = Child.objects.order_by().annotate(text=text).filter(text__contains=F("name"))
    names = set(there.values_list("name", flat=True))
    return {
        title
        for title in titles
        if any(name in title for name in names)
        or any(word in title.casefold() for word in HEALTH_WORDS)
    }


def term_events(today: date) -> Iterator[Event]:
    for term in Term.objects.filter(ends_on__gte=today - BEHIND).order_by("starts_on"):
        for word, day in (
            (_("Term begins"), term.starts_on),
            (_("Teaching begins"), term.first_teaching_day),
            (_("Teaching ends"), term.last_teaching_day),
            (_("Term ends"), term.ends_on),
        ):
            title = _("%(what)s (%(term)s)") % {"what": word, "term": term}
            yield Event(uid("term", term.pk, word), title, day, day + DAY)


OFF = (SchoolDay.Kind.HOLIDAY, SchoolDay.Kind.MAKEUP, SchoolDay.Kind.CLOSURE)


def day_events(campuses: list[Campus], today: date) -> Iterator[Event]:
    """Holidays, make-up days and closures; the campus only where not all have them."""
    rows = SchoolDay.objects.filter(campus__in=campuses, date__gte=today - BEHIND, kind__in=OFF)
    days = list(rows.order_by("date"))
    where = defaultdict(list)
    for campus in campuses:
        for span in spans(day for day in days if day.campus_id == campus.pk):
            where[span].append(campus)
    for (kind, name, first, last), there in sorted(where.items(), key=lambda item: item[0][2]):
        title = str(WORDS.get(name, name) or SchoolDay.Kind(kind).label)
        if kind == SchoolDay.Kind.MAKEUP:
            title = _("Make-up day")
        places = "" if len(there) == len(campuses) else _(", ").join(map(str, there))
        yield Event(uid("day", kind, name, first, places), title, first, last + DAY, where=places)


Span = tuple[str, str, date, date]


def spans(days: Iterable[Any]) -> list[Span]:
    """Days in a row of one kind and name: kind, name, the first and the last of them."""
    found: list[Span] = []
    for day in days:
        kind, name, first, last = found[-1] if found else ("", "", day.date, day.date)
        if (kind, name, last) == (day.kind, day.name, day.date - DAY):
            found[-1] = (kind, name, first, day.date)
        else:
            found.append((day.kind, day.name, day.date, day.date))
    return found
