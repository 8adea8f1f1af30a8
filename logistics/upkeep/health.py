"""How the installation is: what the status page shows, and whether a request would be served."""

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import Error, connection
from django.db.models import FileField, Max
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from huey.contrib.djhuey import HUEY

from logistics.records.models import Entry
from logistics.upkeep import archives, copies, facts, keeping

WORKER_SILENT = timedelta(minutes=5)
CLOCKS_DIFFER = timedelta(minutes=5)
QUEUE_LONG = 200
DISK_LOW, DISK_VERY_LOW = 0.15, 0.05
DISK_FULL = 20 * 1024 * 1024
LOCKED_AFTER = 2  # seconds


@dataclass(frozen=True)
class Line:
    """One thing that was looked at. `cure` says what to do where the tone is no ok."""

    title: str
    value: str
    tone: str = "ok"
    cure: str = ""


@dataclass(frozen=True)
class Part:
    """Lines that belong together."""

    title: str
    lines: list[Line] = field(default_factory=list)


def parts(now: datetime) -> list[Part]:
    return [
        Part(_("Backup"), list(of_backups(now))),
        Part(_("Computer"), [disk(), database(), clock(now)]),
        Part(_("Background work"), [worker(now), queue(), *deliveries()]),
        Part(_("Program"), [program(), migrated(), address()]),
    ]


# Backups ----------------------------------------------------------------------------------------


def of_backups(now: datetime) -> Iterator[Line]:
    last = keeping.newest()
    yield newest(last, now)
    yield tried(now, there_is_one=last is not None)
    yield elsewhere(now)
    yield Line(
        _("Encryption"),
        _("encrypted with the passphrase") if settings.BACKUP_KEY else _("not encrypted"),
        "ok" if settings.BACKUP_KEY else "neutral",
        ""
        if settings.BACKUP_KEY
        else _("Without BACKUP_KEY the keys are in no backup: keep them apart."),
    )
    if said := facts.noted("failure"):
        yield Line(
            _("Last attempt"), said["sentence"], "danger", _("Put it right, then back up now.")
        )


def newest(last: keeping.Kept | None, now: datetime) -> Line:
    title, cure = _("Last backup"), _("Back up now. If the worker is silent, start it.")
    if last is None:
        return Line(title, _("none yet"), "danger", cure)
    words = f"{spoken(last.made_at, now)} · {filesizeformat(last.size)}"
    is_old = now - last.made_at > keeping.OLD
    return Line(title, words, "danger" if is_old else "ok", cure if is_old else "")


def tried(now: datetime, *, there_is_one: bool) -> Line:
    title, at = _("Last backup tried out"), facts.noted_at("verified")
    if at is None:
        tone = "warn" if there_is_one else "neutral"
        return Line(
            title, _("never"), tone, _("Try it out: it is restored into a place of its own.")
        )
    is_old = now - at > keeping.TRIED_OLD * 4
    return Line(
        title, spoken(at, now), "warn" if is_old else "ok", _("Try it out.") if is_old else ""
    )


def elsewhere(now: datetime) -> Line:
    title, at = _("Copy on another disk"), facts.noted_at("copy", "made_at")
    if at and now - at <= keeping.COPY_OLD:
        return Line(title, spoken(at, now))
    if not settings.BACKUP_COPY_DIR:
        cure = _("Name another disk or a stick in BACKUP_COPY_DIR.")
        return Line(title, _("no place is named for it"), "warn", cure)
    cure = _("Plug in the backup stick; the copy is made within the hour.")
    if at is None:
        return Line(title, _("none yet"), "warn", cure)
    days = (now - at).days
    words = ngettext(
        "No copy on another disk for %(n)d day", "No copy on another disk for %(n)d days", days
    )
    return Line(title, words % {"n": days}, "danger", cure)


def spoken(at: datetime, now: datetime) -> str:
    """How long ago, and when."""
    from logistics.templatetags.house import moment, since

    words, exact = since(at, now), moment(at)
    return exact if words in exact else f"{words} · {exact}"


# The computer -----------------------------------------------------------------------------------


def disk() -> Line:
    usage = shutil.disk_usage(settings.DATA_DIR)
    share = usage.free / usage.total
    words = _("%(free)s free of %(all)s (%(percent)s %%)") % {
        "free": filesizeformat(usage.free),
        "all": filesizeformat(usage.total),
        "percent": localize(round(share * 100, 1)),
    }
    tone = "danger" if share < DISK_VERY_LOW else "warn" if share < DISK_LOW else "ok"
    cure = _("Make room: move old files or backups to another disk.") if tone != "ok" else ""
    return Line(_("Disk"), words, tone, cure)


def database() -> Line:
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    return Line(_("Database"), f"{kind} · {filesizeformat(archives.database_size())}")


def clock(now: datetime) -> Line:
    """Against the last record entered, and against the clock of the database server."""
    title = _("Clock")
    last = Entry.objects.aggregate(last=Max("entered_at"))["last"]
    other = server_clock()
    if last and last - now > CLOCKS_DIFFER:
        cure = _("Set the computer's clock: the last record was entered at %(at)s.")
        return Line(title, local(now), "danger", cure % {"at": local(last)})
    if other and abs(other - now) > CLOCKS_DIFFER:
        cure = _("Set the clocks alike: the database server says %(at)s.")
        return Line(title, local(now), "danger", cure % {"at": local(other)})
    return Line(title, local(now))


def server_clock() -> datetime | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


# Background work --------------------------------------------------------------------------------


def worker(now: datetime) -> Line:
    title, at = _("Worker"), facts.noted_at("worker")
    cure = _("Start it: “manage.py run_huey”, or the service houqin-worker.")
    if at is None:
        return Line(title, _("has not been heard of"), "danger", cure)
    is_silent = now - at > WORKER_SILENT
    words = _("heard of %(ago)s") % {"ago": spoken(at, now)}
    return Line(title, words, "danger" if is_silent else "ok", cure if is_silent else "")


def queue() -> Line:
    count = HUEY.pending_count()
    is_long = count > QUEUE_LONG
    cure = _("The worker does not keep up, or has stopped.") if is_long else ""
    words = ngettext("%(n)d waits", "%(n)d wait", count) % {"n": count}
    return Line(_("Queue"), words, "warn" if is_long else "ok", cure)


def deliveries() -> Iterator[Line]:
    """Mails and robots that did not get through in the last week."""
    from logistics.notices.models import Delivery

    since = timezone.now() - timedelta(days=7)
    count = Delivery.objects.failed().filter(failed_at__gte=since).count()
    words = ngettext("%(n)d not delivered this week", "%(n)d not delivered this week", count)
    cure = _("Look at the channels of the notices.") if count else ""
    yield Line(_("Notices sent"), words % {"n": count}, "warn" if count else "ok", cure)


# The program ------------------------------------------------------------------------------------


def program() -> Line:
    words = f"Houqin {archives.version()} · Django {django.get_version()} · Python {platform.python_version()}"
    return Line(_("Version"), words)


def migrated() -> Line:
    title = _("Tables of the database")
    if is_migrated():
        return Line(title, _("fit this version"))
    return Line(
        title, _("older than the program"), "danger", _("Stop it and run “manage.py prepare”.")
    )


def is_migrated() -> bool:
    """Whether the tables fit. Once they do, they do as long as this process runs."""
    if not known.is_migrated:
        known.is_migrated = not copies.pending()
    return known.is_migrated


class Known:
    """What this process has found out and need not ask again."""

    is_migrated = False


known = Known()


def address() -> Line:
    title = _("Connection")
    if settings.HTTPS:
        return Line(title, "HTTPS")
    cure = _("Anybody in the network can read along. Put HTTPS in front: docs/deploy.md.")
    return Line(title, "HTTP", "neutral" if settings.DEMO or settings.DEBUG else "warn", cure)


# Whether a request would be served --------------------------------------------------------------


def reason_not_ready() -> str:
    """In one word what is wrong; nothing if all is well. It is told without a login."""
    looks = {
        "database": is_writable,
        "files": lambda: Path(settings.MEDIA_ROOT).is_dir() or not any(rows_with_files()),
        "disk": lambda: shutil.disk_usage(settings.DATA_DIR).free > DISK_FULL,
        "migrations": is_migrated,
    }
    return next((word for word, is_well in looks.items() if not is_well()), "")


def is_writable() -> bool:
    """Whether the database answers and would take a write."""
    try:
        return is_file_writable() if connection.vendor == "sqlite" else is_server_writable()
    except (Error, sqlite3.Error):
        return False


def is_file_writable() -> bool:
    if copies.is_in_memory():
        return True
    name = Path(connection.settings_dict["NAME"])
    if not name.exists():
        return False
    with closing(sqlite3.connect(name, timeout=LOCKED_AFTER, isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        file.execute("ROLLBACK")
    return True


def is_server_writable() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return cursor.fetchone()[0] == "off"


def rows_with_files() -> Iterator[bool]:
    """Whether there are any, table by table: a new school has no folder for them yet."""
    for model in copies.tables():
        for one in copies.columns(model):
            if isinstance(one, FileField):
                yield model._base_manager.exclude(**{one.name: ""}).exists()
