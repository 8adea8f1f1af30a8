import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import logistics.fields
from logistics.migrating import Migration


class Migration(Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("health", "0007_care"),
        ("school", "0005_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclinedProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("underweight", "underweight"),
                            ("stunting", "stunting"),
                            ("wasting", "wasting"),
                            ("overweight", "overweight"),
                            ("obesity", "obesity"),
                            ("anaemia", "anaemia"),
                            ("low_vision", "low vision"),
                            ("caries", "caries"),
                            ("hearing", "impaired hearing"),
                            ("food_allergy", "food allergy"),
                            ("drug_allergy", "drug allergy"),
                            ("heart", "congenital heart disease"),
                            ("asthma", "asthma"),
                            ("epilepsy", "epilepsy"),
                            ("premature", "born premature"),
                            ("recurrent", "recurrent infections"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "known_on",
                    models.DateField(blank=True, null=True, verbose_name="known on"),
                ),
                ("why", logistics.fields.EncryptedTextField(verbose_name="why not")),
                ("at", models.DateTimeField(verbose_name="declined at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declined by",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="school.child",
                        verbose_name="child",
                    ),
                ),
            ],
            options={
                "verbose_name": "declined proposal",
                "verbose_name_plural": "declined proposals",
                "ordering": ["-at", "-pk"],
            },
        ),
    ]
