"""Tables of the journal. Times are text of fixed width, so that the digest covers what is stored, on every database.

Text has no maximum length here: PostgreSQL would silently drop a trailing space beyond it, and none may be dropped.
"""

from __future__ import annotations

from django.db import models


class Epoch(models.Model):
    """A run of the database's transaction numbers. A restored database starts a new one."""

    number = models.IntegerField(primary_key=True)
    started_at = models.TextField()
    reason = models.TextField()


class Subject(models.Model):
    """What entries belong to (a dossier, a procedure, a calendar …), with the count and head of its chain."""

    name = models.TextField(primary_key=True)
    count = models.IntegerField()
    head = models.TextField()
    series = models.TextField(null=True)  # noqa: DJ001 (null: not numbered)
    series_number = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "series_number"], name="one_subject_per_number"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="subject_has_entries"),
        ]


class Series(models.Model):
    """A gap-free series of numbers: one office's dossiers of one day."""

    name = models.TextField(primary_key=True)
    last = models.IntegerField()


class Entry(models.Model):
    """One thing that happened. Inserted once, never updated, never deleted."""

    id = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    transaction_id = models.BigIntegerField()
    subject = models.TextField()
    number = models.IntegerField()
    kind = models.TextField()
    at = models.TextField()
    recorded_at = models.TextField()
    day = models.TextField()
    actor = models.TextField()
    body = models.TextField()
    previous = models.TextField()
    digest = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_entry_per_number")]
        indexes = [models.Index(fields=["epoch", "transaction_id", "id"], name="entry_reading_order")]


class Cursor(models.Model):
    """How far one reader has come, in reading order."""

    name = models.CharField(max_length=60, primary_key=True)
    epoch = models.IntegerField(default=0)
    transaction_id = models.BigIntegerField(default=0)
    entry_id = models.BigIntegerField(default=0)
