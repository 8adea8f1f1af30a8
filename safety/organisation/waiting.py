"""What waits: injuries to be followed and reported, plans to be read."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import InboxLine, InboxSource
from safety.models import ChildInjury, PlanEdition
from safety.organisation import preparing
from safety.organisation.attending import ORGANISE, WRITE


def reached(person: Any, permission: str) -> Any:
    return person.reach(permission).within(
        campus="entry__campus_id", school_class="entry__school_class_id"
    )


def to_follow(person: Any, now: datetime) -> QuerySet[ChildInjury]:
    """Injuries of one's classes of which nobody has written the outcome."""
    rows = ChildInjury.objects.open().filter(reached(person, WRITE))
    return rows.select_related("entry__school_class").order_by("entry__happened_at", "pk")


def follow_line(injury: ChildInjury, now: datetime) -> InboxLine:
    """The class and the number: no child is named in a list."""
    entry = injury.entry
    title = _("How is the child: %(class)s, %(number)s") % {
        "class": entry.school_class,
        "number": entry.number,
    }
    facts = f"{timezone.localdate(entry.happened_at)}"
    return InboxLine(title, reverse("safety:injury", args=[injury.pk]), facts)


def to_report(person: Any, now: datetime) -> QuerySet[ChildInjury]:
    """Severe injuries that nobody has reported upward."""
    rows = ChildInjury.objects.to_report().filter(reached(person, ORGANISE))
    return rows.select_related("entry__school_class").order_by("entry__happened_at", "pk")


def report_line(injury: ChildInjury, now: datetime) -> InboxLine:
    entry = injury.entry
    title = _("Report upward: %(class)s, %(number)s") % {
        "class": entry.school_class,
        "number": entry.number,
    }
    url = reverse("safety:injury", args=[injury.pk])
    return InboxLine(title, url, str(injury.get_severity_display()), is_late=True)


def to_read(person: Any, now: datetime) -> QuerySet[PlanEdition]:
    """Editions in force that the person has not confirmed."""
    if not person.has_perm("duties.write_record"):
        return PlanEdition.objects.none()
    rows = preparing.for_reader(person, timezone.localdate(now)).unread_by(person)
    return rows.select_related("plan", "entry").order_by("entry__happened_at", "pk")


def read_line(edition: PlanEdition, now: datetime) -> InboxLine:
    title = _("Read: %(plan)s") % {"plan": edition.plan}
    facts = _("Edition %(number)s") % {"number": edition.number}
    return InboxLine(title, edition.get_absolute_url(), facts)


INBOX = [
    InboxSource(
        code="injuries_to_report",
        title=gettext_lazy("Injuries to report upward"),
        waiting=to_report,
        line=report_line,
        everything="safety:injury_list",
        order=11,
    ),
    InboxSource(
        code="injuries_to_follow",
        title=gettext_lazy("Injuries to follow"),
        waiting=to_follow,
        line=follow_line,
        everything="safety:injury_list",
        order=42,
    ),
    InboxSource(
        code="plans_to_read",
        title=gettext_lazy("Emergency plans to read"),
        waiting=to_read,
        line=read_line,
        everything="safety:emergency_plan_list",
        leaves=True,
        order=60,
    ),
]
