import django.db.models.deletion
import logistics.fields
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    initial = True

    dependencies = [
        ('school', '0004_append_only'),
        ('school', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_password_until', models.DateTimeField(blank=True, null=True, verbose_name='first password until')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='account', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest of the token')),
                ('trusted', models.BooleanField(default=False, verbose_name='asks for no code')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('expires_at', models.DateTimeField(verbose_name='good until')),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='school.campus', verbose_name='campus')),
                ('person', models.ForeignKey(blank=True, help_text='Empty: shared by those who work there', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by')),
            ],
            options={
                'verbose_name': 'device',
                'verbose_name_plural': 'devices',
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', False), ('campus__isnull', False), _connector='OR'), name='device_is_somebodys_or_stands_somewhere', violation_error_message='A shared device stands at a campus.')],
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=128, verbose_name='digest')),
                ('wrong', models.PositiveSmallIntegerField(default=0, verbose_name='wrong tries')),
                ('set_at', models.DateTimeField(verbose_name='set at')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pin', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'PIN',
                'verbose_name_plural': 'PINs',
                'constraints': [models.CheckConstraint(condition=models.Q(('wrong__lte', 5)), name='pin_off_after_five', violation_error_message='After five wrong tries the PIN is off.')],
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', logistics.fields.EncryptedTextField(verbose_name='secret')),
                ('last_step', models.BigIntegerField(default=0, verbose_name='last step')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed at')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'second factor',
                'verbose_name_plural': 'second factors',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used at')),
                ('factor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.secondfactor', verbose_name='second factor')),
            ],
            options={
                'verbose_name': 'recovery code',
                'verbose_name_plural': 'recovery codes',
                'constraints': [models.UniqueConstraint(fields=('factor', 'digest'), name='recovery_code_once')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('account', models.CharField(max_length=32, verbose_name='account')),
                ('way', models.CharField(choices=[('password', 'password'), ('code', 'code of the authenticator'), ('recovery', 'recovery code'), ('pin', 'PIN')], max_length=10, verbose_name='way in')),
                ('result', models.CharField(choices=[('in', 'logged in'), ('wrong', 'wrong'), ('locked', 'locked out'), ('expired', 'first password expired'), ('unlocked', 'unlocked'), ('reset', 'second factor reset')], max_length=10, verbose_name='result')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='browser')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('device', models.CharField(blank=True, max_length=50, verbose_name='device')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'sign-in',
                'verbose_name_plural': 'sign-ins',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['account', '-at'], name='sign_in_of_account'), models.Index(fields=['-at', '-id'], name='sign_in_newest')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True, verbose_name='session')),
                ('way', models.CharField(choices=[('password', 'password'), ('code', 'code of the authenticator'), ('recovery', 'recovery code'), ('pin', 'PIN')], max_length=10, verbose_name='way in')),
                ('browser', models.CharField(max_length=60, verbose_name='browser')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('began_at', models.DateTimeField(verbose_name='since')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='visits', to='accounts.device', verbose_name='device')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['-began_at'],
            },
        ),
    ]
