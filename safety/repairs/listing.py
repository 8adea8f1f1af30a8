"""The lists of tickets: whose they are, in which order, and how many wait in each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.models import RepairTicket, TicketState, Urgency
from safety.models.repair_tickets import TicketQuerySet

SEEN = "school.view_place"
MOST_TABS = 5
FIRST = Case(
    When(urgency=Urgency.EXTRA, then=Value(0)),
    When(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class View:
    """One tab: its rows, and whether the worst stand first or the newest."""

    code: str
    title: str
    rows: TicketQuerySet
    by_urgency: bool = False
    is_counted: bool = False

    @property
    def ordered(self) -> TicketQuerySet:
        if self.by_urgency:
            return self.rows.order_by(FIRST, "due_on", "reported_at", "pk")
        return self.rows.order_by("-reported_at", "-pk")


def seen_by(person: Any) -> TicketQuerySet:
    """The tickets of one's campuses; what is broken is no secret among colleagues."""
    rows: TicketQuerySet = RepairTicket.objects.visible_to(person, SEEN)
    return rows


def of_campuses(person: Any, permission: str) -> TicketQuerySet:
    rows: TicketQuerySet = RepairTicket.objects.visible_to(person, permission)
    return rows


def jobs_of(person: Any) -> TicketQuerySet:
    """What I have in hand, and what nobody has taken yet."""
    mine = Q(repairer=person.pk)
    free = Q(repairer=None, company=None, pk__in=of_campuses(person, "safety.repair").values("pk"))
    return RepairTicket.objects.unrepaired().filter(mine | free)


def to_sort(person: Any) -> TicketQuerySet:
    return of_campuses(person, "safety.manage").in_state(TicketState.REPORTED)


def views_for(person: Any, on: date) -> list[View]:
    """At most five, the person's own work first."""
    own, seen = own_views(person), seen_by(person)
    common = [
        View("open", pgettext("of a repair", "Open"), seen.open(), by_urgency=True),
        View("late", _("Overdue"), seen.late(on), by_urgency=True),
        View("all", _("All"), seen),
    ]
    return [*own, *common[-(MOST_TABS - len(own)) :]]


def own_views(person: Any) -> list[View]:
    found = []
    if person.has_perm("safety.manage"):
        rows = to_sort(person)
        found.append(View("sort", _("To sort"), rows, by_urgency=True, is_counted=True))
    if person.has_perm("safety.repair"):
        found.append(View("jobs", _("My jobs"), jobs_of(person), by_urgency=True, is_counted=True))
    if person.has_perm("safety.report"):
        found.append(View("mine", _("Reported by me"), RepairTicket.objects.of(person)))
    return found
