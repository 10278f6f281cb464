from django.db import migrations


def begin_now(apps, editor):
    """Let the reader begin behind what is there: nobody is told today what happened last year."""
    last = apps.get_model("journal", "Entry").objects.order_by("-epoch", "-transaction_id", "-id").first()
    if last is not None:
        apps.get_model("journal", "Cursor").objects.get_or_create(
            name="correspondence",
            defaults={"epoch": last.epoch, "transaction_id": last.transaction_id, "entry_id": last.id},
        )


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial"), ("journal", "0002_entry_ids")]
    operations = [migrations.RunPython(begin_now, migrations.RunPython.noop)]
