from django.db import migrations, models


def forget_whom_nobody_asked(apps, schema_editor):
    """Until now a filing here made a record with a digest of its filer without telling her of it."""
    records = apps.get_model("adoption", "HelpRecord").objects.filter(system="motcua")
    dossiers = apps.get_model("filing", "Dossier").objects
    codes = list(records.exclude(dossier_code="").values_list("dossier_code", flat=True))
    for start in range(0, len(codes), 500):
        dossiers.filter(code__in=codes[start : start + 500]).update(help_noted=True)
    records.update(consent="", person_key="", dossier_code="", graduated_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("adoption", "0006_teams"),
        ("filing", "0011_help_agreed"),
    ]

    operations = [
        migrations.AddField("helprecord", "booked_time", models.TimeField(null=True)),
        migrations.AddField(
            "helprecord", "booked_place", models.CharField(blank=True, db_default="", default="", max_length=120)
        ),
        migrations.AddField("helprecord", "graduation_told", models.BooleanField(db_default=False, default=False)),
        migrations.RunPython(forget_whom_nobody_asked, migrations.RunPython.noop),
        migrations.RemoveConstraint("helprecord", "nobody_without_consent"),
        migrations.AddConstraint(
            "helprecord",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dossier_code", ""), ("person_key", "")),
                    models.Q(("consent", ""), _negated=True),
                    _connector="OR",
                ),
                name="nobody_without_consent",
            ),
        ),
        migrations.AddIndex(
            "helprecord",
            models.Index(
                condition=models.Q(
                    models.Q(("person_key", ""), _negated=True),
                    models.Q(("dossier_code", ""), _negated=True),
                    _connector="OR",
                ),
                fields=["at"],
                name="helps_that_know_somebody",
            ),
        ),
        migrations.AddIndex(
            "helprecord",
            models.Index(condition=models.Q(("booked_on__isnull", False)), fields=["booked_on"], name="helps_booked"),
        ),
        migrations.AddIndex(
            "helprecord",
            models.Index(
                condition=models.Q(("graduated_at__isnull", False), ("graduation_told", False)),
                fields=["graduated_at"],
                name="graduations_to_tell",
            ),
        ),
    ]
