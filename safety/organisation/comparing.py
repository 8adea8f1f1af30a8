"""Records of people and safety that cannot all be true, or that leave out what the law asks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry, Photo
from logistics.school.calendar import end_of, start_of
from logistics.school.rules import rule
from safety.models import Attendee, ChildInjury, Occasion, SafetyEducation
from safety.organisation.rules import REPORT_HOURS, TOLD_HOURS

AT_ONCE = timedelta(minutes=30)  # nobody teaches a class so soon before or after a meeting


def injuries(first: date, last: date) -> Any:
    rows = ChildInjury.objects.standing().with_course()
    rows = rows.filter(entry__happened_at__range=(start_of(first), end_of(last)))
    return rows.select_related("entry")


def clash(injury: ChildInjury, **said: str) -> Clash:
    entry = injury.entry
    return Clash(
        key=str(injury.pk),
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(injury.pk,),
        said={"record": entry.number, **said},
    )


def parents_not_told(first: date, last: date) -> Iterator[Clash]:
    """Nobody told the parents, or so late that it is no telling."""
    hours = rule(TOLD_HOURS, on=last)
    limit = timedelta(hours=float(hours))
    for injury in injuries(first, last):
        told: Any = injury.told_now
        if told is None or told - injury.entry.happened_at > limit:
            yield clash(injury, hours=f"{hours.normalize():f}")


def severe_not_reported(first: date, last: date) -> Iterator[Clash]:
    """So severe that the authority has to know, and no report in time."""
    hours = rule(REPORT_HOURS, on=last)
    limit = timedelta(hours=float(hours))
    for injury in injuries(first, last).filter(severity__in=("serious", "major")):
        told: Any = injury.reported_now
        if told is None or told - injury.entry.happened_at > limit:
            yield clash(injury, hours=f"{hours.normalize():f}")


def themes_without_material(first: date, last: date) -> Iterator[Clash]:
    """A theme activity of which nothing is kept: no picture and no word."""
    rows = SafetyEducation.objects.filter(
        occasion=Occasion.THEME, content="",
        entry__happened_at__range=(start_of(first), end_of(last)),
    ).exclude(entry__status=Entry.Status.VOIDED)  # fmt: skip
    pictured = Photo.objects.filter(entry__in=rows.values("entry")).values("entry")
    for held in rows.exclude(entry__in=pictured).select_related("entry"):
        yield Clash(
            key=str(held.pk),
            on=timezone.localdate(held.entry.happened_at),
            campus=held.entry.campus_id,
            entries=(held.pk,),
            said={"record": held.entry.number},
        )


def taught_while_in_a_meeting(first: date, last: date) -> Iterator[Clash]:
    """Somebody was marked as there at a meeting, and taught a class at the same time."""
    span = (start_of(first), end_of(last))
    taught = SafetyEducation.objects.filter(
        entry__happened_at__range=span, entry__school_class__isnull=False
    ).exclude(entry__status=Entry.Status.VOIDED)
    by_person: dict[int, list[Any]] = {}
    for held in taught.select_related("entry"):
        by_person.setdefault(held.entry.entered_by_id, []).append(held)
    if not by_person:
        return
    there = Attendee.objects.filter(
        was_there=True, person__in=by_person, sheet__entry__happened_at__range=span
    ).exclude(sheet__entry__status=Entry.Status.VOIDED)
    for line in there.select_related("sheet__entry"):
        meeting = line.sheet.entry
        for held in by_person[line.person_id]:
            if abs(held.entry.happened_at - meeting.happened_at) < AT_ONCE:
                yield Clash(
                    key=f"{held.pk}.{meeting.pk}",
                    on=timezone.localdate(meeting.happened_at),
                    campus=meeting.campus_id,
                    entries=(held.pk, meeting.pk),
                    said={"record": held.entry.number, "meeting": meeting.number},
                )


COMPARISONS = [
    Comparison(
        "injury_parents_not_told",
        _("Parents told of an injury too late"),
        _("%(record)s: the parents were not told within %(hours)s hours"),
        _("Write in a follow-up when they were told; void an injury that was none."),
        parents_not_told,
    ),
    Comparison(
        "injury_not_reported",
        _("A severe injury not reported upward"),
        _("%(record)s: no report to the authority within %(hours)s hours"),
        _("Report it and write the report down, or correct the severity."),
        severe_not_reported,
    ),
    Comparison(
        "safety_theme_without_material",
        _("A theme activity without material"),
        _("%(record)s: neither a picture nor a word is kept of it"),
        _("Void it and write it down again with its material, if it took place."),
        themes_without_material,
    ),
    Comparison(
        "taught_while_in_a_meeting",
        _("Taught while in a meeting"),
        _("%(record)s was written by somebody who was at %(meeting)s at that time"),
        _("Correct the time of one, or the list of those who were there."),
        taught_while_in_a_meeting,
    ),
]
