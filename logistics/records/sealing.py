"""The tables that only grow: triggers refuse to change or delete their rows.

The rows of a real school never leave them. A demo school does, and the tests' own data.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

TRIGGERS = {
    "sqlite": """
        SELECT name, tbl_name, sql FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE 'append_only_%%'
    """,
    "postgresql": """
        SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgname LIKE 'append_only_%%'
    """,
}


@contextmanager
def lifted() -> Iterator[None]:
    """For removing demo data: the append-only tables let their rows go until the end of the block.

    The block is one transaction. When it fails, the rows are back, and so are the triggers.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        triggers = found(cursor)
        settle_constraints(cursor)
        for name, table, _sql in triggers:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")
        yield
        settle_constraints(cursor)
        for _name, _table, sql in triggers:
            cursor.execute(sql)


def found(cursor: CursorWrapper) -> list[tuple[str, str, str]]:
    """Name, table and definition of every such trigger, as the database knows them."""
    cursor.execute(TRIGGERS[connection.vendor], [])
    return cursor.fetchall()


def settle_constraints(cursor: CursorWrapper) -> None:
    """PostgreSQL drops no trigger while foreign keys of the same table wait to be checked."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
