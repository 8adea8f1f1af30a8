"""What must hold of the installation itself; `manage.py doctor` asks it."""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics import words
from logistics.contributions import Check, Finding
from logistics.models import Draft

MOST = 5  # examples of one kind
KEYS = {"secret": "SECRET_KEY", "field": "FIELD_KEYS", "seal": "SEAL_KEY"}
OTHERS = 0o077  # what group and others may do
LEAST_FREE, LOW = 0.05, 0.15
FORGOTTEN = timedelta(days=30)


def keys_apart(now: datetime) -> Iterator[Finding]:
    """The keys are there, and nobody but their owner reads them. Windows has no such rights."""
    for name, setting in KEYS.items():
        if not any(getattr(settings, setting)):
            yield Finding(
                _("The key “%(name)s” is missing.") % {"name": name},
                _("Put it back into the folder of the keys; never make a new one for old data."),
            )
    if os.name == "posix":
        yield from readable(settings.KEYS_DIR, [settings.KEYS_DIR / name for name in KEYS])


def readable(folder: Path, files: list[Path]) -> Iterator[Finding]:
    for path in (folder, *files):
        if path.exists() and path.stat().st_mode & OTHERS:
            yield Finding(
                _("Others on this computer can read %(path)s.") % {"path": path},
                _("Take the right away: chmod go-rwx %(path)s") % {"path": path},
            )


def data_apart(now: datetime) -> Iterator[Finding]:
    """The data folder can be written, and the database in it is nobody else's."""
    folder = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        yield Finding(
            _("%(path)s cannot be written.") % {"path": folder},
            _("Give the folder to the account under which the system runs."),
        )
    if os.name == "posix" and connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        yield from open_to_all(Path(f"{name}{end}") for end in ("", "-wal"))


def open_to_all(files: Iterable[Path]) -> Iterator[Finding]:
    """Files that anybody on the computer gets at: the folder lets them in, the file is readable."""
    for path in files:
        if not path.exists() or not path.parent.stat().st_mode & 0o001:
            continue
        if path.stat().st_mode & 0o004:
            yield Finding(
                _("Others on this computer can read %(path)s.") % {"path": path},
                _("Take the right away: chmod o-rwx %(path)s") % {"path": path.parent},
            )


def disk_full(now: datetime) -> Iterator[Finding]:
    disk = shutil.disk_usage(settings.DATA_DIR)
    free = disk.free / disk.total
    if free < LOW:
        told = {"percent": f"{free:.0%}", "path": settings.DATA_DIR}
        urgent = _("Make room today: when the disk is full nothing more can be recorded.")
        soon = _("Make room: move old backups to another disk.")
        yield Finding(
            _("Only %(percent)s of the disk under %(path)s is free.") % told,
            urgent if free < LEAST_FREE else soon,
        )


def migrations_apart(now: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{m.app_label}.{m.name}" for m, _backwards in plan[:MOST])
        yield Finding(
            _("The database is behind the program: %(rows)s") % {"rows": names},
            _("Run manage.py migrate."),
        )


def broken_references(now: datetime) -> Iterator[Finding]:
    """Rows that point at rows that are not there. PostgreSQL lets none arise."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        tables = {row[0] for row in cursor.fetchall()}
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
    if tables:
        yield Finding(
            _("Rows point at others that are gone, in: %(rows)s")
            % {"rows": ", ".join(sorted(tables))},
            _("Restore the missing rows from a backup."),
        )
    if state != "ok":
        yield Finding(
            _("The database file is damaged: %(error)s") % {"error": state},
            _("Stop the server, keep the file, and restore the last backup."),
        )


def old_drafts(now: datetime) -> Iterator[Finding]:
    if count := Draft.objects.filter(saved_at__lt=now - FORGOTTEN).count():
        yield Finding(
            _("%(count)s drafts were never sent and are older than 30 days.") % {"count": count},
            _("Ask their writers to send or discard them."),
        )


def words_missing(now: datetime) -> Iterator[Finding]:
    missing = list(words.unfinished_words())
    if missing:
        told = {"count": len(missing), "first": missing[0]}
        yield Finding(
            _("%(count)s sentences have no translation, the first: %(first)s") % told,
            _("Install the release once more; developers run manage.py words --check."),
        )


CHECKS = [
    Check("keys", pgettext_lazy("secrets", "Keys"), keys_apart),
    Check("data", gettext_lazy("Folder of the data"), data_apart),
    Check("disk", gettext_lazy("Disk"), disk_full),
    Check("migrations", gettext_lazy("Migrations"), migrations_apart),
    Check("references", gettext_lazy("References between rows"), broken_references),
    Check("drafts", gettext_lazy("Drafts"), old_drafts),
    Check("words", gettext_lazy("Translations"), words_missing),
]
