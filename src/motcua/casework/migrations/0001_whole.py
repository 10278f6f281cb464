import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels

_VECTOR = (
    "ALTER TABLE casework_casesearch ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX casework_casesearch_vector ON casework_casesearch USING gin (vector)",
)


def add_vector(apps, editor):
    """The words are cut already, so no parser of PostgreSQL may cut a code or a number once more."""
    if editor.connection.vendor == "postgresql":
        for statement in _VECTOR:
            editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [
        ("casework", "0001_initial"),
        ("casework", "0002_all_moves"),
        ("casework", "0003_promised_again"),
        ("casework", "0004_joint_steps"),
        ("casework", "0005_counted_at"),
        ("casework", "0006_arrived_records"),
        ("casework", "0007_find_cases"),
        ("casework", "0008_steps_in_order"),
        ("casework", "0009_pause_while_working"),
        ("casework", "0010_opinions_not_given"),
        ("casework", "0011_steps_by_office"),
        ("casework", "0012_facts_for_figures"),
    ]

    initial = True

    dependencies = [
        ("filing", "0001_whole"),
        ("offices", "0001_whole"),
        ("people", "0001_whole"),
        ("records", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "status",
                            models.SmallIntegerField(
                                choices=[
                                    (1, "Mới đăng ký"),
                                    (2, "Được tiếp nhận"),
                                    (3, "Không được tiếp nhận"),
                                    (4, "Đang xử lý"),
                                    (5, "Yêu cầu bổ sung giấy tờ"),
                                    (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                    (7, "Công dân yêu cầu rút hồ sơ"),
                                    (8, "Dừng xử lý"),
                                    (9, "Đã xử lý xong"),
                                    (10, "Đã trả kết quả"),
                                ],
                                default=1,
                            ),
                        ),
                        (
                            "status_before",
                            models.SmallIntegerField(
                                choices=[
                                    (1, "Mới đăng ký"),
                                    (2, "Được tiếp nhận"),
                                    (3, "Không được tiếp nhận"),
                                    (4, "Đang xử lý"),
                                    (5, "Yêu cầu bổ sung giấy tờ"),
                                    (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                    (7, "Công dân yêu cầu rút hồ sơ"),
                                    (8, "Dừng xử lý"),
                                    (9, "Đã xử lý xong"),
                                    (10, "Đã trả kết quả"),
                                ],
                                null=True,
                            ),
                        ),
                        ("accept_by", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(null=True)),
                        ("first_due_at", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("next_due_at", models.DateTimeField(null=True)),
                        ("deadline_rule", models.CharField(blank=True, max_length=40)),
                        ("supplement_requests", models.SmallIntegerField(default=0)),
                        ("proposed", models.BooleanField(default=False)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "competent_office",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "dossier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filing.dossier"
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "received_office",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.document",
                            ),
                        ),
                        ("supplement_until", models.DateField(null=True)),
                        ("pause", models.CharField(blank=True, max_length=30)),
                        ("promised_again_at", models.DateTimeField(null=True)),
                        ("concerned", models.TextField(blank=True)),
                        ("in_step", models.BooleanField(default=False)),
                        ("opinions_open", models.SmallIntegerField(default=0)),
                        ("counted_at", models.DateTimeField(null=True)),
                        ("digitised", models.BooleanField(db_default=False, default=False)),
                        ("division", models.CharField(blank=True, db_default="", default="", max_length=20)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("stopped_at", models.DateTimeField(null=True)),
                        ("judged_due_at", models.DateTimeField(null=True)),
                        ("requests", models.JSONField(default=list)),
                        ("satisfaction", models.CharField(blank=True, db_default="", default="", max_length=16)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status__in", [1, 2, 4, 5, 6, 8, 9])),
                                fields=["competent_office", "next_due_at"],
                                name="open_cases_by_due",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", [4])),
                                fields=["officer", "next_due_at"],
                                name="cases_of_officer",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", [1, 2, 4, 5, 6, 8, 9])),
                                fields=["next_due_at", "id"],
                                include=("competent_office",),
                                name="open_cases",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("status__in", [5, 6, 8]),
                                    models.Q(("status", 4), models.Q(("pause", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                fields=["id"],
                                include=("competent_office",),
                                name="waiting_cases",
                            ),
                            models.Index(
                                condition=models.Q(("status", 9)),
                                fields=["id"],
                                include=("competent_office",),
                                name="cases_to_return",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", [1, 2])),
                                fields=["next_due_at", "id"],
                                include=("competent_office",),
                                name="arrived_cases",
                            ),
                            models.Index(
                                condition=models.Q(("proposed", True), ("status", 4)),
                                fields=["next_due_at", "id"],
                                include=("competent_office",),
                                name="proposed_cases",
                            ),
                            models.Index(
                                condition=models.Q(("received_at__isnull", False)),
                                fields=["received_at", "id"],
                                include=("competent_office",),
                                name="register_received",
                            ),
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["due_at", "id"],
                                include=("competent_office",),
                                name="register_due",
                            ),
                            models.Index(
                                condition=models.Q(("finished_at__isnull", False)),
                                fields=["finished_at", "id"],
                                include=("competent_office",),
                                name="register_finished",
                            ),
                            models.Index(
                                condition=models.Q(("received_at__isnull", False)),
                                fields=["competent_office", "received_at", "id"],
                                name="office_register_received",
                            ),
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["competent_office", "due_at", "id"],
                                name="office_register_due",
                            ),
                            models.Index(
                                condition=models.Q(("finished_at__isnull", False)),
                                fields=["competent_office", "finished_at", "id"],
                                name="office_register_finished",
                            ),
                            models.Index(fields=["competent_office", "id"], name="cases_of_office"),
                            models.Index(
                                condition=models.Q(("in_step", True), ("status", 4)),
                                fields=["next_due_at", "id"],
                                include=("competent_office",),
                                name="cases_in_step",
                            ),
                            models.Index(
                                condition=models.Q(("concerned__gt", "")),
                                fields=["id"],
                                include=("competent_office",),
                                name="concerned_cases",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", [1, 3, 5, 7]), ("received_at__isnull", False), _connector="OR"
                                ),
                                name="worked_after_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("received_at__isnull", True), ("received_office__isnull", True)),
                                    models.Q(("received_at__isnull", False), ("received_office__isnull", False)),
                                    _connector="OR",
                                ),
                                name="receipt_has_time_and_office",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pause", ""),
                                    models.Q(("next_due_at__isnull", True), ("proposed", False), ("status", 4)),
                                    _connector="OR",
                                ),
                                name="pause_while_working",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockStop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=30)),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="one_open_stop"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="stop_ends_later",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointStep",
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
                                choices=[("step", "Bước giải quyết"), ("opinion", "Ý kiến phối hợp")], max_length=8
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=40)),
                        ("name", models.TextField()),
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
                                max_length=20,
                            ),
                        ),
                        ("hours", models.IntegerField(null=True)),
                        ("opened_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("done", "Đã xong"),
                                    ("sent_back", "Trả về bước trước"),
                                    ("answered", "Đã trả lời"),
                                    ("unanswered", "Quá hạn, không trả lời"),
                                    ("withdrawn", "Thôi không cần"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        ("note", models.TextField(blank=True)),
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
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
                            "office",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offices.office",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("kind", "opinion"), ("outcome__in", ["unanswered", "withdrawn"])),
                                fields=["done_at"],
                                name="opinions_not_given",
                            ),
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["office", "role"],
                                name="open_steps_of_office",
                            ),
                            models.Index(
                                condition=models.Q(("outcome", "withdrawn"), _negated=True),
                                fields=["office", "case"],
                                name="steps_of_office",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at__isnull", True), ("kind", "step")),
                                fields=("case",),
                                name="one_open_joint_step",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("outcome", "")),
                                    models.Q(("done_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="done_step_has_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArrivedRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("supplements", models.JSONField(default=list)),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="BulkRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(default=motcua.core.ids.token, max_length=26, unique=True)),
                        ("move", models.CharField(max_length=30)),
                        ("chosen", models.JSONField(default=list)),
                        ("outcomes", models.JSONField(default=list)),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseSearch",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="casework.case",
                            ),
                        ),
                        ("words", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entry_number", models.IntegerField()),
                        ("move", models.CharField(max_length=30)),
                        (
                            "status",
                            models.SmallIntegerField(
                                choices=[
                                    (1, "Mới đăng ký"),
                                    (2, "Được tiếp nhận"),
                                    (3, "Không được tiếp nhận"),
                                    (4, "Đang xử lý"),
                                    (5, "Yêu cầu bổ sung giấy tờ"),
                                    (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                    (7, "Công dân yêu cầu rút hồ sơ"),
                                    (8, "Dừng xử lý"),
                                    (9, "Đã xử lý xong"),
                                    (10, "Đã trả kết quả"),
                                ]
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("note", models.TextField(blank=True)),
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.document",
                            ),
                        ),
                        ("amount", models.BigIntegerField(null=True)),
                        ("until", models.DateField(null=True)),
                        ("reference", models.CharField(blank=True, max_length=300)),
                        (
                            "joint_step",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.jointstep",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["entry_number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "entry_number"), name="one_step_per_entry")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(add_vector, migrations.RunPython.noop),
    ]
