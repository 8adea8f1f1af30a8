"""Stamp the versions there are, and write down the reviews that their records show."""

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

CHUNK = 2000


def canonical(said):
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def stamp(label, *values):
    if not settings.SEAL_KEY:
        raise ImproperlyConfigured("The records cannot be stamped: the key `seal` is missing.")
    plain = [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in values]
    text = canonical(["row", label, *plain])
    return hmac.digest(settings.SEAL_KEY.encode(), text.encode(), "sha256").hex()[:32]


def stamp_versions(apps, schema_editor):
    Version = apps.get_model("records", "Version")
    waiting = Version.objects.filter(stamp="").order_by("pk")
    while rows := list(waiting[:CHUNK]):
        for row in rows:
            reason = sha256(canonical(row.reason).encode()).hexdigest()
            told = row.entry_id, row.number, row.act, reason, row.by_id, row.at, row.digest
            row.stamp = stamp("records.version", *told)
        with schema_editor.connection.cursor() as cursor:
            stamps = [(row.stamp, row.pk) for row in rows]
            cursor.executemany("UPDATE records_version SET stamp = %s WHERE id = %s", stamps)


def write_reviews(apps, schema_editor):
    Entry, Review = apps.get_model("records", "Entry"), apps.get_model("records", "Review")
    shown = Entry.objects.exclude(reviewed_at=None).exclude(reviewed_by=None).order_by("pk")
    Review.objects.bulk_create(
        (review_of(Review, entry) for entry in shown.iterator(CHUNK)), batch_size=CHUNK
    )


def review_of(Review, entry):
    version = entry.version - (entry.status == "voided")
    told = version, entry.reviewed_by_id, entry.reviewed_at
    return Review(
        entry_id=entry.pk,
        version=version,
        by_id=entry.reviewed_by_id,
        at=entry.reviewed_at,
        stamp=stamp("records.review", entry.pk, *told),
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0003_seals")]
    operations = [
        migrations.RunPython(stamp_versions, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(write_reviews, migrations.RunPython.noop, elidable=True),
    ]
