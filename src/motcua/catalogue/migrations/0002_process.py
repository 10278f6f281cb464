from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.AddField("procedureversion", "process", models.JSONField(null=True))]
