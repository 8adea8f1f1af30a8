"""A database of a benchmark's own, in a folder that goes with it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def apart() -> Iterator[None]:
    """The tables laid in an empty SQLite file, whatever database the environment names."""
    with tempfile.TemporaryDirectory() as folder:
        begin(folder)
        yield


def begin(folder: str) -> None:
    os.environ |= {"DATA_DIR": folder, "DEBUG": "1", "DEMO": "1", "HTTPS": "0"}
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.DEBUG = False  # it would keep every statement
    call_command("migrate", verbosity=0)


@contextmanager
def filled(fill: Callable[[], None]) -> Iterator[None]:
    """The same, filled; with `--keep PATH` it is filled there once, and a copy of it is taken."""
    kept = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        if kept and kept.exists():
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        begin(folder)
        if not kept or not kept.exists():
            fill()
        if kept and not kept.exists():
            keep(folder, kept)
        yield


def keep(folder: str, kept: Path) -> None:
    from django.db import connection

    connection.close()  # what is in the journal goes into the file
    shutil.copytree(folder, kept)
