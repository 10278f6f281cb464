import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("filing", "0001_initial"),
        ("filing", "0002_reuse"),
        ("filing", "0003_linked_papers"),
        ("filing", "0004_guided_filing"),
        ("filing", "0005_visits"),
        ("filing", "0006_other_systems"),
        ("filing", "0007_facts_for_figures"),
        ("filing", "0008_via"),
        ("filing", "0009_staff_first"),
        ("filing", "0010_traces"),
    ]

    initial = True

    dependencies = [
        ("catalogue", "0001_whole"),
        ("offices", "0001_whole"),
        ("people", "0001_whole"),
        ("records", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=26, unique=True)),
                        (
                            "channel",
                            models.SmallIntegerField(
                                choices=[(1, "Trực tiếp"), (2, "Trực tuyến"), (3, "Bưu chính công ích")]
                            ),
                        ),
                        ("delegation", models.CharField(blank=True, max_length=300)),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("no_account", "Không có tài khoản định danh"),
                                    ("no_phone", "Không có điện thoại thông minh"),
                                    ("original_needed", "Phải nộp bản chính"),
                                    ("portal_failed", "Cổng dịch vụ công lỗi"),
                                    ("prefers", "Muốn nộp trực tiếp"),
                                    ("not_asked", "Chưa hỏi"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("queue_number", models.CharField(blank=True, max_length=12)),
                        ("tracking_number", models.CharField(blank=True, max_length=40)),
                        ("received_at", models.DateTimeField()),
                        ("entered_at", models.DateTimeField()),
                        ("late_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "applicant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "counter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "delegate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "slip",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.officialpaper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["counter", "-entered_at"], name="visits_of_a_counter")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("channel", 2), _negated=True), name="visit_is_never_online"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("entered_at__gte", models.F("received_at"))),
                                name="entered_after_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("delegate__isnull", True), ("delegation", "")),
                                    models.Q(("delegate__isnull", False), models.Q(("delegation", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="delegate_has_a_paper",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TraceKey",
                    fields=[
                        ("month", models.CharField(max_length=7, primary_key=True, serialize=False)),
                        ("secret", models.CharField(default=motcua.core.ids.salt, max_length=32)),
                    ],
                ),
                migrations.CreateModel(
                    name="Dossier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60, unique=True)),
                        (
                            "service_level",
                            models.CharField(
                                choices=[
                                    ("full", "Toàn trình"),
                                    ("partial", "Một phần"),
                                    ("none", "Không cung cấp trực tuyến"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "channel",
                            models.SmallIntegerField(
                                choices=[(1, "Trực tiếp"), (2, "Trực tuyến"), (3, "Bưu chính công ích")]
                            ),
                        ),
                        (
                            "help",
                            models.CharField(
                                choices=[("self", "Tự làm"), ("helped", "Có người hỗ trợ"), ("unknown", "Không rõ")],
                                max_length=8,
                            ),
                        ),
                        ("answers", models.JSONField(default=dict)),
                        ("submitted_at", models.DateTimeField()),
                        (
                            "system",
                            models.CharField(
                                choices=[
                                    ("motcua", "Hệ thống một cửa của tỉnh"),
                                    ("national_portal", "Cổng Dịch vụ công quốc gia"),
                                    ("ministry", "Hệ thống của bộ, ngành"),
                                    ("other", "Hệ thống khác của tỉnh"),
                                ],
                                default="motcua",
                                max_length=20,
                            ),
                        ),
                        ("salt", models.CharField(default=motcua.core.ids.salt, max_length=32)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "applicant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "competent_office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "filer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.procedure"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedureversion",
                            ),
                        ),
                        ("reused", models.SmallIntegerField(db_default=0, default=0)),
                        (
                            "helped_office",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossiers",
                                to="filing.visit",
                            ),
                        ),
                        ("fee_due", models.BooleanField(null=True)),
                        (
                            "in_person",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("no_account", "Không có tài khoản định danh"),
                                    ("no_phone", "Không có điện thoại thông minh"),
                                    ("original_needed", "Phải nộp bản chính"),
                                    ("portal_failed", "Cổng dịch vụ công lỗi"),
                                    ("prefers", "Muốn nộp trực tiếp"),
                                    ("not_asked", "Chưa hỏi"),
                                ],
                                db_default="",
                                default="",
                                max_length=20,
                            ),
                        ),
                        ("place", models.CharField(blank=True, db_default="", default="", max_length=20)),
                        ("verified", models.BooleanField(db_default=False, default=False)),
                        ("via", models.CharField(blank=True, db_default="", default="", max_length=12)),
                        (
                            "for_staff",
                            models.CharField(
                                blank=True,
                                choices=[("self", "Của chính cán bộ"), ("family", "Của người nhà cán bộ")],
                                db_default="",
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("staff_office", models.CharField(blank=True, db_default="", default="", max_length=20)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["filer", "-submitted_at"], name="dossiers_of_a_filer"),
                            models.Index(
                                condition=models.Q(("visit__isnull", False)),
                                fields=["visit"],
                                name="dossiers_of_a_visit",
                            ),
                            models.Index(
                                condition=models.Q(("via", ""), _negated=True),
                                fields=["via"],
                                name="dossiers_via_a_message",
                            ),
                            models.Index(
                                condition=models.Q(("for_staff", ""), _negated=True),
                                fields=["submitted_at"],
                                name="dossiers_of_staff",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("answers", models.JSONField(default=dict)),
                        ("done_pages", models.JSONField(default=list)),
                        (
                            "help",
                            models.CharField(
                                blank=True,
                                choices=[("self", "Tự làm"), ("helped", "Có người hỗ trợ"), ("unknown", "Không rõ")],
                                max_length=8,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "competent_office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "dossier",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="filing.dossier",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedureversion",
                            ),
                        ),
                        (
                            "helped_office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        ("via", models.CharField(blank=True, db_default="", default="", max_length=12)),
                        (
                            "for_staff",
                            models.CharField(
                                blank=True,
                                choices=[("self", "Của chính cán bộ"), ("family", "Của người nhà cán bộ")],
                                db_default="",
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("staff_office", models.CharField(blank=True, db_default="", default="", max_length=20)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["account", "-saved_at"], name="drafts_of_an_account")],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper_position", models.IntegerField(null=True)),
                        ("position", models.IntegerField(default=0)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="filing.dossier",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="filing.draft",
                            ),
                        ),
                        (
                            "reuse",
                            models.CharField(
                                blank=True,
                                choices=[("issued", "Kết quả đã được cấp"), ("handed_in", "Giấy tờ đã nộp trước đây")],
                                db_default="",
                                default="",
                                max_length=10,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="filing.dossier",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("draft__isnull", False), ("dossier__isnull", False), _connector="OR"
                                ),
                                name="attached_to_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reuse", ""), ("source__isnull", True)),
                                    models.Q(models.Q(("reuse", ""), _negated=True), ("source__isnull", False)),
                                    _connector="OR",
                                ),
                                name="what_is_reused_has_a_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LinkedPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=100)),
                        ("name", models.CharField(max_length=300)),
                        ("link", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.document",
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filing.dossier"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("dossier", "reference"), name="one_linked_paper")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("code", models.CharField(max_length=8, unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("scanned_at", models.DateTimeField(null=True)),
                        ("agreed", models.BooleanField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "competent_office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="filing.draft",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedureversion",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["officer", "-created_at"], name="invitations_of_an_officer"),
                            models.Index(fields=["expires_at"], name="invitations_by_their_end"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperTick",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.IntegerField(null=True)),
                        ("name", models.CharField(blank=True, max_length=300)),
                        ("originals", models.SmallIntegerField(default=0)),
                        ("certified", models.SmallIntegerField(default=0)),
                        ("photocopies", models.SmallIntegerField(default=0)),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="ticks", to="filing.dossier"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("dossier", "position"), name="one_tick_of_a_paper"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("certified__gte", 0),
                                    ("originals__gte", 0),
                                    ("photocopies__gte", 0),
                                    models.Q(("certified", 0), ("originals", 0), ("photocopies", 0), _negated=True),
                                ),
                                name="ticked_paper_is_there",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("position__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                                ),
                                name="other_paper_has_a_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trace",
                    fields=[
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="filing.dossier",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("device", models.CharField(blank=True, max_length=32)),
                        ("phone", models.CharField(blank=True, max_length=32)),
                        ("office", models.CharField(blank=True, max_length=20)),
                        ("kiosk", models.BooleanField()),
                        ("kept_until", models.DateField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["day"], name="traces_by_day"),
                            models.Index(fields=["kept_until"], name="traces_by_their_end"),
                        ],
                    },
                ),
            ]
        ),
    ]
