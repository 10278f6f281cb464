from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("adoption", "0007_agreed_help")]

    operations = [
        migrations.AddField("attendance", "told", models.CharField(db_default="", default="", max_length=16)),
    ]
