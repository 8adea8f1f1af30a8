"""A backup while somebody writes, and on a disk that is full."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connection, connections, transaction

from logistics.errors import Refused
from logistics.school.models import Place
from logistics.upkeep import archives, keeping
from tests.factories import make_campus

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PER_SECOND = 50


class Writer(Thread):
    """Writes pairs of places without a pause: at no moment does one stand without the other."""

    def __init__(self, campus):
        super().__init__()
        self.campus, self.over, self.count, self.trouble = campus, Event(), 0, None

    def run(self):
        try:
            while not self.over.is_set():
                with transaction.atomic():
                    for half in ("left", "right"):
                        Place.objects.create(
                            campus=self.campus,
                            name=f"{self.count} {half}",
                            kind=Place.Kind.CLASSROOM,
                        )
                self.count += 1
        except BaseException as trouble:
            self.trouble = trouble
            raise
        finally:
            connections.close_all()


def halves(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as file:
        return tuple(
            file.execute(
                "SELECT count(*) FROM school_place WHERE name LIKE ?", [f"% {half}"]
            ).fetchone()[0]
            for half in ("left", "right")
        )


@pytest.mark.soak
def test_a_backup_made_while_somebody_writes_is_of_one_moment(installed, settings, long_form):
    writer = Writer(make_campus())
    writer.start()
    began, seen = monotonic(), []
    try:
        for n in range(50 if long_form else 3):
            before = writer.count
            path, manifest = keeping.back_up(settings.BACKUP_DIR, now=NOON + timedelta(minutes=n))
            seen.append((before, path, manifest, writer.count))
    finally:
        writer.over.set()
        writer.join(60)
    written = writer.count / (monotonic() - began)

    for before, path, manifest, after in seen:
        copy = unpacked(path, settings)
        archives.refuse_other_rows(copy, manifest)
        left, right = halves(copy)
        assert left == right
        assert before <= left <= after + 1
    assert writer.trouble is None
    if long_form:
        assert written >= PER_SECOND


def unpacked(path: Path, settings) -> Path:
    work = settings.DATA_DIR / f"looked-at-{path.name}"
    work.mkdir()
    archives.read(path, passphrase="", into=work, files=False)
    return archives.unpack_database(work)


def test_copying_the_file_alone_leaves_out_what_stands_in_the_log(installed, settings):
    """The control: what was just written is not in the file yet."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's files are not ours")
    campus = make_campus()
    Place.objects.create(campus=campus, name="1 left", kind=Place.Kind.CLASSROOM)
    live, copied = settings.DATA_DIR / "logistics.sqlite3", settings.DATA_DIR / "copied"

    shutil.copyfile(live, copied)

    path, _manifest = keeping.back_up(settings.BACKUP_DIR, now=NOON)
    assert halves(copied) == (0, 0)
    assert halves(unpacked(path, settings)) == (1, 0)


# A disk of sixteen megabytes --------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A disk in memory; only root may make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk of sixteen megabytes: {made.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path, leave: int = 0) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        free = shutil.disk_usage(disk).free - leave
        file.write(b"x" * max(free, 0))
    return ballast


def test_a_backup_onto_a_full_disk_leaves_nothing_half(
    installed, settings, small_disk, monkeypatch, photo
):
    monkeypatch.setattr(archives, "refuse_full", lambda *_args: None)  # it fills up meanwhile
    photo("photos/one.jpg", os.urandom(2_000_000))
    ballast = fill(small_disk, leave=1_000_000)

    with pytest.raises(Refused, match="disk is full"):
        keeping.back_up(small_disk, now=NOON)

    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
    ballast.unlink()
    path, _manifest = keeping.back_up(small_disk, now=NOON)
    assert archives.read(path, passphrase="").manifest.made == NOON


def test_a_full_disk_is_seen_before_the_work_begins(installed, settings, small_disk):
    with pytest.raises(Refused, match="too full"):
        keeping.back_up(small_disk, now=NOON)

    assert list(small_disk.iterdir()) == []


def test_a_database_on_a_full_disk_answers_with_a_cure_and_goes_on_afterwards(
    installed, settings, small_disk, enter
):
    if connection.vendor == "postgresql":
        pytest.skip("its disk is not ours")
    client = enter("admin")
    client.raise_request_exception = False
    connection.close()
    moved = small_disk / "logistics.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live:
        live.execute("VACUUM INTO ?", [str(moved)])
    connection.settings_dict["NAME"] = str(moved)
    client.get("/")
    ballast = fill(small_disk)

    answers = [client.post("/drafts/?path=/x/", {"text": "a" * 900_000}) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {507}
    assert "make room" in answers[0].text
    ballast.unlink()
    assert client.post("/drafts/?path=/x/", {"text": "a"}).status_code == 200
