import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [("elsewhere", "0001_initial"), ("elsewhere", "0002_person_key")]

    initial = True

    dependencies = [
        ("people", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="RecordedDossier",
                    fields=[
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("source", models.CharField(max_length=30)),
                        ("digest", models.CharField(max_length=64)),
                        ("known_until", models.CharField(max_length=32)),
                        ("person_key", models.CharField(db_default="", default="", max_length=64)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("person_key", ""), _negated=True),
                                fields=["person_key"],
                                name="recorded_of_a_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DossierMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=30)),
                        ("number", models.IntegerField()),
                        ("columns", models.JSONField(default=dict)),
                        ("words", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "number"), name="one_mapping_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("source", models.CharField(max_length=30)),
                        (
                            "system",
                            models.CharField(
                                choices=[
                                    ("motcua", "Hệ thống một cửa của tỉnh"),
                                    ("national_portal", "Cổng Dịch vụ công quốc gia"),
                                    ("ministry", "Hệ thống của bộ, ngành"),
                                    ("other", "Hệ thống khác của tỉnh"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("simulated", models.BooleanField(default=False)),
                        ("file_name", models.CharField(max_length=200)),
                        ("digest", models.CharField(max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("choosing", "Chờ ghép cột"),
                                    ("running", "Đang nhập"),
                                    ("done", "Đã nhập xong"),
                                    ("failed", "Không nhập được"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("problem", models.TextField(blank=True)),
                        ("rows", models.IntegerField(default=0)),
                        ("done", models.IntegerField(default=0)),
                        ("created", models.IntegerField(default=0)),
                        ("changed", models.IntegerField(default=0)),
                        ("unchanged", models.IntegerField(default=0)),
                        ("rejected", models.IntegerField(default=0)),
                        ("told", models.BinaryField(default=b"")),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "mapping",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="elsewhere.dossiermapping",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-started_at"], name="imports_by_start"),
                            models.Index(
                                condition=models.Q(("state", "running")), fields=["id"], name="running_imports"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
