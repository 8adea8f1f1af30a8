"""The ledger only grows."""

from importlib import import_module

from django.db import migrations

before = import_module("logistics.records.migrations.0002_append_only")

SQLITE = [
    f"""
    CREATE TRIGGER append_only_movement_{act} BEFORE {act.upper()} ON stores_movement
    BEGIN SELECT RAISE(ABORT, 'A row of stores_movement is never changed or deleted.'); END
    """
    for act in ("update", "delete")
]
SQLITE_BACK = [f"DROP TRIGGER append_only_movement_{act}" for act in ("update", "delete")]
POSTGRESQL = [
    """
    CREATE TRIGGER append_only_movement BEFORE UPDATE OR DELETE ON stores_movement
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """
]
POSTGRESQL_BACK = ["DROP TRIGGER append_only_movement ON stores_movement"]


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_stores"), ("records", "0002_append_only")]
    operations = [migrations.RunPython(guard, open_again)]
