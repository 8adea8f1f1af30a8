"""What waits: opinions to be answered, incidents nobody was told of."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import FoodIncident, MealComplaint
from logistics.contributions import InboxLine, InboxSource

OBSERVE = "canteen.observe"


def reached(person: Any) -> Q:
    return Q(person.reach(OBSERVE).within(campus="entry__campus_id"))


def to_answer(person: Any, now: datetime) -> QuerySet[MealComplaint]:
    rows = MealComplaint.objects.open().filter(reached(person))
    return rows.select_related("entry__campus").order_by("due_at", "pk")


def late(now: datetime) -> Q:
    return Q(due_at__lt=now)


def complaint_line(told: MealComplaint, now: datetime) -> InboxLine:
    title = _("Answer the opinion: %(what)s") % {"what": told.one_line()[:40]}
    return InboxLine(
        title, told.get_absolute_url(), str(told.entry.campus), is_late=told.due_at < now,
        at=told.due_at,
    )  # fmt: skip


def to_report(person: Any, now: datetime) -> QuerySet[FoodIncident]:
    rows = FoodIncident.objects.untold().filter(reached(person))
    return rows.select_related("entry__campus").order_by("entry__happened_at", "pk")


def incident_line(incident: FoodIncident, now: datetime) -> InboxLine:
    title = _("Report the food incident %(number)s upward") % {"number": incident.entry.number}
    facts = f"{timezone.localtime(incident.entry.happened_at):%m-%d %H:%M}"
    return InboxLine(title, incident.get_absolute_url(), facts, is_late=True)


INBOX = [
    InboxSource(
        code="meal_complaints",
        title=gettext_lazy("Opinions on the meals to be answered"),
        waiting=to_answer,
        late=late,
        line=complaint_line,
        everything="canteen:complaint_list",
        order=52,
    ),
    InboxSource(
        code="food_incidents",
        title=gettext_lazy("Food incidents to be reported"),
        waiting=to_report,
        line=incident_line,
        everything="canteen:food_incident_list",
        order=12,
    ),
]
