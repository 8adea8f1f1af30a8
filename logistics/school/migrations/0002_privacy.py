import django.db.models.deletion
import logistics.fields
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    dependencies = [
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', logistics.fields.EncryptedTextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='school.child', verbose_name='child')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('opened', 'opened'), ('revealed', 'numbers shown'), ('exported', 'exported'), ('printed', 'printed'), ('given_out', 'whole file given out')], default='revealed', max_length=20, verbose_name='act')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='what was taken')),
                ('page', models.CharField(blank=True, max_length=200, verbose_name='page')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='number of children')),
                ('at', models.DateTimeField(db_index=True, verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='school.child', verbose_name='child')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reading',
                'verbose_name_plural': 'reading log',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', False), ('child__isnull', False), ('act__in', ['exported', 'printed']), _connector='OR'), name='reading_names_of_whom', violation_error_message='Name the person or the child.')],
            },
        ),
        migrations.CreateModel(
            name='ReadingChild',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.child', verbose_name='child')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listed', to='school.reading', verbose_name='reading')),
            ],
            options={
                'verbose_name': 'child on a list',
                'verbose_name_plural': 'children on lists',
                'constraints': [models.UniqueConstraint(fields=('reading', 'child'), name='reading_names_a_child_once')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=20, verbose_name='purpose')),
                ('act', models.CharField(choices=[('given', 'given'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], max_length=20, verbose_name='answer')),
                ('on', models.DateField(verbose_name='said on')),
                ('guardian', logistics.fields.EncryptedTextField(verbose_name='guardian')),
                ('relation', models.CharField(blank=True, max_length=20, verbose_name='relation')),
                ('how', models.CharField(choices=[('form', 'on the paper form'), ('written', 'in a letter or message'), ('spoken', 'in person or by telephone')], default='form', max_length=20, verbose_name='how')),
                ('paper', models.CharField(blank=True, help_text='Folder or box, so that it can be shown', max_length=60, verbose_name='where the paper is kept')),
                ('wording', models.CharField(max_length=10, verbose_name='version of the wording')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='school.child', verbose_name='child')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-on', '-pk'],
                'indexes': [models.Index(fields=['child', 'purpose', '-on', '-id'], name='consent_newest')],
            },
        ),
        migrations.CreateModel(
            name='DataErasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pseudonym', models.CharField(max_length=20, verbose_name='pseudonym')),
                ('parts', models.CharField(max_length=200, verbose_name='what was deleted')),
                ('mark', models.CharField(max_length=64, verbose_name='mark of the number')),
                ('basis', models.CharField(max_length=200, verbose_name='rule that asks for it')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='school.child', verbose_name='child')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('second', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
            ],
            options={
                'verbose_name': 'deletion of personal data',
                'verbose_name_plural': 'deletions of personal data',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('child__isnull', False), ('person', None)), models.Q(('child', None), ('person__isnull', False)), _connector='OR'), name='data_erasure_is_of_one', violation_error_message='A deletion is of one child or one person.'), models.CheckConstraint(condition=models.Q(('second', None), models.Q(('second', models.F('by')), _negated=True), _connector='OR'), name='data_erasure_by_two', violation_error_message='The second person is another one.')],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('copy', 'a copy of the file'), ('correct', 'correction'), ('delete', 'deletion')], max_length=20, verbose_name='asked for')),
                ('guardian', logistics.fields.EncryptedTextField(verbose_name='guardian')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('due_on', models.DateField(editable=False, verbose_name='due on')),
                ('said', logistics.fields.EncryptedTextField(blank=True, verbose_name='in their words')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'done as asked'), ('partly', 'done in part'), ('refused', 'refused')], max_length=20, verbose_name='answer')),
                ('answer', logistics.fields.EncryptedTextField(blank=True, verbose_name='what was done, or why not')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='school.child', verbose_name='child')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': "guardian's request",
                'verbose_name_plural': "guardians' requests",
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('answered_at', None), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='data_request_answered_says_how', violation_error_message='An answer says what was done.')],
            },
        ),
        migrations.CreateModel(
            name='ErasureOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parts', models.CharField(max_length=200, verbose_name='what is deleted')),
                ('reason', logistics.fields.EncryptedTextField(blank=True, verbose_name='reason')),
                ('ordered_at', models.DateTimeField(verbose_name='ordered at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='school.child', verbose_name='child')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ordered by')),
            ],
            options={
                'verbose_name': 'order to delete',
                'verbose_name_plural': 'orders to delete',
                'ordering': ['-ordered_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('withdrawn_at', None)), fields=('child',), name='erasure_order_one_open_per_child', violation_error_message='The deletion is ordered already.')],
            },
        ),
    ]
