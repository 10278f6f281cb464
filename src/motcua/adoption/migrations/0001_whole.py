import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from motcua.core.together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("adoption", "0001_targets"),
        ("adoption", "0002_directives"),
        ("adoption", "0003_classes"),
        ("adoption", "0004_difficulties"),
        ("adoption", "0005_outreach"),
        ("adoption", "0006_teams"),
    ]

    initial = True

    dependencies = [
        ("catalogue", "0001_whole"),
        ("filing", "0001_whole"),
        ("offices", "0001_whole"),
        ("people", "0001_whole"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("indicator", models.CharField(max_length=40)),
                        ("version", models.SmallIntegerField()),
                        ("numerator", models.BigIntegerField()),
                        ("denominator", models.BigIntegerField()),
                        (
                            "rule",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("equal", "Cùng một tỷ lệ"),
                                    ("volume", "Theo số hồ sơ"),
                                    ("hand", "Nhập từng cơ quan"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("set_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(null=True)),
                        (
                            "above",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="adoption.target",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
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
                        "ordering": ["-set_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True)),
                                fields=("office", "year", "indicator"),
                                name="one_target_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("numerator__gt", 0), ("numerator__lte", models.F("denominator"))),
                                name="target_up_to_everything",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Directive",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60)),
                        ("issued_on", models.DateField()),
                        ("issuer", models.CharField(max_length=160)),
                        ("title", models.CharField(max_length=300)),
                        ("what", models.TextField()),
                        ("due_on", models.DateField()),
                        ("entered_at", models.DateTimeField()),
                        (
                            "entered_by",
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
                        "ordering": ["-issued_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("office", "number", "issued_on", "issuer"), name="directive_entered_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("issued_on"))),
                                name="directive_due_after_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DirectiveShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("plan_due_on", models.DateField()),
                        ("passed_at", models.DateTimeField()),
                        (
                            "directive",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="adoption.directive",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "passed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("directive", "office"), name="directive_passed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=300)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("adopted_at", models.DateTimeField()),
                        (
                            "adopted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "share",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan",
                                to="adoption.directiveshare",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlanTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.TextField()),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="adoption.plan"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["owner"],
                                name="open_tasks_of_an_officer",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="done_has_time_and_doer",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingClass",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        (
                            "skill",
                            models.CharField(
                                choices=[
                                    ("guiding", "Hướng dẫn người dân nộp trực tuyến"),
                                    ("identity", "Hỗ trợ mở và dùng định danh điện tử"),
                                    ("paying", "Hướng dẫn thanh toán trực tuyến"),
                                    ("digitising", "Số hóa giấy tờ, dùng lại giấy tờ đã có"),
                                    ("deciding", "Xử lý hồ sơ, ký số và trả kết quả điện tử"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("begins_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("questions", models.PositiveSmallIntegerField(default=0)),
                        ("pass_mark", models.PositiveSmallIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "Sắp diễn ra"), ("held", "Đã diễn ra"), ("cancelled", "Đã hủy")],
                                default="planned",
                                max_length=10,
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
                            models.CheckConstraint(
                                condition=models.Q(("pass_mark__lte", models.F("questions"))),
                                name="pass_mark_within_questions",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("invited", models.BooleanField()),
                        ("attended", models.BooleanField(null=True)),
                        ("score", models.PositiveSmallIntegerField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "training_class",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="places",
                                to="adoption.trainingclass",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("training_class", "account"), name="one_place_in_a_class"),
                            models.CheckConstraint(
                                condition=models.Q(("score", None), ("attended", True), _connector="OR"),
                                name="only_who_came_took_the_test",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeAction",
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
                                    ("class", "Lớp tập huấn"),
                                    ("outreach", "Truyền thông"),
                                    ("solved", "Vướng mắc đã gỡ"),
                                    ("evening", "Buổi hỗ trợ của tổ công nghệ số cộng đồng"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("source", models.CharField(max_length=60)),
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
                                fields=("kind", "source", "office"), name="one_action_of_a_source_at_an_office"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupDigest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True)),
                        ("words", models.TextField()),
                        ("posted_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Difficulty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField()),
                        (
                            "source",
                            models.CharField(
                                choices=[("button", "Gửi từ hồ sơ hoặc thủ tục"), ("chat", "Dán từ nhóm chat")],
                                max_length=8,
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Chờ trả lời"), ("answered", "Đã trả lời"), ("solved", "Đã gỡ xong")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "rung",
                            models.CharField(
                                choices=[
                                    ("commune", "Xã, phường, đặc khu"),
                                    ("centre", "Trung tâm phục vụ hành chính công"),
                                    ("department", "Sở, ban, ngành"),
                                    ("province", "Kiểm soát thủ tục hành chính của tỉnh"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("rung_at", models.DateTimeField()),
                        ("answer_by", models.DateTimeField()),
                        ("moves_up_at", models.DateTimeField(null=True)),
                        ("times_up", models.PositiveSmallIntegerField(default=0)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer_minutes", models.PositiveIntegerField(null=True)),
                        ("solved_at", models.DateTimeField(null=True)),
                        ("solve_minutes", models.PositiveIntegerField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "controller",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                            "handler",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedure",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["moves_up_at"],
                                name="difficulties_to_move_up",
                            ),
                            models.Index(fields=["raised_at"], name="difficulties_by_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer_minutes", None), ("answered_at", None)),
                                    models.Q(("answer_minutes__isnull", False), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="answer_has_its_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("solve_minutes", None),
                                        ("solved_at", None),
                                        models.Q(("state", "solved"), _negated=True),
                                    ),
                                    models.Q(
                                        ("solve_minutes__isnull", False),
                                        ("solved_at__isnull", False),
                                        ("state", "solved"),
                                    ),
                                    _connector="OR",
                                ),
                                name="solved_has_its_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DifficultyReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField()),
                        ("answers", models.BooleanField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "difficulty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="adoption.difficulty",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Duty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField(null=True)),
                        ("field", models.CharField(blank=True, max_length=200)),
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
                            models.CheckConstraint(
                                condition=models.Q(("weekday", None), ("weekday__lte", 6), _connector="OR"),
                                name="duty_on_a_weekday",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="duty_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnownSolution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("problem", models.TextField()),
                        ("words", models.TextField()),
                        ("kept_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "difficulty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="adoption.difficulty"
                            ),
                        ),
                        (
                            "kept_by",
                            models.ForeignKey(
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
                    ],
                    options={
                        "ordering": ["-kept_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="OutreachChannel",
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
                                    ("social_page", "Trang mạng xã hội"),
                                    ("group", "Nhóm của thôn, tổ dân phố"),
                                    ("loudspeaker", "Loa truyền thanh"),
                                    ("leaflet", "Tờ rơi, áp phích có mã QR"),
                                    ("meeting", "Họp thôn, sinh hoạt đoàn thể"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OutreachMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=12, unique=True)),
                        ("title", models.CharField(max_length=160)),
                        ("words", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField()),
                        ("sent_on", models.DateField(null=True)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="adoption.outreachchannel",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "procedure",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedure",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OutreachOpens",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("opens", models.PositiveIntegerField(default=0)),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="days",
                                to="adoption.outreachmessage",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "day"), name="one_counter_of_a_message_and_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Branch",
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
                                    ("youth_union", "Đoàn Thanh niên"),
                                    ("womens_union", "Hội Liên hiệp Phụ nữ"),
                                    ("farmers", "Hội Nông dân"),
                                    ("veterans", "Hội Cựu chiến binh"),
                                    ("front", "Mặt trận Tổ quốc"),
                                    ("trade_union", "Công đoàn"),
                                    ("other", "Tổ chức khác"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
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
                                fields=("office", "kind", "name"),
                                name="one_branch_of_a_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommunityTeam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("village", models.CharField(max_length=80)),
                        ("village_key", models.CharField(max_length=80)),
                        ("decision", models.CharField(max_length=80)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
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
                                fields=("office", "village_key"),
                                name="one_team_of_a_village",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="team_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelfCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("right", models.PositiveSmallIntegerField()),
                        ("questions", models.PositiveSmallIntegerField()),
                        ("passed", models.BooleanField()),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("right__lte", models.F("questions"))), name="right_within_questions"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamEvening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.CharField(max_length=120)),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="adoption.communityteam",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("team",),
                                name="one_open_evening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("ended_at__gte", models.F("began_at")), _connector="OR"
                                ),
                                name="evening_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=8, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("account", "Mở tài khoản định danh điện tử"),
                                    ("filing", "Nộp hồ sơ trực tuyến"),
                                    ("paying", "Nộp tiền trực tuyến"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "system",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("motcua", "Hệ thống một cửa của tỉnh"),
                                    ("national_portal", "Cổng Dịch vụ công quốc gia"),
                                    ("ministry", "Hệ thống của bộ, ngành"),
                                    ("other", "Hệ thống khác của tỉnh"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("booked_on", models.DateField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "consent",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("screen", "Tự bấm đồng ý trên màn hình"),
                                    ("code", "Đọc mã gửi về điện thoại của mình"),
                                    ("paper", "Ký phiếu, có người làm chứng"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("consent_paper", models.CharField(blank=True, max_length=40)),
                        ("person_key", models.CharField(blank=True, max_length=64)),
                        ("dossier_code", models.CharField(blank=True, max_length=60)),
                        ("matched_at", models.DateTimeField(null=True)),
                        ("graduated_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("simulated", models.BooleanField(default=False)),
                        (
                            "helper",
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
                        (
                            "procedure",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.procedure",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="adoption.communityteam",
                            ),
                        ),
                        (
                            "evening",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="adoption.teamevening",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("person_key", ""), _negated=True),
                                fields=["person_key"],
                                name="helps_of_a_person",
                            ),
                            models.Index(fields=["office", "at"], name="helps_of_an_office"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dossier_code", ""), _negated=True),
                                fields=("dossier_code",),
                                name="one_help_of_a_dossier",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person_key", ""), models.Q(("consent", ""), _negated=True), _connector="OR"
                                ),
                                name="nobody_without_consent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("dossier_code", ""), ("person_key", "")),
                                    _connector="OR",
                                ),
                                name="withdrawn_knows_nobody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamMembership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("leads", models.BooleanField(default=False)),
                        ("youth_union", models.BooleanField(default=False)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "branch",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="adoption.branch",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="adoption.communityteam",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("leads", True), ("valid_to__isnull", True)),
                                fields=("team",),
                                name="one_open_leader",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to__isnull", True)),
                                fields=("team", "person"),
                                name="one_open_term_in_a_team",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
