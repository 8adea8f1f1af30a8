"""The ready checklists of the canteen; meetings on it and its drains have words of their own."""

from functools import partial
from typing import Any

from django.db import migrations, models

from safety.rounds.stock import fill


def lay_down(apps: Any, schema_editor: Any) -> None:
    fill(partial(apps.get_model, "safety"))


class Migration(migrations.Migration):
    dependencies = [("safety", "0012_gate_step_by_person")]

    operations = [
        migrations.AlterField(
            model_name="cleaning",
            name="work",
            field=models.CharField(
                choices=[
                    ("small", "small sweep"),
                    ("big", "big sweep"),
                    ("mop", "wet mopping"),
                    ("toilet", "toilets"),
                    ("rubbish", "rubbish and bins"),
                    ("room", "room after its use"),
                    ("flush", "grounds flushed and disinfected"),
                    ("general", "general cleaning of the month"),
                    ("site", "whole site before term"),
                    ("drains", "grease trap and drains"),
                    ("greening", "care of the greenery"),
                ],
                default="small",
                max_length=10,
                verbose_name="what was done",
            ),
        ),
        migrations.AlterField(
            model_name="safetymeeting",
            name="about",
            field=models.CharField(
                choices=[
                    ("safety", "safety work"),
                    ("all_staff", "safety meeting of the whole staff"),
                    ("logistics", "logistics work of the month"),
                    ("kitchen", "logistics and kitchen, weekly"),
                    ("opening", "work of the new term"),
                    ("group", "leading group of logistics"),
                    ("on_site", "on the spot in the canteen, by the head of the school"),
                    ("suppliers", "collective decision on the suppliers of bulk food"),
                    ("parents", "parents of the class"),
                    ("delegates", "delegates of the classes"),
                    ("other", "other"),
                ],
                max_length=10,
                verbose_name="about",
            ),
        ),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
