"""The measurements of the sample school: of every class, believable, and without contradictions."""

from datetime import date

import pytest

from health.growth import comparing
from health.models import GrowthLine, GrowthMeasurement, OralCheck
from logistics import demo
from logistics.demo import children, growth, people, school
from logistics.school.calendar import at

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2026, 11, 20)


@pytest.fixture
def sample(db):
    """Two classes with all their terms."""
    wanted = demo.Wanted(now=at(TODAY, "15:00"), classes=2, children=24)
    site = school.found(wanted)
    staff = people.hire(site)
    children.admit(site)
    growth.write(site, staff)
    return site


def test_the_sample_children_grow_and_no_measurement_contradicts_another(sample):
    first = min(term.starts_on for term in sample.terms)

    found = [clash for each in comparing.COMPARISONS for clash in each.clashes(first, TODAY)]

    assert found == []
    assert {sheet.occasion for sheet in GrowthMeasurement.objects.all()} >= {
        "term_start",
        "quarter",
    }
    assert OralCheck.objects.exists()
    assert GrowthLine.objects.exclude(build_status="normal").exists()
    assert not GrowthMeasurement.objects.filter(entry__entered_at__gt=sample.wanted.now).exists()
