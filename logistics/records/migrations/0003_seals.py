"""Seals, reviews, erasures, and a stamp on every version. Triggers come back in 0005."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration

# A table of SQLite is made anew for a new column, and loses its triggers.
guard = import_module('logistics.records.migrations.0002_append_only')


def open_versions(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        guard.run(schema_editor, {'sqlite': guard.SQLITE_BACK})
    else:
        schema_editor.execute('DROP TRIGGER append_only_version ON records_version')


def guard_versions(apps, schema_editor):
    guard.run(schema_editor, {'sqlite': guard.SQLITE, 'postgresql': guard.POSTGRESQL[1:]})


class Migration(Migration):

    dependencies = [
        ('records', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(open_versions, guard_versions),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('made_at', models.DateTimeField(verbose_name='sealed at')),
                ('rows', models.JSONField(verbose_name='rows')),
                ('count', models.PositiveIntegerField(verbose_name='number of rows')),
                ('marks', models.TextField(verbose_name='marks of the rows')),
                ('previous', models.CharField(blank=True, max_length=64, unique=True, verbose_name='seal before')),
                ('mac', models.CharField(max_length=64, unique=True, verbose_name='seal')),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='version',
            name='stamp',
            field=models.CharField(default='', max_length=32, verbose_name='stamp'),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(max_length=200, verbose_name='rule that asks for it')),
                ('reason_hash', models.CharField(max_length=64, verbose_name='hash of the reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('stamp', models.CharField(max_length=32, verbose_name='stamp')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='records.version', verbose_name='version')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('stamp', models.CharField(max_length=32, verbose_name='stamp')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='records.entry', verbose_name='record')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'constraints': [models.UniqueConstraint(fields=('entry', 'version'), name='review_once_a_version', violation_error_message='This version has been reviewed already.')],
            },
        ),
    ]
