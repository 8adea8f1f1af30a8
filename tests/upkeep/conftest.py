"""An installation in a folder of its own: database, files, keys, backups."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.upkeep.places import FIELD, SEAL


@pytest.fixture(scope="session")
def laid(tmp_path_factory):
    """Where the empty tables lie that a backup of PostgreSQL begins with: made once."""
    return tmp_path_factory.mktemp("laid")


@pytest.fixture
def places(settings, tmp_path, laid):
    """Folders as a school has them."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_COPY_DIR = ""
    settings.BACKUP_KEY = ""
    settings.FIELD_KEYS, settings.SEAL_KEY = [FIELD], SEAL
    for place in (settings.DATA_DIR, settings.MEDIA_ROOT, settings.KEYS_DIR, settings.BACKUP_DIR):
        place.mkdir()
    shutil.copytree(laid, settings.DATA_DIR / "upkeep")
    yield tmp_path
    for tables in (settings.DATA_DIR / "upkeep").glob("tables-*"):
        shutil.copy(tables, laid)


@pytest.fixture
def installed(transactional_db, places, settings):
    """The database as a file that other connections and programs can open, as in a school."""
    if connection.vendor != "sqlite":
        yield places
        return
    kept, given = connection.connection, connection.settings_dict
    path, name, options = settings.DATA_DIR / "logistics.sqlite3", given["NAME"], given["OPTIONS"]
    with closing(sqlite3.connect(path)) as file:
        kept.backup(file)
    connection.connection, given["NAME"] = None, str(path)
    given["OPTIONS"] = options | {"init_command": "PRAGMA journal_mode=WAL;"}
    yield places
    connection.close()
    connection.connection, given["NAME"], given["OPTIONS"] = kept, name, options


@pytest.fixture
def photo(settings):
    """A file that lies where the photos lie."""

    def write(name: str, content: bytes = b"\xff\xd8\xff photo") -> Path:
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return write


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
