"""A new database: its tables are made as they stand now, not taken through every version of them.

Django makes each version of the tables again on its way, and puts together every model that is
related to a changed one each time. Nearly every table of a school points at its people, so a first
start spent most of its minute doing that. What migrations do beside tables, filling some and
guarding others, is still done by them, in their order, on the tables as they are in the end; only
what brings old rows along (`elidable`, as for squashing) has nothing to do.

`logistics.migrating` is for databases that are there already.
"""

from collections.abc import Iterator

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table yet."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def lay_down(connection: BaseDatabaseWrapper) -> None:
    """Every table of every app, and what fills and guards them: all of it or nothing."""
    executor = MigrationExecutor(connection)
    plan = [
        step for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    state = executor.loader.project_state(executor.loader.graph.leaf_nodes())
    recorder = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        editor.create_model(recorder.Migration)
        for model in state.apps.get_models():
            make_table(editor, model)
        for app_label, operation in beside_tables(plan):
            operation.database_forwards(app_label, editor, state, state)
        for migration in plan:
            recorder.migration_qs.create(app=migration.app_label, name=migration.name)


def make_table(editor: BaseDatabaseSchemaEditor, model: type) -> None:
    """As migrations make it; what the database keeps elsewhere, or not at all, is no table here."""
    meta = model._meta  # type: ignore[attr-defined]
    if meta.can_migrate(editor.connection) and not meta.auto_created:
        editor.create_model(model)


def beside_tables(plan: list[migrations.Migration]) -> Iterator[tuple[str, Operation]]:
    """What fills and guards tables, in the order of the migrations; not what brings old rows along."""
    for migration in plan:
        for operation in migration.operations:
            beside = isinstance(operation, migrations.RunPython | migrations.RunSQL)
            if beside and not operation.elidable:
                yield migration.app_label, operation
