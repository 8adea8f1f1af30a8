"""Seals, reviews and erasures only grow; a version is emptied only where an erasure says so."""

from importlib import import_module

from django.db import migrations

before = import_module("logistics.records.migrations.0002_append_only")
TABLES = ("seal", "review", "erasure")
KEPT = ("id", "entry_id", "number", "act", "by_id", "at", "digest", "stamp")

SQLITE = [
    *(
        f"""
        CREATE TRIGGER append_only_{name}_{act} BEFORE {act.upper()} ON records_{name}
        BEGIN SELECT RAISE(ABORT, 'A row of records_{name} is never changed or deleted.'); END
        """
        for name in TABLES
        for act in ("update", "delete")
    ),
    before.SQLITE[1],
    f"""
    CREATE TRIGGER append_only_version_update BEFORE UPDATE ON records_version
    WHEN NOT (
        NEW.said = '{{}}' AND NEW.reason IN (OLD.reason, '—')
        AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)}
        AND EXISTS (SELECT 1 FROM records_erasure WHERE version_id = OLD.id)
    )
    BEGIN SELECT RAISE(ABORT, 'A version is never changed.'); END
    """,
]
SQLITE_BACK = [
    f"DROP TRIGGER append_only_{name}_{act}"
    for name in (*TABLES, "version")
    for act in ("update", "delete")
]
POSTGRESQL = [
    *(
        f"""
        CREATE TRIGGER append_only_{name} BEFORE UPDATE OR DELETE ON records_{name}
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """
        for name in TABLES
    ),
    """
    CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.said = '{}'::jsonb AND NEW.reason IN (OLD.reason, '—')
                AND to_jsonb(NEW) - 'said' - 'reason' = to_jsonb(OLD) - 'said' - 'reason'
                AND EXISTS (SELECT 1 FROM records_erasure WHERE version_id = OLD.id)
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER append_only_version BEFORE UPDATE OR DELETE ON records_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure()
    """,
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER append_only_{name} ON records_{name}" for name in (*TABLES, "version")),
    "DROP FUNCTION refuse_change_but_erasure()",
]


def guard(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    before.run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("records", "0004_stamps")]
    operations = [migrations.RunPython(guard, open_again)]
