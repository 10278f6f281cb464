"""Every paper gets a token for its verification; those that are there already, one each."""

from __future__ import annotations

from django.db import migrations, models

import motcua.core.ids


def give_tokens(apps, editor):
    papers = apps.get_model("records", "OfficialPaper").objects
    for number in list(papers.values_list("id", flat=True)):
        papers.filter(id=number).update(token=motcua.core.ids.token())


class Migration(migrations.Migration):
    dependencies = [("records", "0003_stop_notice")]

    operations = [
        migrations.AddField("officialpaper", "agency", models.CharField(blank=True, default="", max_length=200), False),
        migrations.AddField("officialpaper", "token", models.CharField(max_length=26, null=True)),
        migrations.RunPython(give_tokens, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "officialpaper",
            "token",
            models.CharField(default=motcua.core.ids.token, max_length=26, unique=True),
        ),
    ]
