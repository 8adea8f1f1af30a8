"""Build what a test of the duties does not care about, so that it names only what it does."""

from datetime import date, datetime
from itertools import count

from django.utils import timezone

from logistics.duties import filing, making
from logistics.duties.models import Duty, PlanLine, WorkNote
from logistics.records.models import Entry
from logistics.school.calendar import lay_out
from logistics.school.models import Campus, Person, Post, SchoolClass, Term

numbers = count(1)


def moment(text):
    """2026-09-07 08:30, in the school's own time."""
    return timezone.make_aware(datetime.fromisoformat(text))


def make_term(**given):
    """The first term of 2026—2027, its days laid out with the public holidays."""
    term = Term.objects.create(
        **{
            "school_year": 2026,
            "half": 1,
            "starts_on": date(2026, 8, 25),
            "first_teaching_day": date(2026, 9, 1),
            "last_teaching_day": date(2027, 1, 22),
            "ends_on": date(2027, 1, 29),
        }
        | given
    )
    lay_out(term)
    return term


def make_person(role="carer", campus=None, school_class=None, **given):
    number = next(numbers)
    person = Person.objects.create(
        **{"name": f"Person {number}", "username": f"person-{number}"} | given
    )
    Post.objects.create(
        person=person,
        role=role,
        campus=campus or Campus.objects.first(),
        school_class=school_class,
        starts_on=date(2020, 1, 1),
    )
    return person


def make_class(name="Junior 1", campus=None, **given):
    campus = campus or Campus.objects.first()
    return SchoolClass.objects.create(
        **{"name": name, "campus": campus, "school_year": 2026, "grade": "junior"} | given
    )


def make_duty(**given):
    """A duty in force, its tasks not yet made."""
    return Duty.objects.create(
        **{
            "title": "紫外线灯消毒",
            "trade": "health",
            "role": "carer",
            "rhythm": "daily",
            "scope": "campus",
        }
        | given
    )


def owe(duty, term):
    """The tasks of a duty in a term."""
    making.make_tasks(term, duties=[duty])
    return list(duty.tasks.order_by("due_at", "pk"))


def make_line(term, **given):
    """A plan line with its task."""
    line = PlanLine.objects.create(**{"text": "检查消防器材", "term": term, "month": 9} | given)
    return line, making.make_line_task(line)


def write_note(task, happened, *, by, entered=None, reason="", text="已完成"):
    """A note about a task, entered when it happened unless said otherwise."""
    entry = Entry(
        campus=task.campus or Campus.objects.first(),
        school_class=task.school_class,
        place=task.place,
        meal=task.meal,
        subject=task.subject,
        happened_at=moment(happened),
        late_reason=reason,
    )
    note = WorkNote(entry=entry, duty=task.duty, line=task.line, text=text)
    return filing.submit(note, by=by, now=moment(entered or happened))
