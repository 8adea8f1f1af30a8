"""A term in which everything was written in order: nothing contradicts itself or was tampered with."""

from datetime import date

import pytest
from django.db.models import Exists, OuterRef, Q

from logistics import demo
from logistics.contradictions.looking import Found, look
from logistics.demo import samples
from logistics.records.models import Entry
from logistics.records.verifying import verify
from logistics.school.calendar import at
from logistics.school.models import Post


def away_from_their_posts():
    """The notes of nobody's class, written at a campus at which their writer holds no post."""
    notes = Entry.objects.filter(kind="work_note", school_class=None, subject="")
    held = Post.objects.filter(Q(campus=None) | Q(campus=OuterRef("campus")))
    here = held.filter(person=OuterRef("entered_by"))
    return list(notes.exclude(Exists(here)).values_list("title", flat=True))


@pytest.mark.once
def test_nothing_is_found_in_the_sample_school_and_its_seals_fit(db, monkeypatch):
    """Also where chance would have the samples of the last meals written down tomorrow."""
    monkeypatch.setattr(samples, "LATE_EVERY", 1)
    today = date(2026, 11, 20)
    demo.make(demo.Wanted(now=at(today, "15:00"), classes=4, children=60), lambda _line: None)

    found = look(date(2026, 8, 25), today, now=at(today, "16:00"))

    assert Entry.objects.count() > 500
    assert away_from_their_posts() == []
    assert found == Found()
    assert verify(now=at(today, "16:00")).is_clean
