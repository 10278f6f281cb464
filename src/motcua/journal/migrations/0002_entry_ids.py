from django.db import migrations


def create(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE journal_entry_ids AS bigint")


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE journal_entry_ids")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
