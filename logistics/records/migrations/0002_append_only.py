"""Versions are only ever added: the database itself refuses to change or delete one."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER append_only_version_update BEFORE UPDATE ON records_version
    BEGIN SELECT RAISE(ABORT, 'A version is never changed.'); END
    """,
    """
    CREATE TRIGGER append_only_version_delete BEFORE DELETE ON records_version
    BEGIN SELECT RAISE(ABORT, 'A version is never deleted.'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER append_only_version_update",
    "DROP TRIGGER append_only_version_delete",
]
POSTGRESQL = [
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER append_only_version BEFORE UPDATE OR DELETE ON records_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER append_only_version ON records_version",
    "DROP FUNCTION refuse_change()",
]


def seal(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unseal(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(seal, unseal)]
