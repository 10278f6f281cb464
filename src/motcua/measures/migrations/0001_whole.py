import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_forecasts"),
        ("measures", "0003_further_indicators"),
        ("measures", "0004_steps_and_payment"),
        ("measures", "0005_outside_figures"),
        ("measures", "0006_index_parameters"),
        ("measures", "0007_reports"),
        ("measures", "0008_published_months"),
        ("measures", "0009_watch_list"),
        ("measures", "0010_procedures_used"),
    ]

    initial = True

    dependencies = [
        ("offices", "0001_whole"),
        ("people", "0001_whole"),
        ("records", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="DayTally",
                    fields=[
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("competent", "Cơ quan có thẩm quyền giải quyết"),
                                    ("received", "Nơi tiếp nhận hồ sơ"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("all_procedures_below", models.BigIntegerField(default=0)),
                        ("all_procedures_self", models.BigIntegerField(default=0)),
                        ("all_procedures_helped", models.BigIntegerField(default=0)),
                        ("all_procedures_unknown", models.BigIntegerField(default=0)),
                        ("online_enabled_below", models.BigIntegerField(default=0)),
                        ("online_enabled_self", models.BigIntegerField(default=0)),
                        ("online_enabled_helped", models.BigIntegerField(default=0)),
                        ("online_enabled_unknown", models.BigIntegerField(default=0)),
                        ("full_service_below", models.BigIntegerField(default=0)),
                        ("full_service_self", models.BigIntegerField(default=0)),
                        ("full_service_helped", models.BigIntegerField(default=0)),
                        ("full_service_unknown", models.BigIntegerField(default=0)),
                        ("national_766_below", models.BigIntegerField(default=0)),
                        ("national_766_self", models.BigIntegerField(default=0)),
                        ("national_766_helped", models.BigIntegerField(default=0)),
                        ("national_766_unknown", models.BigIntegerField(default=0)),
                        ("simulated", models.BigIntegerField(default=0)),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "axis", "office", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("day", models.CharField(max_length=10)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MonthTally",
                    fields=[
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("competent", "Cơ quan có thẩm quyền giải quyết"),
                                    ("received", "Nơi tiếp nhận hồ sơ"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("all_procedures_below", models.BigIntegerField(default=0)),
                        ("all_procedures_self", models.BigIntegerField(default=0)),
                        ("all_procedures_helped", models.BigIntegerField(default=0)),
                        ("all_procedures_unknown", models.BigIntegerField(default=0)),
                        ("online_enabled_below", models.BigIntegerField(default=0)),
                        ("online_enabled_self", models.BigIntegerField(default=0)),
                        ("online_enabled_helped", models.BigIntegerField(default=0)),
                        ("online_enabled_unknown", models.BigIntegerField(default=0)),
                        ("full_service_below", models.BigIntegerField(default=0)),
                        ("full_service_self", models.BigIntegerField(default=0)),
                        ("full_service_helped", models.BigIntegerField(default=0)),
                        ("full_service_unknown", models.BigIntegerField(default=0)),
                        ("national_766_below", models.BigIntegerField(default=0)),
                        ("national_766_self", models.BigIntegerField(default=0)),
                        ("national_766_helped", models.BigIntegerField(default=0)),
                        ("national_766_unknown", models.BigIntegerField(default=0)),
                        ("simulated", models.BigIntegerField(default=0)),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "axis", "office", "month", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("month", models.CharField(max_length=7)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Forecast",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("indicator", models.CharField(max_length=40)),
                        ("year", models.SmallIntegerField()),
                        ("version", models.SmallIntegerField()),
                        ("day", models.DateField()),
                        ("quantiles", models.JSONField()),
                        ("tried", models.IntegerField()),
                        ("held", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "year", "office"), name="one_forecast_of_a_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceDay",
                    fields=[
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("competent", "Cơ quan có thẩm quyền giải quyết"),
                                    ("received", "Nơi tiếp nhận hồ sơ"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("on_time_below", models.BigIntegerField(default=0)),
                        ("digitised_dossiers_below", models.BigIntegerField(default=0)),
                        ("digitised_dossiers_above", models.BigIntegerField(default=0)),
                        ("electronic_results_below", models.BigIntegerField(default=0)),
                        ("electronic_results_above", models.BigIntegerField(default=0)),
                        ("reuse_below", models.BigIntegerField(default=0)),
                        ("reuse_above", models.BigIntegerField(default=0)),
                        ("population_data_below", models.BigIntegerField(default=0)),
                        ("population_data_above", models.BigIntegerField(default=0)),
                        ("results_as_files_below", models.BigIntegerField(default=0)),
                        ("results_as_files_above", models.BigIntegerField(default=0)),
                        ("satisfaction_below", models.BigIntegerField(default=0)),
                        ("satisfaction_above", models.BigIntegerField(default=0)),
                        ("time_to_accept_below", models.BigIntegerField(default=0)),
                        ("time_to_accept_seconds", models.BigIntegerField(default=0)),
                        ("time_to_finish_below", models.BigIntegerField(default=0)),
                        ("time_to_finish_seconds", models.BigIntegerField(default=0)),
                        ("time_to_return_below", models.BigIntegerField(default=0)),
                        ("time_to_return_seconds", models.BigIntegerField(default=0)),
                        ("simulated", models.BigIntegerField(default=0)),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "axis", "office", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("day", models.CharField(max_length=10)),
                        ("online_payment_above", models.BigIntegerField(default=0)),
                        ("online_payment_below", models.BigIntegerField(default=0)),
                        ("shared_data_above", models.BigIntegerField(default=0)),
                        ("shared_data_below", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ServiceMonth",
                    fields=[
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("competent", "Cơ quan có thẩm quyền giải quyết"),
                                    ("received", "Nơi tiếp nhận hồ sơ"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("on_time_below", models.BigIntegerField(default=0)),
                        ("digitised_dossiers_below", models.BigIntegerField(default=0)),
                        ("digitised_dossiers_above", models.BigIntegerField(default=0)),
                        ("electronic_results_below", models.BigIntegerField(default=0)),
                        ("electronic_results_above", models.BigIntegerField(default=0)),
                        ("reuse_below", models.BigIntegerField(default=0)),
                        ("reuse_above", models.BigIntegerField(default=0)),
                        ("population_data_below", models.BigIntegerField(default=0)),
                        ("population_data_above", models.BigIntegerField(default=0)),
                        ("results_as_files_below", models.BigIntegerField(default=0)),
                        ("results_as_files_above", models.BigIntegerField(default=0)),
                        ("satisfaction_below", models.BigIntegerField(default=0)),
                        ("satisfaction_above", models.BigIntegerField(default=0)),
                        ("time_to_accept_below", models.BigIntegerField(default=0)),
                        ("time_to_accept_seconds", models.BigIntegerField(default=0)),
                        ("time_to_finish_below", models.BigIntegerField(default=0)),
                        ("time_to_finish_seconds", models.BigIntegerField(default=0)),
                        ("time_to_return_below", models.BigIntegerField(default=0)),
                        ("time_to_return_seconds", models.BigIntegerField(default=0)),
                        ("simulated", models.BigIntegerField(default=0)),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "axis", "office", "month", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("month", models.CharField(max_length=7)),
                        ("online_payment_above", models.BigIntegerField(default=0)),
                        ("online_payment_below", models.BigIntegerField(default=0)),
                        ("shared_data_above", models.BigIntegerField(default=0)),
                        ("shared_data_below", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DossierFacts",
                    fields=[
                        ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("number", models.IntegerField()),
                        ("competent_office", models.CharField(max_length=20)),
                        ("received_office", models.CharField(max_length=20)),
                        ("received_day", models.CharField(max_length=10)),
                        ("submitted_day", models.CharField(max_length=10)),
                        ("procedure", models.CharField(max_length=40)),
                        ("division", models.CharField(max_length=20)),
                        ("officer", models.CharField(max_length=20)),
                        ("place", models.CharField(max_length=20)),
                        ("in_person", models.CharField(max_length=20)),
                        ("hour", models.CharField(max_length=2)),
                        ("channel", models.SmallIntegerField()),
                        ("level", models.CharField(max_length=8)),
                        ("help", models.CharField(max_length=8)),
                        ("proven", models.BooleanField()),
                        ("standing", models.CharField(max_length=8)),
                        ("simulated", models.BooleanField()),
                        ("required", models.BooleanField()),
                        ("electronic", models.BooleanField()),
                        ("finished", models.BooleanField()),
                        ("returned", models.BooleanField()),
                        ("digitised", models.BooleanField()),
                        ("reused", models.BooleanField()),
                        ("verified", models.BooleanField()),
                        ("satisfaction", models.CharField(max_length=16)),
                        ("late_steps", models.TextField()),
                        ("time_to_accept_seconds", models.BigIntegerField()),
                        ("time_to_finish_seconds", models.BigIntegerField()),
                        ("time_to_return_seconds", models.BigIntegerField()),
                        ("first_day", models.CharField(max_length=10)),
                        ("known_day", models.CharField(max_length=10)),
                        ("payment", models.CharField(db_default="", default="", max_length=6)),
                        ("shared", models.CharField(db_default="", default="", max_length=3)),
                        ("system", models.CharField(db_default="", default="", max_length=16)),
                        ("way", models.CharField(db_default="", default="", max_length=1)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["competent_office", "received_day", "code"], name="facts_of_competent_office"
                            ),
                            models.Index(
                                fields=["received_office", "received_day", "code"], name="facts_of_received_office"
                            ),
                            models.Index(
                                condition=models.Q(("channel", 2)),
                                fields=["procedure", "competent_office", "received_day"],
                                name="facts_of_online_services",
                            ),
                            models.Index(fields=["known_day", "first_day"], name="facts_by_day_of_change"),
                            models.Index(
                                fields=["procedure", "competent_office", "received_day"], name="facts_of_procedures"
                            ),
                            models.Index(
                                condition=models.Q(("verified", True)),
                                fields=["procedure", "competent_office", "received_day"],
                                name="facts_of_verified",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LateTally",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "axis",
                                "office",
                                "day",
                                "late_on",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("competent", "Cơ quan có thẩm quyền giải quyết"),
                                    ("received", "Nơi tiếp nhận hồ sơ"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("day", models.CharField(max_length=10)),
                        ("late_on", models.CharField(max_length=10)),
                        ("steps", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("steps", 0)), fields=["axis"], name="late_tallies_of_none")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepTally",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "office",
                                "day",
                                "procedure",
                                "kind",
                                "key",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("day", models.CharField(max_length=10)),
                        ("procedure", models.CharField(max_length=40)),
                        ("kind", models.CharField(max_length=8)),
                        ("key", models.CharField(max_length=40)),
                        ("count", models.BigIntegerField(default=0)),
                        ("seconds", models.BigIntegerField(default=0)),
                        ("late", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="OutsideFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("national", "Mức chung cả nước"),
                                    ("portal", "Cổng Dịch vụ công quốc gia tính cho cơ quan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("indicator", models.CharField(max_length=40)),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("value", models.DecimalField(decimal_places=4, max_digits=16)),
                        ("numerator", models.BigIntegerField(null=True)),
                        ("denominator", models.BigIntegerField(null=True)),
                        ("source", models.CharField(max_length=300)),
                        ("read_on", models.DateField()),
                        ("public", models.BooleanField()),
                        ("entered_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(null=True)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                        "ordering": ["-read_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("office__isnull", False), ("replaced_at__isnull", True)),
                                fields=("kind", "indicator", "office", "first", "last"),
                                name="one_outside_figure_of_an_office",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("office__isnull", True), ("replaced_at__isnull", True)),
                                fields=("kind", "indicator", "first", "last"),
                                name="one_outside_figure_of_the_country",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lte", models.F("last"))), name="outside_figure_has_days"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "portal"), ("office__isnull", False)),
                                    models.Q(("kind", "national"), ("office__isnull", True)),
                                    _connector="OR",
                                ),
                                name="outside_figure_has_its_office",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndexParameter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("value", models.CharField(blank=True, max_length=200)),
                        ("valid_from", models.DateField()),
                        ("source", models.CharField(max_length=200)),
                        ("set_at", models.DateTimeField()),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["valid_from", "set_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("month", "Báo cáo tháng"),
                                    ("quarter", "Báo cáo quý"),
                                    ("year", "Báo cáo năm"),
                                    ("bulletin", "Bản tin"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("content", models.TextField()),
                        ("digest", models.CharField(max_length=64)),
                        ("composed_at", models.DateTimeField()),
                        ("issued_at", models.DateTimeField(null=True)),
                        ("signed", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "composed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issuer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.officialpaper",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="measures.report",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["office", "-last", "-id"], name="reports_of_an_office")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("issued_at", None)),
                                fields=("kind", "office", "first", "last"),
                                name="one_draft_of_a_report",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("issued_at", None),
                                        ("issued_by", None),
                                        ("issuer", None),
                                        ("paper", None),
                                        ("replaces", None),
                                    ),
                                    models.Q(
                                        ("issued_at__isnull", False),
                                        ("issued_by__isnull", False),
                                        ("issuer__isnull", False),
                                        ("paper__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_report_is_issued_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.CharField(max_length=30)),
                        ("month", models.CharField(max_length=7)),
                        ("day", models.DateField()),
                        ("rows", models.JSONField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("table", "month"), name="one_published_month")],
                    },
                ),
                migrations.CreateModel(
                    name="WatchFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("office", models.CharField(max_length=20)),
                        ("month", models.CharField(max_length=7)),
                        (
                            "pattern",
                            models.CharField(
                                choices=[
                                    ("one_device", "Một máy nộp cho nhiều người"),
                                    ("one_phone", "Một số điện thoại cho nhiều người nộp"),
                                    ("own_network", "Nộp từ mạng của cơ quan, ghi «tự làm»"),
                                    ("burst", "Dồn hồ sơ trước ngày báo cáo"),
                                    ("withdrawn", "Nộp trực tuyến rồi rút ngay"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("dossiers", models.IntegerField()),
                        ("of", models.IntegerField()),
                        ("sources", models.IntegerField()),
                        ("usual", models.IntegerField()),
                        ("found_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("office", "month", "pattern"), name="one_finding_of_a_month"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WatchNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("explained", "Có lý do chính đáng"),
                                    ("to_check", "Cần kiểm tra thêm"),
                                    ("confirmed", "Đúng là làm đẹp số liệu"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="measures.watchfinding",
                            ),
                        ),
                    ],
                ),
            ]
        ),
    ]
