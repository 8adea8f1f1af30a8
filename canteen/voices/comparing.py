"""Incidents and observations that cannot be as they were written down."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.models import FoodIncident, MealObservation
from canteen.voices.rules import REPORT_HOURS
from health import interface as health
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.rules import rule


def told_in(model: type, first: date, last: date) -> Iterator[object]:
    rows = model._default_manager.exclude(entry__status=Entry.Status.VOIDED)  # type: ignore[attr-defined]
    span = (start_of(first), end_of(last))
    return iter(rows.filter(entry__happened_at__range=span).select_related("entry"))


def clash(entry: Entry, **said: str) -> Clash:
    return Clash(
        key=str(entry.pk), on=timezone.localdate(entry.happened_at), campus=entry.campus_id,
        entries=(entry.pk,), said={"record": entry.number, **said},
    )  # fmt: skip


def observed_without_children(first: date, last: date) -> Iterator[Clash]:
    """A class was seen eating on a day on which it had nobody."""
    seen = [row for row in told_in(MealObservation, first, last) if row.entry.school_class_id]  # type: ignore[attr-defined]
    campuses = {row.entry.campus_id for row in seen}  # type: ignore[attr-defined]
    there = {
        (row.school_class, row.on): row.present for row in health.child_days(first, last, campuses)
    }
    for row in seen:
        entry = row.entry  # type: ignore[attr-defined]
        if there.get((entry.school_class_id, timezone.localdate(entry.happened_at))) == 0:
            yield clash(entry)


def more_eaters_than_present(first: date, last: date) -> Iterator[Clash]:
    """More children are said to have eaten than were there: portions beyond the attendance."""
    for row in told_in(FoodIncident, first, last):
        on, entry = row.suspected_on, row.entry  # type: ignore[attr-defined]
        counts = health.child_days(on, on, [entry.campus_id])
        there = sum(count.present for count in counts)
        if counts and row.ill > there:  # type: ignore[attr-defined]
            yield clash(entry, ill=str(row.ill), there=str(there))  # type: ignore[attr-defined]


def reported_late(first: date, last: date) -> Iterator[Clash]:
    """No authority was told in time."""
    limit = timedelta(hours=float(rule(REPORT_HOURS, on=last)))
    now = timezone.now()
    rows = FoodIncident.objects.standing().filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    )
    for row in rows.select_related("entry").prefetch_related("reports__entry"):
        told = [
            each.entry.happened_at for each in row.reports.all()
            if each.entry.status != Entry.Status.VOIDED
        ]  # fmt: skip
        until = row.entry.happened_at + limit
        if min(told, default=now) > until:
            yield clash(row.entry, hours=f"{limit.total_seconds() / 3600:.0f}")


COMPARISONS = [
    Comparison(
        "meal_observed_without_children",
        _("A meal observed in an empty class"),
        _("%(record)s: nobody of the class was there that day"),
        _("Correct the class or the day of the observation, or the attendance."),
        observed_without_children,
    ),
    Comparison(
        "meal_more_ill_than_present",
        _("More ill than were there"),
        _("%(record)s: %(ill)s are ill, the attendance of the day has %(there)s"),
        _("Correct the attendance of the day, or void the report and write it again."),
        more_eaters_than_present,
    ),
    Comparison(
        "food_incident_reported_late",
        _("A food incident reported too late"),
        _("%(record)s: no authority was told within %(hours)s hours"),
        _("Write down when they were told; what was late stays late and is explained."),
        reported_late,
    ),
]
