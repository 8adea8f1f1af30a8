"""What was edited is found with its day and row. Whoever edits here has removed the triggers and knows everything but the key."""

from datetime import date

import pytest

from logistics.approvals import asking
from logistics.approvals.models import Version as Request
from logistics.contributions import Sealed, sealed_tables
from logistics.duties import approving
from logistics.records import seals, stamping
from logistics.records.models import Entry, Photo, Review, Seal, Version
from logistics.records.verifying import verify
from logistics.school.models import Campus
from logistics.stores.models import Movement
from tests.approvals.factories import make_plan
from tests.duties.factories import make_person, moment
from tests.records.week import DAYS, NOW, broken, raw, unguard, write
from tests.stores.factories import bring, make_item, make_store


def test_what_was_left_alone_is_clean(open_tables):
    assert broken() == {}


@pytest.mark.parametrize("day", DAYS)
def test_the_day_of_an_edit_is_named_with_its_row(open_tables, day):
    version = Version.objects.filter(at__date=day).earliest("pk")

    raw("UPDATE records_version SET reason = 'x' WHERE id = %s", version.pk)

    assert broken() == {day: [f"records.version {version.pk}"]}


def test_a_forged_digest_does_not_help(open_tables):
    version = Version.objects.earliest("pk")
    said = version.said | {"text": "从未发生"}
    forged = stamping.hashed([version.entry.number, 1, "submit", said])

    Version.objects.filter(pk=version.pk).update(said=said, digest=forged)
    raw("UPDATE duties_worknote SET text = '从未发生' WHERE entry_id = %s", version.entry_id)

    assert f"records.version {version.pk}" in broken()[DAYS[0]]


def test_a_whole_record_put_in_from_outside_is_found_even_before_its_day_is_sealed(open_tables):
    entry = write("2026-09-08 08:00")
    version = entry.versions.get()

    raw("UPDATE records_version SET stamp = %s WHERE id = %s", "0" * 32, version.pk)

    assert broken() == {date(2026, 9, 8): [f"records.version {version.pk}"]}


def test_a_deleted_record_is_found_by_its_seal_and_its_number(open_tables):
    entry = Entry.objects.filter(reviews=None).latest("pk")
    keys = list(entry.versions.values_list("pk", flat=True))

    for table in ("records_photo", "records_version", "duties_worknote", "duties_proof"):
        raw(f"DELETE FROM {table} WHERE entry_id = %s", entry.pk)
    raw("DELETE FROM records_entry WHERE id = %s", entry.pk)

    found = broken()
    assert found[DAYS[-1]] == [f"records.version {key}" for key in keys]
    assert found[None] == [entry.number]


def test_two_rows_that_changed_places_are_found(open_tables):
    one, two = Version.objects.filter(number=1).order_by("pk")[:2]

    for old, new in ((one.pk, -1), (two.pk, one.pk), (-1, two.pk)):
        raw("UPDATE records_version SET id = %s WHERE id = %s", new, old)

    assert broken()[DAYS[0]] == [f"records.version {key}" for key in (one.pk, two.pk)]


def test_a_seal_taken_from_the_middle_is_missed(open_tables):
    raw("DELETE FROM records_seal WHERE number = 3")

    assert broken()[DAYS[3]] == ["records.seal 4"]


def test_the_end_of_the_chain_cannot_be_cut_off(open_tables, settings, tmp_path):
    settings.SEAL_HEAD = tmp_path / "seal.json"
    seals.remember(Seal.objects.order_by("-number").first())
    whole = broken()

    raw("DELETE FROM records_seal WHERE number = 5")

    assert whole == {}
    assert broken() == {DAYS[-1]: ["records.seal 5"]}


def test_the_file_of_the_last_seal_is_for_its_owner_alone(sealed, settings, tmp_path):
    settings.SEAL_HEAD = tmp_path / "seal.json"

    seals.remember(seals.head(NOW))

    assert settings.SEAL_HEAD.stat().st_mode & 0o777 == 0o600
    assert seals.remembered()["number"] == len(DAYS)


def test_a_restored_chain_ends_where_it_ended_then(open_tables, settings, tmp_path):
    settings.SEAL_HEAD = tmp_path / "seal.json"
    seals.remember(seals.head(NOW))
    raw("DELETE FROM records_seal WHERE number = 5")

    seals.forget(NOW)

    assert seals.remembered()["number"] == 4
    assert broken() == {}


def test_a_photo_that_was_exchanged_is_found_when_files_are_read(sealed):
    photo = Photo.objects.get()
    with photo.file.open("wb") as file:
        file.write(b"another")

    assert broken() == {}
    assert broken(files=True) == {DAYS[-1]: [f"records.photo {photo.pk}"]}


def test_a_table_without_stamps_names_the_row_by_the_marks_of_the_seal(week, monkeypatch):
    """As an app may declare one that knows nothing of stamps."""
    table = Sealed("records.Review", ("entry_id", "version", "by_id", "at"))
    monkeypatch.setitem(sealed_tables(), "records.review", table)
    seals.seal_days(now=NOW)
    unguard()
    review = Review.objects.earliest("pk")

    raw("UPDATE records_review SET version = 7 WHERE id = %s", review.pk)

    assert f"records.review {review.pk}" in broken()[DAYS[0]]


def test_a_row_put_on_a_sealed_day_without_a_stamp_is_found(week, monkeypatch):
    table = Sealed("records.Review", ("entry_id", "version", "by_id", "at"))
    monkeypatch.setitem(sealed_tables(), "records.review", table)
    seals.seal_days(now=NOW)
    entry = Entry.objects.earliest("pk")

    put_in = Review.objects.create(
        entry=entry, version=1, by=make_person("director"), at=moment("2026-09-02 10:00")
    )

    assert broken()[DAYS[1]] == [f"records.review {put_in.pk}"]


def test_only_the_days_asked_for_are_computed(open_tables):
    raw("UPDATE duties_worknote SET text = 'x'")

    two = verify(now=NOW, first=DAYS[1], last=DAYS[2])

    assert [day for day, _rows, _count in two.days()] == DAYS[1:3]
    assert (two.seals, two.records) == (2, 6)


# What stands beside what is vouched for.


def test_a_movement_that_was_given_to_other_goods_is_found(sealed):
    keeper, campus = make_person("storekeeper"), Campus.objects.get()
    store, mops, salt = make_store(campus), make_item(name="拖把"), make_item(name="盐")
    bring(store, mops, "10", by=keeper, at=moment("2026-09-07 16:00"))
    [movement] = Movement.objects.all()
    seals.seal_days(now=moment("2099-01-01 09:00"))
    unguard()

    raw("UPDATE stores_movement SET item_id = %s", salt.pk)
    one = verify(now=moment("2099-01-01 09:00")).days()
    raw("UPDATE stores_lot SET item_id = %s", salt.pk)
    with_its_lot = verify(now=moment("2099-01-01 09:00")).days()

    told = f"stores.movement {movement.pk}"
    assert [row.row for _day, rows, _count in one for row in rows] == [told]
    assert told in [row.row for _day, rows, _count in with_its_lot for row in rows]


def test_a_request_that_says_something_else_than_was_decided_is_found(sealed):
    plan = make_plan(make_person("director"))
    asking.ask(approving.PLAN_REVIEW, plan, by=plan.owner, now=NOW, reason="请审")
    [asked] = Request.objects.all()
    unguard()

    raw("UPDATE approvals_version SET reason = %s", "改过的理由")

    told = [row.row for _day, rows, _count in verify(now=NOW).days() for row in rows]
    assert told == [f"approvals.version {asked.pk}"]
