import django.db.models.deletion
import logistics.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    dependencies = [
        ('assets', '0002_classes'),
        ('records', '0007_append_only_signatures'),
        ('school', '0004_append_only'),
        ('school', '__first__'),
        ('stores', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='EquipmentStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('music', 'music'), ('sport', 'physical education'), ('art', 'art'), ('science', 'science'), ('books', 'books'), ('it', 'information technology'), ('play', 'play'), ('other', 'other')], max_length=20, verbose_name='subject')),
                ('item', models.CharField(max_length=60, verbose_name='item')),
                ('unit', models.CharField(default='台', max_length=10, verbose_name='unit')),
                ('wanted', models.PositiveIntegerField(verbose_name='wanted quantity')),
                ('per', models.CharField(choices=[('school', 'school'), ('campus', 'campus'), ('class', 'class')], default='school', max_length=20, verbose_name='for each')),
                ('counted_as', models.CharField(blank=True, help_text='Words in the names of cards, with commas between them', max_length=120, verbose_name='counted by the name')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
            ],
            options={
                'verbose_name': 'equipment standard',
                'verbose_name_plural': 'equipment standards',
                'ordering': ['subject', 'item', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('subject', 'item'), name='standard_item_once', violation_error_message='The standard already has a line of this item.'), models.CheckConstraint(condition=models.Q(('wanted__gte', 1)), name='standard_wants_something', violation_error_message='At least one is wanted.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalEquipmentStandard',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('subject', models.CharField(choices=[('music', 'music'), ('sport', 'physical education'), ('art', 'art'), ('science', 'science'), ('books', 'books'), ('it', 'information technology'), ('play', 'play'), ('other', 'other')], max_length=20, verbose_name='subject')),
                ('item', models.CharField(max_length=60, verbose_name='item')),
                ('unit', models.CharField(default='台', max_length=10, verbose_name='unit')),
                ('wanted', models.PositiveIntegerField(verbose_name='wanted quantity')),
                ('per', models.CharField(choices=[('school', 'school'), ('campus', 'campus'), ('class', 'class')], default='school', max_length=20, verbose_name='for each')),
                ('counted_as', models.CharField(blank=True, help_text='Words in the names of cards, with commas between them', max_length=120, verbose_name='counted by the name')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical equipment standard',
                'verbose_name_plural': 'historical equipment standards',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='asset',
            name='slice_from',
            field=logistics.fields.MoneyField(decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='begins in the batch at (yuan)'),
        ),
        migrations.AddField(
            model_name='historicalasset',
            name='slice_from',
            field=logistics.fields.MoneyField(decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='begins in the batch at (yuan)'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['name', 'number'], name='asset_name'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['model'], name='asset_model'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['serial_number'], name='asset_serial'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['campus', 'number', 'state'], name='asset_of_campus'),
        ),
        migrations.AddField(
            model_name='equipmentstandard',
            name='asset_class',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='assets.assetclass', verbose_name='counted by the class'),
        ),
        migrations.AddField(
            model_name='historicalequipmentstandard',
            name='asset_class',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assets.assetclass', verbose_name='counted by the class'),
        ),
        migrations.AddField(
            model_name='historicalequipmentstandard',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='equipmentstandard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted_as', ''), _negated=True), ('asset_class__isnull', False), _connector='OR'), name='standard_says_what_counts', violation_error_message='Say by which names or which class it is counted.'),
        ),
    ]
