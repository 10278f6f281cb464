from django.db import migrations, models

from motcua.core.together import CreateModels


def create(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE journal_entry_ids AS bigint")


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE journal_entry_ids")


class Migration(migrations.Migration):
    replaces = [("journal", "0001_initial"), ("journal", "0002_entry_ids")]

    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("epoch", models.IntegerField(default=0)),
                        ("transaction_id", models.BigIntegerField(default=0)),
                        ("entry_id", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Epoch",
                    fields=[
                        ("number", models.IntegerField(primary_key=True, serialize=False)),
                        ("started_at", models.TextField()),
                        ("reason", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        ("name", models.TextField(primary_key=True, serialize=False)),
                        ("last", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("epoch", models.IntegerField()),
                        ("transaction_id", models.BigIntegerField()),
                        ("subject", models.TextField()),
                        ("number", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("at", models.TextField()),
                        ("recorded_at", models.TextField()),
                        ("day", models.TextField()),
                        ("actor", models.TextField()),
                        ("body", models.TextField()),
                        ("previous", models.TextField()),
                        ("digest", models.TextField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["epoch", "transaction_id", "id"], name="entry_reading_order")],
                        "constraints": [
                            models.UniqueConstraint(fields=("subject", "number"), name="one_entry_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subject",
                    fields=[
                        ("name", models.TextField(primary_key=True, serialize=False)),
                        ("count", models.IntegerField()),
                        ("head", models.TextField()),
                        ("series", models.TextField(null=True)),
                        ("series_number", models.IntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "series_number"), name="one_subject_per_number"),
                            models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="subject_has_entries"),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(create, drop),
    ]
