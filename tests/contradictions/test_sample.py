"""A term in which everything was written in order: nothing contradicts itself or was tampered with."""

from datetime import date

from logistics import demo
from logistics.contradictions.looking import Found, look
from logistics.records.models import Entry
from logistics.records.verifying import verify
from logistics.school.calendar import at


def test_nothing_is_found_in_the_sample_school_and_its_seals_fit(db):
    today = date(2026, 11, 20)
    demo.make(demo.Wanted(now=at(today, "15:00"), classes=4, children=60), lambda _line: None)

    found = look(date(2026, 8, 25), today, now=at(today, "16:00"))

    assert Entry.objects.count() > 500
    assert found == Found()
    assert verify(now=at(today, "16:00")).is_clean
