"""What of hygiene stands on first pages: the carer's cards, the doctor's day; and what waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.hygiene import checking, today, tubes
from health.models import DisinfectionRun, HeightenedDisinfection, SentBack, UvLamp
from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.duties.models import Task
from logistics.duties.models.tasks import OPEN_STATES
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass

DISINFECT = "health.disinfect"
MOST_CLASSES = 3
MOST_TASKS = 60


def own_classes(person: Any) -> list[Any]:
    """The classes of one's own posts."""
    posts = person.posts_on(timezone.localdate())
    own = {post.school_class_id for post in posts if post.school_class_id}
    rows = SchoolClass.objects.filter(pk__in=own) if own else SchoolClass.objects.none()
    return list(rows.order_by("position", "pk")[:MOST_CLASSES])


def carer_card(request: Request, now: datetime) -> dict[str, Any]:
    """What is due, going on and sent back in my class, with the next thing to do."""
    classes = own_classes(request.user)
    due = Task.objects.filter(school_class__in=classes, proof__in=today.KINDS)
    due = due.in_state(OPEN_STATES, now).for_rows().order_by("due_at", "pk")
    going = DisinfectionRun.objects.filter(school_class__in=classes).order_by("started_at", "pk")
    back = SentBack.objects.open().filter(entry__school_class__in=classes)
    counts = Counter(back.values_list("entry__school_class", flat=True))
    tasks, runs = by_class(due[:MOST_TASKS]), by_class(going)
    return {"rows": [class_row(each, tasks[each.pk], runs[each.pk], counts) for each in classes]}


def by_class(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.school_class_id].append(row)
    return found


def class_row(
    school_class: Any, tasks: list[Task], going: list[Any], back: Counter[Any]
) -> dict[str, Any]:
    return {
        "class": school_class,
        "due": len(tasks),
        "next": tasks[0] if tasks else None,
        "going": going,
        "back": back[school_class.pk],
        "url": f"{reverse('health:hygiene_day')}?class={school_class.pk}",
    }


def doctor_card(request: Request, now: datetime) -> dict[str, Any]:
    """How much of today's is looked at, what is missing, which tubes are worn, what is heightened."""
    person, on = request.user, timezone.localdate(now)
    reach = person.reach(checking.PERMISSION).within(
        campus="campus_id", school_class="school_class_id"
    )
    span = (start_of(on), end_of(on))
    rows = Entry.objects.standing().filter(
        reach, kind__in=checking.CHECKED, happened_at__range=span
    )
    counted = rows.exclude(entered_by=person).aggregate(
        waiting=Count("pk", filter=Q(status=Entry.Status.SUBMITTED)), all=Count("pk")
    )
    lamps = UvLamp.objects.visible_to(person, checking.PERMISSION)
    spells = HeightenedDisinfection.objects.visible_to(person, checking.PERMISSION).on(on)
    return {
        "waiting": counted["waiting"],
        "all": counted["all"],
        "late": late_of(reach, now),
        "worn": tubes.worn(lamps, on=on),
        "spells": list(spells),
    }


def late_of(reach: Q, now: datetime) -> int:
    rows = Task.objects.filter(reach, proof__in=checking.OWED)
    return rows.in_state(["late"], now).count()


HOME = [
    HomeCard(frozenset({Role.CARER}), "health/_carer_home.html", carer_card, 2),
    HomeCard(frozenset({Role.DOCTOR}), "health/_hygiene_home.html", doctor_card, 20),
]


# What waits.


def waiting(person: Any, now: datetime) -> QuerySet[SentBack]:
    """Sent back to whoever wrote it, and to the people of the class.

    Asked of each that was sent back: joined, SQLite may go through all a person ever wrote.
    """
    classes = person.reach(DISINFECT).classes
    mine = Q(entered_by=person.pk) | Q(school_class__in=classes)
    entry = Entry.objects.filter(mine, pk=OuterRef("entry")).order_by()
    rows = SentBack.objects.open().filter(Exists(entry))
    return rows.select_related("entry__school_class").order_by("at", "pk")


def line(back: SentBack, now: datetime) -> InboxLine:
    title = _("Sent back: %(record)s") % {"record": back.entry.title}
    return InboxLine(
        title,
        today_url(back.entry.school_class_id),
        str(back.entry.school_class or ""),
        at=back.at,
    )


def today_url(school_class: int | None) -> str:
    query = f"?class={school_class}" if school_class else ""
    return f"{reverse('health:hygiene_day')}{query}"


INBOX = [
    InboxSource(
        code="hygiene_sent_back",
        title=gettext_lazy("Disinfection sent back"),
        waiting=waiting,
        line=line,
        leaves=True,
        order=24,
    )
]
