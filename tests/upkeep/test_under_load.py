"""A backup while somebody writes, and on a disk that is full."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connection, connections, transaction

from logistics.contributions import checks
from logistics.errors import Refused
from logistics.school.models import Place
from logistics.upkeep import archives, copies, keeping
from tests.factories import make_campus, make_person, make_place
from tests.upkeep.places import manage_well

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PER_SECOND = 100
SLOWER = 0.05  # seconds by which a page may answer later while a backup is made
FIRST = 1_000_000
WARM = 200  # transactions before the first backup, to compare with


def steps(n: int, like: Place) -> list[tuple[str, list[object]]]:
    """What the n-th transaction does: a room more, another name for the last one, one less.

    The campus counts along, so that no two tables may be of two moments. Whoever knows how many
    there were knows every row.
    """
    columns = [field.column for field in Place._meta.concrete_fields]
    said = {"id": FIRST + n, "name": f"new {n}", "code": f"C{n}"}
    values = ", ".join("%s" if name in said else name for name in columns)
    new = [said[name] for name in columns if name in said]
    row = f"SELECT {values} FROM school_place WHERE id = %s"
    return [
        (f"INSERT INTO school_place ({', '.join(columns)}) {row}", [*new, like.pk]),
        ("UPDATE school_place SET name = %s WHERE id = %s", [f"old {n - 1}", FIRST + n - 1]),
        ("DELETE FROM school_place WHERE id = %s", [FIRST + n - 2 if n % 3 else 0]),
        ("UPDATE school_campus SET name = %s WHERE id = %s", [f"after {n}", like.campus_id]),
    ]


class Writer(Thread):
    """Writes without a pause, one transaction after the other."""

    def __init__(self, like: Place):
        super().__init__()
        self.like, self.over, self.count, self.trouble = like, Event(), 0, None
        self.lasted: list[float] = []
        self.warm = Event()

    def run(self):
        try:
            while not self.over.is_set():
                began = monotonic()
                with transaction.atomic(), connection.cursor() as cursor:
                    for statement, given in steps(self.count, self.like):
                        cursor.execute(statement, given)
                self.count += 1
                self.lasted.append(monotonic() - began)
                if self.count == WARM:
                    self.warm.set()
        except BaseException as trouble:
            self.trouble = trouble
            raise
        finally:
            connections.close_all()


def late(lasted: list[float]) -> float:
    """How long nineteen of twenty took at most."""
    return quantiles(lasted, n=20)[-1]


class Replay:
    """The rows before the first transaction, to which the same transactions are done again."""

    def __init__(self, path: Path, like: Place):
        self.file, self.like, self.count = sqlite3.connect(path), like, 0

    def until(self, count: int) -> copies.Fingerprints:
        """Every table's rows and their hash after so many transactions."""
        for n in range(self.count, count):
            for statement, given in steps(n, self.like):
                self.file.execute(statement.replace("%s", "?"), given)
        self.count = count
        return copies.fingerprints(self.file)


def told_by(path: Path) -> tuple[int, copies.Fingerprints]:
    """How many transactions a copy holds, and what all its tables say."""
    with closing(sqlite3.connect(path)) as file:
        last = file.execute("SELECT max(id) FROM school_place").fetchone()[0]
        return max(last - FIRST + 1, 0), copies.fingerprints(file)


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.soak
def test_a_backup_made_while_somebody_writes_is_of_one_moment(
    installed, settings, long_form, photo, tmp_path
):
    room = make_place()
    make_person(role="admin", username="keeper")  # without one the doctor complains
    for n in range(20):
        photo(f"photos/{n}.jpg", os.urandom(9000))
    files = hashes(settings.MEDIA_ROOT)
    start, _manifest = keeping.back_up(settings.BACKUP_DIR, now=NOON - timedelta(days=1))
    replay = Replay(unpacked(start, settings), room)
    writer = Writer(room)
    writer.start()
    writer.warm.wait(60)
    undisturbed, began, seen = len(writer.lasted), monotonic(), []
    try:
        for n in range(50 if long_form else 3):
            before = writer.count
            path, _manifest = keeping.back_up(settings.BACKUP_DIR, now=NOON + timedelta(minutes=n))
            seen.append((before, path, writer.count))
    finally:
        writer.over.set()
        writer.join(60)
    written = (writer.count - undisturbed) / (monotonic() - began)

    for before, path, after in seen:
        count, told = told_by(unpacked(path, settings))
        assert before <= count <= after + 1
        assert told == replay.until(count)
    for number, (_before, path, _after) in enumerate(seen if long_form else seen[-1:]):
        home = tmp_path / f"new-{number}"
        manage_well(home, "restore", path)
        manage_well(home, "doctor", "--only", *(check.code for check in checks()))
        assert told_by(home / "data/logistics.sqlite3") == told_by(unpacked(path, settings))
        assert hashes(home / "data/media") == files
        shutil.rmtree(home)
    assert writer.trouble is None
    if long_form:
        assert written >= PER_SECOND
        assert late(writer.lasted[undisturbed:]) <= late(writer.lasted[:undisturbed]) + SLOWER


def unpacked(path: Path, settings) -> Path:
    work = settings.DATA_DIR / f"looked-at-{path.name}"
    if work.exists():
        shutil.rmtree(work)
    work.mkdir()
    archives.read(path, passphrase="", into=work, files=False)
    return archives.unpack_database(work)


def test_copying_the_file_alone_leaves_out_what_stands_in_the_log(installed, settings):
    """The control: what was just written is not in the file yet."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's files are not ours")
    campus = make_campus()
    Place.objects.create(campus=campus, name="Hall", kind=Place.Kind.CLASSROOM)
    live, copied = settings.DATA_DIR / "logistics.sqlite3", settings.DATA_DIR / "copied"

    shutil.copyfile(live, copied)

    path, _manifest = keeping.back_up(settings.BACKUP_DIR, now=NOON)
    assert rooms(copied) == 0
    assert rooms(unpacked(path, settings)) == 1


def rooms(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT count(*) FROM school_place").fetchone()[0]


# A disk of sixteen megabytes --------------------------------------------------------------------


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
