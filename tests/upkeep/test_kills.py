"""The power goes while a backup, a restore or an upgrade is under way: all of it or nothing.

Each program is killed at moments spread over its run, and started again afterwards.
"""

import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from logistics.errors import Refused
from logistics.upkeep import archives
from tests.upkeep.places import command, manage_well, surroundings

pytestmark = pytest.mark.soak
ROWS = 300


@pytest.fixture
def moments(long_form):
    """At which parts of its run a program is killed."""
    count = 20 if long_form else 3
    return [(n + 0.5) / count for n in range(count)]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An empty installation, made once."""
    home = tmp_path_factory.mktemp("template")
    manage_well(home, "migrate")
    return home


@pytest.fixture
def home(template, tmp_path):
    place = tmp_path / "home"
    shutil.copytree(template, place)
    media = place / "data/media/photos"
    media.mkdir(parents=True)
    for n in range(40):
        (media / f"{n}.jpg").write_bytes(bytes([n]) * 100_000)
    name_people(place, "Before")
    return place


def database(home: Path) -> Path:
    return home / "data/logistics.sqlite3"


def name_people(home: Path, name: str) -> None:
    """Many rows of one name: half a restore would show two."""
    with closing(sqlite3.connect(database(home))) as file:
        file.execute("DELETE FROM school_campus")
        told = [row[1:4] for row in file.execute("PRAGMA table_info(school_campus)")]
        usual = {
            column: "{}" if column == "meals" else 1 for column, _kind, needed in told if needed
        }
        rows = [usual | {"id": n, "name": f"{name} {n}"} for n in range(1, ROWS + 1)]
        places = ", ".join(f":{column}" for column in rows[0])
        file.executemany(
            f"INSERT INTO school_campus ({', '.join(rows[0])}) VALUES ({places})", rows
        )
        file.commit()


def names(home: Path) -> set[tuple[str, int]]:
    with closing(sqlite3.connect(database(home))) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        words = "substr(name, 1, instr(name, ' ') - 1)"
        return set(file.execute(f"SELECT {words}, count(*) FROM school_campus GROUP BY 1"))


def lasts(home: Path, *words: object) -> float:
    """How many seconds a program takes here and now."""
    began = time.monotonic()
    manage_well(home, *words)
    return time.monotonic() - began


def killed(home: Path, seconds: float, *words: object) -> bool:
    """Run a program and kill it after some time; whether it was still running."""
    running = subprocess.Popen(
        command(*words),
        env=surroundings(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        running.wait(30)
        return True
    return False


def test_a_killed_backup_leaves_a_whole_one_or_none(home, moments):
    shelf = home / "shelf"
    whole = lasts(home, "backup", home / "first")

    cut = [killed(home, whole * share, "backup", shelf) for share in moments]

    for path in shelf.glob("*.tar") if shelf.exists() else ():
        archives.read(path, passphrase="")
    assert any(cut)
    assert names(home) == {("Before", ROWS)}
    manage_well(home, "backup", shelf)
    assert [path.name for path in shelf.iterdir() if not path.name.endswith(".tar")] == []
    assert list((home / "data/upkeep").glob("work-*")) == []


def test_a_backup_written_under_its_name_would_be_left_half(home):
    """The control: without the name it has until it is done, half a backup looks like one."""
    path = home / "half.tar"
    manage_well(home, "backup", path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(Refused):
        archives.read(path, passphrase="")


def test_a_killed_restore_leaves_the_old_school_or_the_new_one(home, moments):
    manage_well(home, "backup", home / "before.tar")
    name_people(home, "After")
    manage_well(home, "backup", home / "after.tar")
    whole = lasts(home, "restore", home / "before.tar")

    cut, found = [], []
    for share in moments:
        name_people(home, "Before")
        cut.append(killed(home, whole * share, "restore", home / "after.tar"))
        found.append(names(home))

    assert any(cut)
    assert all(one in ({("Before", ROWS)}, {("After", ROWS)}) for one in found)
    manage_well(home, "restore", home / "after.tar")
    assert names(home) == {("After", ROWS)}


def test_a_database_written_over_in_place_would_be_lost(home):
    """The control: a copy into the old file that stops halfway leaves neither of the two."""
    manage_well(home, "backup", home / "before.tar")
    name_people(home, "After")
    with closing(sqlite3.connect(database(home))) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute("VACUUM")
    archives.read(home / "before.tar", passphrase="", into=home, files=False)
    other = archives.unpack_database(home).read_bytes()

    with database(home).open("rb+") as file:
        file.write(other[: len(other) // 2])

    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        assert names(home) in ({("Before", ROWS)}, {("After", ROWS)})


# Upgrades ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def old_template(long_form, tmp_path_factory):
    """An installation without the youngest trades; in the long form as the very first version left it."""
    home = tmp_path_factory.mktemp("old")
    if long_form:
        manage_well(home, "migrate", "sessions")
        for app in ("logistics", "duties"):  # the others stand below the duties
            manage_well(home, "migrate", app, "0001")
    else:
        for app in ("sessions", "assets", "health"):
            manage_well(home, "migrate", app)
    return home


@pytest.fixture
def old(old_template, tmp_path):
    place = tmp_path / "old"
    shutil.copytree(old_template, place)
    name_people(place, "Before")
    return place


def test_an_old_database_is_brought_forward_with_its_data(old):
    manage_well(old, "migrate")

    manage_well(old, "migrate", "--check")
    assert names(old) == {("Before", ROWS)}


def test_a_killed_upgrade_is_finished_by_the_next_one(old, moments, tmp_path):
    trial = tmp_path / "trial"
    shutil.copytree(old, trial)
    whole = lasts(trial, "migrate")

    for share in moments:
        killed(old, whole * share, "migrate")
        assert names(old) == {("Before", ROWS)}

    manage_well(old, "migrate")
    manage_well(old, "migrate", "--check")
    assert schema(old) == schema(trial)


def schema(home: Path) -> set[str]:
    with closing(sqlite3.connect(database(home))) as file:
        return {
            row[0] for row in file.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        }


def test_a_backup_of_an_older_version_is_restored_forward(old, tmp_path):
    manage_well(old, "backup", tmp_path / "old.tar")
    new = tmp_path / "new"

    manage_well(new, "restore", tmp_path / "old.tar")

    manage_well(new, "migrate", "--check")
    assert names(new) == {("Before", ROWS)}
