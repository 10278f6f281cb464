import django.db.models.deletion
from django.db import migrations, models

from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [("offices", "0001_initial"), ("offices", "0002_known_hours")]

    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=100)),
                        ("full_name", models.CharField(max_length=120)),
                        (
                            "level",
                            models.CharField(
                                choices=[("province", "Tỉnh"), ("district", "Huyện"), ("commune", "Xã")], max_length=10
                            ),
                        ),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                        ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                        ("area_km2", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                        ("outline", models.JSONField(null=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("level", "code", "valid_from"), name="place_code_on_date")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=160)),
                        ("short_name", models.CharField(max_length=100)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("committee", "Ủy ban nhân dân"),
                                    ("department", "Sở, ngành"),
                                    ("division", "Phòng chuyên môn"),
                                    ("service_centre", "Trung tâm phục vụ hành chính công"),
                                    ("counter", "Bộ phận một cửa"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "tier",
                            models.CharField(
                                choices=[("province", "Cấp tỉnh"), ("district", "Cấp huyện"), ("commune", "Cấp xã")],
                                max_length=10,
                            ),
                        ),
                        ("path", models.CharField(db_index=True, max_length=80)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.place"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlaceSuccession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "extent",
                            models.CharField(
                                choices=[
                                    ("whole", "Toàn bộ"),
                                    ("part", "Một phần"),
                                    ("part_default", "Một phần (mặc định)"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.place"
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.place"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("predecessor", "successor"), name="one_place_succession")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "kind",
                            models.CharField(choices=[("off", "Ngày nghỉ"), ("make_up", "Ngày làm bù")], max_length=8),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("decision", models.CharField(max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["day"], name="special_day_by_day")],
                    },
                ),
                migrations.CreateModel(
                    name="OfficeSuccession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "extent",
                            models.CharField(
                                choices=[
                                    ("whole", "Toàn bộ"),
                                    ("part", "Một phần"),
                                    ("part_default", "Một phần (mặc định)"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("predecessor", "successor"), name="one_office_succession")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("weekday", models.SmallIntegerField()),
                        ("opens", models.TimeField()),
                        ("closes", models.TimeField()),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 0), ("weekday__lte", 6)), name="weekday_of_week"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("opens__lt", models.F("closes"))), name="opens_before_closing"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
