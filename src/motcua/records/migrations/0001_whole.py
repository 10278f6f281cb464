import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_uploads"),
        ("records", "0003_stop_notice"),
        ("records", "0004_verification"),
        ("records", "0005_reprints"),
        ("records", "0006_scans_and_digests"),
        ("records", "0007_reports"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("size", models.IntegerField()),
                        ("media_type", models.CharField(max_length=80)),
                        ("name", models.CharField(max_length=200)),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "scan",
                            models.CharField(
                                choices=[
                                    ("none", "Không quét"),
                                    ("clean", "Không thấy mã độc"),
                                    ("unchecked", "Chưa quét được"),
                                    ("infected", "Có mã độc"),
                                ],
                                db_default="none",
                                default="none",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["digest"], name="documents_by_digest"),
                            models.Index(
                                condition=models.Q(("scan", "unchecked")), fields=["id"], name="documents_unchecked"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficialPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(db_index=True, max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("acknowledgement", "Thông báo đã nhận hồ sơ nộp trực tuyến"),
                                    ("receipt_slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
                                    ("supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
                                    ("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
                                    ("stop_notice", "Thông báo dừng giải quyết hồ sơ"),
                                    ("apology", "Văn bản xin lỗi và hẹn lại ngày trả kết quả"),
                                    ("control_slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
                                    ("register", "Sổ theo dõi hồ sơ"),
                                    ("result_handover", "Phiếu bàn giao kết quả"),
                                    ("common_receipt", "Giấy tiếp nhận nhiều hồ sơ"),
                                    ("result", "Kết quả giải quyết thủ tục hành chính"),
                                    ("report", "Báo cáo số liệu"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("issued_at", models.DateTimeField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
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
                        ("agency", models.CharField(blank=True, max_length=200)),
                        ("token", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("subject", models.CharField(max_length=120)),
                        ("field", models.CharField(max_length=40)),
                        ("digest", models.CharField(max_length=64)),
                        ("size", models.IntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("sizes", models.JSONField(default=list)),
                        ("changed_at", models.DateTimeField(db_index=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "field", "digest", "size"), name="one_upload_of_a_file"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reprint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reprints",
                                to="records.officialpaper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "number"), name="reprints_are_numbered")
                        ],
                    },
                ),
            ]
        ),
    ]
