"""What is encrypted is vouched for like everything else, also where somebody wrote over it."""

import pytest

from health.models import ParentContact
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.records.verifying import verify
from tests.health.day import NOW, WEDNESDAY
from tests.records.test_seals import raw


@pytest.fixture
def told(junior, children, doctor):
    """Two parents were called."""
    entries = [
        Entry(
            campus=junior.campus, school_class=junior, subject=f"child:{child.pk}", happened_at=NOW
        )
        for child in children[:2]
    ]
    for entry, child in zip(entries, children[:2], strict=True):
        record = ParentContact(
            entry=entry, child=child, way="phone", about="illness", text="Fetched"
        )
        filing.submit(record, by=doctor, now=NOW)
    return entries


def broken():
    report = verify(now=NOW)
    return {day: [row.row for row in rows] for day, rows, _count in report.days()}


def test_two_calls_written_down_are_as_they_were_written(told):
    assert broken() == {}


@pytest.mark.parametrize("words", ["Not fetched", "gAAAAforged", ""])
def test_a_secret_that_was_written_over_is_found_and_its_day_named(told, words):
    first, _second = told

    raw("UPDATE health_parentcontact SET text = %s WHERE entry_id = %s", words, first.pk)

    assert broken() == {WEDNESDAY: [first.number]}
