"""What of the gate stands in people's inboxes: a visitor who waits, a child whose slip is given."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import InboxLine, InboxSource
from safety.models import ExpectedVisit, LeaveSlip


def visits(person: Any, now: datetime) -> QuerySet[ExpectedVisit]:
    """Visitors at the gate who wait for this person's consent."""
    rows = ExpectedVisit.objects.in_state("visit_waiting").filter(
        host_id=person.pk, on=timezone.localdate(now)
    )
    return rows.defer("phone", "paper_number").order_by("asked_at", "pk")


def visit_line(visit: ExpectedVisit, now: datetime) -> InboxLine:
    """The visitor's name stands on the page alone."""
    return InboxLine(
        _("A visitor waits at the gate"),
        visit.get_absolute_url(),
        str(visit.get_purpose_display()),
        is_late=True,
    )


def slips(person: Any, now: datetime) -> QuerySet[LeaveSlip]:
    """Children with a slip of today who are still inside, at the gates one keeps."""
    reach = person.reach("safety.keep_gate").within(campus="entry__campus_id")
    rows = LeaveSlip.objects.unused().filter(reach, on=timezone.localdate(now))
    return rows.select_related("entry__school_class").defer("fetched_by").order_by("clock", "pk")


def slip_line(slip: LeaveSlip, now: datetime) -> InboxLine:
    """The class and the hour: no child's name stands in a list."""
    return InboxLine(
        _("Leave slip: %(class)s") % {"class": slip.entry.school_class},
        f"{reverse('safety:early_leave_new')}?slip={slip.pk}",
        f"{slip.clock:%H:%M}" if slip.clock else "",
    )


INBOX = [
    InboxSource(
        code="visits_waiting",
        title=gettext_lazy("Visitors who wait for my consent"),
        waiting=visits,
        line=visit_line,
        everything="safety:visit_list",
        leaves=True,
        order=5,
    ),
    InboxSource(
        code="leave_slips",
        title=gettext_lazy("Children leaving early today"),
        waiting=slips,
        line=slip_line,
        everything="safety:gate",
        order=11,
    ),
]
