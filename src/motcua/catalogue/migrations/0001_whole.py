import django.db.models.deletion
from django.db import migrations, models

from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [("catalogue", "0001_initial"), ("catalogue", "0002_process")]

    initial = True

    dependencies = [
        ("offices", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Procedure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=30, unique=True)),
                        ("simulated", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="ProcedureVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        ("name", models.TextField()),
                        ("field", models.CharField(max_length=200)),
                        ("search_name", models.TextField()),
                        ("search_text", models.TextField()),
                        ("digest", models.CharField(max_length=64)),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("authority_tiers", models.JSONField(default=list)),
                        ("audience", models.TextField(blank=True)),
                        ("competent_agency", models.TextField(blank=True)),
                        ("decision", models.CharField(blank=True, max_length=200)),
                        ("steps", models.TextField(blank=True)),
                        ("conditions", models.TextField(blank=True)),
                        ("legal_basis", models.JSONField(default=list)),
                        ("results", models.JSONField(default=list)),
                        ("result_required", models.BooleanField(default=True)),
                        ("form", models.JSONField(null=True)),
                        ("rules", models.JSONField(default=dict)),
                        ("more", models.JSONField(default=dict)),
                        (
                            "procedure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.procedure"
                            ),
                        ),
                        ("process", models.JSONField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("procedure", "number"), name="one_version_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to__isnull", True)),
                                fields=("procedure",),
                                name="one_open_version",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.IntegerField()),
                        ("situation", models.TextField(blank=True)),
                        ("name", models.TextField()),
                        ("originals", models.IntegerField(default=0)),
                        ("copies", models.IntegerField(default=0)),
                        ("required", models.BooleanField(default=False)),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="catalogue.procedureversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Offering",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("full", "Toàn trình"),
                                    ("partial", "Một phần"),
                                    ("none", "Không cung cấp trực tuyến"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        ("decision", models.CharField(blank=True, max_length=200)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.procedure"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procedure", "office", "valid_from"), name="one_level_from_a_date"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilingWay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.IntegerField()),
                        (
                            "channel",
                            models.SmallIntegerField(
                                choices=[(1, "Trực tiếp"), (2, "Trực tuyến"), (3, "Bưu chính công ích")]
                            ),
                        ),
                        ("limit_amount", models.IntegerField(null=True)),
                        (
                            "limit_unit",
                            models.CharField(
                                choices=[
                                    ("hour", "Giờ làm việc"),
                                    ("working_day", "Ngày làm việc"),
                                    ("day", "Ngày"),
                                    ("month", "Tháng"),
                                ],
                                max_length=12,
                                null=True,
                            ),
                        ),
                        ("limit_text", models.CharField(blank=True, max_length=200)),
                        ("description", models.TextField(blank=True)),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ways",
                                to="catalogue.procedureversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("limit_amount__isnull", True), ("limit_unit__isnull", True)),
                                    models.Q(("limit_amount__gte", 0), ("limit_unit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="limit_has_amount_and_unit",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.IntegerField()),
                        ("amount", models.BigIntegerField(null=True)),
                        ("text", models.CharField(blank=True, max_length=200)),
                        ("note", models.TextField(blank=True)),
                        (
                            "way",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fees",
                                to="catalogue.filingway",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
            ]
        ),
    ]
