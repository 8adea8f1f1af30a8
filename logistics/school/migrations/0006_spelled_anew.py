"""More surnames are read as their families say them, and names are found by their other readings."""

from typing import Any

from django.db import migrations

from logistics.migrating import Migration
from logistics.school.names import spell


def spell_anew(apps: Any, editor: Any) -> None:
    for model in ("Person", "Child"):
        rows = apps.get_model("school", model)._base_manager.using(editor.connection.alias)
        # Who was erased has a pseudonym, and no initials.
        named = list(rows.exclude(initials="").only("name", "pinyin", "initials"))
        for row in named:
            spell(row, of_person=True)
        rows.bulk_update(named, ["pinyin", "initials"], batch_size=500)


class Migration(Migration):
    dependencies = [("school", "0005_history")]

    operations = [migrations.RunPython(spell_anew, migrations.RunPython.noop)]
