from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elsewhere", "0003_sheet_and_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordeddossier",
            name="for_staff",
            field=models.CharField(
                blank=True,
                choices=[("self", "Của chính cán bộ"), ("family", "Của người nhà cán bộ")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="recordeddossier",
            name="staff_office",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddIndex(
            model_name="recordeddossier",
            index=models.Index(
                condition=models.Q(("for_staff", ""), _negated=True), fields=["staff_office"], name="recorded_of_staff"
            ),
        ),
    ]
