"""How often a round was answered; rooms looked over while their pupils are away have a ready list."""

from functools import partial
from typing import Any

from django.db import migrations, models

from safety.rounds.stock import fill


def lay_down(apps: Any, schema_editor: Any) -> None:
    fill(partial(apps.get_model, "safety"))


class Migration(migrations.Migration):
    dependencies = [("safety", "0014_child_late")]

    operations = [
        migrations.AddField(
            model_name="runninground",
            name="revision",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="times answered"
            ),
        ),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
