"""Signatures only grow."""

from importlib import import_module

from django.db import migrations

before = import_module("logistics.records.migrations.0002_append_only")

SQLITE = [
    f"""
    CREATE TRIGGER append_only_signature_{act} BEFORE {act.upper()} ON records_signature
    BEGIN SELECT RAISE(ABORT, 'A row of records_signature is never changed or deleted.'); END
    """
    for act in ("update", "delete")
]
SQLITE_BACK = [f"DROP TRIGGER append_only_signature_{act}" for act in ("update", "delete")]
POSTGRESQL = [
    """
    CREATE TRIGGER append_only_signature BEFORE UPDATE OR DELETE ON records_signature
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """
]
POSTGRESQL_BACK = ["DROP TRIGGER append_only_signature ON records_signature"]


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("records", "0006_signatures")]
    operations = [migrations.RunPython(guard, open_again)]
