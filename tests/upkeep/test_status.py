"""The status page, the probes, the daily backup and what is said when something is amiss."""

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from logistics.records.models import Entry
from logistics.upkeep import checks, facts, health, keeping
from tests.factories import make_campus, make_person

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def admin(installed, enter):
    return enter("admin")


def lay(settings, *moments):
    """Files that are named as backups of these moments are."""
    for at in moments:
        name = f"houqin-{timezone.localtime(at):{keeping.STAMP}}.tar"
        (settings.BACKUP_DIR / name).write_bytes(b"x")


def tone(title, now=NOON):
    return {line.title: line.tone for part in health.parts(now) for line in part.lines}[title]


# The page ---------------------------------------------------------------------------------------


def test_the_page_tells_the_administrator_all(admin):
    page = admin.get(reverse("upkeep:status")).text

    for word in (
        "Version",
        "Disk",
        "Last backup",
        "tried out",
        "Worker",
        "Queue",
        "Clock",
        "fit this version",
    ):
        assert word in page


@pytest.mark.parametrize("role", ["director", "principal", "cook", "inspector"])
def test_the_page_is_for_nobody_else(enter, places, role):
    client = enter(role)

    statuses = [client.get(reverse("upkeep:status")).status_code]
    statuses += [
        client.post(reverse(f"upkeep:{name}")).status_code for name in ("backup_now", "backup_try")
    ]

    assert statuses == [403, 403, 403]


def test_the_button_makes_a_backup_and_the_page_shows_it(admin, settings):
    admin.post(reverse("upkeep:backup_now"))

    [backup] = keeping.all_kept()
    page = admin.get(reverse("upkeep:status")).text
    assert backup.path.name in page
    assert facts.noted("asked") == {}


def test_the_trial_is_remembered(admin, settings):
    admin.post(reverse("upkeep:backup_now"))
    before = tone("Last backup tried out", timezone.now())

    admin.post(reverse("upkeep:backup_try"))

    assert (before, tone("Last backup tried out", timezone.now())) == ("warn", "ok")


def test_a_backup_that_could_not_be_made_says_why(admin, settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12 - 10**6, 10**6))

    admin.post(reverse("upkeep:backup_now"))

    assert "disk is too full" in facts.noted("failure")["sentence"]
    assert "disk is too full" in admin.get(reverse("upkeep:status")).text
    assert list(settings.BACKUP_DIR.iterdir()) == []


@pytest.mark.parametrize("backups", [1, 3])
def test_the_page_asks_as_many_queries_for_three_backups_as_for_one(
    admin, settings, backups, django_assert_max_num_queries
):
    lay(settings, *(NOON - n * DAY for n in range(backups)))
    admin.get(reverse("upkeep:status"))

    with django_assert_max_num_queries(12):
        admin.get(reverse("upkeep:status"))


def test_the_home_of_the_administrator_has_the_card_and_others_have_not(enter, places):
    assert reverse("upkeep:backup_now") in enter("admin").get("/").text
    assert reverse("upkeep:backup_now") not in enter("director").get("/").text


# What is amiss ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "expected"), [(HOUR, "ok"), (25 * HOUR, "danger")])
def test_a_backup_older_than_a_day_is_called_out(places, db, settings, age, expected):
    lay(settings, NOON - age)

    assert tone("Last backup") == expected


@pytest.mark.parametrize(("days", "expected"), [(8, "ok"), (10, "danger")])
def test_nine_days_without_a_copy_elsewhere_are_called_out(places, db, settings, days, expected):
    settings.BACKUP_COPY_DIR = str(places / "stick")
    facts.note("copy", at=NOON, made_at=NOON - days * DAY)

    assert tone("Copy on another disk") == expected


@pytest.mark.parametrize(("percent", "expected"), [(16, "ok"), (14, "warn"), (4, "danger")])
def test_a_disk_that_fills_is_called_out(places, db, monkeypatch, percent, expected):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 100 - percent, percent))

    assert health.disk().tone == expected


@pytest.mark.parametrize(("minutes", "expected"), [(1, "ok"), (6, "danger")])
def test_a_silent_worker_is_called_out(places, db, minutes, expected):
    facts.note("worker", at=NOON - timedelta(minutes=minutes))

    assert tone("Worker") == expected


def test_a_clock_behind_the_last_record_is_called_out(places, campus):
    Entry.objects.create(
        kind="work_note",
        number="GZ-1",
        campus=campus,
        happened_at=NOON,
        entered_at=NOON,
        entered_by=make_person(),
    )

    assert health.clock(NOON - HOUR).tone == "danger"
    if connection.vendor == "sqlite":
        assert health.clock(NOON).tone == "ok"


@pytest.mark.parametrize(("https", "told"), [(False, True), (True, False)])
def test_an_open_connection_is_said_to_the_administrator_on_every_page(enter, places, https, told):
    with override_settings(HTTPS=https, DEBUG=False, DEMO=False):
        page = enter("admin").get("/").text
        other = enter("director").get("/").text

    assert ("anybody in the network can read along" in page) == told
    assert "anybody in the network can read along" not in other


# The probes -------------------------------------------------------------------------------------


def ready(client):
    answer = client.get(reverse("status_ready"))
    return answer.status_code, answer.text


def test_ready_says_ok_without_a_login(client, db, places):
    assert ready(client) == (200, "ok")


def test_ready_names_the_files_when_their_folder_is_gone(client, db, places, settings):
    settings.MEDIA_ROOT.rmdir()
    new_school = ready(client)
    make_photo_row()

    assert (new_school, ready(client)) == ((200, "ok"), (503, "files"))


def test_ready_names_the_disk_when_it_is_full(client, db, places, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, 1000))

    assert ready(client) == (503, "disk")


def test_ready_names_the_migrations_that_are_owed(client, db, places, monkeypatch):
    monkeypatch.setattr(health.known, "is_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")

    assert ready(client) == (503, "migrations")


def test_ready_names_the_database_while_nothing_can_be_written(
    client, installed, settings, monkeypatch
):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        assert ready(client) == (503, "database")
        connection.close()
        return
    monkeypatch.setattr(health, "LOCKED_AFTER", 0.1)
    path = settings.DATA_DIR / "logistics.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        locked = ready(client)
        other.execute("ROLLBACK")

    assert (locked, ready(client)) == ((503, "database"), (200, "ok"))


def make_photo_row():
    from logistics.records.models import Photo

    person = make_person()
    entry = Entry.objects.create(
        kind="work_note", number="GZ-1", campus=make_campus(), happened_at=NOON, entered_at=NOON,
        entered_by=person,
    )  # fmt: skip
    Photo.objects.create(
        entry=entry, file="photos/a.jpg", thumbnail="photos/b.jpg", sha256="x", uploaded_at=NOON,
        uploaded_by=person,
    )  # fmt: skip


# Day by day -------------------------------------------------------------------------------------


def test_a_backup_is_owed_once_a_day_and_after_a_night_switched_off(places, settings):
    owed = [keeping.is_owed(NOON)]
    lay(settings, NOON - HOUR)
    owed += [keeping.is_owed(NOON), keeping.is_owed(NOON + 20 * HOUR)]

    assert owed == [True, False, True]


def test_the_hourly_task_makes_what_is_owed_once(installed, settings):
    for hour in range(3):
        keeping.do_what_is_owed(NOON + hour * HOUR)

    [backup] = keeping.all_kept()
    assert backup.made_at == NOON
    assert facts.noted_at("verified") == NOON


def test_seven_days_four_weeks_and_twelve_months_are_kept():
    days = [NOON - n * DAY for n in range(500)]

    kept = sorted(keeping.to_keep(days), reverse=True)

    assert kept[:7] == days[:7]
    assert len(kept) <= 7 + 4 + 12
    assert len({(at.year, at.month) for at in kept}) == 12


def test_what_is_not_kept_is_removed_and_the_rest_is_not(places, settings):
    lay(settings, *(NOON - n * DAY for n in range(60)))
    (settings.BACKUP_DIR / "houqin-by-hand.tar").write_bytes(b"x")

    keeping.thin(settings.BACKUP_DIR)

    left = {one.made_at for one in keeping.all_kept()}
    assert left == keeping.to_keep(NOON - n * DAY for n in range(60))
    assert (settings.BACKUP_DIR / "houqin-by-hand.tar").exists()


def test_old_ones_stay_until_the_new_one_is_there(installed, settings, monkeypatch):
    lay(settings, *(NOON - n * DAY for n in range(1, 60)))
    before = len(keeping.all_kept())
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 100, 0))

    keeping.do_what_is_owed(NOON)

    assert len(keeping.all_kept()) == before


def test_the_newest_is_copied_to_the_stick_once_it_is_plugged_in(installed, settings):
    stick = installed / "stick"
    settings.BACKUP_COPY_DIR = str(stick)
    keeping.do_what_is_owed(NOON)
    unplugged = facts.noted("copy")
    stick.mkdir()

    keeping.do_what_is_owed(NOON + HOUR)

    assert unplugged == {}
    assert [path.name for path in stick.iterdir()] == [keeping.newest().path.name]
    assert facts.noted_at("copy", "made_at") == NOON


# Where the database lies ------------------------------------------------------------------------

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:44 / /srv/share rw,relatime shared:2 - cifs //nas/school rw
41 22 0:45 / /srv/share/own\\040disk rw shared:3 - xfs /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/houqin/data/a.sqlite3", "ext4"),
        ("/srv/share/data/a.sqlite3", "cifs"),
        ("/srv/shared/a.sqlite3", "ext4"),
        ("/srv/share/own disk/a.sqlite3", "xfs"),
    ],
)
def test_a_path_is_known_by_the_nearest_mount_above_it(tmp_path, path, kind):
    assert checks.file_system(Path(path), MOUNTS) == kind


def test_a_database_on_a_network_drive_is_refused_at_the_start(monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(checks, "MOUNTS", mounts)

    remote, here = (
        checks.looked_at(Path(folder) / "a.sqlite3") for folder in ("/srv/share", "/srv/houqin")
    )

    assert [error.id for error in remote] == ["upkeep.E001"]
    assert here == []
