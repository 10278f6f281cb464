import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_failed_attempts"),
        ("people", "0003_absence"),
        ("people", "0004_found_at_the_counter"),
        ("people", "0005_teams"),
    ]

    initial = True

    dependencies = [
        ("offices", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("full_name", models.CharField(max_length=120)),
                        ("personal_id", models.CharField(max_length=12, null=True, unique=True)),
                        ("birth_date", models.DateField(null=True)),
                        (
                            "gender",
                            models.CharField(blank=True, choices=[("male", "Nam"), ("female", "Nữ")], max_length=6),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("residence", models.CharField(blank=True, max_length=300)),
                        ("salt", models.CharField(default=motcua.core.ids.salt, max_length=32)),
                        ("simulated", models.BooleanField(default=False)),
                        ("helps_ready", models.BooleanField(db_default=False, default=False)),
                        ("helps_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("phone", ""), _negated=True),
                                fields=["phone"],
                                name="people_by_phone",
                            ),
                            models.Index(fields=["full_name"], name="people_by_name"),
                            models.Index(
                                condition=models.Q(("helps_until__isnull", False)),
                                fields=["helps_until"],
                                name="people_who_help",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("username", models.CharField(max_length=80, unique=True)),
                        ("full_name", models.CharField(max_length=120)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "person",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("reception", "Tiếp nhận và trả kết quả"),
                                    ("case_officer", "Thụ lý hồ sơ"),
                                    ("approver", "Phê duyệt"),
                                    ("clerk", "Văn thư"),
                                    ("procedure_controller", "Kiểm soát thủ tục hành chính"),
                                    ("leader", "Lãnh đạo"),
                                    ("administrator", "Quản trị"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to__isnull", True)),
                                fields=("account", "office", "role"),
                                name="one_open_appointment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EIdentity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer", models.URLField()),
                        ("subject", models.CharField(max_length=120)),
                        ("level", models.CharField(blank=True, max_length=20)),
                        ("linked_at", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("issuer", "subject"), name="one_account_per_identity")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FailedAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["digest", "at"], name="failures_of_a_digest")],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("account", models.F("deputy")), _negated=True),
                                name="deputy_is_another",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
