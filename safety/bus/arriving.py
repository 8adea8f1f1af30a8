"""From the bus into the class: who came by bus is counted in class, whoever is missing is told.

Safety asks nothing of health for it: the class confirms what the bus has handed over. So the two
lists, the roll of the ride and the children in the room, are compared by those who see both.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from logistics.contributions import InboxLine, InboxSource
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import SchoolClass
from safety.bus import riding
from safety.models import BusArrival, BusArrivalLine, BusRun, BusSeat, Direction

VIEW = "safety.view_bus"
BY = "09:00"


def awaited(classes: Any, on: date) -> QuerySet[BusSeat]:
    """One seat for each child of these classes that left the bus at school that day."""
    return of_day(on).filter(school_class__in=classes)


def of_day(on: date) -> QuerySet[BusSeat]:
    return BusSeat.objects.filter(
        run__on=on,
        run__direction=Direction.TO_SCHOOL,
        run__given_up_at=None,
        off_at__isnull=False,
    )


def seats_of(run: BusRun, school_class: SchoolClass) -> list[BusSeat]:
    rows = run.seats.filter(school_class=school_class, on_at__isnull=False)
    return list(rows.select_related("child").order_by("child__pinyin", "pk"))


@transaction.atomic
def confirm(
    run: BusRun,
    school_class: SchoolClass,
    missing: Iterable[int],
    *,
    by: Any,
    now: datetime,
    late_reason: str = "",
) -> Entry:
    """File who of the bus is in class. The missing are told to bus, principal and director."""
    seats, gone = seats_of(run, school_class), set(missing)
    if not seats:
        raise Refused(_("Nobody of this class came with this bus."))
    if BusArrival.objects.standing().filter(run=run, entry__school_class=school_class).exists():
        raise Refused(_("The children of this class have been counted already."))
    lines = [BusArrivalLine(child=s.child, is_there=s.child_id not in gone) for s in seats]
    there = sum(line.is_there for line in lines)
    entry = Entry(
        campus=run.route.campus, school_class=school_class, subject=f"ride:{run.pk}",
        happened_at=now, late_reason=late_reason,
    )  # fmt: skip
    record = BusArrival(entry=entry, run=run, owed=len(lines), there=there)
    record.new_lines = lines
    filed = filing.submit(record, by=by, now=now)
    if there < len(lines):
        tell_missing(run, school_class, filed, len(lines) - there, by=by, now=now)
    return filed


def tell_missing(
    run: BusRun, school_class: SchoolClass, entry: Entry, count: int, *, by: Any, now: datetime
) -> None:
    people = [*riding.leaders(run.route.campus, run.on), run.attendant.person]
    words = ngettext("%(n)s child", "%(n)s children", count) % {"n": count}
    tell(
        people, riding.MISSED, url=entry.get_absolute_url(), now=now, by=by,
        key=f"{run.pk}.{school_class.pk}", campus=run.route.campus,
        count=words, ride=str(run), **{"class": str(school_class)},
    )  # fmt: skip


# What waits for a class teacher.


def waiting(person: Any, now: datetime) -> QuerySet[SchoolClass]:
    """The classes of one's own whose bus children nobody has counted yet."""
    on = timezone.localdate(now)
    own = person.reach(VIEW).classes
    confirmed = BusArrival.objects.standing().filter(
        run__on=on, run=OuterRef("run"), entry__school_class=OuterRef("school_class")
    )
    came = of_day(on).filter(~Exists(confirmed), school_class=OuterRef("pk"))
    rows = SchoolClass.objects.filter(Exists(came), pk__in=own)
    by = models.Value(at(on, BY), output_field=models.DateTimeField())
    return rows.annotate(owed_by=by).order_by("position", "pk")


def line(school_class: SchoolClass, now: datetime) -> InboxLine:
    title = _("Count the children from the bus: %(class)s") % {"class": school_class}
    url = reverse("safety:bus_arrivals")
    return InboxLine(title, url, at=at(timezone.localdate(now), BY))


def late(now: datetime) -> Q:
    """After nine a child that is not in class is looked for."""
    return Q(owed_by__lt=now)


INBOX = [
    InboxSource(
        code="bus_arrivals",
        title=gettext_lazy("Children from the bus"),
        waiting=waiting,
        line=line,
        late=late,
        leaves=True,
        order=8,
    )
]


def open_for(person: Any, on: date) -> list[dict[str, Any]]:
    """The rides of a day with how many of each of one's classes came, and whether they are counted."""
    classes = SchoolClass.objects.visible_to(person, VIEW)
    rows = (
        awaited(classes, on)
        .order_by("run__departed_at", "school_class__position")
        .values("run", "school_class", "school_class__name", "run__route__name")
        .annotate(count=Count("pk"))
    )
    done = {
        (row.run_id, row.entry.school_class_id): row
        for row in BusArrival.objects.standing().filter(run__on=on).select_related("entry")
    }
    return [row | {"arrival": done.get((row["run"], row["school_class"]))} for row in rows]


@transaction.atomic
def remind(*, now: datetime) -> int:
    """After nine: classes that have not counted their bus children are named to the heads."""
    on = timezone.localdate(now)
    confirmed = BusArrival.objects.standing().filter(
        run=OuterRef("run"), entry__school_class=OuterRef("school_class")
    )
    rows = (
        of_day(on).filter(~Exists(confirmed)).select_related("run__route__campus", "school_class")
    )
    open_classes = {(seat.run_id, seat.school_class_id): seat for seat in rows.order_by("pk")}
    for (run, school_class), seat in open_classes.items():
        campus = seat.run.route.campus
        what = _("%(class)s has not counted its children by %(time)s") % {
            "class": seat.school_class,
            "time": BY,
        }
        tell(
            riding.leaders(campus, on), riding.ALARM, url=reverse("safety:bus_list"), now=now,
            key=f"{run}.{school_class}.uncounted", campus=campus, ride=str(seat.run), what=what,
        )  # fmt: skip
    return len(open_classes)
