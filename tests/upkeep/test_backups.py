"""A backup and its return: everything comes back, or nothing is touched."""

import json
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from logistics.errors import Refused
from logistics.records.models import Photo
from logistics.school.models import Campus, Child, Person
from logistics.upkeep import archives, containers, copies, facts, keeping, restoring
from tests.factories import make_child, make_person
from tests.upkeep.places import FIELD, OTHER_FIELD, manage, manage_well
from tests.world import make_world

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PASSPHRASE = "three words nobody guesses"


def totals():
    """Every row of every table, in the words either database has for it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        live = connection.connection
        return {
            model._meta.db_table: copies.total(
                model, live.execute(f'SELECT {copies.names(model)} FROM "{model._meta.db_table}"')
            )
            for model in copies.tables()
        }
    live = connection.copy()
    live.set_autocommit(False)
    try:
        return {
            model._meta.db_table: copies.total(model, copies.rows_of(live, model))
            for model in copies.tables()
        }
    finally:
        live.close()


@pytest.fixture
def school(installed):
    with transaction.atomic():
        world = make_world(timezone.now())
        connection.run_on_commit = []  # it has put its photos in place already
    return world


def back_up(settings, now=NOON):
    return keeping.back_up(settings.BACKUP_DIR, now=now)


def test_what_was_there_comes_back_row_by_row(school, settings):
    before = totals()
    path, _manifest = back_up(settings)
    Campus.objects.filter(name="East").update(name="Changed")
    make_child()

    restoring.restore(path, now=NOON, passphrase="")

    assert totals() == before


def test_files_come_back_as_they_were(school, settings, photo):
    kept = photo("photos/one.jpg", b"one")
    path, _manifest = back_up(settings)
    kept.unlink()

    restoring.restore(path, now=NOON, passphrase="")

    assert kept.read_bytes() == b"one"


def test_every_file_that_a_row_names_is_in_the_backup(school, settings):
    _path, manifest = back_up(settings)

    named = {
        archives.MEDIA + name
        for row in Photo.objects.values_list("file", "thumbnail")
        for name in row
    }
    assert named
    assert named <= set(manifest.files)
    assert manifest.missing == []


def test_a_file_that_is_lost_already_is_said_and_stops_no_backup(school, settings):
    rmtree(settings.MEDIA_ROOT / "photos")

    _path, manifest = back_up(settings)

    assert len(manifest.missing) == 2 * Photo.objects.count()


def test_numbers_of_rows_that_are_gone_are_not_given_out_again(installed, settings):
    gone = make_person().pk
    Person.objects.filter(pk=gone).delete()
    path, _manifest = back_up(settings)

    restoring.restore(path, now=NOON, passphrase="")

    assert make_person().pk > gone


def test_nobody_is_logged_in_after_a_restore(installed, settings):
    Session.objects.create(
        session_key="secret-session", session_data="x", expire_date=NOON + timedelta(days=9999)
    )
    path, _manifest = back_up(settings)

    restoring.restore(path, now=NOON, passphrase="")

    assert not Session.objects.exists()
    assert b"secret-session" not in unpacked(path, settings)


def unpacked(path: Path, settings) -> bytes:
    work = settings.DATA_DIR / "looked-at"
    work.mkdir()
    archives.read(path, passphrase="", into=work)
    return archives.unpack_database(work).read_bytes()


def test_the_tables_that_only_grow_still_refuse_after_a_restore(school, settings):
    from django.db import DatabaseError

    from logistics.records.models import Version

    path, _manifest = back_up(settings)
    restoring.restore(path, now=NOON, passphrase="")

    with pytest.raises(DatabaseError):
        Version.objects.update(number=7)


def test_any_program_opens_a_backup_without_passphrase(school, settings, photo):
    photo("photos/one.jpg")

    path, _manifest = back_up(settings)

    with tarfile.open(path) as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == ("database.sqlite3.gz", "manifest.json")
    assert "media/photos/one.jpg" in names


# Encrypted --------------------------------------------------------------------------------------


def test_an_encrypted_backup_tells_nothing_and_comes_back_with_its_passphrase(school, settings):
    settings.BACKUP_KEY = PASSPHRASE
    before = totals()
    path, _manifest = back_up(settings)

    restoring.restore(path, now=NOON, passphrase=PASSPHRASE)

    assert b"manifest" not in path.read_bytes()
    assert totals() == before


@pytest.mark.parametrize(
    ("given", "sentence"), [("another", "another passphrase"), ("", "is encrypted")]
)
def test_without_its_passphrase_an_encrypted_backup_is_refused(
    installed, settings, given, sentence
):
    settings.BACKUP_KEY = PASSPHRASE
    path, _manifest = back_up(settings)

    with pytest.raises(Refused, match=sentence):
        restoring.restore(path, now=NOON, passphrase=given)


def test_keys_travel_only_where_all_is_encrypted(installed, settings):
    plain, _manifest = back_up(settings)
    settings.BACKUP_KEY = PASSPHRASE
    _path, encrypted = back_up(settings)

    assert FIELD.encode() not in plain.read_bytes()
    assert {name for name in encrypted.files if name.startswith("keys/")} == {
        "keys/field", "keys/seal", "keys/secret",
    }  # fmt: skip


def test_what_is_encrypted_in_the_columns_is_read_on_a_new_computer(installed, settings):
    child = make_child(identity_number="110101202201011234")
    settings.BACKUP_KEY = PASSPHRASE
    path, _manifest = back_up(settings)
    settings.FIELD_KEYS = [OTHER_FIELD]  # as start.py made it there

    restoring.restore(path, now=NOON, passphrase=PASSPHRASE)

    settings.FIELD_KEYS = (settings.KEYS_DIR / "field").read_text().split(",")
    assert settings.FIELD_KEYS == [FIELD, OTHER_FIELD]
    assert Child.objects.get(pk=child.pk).identity_number == "110101202201011234"


def test_a_backup_whose_keys_are_nowhere_is_refused(school, settings):
    path, _manifest = back_up(settings)
    settings.FIELD_KEYS = [OTHER_FIELD]
    before = totals()

    with pytest.raises(Refused, match="need the key"):
        restoring.restore(path, now=NOON, passphrase="")

    assert totals() == before


# Damaged ----------------------------------------------------------------------------------------


@pytest.mark.soak
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_backup_with_a_flipped_byte_is_refused(installed, settings, passphrase, long_form):
    settings.BACKUP_KEY = passphrase
    path, _manifest = back_up(settings)
    whole = path.read_bytes()
    count = 400 if long_form else 12
    places = [n * (len(whole) - 1) // (count - 1) for n in range(count)]

    told = [refusal_of(path, whole, place, passphrase) for place in places]

    assert len(told) == count
    assert all("damaged" in sentence or "is encrypted" in sentence for sentence in told)
    path.write_bytes(whole)
    assert archives.read(path, passphrase=passphrase).manifest.made == NOON  # the control


def refusal_of(path: Path, whole: bytes, place: int, passphrase: str) -> str:
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(Refused) as refused:
        archives.read(path, passphrase=passphrase)
    return str(refused.value)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("left", [0, 10, 40, 5_000, -1, -100])
def test_a_backup_that_was_cut_short_is_refused(installed, settings, passphrase, left):
    settings.BACKUP_KEY = passphrase
    path, _manifest = back_up(settings)
    path.write_bytes(path.read_bytes()[:left])

    with pytest.raises(Refused):
        archives.read(path, passphrase=passphrase)


def test_pieces_of_an_encrypted_backup_stand_in_their_order(tmp_path):
    path = tmp_path / "one"
    with containers.written(path, PASSPHRASE) as target:
        target.write(b"a" * containers.PIECE + b"b" * containers.PIECE + b"c")
    whole, size = path.read_bytes(), containers.PIECE + containers.TAG
    first, second = (
        slice(containers.HEADER + n * size, containers.HEADER + (n + 1) * size) for n in (0, 1)
    )
    path.write_bytes(
        whole[: containers.HEADER] + whole[second] + whole[first] + whole[second.stop :]
    )

    with containers.read(path, PASSPHRASE) as source, pytest.raises(Refused):
        source.read(3 * containers.PIECE)


def test_a_damaged_backup_changes_nothing(school, settings):
    path, _manifest = back_up(settings)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    Campus.objects.filter(name="East").update(name="Later")
    before = totals()

    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", path)

    assert totals() == before
    assert facts.noted("restore") == {}


def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path):
    bad = tmp_path / "bad.tar"
    with containers.written(bad, "") as target, tarfile.open(fileobj=target, mode="w|") as tar:
        archives.put_bytes(tar, "media/../../outside", b"x", {})

    with pytest.raises(Refused, match="damaged"):
        archives.read(bad, passphrase="", into=tmp_path / "in")

    assert not (tmp_path / "outside").exists()


def test_rows_that_do_not_fit_the_manifest_are_found(school, settings):
    path, manifest = back_up(settings)
    work = settings.DATA_DIR / "looked-at"
    work.mkdir()
    archives.read(path, passphrase="", into=work)
    copy = archives.unpack_database(work)
    with closing(sqlite3.connect(copy)) as file:
        file.execute(
            "UPDATE school_campus SET name = 'x' WHERE id = (SELECT min(id) FROM school_campus)"
        )
        file.commit()

    with pytest.raises(Refused, match="damaged"):
        archives.refuse_other_rows(copy, manifest)


@pytest.fixture
def newer(installed):
    """A database that a later version has brought forward."""
    later = MigrationRecorder(connection).migration_qs.create(
        app="school", name="9999_later", applied=NOON
    )
    yield
    MigrationRecorder(connection).migration_qs.filter(pk=later.pk).delete()


@pytest.mark.usefixtures("newer")
def test_a_backup_of_a_newer_version_is_refused(settings):
    with pytest.raises(Refused, match="newer"):
        there_and_back(settings)


def there_and_back(settings):
    """Where a backup of it can be made at all: of PostgreSQL only with its own version."""
    path, _manifest = back_up(settings)
    restoring.restore(path, now=NOON, passphrase="")


def test_verify_remembers_what_it_found_whole(school, settings):
    path, manifest = back_up(settings)

    call_command("verify", path)

    assert facts.noted("verified")["path"] == str(path)
    assert facts.noted("verified")["made_at"] == manifest.made_at


def test_a_restore_names_a_folder_and_takes_its_newest(installed, settings):
    make_person(name="First")
    back_up(settings)
    make_person(name="Second")
    back_up(settings, NOON + timedelta(hours=1))
    Person.objects.all().delete()

    call_command("restore", settings.BACKUP_DIR)

    assert set(Person.objects.values_list("name", flat=True)) == {"First", "Second"}


# SQLite -----------------------------------------------------------------------------------------


def test_while_the_server_runs_nothing_is_restored(installed, settings, on_postgresql):
    if on_postgresql:
        pytest.skip("PostgreSQL replaces its rows while the server runs")
    make_person()
    path, _manifest = back_up(settings)
    live = settings.DATA_DIR / "logistics.sqlite3"
    with closing(sqlite3.connect(live)) as server:
        server.execute("SELECT count(*) FROM school_person").fetchone()

        with pytest.raises(Refused, match="Stop the server"):
            restoring.restore(path, now=NOON, passphrase="")

    restoring.restore(path, now=NOON, passphrase="")  # the control: it is stopped


def test_the_old_database_stays_beside_the_restored_one(installed, settings, on_postgresql):
    if on_postgresql:
        pytest.skip("PostgreSQL keeps the old rows until the restore is committed")
    path, _manifest = back_up(settings)
    make_person(name="Only in the old one")

    restoring.restore(path, now=NOON, passphrase="")

    aside = settings.DATA_DIR / "logistics.sqlite3.before-restore"
    with closing(sqlite3.connect(aside)) as old:
        found = old.execute("SELECT name FROM school_person").fetchall()
    assert found == [("Only in the old one",)]


def test_a_database_past_saving_is_replaced(installed, settings, on_postgresql):
    if on_postgresql:
        pytest.skip("its files are not ours")
    make_person(name="Saved")
    path, _manifest = back_up(settings)
    connection.close()
    live = settings.DATA_DIR / "logistics.sqlite3"
    live.write_bytes(b"\x00 no database \x00" * 999)

    restoring.restore(path, now=NOON, passphrase="")

    assert Person.objects.get().name == "Saved"


# From one database to the other -----------------------------------------------------------------


def test_a_school_moves_to_sqlite_and_back(school, settings, on_postgresql, tmp_path):
    """On PostgreSQL there and back; on SQLite into an empty installation and back."""
    before, home = totals(), tmp_path / "other"
    path, _manifest = back_up(settings)

    manage_well(home, "restore", path)
    moved = home / "moved.tar"
    manage_well(home, "backup", moved)
    Campus.objects.filter(name="East").update(name="Changed")
    restoring.restore(moved, now=NOON, passphrase="")

    assert totals() == before
    assert make_person().pk not in {person.pk for person in school.people.values()}


def test_an_empty_computer_needs_one_command(school, settings, tmp_path):
    path, manifest = back_up(settings)
    home = tmp_path / "new"

    manage_well(home, "restore", path)

    with closing(sqlite3.connect(home / "data/logistics.sqlite3")) as file:
        people = file.execute("SELECT count(*) FROM school_person").fetchone()
    assert people == (Person.objects.count(),)
    assert manage(home, "check", "--database", "default").returncode == 0
    assert (
        json.loads((home / "data/upkeep/restore.json").read_text())["made_at"] == manifest.made_at
    )
