"""Bringing a backup back: into an empty installation or over one, from either database to either.

Everything that can be refused is refused before live data is touched: the backup is read to its
end, its database opened, compared and brought forward in a place of its own. Files come first:
they have names nobody guesses, so those of a backup lie beside the ones that are there until the
database names them. The database is then replaced in one step, and that step is all or nothing.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils.translation import gettext as _
from huey.contrib.djhuey import HUEY

from logistics.errors import Refused
from logistics.upkeep import archives, copies, facts
from logistics.upkeep.archives import KEYS, MEDIA, Manifest
from logistics.upkeep.keeping import disk_says, settle_name

ASIDE = ".before-restore"


def restore(path: Path, *, now: datetime, passphrase: str) -> Manifest:
    """Put a backup in place of what is there. Nobody is logged in afterwards."""
    with facts.alone() as work, disk_says():
        refuse_open_database()
        opened = archives.read(path, passphrase=passphrase, into=work)
        manifest = opened.manifest
        copy = archives.unpack_database(work)
        archives.refuse_other_rows(copy, manifest)
        refuse_newer(manifest)
        refuse_lost_keys(manifest, work)
        copies.bring_forward(copy, made_at=manifest.made)
        put_files(work)
        put_keys(work)
        put_database(copy)
        put_seal_head(work)
        HUEY.flush()  # what was waiting belongs to what was there before
    facts.note("restore", at=now, path=str(path), made_at=manifest.made_at)
    return manifest


# Before anything is touched ---------------------------------------------------------------------


def refuse_newer(manifest: Manifest) -> None:
    if copies.unknown_migrations(manifest.migrations):
        raise Refused(
            _("This backup was made by version %(version)s, which is newer. Install that first.")
            % {"version": manifest.version}
        )


def refuse_lost_keys(manifest: Manifest, work: Path) -> None:
    """Without its key, what is encrypted in the columns would be lost without a word."""
    held = {archives.mark_of(key) for key in settings.FIELD_KEYS}
    if not (work / KEYS).exists() and not held & set(manifest.key_marks):
        raise Refused(
            _(
                "The encrypted columns of this backup need the key of the computer it was made on. "
                "Put its file keys/field in place, then restore again."
            )
        )


def live_file() -> Path | None:
    """The database, where it is a file."""
    if connection.vendor != "sqlite" or copies.is_in_memory():
        return None
    return Path(connection.settings_dict["NAME"])


def refuse_open_database() -> None:
    """Whoever has the old file open would go on writing into it, and nobody would read that."""
    live = live_file()
    connections.close_all()
    if live and live.exists():
        close_log(live)


def close_log(live: Path) -> None:
    """Take the log beside the database into it; that works only while nobody has it open."""
    try:
        with closing(sqlite3.connect(live, timeout=1)) as file:
            [(mode,)] = file.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as refusal:
        if "locked" not in str(refusal):
            raise
        mode = "wal"
    except sqlite3.DatabaseError:
        set_log_aside(live)  # it is past saving, and its log must not be taken for the new one's
        return
    if mode == "wal":
        raise Refused(_("The database is in use. Stop the server and the worker, then restore."))


def set_log_aside(live: Path) -> None:
    for ending in ("-wal", "-shm"):
        log = live.with_name(live.name + ending)
        if log.exists():
            log.replace(live.with_name(live.name + ASIDE + ending))


# Putting in place -------------------------------------------------------------------------------


def put_files(work: Path) -> None:
    """Beside those that are there; what no row names any more is swept later."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    staged = work / MEDIA
    for path in sorted(staged.rglob("*")) if staged.exists() else ():
        if path.is_file():
            target = root / path.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def put_keys(work: Path) -> None:
    """The keys of the backup join those of this computer: until the end either database is readable.

    Keys that the environment gives are not kept in files, and nothing is written for them.
    """
    if not (work / KEYS).exists():
        return
    place = Path(settings.KEYS_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    brought = (work / KEYS / "field").read_text("ascii").split(",")
    both = [*brought, *(key for key in settings.FIELD_KEYS if key and key not in brought)]
    put_key(place / "field", ",".join(both))
    for name in ("seal", "secret"):
        text = (work / KEYS / name).read_text("ascii")
        if name == "seal" or not (place / name).exists():
            put_key(place / name, text)


def put_key(place: Path, text: str) -> None:
    """What was there before stays beside it."""
    if place.exists() and place.read_text("ascii").strip() != text:
        shutil.copy2(place, place.with_name(place.name + ASIDE))
    fresh = place.with_name(place.name + ".part")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(text)
        os.fsync(file.fileno())
    fresh.replace(place)


def put_database(copy: Path) -> None:
    live = live_file()
    if live:
        replace_file(copy, live)
    elif connection.vendor == "sqlite":
        raise Refused(_("A database in memory cannot be replaced."))
    else:
        if copies.pending():
            call_command("migrate", verbosity=0, interactive=False)
        copies.load(copy)


def replace_file(copy: Path, live: Path) -> None:
    """In one step; the old file stays beside it under another name until the next restore."""
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    if live.exists():
        close_log(live)
        aside = live.with_name(live.name + ASIDE)
        aside.unlink(missing_ok=True)
        keep_aside(live, aside)
    live.parent.mkdir(parents=True, exist_ok=True)
    copy.replace(live)
    settle_name(live)


def keep_aside(live: Path, aside: Path) -> None:
    try:
        os.link(live, aside)
    except OSError:  # not every file system can
        shutil.copyfile(live, aside)


def put_seal_head(work: Path) -> None:
    """The end of the chain, as the restored database tells it."""
    if settings.SEAL_HEAD:
        told = work / Path(settings.SEAL_HEAD).name
        Path(settings.SEAL_HEAD).unlink(missing_ok=True)
        if told.exists():
            shutil.move(told, settings.SEAL_HEAD)
