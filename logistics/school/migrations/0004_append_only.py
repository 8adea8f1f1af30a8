"""The reading log, consents and deletions only grow; a consent loses its name where a deletion says so."""

from django.db import migrations

TABLES = ("reading", "readingchild", "dataerasure")
KEPT = (
    "id", "child_id", "purpose", "act", '"on"', "how", "wording", "recorded_by_id", "recorded_at",
)  # fmt: skip

SQLITE = [
    *(
        f"""
        CREATE TRIGGER append_only_school_{name}_{act} BEFORE {act.upper()} ON school_{name}
        BEGIN SELECT RAISE(ABORT, 'A row of school_{name} is never changed or deleted.'); END
        """
        for name in TABLES
        for act in ("update", "delete")
    ),
    """
    CREATE TRIGGER append_only_school_consent_delete BEFORE DELETE ON school_consent
    BEGIN SELECT RAISE(ABORT, 'A consent is never deleted.'); END
    """,
    f"""
    CREATE TRIGGER append_only_school_consent_update BEFORE UPDATE ON school_consent
    WHEN NOT (
        NEW.guardian = '' AND NEW.relation = '' AND NEW.paper = ''
        AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)}
        AND EXISTS (SELECT 1 FROM school_dataerasure WHERE child_id = OLD.child_id)
    )
    BEGIN SELECT RAISE(ABORT, 'A consent is never changed.'); END
    """,
]
SQLITE_BACK = [
    f"DROP TRIGGER append_only_school_{name}_{act}"
    for name in (*TABLES, "consent")
    for act in ("update", "delete")
]
POSTGRESQL = [
    """
    CREATE FUNCTION refuse_change_of_school() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER append_only_school_{name} BEFORE UPDATE OR DELETE ON school_{name}
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_school()
        """
        for name in TABLES
    ),
    """
    CREATE FUNCTION refuse_change_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.guardian = '' AND NEW.relation = '' AND NEW.paper = ''
                AND to_jsonb(NEW) - 'guardian' - 'relation' - 'paper'
                    = to_jsonb(OLD) - 'guardian' - 'relation' - 'paper'
                AND EXISTS (SELECT 1 FROM school_dataerasure WHERE child_id = OLD.child_id)
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER append_only_school_consent BEFORE UPDATE OR DELETE ON school_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_consent()
    """,
]
POSTGRESQL_BACK = [
    *(
        f"DROP TRIGGER append_only_school_{name} ON school_{name}"
        for name in (*TABLES, "consent")
    ),
    "DROP FUNCTION refuse_change_of_school()",
    "DROP FUNCTION refuse_change_of_consent()",
]


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def guard(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def open_again(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("school", "0003_keep_reveals")]
    operations = [
        migrations.DeleteModel(name="Reveal"),
        migrations.RunPython(guard, open_again),
    ]
