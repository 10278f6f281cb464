import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.core.ids
from motcua.core.together import CreateModels


def begin_now(apps, editor):
    """Let the reader begin behind what is there: nobody is told today what happened last year."""
    last = apps.get_model("journal", "Entry").objects.order_by("-epoch", "-transaction_id", "-id").first()
    if last is not None:
        apps.get_model("journal", "Cursor").objects.get_or_create(
            name="correspondence",
            defaults={"epoch": last.epoch, "transaction_id": last.transaction_id, "entry_id": last.id},
        )


class Migration(migrations.Migration):
    replaces = [
        ("correspondence", "0001_initial"),
        ("correspondence", "0002_begin_now"),
        ("correspondence", "0003_petitions"),
    ]

    initial = True

    dependencies = [
        ("casework", "0001_whole"),
        ("filing", "0001_whole"),
        ("journal", "0001_whole"),
        ("offices", "0001_whole"),
        ("people", "0001_whole"),
        ("records", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("media", models.JSONField(default=list)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by_filer", models.BooleanField()),
                        ("words", models.TextField()),
                        ("asked_at", models.DateTimeField()),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer_seen_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
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
                    ],
                    options={
                        "ordering": ["asked_at", "id"],
                        "indexes": [
                            models.Index(fields=["case", "asked_at"], name="questions_of_a_case"),
                            models.Index(
                                condition=models.Q(("answered_at__isnull", True), ("by_filer", True)),
                                fields=["asked_at"],
                                name="open_questions",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)
                                    ),
                                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="answer_has_time_and_giver",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("with_answer", models.BooleanField(default=False)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="correspondence.question",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("very_satisfied", "Rất hài lòng"),
                                    ("satisfied", "Hài lòng"),
                                    ("not_satisfied", "Không hài lòng"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=500)),
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
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Template",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("submitted", "Đã nộp trực tuyến"),
                                    ("accepted", "Đã tiếp nhận, có ngày hẹn"),
                                    ("refused", "Không được tiếp nhận"),
                                    ("supplement_asked", "Cần bổ sung giấy tờ"),
                                    ("supplement_near", "Sắp hết hạn bổ sung"),
                                    ("supplemented", "Đã nhận giấy tờ bổ sung"),
                                    ("payment_asked", "Cần nộp tiền"),
                                    ("clock_stopped", "Tạm dừng tính thời hạn"),
                                    ("clock_resumed", "Tính tiếp thời hạn"),
                                    ("stopped", "Dừng giải quyết"),
                                    ("resumed", "Giải quyết tiếp"),
                                    ("apologised", "Xin lỗi và hẹn lại"),
                                    ("approved", "Đã có kết quả"),
                                    ("returned", "Đã trả kết quả"),
                                    ("withdrawn", "Đã rút hồ sơ"),
                                    ("question_asked", "Cơ quan hỏi"),
                                    ("question_answered", "Cơ quan đã trả lời câu hỏi"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("email", "Thư điện tử"),
                                    ("sms", "Tin nhắn điện thoại"),
                                    ("chat", "Ứng dụng nhắn tin"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("words", models.TextField(blank=True)),
                        ("reference", models.CharField(blank=True, max_length=60)),
                        ("marks", models.BooleanField(default=True)),
                        ("active", models.BooleanField(default=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("occasion", "medium", "number"), name="one_text_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40, unique=True)),
                        ("entry_number", models.IntegerField()),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("submitted", "Đã nộp trực tuyến"),
                                    ("accepted", "Đã tiếp nhận, có ngày hẹn"),
                                    ("refused", "Không được tiếp nhận"),
                                    ("supplement_asked", "Cần bổ sung giấy tờ"),
                                    ("supplement_near", "Sắp hết hạn bổ sung"),
                                    ("supplemented", "Đã nhận giấy tờ bổ sung"),
                                    ("payment_asked", "Cần nộp tiền"),
                                    ("clock_stopped", "Tạm dừng tính thời hạn"),
                                    ("clock_resumed", "Tính tiếp thời hạn"),
                                    ("stopped", "Dừng giải quyết"),
                                    ("resumed", "Giải quyết tiếp"),
                                    ("apologised", "Xin lỗi và hẹn lại"),
                                    ("approved", "Đã có kết quả"),
                                    ("returned", "Đã trả kết quả"),
                                    ("withdrawn", "Đã rút hồ sơ"),
                                    ("question_asked", "Cơ quan hỏi"),
                                    ("question_answered", "Cơ quan đã trả lời câu hỏi"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("email", "Thư điện tử"),
                                    ("sms", "Tin nhắn điện thoại"),
                                    ("chat", "Ứng dụng nhắn tin"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("template", models.IntegerField()),
                        ("reference", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(blank=True, max_length=300)),
                        ("words", models.TextField()),
                        ("values", models.JSONField(default=dict)),
                        ("address", models.CharField(max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chờ gửi"),
                                    ("sent", "Đã gửi"),
                                    ("refused", "Không nhận được"),
                                    ("expired", "Quá lâu, không gửi nữa"),
                                    ("no_sender", "Chưa gửi: chưa có kênh gửi"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("next_at", models.DateTimeField()),
                        ("attempts", models.IntegerField(default=0)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("receipt", models.CharField(blank=True, max_length=120)),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["made_at", "id"],
                        "indexes": [
                            models.Index(fields=["case", "made_at"], name="messages_of_a_case"),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["medium", "next_at", "id"],
                                name="messages_to_send",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="sent_message_has_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["case", "at"], name="notes_of_a_case")],
                    },
                ),
                migrations.CreateModel(
                    name="Petition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60, unique=True)),
                        ("salt", models.CharField(default=motcua.core.ids.salt, max_length=32)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("eid", "Gửi trên trang này"),
                                    ("portal", "Cổng Dịch vụ công quốc gia"),
                                    ("counter", "Nói tại quầy"),
                                    ("letter", "Văn bản, thư"),
                                    ("phone", "Điện thoại"),
                                    ("other", "Nguồn khác"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("outside_code", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=200)),
                        ("words", models.TextField()),
                        ("name", models.CharField(max_length=160)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("found_by", models.TextField()),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("open", "Đang xử lý"),
                                    ("supplement_asked", "Chờ bổ sung nội dung"),
                                    ("refused", "Không tiếp nhận xử lý"),
                                    ("answered", "Đã trả lời"),
                                    ("published", "Đã công khai trả lời"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("rule", models.CharField(max_length=40)),
                        ("refuse_by", models.DateTimeField()),
                        ("ask_by", models.DateTimeField()),
                        ("first_due_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("next_due_at", models.DateTimeField(null=True)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("asked_for", models.TextField(blank=True)),
                        ("wait_until", models.DateField(null=True)),
                        ("lapse_by", models.DateTimeField(null=True)),
                        ("supplemented_at", models.DateTimeField(null=True)),
                        ("supplement", models.TextField(blank=True)),
                        ("refused_at", models.DateTimeField(null=True)),
                        ("refusal", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("answer_number", models.CharField(blank=True, max_length=60)),
                        (
                            "withheld",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("personal", "Chỉ liên quan đến việc riêng của một người"),
                                    ("asked", "Người phản ánh đề nghị không công khai"),
                                    ("confidential", "Có nội dung pháp luật không cho công khai"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("publish_by", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("public_title", models.CharField(blank=True, max_length=200)),
                        ("public_words", models.TextField(blank=True)),
                        ("public_answer", models.TextField(blank=True)),
                        ("public_found_by", models.TextField(blank=True)),
                        (
                            "satisfaction",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("very_satisfied", "Rất hài lòng"),
                                    ("satisfied", "Hài lòng"),
                                    ("not_satisfied", "Không hài lòng"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("rated_at", models.DateTimeField(null=True)),
                        ("repeated_at", models.DateTimeField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "dossier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="filing.dossier",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "repeat_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repeats",
                                to="correspondence.petition",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["received_at", "id"],
                        "indexes": [
                            models.Index(fields=["office", "received_at"], name="petitions_of_an_office"),
                            models.Index(fields=["received_at"], name="petitions_by_receipt"),
                            models.Index(
                                condition=models.Q(("person__isnull", False)),
                                fields=["person"],
                                name="petitions_of_a_person",
                            ),
                            models.Index(
                                condition=models.Q(("next_due_at__isnull", False)),
                                fields=["next_due_at", "id"],
                                name="petitions_to_do",
                            ),
                            models.Index(
                                condition=models.Q(("published_at__isnull", False)),
                                fields=["-published_at", "-id"],
                                name="petitions_published",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outside_code", ""), _negated=True),
                                fields=("outside_code",),
                                name="one_petition_of_code",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("stage__in", ["answered", "published"])),
                                        ("answered_at__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("stage__in", ["answered", "published"]), _negated=True),
                                        ("answer", ""),
                                        ("answered_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="answered_petition_has_answer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refused_at__isnull", False), ("stage", "refused")),
                                    models.Q(
                                        models.Q(("stage", "refused"), _negated=True), ("refused_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="refused_petition_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("publish_by__isnull", False),
                                        ("published_at__isnull", False),
                                        ("stage", "published"),
                                        ("withheld", ""),
                                    ),
                                    models.Q(
                                        models.Q(("stage", "published"), _negated=True), ("published_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="published_petition_may_be",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("rated_at__isnull", True), ("satisfaction", "")),
                                    models.Q(
                                        models.Q(("satisfaction", ""), _negated=True), ("rated_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="rated_petition_has_time",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(begin_now, migrations.RunPython.noop),
    ]
