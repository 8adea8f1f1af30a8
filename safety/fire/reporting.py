"""The monthly fire report: every figure is read off the records of the month, then signed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import end_of, start_of, whole_month
from logistics.school.models import Person
from safety.models import FireEquipment, FireReport

COUNTED = {
    "patrols": ("fire_patrol",),
    "inspections": ("fire_inspection",),
    "services": ("fire_facility_service",),
    "training": ("training",),
    "drills": ("drill", "exercise"),
    "hot_work": ("hot_work",),
}
FIRE_KINDS = ("fire_patrol", "fire_inspection", "fire_equipment_check", "fire_facility_service",
              "drill", "hot_work")  # fmt: skip


def figures_of(campus: Any, month: date) -> dict[str, int]:
    """What the month's records say, of one campus."""
    first, last = whole_month(month.year, month.month)
    return (
        equipment(campus, first, last) | written(campus, first, last) | hazards(campus, first, last)
    )


def equipment(campus: Any, first: date, last: date) -> dict[str, int]:
    things = FireEquipment.objects.in_use().filter(campus=campus)
    overdue = Q(service_due_on__lt=last) | Q(scrap_due_on__lt=last)
    states = things.with_state().aggregate(
        all=Count("pk"), broken=Count("pk", filter=Q(is_broken=True))
    )
    left = things.unchecked_since(first, last).count()
    return {
        "equipment": states["all"],
        "checked": states["all"] - left,
        "broken": states["broken"],
        "overdue": things.filter(overdue).count(),
    }


def written(campus: Any, first: date, last: date) -> dict[str, int]:
    rows = Entry.objects.standing().filter(
        Q(campus=campus), happened_at__range=(start_of(first), end_of(last))
    )
    asked = {name: Count("pk", filter=Q(kind__in=kinds)) for name, kinds in COUNTED.items()}
    asked["training"] = Count("pk", filter=Q(kind="training", subject="training:fire"))
    return rows.aggregate(**asked)


def hazards(campus: Any, first: date, last: date) -> dict[str, int]:
    span = (start_of(first), end_of(last))
    rows = Finding.objects.filter(campus=campus, entry__kind__in=FIRE_KINDS, found_at__range=span)
    rows = rows.filter(withdrawn_at=None)
    return rows.aggregate(found=Count("pk"), closed=Count("pk", filter=Q(closed_at__isnull=False)))


def signers_of(campus: Any, by: Any, on: date) -> list[Any]:
    """Who signs it: the head of the school, who has not written it."""
    heads = Person.objects.filter(
        Q(posts__campus=None) | Q(posts__campus=campus),
        posts__role="principal",
        posts__starts_on__lte=on,
    ).filter(Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    return list(heads.exclude(pk=by.pk).order_by("pk").distinct()[:1])


@transaction.atomic
def report(
    record: FireReport, *, by: Any, now: datetime, on: date, photos: Sequence[Callable] = ()
) -> Entry:
    """File the report of a month; refuses a second one that stands, and a month to come."""
    campus = record.entry.campus
    if record.month > on:
        raise Refused(_("This month has not begun."))
    known = FireReport.objects.filter(month=record.month, entry__campus=campus)
    if known.exclude(entry__status=Entry.Status.VOIDED).exists():
        raise Refused(_("The report of this month is filed already."))
    record.figures = figures_of(campus, record.month)
    filed = filing.submit(record, by=by, now=now, photos=photos)
    signing.ask(filed, [(Capacity.LEADER, each) for each in signers_of(campus, by, on)], now=now)
    return filed
