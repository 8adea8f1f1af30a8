"""The table of methods as the norm has it; the school edits its own."""

from typing import Any

from django.db import migrations

from health.hygiene.table import fill


def lay_down(apps: Any, schema_editor: Any) -> None:
    fill(apps.get_model("health", "DisinfectionMethod"))


class Migration(migrations.Migration):
    dependencies = [("health", "0004_hygiene")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
