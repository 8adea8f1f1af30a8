"""The diseases and thresholds as shipped."""

from django.db import migrations

from health.models.diseases import ship


def fill(apps, schema_editor):
    ship(apps.get_model("health", "Disease"), apps.get_model("health", "Threshold"))


class Migration(migrations.Migration):
    dependencies = [("health", "0002_illness")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
