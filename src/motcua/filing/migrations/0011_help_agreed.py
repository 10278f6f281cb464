from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0010_traces"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="help_agreed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="dossier",
            name="help_agreed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="dossier",
            name="help_noted",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
