import django.db.models.deletion
import django.db.models.functions.comparison
import logistics.fields
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
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('role', models.CharField(choices=[('director', 'logistics director'), ('principal', 'principal'), ('teacher', 'class teacher'), ('carer', 'carer'), ('cook', 'cook'), ('food_safety_officer', 'food safety officer'), ('doctor', 'health doctor'), ('guard', 'guard'), ('storekeeper', 'storekeeper'), ('purchaser', 'purchaser'), ('accountant', 'accountant'), ('repairer', 'repairer'), ('cleaner', 'cleaner'), ('bus_attendant', 'bus attendant'), ('admin', 'administrator'), ('inspector', 'inspector')], max_length=30, verbose_name='role')),
                ('goes_to', models.CharField(choices=[('director', 'logistics director'), ('principal', 'principal'), ('teacher', 'class teacher'), ('carer', 'carer'), ('cook', 'cook'), ('food_safety_officer', 'food safety officer'), ('doctor', 'health doctor'), ('guard', 'guard'), ('storekeeper', 'storekeeper'), ('purchaser', 'purchaser'), ('accountant', 'accountant'), ('repairer', 'repairer'), ('cleaner', 'cleaner'), ('bus_attendant', 'bus attendant'), ('admin', 'administrator'), ('inspector', 'inspector'), ('group', 'group decision')], max_length=30, verbose_name='goes to')),
                ('everybody', models.BooleanField(default=False, verbose_name='all of them must agree')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['version', 'position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), ('opened_at__isnull', False), _connector='OR'), name='approval_step_opens_before_it_closes')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='number')),
                ('kind', models.CharField(max_length=40, verbose_name='kind of request')),
                ('object_id', models.PositiveBigIntegerField(verbose_name='document')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('amount', logistics.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked at')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('pending', 'waiting for approval'), ('agreed', 'agreed'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default='draft', max_length=20, verbose_name='state')),
                ('version', models.PositiveSmallIntegerField(default=0, verbose_name='version')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest')),
                ('over_at', models.DateTimeField(blank=True, null=True, verbose_name='over at')),
                ('reminded_on', models.DateField(blank=True, null=True, verbose_name='reminded on')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='school.campus', verbose_name='campus')),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['kind', 'object_id'], name='approval_document'), models.Index(fields=['asked_by', 'state'], name='approval_asker')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('kind', 'object_id'), name='approval_one_pending_a_document', violation_error_message='This already waits for approval.'), models.CheckConstraint(condition=models.Q(models.Q(('asked_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('asked_at__isnull', False)), _connector='OR'), name='approval_asked_unless_a_draft', violation_error_message='What was asked is no draft.'), models.CheckConstraint(condition=models.Q(models.Q(('over_at', None), ('state__in', ('draft', 'pending'))), models.Q(('over_at__isnull', False), ('state__in', ('agreed', 'returned', 'withdrawn'))), _connector='OR'), name='approval_over_at_a_time', violation_error_message='What is over says since when.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRoute',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind of request')),
                ('from_amount', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='from an amount of')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('campus', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: all campuses', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.campus', verbose_name='campus')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical approval route',
                'verbose_name_plural': 'historical approval routes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind of request')),
                ('from_amount', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='from an amount of')),
                ('campus', models.ForeignKey(blank=True, help_text='Empty: all campuses', null=True, on_delete=django.db.models.deletion.PROTECT, to='school.campus', verbose_name='campus')),
            ],
            options={
                'verbose_name': 'approval route',
                'verbose_name_plural': 'approval routes',
                'ordering': ['kind', 'campus_id', 'from_amount', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_amount__gte', 0)), name='route_from_no_less_than_nothing', violation_error_message='An amount is not below zero.'), models.UniqueConstraint(models.F('kind'), django.db.models.functions.comparison.Coalesce('campus', 0), models.F('from_amount'), name='route_once', violation_error_message='There is a route for this already. Change that one.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRouteStep',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('role', models.CharField(choices=[('director', 'logistics director'), ('principal', 'principal'), ('teacher', 'class teacher'), ('carer', 'carer'), ('cook', 'cook'), ('food_safety_officer', 'food safety officer'), ('doctor', 'health doctor'), ('guard', 'guard'), ('storekeeper', 'storekeeper'), ('purchaser', 'purchaser'), ('accountant', 'accountant'), ('repairer', 'repairer'), ('cleaner', 'cleaner'), ('bus_attendant', 'bus attendant'), ('admin', 'administrator'), ('inspector', 'inspector')], max_length=30, verbose_name='role')),
                ('everybody', models.BooleanField(default=False, verbose_name='all who hold it must agree')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('route', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='approvals.route', verbose_name='approval route')),
            ],
            options={
                'verbose_name': 'historical step of a route',
                'verbose_name_plural': 'historical steps of a route',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RouteStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('role', models.CharField(choices=[('director', 'logistics director'), ('principal', 'principal'), ('teacher', 'class teacher'), ('carer', 'carer'), ('cook', 'cook'), ('food_safety_officer', 'food safety officer'), ('doctor', 'health doctor'), ('guard', 'guard'), ('storekeeper', 'storekeeper'), ('purchaser', 'purchaser'), ('accountant', 'accountant'), ('repairer', 'repairer'), ('cleaner', 'cleaner'), ('bus_attendant', 'bus attendant'), ('admin', 'administrator'), ('inspector', 'inspector')], max_length=30, verbose_name='role')),
                ('everybody', models.BooleanField(default=False, verbose_name='all who hold it must agree')),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='approvals.route', verbose_name='approval route')),
            ],
            options={
                'verbose_name': 'step of a route',
                'verbose_name_plural': 'steps of a route',
                'ordering': ['route', 'position'],
                'constraints': [models.UniqueConstraint(fields=('route', 'position'), name='route_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, choices=[('director', 'logistics director'), ('principal', 'principal'), ('teacher', 'class teacher'), ('carer', 'carer'), ('cook', 'cook'), ('food_safety_officer', 'food safety officer'), ('doctor', 'health doctor'), ('guard', 'guard'), ('storekeeper', 'storekeeper'), ('purchaser', 'purchaser'), ('accountant', 'accountant'), ('repairer', 'repairer'), ('cleaner', 'cleaner'), ('bus_attendant', 'bus attendant'), ('admin', 'administrator'), ('inspector', 'inspector')], max_length=30, verbose_name='role')),
                ('must', models.BooleanField(default=False, verbose_name='must agree')),
                ('is_open', models.BooleanField(default=True, verbose_name='has to decide')),
                ('has_agreed', models.BooleanField(default=False, verbose_name='has agreed')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='approvals.approval', verbose_name='approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='approvals.step', verbose_name='step')),
            ],
            options={
                'verbose_name': 'signer',
                'verbose_name_plural': 'signers',
                'ordering': ['step', 'pk'],
                'indexes': [models.Index(condition=models.Q(('is_open', True)), fields=['person'], name='signer_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('step', 'person'), name='signer_open_once_a_step', violation_error_message='It already waits for this person.'), models.CheckConstraint(condition=models.Q(('is_open', False), ('has_agreed', False), _connector='OR'), name='signer_agrees_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('amount', logistics.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('said', models.JSONField(verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('stamp', models.CharField(max_length=32, verbose_name='stamp')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='approvals.approval', verbose_name='approval')),
            ],
            options={
                'verbose_name': 'version of a request',
                'verbose_name_plural': 'versions of requests',
                'ordering': ['approval', 'number'],
                'constraints': [models.UniqueConstraint(fields=('approval', 'number'), name='approval_version_number_once')],
            },
        ),
        migrations.AddField(
            model_name='step',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='approvals.version', verbose_name='version'),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('agree', 'agreed'), ('return', 'returned it'), ('hand_on', 'handed it on'), ('add_signer', 'added a signer'), ('withdraw', 'withdrew it'), ('remind', 'reminded')], max_length=20, verbose_name='act')),
                ('opinion', models.CharField(blank=True, max_length=300, verbose_name='opinion')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('stamp', models.CharField(max_length=32, verbose_name='stamp')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.approval', verbose_name='approval')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to whom')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.step', verbose_name='step')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.version', verbose_name='version seen')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['approval', 'pk'],
                'indexes': [models.Index(fields=['by', '-at'], name='decision_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ('withdraw', 'remind')), models.Q(('by', models.F('asked_by')), _negated=True), _connector='OR'), name='decision_by_another', violation_error_message='Nobody decides on their own request.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'return'), _negated=True), models.Q(('opinion', ''), _negated=True), _connector='OR'), name='decision_to_return_says_why', violation_error_message='Say why it is returned.'), models.CheckConstraint(condition=models.Q(models.Q(('act__in', ('hand_on', 'add_signer')), ('to__isnull', False)), models.Q(models.Q(('act__in', ('hand_on', 'add_signer')), _negated=True), ('to', None)), _connector='OR'), name='decision_names_whom_it_goes_to')],
            },
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='approval_step_once'),
        ),
    ]
