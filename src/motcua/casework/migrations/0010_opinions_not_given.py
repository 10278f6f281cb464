"""Finding the opinions that nobody waits for any more: the offices that were asked are told of them for some days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_pause_while_working")]

    operations = [
        migrations.AddIndex(
            model_name="jointstep",
            index=models.Index(
                condition=models.Q(("kind", "opinion"), ("outcome__in", ["unanswered", "withdrawn"])),
                fields=["done_at"],
                name="opinions_not_given",
            ),
        ),
    ]
