import django.db.models.deletion
import logistics.fields
import logistics.notices.models.channels
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
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('mail', 'mail'), ('wecom', 'WeCom robot'), ('dingtalk', 'DingTalk robot'), ('feishu', 'Feishu robot')], max_length=10, verbose_name='kind')),
                ('roles', models.JSONField(blank=True, default=list, verbose_name='roles')),
                ('carries', models.CharField(choices=[('all', 'everything'), ('digests', 'only the digest of the day'), ('urgent', 'only what is urgent')], default='all', max_length=10, verbose_name='carries')),
                ('address', logistics.fields.EncryptedTextField(blank=True, verbose_name='webhook address')),
                ('secret', logistics.fields.EncryptedTextField(blank=True, verbose_name='signing secret')),
                ('is_active', models.BooleanField(default=False, verbose_name='in use')),
                ('rests_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='rests until')),
                ('campus', models.ForeignKey(blank=True, help_text='Empty: the whole school', null=True, on_delete=django.db.models.deletion.PROTECT, to='school.campus', verbose_name='campus')),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'channels',
                'ordering': ['kind', 'title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_active', False), ('kind', 'mail'), models.Q(('address', ''), _negated=True), _connector='OR'), name='channel_in_use_has_an_address', violation_error_message='A robot needs its webhook address before it is used.')],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.DateTimeField(verbose_name='for')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('said', models.JSONField(default=dict, verbose_name='said')),
                ('pushed_at', models.DateTimeField(blank=True, null=True, verbose_name='sent out at')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'digest',
                'verbose_name_plural': 'digests',
                'ordering': ['-slot', 'pk'],
                'indexes': [models.Index(fields=['slot'], name='digest_slot')],
                'constraints': [models.UniqueConstraint(fields=('person', 'slot'), name='digest_once_a_slot')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalChannel',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('mail', 'mail'), ('wecom', 'WeCom robot'), ('dingtalk', 'DingTalk robot'), ('feishu', 'Feishu robot')], max_length=10, verbose_name='kind')),
                ('roles', models.JSONField(blank=True, default=list, verbose_name='roles')),
                ('carries', models.CharField(choices=[('all', 'everything'), ('digests', 'only the digest of the day'), ('urgent', 'only what is urgent')], default='all', max_length=10, verbose_name='carries')),
                ('is_active', models.BooleanField(default=False, verbose_name='in use')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('campus', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: the whole school', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='school.campus', verbose_name='campus')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical channel',
                'verbose_name_plural': 'historical channels',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('key', models.CharField(max_length=100, verbose_name='about')),
                ('said', models.JSONField(default=dict, verbose_name='said')),
                ('url', models.CharField(max_length=300, verbose_name='page')),
                ('urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('made_at', models.DateTimeField(verbose_name='told at')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('pushed_at', models.DateTimeField(blank=True, null=True, verbose_name='sent out at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='school.campus', verbose_name='campus')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['person', '-made_at', '-id'], name='notice_newest'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='notice_unread'), models.Index(fields=['kind', 'key'], name='notice_about'), models.Index(fields=['pushed_at'], name='notice_pushed')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'key'), name='notice_once_per_person', violation_error_message='This person was already told.'), models.CheckConstraint(condition=models.Q(('url__startswith', '/'), models.Q(('url__startswith', '//'), _negated=True)), name='notice_leads_to_a_page_of_ours', violation_error_message='News lead to a page of this site.')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('next_at', models.DateTimeField(verbose_name='next try at')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('held_by', models.CharField(blank=True, editable=False, max_length=32, verbose_name='held by')),
                ('held_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='held until')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='given up at')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='what went wrong')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.channel', verbose_name='channel')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.digest', verbose_name='digest')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.notice', verbose_name='notice')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['next_at', 'id'], name='delivery_unsettled'), models.Index(condition=models.Q(('held_by', ''), _negated=True), fields=['held_by'], name='delivery_held')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='delivery_once_per_notice'), models.UniqueConstraint(fields=('digest', 'channel'), name='delivery_once_per_digest'), models.CheckConstraint(condition=models.Q(models.Q(('digest__isnull', False), ('notice', None)), models.Q(('digest', None), ('notice__isnull', False)), _connector='OR'), name='delivery_of_a_notice_or_a_digest'), models.CheckConstraint(condition=models.Q(('sent_at', None), ('failed_at', None), _connector='OR'), name='delivery_sent_or_given_up')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.EmailField(blank=True, help_text='Empty: you get no mail from here', max_length=254, verbose_name='mail address')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default=logistics.notices.models.channels.school_language, max_length=10, verbose_name='language')),
                ('digest', models.BooleanField(default=True, verbose_name='digest of the day')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wish', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('silent', models.ManyToManyField(blank=True, related_name='+', to='notices.channel', verbose_name='not by these channels')),
            ],
            options={
                'verbose_name': 'way of being told',
                'verbose_name_plural': 'ways of being told',
            },
        ),
    ]
