"""Menus as they are handed in, published and put up; and the shipped dishes, which the school alters."""

from functools import partial
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from canteen.menus.shipped import fill
from logistics.migrating import Migration as TogetherMigration


def lay_down(apps: Any, schema_editor: Any) -> None:
    fill(partial(apps.get_model, "canteen"))


class Migration(TogetherMigration):

    dependencies = [
        ('canteen', '0002_foods'),
        ('records', '0008_responsible'),
    ]

    operations = [
        migrations.AddField(
            model_name='dish',
            name='photo',
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name='photo'),
        ),
        migrations.AddField(
            model_name='historicaldish',
            name='photo',
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name='photo'),
        ),
        migrations.AddField(
            model_name='historicalmenu',
            name='analysis',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.entry', verbose_name='built upon the nutrition analysis'),
        ),
        migrations.AddField(
            model_name='historicalmenu',
            name='days_said',
            field=models.JSONField(blank=True, default=dict, verbose_name='notes of the days'),
        ),
        migrations.AddField(
            model_name='historicalmenu',
            name='serving',
            field=models.CharField(blank=True, help_text='Rice and dishes of the lunch are hot, above all in winter', max_length=100, verbose_name='how warm it is served'),
        ),
        migrations.AddField(
            model_name='historicalmenu',
            name='token',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=40, null=True, verbose_name='public address'),
        ),
        migrations.AddField(
            model_name='menu',
            name='analysis',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry', verbose_name='built upon the nutrition analysis'),
        ),
        migrations.AddField(
            model_name='menu',
            name='days_said',
            field=models.JSONField(blank=True, default=dict, verbose_name='notes of the days'),
        ),
        migrations.AddField(
            model_name='menu',
            name='serving',
            field=models.CharField(blank=True, help_text='Rice and dishes of the lunch are hot, above all in winter', max_length=100, verbose_name='how warm it is served'),
        ),
        migrations.AddField(
            model_name='menu',
            name='token',
            field=models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True, verbose_name='public address'),
        ),
        migrations.CreateModel(
            name='MenuSheet',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='records.entry', verbose_name='record')),
                ('week_on', models.DateField(verbose_name='week from')),
                ('dishes_count', models.PositiveSmallIntegerField(default=0, verbose_name='dishes')),
                ('said', models.JSONField(default=dict, verbose_name='dishes and grams')),
                ('menu', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='canteen.menu', verbose_name='menu')),
            ],
            options={
                'verbose_name': 'menu handed in',
                'verbose_name_plural': 'menus handed in',
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='records.entry', verbose_name='record')),
                ('about', models.CharField(choices=[('menu', 'menu with quantities'), ('food_origin', 'origin of food and bulk purchases'), ('licences', 'licence, health certificates, complaint phone'), ('finances', 'income and expenditure'), ('fees', 'fees and refunds'), ('people', 'who answers for what'), ('zones', 'map of the zones'), ('operation', 'operating instructions'), ('other', 'other')], max_length=20, verbose_name='about')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('where_seen', models.JSONField(default=list, verbose_name='where it can be seen')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('menu', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.menu', verbose_name='menu')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
            },
        ),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
