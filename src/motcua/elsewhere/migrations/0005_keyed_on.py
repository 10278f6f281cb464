from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elsewhere", "0004_staff_mark"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordeddossier",
            name="keyed_on",
            field=models.CharField(db_default="", default="", max_length=10),
        ),
    ]
