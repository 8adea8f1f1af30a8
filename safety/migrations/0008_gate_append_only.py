"""Steps at the gate and uncoverings of papers only grow."""

from importlib import import_module

from django.db import migrations

before = import_module("logistics.records.migrations.0002_append_only")
TABLES = ("gatestep", "paperreading")

SQLITE = [
    f"""
    CREATE TRIGGER append_only_{name}_{act} BEFORE {act.upper()} ON safety_{name}
    BEGIN SELECT RAISE(ABORT, 'A row of safety_{name} is never changed or deleted.'); END
    """
    for name in TABLES
    for act in ("update", "delete")
]
SQLITE_BACK = [
    f"DROP TRIGGER append_only_{name}_{act}" for name in TABLES for act in ("update", "delete")
]
POSTGRESQL = [
    f"""
    CREATE TRIGGER append_only_{name} BEFORE UPDATE OR DELETE ON safety_{name}
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """
    for name in TABLES
]
POSTGRESQL_BACK = [f"DROP TRIGGER append_only_{name} ON safety_{name}" for name in TABLES]


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("safety", "0007_gate"), ("records", "0002_append_only")]
    operations = [migrations.RunPython(guard, open_again)]
