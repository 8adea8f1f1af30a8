"""A child's name goes out of whatever else mentions it, and what mentioned it stays vouched for."""

from datetime import timedelta

import pytest

from canteen.models import CommitteeMember, MealMeeting
from canteen.voices import meeting
from health.models import ParentContact
from logistics.duties import filing, signing
from logistics.records.models import Entry, Version
from logistics.records.verifying import verify
from safety.models import RepairReport
from tests.factories import make_child, make_person
from tests.safety.repairs import Site
from tests.school.test_erasing import (
    MOTHER,
    NAME,
    PLANTED,
    delete,
    gone,
    hits,
    note_about,
    now,
    own_list,
    people,
    school_class,
    term,
    today,
)

__all__ = ["gone", "now", "own_list", "people", "school_class", "term", "today"]  # fixtures


def last_version(record):
    return Version.objects.filter(entry=record.pk).latest("number")


@pytest.fixture
def an_hour_ago(now):
    return now - timedelta(hours=1)


def test_a_report_that_opened_a_ticket_loses_the_name_though_it_is_posted(
    gone, people, campus, now, an_hour_ago
):
    Site(campus, laid_out=False).report(what=f"{NAME} broke the tap", now=an_hour_ago)

    delete(gone, people, now)

    report = RepairReport.objects.get()
    pseudonym = gone.erasures.get().pseudonym
    assert hits(*PLANTED) == set()
    assert report.what == last_version(report).said["what"] == f"{pseudonym} broke the tap"
    assert verify(now=now).is_clean


def test_a_line_that_names_a_parent_is_cleaned_and_still_compared(
    gone, people, campus, now, an_hour_ago
):
    member = CommitteeMember.objects.create(campus=campus, side="parents", name=MOTHER)
    held = MealMeeting(
        entry=Entry(campus=campus, happened_at=an_hour_ago, late_reason="midnight"),
        topic="Dishes", chair="Head", content="More fish",
    )  # fmt: skip
    meeting.meet(held, came=[member], by=people[1], now=now)

    delete(gone, people, now)

    [line] = MealMeeting.objects.get().lines.all()
    pseudonym = gone.erasures.get().pseudonym
    assert hits(*PLANTED) == set()
    assert [said["name"] for said in last_version(held).said["lines"]] == [pseudonym]
    type(line).objects.update(name="Somebody else")
    assert not verify(now=now).is_clean


def test_what_is_signed_loses_the_name_and_asks_nobody_to_sign_again(
    gone, people, campus, now, an_hour_ago
):
    entry = note_about(f"{NAME} was there", campus, people[0], an_hour_ago)
    signing.ask(entry, [("witness", people[1])], now=an_hour_ago)
    signing.sign(entry, "witness", by=people[1], now=an_hour_ago, seen=1)

    delete(gone, people, now)

    assert hits(*PLANTED) == set()
    assert signing.is_signed(Entry.objects.get(pk=entry.pk))
    assert verify(now=now).is_clean


def test_what_is_encrypted_about_another_child_loses_the_name_too(
    gone, people, campus, school_class, term, now, an_hour_ago
):
    friend = make_child(school_class=school_class, term=term)
    entry = Entry(
        campus=campus, school_class=school_class, subject=f"child:{friend.pk}",
        happened_at=an_hour_ago, late_reason="midnight",
    )  # fmt: skip
    told = ParentContact(
        entry=entry, child=friend, way="phone", about="illness", text=f"Bumped into {NAME}"
    )
    filing.submit(told, by=make_person(role="doctor", campus=campus), now=now)

    delete(gone, people, now)

    pseudonym = gone.erasures.get().pseudonym
    assert ParentContact.objects.get().text == f"Bumped into {pseudonym}"
    assert Version.objects.get(entry=entry, number=1).said == {}
    assert verify(now=now).is_clean
