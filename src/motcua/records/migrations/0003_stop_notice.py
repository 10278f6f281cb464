from django.db import migrations, models

KINDS = [
    ("acknowledgement", "Thông báo đã nhận hồ sơ nộp trực tuyến"),
    ("receipt_slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    ("supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    ("stop_notice", "Thông báo dừng giải quyết hồ sơ"),
    ("result", "Kết quả giải quyết thủ tục hành chính"),
]


class Migration(migrations.Migration):
    dependencies = [("records", "0002_uploads")]

    operations = [
        migrations.AlterField("officialpaper", "kind", models.CharField(choices=KINDS, max_length=24)),
    ]
