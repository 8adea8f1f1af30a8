"""A copy of the database as one SQLite file, whichever database the school runs on.

The copy is of one moment and made while people work. One format for both is what lets a school
move from one to the other, and an older copy be brought forward before live data is touched.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import DecimalField, Field, FileField, JSONField, Model
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Seal
from logistics.upkeep import facts

AT_ONCE = 2000
# Nobody is logged in after a restore, so sessions never leave the house.
LEFT_OUT = ("django_session",)
BEHIND = "django_migrations"

Fingerprints = dict[str, list[Any]]  # by table: how many rows, and one hash over them


def take(target: Path) -> None:
    """Copy the live database."""
    if connection.vendor == "sqlite":
        copy_sqlite(target)
    else:
        copy_postgresql(target)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in LEFT_OUT:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  named above
        copy.commit()


def is_in_memory() -> bool:
    return connection.is_in_memory_db()  # type: ignore[attr-defined]  # SQLite has it


def copy_sqlite(target: Path) -> None:
    """All pages in one reading transaction: with WAL it holds up no writer, and sees none.

    Only then is the copy rebuilt, which leaves what was deleted behind. Rebuilding takes longer than
    copying, and while the live file is read its log cannot be folded back.
    """
    source = connection.settings_dict["NAME"]
    if is_in_memory():
        connection.ensure_connection()
        target.write_bytes(connection.connection.serialize())
        return
    with (
        closing(sqlite3.connect(source, timeout=20)) as live,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("VACUUM")


# PostgreSQL -----------------------------------------------------------------------------------


def copy_postgresql(target: Path) -> None:
    if pending():
        raise Refused(
            _("The database is older than the program. Run “manage.py migrate”, then back up.")
        )
    applied = MigrationRecorder(connection).applied_migrations()
    if unknown_migrations([f"{app}.{name}" for app, name in applied]):
        raise Refused(_("The database is newer than the program. Install the newer version."))
    lay_tables(target)
    live = connection.copy()
    try:
        live.set_autocommit(False)
        with live.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with closing(sqlite3.connect(target)) as copy:
            for model in tables():
                empty(copy, model)
            for model in tables():
                copy.executemany(insertion(model), rows_of(live, model))
            for model in tables():
                take_last_number(live, copy, model)
            copy.commit()
    finally:
        live.close()


def lay_tables(target: Path) -> None:
    """Empty tables of this version in SQLite. All migrations take a while, so they run once a version."""
    known = " ".join(sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations))
    mark = blake2b(known.encode(), digest_size=8).hexdigest()
    laid = facts.folder() / f"tables-{mark}.sqlite3"
    if not laid.exists():
        for old in facts.folder().glob("tables-*"):
            old.unlink()
        bring_forward(target)
        fresh = laid.with_suffix(".part")
        shutil.copyfile(target, fresh)
        fresh.replace(laid)
    shutil.copyfile(laid, target)


def pending() -> bool:
    """Whether migrations of the program are missing in the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables() -> list[type[Model]]:
    """Every table of the school, those between two others and the histories included."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def columns(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def names(model: type[Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in columns(model))


def empty(copy: sqlite3.Connection, model: type[Model]) -> None:
    copy.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608  a table of ours


def insertion(model: type[Model]) -> str:
    places = ", ".join("?" * len(columns(model)))
    return f'INSERT INTO "{model._meta.db_table}" ({names(model)}) VALUES ({places})'  # noqa: S608


def rows_of(live: Any, model: type[Model]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table on PostgreSQL as SQLite keeps them; nothing encrypted is opened."""
    with live.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {names(model)} FROM "{model._meta.db_table}"')  # noqa: S608
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield tuple(as_kept(value) for value in row)


def as_kept(value: Any) -> Any:
    """A value of PostgreSQL as Django writes it into SQLite."""
    match value:
        case bool():
            return int(value)
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case date() | time() | Decimal():
            return str(value)
        case timedelta():
            return value // timedelta(microseconds=1)
        case UUID():
            return value.hex
        case dict() | list():
            return json.dumps(value)
        case memoryview():
            return bytes(value)
    return value


def take_last_number(live: Any, copy: sqlite3.Connection, model: type[Model]) -> None:
    """Numbers once given out are not given out again, though their row is gone."""
    if (sequence := sequence_of(live, model)) is None:
        return
    with live.cursor() as cursor:
        cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
        last = cursor.fetchone()
    table = model._meta.db_table
    copy.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    if last:
        copy.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last[0]])


def sequence_of(live: Any, model: type[Model]) -> str | None:
    key = model._meta.auto_field
    if key is None:
        return None
    with live.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', key.column]
        )
        return cursor.fetchone()[0]


# What a copy holds -------------------------------------------------------------------------------


def bring_forward(copy: Path, *, made_at: datetime | None = None) -> None:
    """Give a copy the tables of this program, in a process in which it is the only database.

    With `made_at` it is a backup of that moment, and what must hold before it is opened is done.
    """
    words = ["restored", made_at.isoformat(), str(settings.DATA_DIR)] if made_at else ["migrate"]
    given = {
        "DJANGO_SETTINGS_MODULE": "logistics.settings",
        "DATABASE_URL": f"sqlite:///{copy}",
        "DATA_DIR": str(copy.parent),
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEY": key_beside(copy, "field") or ",".join(settings.FIELD_KEYS),
        "SEAL_KEY": key_beside(copy, "seal") or settings.SEAL_KEY,
    }
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    done = subprocess.run(  # noqa: S603  our own program
        command,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Refused(
            _("This backup could not be brought forward to this version: %(reason)s")
            % {"reason": " ".join(reason)}
        )
    settle(copy)


def key_beside(copy: Path, name: str) -> str:
    """A key that came with the copy, if one did."""
    place = copy.parent / "keys" / name
    return place.read_text("ascii") if place.exists() else ""


def settle(copy: Path) -> None:
    """One file, without the log beside it."""
    with closing(sqlite3.connect(copy)) as file:
        file.execute("PRAGMA journal_mode=DELETE")


def fingerprints(copy: sqlite3.Connection) -> Fingerprints:
    """Of every table, how many rows it has and one hash over them in their order."""
    found = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    return {name: fingerprint(copy, name) for (name,) in copy.execute(f"{found} ORDER BY name")}


def fingerprint(copy: sqlite3.Connection, table: str) -> list[Any]:
    count, told = 0, blake2b(digest_size=16)
    cursor = copy.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608  its own name
    while rows := cursor.fetchmany(AT_ONCE):
        count += len(rows)
        told.update(repr(rows).encode("utf-8", "surrogatepass"))
    return [count, told.hexdigest()]


def migrations(copy: sqlite3.Connection) -> list[str]:
    rows = copy.execute(f"SELECT app, name FROM {BEHIND} ORDER BY app, name")  # noqa: S608
    return [f"{app}.{name}" for app, name in rows]


def unknown_migrations(told: list[str]) -> list[str]:
    """Those a newer program has made: this one cannot read what they changed."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return [name for name in told if name not in known]


def files_named(copy: sqlite3.Connection) -> set[str]:
    """Every file that a row names."""
    named: set[str] = set()
    for model in tables():
        there = {row[1] for row in copy.execute(f'PRAGMA table_info("{model._meta.db_table}")')}
        for field in columns(model):
            if isinstance(field, FileField) and field.column in there:
                found = f'SELECT "{field.column}" FROM "{model._meta.db_table}"'  # noqa: S608
                named |= {name for (name,) in copy.execute(found) if name}
    return named


def seal_code(copy: sqlite3.Connection) -> str:
    """The code of the last seal in a copy; nothing where there is none, or no table for it yet."""
    table = Seal._meta.db_table
    if not copy.execute(f'PRAGMA table_info("{table}")').fetchall():
        return ""
    last = copy.execute(f'SELECT mac FROM "{table}" ORDER BY number DESC LIMIT 1').fetchone()  # noqa: S608
    return Seal(mac=last[0]).code if last else ""


def is_whole(copy: sqlite3.Connection) -> bool:
    return copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Into PostgreSQL ------------------------------------------------------------------------------


def load(copy: Path) -> None:
    """Put a copy in place of what PostgreSQL holds: all of it or, after any error, nothing."""
    live = connection.copy(DEFAULT_DB_ALIAS)
    try:
        live.set_autocommit(False)
        with closing(sqlite3.connect(copy)) as file, live.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            every = ", ".join(f'"{model._meta.db_table}"' for model in tables())
            cursor.execute(f"TRUNCATE {every}")
            for model in tables():
                pour(file, cursor, model)
                set_last_number(live, file, model)
            refuse_difference(file, live)
        live.commit()
    finally:
        live.close()


def pour(file: sqlite3.Connection, cursor: Any, model: type[Model]) -> None:
    fields = columns(model)
    rows = file.execute(f'SELECT {names(model)} FROM "{model._meta.db_table}"')  # noqa: S608
    with cursor.copy(f'COPY "{model._meta.db_table}" ({names(model)}) FROM STDIN') as target:
        for row in rows:
            target.write_row([as_text(f, v) for f, v in zip(fields, row, strict=True)])


def as_text(field: "Field[Any, Any]", value: Any) -> Any:
    """A value of SQLite in the words PostgreSQL reads."""
    if value is None or isinstance(value, bytes):
        return value
    if field.get_internal_type() == "DurationField":
        return f"{value} microseconds"
    return str(value)


def set_last_number(live: Any, file: sqlite3.Connection, model: type[Model]) -> None:
    if (sequence := sequence_of(live, model)) is None:
        return
    table = model._meta.db_table
    [(last,)] = file.execute(
        f'SELECT max(coalesce((SELECT max("{model._meta.pk.column}") FROM "{table}"), 0),'  # noqa: S608
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
        [table],
    )
    with live.cursor() as cursor:
        cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(last, 1), last > 0])


def refuse_difference(file: sqlite3.Connection, live: Any) -> None:
    """What has arrived is what was sent, row by row."""
    for model in tables():
        rows = file.execute(f'SELECT {names(model)} FROM "{model._meta.db_table}"')  # noqa: S608
        if total(model, rows) != total(model, rows_of(live, model)):
            raise Refused(
                _("“%(table)s” did not arrive as it was. Nothing was changed.")
                % {"table": model._meta.db_table}
            )


def total(model: type[Model], rows: Any) -> tuple[int, int]:
    """How many rows, and a sum over them that hangs on no order."""
    fields = columns(model)
    count = told = 0
    for row in rows:
        plain = [alike(field, value) for field, value in zip(fields, row, strict=True)]
        count += 1
        told += int.from_bytes(blake2b(repr(plain).encode(), digest_size=16).digest(), "big")
    return count, told % 2**128


def alike(field: "Field[Any, Any]", value: Any) -> Any:
    """A value in the same words from either database."""
    if value is None:
        return None
    if isinstance(field, JSONField):
        return json.dumps(json.loads(value), sort_keys=True)
    if isinstance(field, DecimalField):
        return f"{Decimal(str(value)).normalize():f}"
    return value
