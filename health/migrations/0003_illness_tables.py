"""The diseases and thresholds as shipped."""

from django.db import migrations

from health.models.diseases import shipped_diseases, shipped_thresholds


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    disease = apps.get_model("health", "Disease")
    rows = [disease(**fields) for fields in shipped_diseases()]
    disease.objects.using(alias).bulk_create(rows)
    known = dict(disease.objects.using(alias).values_list("code", "pk"))
    threshold = apps.get_model("health", "Threshold")
    threshold.objects.using(alias).bulk_create(
        threshold(disease_id=known.get(fields.pop("disease")), **fields)
        for fields in shipped_thresholds()
    )


class Migration(migrations.Migration):
    dependencies = [("health", "0002_illness")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
