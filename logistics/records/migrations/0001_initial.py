import django.db.models.deletion
import logistics.records.models.photos
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    initial = True

    dependencies = [
        ('school', '0001_initial'),
        ('school', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=40, unique=True, verbose_name='register')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='title')),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='columns')),
                ('own', models.JSONField(blank=True, default=list, verbose_name='own columns')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note under the table')),
            ],
            options={
                'verbose_name': 'register setting',
                'verbose_name_plural': 'register settings',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='number')),
                ('meal', models.CharField(blank=True, max_length=20, verbose_name='meal')),
                ('subject', models.CharField(blank=True, max_length=40, verbose_name='subject')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('happened_at', models.DateTimeField(verbose_name='happened at')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('typed_at', models.DateTimeField(blank=True, null=True, verbose_name='typed at')),
                ('is_late', models.BooleanField(default=False, verbose_name='late entry')),
                ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for the late entry')),
                ('is_zero', models.BooleanField(default=False, verbose_name='nothing to report')),
                ('status', models.CharField(choices=[('submitted', 'submitted'), ('reviewed', 'reviewed'), ('voided', 'voided')], default='submitted', max_length=20, verbose_name='status')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='reviewed at')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('hold', models.CharField(blank=True, max_length=200, verbose_name='legal hold')),
                ('extra', models.JSONField(blank=True, default=dict, verbose_name='own columns')),
                ('campus', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='school.campus', verbose_name='campus')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='school.place', verbose_name='place')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                ('school_class', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='school.schoolclass', verbose_name='class')),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'ordering': ['-happened_at', '-pk'],
                'indexes': [models.Index(fields=['kind', 'happened_at'], name='entry_kind_time'), models.Index(fields=['kind', 'subject', 'happened_at'], name='entry_subject'), models.Index(fields=['entered_by', '-entered_at'], name='entry_by_person'), models.Index(fields=['entered_at'], name='entry_entered')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='entry_reviewed_by_another', violation_error_message='Nobody reviews their own record.'), models.CheckConstraint(condition=models.Q(('is_late', False), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='entry_late_says_why', violation_error_message='A late entry says why it is late.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRegisterSetting',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('register', models.CharField(db_index=True, max_length=40, verbose_name='register')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='title')),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='columns')),
                ('own', models.JSONField(blank=True, default=list, verbose_name='own columns')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note under the table')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical register setting',
                'verbose_name_plural': 'historical register settings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=10, verbose_name='prefix')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='last number')),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
                'constraints': [models.UniqueConstraint(fields=('prefix', 'year'), name='number_series_once')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to=logistics.records.models.photos.photo_path, verbose_name='file')),
                ('thumbnail', models.FileField(upload_to=logistics.records.models.photos.photo_path, verbose_name='thumbnail')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken at')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='records.entry', verbose_name='record')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'ordering': ['entry', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('act', models.CharField(choices=[('submit', 'submitted'), ('correct', 'corrected'), ('void', 'voided')], default='submit', max_length=20, verbose_name='act')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('said', models.JSONField(verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.entry', verbose_name='record')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['entry', 'number'],
                'constraints': [models.UniqueConstraint(fields=('entry', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('act', 'submit'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='version_says_why', violation_error_message='A correction says why.')],
            },
        ),
    ]
