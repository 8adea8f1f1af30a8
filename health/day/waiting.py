"""What waits in a class's day: the medicine of today, until it is given or the day is over."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.day.rolls import WRITE
from health.models import AttendanceLine, MedicineGiven, MedicineRequest
from health.models.attendance import Mark
from logistics.contributions import InboxLine, InboxSource
from logistics.records.models import Entry

VOIDED = Entry.Status.VOIDED
A_CLOCK = len("11:30 ")


def to_give(person: Any, now: datetime) -> QuerySet[MedicineRequest]:
    """Requests of today with a dose that is not given yet, of children who are there."""
    on = timezone.localdate(now)
    reached = person.reach(WRITE).within(
        campus="entry__campus_id", school_class="entry__school_class_id"
    )
    given = doses_of(on).filter(request=OuterRef("pk")).order_by().values("request")
    count = Subquery(given.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    rows = MedicineRequest.objects.running(on).filter(reached, ~Exists(absence(on)))
    rows = rows.alias(given=Coalesce(count, 0), signs=Length("times") + 1)
    rows = rows.filter(signs__gt=F("given") * A_CLOCK)
    today = Prefetch("doses", doses_of(on), to_attr="given_today")
    shown = rows.select_related("entry__school_class").prefetch_related(today)
    return shown.only("times", "entry__school_class__name").order_by("times", "pk")


def doses_of(on: date) -> QuerySet[MedicineGiven]:
    return MedicineGiven.objects.filter(on=on).exclude(entry__status=VOIDED)


def absence(on: date) -> QuerySet[AttendanceLine]:
    rows = AttendanceLine.objects.filter(child=OuterRef("child"), on=on)
    return rows.exclude(mark=Mark.PRESENT).exclude(sheet__entry__status=VOIDED)


def line(request: Any, now: datetime) -> InboxLine:
    """The class and the hours: neither the child nor the medicine stands in a list."""
    given = {dose.clock for dose in request.given_today}
    left = [clock for clock in request.clocks if clock not in given]
    return InboxLine(
        _("Give medicine: %(class)s") % {"class": request.entry.school_class},
        reverse("health:medicine_list"),
        " ".join(left),
        is_late=min(left) < f"{timezone.localtime(now):%H:%M}",
    )


INBOX = [
    InboxSource(
        code="medicine_today",
        title=gettext_lazy("Medicine to give today"),
        waiting=to_give,
        line=line,
        everything="health:medicine_list",
        order=12,
    )
]
