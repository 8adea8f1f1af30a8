"""The sample school's classes have their days, and nothing in them contradicts anything."""

import pytest

from health.day.comparing import COMPARISONS
from health.models import Attendance, AttendanceLine, MorningCheck
from logistics import demo
from logistics.demo import class_days
from logistics.demo.school import Wanted
from logistics.duties.models import Task
from tests.health.day import moment

NOW = moment(clock="17:00")


@pytest.fixture
def written(db):
    """A school of two classes with a fortnight of records."""
    wanted = Wanted(now=NOW, days=8, classes=2, children=16)
    site, staff = demo.settle_in(wanted, lambda words: None)
    demo.owe(site)
    class_days.write(site, staff)
    return site


def test_the_days_are_counted_checked_and_prove_their_duties(written):
    first, last = written.wanted.begins_on, written.wanted.today

    sheets = Attendance.objects.all()
    clashes = [clash for each in COMPARISONS for clash in each.clashes(first, last)]
    owed = Task.objects.filter(proof="attendance", due_at__range=(sheets[0].entry.happened_at, NOW))
    proved = owed.exclude(proved_at=None).count()
    assert clashes == []
    assert AttendanceLine.objects.count() == sum(sheet.expected for sheet in sheets)
    assert MorningCheck.objects.count() == 2 * sheets.count()
    assert proved >= 0.9 * owed.count() > 0
