"""What is known about this installation from one time to the next: small files beside the data.

They are no tables, because they tell of the database and have to survive its being replaced.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from logistics.errors import Refused

if os.name == "nt":
    import msvcrt
else:
    import fcntl


def folder() -> Path:
    place = Path(settings.DATA_DIR) / "upkeep"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def note(name: str, **said: Any) -> None:
    """Remember, in place of what was noted under this name before."""
    fresh = folder() / f"{name}.{os.getpid()}"
    fresh.write_text(json.dumps(said, default=str), "utf-8")
    fresh.replace(folder() / f"{name}.json")


def noted(name: str) -> dict[str, Any]:
    """What was noted last; nothing if nothing was, or if it cannot be read."""
    try:
        return json.loads((folder() / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def noted_at(name: str, key: str = "at") -> datetime | None:
    said = noted(name).get(key)
    return datetime.fromisoformat(said) if said else None


def forget(name: str) -> None:
    (folder() / f"{name}.json").unlink(missing_ok=True)


@contextmanager
def alone() -> Iterator[Path]:
    """A folder to work in, for one backup or restore at a time; it is gone afterwards.

    The lock ends with the process, so one that was killed is in nobody's way.
    """
    with (folder() / "lock").open("a+b") as file:
        try:
            lock(file.fileno())
        except OSError as busy:
            raise Refused(_("A backup or restore is under way. Wait until it is done.")) from busy
        for left in folder().glob("work-*"):
            rmtree(left, ignore_errors=True)
        work = Path(mkdtemp(prefix="work-", dir=folder()))
        try:
            yield work
        finally:
            rmtree(work, ignore_errors=True)


def lock(number: int) -> None:
    if os.name == "nt":
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_under_way() -> bool:
    """Whether a backup or restore is being made now."""
    with (folder() / "lock").open("a+b") as file:
        try:
            lock(file.fileno())
        except OSError:
            return True
    return False
