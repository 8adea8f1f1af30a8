"""Who looked at masked numbers so far goes on in the reading log."""

from django.db import migrations


def copy(apps, source, target, **given):
    rows = apps.get_model("school", source).objects.order_by("pk")
    kept = apps.get_model("school", target)
    kept.objects.bulk_create(
        (
            kept(by_id=row.by_id, person_id=row.person_id, child_id=row.child_id, at=row.at, **given)
            for row in rows.iterator()
        ),
        batch_size=500,
    )


def forward(apps, schema_editor):
    copy(apps, "Reveal", "Reading", act="revealed")


def back(apps, schema_editor):
    """Only these were known before."""
    reading = apps.get_model("school", "Reading")
    reading.objects.exclude(act="revealed").delete()
    copy(apps, "Reading", "Reveal")


class Migration(migrations.Migration):
    dependencies = [("school", "0002_privacy")]
    operations = [migrations.RunPython(forward, back, elidable=True)]
