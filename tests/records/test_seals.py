"""Seals: one chain, every row in one of them, and a code on paper."""

from datetime import date, timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from logistics.contributions import sealed_tables
from logistics.records import seals, tasks
from logistics.records.models import Entry, Review, Seal
from logistics.records.seals import Chain, by_day, next_seal
from logistics.school.models import Campus
from tests.duties.factories import (
    make_class,
    make_duty,
    make_person,
    make_term,
    moment,
    owe,
    write_note,
)
from tests.records.week import DAYS, NOW, broken, make_week, raw, write
from tests.test_concurrency import shared, together

__all__ = ["shared"]  # a fixture

SEALERS = 8


# Sealing.


def test_each_ended_day_is_sealed_once_and_in_its_order(week):
    made = seals.seal_days(now=NOW), seals.seal_days(now=NOW)

    chain = list(Seal.objects.order_by("number"))
    assert made == (5, 0)
    assert [seal.day for seal in chain] == DAYS
    assert [seal.previous for seal in chain] == ["", *(seal.mac for seal in chain[:-1])]


def test_today_is_not_sealed_before_it_is_over(week):
    seals.seal_days(now=moment("2026-09-04 23:59"))

    assert list(Seal.objects.values_list("day", flat=True)) == DAYS[:3]


def test_every_row_belongs_to_exactly_one_seal(sealed):
    held = [
        (label, key)
        for seal in Seal.objects.all()
        for label, ranges in seal.rows.items()
        for first, last in ranges
        for key in range(first, last + 1)
    ]

    there = {
        (label, key)
        for label, table in sealed_tables().items()
        for key in table.rows.values_list("pk", flat=True)
    }
    assert len(held) == len(set(held)) == sum(Seal.objects.values_list("count", flat=True))
    assert set(held) == there


def test_a_day_without_anything_has_no_seal_and_the_next_one_vouches_for_it(sealed):
    assert not Seal.objects.filter(day__in=[date(2026, 9, 5), date(2026, 9, 6)]).exists()
    assert broken() == {}


def test_the_worker_makes_up_for_all_days_it_slept_through(week):
    tasks.seal_ended_days()

    assert Seal.objects.count() == len(DAYS)


def test_the_same_rows_and_key_give_the_same_seal_on_either_database(week):
    chain = Chain.read()
    [first, *_] = sorted(by_day(chain, NOW).items())

    one, two = (next_seal(chain, *first, NOW) for _ in range(2))

    assert one.mac == two.mac
    assert one.mac != next_seal(chain, *first, NOW + timedelta(seconds=1)).mac


def test_another_key_gives_another_seal(sealed, settings):
    settings.SEAL_KEY = "another-key-another-key-another-key"

    assert set(broken()) == set(DAYS)


def test_without_a_key_nothing_is_written(campus, settings):
    [task, *_] = owe(make_duty(), make_term())
    settings.SEAL_KEY = ""

    with pytest.raises(Exception, match="key of the seals is missing"), transaction.atomic():
        write_note(task, "2026-09-01 10:00", by=make_person())

    assert not Entry.objects.exists()


# The clock is set back, a transaction is slow.


def test_what_is_stamped_with_a_sealed_day_goes_into_the_next_seal(sealed):
    late = write("2026-09-02 16:00")

    before, made = broken(), seals.seal_days(now=moment("2026-09-09 01:00"))

    last = Seal.objects.order_by("-number").first()
    key = late.versions.get().pk
    assert (before, made, last.day) == ({}, 1, date(2026, 9, 8))
    assert last.rows["records.version"] == [[key, key]]
    assert broken() == {}


def test_a_second_row_of_yesterday_waits_until_today_is_over(sealed):
    write("2026-09-07 23:59")

    now, then = seals.seal_days(now=NOW), seals.seal_days(now=moment("2026-09-09 00:07"))

    assert (now, then) == (0, 1)


def test_what_was_entered_by_a_clock_years_ahead_is_sealed_once_it_is_found(sealed):
    late = write("2036-05-02 10:00")

    seals.seal_days(now=moment("2026-09-10 00:07"))

    assert Seal.objects.order_by("-number").first().day == date(2026, 9, 9)
    assert Chain.read().holds("records.version", late.versions.get().pk)
    assert broken() == {}


def test_days_sealed_by_a_clock_ahead_do_not_stop_the_chain(sealed):
    write("2036-05-02 10:00")
    seals.seal_days(now=moment("2036-05-03 00:07"))
    write("2026-09-08 10:00")

    seals.seal_days(now=moment("2026-09-09 00:07"))

    chain = list(Seal.objects.order_by("number").values_list("day", flat=True))
    assert chain[-2:] == [date(2036, 5, 2), date(2026, 9, 8)]
    assert broken() == {}


def test_a_row_whose_key_is_below_sealed_ones_is_not_lost(open_tables):
    """A long transaction takes its keys early and ends after the day was sealed."""
    late = write("2026-09-07 15:00").versions.get()
    raw("UPDATE records_version SET id = 100000 WHERE id = %s", late.pk)
    seals.seal_days(now=moment("2026-09-09 00:07"))
    slow = write("2026-09-08 15:00").versions.get()
    raw("UPDATE records_version SET id = 50000 WHERE id = %s", slow.pk)

    seals.seal_days(now=moment("2026-09-10 00:07"))

    assert Chain.read().holds("records.version", 50000)
    assert broken() == {}


# One chain.


def test_eight_who_seal_at_once_make_one_chain(shared):
    Campus.objects.create(name="Main campus")
    make_week()

    made = together([lambda: seals.seal_days(now=NOW)] * SEALERS)

    assert sum(made) == Seal.objects.count() == len(DAYS)
    assert broken() == {}


def test_eight_who_had_no_database_between_them_would_make_eight(shared):
    """The control: all of them read the same end of the chain and follow it."""
    Campus.objects.create(name="Main campus")
    make_week()
    read = Barrier(SEALERS)

    def act():
        chain = Chain.read()
        [first, *_] = sorted(by_day(chain, NOW).items())
        read.wait(60)
        return next_seal(chain, *first, NOW)

    made = together([act] * SEALERS)

    assert {(seal.number, seal.previous, seal.day) for seal in made} == {(1, "", DAYS[0])}


@pytest.mark.parametrize("column", ["number", "day", "previous"])
def test_no_second_seal_stands_at_the_same_place(sealed, column):
    last = Seal.objects.order_by("-number").first()
    other = Seal(number=9, day=date(2026, 10, 1), made_at=NOW, rows={}, count=0, previous="x")
    other.mac = "y"
    setattr(other, column, getattr(last, column))

    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)

    assert Seal.objects.count() == len(DAYS)


@pytest.mark.parametrize("model", [Seal, Review])
def test_a_sealed_row_cannot_be_changed_or_deleted(sealed, model):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        raw(f"UPDATE {model._meta.db_table} SET {model._meta.pk.name} = 77")
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        model.objects.all().delete()

    assert broken() == {}


# The code on paper.


def test_the_code_is_read_back_however_it_is_typed(sealed):
    seal = Seal.objects.order_by("-number").first()

    typed = [seal.code, str(seal), seal.code.lower().replace("-", " "), seal.code.replace("0", "O")]

    assert [seals.find(code) for code in typed] == [seal] * 4


@pytest.mark.parametrize("code", ["", "7K3M", "0000-0000", "七七七七", "7K3M-9QXT" * 9])
def test_a_code_nobody_printed_finds_nothing(sealed, code):
    assert seals.find(code) is None


def test_the_head_is_the_last_seal_made_until_now(sealed):
    assert seals.head(NOW).day == DAYS[-1]
    assert seals.head(NOW - timedelta(days=400)) is None
    assert seals.check_code(NOW) == str(seals.head(NOW))


@pytest.mark.parametrize(
    "page", ["duties:register_print", "duties:register_sheet"], ids=["paper", "spreadsheet"]
)
def test_what_leaves_the_house_carries_the_code(sealed, enter, page):
    answer = enter("director").get(reverse(page, args=["work-notes"]), {"period": "ever"})

    code = Seal.objects.order_by("-number").first().code
    if page == "duties:register_print":
        assert code in answer.text
    else:
        cells = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
        assert code in str(list(cells))


def test_every_paper_says_the_code_at_its_foot(sealed, enter):
    paper = reverse("school:class_consents", args=[make_class().pk])

    page = enter("director").get(paper, {"print": 1}).text

    assert str(seals.head(NOW)) in page
