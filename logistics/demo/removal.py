"""Taking the sample school away again, whole, and nothing but a sample school."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Photo
from logistics.school.models import Person, School

# What belongs to the program and not to a school.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def is_empty() -> bool:
    return not School.objects.exists() and not Person.objects.exists()


def remove() -> None:
    """Leave an empty, migrated database. Refuses unless the school in it is the sample."""
    if [school.is_demo for school in School.objects.all()] != [True]:
        raise Refused(_("There is no sample school here. Nothing was removed."))
    photos = [name for row in Photo.objects.values_list("file", "thumbnail") for name in row]
    tables = [name for name in connection.introspection.django_table_names() if name not in KEPT]
    with transaction.atomic():
        connection.check_constraints()  # PostgreSQL empties no table while checks are waiting
        with unguarded():
            empty(tables)
    for name in photos:
        default_storage.delete(name)


def empty(tables: list[str]) -> None:
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    connection.ops.execute_sql_flush(flush)


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the triggers that keep records from being deleted; only the sample loses its own."""
    lift, restore = triggers_of_sqlite() if connection.vendor == "sqlite" else triggers()
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in restore:
            cursor.execute(statement)


def triggers_of_sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
    quote = connection.ops.quote_name
    return [f"DROP TRIGGER {quote(name)}" for name, _sql in found], [sql for _name, sql in found]


def triggers() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal"
        )
        tables = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
    change = "ALTER TABLE {} {} TRIGGER USER"
    off, on = ([change.format(t, act) for t in tables] for act in ("DISABLE", "ENABLE"))
    return off, on
