"""Seals computed anew: by the command, on the pages, and while others write."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from logistics.records import seals
from logistics.records.models import Entry, Seal, Version
from logistics.records.verifying import snapshot
from logistics.school.models import Campus
from tests.duties.factories import moment
from tests.records.week import DAYS, make_week, raw, write
from tests.test_concurrency import shared, together

__all__ = ["shared"]  # a fixture


# The command.


def run(*words):
    said = StringIO()
    try:
        call_command("verify_seals", *words, stdout=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def test_verify_seals_says_that_nothing_was_tampered_with(sealed):
    code, said = run()

    assert code == 0
    assert "5 seals" in said
    assert "Nothing was tampered with." in said


def test_verify_seals_names_the_day_and_the_row(open_tables):
    entry = Entry.objects.earliest("pk")
    raw("UPDATE duties_worknote SET text = 'x' WHERE entry_id = %s", entry.pk)

    code, said = run()
    among, without = run("--from", "2026-09-01", "--to", "2026-09-01"), run("--from", "2026-09-02")

    assert (code, among[0], without[0]) == (1, 1, 0)
    assert "2026-09-01 was tampered with" in said
    assert entry.number in said


def test_verify_seals_tells_programs_the_same(open_tables):
    raw("UPDATE records_entry SET is_late = NOT is_late, late_reason = 'x'")

    code, said = run("--json")

    told = json.loads(said)
    assert (code, told["clean"], told["seals"]) == (1, False, 5)
    assert [day["day"] for day in told["broken"]] == [str(day) for day in DAYS]


# The pages.


def test_the_list_shows_the_sealed_days_of_a_month(sealed, enter):
    page = enter("director").get(reverse("records:seal_list"), {"month": "202609"}).text

    assert all(seal.code in page for seal in Seal.objects.all())


@pytest.mark.parametrize(("text", "words"), [("x", "is broken"), (None, "is unbroken")])
def test_the_page_of_a_day_computes_it_anew(open_tables, enter, text, words):
    seal = Seal.objects.get(day=DAYS[0])
    if text:
        raw("UPDATE duties_worknote SET text = 'x'")

    page = enter("inspector").get(seal.get_absolute_url()).text

    assert words in page


def test_a_printed_code_is_answered(sealed, enter):
    seal, client = Seal.objects.get(number=2), enter("admin")

    right = client.get(reverse("records:seal_list"), {"code": seal.code}).text
    wrong = client.get(reverse("records:seal_list"), {"code": "AAAA-AAAA"}).text

    assert "It is unbroken" in right
    assert "No seal has this code" in wrong


def test_a_month_is_checked_when_asked(open_tables, enter):
    raw(
        "UPDATE duties_worknote SET text = 'x' WHERE entry_id = %s", Entry.objects.earliest("pk").pk
    )

    page = enter("director").get(reverse("records:seal_list"), {"month": "202609", "check": 1}).text

    assert page.count("is-danger") >= 1
    assert page.count("is-ok") == len(DAYS) - 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_seals_as_for_one(
    week, enter, count, django_assert_max_num_queries
):
    seals.seal_days(now=moment(f"{DAYS[count]} 00:30"))
    client = enter("director")

    with django_assert_max_num_queries(12):
        page = client.get(reverse("records:seal_list"), {"month": "202609"}).text

    assert page.count("<code>") == Seal.objects.count() == count


# One moment.


def test_a_check_reads_one_moment_while_others_write(shared):
    """A record written between two readings is not taken for one put in from outside."""
    Campus.objects.create(name="Main campus")
    make_week()

    with snapshot():
        before = Version.objects.count()
        together([lambda: write("2026-09-08 08:00")])
        during = Version.objects.count()

    assert (before, during) == (during, before)
    assert Version.objects.count() == before + 1
