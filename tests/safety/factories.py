"""Build what tests of safety do not care about."""

from datetime import timedelta

from django.utils import timezone

from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import Hazard


def now():
    return timezone.now()


def make_note(by, campus, *, now=None, **given):
    """A filed record that found something an hour ago."""
    moment = now or timezone.now()
    given = {"happened_at": moment - timedelta(hours=1), "late_reason": "Late"} | given
    entry = Entry(campus=campus, **given)
    return filing.submit(WorkNote(entry=entry, text="Checked"), by=by, now=moment)


def make_hazard(by, campus, *, place=None, **given):
    """An open hazard, found by a note."""
    given = {"what": "Loose railing", "category": "building", "source": "weekly"} | given
    note = make_note(by, campus, place=place)
    finding = open_hazard(note, by=by, now=now(), **given)
    return Hazard.objects.get(finding=finding)
