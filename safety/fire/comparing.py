"""Records of fire safety that cannot all be true."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import DrillClass, FireCheckLine, FireEquipmentCheck, HotWorkEnd

VOIDED = Entry.Status.VOIDED
WALK = timedelta(minutes=5)


def clash_of(entry: Entry, *more: Entry, key: str, **said: str) -> Clash:
    return Clash(
        key=key,
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk, *(each.pk for each in more)),
        said={"record": entry.number, **said},
    )


def after_scrapping(first: date, last: date) -> Iterator[Clash]:
    """A thing was looked at and found in order after it had been taken out of use."""
    lines = FireCheckLine.objects.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last)),
        sheet__entry__happened_at__date__gt=F("equipment__retired_on"),
    ).exclude(sheet__entry__status=VOIDED)
    for line in lines.select_related("sheet__entry", "equipment"):
        yield clash_of(line.sheet.entry, key=f"{line.pk}", thing=str(line.equipment))


def faster_than_walking(first: date, last: date) -> Iterator[Clash]:
    """The same person went over both campuses within a few minutes."""
    rows = FireEquipmentCheck.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(entry__status=VOIDED)
    before: dict[int, Entry] = {}
    for row in rows.select_related("entry__entered_by").order_by("entry__happened_at", "pk"):
        entry = row.entry
        other = before.get(entry.entered_by_id)
        elsewhere = other is not None and other.campus_id != entry.campus_id
        if other and elsewhere and entry.happened_at - other.happened_at < WALK:
            yield clash_of(entry, other, key=f"{entry.pk}", person=str(entry.entered_by))
        before[entry.entered_by_id] = entry


def more_than_enrolled(first: date, last: date) -> Iterator[Clash]:
    """More children of a class were counted at a drill than were owed."""
    lines = DrillClass.objects.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last)), there__gt=F("owed")
    ).exclude(sheet__entry__status=VOIDED)
    for line in lines.select_related("sheet__entry", "school_class"):
        said = {"class": str(line.school_class), "there": str(line.there), "owed": str(line.owed)}
        yield clash_of(line.sheet.entry, key=f"{line.pk}", **said)


def unpermitted(first: date, last: date) -> Iterable[Clash]:
    """Hot work began before everybody had signed the permit."""
    rows = HotWorkEnd.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(entry__status=VOIDED)
    rows = rows.select_related("entry", "permit__entry")
    for end in rows.prefetch_related("permit__entry__signatures", "permit__entry__signers"):
        permit = end.permit.entry
        signed = [mark.at for mark in permit.signatures.all() if mark.version == permit.version]
        missing = len(signed) < len(permit.signers.all())
        if missing or any(moment > end.began_at for moment in signed):
            yield clash_of(end.entry, permit, key=f"{end.pk}", what=end.permit.what)


COMPARISONS = [
    Comparison(
        "fire_after_scrapping",
        _("Checked after it was taken out of use"),
        _("%(record)s says that %(thing)s was checked, but it was out of use."),
        _("Correct the day of the check, or void the record of its scrapping."),
        after_scrapping,
    ),
    Comparison(
        "fire_two_campuses",
        _("Fire equipment of two campuses checked at once"),
        _("%(person)s checked both campuses within five minutes (%(record)s)."),
        _("Correct the times, or void the check that was not made."),
        faster_than_walking,
    ),
    Comparison(
        "drill_more_than_enrolled",
        _("More children at a drill than in the class"),
        _("%(record)s: %(there)s of %(class)s were counted, %(owed)s were owed."),
        _("Correct the numbers of the class, or its enrolment."),
        more_than_enrolled,
    ),
    Comparison(
        "hot_work_unpermitted",
        _("Hot work without a permit"),
        _("%(record)s: work on “%(what)s” began before the permit was signed."),
        _("Correct the hours if they are wrong; else treat it as a major hazard."),
        unpermitted,
    ),
]
