"""A first start makes the tables of a run together, and nothing of them is left behind or lost."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from logistics.migrating import CreateModels, Migration

KEY = ("id", models.BigAutoField(primary_key=True))


class Shelves(Migration):
    """A shelf points at its best box, a box at its shelf: neither can be made before the other."""

    operations = [
        migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=9))]),
        migrations.CreateModel(
            "Box", [KEY, ("shelf", models.ForeignKey("shed.shelf", models.CASCADE))]
        ),
        migrations.AddField(
            "shelf", "best", models.ForeignKey("shed.box", models.SET_NULL, null=True)
        ),
        migrations.AddIndex("shelf", models.Index(fields=["name"], name="shelf_by_name")),
        migrations.AddField("box", "weight", models.IntegerField(null=True)),
        migrations.AlterField("box", "weight", models.IntegerField(default=0)),
    ]


def tables():
    return {name for name in connection.introspection.table_names() if name.startswith("shed_")}


def columns(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in found}


@pytest.mark.django_db(transaction=True)
def test_tables_that_point_at_each_other_are_made_whole_and_taken_back():
    migration, before = Shelves("0001", "shed"), ProjectState()

    with connection.schema_editor(atomic=True) as editor:
        migration.apply(before.clone(), editor)

    assert columns("shed_shelf") == {"id", "name", "best_id"}
    assert columns("shed_box") == {"id", "shelf_id", "weight"}
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, "shed_shelf")
    assert "shelf_by_name" in indexes
    with connection.schema_editor(atomic=True) as editor:
        migration.unapply(before.clone(), editor)
    assert tables() == set()


def test_only_what_belongs_to_the_new_tables_is_made_with_them():
    migration = Shelves("0001", "shed")

    assert [type(one) for one in migration.operations] == [CreateModels, migrations.AlterField]


def test_every_migration_of_ours_with_several_tables_makes_them_together():
    ours = {app.label for app in apps.get_app_configs() if "site-packages" not in app.path}
    apart = [
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in ours
        and sum(isinstance(one, migrations.CreateModel) for one in migration.operations) > 1
    ]

    assert apart == []
