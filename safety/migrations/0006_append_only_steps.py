"""The steps of a repair ticket only grow."""

from importlib import import_module

from django.db import migrations

before = import_module("logistics.records.migrations.0002_append_only")

SQLITE = [
    f"""
    CREATE TRIGGER append_only_ticketstep_{act} BEFORE {act.upper()} ON safety_ticketstep
    BEGIN SELECT RAISE(ABORT, 'A row of safety_ticketstep is never changed or deleted.'); END
    """
    for act in ("update", "delete")
]
SQLITE_BACK = [f"DROP TRIGGER append_only_ticketstep_{act}" for act in ("update", "delete")]
POSTGRESQL = [
    """
    CREATE TRIGGER append_only_ticketstep BEFORE UPDATE OR DELETE ON safety_ticketstep
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """
]
POSTGRESQL_BACK = ["DROP TRIGGER append_only_ticketstep ON safety_ticketstep"]


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("safety", "0005_repairs"), ("records", "0002_append_only")]
    operations = [migrations.RunPython(guard, open_again)]
