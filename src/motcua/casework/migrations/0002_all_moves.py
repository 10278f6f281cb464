from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.AddField("case", "supplement_until", models.DateField(null=True)),
        migrations.AddField(
            "case", "pause", models.CharField(blank=True, default="", max_length=30), preserve_default=False
        ),
        migrations.AddField("casestep", "amount", models.BigIntegerField(null=True)),
        migrations.AddField("casestep", "until", models.DateField(null=True)),
        migrations.AddField(
            "casestep", "reference", models.CharField(blank=True, default="", max_length=300), preserve_default=False
        ),
    ]
