"""Children who come after the others: noted at the gate or in class, known to the class at once."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.duties import filing
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.school.models.people import Post
from logistics.school.rules import rule
from safety.models import ChildLate

COMES_UNTIL = "children_come_until"
CAME = "child_came_late"

# Without the name: the page has it.
NOTICES = [
    NoticeKind(
        CAME,
        gettext_lazy("A child came late"),
        gettext_lazy("A child of %(class)s came at %(time)s. Look at the attendance."),
        leaves=True,
    )
]


def minutes_late(at: datetime) -> int:
    """Minutes after the hour until which children come, by the school's rule."""
    here = timezone.localtime(at)
    until = int(rule(COMES_UNTIL, on=here.date()) * 60)
    return max(here.hour * 60 + here.minute - until, 0)


@transaction.atomic
def note(late: ChildLate, *, by: Any, now: datetime) -> Entry:
    """File it, and tell the teachers of the class unless one of them wrote it."""
    came = late.entry.happened_at
    late.on, late.minutes = timezone.localdate(came), minutes_late(came)
    entry = filing.submit(late, by=by, now=now)
    teachers = teachers_of(entry.school_class_id, late.on)
    if by not in teachers:
        tell(
            teachers, CAME, url=entry.get_absolute_url(), now=now, by=by, key=str(entry.pk),
            campus=entry.campus, time=f"{timezone.localtime(came):%H:%M}",
            **{"class": str(entry.school_class)},
        )  # fmt: skip
    return entry


def teachers_of(school_class: int | None, on: date) -> list[Person]:
    posts = Post.objects.current(on).filter(Q(role=Role.TEACHER), school_class=school_class)
    people = Person.objects.filter(pk__in=posts.values("person"))
    return list(people.defer("identity_number").order_by("pk"))


def of_class(school_class: int, on: date) -> dict[int, tuple[time, str]]:
    """At what time which children of a class came, and why; the first time counts."""
    rows = ChildLate.objects.of_day(on).filter(entry__school_class=school_class)
    found: dict[int, tuple[time, str]] = {}
    for row in rows.select_related("entry").order_by("entry__happened_at", "pk"):
        came = timezone.localtime(row.entry.happened_at).time()
        found.setdefault(row.child_id, (came, row.get_reason_display()))
    return found
