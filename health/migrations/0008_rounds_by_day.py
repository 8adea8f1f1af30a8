from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('health', '0007_care'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='classround',
            index=models.Index(fields=['on'], name='round_on'),
        ),
    ]
