"""What of fire safety stands on first pages, what waits, and what is told before it runs out."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.fields import DaysBefore
from logistics.school.rules import rule
from safety.fire import rules
from safety.models import FireEquipment, HotWorkPermit, SpecialEquipment

CHECK, KEEP = "safety.watch_fire", "safety.manage"
AHEAD = 30


def card(request: Request, now: datetime) -> dict[str, Any]:
    """How many are out of order, unchecked this month, due; nothing where nothing is registered."""
    on = timezone.localdate(now)
    soon = on + timedelta(days=int(rule(rules.REMIND, on=on)))
    things = FireEquipment.objects.visible_to(request.user, CHECK).in_use()
    unchecked = things.unchecked_since(on.replace(day=1), on)
    return things.with_state().aggregate(
        all=Count("pk"),
        broken=Count("pk", filter=Q(is_broken=True)),
        due=Count("pk", filter=Q(service_due_on__lte=soon) | Q(scrap_due_on__lte=soon)),
        unchecked=Count("pk", filter=Q(pk__in=unchecked.values("pk"))),
    )


HOME = [
    HomeCard(
        frozenset({Role.GUARD, Role.REPAIRER, Role.DIRECTOR}), "safety/_fire_home.html", card, 45
    )
]


# What waits.


def due(person: Any, now: datetime) -> QuerySet[FireEquipment]:
    """What is past its service or its age: the day after, it is late."""
    on = timezone.localdate(now)
    seen = FireEquipment.objects.visible_to(person, KEEP).due_until(on)
    return seen.select_related("place").order_by("service_due_on", "scrap_due_on", "pk")


def due_line(thing: FireEquipment, now: datetime) -> InboxLine:
    on = timezone.localdate(now)
    is_old = thing.scrap_due_on is not None and thing.scrap_due_on <= on
    words = _("Replace: %(thing)s") if is_old else _("Have serviced: %(thing)s")
    return InboxLine(words % {"thing": thing}, thing.get_absolute_url(), thing.where, is_late=True)


def special_due(person: Any, now: datetime) -> QuerySet[SpecialEquipment]:
    """Inspections are applied for a month ahead."""
    seen = SpecialEquipment.objects.visible_to(person, KEEP).in_use()
    asked = seen.alias(asked_on=DaysBefore("next_inspection_on", AHEAD))
    return asked.filter(asked_on__lte=timezone.localdate(now)).order_by("next_inspection_on", "pk")


def special_line(thing: SpecialEquipment, now: datetime) -> InboxLine:
    words = _("Apply for the inspection: %(thing)s") % {"thing": thing}
    return InboxLine(words, reverse("safety:special_list"), f"{thing.next_inspection_on:%Y-%m-%d}")


def unclosed(person: Any, now: datetime) -> QuerySet[HotWorkPermit]:
    """Hot work whose hours are over and whose end nobody has recorded."""
    seen = HotWorkPermit.objects.visible_to(person, CHECK).standing().not_ended(now)
    mine = Q(watcher_id=person.pk) | Q(entry__entered_by_id=person.pk)
    # By kind as well: a database goes through all records of the campus to find these few.
    rows = seen.filter(mine, ends_at__lt=now, entry__kind=HotWorkPermit.kind_code)
    return rows.select_related("entry__place").order_by("ends_at", "pk")


def unclosed_line(permit: HotWorkPermit, now: datetime) -> InboxLine:
    words = _("Close the hot work: %(what)s") % {"what": permit.what}
    url = reverse("safety:hot_work_end", args=[permit.pk])
    return InboxLine(words, url, str(permit.entry.place), at=permit.ends_at, is_late=True)


INBOX = [
    InboxSource(
        code="hot_work",
        title=gettext_lazy("Hot work to close"),
        waiting=unclosed,
        line=unclosed_line,
        leaves=True,
        order=9,
    ),
    InboxSource(
        code="fire_equipment_due",
        title=gettext_lazy("Fire equipment past its day"),
        waiting=due,
        line=due_line,
        everything="safety:fire_equipment_list",
        everything_query="state=due",
        leaves=True,
        order=48,
    ),
    InboxSource(
        code="special_equipment_due",
        title=gettext_lazy("Inspections to apply for"),
        waiting=special_due,
        line=special_line,
        leaves=True,
        order=49,
    ),
]
