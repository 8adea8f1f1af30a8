import django.db.models.deletion
import logistics.fields
from django.conf import settings
from django.db import migrations, models

from logistics.migrating import Migration


class Migration(Migration):

    dependencies = [
        ('assets', '0006_buying'),
        ('records', '0007_append_only_signatures'),
        ('school', '0005_history'),
        ('school', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChildLoan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'thing lent to a child',
                'verbose_name_plural': 'things lent to children',
                'ordering': ['loan'],
            },
        ),
        migrations.CreateModel(
            name='DonationIntake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'intake of a donation',
                'verbose_name_plural': 'intakes of donations',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='DonationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='line')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('specification', models.CharField(blank=True, max_length=80, verbose_name='specification')),
                ('unit', models.CharField(max_length=10, verbose_name='unit')),
                ('quantity', logistics.fields.QuantityField(decimal_places=3, max_digits=14, verbose_name='quantity')),
                ('value', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='worth (yuan)')),
                ('destination', models.CharField(choices=[('store', 'into the store'), ('asset', 'asset with a card'), ('none', 'used as it comes')], default='store', max_length=10, verbose_name='what becomes of it')),
                ('whereto', models.CharField(blank=True, max_length=80, verbose_name='where it went')),
            ],
            options={
                'verbose_name': 'line of a donation',
                'verbose_name_plural': 'lines of donations',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('value__gte', 0)), name='donation_line_positive', violation_error_message='A quantity is more than zero.')],
            },
        ),
        migrations.CreateModel(
            name='DonationReceipt',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='records.entry', verbose_name='record')),
                ('origin', models.CharField(choices=[('donation', 'donated'), ('allocated', 'allocated by the authority')], default='donation', max_length=20, verbose_name='origin')),
                ('donor', models.CharField(max_length=100, verbose_name='donor')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='agreed use')),
                ('finding', models.CharField(max_length=200, verbose_name='how it was found')),
                ('receipt', models.CharField(blank=True, max_length=60, verbose_name='receipt number')),
                ('amount', logistics.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='worth (yuan)')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
            ],
            options={
                'verbose_name': 'donation',
                'verbose_name_plural': 'donations',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='donation_not_negative', violation_error_message='A value is not negative.')],
            },
        ),
        migrations.AddField(
            model_name='childloan',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='borrowed', to='school.child', verbose_name='child'),
        ),
        migrations.AddField(
            model_name='childloan',
            name='loan',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='held', to='assets.loan', verbose_name='loan'),
        ),
        migrations.AddField(
            model_name='donationintake',
            name='booking',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry', verbose_name='booking of assets'),
        ),
        migrations.AddField(
            model_name='donationintake',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='donationintake',
            name='stock_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry', verbose_name='stock-in sheet'),
        ),
        migrations.AddField(
            model_name='donationreceipt',
            name='inspector',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by'),
        ),
        migrations.AddField(
            model_name='donationreceipt',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second person who accepts'),
        ),
        migrations.AddField(
            model_name='donationline',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='assets.donationreceipt', verbose_name='donation'),
        ),
        migrations.AddField(
            model_name='donationintake',
            name='receipt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='intake', to='assets.donationreceipt', verbose_name='donation'),
        ),
        migrations.AddConstraint(
            model_name='donationreceipt',
            constraint=models.CheckConstraint(condition=models.Q(('inspector', models.F('second')), _negated=True), name='donation_accepted_by_two', violation_error_message='Two different people accept a donation.'),
        ),
        migrations.RemoveConstraint(
            model_name='loan',
            name='loan_lent_by_another',
        ),
        migrations.AddField(
            model_name='loan',
            name='school_class',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='school.schoolclass', verbose_name='class'),
        ),
        migrations.AddIndex(
            model_name='loan',
            index=models.Index(condition=models.Q(('school_class__isnull', False)), fields=['school_class', 'state'], name='loan_of_class'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('lent_by', None), models.Q(('lent_by', models.F('borrower')), _negated=True), ('school_class__isnull', False), _connector='OR'), name='loan_lent_by_another', violation_error_message='Nobody lends to themselves.'),
        ),
    ]
