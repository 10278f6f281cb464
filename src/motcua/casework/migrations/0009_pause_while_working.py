"""A clock that stands for a named reason: only while work goes on, with nothing proposed and nothing due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_steps_in_order")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pause", ""),
                    models.Q(("next_due_at__isnull", True), ("proposed", False), ("status", 4)),
                    _connector="OR",
                ),
                name="pause_while_working",
            ),
        ),
    ]
