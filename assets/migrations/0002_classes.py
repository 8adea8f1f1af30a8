"""The classes as shipped; events of an asset only grow."""

from importlib import import_module

from django.db import migrations

from assets.cards.classes import shipped

before = import_module("logistics.records.migrations.0002_append_only")

SQLITE = [
    f"""
    CREATE TRIGGER append_only_assetevent_{act} BEFORE {act.upper()} ON assets_assetevent
    BEGIN SELECT RAISE(ABORT, 'A row of assets_assetevent is never changed or deleted.'); END
    """
    for act in ("update", "delete")
]
SQLITE_BACK = [f"DROP TRIGGER append_only_assetevent_{act}" for act in ("update", "delete")]
POSTGRESQL = [
    """
    CREATE TRIGGER append_only_assetevent BEFORE UPDATE OR DELETE ON assets_assetevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """
]
POSTGRESQL_BACK = ["DROP TRIGGER append_only_assetevent ON assets_assetevent"]


def fill(apps, schema_editor):
    model = apps.get_model("assets", "AssetClass")
    rows = [model(**fields) for fields in shipped()]
    model.objects.using(schema_editor.connection.alias).bulk_create(rows)


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_assets"), ("records", "0002_append_only")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, open_again),
    ]
