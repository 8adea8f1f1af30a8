"""Seals: one chain, every row in one of them, and nothing changed behind the system's back unseen."""

import json
import os
from datetime import date, timedelta
from io import StringIO
from random import Random
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction
from django.urls import reverse

from logistics.approvals import asking
from logistics.approvals.models import Version as Request
from logistics.contributions import Sealed, sealed_tables
from logistics.duties import approving, filing
from logistics.duties.models import Proof
from logistics.errors import Refused
from logistics.records import erasing, sealing, seals, stamping, tasks
from logistics.records.models import Entry, Erasure, Photo, Review, Seal, Version
from logistics.records.photos import Prepared, attach, file_of
from logistics.records.seals import Chain, by_day, next_seal
from logistics.records.verifying import snapshot, verify
from logistics.school.models import Campus
from logistics.stores.models import Movement
from tests.approvals.factories import make_plan
from tests.duties.factories import (
    make_class,
    make_duty,
    make_person,
    make_term,
    moment,
    owe,
    write_note,
)
from tests.stores.factories import bring, make_item, make_store
from tests.test_concurrency import shared, together

__all__ = ["shared"]  # a fixture

EDITS = 1000 if os.environ.get("SOAK") == "1" else 100
SEALERS = 8
DAYS = [date(2026, 9, number) for number in (1, 2, 3, 4, 7)]
NOW = moment("2026-09-08 09:00")  # the day after the last of them
JPEG = b"\xff\xd8\xff"


# A school week with a bit of everything.


def photographed(entry):
    """A photo filed with the version that tells of it."""
    entry = Entry.objects.get(pk=entry.pk)
    photo = attach(
        Prepared(JPEG, JPEG, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        assert file_of(name)
    at = entry.entered_at + timedelta(minutes=5)
    filing.correct(entry.content, by=entry.entered_by, now=at, reason="补照片", seen=entry.version)
    return photo


def make_week():
    """Three notes on each of five days: some corrected, voided, reviewed, one with a photo."""
    writer, head = make_person(), make_person("director")
    tasks = owe(make_duty(), make_term())
    for number, day in enumerate(DAYS):
        task = next(task for task in tasks if task.day == day)
        notes = [
            write_note(task, f"{day} {hour:02}:00", by=writer, text=f"{day:%d} 日第 {hour} 次消毒")
            for hour in (9, 10, 11)
        ]
        later = moment(f"{day} 15:00")
        record = notes[0].content
        record.text = f"{day:%d} 日改为二十分钟"
        filing.correct(record, by=writer, now=later, reason="写错", seen=1)
        if number % 2:
            filing.void(Entry.objects.get(pk=notes[1].pk), by=head, now=later, reason="重复")
        else:
            filing.review(Entry.objects.get(pk=notes[2].pk), by=head, now=later)
    photographed(notes[2])


@pytest.fixture
def week(campus):
    make_week()


@pytest.fixture
def sealed(week):
    seals.seal_days(now=NOW)


def broken(**asked):
    """The broken days with the names of the rows told."""
    report = verify(now=NOW, **asked)
    return {day: [row.row for row in rows] for day, rows, _count in report.days()}


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def open_tables(sealed):
    """The tables as somebody finds them who has removed the triggers."""
    unguard()


def unguard():
    with connection.cursor() as cursor:
        sealing.settle_constraints(cursor)
        for name, table, _sql in sealing.found(cursor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


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


def write(at, text="补"):
    """A note entered at a moment, whatever has been sealed by then."""
    writer = Entry.objects.first().entered_by
    task = Proof.objects.first().task
    return write_note(task, at, by=writer, text=text)


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


# What is found. Whoever edits here has removed the triggers and knows everything but the key.


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


# Many edits at random. Each is one statement or two, as somebody would type them.

LEGAL_HOLD = {"hold"}  # no part of what a record says
EDITED = {
    "records_entry": Entry,
    "records_version": Version,
    "records_photo": Photo,
    "records_review": Review,
    "records_seal": Seal,
    "duties_worknote": None,
}
# A photo is told by its hash; which file has it is asked of the files.
UNTOLD = {"records_photo": {"id", "thumbnail", "file", "uploaded_at", "uploaded_by_id", "position"}}


def columns(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [c.name for c in found if c.name not in LEGAL_HOLD | UNTOLD.get(table, set())]


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key_of(table):
    return {"duties_worknote": "entry_id", "records_seal": "number"}.get(table, "id")


def otherwise(value, rng):
    """Another value that the column takes."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.randint(1, 3)
    if isinstance(value, str) and value[:1] in "{[":
        return json.dumps({"x": rng.random()})
    if isinstance(value, str) and value[:2] == "20":
        return value.replace("2026", "2027") if "2026" in value else value + "0"
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps({"x": rng.random()})
    return value + timedelta(days=rng.randint(1, 400))


def change(table, rng):
    row, key = rng.choice(rows_of(table)), key_of(table)
    name = rng.choice([n for n in columns(table) if row[n] not in (None, 0, 1) or n == "is_late"])
    value = otherwise(row[name], rng)
    if name in {"is_late", "is_zero"}:
        value = (not row[name]) if connection.vendor == "postgresql" else 1 - row[name]
    elif name.endswith("_id") and name != "entry_id":
        value = row[name] + 1
    raw(f"UPDATE {table} SET {name} = %s WHERE {key} = %s", value, row[key])
    return f"{table}.{name} of {row[key]}: {row[name]!r} to {value!r}"


def delete(table, rng):
    row, key = rng.choice(rows_of(table)[:-1] or rows_of(table)), key_of(table)
    raw(f"DELETE FROM {table} WHERE {key} = %s", row[key])
    return f"{table} without {row[key]}"


FREE = {"records_version": "number", "records_review": "version"}
ELSEWHERE = 900_000  # a key far from those in use


def insert(table, rng):
    """A copy of a row under a new key, with what must be unique made so."""
    row = dict(rng.choice(rows_of(table)))
    row[key_of(table)] = ELSEWHERE + rng.randint(1, 9999)
    if table in FREE:
        row[FREE[table]] += 1 if table == "records_version" else 40
    for name in {"records_entry": ["number"], "records_seal": ["mac", "previous"]}.get(table, ()):
        row[name] = f"{row[name][:-4]}{rng.randint(1000, 9999)}"
    if table == "records_seal":
        raw("DELETE FROM records_seal WHERE day = %s", row["day"])
    values = {n: json.dumps(v) if isinstance(v, dict | list) else v for n, v in row.items()}
    names, places = ", ".join(values), ", ".join(["%s"] * len(values))
    if table == "records_version":
        raw("DELETE FROM records_version WHERE entry_id = %s AND number = %s",
            row["entry_id"], row["number"])  # fmt: skip
        raw("UPDATE records_entry SET version = %s WHERE id = %s", row["number"], row["entry_id"])
    raw(f"INSERT INTO {table} ({names}) VALUES ({places})", *values.values())
    return f"{table} with a copy {row[key_of(table)]}"


def swap(table, rng):
    key = key_of(table)
    one, two = (row[key] for row in rng.sample(rows_of(table), 2))
    for old, new in ((one, ELSEWHERE), (two, one), (ELSEWHERE, two)):
        raw(f"UPDATE {table} SET {key} = %s WHERE {key} = %s", new, old)
    return f"{table}: {one} and {two} changed places"


ACTS = [
    *((change, table) for table in EDITED for _ in range(3)),
    *((delete, table) for table in EDITED if table != "records_seal"),
    *((insert, table) for table in ("records_version", "records_entry", "records_seal")),
    (swap, "records_version"),
    (swap, "duties_worknote"),
    (swap, "records_seal"),
]


@pytest.mark.soak
def test_whatever_is_edited_in_the_tables_is_found(open_tables):
    rng = Random(20260908)
    seen, unseen = 0, []

    while seen + len(unseen) < EDITS:
        said = tried(*rng.choice(ACTS), rng)
        seen += said == ""
        unseen += [said] if said else []

    assert unseen == []


def tried(act, table, rng):
    """Make one edit and take it back: what it was if nobody noticed, None if it was refused."""
    try:
        with transaction.atomic():
            said = act(table, rng)
            is_clean = verify(now=NOW).is_clean
            transaction.set_rollback(True)
    except (IntegrityError, DataError):
        return None
    return said if is_clean else ""


# Deletion as the law asks.


@pytest.fixture
def old_version(sealed):
    """The first version of a corrected record."""
    return Version.objects.filter(number=1, entry__version=2).earliest("pk")


def erase(version, basis="学生信息保存期满"):
    return erasing.erase_version(version, by=make_person("director"), now=NOW, basis=basis)


def test_an_emptied_version_keeps_its_digest_and_its_seal(old_version):
    digest = old_version.digest

    erasure = erase(old_version)

    kept = Version.objects.get(pk=old_version.pk)
    assert (kept.said, kept.digest, kept.erasure) == ({}, digest, erasure)
    assert broken() == {}


def test_the_reason_of_an_emptied_correction_goes_with_it(old_version):
    correction = old_version.entry.versions.get(number=2)

    erase(correction)

    assert Version.objects.get(pk=correction.pk).reason == erasing.NO_REASON
    assert broken() == {}


def test_the_erasure_itself_is_sealed(old_version):
    erasure = erase(old_version)

    seals.seal_days(now=moment("2026-09-09 00:07"))
    unguard()
    raw("UPDATE records_erasure SET basis = 'x' WHERE id = %s", erasure.pk)

    assert broken()[date(2026, 9, 8)] == [f"records.erasure {erasure.pk}"]


def test_nothing_is_emptied_twice(old_version):
    erase(old_version)

    with pytest.raises(Refused, match="already"):
        erase(old_version)

    assert Erasure.objects.count() == 1


def test_what_is_kept_for_an_incident_is_not_emptied(old_version):
    Entry.objects.filter(pk=old_version.entry_id).update(hold="SG-2026-000001")
    old_version.refresh_from_db()

    with pytest.raises(Refused, match="incident"):
        erase(old_version)

    assert Version.objects.get(pk=old_version.pk).said


@pytest.mark.parametrize(
    "edit",
    ["said = '{}'", "said = '{}', reason = '—'", "said = '{\"text\": 1}'"],
)
def test_without_an_erasure_the_database_empties_nothing(old_version, edit):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        raw(f"UPDATE records_version SET {edit} WHERE id = %s", old_version.pk)

    assert broken() == {}


@pytest.mark.parametrize("edit", ["digest = 'x'", "reason = 'x'", "by_id = by_id + 1, said = '{}'"])
def test_an_erasure_lets_nothing_else_change(old_version, edit):
    erase(old_version)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        raw(f"UPDATE records_version SET {edit} WHERE id = %s", old_version.pk)

    assert broken() == {}


def test_a_version_emptied_without_the_verb_is_found(open_tables):
    version = Version.objects.earliest("pk")

    Version.objects.filter(pk=version.pk).update(said={})

    assert broken() == {DAYS[0]: [f"{version.entry.number} v1"]}


def test_a_forged_erasure_is_found(open_tables):
    version = Version.objects.earliest("pk")
    hashed = stamping.hashed(version.reason)
    forged = Erasure.objects.create(
        version=version, basis="x", reason_hash=hashed, by=version.by, at=NOW, stamp="0" * 32
    )

    Version.objects.filter(pk=version.pk).update(said={})

    assert f"records.erasure {forged.pk}" in broken()[date(2026, 9, 8)]


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
    from openpyxl import load_workbook

    from tests.records.test_photos import BytesIO

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
