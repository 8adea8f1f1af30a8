import django.db.models.deletion
import logistics.fields
import logistics.school.models.campuses
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    dependencies = [
        ("assets", "0004_custody"),
        ('records', '0007_append_only_signatures'),
        ('school', '0004_append_only'),
        ('school', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssetStocktake',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='records.entry', verbose_name='record')),
                ('occasion', models.CharField(choices=[('month', 'month end'), ('term_start', 'term start'), ('term_end', 'term end'), ('year_end', 'year end'), ('spot', 'spot check')], max_length=20, verbose_name='occasion')),
                ('scope', models.CharField(max_length=200, verbose_name='what was counted')),
                ('frozen_at', models.DateTimeField(verbose_name='as of')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='found')),
                ('moved', models.PositiveIntegerField(default=0, verbose_name='in the wrong place')),
                ('missing', models.PositiveIntegerField(default=0, verbose_name='missing')),
                ('unknown', models.PositiveIntegerField(default=0, verbose_name='not on the books')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed by')),
                ('supervised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='supervised by')),
            ],
            options={
                'verbose_name': 'stocktake sheet of assets',
                'verbose_name_plural': 'stocktake sheets of assets',
            },
        ),
        migrations.CreateModel(
            name='RoomStocktake',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='records.entry', verbose_name='record')),
                ('occasion', models.CharField(choices=[('month', 'month end'), ('term_start', 'term start'), ('term_end', 'term end'), ('year_end', 'year end'), ('spot', 'spot check')], max_length=20, verbose_name='occasion')),
                ('scope', models.CharField(max_length=200, verbose_name='what was counted')),
                ('frozen_at', models.DateTimeField(verbose_name='as of')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='found')),
                ('moved', models.PositiveIntegerField(default=0, verbose_name='in the wrong place')),
                ('missing', models.PositiveIntegerField(default=0, verbose_name='missing')),
                ('unknown', models.PositiveIntegerField(default=0, verbose_name='not on the books')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed by')),
                ('supervised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='supervised by')),
            ],
            options={
                'verbose_name': 'stocktake sheet of rooms',
                'verbose_name_plural': 'stocktake sheets of rooms',
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('month', 'month end'), ('term_start', 'term start'), ('term_end', 'term end'), ('year_end', 'year end'), ('spot', 'spot check')], max_length=20, verbose_name='occasion')),
                ('state', models.CharField(choices=[('counting', 'being counted'), ('explaining', 'differences to explain'), ('posted', 'posted'), ('dropped', 'dropped')], default='counting', max_length=20, verbose_name='state')),
                ('frozen_at', models.DateTimeField(verbose_name='as of')),
                ('campus', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.campus', verbose_name='campus')),
                ('counters', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='people who help to count')),
                ('custodian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='custodian')),
                ('led_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='supervised by')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('places', models.ManyToManyField(blank=True, help_text='Empty: the whole campus', related_name='+', to='school.place', verbose_name='rooms')),
                ('school_class', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.schoolclass', verbose_name='class')),
                ('stocktake', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='round_of_assets', to='records.entry', verbose_name='stocktake sheet')),
            ],
            options={
                'verbose_name': 'stocktake of assets',
                'verbose_name_plural': 'stocktakes of assets',
                'ordering': ['-frozen_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RoundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_expected', models.BooleanField(default=True, verbose_name='expected')),
                ('quantity', models.PositiveIntegerField(verbose_name='by the account')),
                ('counted', models.PositiveIntegerField(blank=True, null=True, verbose_name='counted')),
                ('found_at', models.DateTimeField(blank=True, null=True, verbose_name='counted at')),
                ('put_right_at', models.DateTimeField(blank=True, null=True, verbose_name='put right at')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('handling', models.CharField(blank=True, max_length=200, verbose_name='what is done about it')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='asset')),
                ('custodian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='custodian')),
                ('found_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='counted by')),
                ('found_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='found in')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='place by the card')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='assets.round', verbose_name='stocktake')),
            ],
            options={
                'verbose_name': 'line of a stocktake of assets',
                'verbose_name_plural': 'lines of stocktakes of assets',
                'ordering': ['place', 'asset'],
                'indexes': [models.Index(fields=['round', 'place'], name='round_line_place')],
                'constraints': [models.UniqueConstraint(fields=('round', 'asset'), name='round_line_once'), models.CheckConstraint(condition=models.Q(('counted', None), models.Q(('found_at__isnull', False), ('found_by__isnull', False)), _connector='OR'), name='round_line_counted_by_somebody', violation_error_message='What is counted was counted by somebody.')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='assets.roundline', verbose_name='line')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='seen in')),
            ],
            options={
                'verbose_name': 'sighting',
                'verbose_name_plural': 'sightings',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('line', 'place'), name='sighting_once_a_room')],
            },
        ),
        migrations.CreateModel(
            name='Stray',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='what the label says')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='what it is')),
                ('quantity', models.PositiveIntegerField(default=1, verbose_name='quantity')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('key', models.CharField(default=logistics.school.models.campuses.new_code, max_length=60, verbose_name='key')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('handling', models.CharField(blank=True, max_length=200, verbose_name='what is done about it')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='seen in')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strays', to='assets.round', verbose_name='stocktake')),
            ],
            options={
                'verbose_name': 'thing that is not on the books',
                'verbose_name_plural': 'things that are not on the books',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'key'), name='stray_once'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True), _connector='OR'), name='stray_is_something', violation_error_message='Say what it is, or what its label says.')],
            },
        ),
        migrations.CreateModel(
            name='AssetStocktakeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='line')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('expected', models.PositiveIntegerField(verbose_name='by the account')),
                ('counted', models.PositiveIntegerField(verbose_name='counted')),
                ('amount', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='worth of the difference (yuan)')),
                ('state', models.CharField(blank=True, choices=[('in_use', 'in use'), ('idle', 'idle'), ('lent', 'lent'), ('repair', 'under repair'), ('condemned', 'to be disposed of'), ('disposed', 'disposed of')], max_length=20, verbose_name='state')),
                ('result', models.CharField(choices=[('found', 'found'), ('moved', 'in the wrong place'), ('missing', 'missing'), ('unknown', 'not on the books')], max_length=20, verbose_name='result')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('handling', models.CharField(blank=True, max_length=200, verbose_name='what is done about it')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='asset')),
                ('custodian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='custodian')),
                ('found_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='found in')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='place by the card')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='assets.assetstocktake', verbose_name='sheet')),
            ],
            options={
                'verbose_name': 'line of a stocktake sheet of assets',
                'verbose_name_plural': 'lines of stocktake sheets of assets',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('expected', models.F('counted')), ('result', 'found')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='asset_stocktake_reason', violation_error_message='A difference has its reason.')],
            },
        ),
        migrations.CreateModel(
            name='RoomStocktakeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='line')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('expected', models.PositiveIntegerField(verbose_name='by the account')),
                ('counted', models.PositiveIntegerField(verbose_name='counted')),
                ('amount', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='worth of the difference (yuan)')),
                ('state', models.CharField(blank=True, choices=[('in_use', 'in use'), ('idle', 'idle'), ('lent', 'lent'), ('repair', 'under repair'), ('condemned', 'to be disposed of'), ('disposed', 'disposed of')], max_length=20, verbose_name='state')),
                ('result', models.CharField(choices=[('found', 'found'), ('moved', 'in the wrong place'), ('missing', 'missing'), ('unknown', 'not on the books')], max_length=20, verbose_name='result')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('handling', models.CharField(blank=True, max_length=200, verbose_name='what is done about it')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='asset')),
                ('custodian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='custodian')),
                ('found_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='found in')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.place', verbose_name='place by the card')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='assets.roomstocktake', verbose_name='sheet')),
            ],
            options={
                'verbose_name': 'line of a stocktake sheet of rooms',
                'verbose_name_plural': 'lines of stocktake sheets of rooms',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('expected', models.F('counted')), ('result', 'found')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='room_stocktake_reason', violation_error_message='A difference has its reason.')],
            },
        ),
    ]
