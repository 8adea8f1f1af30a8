"""Migrations that make many tables: all of a run are stated first and the models are put together once.

Django puts every model that is related to a new one together again, table by table. Nearly every
table of a school points at its people, so a first start spent most of its minute doing that.
"""

from collections.abc import Iterator, Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ADDITIONS = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint)


class Migration(migrations.Migration):
    """A migration as `makemigrations` writes it, whose neighbouring new tables are made together."""

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        # Django itself keeps a list of its own for each migration here.
        self.operations = list(_together(self.operations))  # type: ignore[misc]


class CreateModels(Operation):
    """Several `CreateModel` in a row and what is added to their tables right after.

    Each table is made as it stands after the last of them, so nothing has to be added to it.
    That is right for new tables, whatever points at what between them: keys are checked when the
    migration ends. What changes a table that was there before has to see the state just before it
    and stands outside.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    @property
    def _tables(self) -> list[migrations.CreateModel]:
        return [one for one in self.operations if isinstance(one, migrations.CreateModel)]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # put together when the first table asks for it
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in self._tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in reversed(self._tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(one.references_model(name, app_label) for one in self.operations)

    def describe(self) -> str:
        return "; ".join(table.describe() for table in self._tables)


def _together(operations: Sequence[Operation]) -> Iterator[Operation]:
    run: list[Operation] = []
    made: set[str] = set()
    for operation in operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        elif not (isinstance(operation, ADDITIONS) and operation.model_name.lower() in made):
            yield from _made(run)
            yield operation
            run, made = [], set()
            continue
        run.append(operation)
    yield from _made(run)


def _made(run: list[Operation]) -> list[Operation]:
    return [CreateModels(run)] if run else []
