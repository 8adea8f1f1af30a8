"""What was asked and what was decided is only ever added: the database refuses the rest."""

from django.db import migrations

TABLES = {"version": "approvals_version", "decision": "approvals_decision"}


def sqlite(name, table):
    for act in ("UPDATE", "DELETE"):
        yield f"""
        CREATE TRIGGER append_only_approval_{name}_{act.lower()} BEFORE {act} ON {table}
        BEGIN SELECT RAISE(ABORT, 'A row of {table} is never changed or deleted.'); END
        """


def sqlite_back(name, table):
    for act in ("update", "delete"):
        yield f"DROP TRIGGER append_only_approval_{name}_{act}"


def postgresql(name, table):
    """The function came with the records."""
    yield f"""
    CREATE TRIGGER append_only_approval_{name} BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """


def postgresql_back(name, table):
    yield f"DROP TRIGGER append_only_approval_{name} ON {table}"


def seal(apps, schema_editor):
    run(schema_editor, {"sqlite": sqlite, "postgresql": postgresql})


def unseal(apps, schema_editor):
    run(schema_editor, {"sqlite": sqlite_back, "postgresql": postgresql_back})


def run(schema_editor, statements):
    for name, table in TABLES.items():
        for statement in statements[schema_editor.connection.vendor](name, table):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("records", "0002_append_only")]
    operations = [migrations.RunPython(seal, unseal)]
